//! Envelopes opened in one step, and put together by hand, right or wrong.

use std::io::Cursor;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_cms::armor::Armored;
use kakitome_cms::{Checked, Envelope, Error, Finding, Keys, Limits, UnlockPolicy, oid};
use kakitome_crypto::{CipherAlgorithm, ContentCipher, ContentKey, Encryptor, KeyTransport, PublicKey};
use kakitome_pki::Certificate;

/// Passwords are tried.
pub const WITH_PASSWORDS: UnlockPolicy = UnlockPolicy { passwords: true, stretching: BOUNDS };
const BOUNDS: kakitome_crypto::Pbkdf2Limits = kakitome_crypto::Pbkdf2Limits { iterations: 10_000_000, milliseconds: 5_000 };

/// What came out, and what was seen on the way.
pub struct Opened {
    pub envelope: Envelope,
    pub checked: Checked,
    pub content: Vec<u8>,
    pub findings: Vec<Finding>,
}

/// Both passes.
pub fn open_with(bytes: &[u8], keys: &Keys<'_>, policy: &UnlockPolicy) -> Result<Opened, Error> {
    let mut source = Armored::new(Cursor::new(bytes))?;
    let envelope = Envelope::read(&mut source, &Limits::default())?;
    let unlocked = envelope.unlock(keys, policy)?;
    let checked = envelope.check(&mut source, &unlocked)?;
    let mut content = Vec::new();
    let length = checked.write_to(&mut source, &mut content)?;
    assert_eq!(length, content.len() as u64);
    let findings = envelope.findings.iter().chain(&checked.tail.findings).cloned().collect();
    Ok(Opened { envelope, checked, content, findings })
}

pub fn open(bytes: &[u8], keys: &Keys<'_>) -> Result<Opened, Error> {
    open_with(bytes, keys, &WITH_PASSWORDS)
}

/// An envelope to be: each part can be spoilt before it is built.
#[derive(Clone)]
pub struct Sealed {
    pub container: ObjectIdentifier,
    pub version: u64,
    pub recipients: Vec<Vec<u8>>,
    pub content_type: ObjectIdentifier,
    pub algorithm: Vec<u8>,
    pub ciphertext: Vec<u8>,
    /// What stands behind EncryptedContentInfo.
    pub behind: Vec<u8>,
}

impl Sealed {
    /// As it should be, for one RSA certificate.
    pub fn new(certificate: &Certificate, cipher: ContentCipher, content: &[u8]) -> (Self, ContentKey) {
        let key = ContentKey::random(cipher).unwrap();
        (
            Self::with(
                &CipherAlgorithm::fresh(cipher).unwrap(),
                &key,
                vec![transport(certificate, &KeyTransport::RsaPkcs1, key.as_bytes())],
                content,
                None,
            ),
            key,
        )
    }

    /// With this algorithm and key; `attributes` is the SET OF authenticated attributes.
    pub fn with(
        algorithm: &CipherAlgorithm,
        key: &ContentKey,
        recipients: Vec<Vec<u8>>,
        content: &[u8],
        attributes: Option<&[u8]>,
    ) -> Self {
        let mut encryptor = Encryptor::new(algorithm, key, attributes.unwrap_or_default()).unwrap();
        let mut ciphertext = Vec::new();
        encryptor.update(content, &mut ciphertext).unwrap();
        let tag = encryptor.finish(&mut ciphertext).unwrap();
        let (container, behind) = match algorithm.cipher().is_authenticated() {
            true => (oid::AUTH_ENVELOPED_DATA, [tagged(attributes, 0xa1), der::octet_string(&tag)].concat()),
            false => (oid::ENVELOPED_DATA, Vec::new()),
        };
        Self { container, version: 0, recipients, content_type: oid::DATA, algorithm: algorithm.to_der(), ciphertext, behind }
    }

    /// The same for others.
    pub fn to(&self, recipients: Vec<Vec<u8>>) -> Self {
        Self { recipients, ..self.clone() }
    }

    /// The same with other ciphertext.
    pub fn holding(&self, ciphertext: &[u8]) -> Self {
        Self { ciphertext: ciphertext.to_vec(), ..self.clone() }
    }

    pub fn build(&self) -> Vec<u8> {
        self.build_around(&der::context_primitive(0, &self.ciphertext))
    }

    /// Around this encryptedContent.
    pub fn build_around(&self, encrypted_content: &[u8]) -> Vec<u8> {
        let recipients: Vec<&[u8]> = self.recipients.iter().map(Vec::as_slice).collect();
        let inner = der::sequence(&[&der::oid(&self.content_type), &self.algorithm, encrypted_content]);
        let body = der::sequence(&[&der::unsigned(self.version), &der::element(Tag::SET, true, &recipients), &inner, &self.behind]);
        der::sequence(&[&der::oid(&self.container), &der::context(0, &[&body])])
    }
}

/// The same elements under another tag.
pub fn tagged(set: Option<&[u8]>, identifier: u8) -> Vec<u8> {
    let mut bytes = set.map(<[u8]>::to_vec).unwrap_or_default();
    if let Some(first) = bytes.first_mut() {
        *first = identifier;
    }
    bytes
}

/// IssuerAndSerialNumber.
pub fn issuer_and_serial(certificate: &Certificate) -> Vec<u8> {
    let serial = der::element(Tag::INTEGER, false, &[certificate.serial().content()]);
    der::sequence(&[certificate.issuer().as_der(), &serial])
}

/// KeyTransRecipientInfo.
pub fn transport(certificate: &Certificate, algorithm: &KeyTransport, content_key: &[u8]) -> Vec<u8> {
    let encrypted = PublicKey::from_spki(certificate.spki()).unwrap().encrypt_key(algorithm, content_key).unwrap();
    transport_of(certificate, algorithm, &encrypted)
}

/// KeyTransRecipientInfo with these octets as the encrypted key.
pub fn transport_of(certificate: &Certificate, algorithm: &KeyTransport, encrypted: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::unsigned(0), &issuer_and_serial(certificate), &algorithm.to_der(), &der::octet_string(encrypted)])
}
