//! One certificate (RFC 5280 4.1): the bytes as received, and what they say. Reading is lenient, as OpenSSL's is;
//! judging is `chain`'s. The signature is always checked over the TBS bytes as they stand.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Element, Tag};
use kakitome_crypto::{DigestAlgorithm, PublicKey, SignatureAlgorithm, Unsupported, digest};

use crate::error::Error;
use crate::extensions::Extensions;
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::serial::Serial;
use crate::text;
use crate::time::UnixTime;

/// Largest certificate that is read. The largest known to be in use is below 100 KB; C07 tests 2 MB.
pub(crate) const MAX_CERTIFICATE: usize = 4 * 1024 * 1024;

/// A certificate. Cloning is cheap; equality is equality of all bytes.
#[derive(Clone)]
pub struct Certificate {
    read: Arc<Read>,
}

struct Read {
    der: Vec<u8>,
    tbs: Range<usize>,
    spki: Range<usize>,
    signature: Signature,
    version: u8,
    serial: Serial,
    issuer: Name,
    subject: Name,
    not_before: UnixTime,
    not_after: UnixTime,
    algorithm: SignatureAlgorithm,
    algorithms_agree: bool,
    extensions: Extensions,
    key: OnceLock<Option<PublicKey>>,
    sha256: OnceLock<[u8; 32]>,
    spki_sha256: OnceLock<[u8; 32]>,
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
        let der = der.into();
        if der.len() > MAX_CERTIFICATE {
            let problem = format!("larger than {MAX_CERTIFICATE} bytes");
            return Err(Error::Malformed { what: "certificate", offset: MAX_CERTIFICATE as u64, problem });
        }
        let read = Read::new(der).map_err(|error| Error::ber("certificate", &error))?;
        Ok(Self { read: Arc::new(read) })
    }

    /// The bytes as received.
    pub fn as_der(&self) -> &[u8] {
        &self.read.der
    }

    /// TBSCertificate as received: what the signature covers.
    pub fn tbs(&self) -> &[u8] {
        self.slice(&self.read.tbs)
    }

    /// 1, 2 or 3.
    pub fn version(&self) -> u8 {
        self.read.version
    }

    /// The serial number.
    pub fn serial(&self) -> &Serial {
        &self.read.serial
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.read.issuer
    }

    /// Whom it names.
    pub fn subject(&self) -> &Name {
        &self.read.subject
    }

    /// First moment of validity.
    pub fn not_before(&self) -> UnixTime {
        self.read.not_before
    }

    /// Last moment of validity.
    pub fn not_after(&self) -> UnixTime {
        self.read.not_after
    }

    /// SubjectPublicKeyInfo as received.
    pub fn spki(&self) -> &[u8] {
        self.slice(&self.read.spki)
    }

    /// The key, read once; `None` if it cannot be used at all (an unknown algorithm is a key of kind `Unsupported`).
    pub fn public_key(&self) -> Option<&PublicKey> {
        self.read.key.get_or_init(|| PublicKey::from_spki(self.spki()).ok()).as_ref()
    }

    /// The algorithm of the signature on it (outer statement).
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.read.algorithm
    }

    /// The outer and the signed statement of the algorithm are the same bytes.
    pub fn algorithms_agree(&self) -> bool {
        self.read.algorithms_agree
    }

    /// The signature on it; `None` if it is no whole number of octets, which no signature is.
    pub fn signature(&self) -> Option<&[u8]> {
        self.read.signature.as_ref().map(|range| self.slice(range))
    }

    /// Its extensions.
    pub fn extensions(&self) -> &Extensions {
        &self.read.extensions
    }

    /// SHA-256 of all bytes: its identity everywhere (never issuer and serial: C21).
    pub fn sha256(&self) -> &[u8; 32] {
        self.read.sha256.get_or_init(|| sha256(&self.read.der))
    }

    /// SHA-256 of SubjectPublicKeyInfo: the identity of its key.
    pub fn spki_sha256(&self) -> &[u8; 32] {
        self.read.spki_sha256.get_or_init(|| sha256(self.spki()))
    }

    /// SHA-256 as lower-case hexadecimal.
    pub fn sha256_hex(&self) -> String {
        text::hex(self.sha256())
    }

    /// Issuer and subject are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.issuer() == self.subject()
    }

    /// Says it is a CA (basic constraints).
    pub fn is_ca(&self) -> bool {
        self.extensions().basic_constraints.is_some_and(|basic| basic.ca)
    }

    /// Every mail address in it: subject alternative names first, then the subject's.
    pub fn emails(&self) -> Vec<Email> {
        let mut emails = Vec::new();
        for name in self.extensions().subject_alt_name.iter().flatten() {
            if let GeneralName::Rfc822(octets) = name {
                emails.push(email(octets, EmailSource::Rfc822Name));
            } else if let Some(octets) = name.smtp_utf8_mailbox() {
                emails.push(email(&octets, EmailSource::SmtpUtf8Mailbox));
            }
        }
        emails.extend(self.subject().email_octets().iter().map(|octets| email(octets, EmailSource::Subject)));
        emails
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.read.der.get(range.clone()).unwrap_or_default()
    }
}

fn email(octets: &[u8], source: EmailSource) -> Email {
    Email { text: String::from_utf8_lossy(octets).into_owned(), source }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = digest(DigestAlgorithm::Sha256, bytes);
    // SHA-256 is always computed; a zero identity would equal no other file's hash
    digest.and_then(|digest| digest.as_bytes().try_into().ok()).unwrap_or([0; 32])
}

impl Read {
    fn new(der: Vec<u8>) -> Result<Self, kakitome_ber::Error> {
        let mut outer = Cursor::new(&der);
        let mut parts = outer.sequence()?;
        outer.finish()?;
        let tbs = parts.expect(Tag::SEQUENCE)?;
        let outer_algorithm = parts.expect(Tag::SEQUENCE)?;
        let signature = parts.expect(Tag::BIT_STRING)?;
        parts.finish()?;

        let mut fields = tbs.children()?;
        let version = match fields.optional(Tag::context(0))? {
            Some(explicit) => version(&explicit)?,
            None => 1,
        };
        let serial = Serial::from_content(fields.expect(Tag::INTEGER)?.integer()?);
        let inner_algorithm = fields.expect(Tag::SEQUENCE)?;
        let issuer = Name::from_element(&fields.any()?)?;
        let mut validity = fields.sequence()?;
        let (not_before, not_after) = (validity.any()?.time()?, validity.any()?.time()?);
        validity.finish()?;
        let subject = Name::from_element(&fields.any()?)?;
        let spki = fields.expect(Tag::SEQUENCE)?;
        fields.optional(Tag::context(1))?; // issuerUniqueID
        fields.optional(Tag::context(2))?; // subjectUniqueID
        let extensions = match fields.optional(Tag::context(3))? {
            Some(explicit) => {
                let mut inner = explicit.children()?;
                let list = inner.sequence()?;
                inner.finish()?;
                Extensions::from_cursor(list)?
            }
            None => Extensions::default(),
        };
        fields.finish()?;

        Ok(Self {
            tbs: range(&tbs, tbs.raw()),
            spki: range(&spki, spki.raw()),
            signature: signature_range(&signature)?,
            version,
            serial,
            issuer,
            subject,
            not_before: UnixTime(not_before),
            not_after: UnixTime(not_after),
            algorithm: algorithm(&outer_algorithm)?,
            algorithms_agree: outer_algorithm.raw() == inner_algorithm.raw(),
            extensions,
            key: OnceLock::new(),
            sha256: OnceLock::new(),
            spki_sha256: OnceLock::new(),
            der,
        })
    }
}

fn version(explicit: &Element<'_>) -> Result<u8, kakitome_ber::Error> {
    let mut inner = explicit.children()?;
    let number = inner.unsigned()?;
    inner.finish()?;
    match number {
        0..=2 => Ok(u8::try_from(number).unwrap_or(0).saturating_add(1)),
        _ => Err(kakitome_ber::Error::BadValue { offset: explicit.offset(), what: "version (must be 1, 2 or 3)" }),
    }
}

/// Where an element's bytes stand in the certificate.
fn range(element: &Element<'_>, bytes: &[u8]) -> Range<usize> {
    // the certificate is in memory, so its offsets fit
    let start = usize::try_from(element.offset()).unwrap_or(usize::MAX);
    start..start.saturating_add(bytes.len())
}

/// Where a signature stands, if it is whole octets.
pub(crate) type Signature = Option<Range<usize>>;

/// The octets of a signature's BIT STRING.
pub(crate) fn signature_range(element: &Element<'_>) -> Result<Signature, kakitome_ber::Error> {
    let (unused, octets) = element.bits()?;
    let end = range(element, element.raw()).end;
    Ok((unused == 0).then(|| end.saturating_sub(octets.len())..end))
}

/// The algorithm; parameters that cannot be read make it an unsupported one.
pub(crate) fn algorithm(element: &Element<'_>) -> Result<SignatureAlgorithm, kakitome_ber::Error> {
    let oid: ObjectIdentifier = element.children()?.oid()?;
    let unreadable = |_| SignatureAlgorithm::Unsupported(Unsupported { oid, name: None });
    Ok(SignatureAlgorithm::from_der(element.raw()).unwrap_or_else(unreadable))
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.read, &other.read) || self.as_der() == other.as_der()
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
