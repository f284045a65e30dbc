//! Who can open a message: the holder of a certificate's key, of a key-encryption key, of a password. What does not depend
//! on the message is made once.

use std::fmt;
use std::sync::Arc;

use kakitome_ber::{Tag, der};
use kakitome_crypto::{KeyAgreement, KeyKind, KeyTransport, KeyWrap, PublicKey, Zeroizing};
use kakitome_pki::Certificate;

use crate::error::Error;

/// How a RecipientInfo names the certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rid {
    /// By issuer and serial number: what every program understands.
    #[default]
    IssuerAndSerialNumber,
    /// By the subject key identifier.
    SubjectKeyIdentifier,
}

/// What can be chosen for a recipient with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// How the certificate is named.
    pub rid: Rid,
    /// How the key goes to an RSA key.
    pub transport: KeyTransport,
    /// How the key goes to an EC or X25519 key; `None`: as is usual for the curve, wrapped with AES as strong as the content's.
    pub agreement: Option<KeyAgreement>,
}

impl Default for Options {
    /// PKCS#1 v1.5 to RSA keys: RFC 8551 2.3 wants every program to read it, and OAEP of programs only since 2019.
    fn default() -> Self {
        Self { rid: Rid::default(), transport: KeyTransport::RsaPkcs1, agreement: None }
    }
}

/// A recipient, prepared: cheap to clone, shared between threads.
#[derive(Clone)]
pub struct Recipient(Arc<Way>);

/// How the content key reaches its recipient.
pub(super) enum Way {
    /// KeyTransRecipientInfo.
    Transport {
        key: PublicKey,
        algorithm: KeyTransport,
        /// 0 with issuerAndSerialNumber, 2 with subjectKeyIdentifier (RFC 5652 6.2.1).
        version: u64,
        rid: Vec<u8>,
    },
    /// KeyAgreeRecipientInfo with an ephemeral key.
    Agreement { key: PublicKey, algorithm: Option<KeyAgreement>, rid: Vec<u8> },
    /// KEKRecipientInfo.
    Kek { identifier: Vec<u8>, wrap: KeyWrap, key: Zeroizing<Vec<u8>> },
    /// PasswordRecipientInfo.
    Password(Zeroizing<Vec<u8>>),
}

impl Recipient {
    /// The holder of the private key that belongs to this certificate.
    pub fn certificate(certificate: &Certificate, options: &Options) -> Result<Self, Error> {
        let key = certificate.public_key().ok_or(Error::CannotEncrypt { why: "the certificate's key cannot be read" })?.clone();
        let way = match key.kind() {
            KeyKind::Rsa { .. } => {
                let (version, rid) = transport_rid(certificate, options.rid)?;
                Way::Transport { key, algorithm: options.transport.clone(), version, rid }
            }
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 | KeyKind::X25519 => {
                let rid = agreement_rid(certificate, options.rid)?;
                Way::Agreement { key, algorithm: options.agreement.clone(), rid }
            }
            KeyKind::Ed25519 => return Err(Error::CannotEncrypt { why: "an Ed25519 key only signs" }),
            _ => return Err(Error::CannotEncrypt { why: "the certificate's key is of a kind that is not supported" }),
        };
        Ok(Self(Arc::new(way)))
    }

    /// Whoever has this AES key of 16, 24 or 32 octets, which `identifier` names between sender and recipient.
    pub fn kek(identifier: &[u8], key: Zeroizing<Vec<u8>>) -> Result<Self, Error> {
        let wrap = aes_wrap(key.len()).ok_or(Error::CannotEncrypt { why: "a key-encryption key has 16, 24 or 32 octets" })?;
        Ok(Self(Arc::new(Way::Kek { identifier: identifier.to_vec(), wrap, key })))
    }

    /// Whoever knows this password. It is stretched anew for each message, which takes a good part of a second.
    pub fn password(password: Zeroizing<Vec<u8>>) -> Result<Self, Error> {
        if password.is_empty() {
            return Err(Error::CannotEncrypt { why: "the password is empty" });
        }
        Ok(Self(Arc::new(Way::Password(password))))
    }

    pub(super) fn way(&self) -> &Way {
        &self.0
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.way() {
            Way::Transport { key, algorithm, .. } => write!(f, "Recipient({key:?} by {algorithm})"),
            Way::Agreement { key, .. } => write!(f, "Recipient({key:?} by agreement)"),
            Way::Kek { wrap, .. } => write!(f, "Recipient({} by a shared key)", wrap.name()),
            Way::Password(_) => f.write_str("Recipient(by password)"),
        }
    }
}

/// AES key wrap with a key of so many octets.
pub(super) fn aes_wrap(octets: usize) -> Option<KeyWrap> {
    [KeyWrap::Aes128, KeyWrap::Aes192, KeyWrap::Aes256].into_iter().find(|wrap| wrap.kek_len() == octets)
}

/// Version and rid of KeyTransRecipientInfo (RFC 5652 6.2.1).
fn transport_rid(certificate: &Certificate, rid: Rid) -> Result<(u64, Vec<u8>), Error> {
    Ok(match rid {
        Rid::IssuerAndSerialNumber => (0, issuer_and_serial_number(certificate)),
        Rid::SubjectKeyIdentifier => (2, der::context_primitive(0, key_identifier(certificate)?)),
    })
}

/// KeyAgreeRecipientIdentifier (RFC 5652 6.2.2).
fn agreement_rid(certificate: &Certificate, rid: Rid) -> Result<Vec<u8>, Error> {
    Ok(match rid {
        Rid::IssuerAndSerialNumber => issuer_and_serial_number(certificate),
        Rid::SubjectKeyIdentifier => der::context(0, &[&der::octet_string(key_identifier(certificate)?)]),
    })
}

fn issuer_and_serial_number(certificate: &Certificate) -> Vec<u8> {
    let serial = der::element(Tag::INTEGER, false, &[certificate.serial().content()]);
    der::sequence(&[certificate.issuer().as_der(), &serial])
}

fn key_identifier(certificate: &Certificate) -> Result<&[u8], Error> {
    let key_identifier = certificate.extensions().subject_key_id.as_deref();
    key_identifier.ok_or(Error::CannotEncrypt { why: "the certificate has no subject key identifier to be named by" })
}
