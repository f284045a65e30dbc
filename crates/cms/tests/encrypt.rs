//! What is encrypted here is decrypted here, by everyone whom it is for and nobody else; every message has its own key and nonce.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::collections::HashSet;
use std::io::Write;

use kakitome_ber::{Cursor, Element, Tag};
use kakitome_cms::encrypt::{Options, Recipient, Request, Rid};
use kakitome_cms::{Error, Keys, RecipientInfo, oid};
use kakitome_crypto::{ContentCipher, DigestAlgorithm, Kdf, KeyAgreement, KeyTransport, KeyWrap, Zeroizing};
use support::peers::{reader_of, readers};
use support::unseal::open;
use support::{World, ids};

const MAIL: &[u8] = "Content-Type: text/plain; charset=utf-8\r\n\r\n書留でお送りします。\r\n".as_bytes();

fn to(name: &str, options: &Options) -> Recipient {
    Recipient::certificate(&reader_of(name).certificate, options).unwrap()
}

fn kek(octets: usize) -> Recipient {
    Recipient::kek(b"keks", Zeroizing::new(vec![7; octets])).unwrap()
}

fn password() -> Recipient {
    Recipient::password(Zeroizing::new("書留".as_bytes().to_vec())).unwrap()
}

/// Decrypts with the key of this reader.
fn open_as(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let reader = reader_of(name);
    open(bytes, &Keys::new().own(&reader.certificate, &reader.opener)).map(|opened| opened.content)
}

/// Whether the mail comes out. With CBC a wrong key has one chance in 256 to make the padding right, and gives something else.
fn opens(bytes: &[u8], keys: &Keys<'_>) -> bool {
    open(bytes, keys).is_ok_and(|opened| opened.content == MAIL)
}

/// The whole of it is DER: every length definite and minimal, every SET OF sorted, nothing behind.
fn assert_der(bytes: &[u8]) {
    fn walk(element: &Element<'_>) {
        if !element.header().constructed {
            return;
        }
        let mut children = element.children().unwrap();
        let mut previous: Vec<u8> = Vec::new();
        while !children.is_empty() {
            let child = children.any().unwrap();
            assert!(element.tag() != Tag::SET || child.raw() >= previous.as_slice(), "a SET OF is not sorted");
            previous = child.raw().to_vec();
            walk(&child);
        }
    }
    let mut cursor = Cursor::strict(bytes);
    walk(&cursor.any().unwrap());
    cursor.finish().unwrap();
}

#[test]
fn every_cipher_to_every_kind_of_key() {
    let mut options = vec![Options::default()];
    options.push(Options { rid: Rid::SubjectKeyIdentifier, ..Options::default() });
    for reader in readers() {
        for (cipher, options) in ContentCipher::WRITTEN.iter().flat_map(|cipher| options.iter().map(move |options| (*cipher, options))) {
            let request = Request::new(&[to(reader.name, options)], cipher).unwrap();
            let bytes = request.encrypt(MAIL).unwrap();
            assert_der(&bytes);
            let opened = open(&bytes, &Keys::new().own(&reader.certificate, &reader.opener)).unwrap();
            assert_eq!(opened.content, MAIL, "{} {}", reader.name, cipher.name());
            let expected: &[&str] = if cipher.is_authenticated() { &[] } else { &["cms.unauthenticated-cipher"] };
            assert_eq!(ids(&opened.findings), expected, "{} {}", reader.name, cipher.name());
            assert_eq!(opened.checked.is_authenticated, cipher.is_authenticated());
        }
    }
}

#[test]
fn every_way_of_transport_and_agreement() {
    let [sha1, sha256, sha384, sha512] = [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
    let label = KeyTransport::RsaOaep { digest: sha256, mgf: sha256, label: b"label".to_vec() };
    let java = KeyTransport::RsaOaep { digest: sha256, mgf: sha1, label: Vec::new() };
    let oaep = [sha1, sha256, sha384, sha512].map(KeyTransport::oaep);
    for transport in oaep.into_iter().chain([label, java, KeyTransport::RsaPkcs1]) {
        let options = Options { transport: transport.clone(), ..Options::default() };
        let bytes = Request::new(&[to("to-rsa", &options)], ContentCipher::Aes256Gcm).unwrap().encrypt(MAIL).unwrap();
        assert_der(&bytes);
        assert_eq!(open_as("to-rsa", &bytes).unwrap(), MAIL, "{transport}");
    }
    for wrap in [KeyWrap::Aes128, KeyWrap::Aes192, KeyWrap::Aes256] {
        for (kdf, cofactor) in [sha1, sha256, sha384, sha512].into_iter().flat_map(|digest| {
            [(Kdf::X963(digest), false), (Kdf::X963(digest), true)]
                .into_iter()
                .chain((digest != sha1).then_some((Kdf::Hkdf(digest), false)))
        }) {
            let agreement = KeyAgreement::new(kdf, cofactor, wrap).unwrap();
            for name in ["to-p256", "to-p384", "to-p521", "to-x25519"] {
                let options = Options { agreement: Some(agreement.clone()), ..Options::default() };
                let bytes = Request::new(&[to(name, &options)], ContentCipher::Aes128Cbc).unwrap().encrypt(MAIL).unwrap();
                assert_der(&bytes);
                assert_eq!(open_as(name, &bytes).unwrap(), MAIL, "{name} {agreement}");
            }
        }
    }
}

#[test]
fn shared_keys_and_passwords() {
    for cipher in ContentCipher::WRITTEN {
        for octets in [16, 24, 32] {
            let bytes = Request::new(&[kek(octets)], cipher).unwrap().encrypt(MAIL).unwrap();
            assert_der(&bytes);
            assert_eq!(open(&bytes, &Keys::new().shared(b"keks", &vec![7; octets])).unwrap().content, MAIL);
            assert!(!opens(&bytes, &Keys::new().shared(b"keks", &vec![8; octets])));
        }
    }
    // stretching a password takes its time: one cipher of each kind and length of key
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes192Cbc, ContentCipher::Aes256Cbc] {
        let bytes = Request::new(&[password()], cipher).unwrap().encrypt(MAIL).unwrap();
        assert_der(&bytes);
        assert_eq!(open(&bytes, &Keys::new().password("書留".as_bytes())).unwrap().content, MAIL);
        assert!(!opens(&bytes, &Keys::new().password(b"other")));
    }
}

#[test]
fn each_of_many_and_the_version_that_follows() {
    let by_key = Options { rid: Rid::SubjectKeyIdentifier, ..Options::default() };
    let everyone: Vec<Recipient> = readers().iter().map(|reader| to(reader.name, &Options::default())).collect();
    let all = [&everyone[..], &[kek(32), password()]].concat();
    for (recipients, version) in [
        (vec![to("to-rsa", &Options::default())], 0),
        (vec![to("to-rsa", &by_key)], 2),
        (vec![to("to-p256", &Options::default())], 2),
        (vec![kek(16)], 2),
        (vec![password()], 3),
        (vec![password(), to("to-rsa", &by_key)], 3),
        (all.clone(), 3),
    ] {
        for cipher in [ContentCipher::Aes128Cbc, ContentCipher::Aes128Gcm] {
            let bytes = Request::new(&recipients, cipher).unwrap().encrypt(MAIL).unwrap();
            assert_der(&bytes);
            let envelope = kakitome_cms::Envelope::read(&bytes[..], &Default::default()).unwrap();
            assert_eq!(envelope.version, if cipher.is_authenticated() { 0 } else { version });
            assert_eq!(envelope.recipients.len(), recipients.len());
        }
    }
    let bytes = Request::new(&all, ContentCipher::Aes256Gcm).unwrap().encrypt(MAIL).unwrap();
    for reader in readers() {
        assert_eq!(open_as(reader.name, &bytes).unwrap(), MAIL, "{}", reader.name);
    }
    assert_eq!(open(&bytes, &Keys::new().shared(b"keks", &[7; 32])).unwrap().content, MAIL);
    assert_eq!(open(&bytes, &Keys::new().password("書留".as_bytes())).unwrap().content, MAIL);
    // and nobody else
    let world = World::get();
    let (certificate, opener) = (world.certificate("rsa"), kakitome_crypto::MemoryOpener::new(world.key("rsa")).unwrap());
    assert!(matches!(open(&bytes, &Keys::new().own(&certificate, &opener)), Err(Error::NoRecipient { count: 7, .. })));
}

#[test]
fn every_length_in_der_and_as_a_stream() {
    for cipher in ContentCipher::WRITTEN {
        let request = Request::new(&[kek(16)], cipher).unwrap();
        for length in [0, 1, 15, 16, 17, 31, 32, 33, 127, 128, 255, 256, 16_383, 16_384, 16_385, 65_535, 65_536, 200_001] {
            let content: Vec<u8> = (0..length).map(|n: u32| (n * 7) as u8).collect();
            let definite = request.encrypt(&content).unwrap();
            assert_der(&definite);
            let mut writer = request.stream(Vec::new()).unwrap();
            for piece in content.chunks(4099) {
                writer.write_all(piece).unwrap();
            }
            let stream = writer.finish().unwrap();
            for bytes in [definite, stream] {
                assert_eq!(open(&bytes, &Keys::new().shared(b"keks", &[7; 16])).unwrap().content, content, "{length}");
            }
        }
        let mut short = request.definite(100, Vec::new()).unwrap();
        short.write_all(&[0; 60]).unwrap();
        short.finish().unwrap_err();
        let mut long = request.definite(100, Vec::new()).unwrap();
        assert!(long.write_all(&[0; 200]).and_then(|()| long.finish().map_err(std::io::Error::other)).is_err());
    }
}

#[test]
fn another_content_type_is_authenticated_along() {
    for content_type in [oid::SIGNED_DATA, oid::COMPRESSED_DATA] {
        let request = Request::new(&[kek(16)], ContentCipher::Aes128Gcm).unwrap().content_type(content_type);
        let bytes = request.encrypt(MAIL).unwrap();
        assert_der(&bytes);
        let opened = open(&bytes, &Keys::new().shared(b"keks", &[7; 16])).unwrap();
        assert_eq!((opened.checked.content_type, &opened.content[..]), (content_type, MAIL));
        assert!(opened.findings.is_empty(), "{:?}", opened.findings);
        // the attribute is covered by the tag: with another one it does not open
        let mut changed = bytes.clone();
        let type_octets = content_type.as_bytes();
        let at = changed.windows(type_octets.len()).rposition(|window| window == type_octets).unwrap();
        changed[at + type_octets.len() - 1] ^= 1;
        assert!(matches!(open(&changed, &Keys::new().shared(b"keks", &[7; 16])), Err(Error::Undecryptable)));

        let request = Request::new(&[kek(16)], ContentCipher::Aes128Cbc).unwrap().content_type(content_type);
        let opened = open(&request.encrypt(MAIL).unwrap(), &Keys::new().shared(b"keks", &[7; 16])).unwrap();
        assert_eq!((opened.checked.content_type, &opened.content[..]), (content_type, MAIL));
    }
}

/// AES key wrap gives the same octets for the same key: distinct ones mean distinct keys.
#[test]
fn m30_ten_thousand_messages_ten_thousand_keys_and_nonces() {
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes256Cbc] {
        let request = Request::new(&[kek(16)], cipher).unwrap();
        let (mut keys, mut nonces, mut ciphertexts) = (HashSet::new(), HashSet::new(), HashSet::new());
        for _ in 0..10_000 {
            let bytes = request.encrypt(b"x").unwrap();
            let envelope = kakitome_cms::Envelope::read(&bytes[..], &Default::default()).unwrap();
            let RecipientInfo::Kek(recipient) = &envelope.recipients[0].info else { panic!("no KEKRecipientInfo") };
            keys.insert(recipient.encrypted_key.clone());
            nonces.insert(envelope.encryption.identifier.parameters.clone());
            ciphertexts.insert(bytes[usize::try_from(envelope.content.unwrap()).unwrap()..].to_vec());
        }
        assert_eq!((keys.len(), nonces.len(), ciphertexts.len()), (10_000, 10_000, 10_000));
    }
}

/// Two recipients of one message share its key and nothing else: ephemeral keys and salts are their own.
#[test]
fn m30_two_recipients_by_agreement_have_two_ephemeral_keys() {
    let twice = [to("to-p256", &Options::default()), to("to-p256", &Options::default())];
    let bytes = Request::new(&twice, ContentCipher::Aes128Gcm).unwrap().encrypt(MAIL).unwrap();
    let envelope = kakitome_cms::Envelope::read(&bytes[..], &Default::default()).unwrap();
    let raw: HashSet<Vec<u8>> = envelope.recipients.iter().map(|recipient| recipient.raw.clone()).collect();
    assert_eq!(raw.len(), 2);
}

#[test]
fn who_cannot_be_a_recipient_is_refused() {
    let world = World::get();
    let refused = |result: Result<Recipient, Error>| result.err().map(|error| error.to_string()).unwrap_or_default();
    let signs_only = Recipient::certificate(&world.certificate("ed25519"), &Options::default());
    assert_eq!(refused(signs_only), "cannot encrypt: an Ed25519 key only signs");
    let by_key = Options { rid: Rid::SubjectKeyIdentifier, ..Options::default() };
    world.openssl(&["req", "-x509", "-key", "rsa.key", "-out", "plain.pem", "-subj", "/CN=plain", "-config", "/dev/null"], b"");
    let plain = world.certificate("plain");
    assert!(refused(Recipient::certificate(&plain, &by_key)).contains("no subject key identifier"));
    assert!(refused(Recipient::kek(b"x", Zeroizing::new(vec![1; 15]))).contains("16, 24 or 32"));
    assert!(refused(Recipient::password(Zeroizing::new(Vec::new()))).contains("empty"));
    assert!(matches!(Request::new(&[], ContentCipher::Aes128Gcm), Err(Error::CannotEncrypt { .. })));
    assert!(matches!(Request::new(&[kek(16)], ContentCipher::TripleDesCbc), Err(Error::CannotEncrypt { .. })));
    assert!(matches!(Request::new(&vec![kek(16); 1001], ContentCipher::Aes128Gcm), Err(Error::Limit { .. })));
    // an agreement that is no agreement for the key, and secrets that no Debug shows
    let hkdf = KeyAgreement::new(Kdf::Hkdf(DigestAlgorithm::Sha256), false, KeyWrap::TripleDes).unwrap();
    let options = Options { agreement: Some(hkdf), ..Options::default() };
    assert!(Request::new(&[to("to-p256", &options)], ContentCipher::Aes128Gcm).unwrap().encrypt(MAIL).is_err());
    assert_eq!(format!("{:?} {:?}", kek(16), password()), "Recipient(AES-128 key wrap by a shared key) Recipient(by password)");
}
