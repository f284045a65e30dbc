//! Attack rows of encrypted data, by their ids. Each envelope is put together here, right or wrong, for keys made for the test.
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

use kakitome_ber::der;
use kakitome_cms::{Error, Keys, UnlockPolicy, oid};
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, KeyTransport, KeyWrap, MemoryOpener, Zeroizing, random_fill};
use kakitome_pki::Certificate;
use support::cost::thread_time;
use support::counting::Counting;
use support::craft::slices;
use support::unseal::{Opened, Sealed, issuer_and_serial, open, open_with, transport, transport_of};
use support::{World, ids};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nSalaries of the year: 1, 2, 3 and many more lines of it.\r\n";
const SAME: &str = "the message cannot be decrypted with this key, or it was altered";

fn rsa() -> (Certificate, Counting) {
    (World::get().certificate("rsa"), Counting::new(MemoryOpener::new(World::get().key("rsa")).unwrap()))
}

fn open_rsa(bytes: &[u8]) -> Result<Opened, Error> {
    let (certificate, opener) = rsa();
    open(bytes, &Keys::new().own(&certificate, &opener))
}

fn assert_same(result: Result<Opened, Error>, what: &str) {
    match result {
        Err(error @ Error::Undecryptable) => assert_eq!(error.to_string(), SAME, "{what}"),
        Err(error) => panic!("{what}: {error}"),
        Ok(_) => panic!("{what}: opened"),
    }
}

fn random(length: usize) -> Vec<u8> {
    let mut octets = vec![0; length];
    random_fill(&mut octets).unwrap();
    octets
}

fn kek_recipient(identifier: &[u8], wrap: KeyWrap, encrypted: &[u8]) -> Vec<u8> {
    let kekid = der::sequence(&[&der::octet_string(identifier)]);
    der::context(2, &[&der::unsigned(4), &kekid, &wrap.to_der(), &der::octet_string(encrypted)])
}

#[test]
fn control_good_ones_open_with_one_operation() {
    let (certificate, opener) = rsa();
    for (cipher, findings) in [(ContentCipher::Aes128Cbc, &["cms.unauthenticated-cipher"][..]), (ContentCipher::Aes256Gcm, &[])] {
        let (sealed, _) = Sealed::new(&certificate, cipher, MAIL);
        let opened = open(&sealed.build(), &Keys::new().own(&certificate, &opener)).unwrap();
        assert_eq!(opened.content, MAIL);
        assert_eq!(ids(&opened.findings), findings);
        assert_eq!(opened.envelope.content_type, oid::DATA);
        assert_eq!(opener.asked(), 1);
    }
}

#[test]
fn m05_m12_one_error_for_wrong_key_padding_and_tag() {
    let (certificate, _) = rsa();
    // CBC: the last byte of the padding becomes 0 or 17, whatever the key was: what is changed is the block before
    for wrong in [0, 17, 0xff] {
        let (mut sealed, _) = Sealed::new(&certificate, ContentCipher::Aes128Cbc, MAIL);
        let padding = 16 - (MAIL.len() % 16) as u8;
        let at = sealed.ciphertext.len() - 17;
        sealed.ciphertext[at] ^= padding ^ wrong;
        assert_same(open_rsa(&sealed.build()), "padding");
    }
    let (sealed, _) = Sealed::new(&certificate, ContentCipher::Aes128Cbc, MAIL);
    for length in [0, 1, 15, 17, sealed.ciphertext.len() - 1] {
        assert_same(open_rsa(&sealed.holding(&sealed.ciphertext[..length]).build()), "length of the ciphertext");
    }
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes256Gcm] {
        let (sealed, _) = Sealed::new(&certificate, cipher, MAIL);
        let good = sealed.build();
        for at in [good.len() - 1, good.len() - 16, good.len() - 18 - sealed.ciphertext.len(), good.len() - 20] {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            assert_same(open_rsa(&bytes), "tag or ciphertext");
        }
        for encrypted in [random(256), random(255), random(257), Vec::new(), vec![0xff; 256], vec![0; 256]] {
            let mut spoilt = Sealed::new(&certificate, cipher, MAIL).0;
            spoilt.recipients = vec![transport_of(&certificate, &KeyTransport::RsaPkcs1, &encrypted)];
            assert_same(open_rsa(&spoilt.build()), "encrypted key");
        }
    }
}

#[test]
fn m05_m06_wrong_keys_on_cbc_are_the_same_error_or_nobody_s_text() {
    let (certificate, opener) = rsa();
    let mut opened = 0;
    for _ in 0..200 {
        let mut sealed = Sealed::new(&certificate, ContentCipher::Aes128Cbc, MAIL).0;
        sealed.recipients = vec![transport_of(&certificate, &KeyTransport::RsaPkcs1, &[&[0], &random(255)[..]].concat())];
        match open(&sealed.build(), &Keys::new().own(&certificate, &opener)) {
            Ok(found) => {
                opened += 1; // by chance, once in 256: the padding of another key's text
                assert_ne!(found.content, MAIL);
            }
            Err(error) => assert_eq!(error.to_string(), SAME),
        }
        assert_eq!(opener.asked(), 1);
    }
    assert!(opened < 12, "{opened} of 200");
}

#[test]
fn m07_a_second_recipient_for_the_same_key_changes_nothing() {
    let (certificate, opener) = rsa();
    let keys = Keys::new().own(&certificate, &opener);
    let (sealed, _) = Sealed::new(&certificate, ContentCipher::Aes256Gcm, MAIL);
    let good = sealed.recipients[0].clone();
    let conforming = transport(&certificate, &KeyTransport::RsaPkcs1, &random(32));
    let short = transport(&certificate, &KeyTransport::RsaPkcs1, &random(16));
    let broken = transport_of(&certificate, &KeyTransport::RsaPkcs1, &[&[0], &random(255)[..]].concat());
    for second in [&conforming, &short, &broken] {
        let first = open(&sealed.to(vec![good.clone(), second.clone()]).build(), &keys).unwrap();
        assert_eq!(first.content, MAIL);
        assert_eq!(ids(&first.findings), ["cms.repeated-recipient"]);
        assert_eq!(opener.asked(), 1);
        assert_same(open(&sealed.to(vec![second.clone(), good.clone()]).build(), &keys), "the other order");
        assert_eq!(opener.asked(), 1);
    }
    // under another name it is nobody's, and is never tried
    let other = World::get().certificate("p256");
    let stranger = transport_of(&other, &KeyTransport::RsaPkcs1, &random(256));
    for recipients in [vec![good.clone(), stranger.clone()], vec![stranger, good]] {
        assert_eq!(open(&sealed.to(recipients).build(), &keys).unwrap().content, MAIL);
        assert_eq!(opener.asked(), 1);
    }
}

#[test]
fn m08_a_key_of_another_length_is_a_wrong_key() {
    let (certificate, _) = rsa();
    let kek = [9; 16];
    for length in [5, 8, 16, 24] {
        let mut sealed = Sealed::new(&certificate, ContentCipher::Aes256Gcm, MAIL).0;
        sealed.recipients = vec![transport(&certificate, &KeyTransport::RsaPkcs1, &random(length))];
        assert_same(open_rsa(&sealed.build()), "transported");
        if length >= 16 {
            sealed.recipients = vec![kek_recipient(b"k", KeyWrap::Aes128, &KeyWrap::Aes128.wrap(&kek, &random(length)).unwrap())];
            assert_same(open(&sealed.build(), &Keys::new().shared(b"k", &kek)), "wrapped");
        }
    }
    let key = ContentKey::random(ContentCipher::Aes256Gcm).unwrap();
    let algorithm = CipherAlgorithm::fresh(ContentCipher::Aes256Gcm).unwrap();
    let wrapped = KeyWrap::Aes128.wrap(&kek, key.as_bytes()).unwrap();
    let sealed = Sealed::with(&algorithm, &key, vec![kek_recipient(b"k", KeyWrap::Aes128, &wrapped)], MAIL, None).build();
    assert_eq!(open(&sealed, &Keys::new().shared(b"k", &kek)).unwrap().content, MAIL);
    assert_same(open(&sealed, &Keys::new().shared(b"k", &[8; 16])), "another shared key");
    assert_same(open(&sealed, &Keys::new().shared(b"k", &[9; 32])), "a shared key of another length");
    assert!(matches!(open(&sealed, &Keys::new().shared(b"l", &kek)), Err(Error::NoRecipient { count: 1, .. })));
}

/// What is encrypted with GCM, called CBC: the block cipher must not become an oracle for whoever has seen it.
#[test]
fn m10_content_with_a_tag_called_content_without() {
    let (certificate, opener) = rsa();
    let keys = Keys::new().own(&certificate, &opener);
    let mut opened = 0;
    for _ in 0..50 {
        opener.asked();
        let (mut sealed, _) = Sealed::new(&certificate, ContentCipher::Aes128Gcm, MAIL);
        sealed.ciphertext.truncate(sealed.ciphertext.len() / 16 * 16);
        sealed.algorithm = CipherAlgorithm::fresh(ContentCipher::Aes128Cbc).unwrap().to_der();
        // in AuthEnvelopedData it does not get as far as the key
        assert!(matches!(open(&sealed.build(), &keys), Err(Error::MisplacedCipher { container: "AuthEnvelopedData", .. })));
        assert_eq!(opener.asked(), 0);
        (sealed.container, sealed.behind) = (oid::ENVELOPED_DATA, Vec::new());
        match open(&sealed.build(), &keys) {
            Ok(found) => {
                opened += 1; // the padding of a random block is right once in 256
                assert!(!MAIL.windows(8).any(|window| found.content.windows(8).any(|other| other == window)));
            }
            Err(error) => assert_eq!(error.to_string(), SAME),
        }
    }
    assert!(opened < 6, "{opened} of 50");
}

#[test]
fn m10_gcm_in_enveloped_data_does_not_reach_the_key() {
    let (certificate, opener) = rsa();
    let (mut sealed, _) = Sealed::new(&certificate, ContentCipher::Aes128Gcm, MAIL);
    (sealed.container, sealed.behind) = (oid::ENVELOPED_DATA, Vec::new());
    let envelope = kakitome_cms::Envelope::read(&sealed.build()[..], &Default::default()).unwrap();
    assert_eq!(ids(&envelope.findings), ["cms.aead-in-enveloped"]);
    let refused = envelope.unlock(&Keys::new().own(&certificate, &opener), &UnlockPolicy::default()).unwrap_err();
    assert_eq!(refused.to_string(), "AES-128-GCM does not belong in EnvelopedData");
    assert_eq!(opener.asked(), 0);
}

/// RFC 9709: the key goes through a derivation with the cipher's name, so that content called something else has another key.
#[test]
fn m10_derived_keys_open_and_cannot_be_exchanged() {
    let (certificate, opener) = rsa();
    let keys = Keys::new().own(&certificate, &opener);
    let derived = |algorithm: &[u8]| der::sequence(&[&der::oid(&"1.2.840.113549.1.9.16.3.31".parse().unwrap()), algorithm]);
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes256Cbc] {
        let algorithm = CipherAlgorithm::fresh(cipher).unwrap();
        let given = ContentKey::random(cipher).unwrap();
        let salt = b"The Cryptographic Message Syntax";
        let key =
            kakitome_crypto::hkdf(kakitome_crypto::DigestAlgorithm::Sha256, salt, given.as_bytes(), &algorithm.to_der(), cipher.key_len())
                .unwrap();
        let recipients = vec![transport(&certificate, &KeyTransport::RsaPkcs1, given.as_bytes())];
        let mut sealed = Sealed::with(&algorithm, &ContentKey::from_bytes(key), recipients, MAIL, None);
        sealed.algorithm = derived(&algorithm.to_der());
        let opened = open(&sealed.build(), &keys).unwrap();
        assert_eq!(opened.content, MAIL);
        assert!(opened.envelope.encryption.is_derived);
        assert_eq!(opened.envelope.encryption.name(), cipher.name());
        if cipher.is_authenticated() {
            sealed.algorithm = algorithm.to_der();
            assert_same(open(&sealed.build(), &keys), "the derivation left out");
        }
    }
    let mut sealed = Sealed::new(&certificate, ContentCipher::Aes128Gcm, MAIL).0;
    sealed.algorithm = derived(&[]);
    assert!(matches!(open(&sealed.build(), &keys), Err(Error::UnsupportedCipher { .. })));
    sealed.algorithm = derived(&derived(&sealed.algorithm.clone()));
    assert!(matches!(open(&sealed.build(), &keys), Err(Error::UnsupportedCipher { .. })), "a derivation in a derivation");
}

#[test]
fn m11_tags_and_nonces_of_other_lengths() {
    let (certificate, _) = rsa();
    let key = ContentKey::random(ContentCipher::Aes128Gcm).unwrap();
    let recipients = || vec![transport(&certificate, &KeyTransport::RsaPkcs1, key.as_bytes())];
    for (nonce, tag) in [(12, 12), (12, 13), (12, 16), (1, 16), (8, 16), (16, 16), (100, 12)] {
        let algorithm = CipherAlgorithm::new(ContentCipher::Aes128Gcm, random(nonce), tag).unwrap();
        let mut sealed = Sealed::with(&algorithm, &key, recipients(), MAIL, None);
        let opened = open_rsa(&sealed.build()).unwrap();
        assert_eq!(opened.content, MAIL, "nonce of {nonce}, tag of {tag}");
        let expected: &[&str] = if tag == 12 { &["cms.icv-default"] } else { &[] };
        assert_eq!(ids(&opened.findings), expected);
        let good = sealed.behind[2..].to_vec();
        for length in [0, 4, 8, tag - 1] {
            sealed.behind = der::octet_string(&good[..length]);
            assert_same(open_rsa(&sealed.build()), "a shorter tag");
        }
        sealed.behind = der::octet_string(&[&good[..], &[0]].concat());
        assert_same(open_rsa(&sealed.build()), "a longer tag");
    }
    let gcm = der::oid(&oid::AES_128_GCM);
    for (parameters, what) in [
        (der::sequence(&[&der::octet_string(&random(12)), &der::unsigned(4)]), "a tag of 32 bits"),
        (der::sequence(&[&der::octet_string(&random(12)), &der::unsigned(17)]), "a tag of 17"),
        (der::sequence(&[&der::octet_string(&[]), &der::unsigned(16)]), "no nonce"),
        (der::octet_string(&random(12)), "no SEQUENCE"),
        (der::null(), "NULL"),
        (Vec::new(), "absent"),
    ] {
        let mut sealed = Sealed::with(&CipherAlgorithm::fresh(ContentCipher::Aes128Gcm).unwrap(), &key, recipients(), MAIL, None);
        sealed.algorithm = der::sequence(&[&gcm, &parameters]);
        assert!(matches!(open_rsa(&sealed.build()), Err(Error::UnsupportedCipher { .. })), "{what}");
        let envelope = kakitome_cms::Envelope::read(&sealed.build()[..], &Default::default()).unwrap();
        assert_eq!(ids(&envelope.findings), ["cms.unsupported-cipher"], "{what}");
    }
    let mut sealed = Sealed::with(&CipherAlgorithm::fresh(ContentCipher::Aes128Gcm).unwrap(), &key, recipients(), MAIL, None);
    sealed.algorithm = der::sequence(&[&gcm, &der::sequence(&[&der::octet_string(&random(1 << 20)), &der::unsigned(16)])]);
    let began = thread_time();
    assert!(matches!(open_rsa(&sealed.build()), Err(Error::Encoding { .. })), "CVE-2025-15467: a nonce of a megabyte");
    assert!(thread_time() - began < Duration::from_secs(1));
}

#[test]
fn m18_key_agreement_without_parameters() {
    let world = World::get();
    let (certificate, opener) = (world.certificate("p256"), Counting::new(MemoryOpener::new(world.key("p256")).unwrap()));
    let keys = Keys::new().own(&certificate, &opener);
    let agreement = |algorithm: &[u8], originator: &[u8]| {
        let key = der::sequence(&[&issuer_and_serial(&certificate), &der::octet_string(&random(24))]);
        der::context(1, &[&der::unsigned(3), &der::context(0, &[originator]), algorithm, &der::sequence(&[&key])])
    };
    let std_dh = der::oid(&"1.3.132.1.11.1".parse().unwrap());
    let wrap = KeyWrap::Aes128.to_der();
    let point =
        |octets: &[u8]| der::context(1, &[&der::sequence(&[&der::oid(&"1.2.840.10045.2.1".parse().unwrap())]), &der::bit_string(octets)]);
    let good_point = &certificate.spki()[certificate.spki().len() - 65..];
    let mut sealed = Sealed::new(&world.certificate("rsa"), ContentCipher::Aes128Gcm, MAIL).0;
    for algorithm in [
        vec![std_dh.clone()],
        vec![std_dh.clone(), der::null()],
        vec![std_dh.clone(), der::sequence(&[])],
        vec![std_dh.clone(), der::octet_string(&wrap)],
    ] {
        sealed.recipients = vec![agreement(&der::sequence(&slices(&algorithm)), &point(good_point))];
        let error = open(&sealed.build(), &keys).map(|_| ()).unwrap_err();
        assert!(matches!(error, Error::KeyEncryption { recipient: 1, .. }), "{error}");
        assert_eq!(opener.asked(), 0);
    }
    // with parameters, and a point that is none, or a key wrapped by nobody: as every wrong key
    let algorithm = der::sequence(&[&std_dh, &wrap]);
    for octets in [good_point.to_vec(), random(65), vec![4; 65], vec![0], Vec::new(), good_point[..33].to_vec()] {
        sealed.recipients = vec![agreement(&algorithm, &point(&octets))];
        assert_same(open(&sealed.build(), &keys), "point");
        assert_eq!(opener.asked(), 1);
    }
}

#[test]
fn m23_many_recipients_cost_one_operation() {
    let (certificate, opener) = rsa();
    let keys = Keys::new().own(&certificate, &opener);
    let (mut sealed, _) = Sealed::new(&certificate, ContentCipher::Aes128Gcm, MAIL);
    let mine = sealed.recipients[0].clone();
    let stranger = transport_of(&World::get().certificate("p384"), &KeyTransport::RsaPkcs1, &random(256));
    sealed.recipients = vec![mine.clone(); 1000];
    let began = thread_time();
    let opened = open(&sealed.build(), &keys).unwrap();
    assert_eq!((opened.content.as_slice(), opener.asked()), (MAIL, 1));
    assert_eq!(ids(&opened.findings), ["cms.repeated-recipient"]);
    sealed.recipients = vec![transport_of(&certificate, &KeyTransport::RsaPkcs1, &random(256)); 1000];
    assert_same(open(&sealed.build(), &keys), "a thousand that are wrong");
    assert_eq!(opener.asked(), 1);
    sealed.recipients = vec![stranger.clone(); 999];
    sealed.recipients.push(mine.clone());
    assert_eq!(open(&sealed.build(), &keys).unwrap().content, MAIL);
    assert_eq!(opener.asked(), 1);
    sealed.recipients = vec![stranger; 100_000];
    sealed.recipients.push(mine);
    let bytes = sealed.build();
    let began = (thread_time() - began, thread_time());
    let Err(error) = open(&bytes, &keys) else { panic!("more than are held") };
    assert!(matches!(error, Error::NoRecipient { count: 100_001, .. }), "{error}");
    assert!(error.to_string().len() < 1000, "{error}");
    let envelope = kakitome_cms::Envelope::read(&bytes[..], &Default::default()).unwrap();
    assert!(ids(&envelope.findings).contains(&"cms.too-many-recipients"));
    assert_eq!((envelope.recipients.len(), opener.asked()), (1000, 0));
    assert!(began.0 < Duration::from_secs(1) && thread_time() - began.1 < Duration::from_secs(1));
    sealed.recipients = vec![vec![0x30, 0]; 200_001];
    let bytes = sealed.build();
    assert!(matches!(open(&bytes, &keys), Err(Error::Limit { what: "recipients", limit: 200_000 })));
}

#[test]
fn m24_passwords_are_not_tried_on_messages_and_never_for_long() {
    let key = ContentKey::random(ContentCipher::Aes128Gcm).unwrap();
    let algorithm = CipherAlgorithm::fresh(ContentCipher::Aes128Gcm).unwrap();
    let recipient = |iterations: u64| {
        let parameters = der::sequence(&[&der::octet_string(&random(8)), &der::unsigned(iterations)]);
        let derivation = der::context(0, &[&der::oid(&"1.2.840.113549.1.5.12".parse().unwrap()), &parameters]);
        let inner = CipherAlgorithm::fresh(ContentCipher::Aes128Cbc).unwrap().to_der();
        let wrap = der::sequence(&[&der::oid(&"1.2.840.113549.1.9.16.3.9".parse().unwrap()), &inner]);
        der::context(3, &[&der::unsigned(0), &derivation, &wrap, &der::octet_string(&random(32))])
    };
    let keys = Keys::new().password(b"secret");
    let began = thread_time();
    for iterations in [1 << 31, u64::MAX >> 1, 10_000_001] {
        let bytes = Sealed::with(&algorithm, &key, vec![recipient(iterations)], MAIL, None).build();
        assert!(matches!(open_with(&bytes, &keys, &UnlockPolicy::default()), Err(Error::PasswordNotAllowed)));
        assert!(matches!(open(&bytes, &keys), Err(Error::KeyEncryption { .. })), "{iterations}");
    }
    let bytes = Sealed::with(&algorithm, &key, vec![recipient(1000); 1000], MAIL, None).build();
    assert_same(open(&bytes, &keys), "one try, whatever the number of password recipients");
    assert!(thread_time() - began < Duration::from_secs(1));
    assert!(matches!(open(&bytes, &Keys::new()), Err(Error::NoRecipient { .. })));
}

/// KeyTransRecipientInfo with an algorithm that nobody knows.
fn unknown_way(certificate: &Certificate) -> Vec<u8> {
    let algorithm = der::sequence(&[&der::oid(&"1.2.3.4".parse().unwrap())]);
    der::sequence(&[&der::unsigned(0), &issuer_and_serial(certificate), &algorithm, &der::octet_string(b"?")])
}

#[test]
fn own_keys_come_before_passwords_and_an_unopened_way_hides_no_other() {
    let (certificate, opener) = rsa();
    let (mut sealed, key) = Sealed::new(&certificate, ContentCipher::Aes256Gcm, MAIL);
    let mine = sealed.recipients[0].clone();
    let unknown = unknown_way(&World::get().certificate("p256"));
    let password =
        der::context(3, &[&der::unsigned(0), &der::sequence(&[&der::oid(&"1.2.3.4".parse().unwrap())]), &der::octet_string(b"?")]);
    sealed.recipients = vec![password, unknown.clone(), mine];
    let world = World::get();
    let (other, other_key) = (world.certificate("p256"), MemoryOpener::new(world.key("p256")).unwrap());
    let keys = Keys::new().password(b"x").own(&other, &other_key).own(&certificate, &opener);
    assert_eq!(open(&sealed.build(), &keys).unwrap().content, MAIL);
    // a way that is not offered costs no operation, and the next one for the same key is tried
    let twice = [sealed.recipients[2].clone(), unknown_way(&certificate)];
    for recipients in [vec![twice[0].clone(), twice[1].clone()], vec![twice[1].clone(), twice[0].clone()]] {
        opener.asked();
        assert_eq!(open(&sealed.to(recipients).build(), &keys).unwrap().content, MAIL);
        assert_eq!(opener.asked(), 1);
    }
    sealed.recipients = vec![unknown];
    let error = open(&sealed.build(), &keys).map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("1.2.3.4"), "{error}");
    let kek = Zeroizing::new(vec![1; 32]);
    sealed.recipients = vec![kek_recipient(b"one", KeyWrap::Aes256, &KeyWrap::Aes256.wrap(&kek, key.as_bytes()).unwrap())];
    assert_eq!(open(&sealed.build(), &Keys::new().shared(b"one", &kek)).unwrap().content, MAIL);
}
