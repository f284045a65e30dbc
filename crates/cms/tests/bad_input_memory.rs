//! What a message may cost in memory, whatever it claims to be: the only test of this program, because it looks at the whole process.
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

use kakitome_ber::der;
use kakitome_cms::show::{self, Notes};
use kakitome_cms::{CompressedData, Envelope, Error, Keys, Limits, UnlockPolicy, oid};
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, KeyTransport, Zeroizing};
use support::bombs::{container, zlib, zlib_of_zeros};
use support::cost::{peak, within_a_second};
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

fn bombs() -> Vec<Bomb> {
    let reader = reader_of("to-rsa");
    let key = ContentKey::from_bytes(Zeroizing::new(vec![9; 16]));
    let algorithm = CipherAlgorithm::fresh(ContentCipher::Aes128Gcm).unwrap();
    let sealed = |recipients| Sealed::with(&algorithm, &key, recipients, b"x", None);
    let stranger = transport_of(&reader_of("to-p384").certificate, &KeyTransport::RsaPkcs1, &[3; 256]);
    let deep = [[0x30, 0x80].repeat(10_000), vec![0; 20_000]].concat();
    let one = transport_of(&reader.certificate, &KeyTransport::RsaPkcs1, &[3; 256]);
    let mut long_nonce = sealed(vec![one.clone()]);
    let nonce = der::sequence(&[&der::octet_string(&vec![1; 50 << 20]), &der::unsigned(16)]);
    long_nonce.algorithm = der::sequence(&[&der::oid(&oid::AES_128_GCM), &nonce]);
    let mut attributes = sealed(vec![one.clone()]);
    attributes.behind.extend(der::context(2, &[&der::octet_string(&vec![0; 50 << 20])]));
    let bomb = |what, bytes| Bomb { what, bytes };
    vec![
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
    ]
}

fn read(source: &mut (impl Read + Seek)) -> Result<(), Error> {
    let reader = reader_of("to-rsa");
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

#[test]
fn m21_m22_m23_m24_memory_and_time_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = bombs()
        .into_iter()
        .map(|bomb| {
            let path = folder.path().join(bomb.what);
            std::fs::write(&path, bomb.bytes).unwrap();
            (bomb.what, path)
        })
        .collect();
    let small = Cursor::new(Sealed::new(&reader_of("to-rsa").certificate, ContentCipher::Aes128Gcm, b"x").0.build());
    read(&mut small.clone()).unwrap(); // what the first use of anything costs
    std::fs::write("/proc/self/clear_refs", "5").unwrap(); // the peak begins anew: making the bombs took more
    for (what, path) in files {
        let before = peak();
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
        let grown = peak() - before;
        assert!(grown < MOST_KIB, "{what}: memory grew by {grown} KiB");
    }
}
