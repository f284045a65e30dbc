//! One certificate (RFC 5280 4.1): the bytes as received, and what they say. Reading is lenient, as OpenSSL's is;
//! judging is `chain`'s. The signature is always checked over the TBS bytes as they stand.

use std::sync::Arc;

use kakitome_crypto::{PublicKey, SignatureAlgorithm};

use crate::error::Error;
use crate::extension::Extensions;
use crate::name::Name;
use crate::serial::Serial;
use crate::time::UnixTime;

/// A certificate. Cloning is cheap; equality is equality of all bytes.
#[derive(Clone)]
pub struct Certificate {
    read: Arc<Read>,
}

struct Read {
    der: Vec<u8>,
}

/// Where a mail address stands in a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EmailSource {
    /// rfc822Name in the subject alternative name.
    Rfc822Name,
    /// SmtpUTF8Mailbox in the subject alternative name (RFC 9598).
    SmtpUtf8Mailbox,
    /// emailAddress in the subject.
    Subject,
}

/// A mail address of a certificate as it stands there: not yet known to be well-formed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Email {
    /// The octets as text; octets that are not UTF-8 are replaced, and then never match.
    pub text: String,
    /// Where it stands.
    pub source: EmailSource,
}

impl Certificate {
    /// Reads one certificate; trailing bytes are an error.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let _ = Arc::new(Read { der: der.into() });
        todo!()
    }

    /// The bytes as received.
    pub fn as_der(&self) -> &[u8] {
        &self.read.der
    }

    /// TBSCertificate as received: what the signature covers.
    pub fn tbs(&self) -> &[u8] {
        todo!()
    }

    /// 1, 2 or 3.
    pub fn version(&self) -> u8 {
        todo!()
    }

    /// The serial number.
    pub fn serial(&self) -> &Serial {
        todo!()
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        todo!()
    }

    /// Whom it names.
    pub fn subject(&self) -> &Name {
        todo!()
    }

    /// First moment of validity.
    pub fn not_before(&self) -> UnixTime {
        todo!()
    }

    /// Last moment of validity.
    pub fn not_after(&self) -> UnixTime {
        todo!()
    }

    /// SubjectPublicKeyInfo as received.
    pub fn spki(&self) -> &[u8] {
        todo!()
    }

    /// The key, read once; `None` if the key info cannot be read at all (an unknown algorithm is a key of kind Unsupported).
    pub fn public_key(&self) -> Option<&PublicKey> {
        todo!()
    }

    /// The algorithm of the signature on it (outer statement).
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        todo!()
    }

    /// The signature on it.
    pub fn signature(&self) -> &[u8] {
        todo!()
    }

    /// Its extensions.
    pub fn extensions(&self) -> &Extensions {
        todo!()
    }

    /// SHA-256 of all bytes: its identity everywhere (never issuer and serial: C21).
    pub fn sha256(&self) -> &[u8; 32] {
        todo!()
    }

    /// SHA-256 as lower-case hexadecimal.
    pub fn sha256_hex(&self) -> String {
        todo!()
    }

    /// Issuer and subject are the same name.
    pub fn is_self_issued(&self) -> bool {
        todo!()
    }

    /// Every mail address in it: subject alternative names first, then the subject's.
    pub fn emails(&self) -> Vec<Email> {
        todo!()
    }

    /// Says it is a CA (basic constraints).
    pub fn is_ca(&self) -> bool {
        todo!()
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.as_der() == other.as_der()
    }
}

impl Eq for Certificate {}

impl std::hash::Hash for Certificate {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.sha256().hash(state);
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.subject().display())
            .field("issuer", &self.issuer().display())
            .field("serial", &self.serial().hex())
            .finish_non_exhaustive()
    }
}
