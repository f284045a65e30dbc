//! What is written is DER, whoever writes it: definite and minimal lengths, strings in one piece, sets in order, numbers and truths in
//! their one form. What streams has indefinite lengths around content, and rewritten as DER it is the same message.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::Write;

use kakitome_ber::{Cursor, Element, Tag, rewritten};
use kakitome_cms::encrypt::{self, Recipient};
use kakitome_cms::sign::{Identity, Joint, Opaque, Options, Request, Sid};
use kakitome_cms::{
    CompressedData, CompressedDataWriter, DigestedData, DigestedDataWriter, EncryptedData, Envelope, Limits, SignedData, oid,
};
use kakitome_crypto::{ContentCipher, ContentKey, DigestAlgorithm, KeyTransport, PrivateKey, Zeroizing, digest};
use kakitome_pki::UnixTime;
use support::peers::readers;
use support::{LEAVES, World};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nWritten as it has to be.\r\n";
const NOW: UnixTime = UnixTime(1_795_000_000);

/// Every element of it.
fn assert_der(what: &str, bytes: &[u8]) {
    let mut cursor = Cursor::strict(bytes);
    let element = cursor.any().unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(cursor.is_empty(), "{what}: something stands behind it");
    walk(what, &element);
    assert_eq!(rewritten(bytes).as_deref(), Some(bytes), "{what}");
}

fn walk(what: &str, element: &Element<'_>) {
    let (tag, content, offset) = (element.tag(), element.content(), element.header().offset);
    if element.header().constructed {
        assert!([Tag::SEQUENCE, Tag::SET].contains(&tag) || tag.class == kakitome_ber::Class::Context, "{what}: byte {offset}");
        let mut children = element.children().unwrap();
        let mut previous: &[u8] = &[];
        while !children.is_empty() {
            let child = children.any().unwrap_or_else(|error| panic!("{what}: {error}"));
            assert!(tag != Tag::SET || child.raw() >= previous, "{what}: byte {offset}: a set out of order");
            previous = child.raw();
            walk(what, &child);
        }
        return;
    }
    match tag {
        Tag::BOOLEAN => assert_eq!(content, [0xff], "{what}: byte {offset}: FALSE is the default everywhere here, and left out"),
        Tag::INTEGER => {
            let minimal = !matches!(content, [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..]);
            assert!(minimal, "{what}: byte {offset}: a number of more octets than it needs");
        }
        Tag::UTC_TIME => assert!(content.len() == 13 && content.ends_with(b"Z"), "{what}: byte {offset}"),
        Tag::GENERALIZED_TIME => assert!(content.len() == 15 && content.ends_with(b"Z"), "{what}: byte {offset}"),
        _ => {}
    }
}

/// OpenSSL reads it and writes it again, from its own structures: the same octets.
fn assert_same_by_openssl(what: &str, bytes: &[u8]) {
    let again = World::get().openssl(&["cms", "-cmsout", "-inform", "DER", "-outform", "DER"], bytes);
    assert!(again == bytes, "{what}: OpenSSL writes it otherwise");
}

/// Streamed, it is BER around the content, and nowhere else. (What stands in pieces under an implicit tag stays so: only who knows the
/// structure can join it, as OpenSSL does.)
fn assert_streamed(what: &str, bytes: &[u8]) {
    assert!(Cursor::strict(bytes).any().is_err(), "{what}: it has indefinite lengths");
    assert_der(what, &rewritten(bytes).unwrap_or_else(|| panic!("{what}")));
    assert_der(what, &World::get().openssl(&["cms", "-cmsout", "-inform", "DER", "-outform", "DER"], bytes));
}

struct Signer {
    key: PrivateKey,
    identity: Identity,
}

fn signers() -> Vec<Signer> {
    let world = World::get();
    let mut signers = Vec::new();
    for (name, _) in LEAVES {
        for sid in [Sid::IssuerAndSerialNumber, Sid::SubjectKeyIdentifier] {
            let key = world.key(name);
            let options = Options { sid, ..Options::default() };
            let chain = [world.certificate("root")];
            let identity = Identity::new(&world.certificate(name), &chain, key.default_algorithm(), &options).unwrap();
            signers.push(Signer { key, identity });
        }
    }
    signers
}

impl Signer {
    fn sign(&self, request: &Request) -> Vec<u8> {
        self.key.sign(&self.key.default_algorithm(), request.to_be_signed()).unwrap()
    }

    fn request(&self, time: Option<UnixTime>) -> Request {
        Request::new(&self.identity, &digest(self.identity.digest(), MAIL).unwrap(), time).unwrap()
    }
}

#[test]
fn signed_data() {
    let signers = signers();
    // 2050 is where UTCTime ends (RFC 5652 11.3)
    for time in [None, Some(NOW), Some(UnixTime(2_600_000_000))] {
        for signer in &signers {
            let what = format!("{:?} {time:?}", signer.key.default_algorithm());
            let request = signer.request(time);
            assert_der(&what, request.to_be_signed());
            let signature = signer.sign(&request);
            let opaque = request.opaque(&signature, MAIL.len() as u64);
            for bytes in [request.detached(&signature), [&opaque.head, MAIL, &opaque.tail].concat()] {
                assert_der(&what, &bytes);
                assert_same_by_openssl(&what, &bytes);
                assert!(SignedData::read(&bytes[..], &mut std::io::sink(), &[], &Limits::default()).unwrap().findings.is_empty());
            }
        }
    }
    let requests: Vec<Request> = signers.iter().map(|signer| signer.request(Some(NOW))).collect();
    let signatures: Vec<Vec<u8>> = signers.iter().zip(&requests).map(|(signer, request)| signer.sign(request)).collect();
    let pairs: Vec<(&Request, &[u8])> = requests.iter().zip(signatures.iter().map(Vec::as_slice)).collect();
    let joint = Joint::new(&pairs).unwrap();
    let around = joint.opaque(MAIL.len() as u64);
    for bytes in [joint.detached(), [&around.head, MAIL, &around.tail].concat()] {
        assert_der("all of them", &bytes);
        assert_same_by_openssl("all of them", &bytes);
    }
    let identities: Vec<Identity> = signers.iter().map(|signer| signer.identity.clone()).collect();
    let mut writer = Opaque::new(&identities, Vec::new()).unwrap();
    writer.write_all(MAIL).unwrap();
    let awaiting = writer.complete(Some(NOW)).unwrap();
    let signatures: Vec<Vec<u8>> = signers.iter().zip(awaiting.requests()).map(|(signer, request)| signer.sign(request)).collect();
    assert_streamed("streamed", &awaiting.finish(&signatures).unwrap());
}

#[test]
fn enveloped_data() {
    let mut recipients = vec![Recipient::kek(b"kek", Zeroizing::new(vec![7; 24])).unwrap()];
    recipients.push(Recipient::password(Zeroizing::new(b"secret".to_vec())).unwrap());
    for reader in readers() {
        for rid in [encrypt::Rid::IssuerAndSerialNumber, encrypt::Rid::SubjectKeyIdentifier] {
            for transport in
                [KeyTransport::RsaPkcs1, KeyTransport::oaep(DigestAlgorithm::Sha1), KeyTransport::oaep(DigestAlgorithm::Sha256)]
            {
                let options = encrypt::Options { rid, transport, ..encrypt::Options::default() };
                recipients.push(Recipient::certificate(&reader.certificate, &options).unwrap());
            }
        }
    }
    use ContentCipher::{Aes128Cbc, Aes128Gcm, Aes192Cbc, Aes192Gcm, Aes256Cbc, Aes256Gcm};
    for cipher in [Aes128Cbc, Aes192Cbc, Aes256Cbc, Aes128Gcm, Aes192Gcm, Aes256Gcm] {
        let request = encrypt::Request::new(&recipients, cipher).unwrap();
        let bytes = request.encrypt(MAIL).unwrap();
        assert_der(cipher.name(), &bytes);
        assert_same_by_openssl(cipher.name(), &bytes);
        assert_eq!(Envelope::read(&bytes[..], &Limits::default()).unwrap().recipient_count, recipients.len());
        let mut writer = request.stream(Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        assert_streamed(cipher.name(), &writer.finish().unwrap());
    }
}

#[test]
fn other_containers() {
    let key = |cipher: ContentCipher| ContentKey::from_bytes(Zeroizing::new(vec![7; cipher.key_len()]));
    for content_type in [oid::DATA, oid::SIGNED_DATA] {
        for cipher in [ContentCipher::Aes128Cbc, ContentCipher::Aes192Cbc, ContentCipher::Aes256Cbc] {
            assert_der(cipher.name(), &EncryptedData::write(content_type, cipher, &key(cipher), MAIL).unwrap());
            let mut writer = EncryptedData::stream(content_type, cipher, &key(cipher), Vec::new()).unwrap();
            writer.write_all(MAIL).unwrap();
            assert_streamed(cipher.name(), &writer.finish().unwrap());
        }
        for algorithm in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha512, DigestAlgorithm::Sha3_256] {
            assert_der(algorithm.name(), &DigestedData::write(content_type, algorithm, MAIL).unwrap());
            let mut writer = DigestedDataWriter::new(content_type, algorithm, Vec::new()).unwrap();
            writer.write_all(MAIL).unwrap();
            assert_der(algorithm.name(), &rewritten(&writer.finish().unwrap()).unwrap());
        }
        assert_der("compressed", &CompressedData::write(content_type, MAIL).unwrap());
        let mut writer = CompressedDataWriter::new(content_type, Vec::new()).unwrap();
        writer.write_all(MAIL).unwrap();
        assert_der("compressed", &rewritten(&writer.finish().unwrap()).unwrap());
    }
}

/// Keys, and the certificates that stand in the messages.
#[test]
fn keys() {
    for (name, _) in LEAVES {
        let key = World::get().key(name);
        assert_der(name, &key.to_pkcs8().unwrap());
        assert_der(name, key.public_spki());
        assert_der(name, &key.default_algorithm().to_der());
    }
    for algorithm in DigestAlgorithm::all() {
        assert_der(algorithm.name(), &algorithm.to_der());
    }
}
