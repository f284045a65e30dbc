//! Signed attributes (RFC 5652 11, RFC 8551 2.5, RFC 5035, RFC 6211): known ones as fields, all of them as received.
//! What is wrong with one becomes a finding; nothing here is an error but an encoding that cannot be walked.

mod strict;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Class, Cursor, Element, Error, Tag, der};
use kakitome_pki::UnixTime;

use crate::algorithm::AlgorithmIdentifier;
use crate::attribute::Attribute;
use crate::finding::Finding;
use crate::identifier::SignerIdentifier;
use crate::oid;

pub use strict::{StrictAttributes, parse_strict};

/// The signed attributes of one signer.
#[derive(Clone, Debug)]
pub struct SignedAttributes {
    /// As received, with the tag `[0]` that they carry inside a SignerInfo.
    pub raw: Vec<u8>,
    /// The type of the content that was signed.
    pub content_type: Option<ObjectIdentifier>,
    /// The content's digest. Nothing if the attribute is missing, repeated or unreadable.
    pub message_digest: Option<Vec<u8>>,
    /// When the signer says it signed.
    pub signing_time: Option<UnixTime>,
    /// Which certificate the signer says is its own: the first of signingCertificate, and of signingCertificateV2.
    pub signing_certificates: Vec<CertificateId>,
    /// What the signer's mail program can decrypt, best first.
    pub capabilities: Vec<AlgorithmIdentifier>,
    /// Which certificate the signer wants to be answered with.
    pub encryption_key: Option<SignerIdentifier>,
    /// The algorithms the signer used, signed.
    pub algorithm_protection: Option<AlgorithmProtection>,
    /// All attributes as received, in their order; unknown ones too.
    pub all: Vec<Attribute>,
    /// What is wrong with them.
    pub findings: Vec<Finding>,
}

/// ESSCertID or ESSCertIDv2 (RFC 5035 4): a certificate by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateId {
    /// The hash algorithm.
    pub hash_algorithm: ObjectIdentifier,
    /// The hash of the whole certificate.
    pub hash: Vec<u8>,
    /// Its issuer and serial number, if they are given and the issuer is a directory name, as RFC 5035 4 has it.
    pub issuer_and_serial: Option<SignerIdentifier>,
}

/// CMSAlgorithmProtection (RFC 6211 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmProtection {
    /// digestAlgorithm
    pub digest: AlgorithmIdentifier,
    /// signatureAlgorithm
    pub signature: AlgorithmIdentifier,
}

impl SignedAttributes {
    /// Reads the element `[0]` of a SignerInfo.
    pub(crate) fn read(element: &Element<'_>, limit: usize) -> Result<Self, Error> {
        let all = Attribute::read_all(element.children()?, limit)?;
        let mut known = Known { all: &all, findings: Vec::new() };
        let mut attributes = Self {
            raw: element.raw().to_vec(),
            content_type: known.required("contentType", oid::CONTENT_TYPE, |mut value| value.oid()),
            message_digest: known.required("messageDigest", oid::MESSAGE_DIGEST, |mut value| Ok(value.octet_string()?.into_owned())),
            signing_time: known.optional("signingTime", oid::SIGNING_TIME, signing_time),
            signing_certificates: Vec::new(),
            capabilities: known.optional("SMIMECapabilities", oid::SMIME_CAPABILITIES, capabilities).unwrap_or_default(),
            encryption_key: known.optional("SMIMEEncryptionKeyPreference", oid::ENCRYPTION_KEY_PREFERENCE, encryption_key),
            algorithm_protection: known.optional("cmsAlgorithmProtect", oid::ALGORITHM_PROTECTION, protection),
            all: Vec::new(),
            findings: Vec::new(),
        };
        let version_1 = known.optional("signingCertificate", oid::SIGNING_CERTIFICATE, signing_certificate);
        let version_2 = known.optional("signingCertificateV2", oid::SIGNING_CERTIFICATE_V2, signing_certificate_v2);
        attributes.signing_certificates = version_1.into_iter().chain(version_2).collect();
        attributes.findings = known.findings;
        if !all.iter().filter(|attribute| attribute.oid == oid::SIGNING_TIME).all(is_time_as_demanded) {
            attributes.findings.push(Finding::SigningTimeForm);
        }
        attributes.all = all;
        Ok(attributes)
    }

    /// What was signed, if the signer encoded as it should: the bytes as received under the tag of SET OF (RFC 5652 5.4).
    #[must_use]
    pub fn as_received(&self) -> Vec<u8> {
        let mut set = self.raw.clone();
        if let Some(tag) = set.first_mut() {
            *tag = 0x31;
        }
        set
    }

    /// The attributes as DER demands: sorted, lengths definite and minimal. `None`: they cannot be walked.
    #[must_use]
    pub fn as_der(&self) -> Option<Vec<u8>> {
        let written: Option<Vec<Vec<u8>>> = self.all.iter().map(|attribute| kakitome_ber::rewritten(&attribute.raw)).collect();
        Some(der::set_of(&written?.iter().map(Vec::as_slice).collect::<Vec<_>>()))
    }
}

/// Attributes that may occur once with one value, taken out by type.
struct Known<'a> {
    all: &'a [Attribute],
    findings: Vec<Finding>,
}

impl Known<'_> {
    fn required<T>(&mut self, attribute: &'static str, oid: ObjectIdentifier, read: impl Fn(Cursor<'_>) -> Result<T, Error>) -> Option<T> {
        if !self.all.iter().any(|candidate| candidate.oid == oid) {
            self.findings.push(Finding::MissingAttribute { attribute });
        }
        self.optional(attribute, oid, read)
    }

    fn optional<T>(&mut self, attribute: &'static str, oid: ObjectIdentifier, read: impl Fn(Cursor<'_>) -> Result<T, Error>) -> Option<T> {
        let mut found = self.all.iter().filter(|candidate| candidate.oid == oid);
        let first = found.next()?;
        if found.next().is_some() {
            self.findings.push(Finding::RepeatedAttribute { attribute });
            return None; // which of them counts is anybody's guess
        }
        let [value] = first.values.as_slice() else {
            self.findings.push(Finding::ValueCount { attribute, count: first.values.len() });
            return None;
        };
        let value = read(Cursor::new(value));
        if value.is_err() {
            self.findings.push(Finding::UnreadableAttribute { attribute });
        }
        value.ok()
    }
}

/// RFC 5652 11.3: UTCTime until 2049, GeneralizedTime from 2050, with seconds, in UTC. What cannot be read is said elsewhere.
fn is_time_as_demanded(attribute: &Attribute) -> bool {
    let seconds = |value: &Vec<u8>| Cursor::new(value).any().and_then(|time| time.time());
    let differs = |value: &Vec<u8>| seconds(value).is_ok_and(|seconds| kakitome_ber::rewritten(value) != Some(der::time(seconds)));
    !attribute.values.iter().any(differs)
}

fn signing_time(mut value: Cursor<'_>) -> Result<UnixTime, Error> {
    value.any()?.time().map(UnixTime)
}

/// Capabilities of one signer. Outlook lists ten, Bouncy Castle's example twenty.
const MAX_CAPABILITIES: usize = 256;

fn capabilities(mut value: Cursor<'_>) -> Result<Vec<AlgorithmIdentifier>, Error> {
    let mut list = value.sequence()?;
    let mut capabilities = Vec::new();
    while !list.is_empty() {
        if capabilities.len() == MAX_CAPABILITIES {
            return Err(Error::TooMany { offset: list.offset(), what: "capabilities", limit: MAX_CAPABILITIES });
        }
        capabilities.push(AlgorithmIdentifier::read(&mut list)?);
    }
    Ok(capabilities)
}

/// RFC 8551 2.5.3: one of three ways to name a certificate.
fn encryption_key(mut value: Cursor<'_>) -> Result<SignerIdentifier, Error> {
    let choice = value.any()?;
    let Tag { class: Class::Context, number } = choice.tag() else {
        return Err(Error::UnexpectedTag { offset: choice.offset(), expected: Tag::context(0), found: choice.tag() });
    };
    match number {
        0 => SignerIdentifier::issuer_and_serial(choice.children()?),
        1 => Ok(SignerIdentifier::SubjectKeyIdentifier(choice.children()?.octet_string()?.into_owned())),
        _ => Ok(SignerIdentifier::SubjectKeyIdentifier(choice.octets()?.into_owned())),
    }
}

/// RFC 6211 2: in a SignerInfo signatureAlgorithm must be there, and macAlgorithm must not.
fn protection(mut value: Cursor<'_>) -> Result<AlgorithmProtection, Error> {
    let mut fields = value.sequence()?;
    let digest = AlgorithmIdentifier::read(&mut fields)?;
    let signature = AlgorithmIdentifier::from_element(&fields.expect(Tag::context(1))?)?;
    fields.finish()?;
    Ok(AlgorithmProtection { digest, signature })
}

fn signing_certificate(value: Cursor<'_>) -> Result<CertificateId, Error> {
    certificate_id(const_oid::db::rfc5912::ID_SHA_1, first_certificate_id(value)?)
}

fn signing_certificate_v2(value: Cursor<'_>) -> Result<CertificateId, Error> {
    let mut id = first_certificate_id(value)?;
    let hash_algorithm = match id.at(Tag::SEQUENCE)? {
        true => AlgorithmIdentifier::read(&mut id)?.oid,
        false => const_oid::db::rfc5912::ID_SHA_256, // the DEFAULT
    };
    certificate_id(hash_algorithm, id)
}

/// certHash and issuerSerial.
fn certificate_id(hash_algorithm: ObjectIdentifier, mut id: Cursor<'_>) -> Result<CertificateId, Error> {
    let hash = id.octet_string()?.into_owned();
    let mut issuer_and_serial = None;
    if let Some(pair) = id.optional(Tag::SEQUENCE)? {
        let mut pair = pair.children()?;
        let (mut names, serial) = (pair.sequence()?, pair.expect(Tag::INTEGER)?.integer()?.to_vec());
        while !names.is_empty() {
            let name = names.any()?;
            if name.tag() == Tag::context(DIRECTORY_NAME) && issuer_and_serial.is_none() {
                let issuer = name.children()?.expect(Tag::SEQUENCE)?.raw().to_vec();
                issuer_and_serial = Some(SignerIdentifier::IssuerAndSerialNumber { issuer, serial: serial.clone() });
            }
        }
    }
    Ok(CertificateId { hash_algorithm, hash, issuer_and_serial })
}

/// directoryName of GeneralName (RFC 5280 4.2.1.6).
const DIRECTORY_NAME: u32 = 4;

/// Both versions begin with a SEQUENCE OF identifiers of which the first is the signer's (RFC 5035 3).
fn first_certificate_id(mut value: Cursor<'_>) -> Result<Cursor<'_>, Error> {
    value.sequence()?.sequence()?.sequence()
}
