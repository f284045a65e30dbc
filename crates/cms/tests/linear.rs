//! Parsing is never quadratic: whatever may be there any number of times, twice of it is twice the work. Envelopes, what stands behind
//! their ciphertext, compressed and shown structures, and every armour; signed data is in `bad_input`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::{self, Cursor};

use kakitome_ber::{Tag, der};
use kakitome_cms::armor::{self, Armored};
use kakitome_cms::show;
use kakitome_cms::{CompressedData, DigestedData, EncryptedData, Envelope, Keys, Limits, UnlockPolicy, oid};
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, DigestAlgorithm, KeyWrap, Zeroizing};
use support::cost::{self, Shape, assert_linear};
use support::unseal::Sealed;

const KEK: [u8; 16] = [7; 16];
const NAME: &[u8] = b"kek";

fn key() -> ContentKey {
    ContentKey::from_bytes(Zeroizing::new(vec![9; 16]))
}

/// KEKRecipientInfo that wraps this key.
fn kek(identifier: &[u8], key: &ContentKey) -> Vec<u8> {
    let wrapped = KeyWrap::Aes128.wrap(&KEK, key.as_bytes()).unwrap();
    let identifier = der::sequence(&[&der::octet_string(identifier)]);
    der::context(2, &[&der::unsigned(4), &identifier, &KeyWrap::Aes128.to_der(), &der::octet_string(&wrapped)])
}

/// An AuthEnvelopedData with these recipients before the one that has the key, with this content and these attributes under the tag.
fn sealed(mut recipients: Vec<Vec<u8>>, content: &[u8], attributes: Option<&[u8]>) -> Sealed {
    recipients.push(kek(NAME, &key()));
    let algorithm = CipherAlgorithm::new(ContentCipher::Aes128Gcm, vec![1; 12], 16).unwrap();
    Sealed::with(&algorithm, &key(), recipients, content, attributes)
}

fn numbered(count: usize) -> Vec<Vec<u8>> {
    let attribute = |number: usize| {
        let kind = const_oid::ObjectIdentifier::from_arcs([1, 2, 3, number as u32]).unwrap();
        der::sequence(&[&der::oid(&kind), &der::set_of(&[&der::null()])])
    };
    (0..count).map(attribute).collect()
}

fn set(elements: &[Vec<u8>]) -> Vec<u8> {
    der::set_of(&elements.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// KeyAgreeRecipientInfo with so many recipients' keys.
fn agreement(count: usize) -> Vec<u8> {
    let algorithm = der::sequence(&[&der::oid(&"1.3.132.1.11.1".parse().unwrap()), &KeyWrap::Aes128.to_der()]);
    let one = |number: usize| {
        let identifier = der::context(0, &[&der::octet_string(&number.to_be_bytes())]);
        der::sequence(&[&identifier, &der::octet_string(&[3; 24])])
    };
    let keys: Vec<Vec<u8>> = (0..count).map(one).collect();
    let keys = der::element(Tag::SEQUENCE, true, &keys.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let originator = der::context(0, &[&der::context_primitive(0, &[1; 20])]);
    der::context(1, &[&der::unsigned(3), &originator, &algorithm, &keys])
}

/// Everything that reading does, by whatever reader it is for; no limit ends it early.
fn all(bytes: &[u8]) {
    let limits = Limits {
        recipients: usize::MAX,
        recipients_bytes: usize::MAX,
        recipient_bytes: usize::MAX,
        attributes_bytes: usize::MAX,
        attributes: usize::MAX,
        agreement_keys: usize::MAX,
        certificates: usize::MAX,
        crls: usize::MAX,
        bag_elements: usize::MAX,
        ..Limits::default()
    };
    let mut source = Armored::new(Cursor::new(bytes)).unwrap();
    if let Ok(envelope) = Envelope::read(&mut source, &limits) {
        let unlocked = envelope.unlock(&Keys::new().shared(NAME, &KEK), &UnlockPolicy::default()).unwrap();
        let checked = envelope.check(&mut source, &unlocked).unwrap();
        checked.write_to(&mut source, &mut io::sink()).unwrap();
    }
    let _ = CompressedData::read(armor::decode(bytes).unwrap(), &mut io::sink(), &limits);
    let _ = DigestedData::read(armor::decode(bytes).unwrap(), &mut io::sink());
    let _ = EncryptedData::read(armor::decode(bytes).unwrap(), &limits);
    let shown = show::Limits { lines: u64::MAX, ..show::Limits::default() };
    let notes = show::examine(armor::decode(bytes).unwrap(), &limits).unwrap_or_default();
    show::show(armor::decode(bytes).unwrap(), notes, &shown, &mut |_| Ok(())).unwrap();
}

const SHAPES: [Shape; 13] = [
    ("recipients", |size| sealed((0..size).map(|number| kek(&number.to_be_bytes(), &key())).collect(), b"x", None).build()),
    ("recipients of one name", |size| sealed(vec![kek(b"other", &key()); size], b"x", None).build()),
    ("recipients of another kind", |size| {
        let other = der::context(4, &[&der::oid(&"1.2.3".parse().unwrap()), &der::null()]);
        sealed(vec![other; size], b"x", None).build()
    }),
    ("keys of one agreement", |size| sealed(vec![agreement(size)], b"x", None).build()),
    ("unreadable recipients", |size| sealed(vec![der::sequence(&[&der::null()]); size], b"x", None).build()),
    ("pieces of ciphertext", |size| {
        let sealed = sealed(Vec::new(), &vec![b'x'; 10 * size], None);
        let pieces: Vec<u8> = sealed.ciphertext.iter().flat_map(|octet| [4, 1, *octet]).collect();
        sealed.build_around(&[&[0xa0, 0x80][..], &pieces, &[0, 0]].concat())
    }),
    ("authenticated attributes", |size| sealed(Vec::new(), b"x", Some(&set(&numbered(size)))).build()),
    ("unprotected attributes", |size| {
        let mut sealed = sealed(Vec::new(), b"x", None);
        sealed.behind.extend(support::unseal::tagged(Some(&set(&numbered(size))), 0xa2));
        sealed.build()
    }),
    ("certificates of the originator", |size| {
        let built = sealed(Vec::new(), b"x", None);
        let certificates = vec![der::sequence(&[&der::octet_string(&[7; 50])]); size].concat();
        let originator = der::context(0, &[&der::context(0, &[&certificates])]);
        // version, originatorInfo, and the rest as it was
        let inner = built.build();
        let mut fields = kakitome_ber::Cursor::new(&inner).sequence().unwrap();
        let kind = fields.any().unwrap();
        let mut body = fields.any().unwrap().children().unwrap().sequence().unwrap();
        let version = body.any().unwrap();
        let body = der::sequence(&[version.raw(), &originator, body.rest()]);
        der::sequence(&[kind.raw(), &der::context(0, &[&body])])
    }),
    ("base64", |size| in_base64(&sealed(Vec::new(), &vec![b'x'; 50 * size], None).build(), 64, b"\r\n")),
    ("base64 in short lines", |size| in_base64(&sealed(Vec::new(), &vec![b'x'; 10 * size], None).build(), 4, b"\n")),
    ("PEM behind much text", |size| {
        let base64 = in_base64(&sealed(Vec::new(), b"x", None).build(), 64, b"\n");
        [&b"-----BEGIN nothing\n".repeat(size)[..], b"-----BEGIN CMS-----\n", &base64, b"-----END CMS-----\n"].concat()
    }),
    ("compressed content", |size| {
        let content: Vec<u8> = (0..50 * size).map(|number| (number * number / 7) as u8).collect();
        CompressedData::write(oid::DATA, &content).unwrap()
    }),
];

/// Base64 in lines of so many letters.
fn in_base64(bytes: &[u8], line: usize, end: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut letters = Vec::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, octet| bits << 8 | u32::from(*octet)) << (8 * (3 - chunk.len()));
        let four = [18, 12, 6, 0].map(|shift| LETTERS[(bits >> shift & 63) as usize]);
        letters.extend_from_slice(&four[..=chunk.len()]);
        letters.extend_from_slice(&b"=="[..3 - chunk.len()]);
    }
    letters.chunks(line).flat_map(|letters| [letters, end].concat()).collect()
}

#[test]
fn twice_the_input_is_twice_the_work() {
    assert_linear(&SHAPES, 2_000, all);
}

/// Run by the test above as a process of its own.
#[test]
#[ignore = "needs a file; run by twice_the_input_is_twice_the_work"]
fn reads_the_file_that_it_is_given() {
    let Some(file) = std::env::var_os(cost::FILE) else { return };
    all(&std::fs::read(file).unwrap());
}

/// The measures can fail: a reader that looks at all that is left before every octet.
#[test]
#[should_panic(expected = "pieces: ")]
fn a_quadratic_reader_shows() {
    let pieces: Shape = ("pieces", |size| b"\x04\x00".repeat(size));
    assert_linear(&[pieces], 500, |bytes| {
        for at in (0..bytes.len()).step_by(2) {
            let mut rest = kakitome_ber::Cursor::new(&bytes[at..]);
            while !rest.is_empty() {
                rest.any().unwrap();
            }
        }
    });
}

#[test]
fn digested_data_in_pieces() {
    let pieces: Shape = ("pieces", |size| {
        let content = vec![b'x'; 10 * size];
        let written = DigestedData::write(oid::DATA, DigestAlgorithm::Sha256, &content).unwrap();
        let strings = der::octet_string(&content);
        let at = written.windows(strings.len()).position(|window| window == strings).unwrap();
        assert!(at > 20);
        let crumbs = [b"\x24\x80", &b"\x04\x01x".repeat(10 * size)[..], b"\0\0"].concat();
        let algorithm = DigestAlgorithm::Sha256.to_der();
        let inside = der::sequence(&[&der::oid(&oid::DATA), &der::context(0, &[&crumbs])]);
        let body = der::sequence(&[&der::unsigned(0), &algorithm, &inside, &written[written.len() - 34..]]);
        der::sequence(&[&der::oid(&oid::DIGESTED_DATA), &der::context(0, &[&body])])
    });
    assert_linear(&[pieces], 2_000, |bytes| {
        let read = DigestedData::read(bytes, &mut io::sink()).unwrap();
        assert_eq!(read.check(&read.content_digests), kakitome_cms::DigestMatch::Same);
    });
}
