//! Attack rows about what stands in the place of ciphertext and of the originator's key, by their ids.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::time::Duration;

use kakitome_ber::{Tag, der};
use kakitome_cms::{Error, Keys};
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, KeyAgreement, KeyKind, KeyWrap, Opener};
use support::cost::thread_time;
use support::ids;
use support::peers::{Reader, reader_of};
use support::unseal::{Opened, Sealed, issuer_and_serial, open, tagged};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nSalaries of the year: 1, 2, 3 and many more lines of it.\r\n";

fn open_as(reader: &Reader, bytes: &[u8]) -> Result<Opened, Error> {
    open(bytes, &Keys::new().own(&reader.certificate, &reader.opener))
}

fn xor(one: &[u8], other: &[u8]) -> Vec<u8> {
    one.iter().zip(other).map(|(one, other)| one ^ other).collect()
}

/// CVE-2017-17689: whoever knows the first block of a mail writes text of their own in front of it. CBC cannot show it; we say so.
#[test]
fn m01_a_gadget_in_front_of_cbc_is_content_that_nobody_vouches_for() {
    let reader = reader_of("to-rsa");
    let (sealed, _) = Sealed::new(&reader.certificate, ContentCipher::Aes128Cbc, MAIL);
    let iv = CipherAlgorithm::from_der(&sealed.algorithm).unwrap().iv().to_vec();
    let wanted = b"Content-Type: te";
    let gadget = [xor(&iv, &xor(&MAIL[..16], b"<img src=//evil/")), sealed.ciphertext[..16].to_vec(), sealed.ciphertext.clone()].concat();
    assert_eq!(&MAIL[..16], wanted);
    let opened = open_as(reader, &sealed.holding(&gadget).build()).unwrap();
    assert_eq!(&opened.content[16..32], b"<img src=//evil/");
    assert!(!opened.checked.is_authenticated);
    assert_eq!(ids(&opened.findings), ["cms.unauthenticated-cipher"]);
    // the same with GCM
    let (sealed, _) = Sealed::new(&reader.certificate, ContentCipher::Aes128Gcm, MAIL);
    let mut changed = sealed.ciphertext.clone();
    changed[20] ^= 1;
    assert!(matches!(open_as(reader, &sealed.holding(&changed).build()), Err(Error::Undecryptable)));
    assert!(open_as(reader, &sealed.build()).unwrap().checked.is_authenticated);
}

/// Points that are not on the curve, or have small order, are wrong keys as any others.
#[test]
fn m17_an_originator_s_key_that_is_none() {
    let off = |octets: usize| [vec![4], vec![7; octets]].concat();
    for (name, kind, bad) in [
        ("to-p256", KeyKind::P256, vec![off(64), vec![0], vec![4; 65]]),
        ("to-p384", KeyKind::P384, vec![off(96), vec![0], off(64)]),
        ("to-p521", KeyKind::P521, vec![off(132), vec![0], off(64)]),
        ("to-x25519", KeyKind::X25519, vec![vec![0; 32], [vec![1], vec![0; 31]].concat(), vec![9; 31]]),
    ] {
        let reader = reader_of(name);
        let agreement = KeyAgreement::usual(kind, KeyWrap::Aes128).unwrap();
        let key = ContentKey::random(ContentCipher::Aes128Gcm).unwrap();
        let recipient = der::sequence(&[&issuer_and_serial(&reader.certificate), &der::octet_string(&[1; 24])]);
        let algorithm = kakitome_ber::Cursor::new(reader.opener.public_key()).sequence().unwrap().sequence().unwrap().rest().to_vec();
        for octets in bad {
            let originator = tagged(Some(&der::sequence(&[&der::sequence(&[&algorithm]), &der::bit_string(&octets)])), 0xa1);
            let info =
                der::context(1, &[&der::unsigned(3), &der::context(0, &[&originator]), &agreement.to_der(), &der::sequence(&[&recipient])]);
            let sealed = Sealed::with(&CipherAlgorithm::fresh(ContentCipher::Aes128Gcm).unwrap(), &key, vec![info], MAIL, None);
            let outcome = open_as(reader, &sealed.build()).map(|_| ());
            assert!(matches!(outcome, Err(Error::Undecryptable)), "{name} {octets:02x?}: {outcome:?}");
        }
    }
}

/// CVE-2016-2109 and its kin: what is said of lengths and depths is not believed, and small pieces cost no more than large ones.
#[test]
fn m22_lengths_that_lie_depth_and_crumbs() {
    let reader = reader_of("to-rsa");
    let keys = Keys::new().own(&reader.certificate, &reader.opener);
    let content = MAIL.repeat(2500);
    let (sealed, _) = Sealed::new(&reader.certificate, ContentCipher::Aes256Gcm, &content);
    let crumbs: Vec<u8> = sealed.ciphertext.iter().flat_map(|byte| [4, 1, *byte]).collect();
    let began = thread_time();
    let bytes = sealed.build_around(&der::element(Tag::context(0), true, &[&crumbs]));
    assert_eq!(open(&bytes, &keys).unwrap().content, content);
    assert!(thread_time() - began < Duration::from_secs(2), "200,000 pieces of one byte: {:?}", thread_time() - began);

    let deep = [vec![0xa0, 0x80], [0x24, 0x80].repeat(20_000), vec![4, 1, 0], vec![0; 2 * 20_001]].concat();
    let huge = [&[0x80, 0x84, 0xff, 0xff, 0xff, 0xff][..], &sealed.ciphertext].concat();
    let over = [&[0x80, 0x82, 0xff, 0xff][..], &sealed.ciphertext[..100]].concat();
    for (form, what) in [(deep, "depth"), (huge, "4 GiB"), (over, "longer than what it stands in")] {
        let began = thread_time();
        let bytes = sealed.build_around(&form);
        assert!(matches!(open(&bytes, &keys), Err(Error::Encoding { .. })), "{what}");
        assert!(thread_time() - began < Duration::from_millis(500), "{what}");
    }
    // in the place of recipients
    let envelope = sealed.to(vec![[0x30, 0x80].repeat(20_000)]).build();
    assert!(matches!(open(&envelope, &keys), Err(Error::Encoding { .. })));
}
