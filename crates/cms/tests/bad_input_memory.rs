//! What a message may cost in memory, whatever it claims to be: the only test of its process, because it looks at the whole of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]
#![cfg(target_os = "linux")]

mod support;

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::process::Command;

use kakitome_ber::{Tag, der};
use kakitome_cms::show::{self, Notes};
use kakitome_cms::{CompressedData, Envelope, Error, Integrity, Keys, Limits, Policy, SignedData, UnlockPolicy, oid};
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, DigestAlgorithm, KeyTransport, Zeroizing};
use kakitome_pki::Certificate;
use support::bombs::{container, zlib, zlib_of_zeros};
use support::cost::{peak, within_a_second};
use support::craft::{Container, attribute};
use support::peers::reader_of;
use support::unseal::{Sealed, WITH_PASSWORDS, transport_of};

/// The bound of issue 3, beside the bytes of the message itself, which stand in a file.
const MOST_KIB: u64 = 16 << 10;

struct Bomb {
    what: &'static str,
    bytes: Vec<u8>,
}

/// PasswordRecipientInfo that wants this many iterations.
fn password(iterations: u64) -> Vec<u8> {
    let parameters = der::sequence(&[&der::octet_string(&[1; 8]), &der::unsigned(iterations)]);
    let derivation = der::context(0, &[&der::oid(&"1.2.840.113549.1.5.12".parse().unwrap()), &parameters]);
    let inner = CipherAlgorithm::fresh(ContentCipher::Aes128Cbc).unwrap().to_der();
    let wrap = der::sequence(&[&der::oid(&"1.2.840.113549.1.9.16.3.9".parse().unwrap()), &inner]);
    der::context(3, &[&der::unsigned(0), &derivation, &wrap, &der::octet_string(&[2; 32])])
}

/// 10 KB that are a container of 10 MB of zlib that are 10 GB.
fn compressed() -> Vec<u8> {
    let inner = container(0, &oid::ZLIB, &oid::DATA, &zlib_of_zeros(10 << 10));
    container(0, &oid::ZLIB, &oid::COMPRESSED_DATA, &zlib(&inner))
}

/// For a reader with an RSA key, and somebody else.
fn bombs(mine: &Certificate, other: &Certificate) -> Vec<Bomb> {
    let key = ContentKey::from_bytes(Zeroizing::new(vec![9; 16]));
    let algorithm = CipherAlgorithm::fresh(ContentCipher::Aes128Gcm).unwrap();
    let sealed = |recipients| Sealed::with(&algorithm, &key, recipients, b"x", None);
    let stranger = transport_of(other, &KeyTransport::RsaPkcs1, &[3; 256]);
    let deep = [[0x30, 0x80].repeat(10_000), vec![0; 20_000]].concat();
    let one = transport_of(mine, &KeyTransport::RsaPkcs1, &[3; 256]);
    let mut long_nonce = sealed(vec![one.clone()]);
    let nonce = der::sequence(&[&der::octet_string(&vec![1; 50 << 20]), &der::unsigned(16)]);
    long_nonce.algorithm = der::sequence(&[&der::oid(&oid::AES_128_GCM), &nonce]);
    let mut attributes = sealed(vec![one.clone()]);
    attributes.behind.extend(der::context(2, &[&der::octet_string(&vec![0; 50 << 20])]));
    let bomb = |what, bytes| Bomb { what, bytes };
    let mut all = of_signed_data(mine);
    all.extend([
        bomb("100,000 recipients", sealed(vec![stranger; 100_000]).build()),
        bomb("100,000 recipients for one key", sealed(vec![one.clone(); 100_000]).build()),
        bomb("a recipient of 50 MB", sealed(vec![der::sequence(&[&der::octet_string(&vec![0; 50 << 20])])]).build()),
        bomb("2^31 iterations", sealed(vec![password(1 << 31)]).build()),
        bomb("100,000 passwords", sealed(vec![password(1_000); 100_000]).build()),
        bomb("10,000 deep", sealed(vec![deep]).build()),
        bomb("a nonce of 50 MB", long_nonce.build()),
        bomb("attributes of 50 MB", attributes.build()),
        bomb("10 GB", compressed()),
        bomb("no key", sealed(Vec::new()).build()),
        bomb("60,000 keys of agreements", sealed(vec![agreement(8_000); 8]).build()),
    ]);
    all
}

/// KeyAgreeRecipientInfo with so many keys of the fewest octets.
fn agreement(keys: usize) -> Vec<u8> {
    let one = der::sequence(&[&der::context(0, &[&der::octet_string(&[])]), &der::octet_string(&[])]);
    let keys = der::sequence(&vec![&one[..]; keys]);
    let originator = der::context(0, &[&der::context_primitive(0, &[])]);
    let algorithm = der::sequence(&[&der::oid(&"1.3.132.1.11.1".parse().unwrap())]);
    der::context(1, &[&der::unsigned(3), &originator, &algorithm, &keys])
}

/// Sixteen signers with as much in each as is read, in the pieces that cost most: each octet of them once took thirty in memory.
fn of_signed_data(certificate: &Certificate) -> Vec<Bomb> {
    let null = der::null();
    let nulls = |count: usize| vec![&null[..]; count];
    let capability = der::sequence(&[&der::oid(&"1.2.3".parse().unwrap())]);
    let empty = attribute("1.2.3".parse().unwrap(), &[]);
    let values = attribute(oid::COUNTERSIGNATURE, &nulls(120_000));
    let capabilities = attribute(oid::SMIME_CAPABILITIES, &[&der::sequence(&vec![&capability[..]; 35_000])]);
    let signers = |signed: &[u8], unsigned: &[u8]| {
        let info = der::sequence(&[
            &der::unsigned(3),
            &der::context_primitive(0, b"key"),
            &DigestAlgorithm::Sha256.to_der(),
            &der::context(0, &[signed]),
            &der::sequence(&[&der::oid(&oid::RSA_ENCRYPTION), &der::null()]),
            &der::octet_string(b"signature"),
            &der::context(1, &[unsigned]),
        ]);
        let mut container = Container::opaque(b"x", certificate, vec![info; 16]);
        container.certificates.clear();
        container.build()
    };
    vec![
        Bomb { what: "120,000 values of an attribute, 16 times", bytes: signers(&[], &values) },
        Bomb { what: "28,000 attributes, 16 times", bytes: signers(&empty.repeat(28_000), &[]) },
        Bomb { what: "35,000 capabilities, 16 times", bytes: signers(&capabilities, &[]) },
    ]
}

fn read(source: &mut (impl Read + Seek)) -> Result<(), Error> {
    let reader = reader_of("to-rsa");
    source.seek(SeekFrom::Start(0)).unwrap();
    match SignedData::read(&mut *source, &mut io::sink(), &[], &Limits::default()) {
        Err(Error::OtherContent { .. }) => {}
        outcome => {
            let signed = outcome?;
            let checks = signed.check(&signed.content_digests, &[], &Policy::default());
            assert!(checks.iter().all(|check| !matches!(check.integrity, Integrity::Good(_))));
            let findings = signed.findings.len() + checks.iter().map(|check| check.findings.len()).sum::<usize>();
            assert!(findings < 1_000, "{findings} findings");
            return Err(Error::NoContent); // read, and nothing is good
        }
    }
    source.seek(SeekFrom::Start(0)).unwrap();
    let outcome = CompressedData::read(&mut *source, &mut io::sink(), &Limits::default()).map(|_| ());
    if !matches!(outcome, Err(Error::OtherContent { .. })) {
        return outcome;
    }
    source.seek(SeekFrom::Start(0)).unwrap();
    let envelope = Envelope::read(&mut *source, &Limits::default())?;
    let keys = Keys::new().own(&reader.certificate, &reader.opener).password(b"secret");
    let unlocked = envelope.unlock(&keys, &UnlockPolicy { passwords: true, ..WITH_PASSWORDS })?;
    envelope.check(source, &unlocked)?.write_to(source, &mut io::sink()).map(|_| ())
}

/// Names the folder that the ignored test of this program is to fill.
const FOLDER: &str = "KAKITOME_TEST_FOLDER";

/// Fills a folder with bombs, as a process of its own: one that has made them has had more memory than they may cost, and reads them
/// into what it was given before.
#[test]
#[ignore = "needs a folder; run by m21_m22_m23_m24_memory_and_time_are_bounded"]
fn makes_the_bombs() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let certificate = |name| Certificate::from_der(std::fs::read(folder.join(name)).unwrap()).unwrap();
    for bomb in bombs(&certificate("mine.der"), &certificate("other.der")) {
        std::fs::write(folder.join("bombs").join(bomb.what), bomb.bytes).unwrap();
    }
}

/// The bombs by their names, in a folder that goes with its handle.
fn made() -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("bombs")).unwrap();
    for (name, reader) in [("mine.der", "to-rsa"), ("other.der", "to-p384")] {
        std::fs::write(folder.path().join(name), reader_of(reader).certificate.as_der()).unwrap();
    }
    let made = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "makes_the_bombs", "--ignored", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.path().join("bombs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), BOMBS);
    (folder, files)
}

const BOMBS: usize = 14;

#[test]
fn m21_m22_m23_m24_memory_and_time_are_bounded() {
    let (_folder, files) = made();
    let small = Cursor::new(Sealed::new(&reader_of("to-rsa").certificate, ContentCipher::Aes128Gcm, b"x").0.build());
    read(&mut small.clone()).unwrap(); // what the first use of anything costs
    let before = peak();
    let grown = |what: &str| {
        let grown = peak() - before;
        assert!(grown < MOST_KIB, "{what}: memory grew by {grown} KiB");
    };
    for path in files {
        let what = path.file_name().unwrap().to_str().unwrap();
        let mut file = io::BufReader::new(std::fs::File::open(&path).unwrap());
        let error = within_a_second(what, || read(&mut file)).expect_err(what);
        assert!(!error.to_string().is_empty() && error.to_string().len() < 1_000, "{what}: {error}");
        file.seek(SeekFrom::Start(0)).unwrap();
        let limits = show::Limits { lines: 10_000, ..show::Limits::default() };
        let _ = within_a_second("shown", || {
            let notes = show::examine(&mut file, &Limits::default()).unwrap_or_else(|_| Notes::default());
            file.seek(SeekFrom::Start(0)).unwrap();
            show::show(&mut file, notes, &limits, &mut |_| Ok(()))
        });
        grown(what);
    }
    what_is_large_is_not_held();
    grown("500 MB of one thing");
    // and the measure can fail
    let ballast = std::hint::black_box(vec![7_u8; (MOST_KIB as usize + 1) << 10]);
    assert!(peak() - before > MOST_KIB && ballast.len() > 1);
}

/// 500 MB of a certificate, of a CRL, of a signer, from a source that has them not in memory.
fn what_is_large_is_not_held() {
    let head = |open: &[u8]| {
        let mut bytes = b"\x30\x80".to_vec();
        bytes.extend(der::oid(&oid::SIGNED_DATA));
        bytes.extend(b"\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x0b");
        bytes.extend(der::oid(&oid::DATA));
        bytes.extend(open);
        bytes
    };
    let length = 500_u64 << 20;
    for open in [&b"\xa0\x80"[..], b"\xa1\x80", b"\x31\x80"] {
        for indefinite in [false, true] {
            let mut bytes = head(open);
            if indefinite {
                bytes.extend(b"\x30\x80");
            }
            der::header(&mut bytes, Tag::SEQUENCE, true, length);
            let source = bytes.chain(io::repeat(0).take(length)).chain(io::repeat(0).take(10));
            let outcome = SignedData::read(source, &mut io::sink(), &[], &Limits::default());
            assert!(outcome.is_err() || outcome.is_ok_and(|read| !read.findings.is_empty()));
        }
    }
}
