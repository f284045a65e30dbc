//! OCSP responses (RFC 6960 4.2): what a responder says of certificates, and who says it. Whether it may be believed is
//! `revocation`'s; the signature is checked over the bytes as received.

use std::ops::Range;
use std::sync::Arc;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Element, Error as Ber, Tag};
use kakitome_crypto::{DigestAlgorithm, SignatureAlgorithm, digest};

use crate::certificate::{Certificate, algorithm, sha256, signature_range};
use crate::crl_entry::RevocationReason;
use crate::error::Error;
use crate::extension::Extension;
use crate::extensions::extension_list;
use crate::name::Name;
use crate::ocsp_id::CertId;
use crate::oid;
use crate::time::UnixTime;

/// Largest response that is read: one answer with a responder's certificates has 2 to 8 KB.
const MAX_RESPONSE: usize = 1024 * 1024;
/// Most answers in one response; responders give one, precomputed bundles some dozens.
const MAX_ANSWERS: usize = 1000;
/// Most certificates of responders in one response that are read; one is usual.
const MAX_CERTIFICATES: usize = 8;

/// What the responder says of the whole request (RFC 6960 4.2.1). Only `Successful` is signed; nothing else says anything
/// of a certificate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the RFC's own words")]
pub enum ResponseStatus {
    Successful,
    MalformedRequest,
    InternalError,
    TryLater,
    SigRequired,
    Unauthorized,
}

/// An OCSP response. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct OcspResponse {
    status: ResponseStatus,
    basic: Option<BasicResponse>,
}

/// The signed part of a successful response (RFC 6960 4.2.1, BasicOCSPResponse).
#[derive(Clone)]
pub(crate) struct BasicResponse(Arc<Basic>);

struct Basic {
    der: Vec<u8>,
    tbs: Range<usize>,
    signature: Option<Range<usize>>,
    algorithm: SignatureAlgorithm,
    responder: ResponderId,
    produced_at: UnixTime,
    answers: Vec<Answer>,
    extensions: Vec<Extension>,
    certificates: Vec<Certificate>,
    sha256: [u8; 32],
}

/// Who answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum ResponderId {
    Name(Name),
    /// SHA-1 of the content of the key's BIT STRING.
    Key(Vec<u8>),
}

/// What is said of one certificate.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) id: CertId,
    pub(crate) says: Says,
    pub(crate) this_update: UnixTime,
    pub(crate) next_update: Option<UnixTime>,
    pub(crate) extensions: Vec<Extension>,
}

/// The three things that can be said.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Says {
    Good,
    Revoked { since: UnixTime, reason: RevocationReason },
    Unknown,
}

impl OcspResponse {
    /// Reads one response; trailing bytes are an error.
    pub fn from_der(der: impl AsRef<[u8]>) -> Result<Self, Error> {
        let der = der.as_ref();
        if der.len() > MAX_RESPONSE {
            let problem = format!("larger than {MAX_RESPONSE} bytes");
            return Err(Error::Malformed { what: "OCSP response", offset: MAX_RESPONSE as u64, problem });
        }
        response(der).map_err(|error| Error::ber("OCSP response", &error))
    }

    /// What the responder says of the request.
    pub fn status(&self) -> ResponseStatus {
        self.status
    }

    /// When it was signed.
    pub fn produced_at(&self) -> Option<UnixTime> {
        self.basic.as_ref().map(|basic| basic.0.produced_at)
    }

    /// The nonce of the request as the responder repeats it (RFC 9654 2.1).
    pub fn nonce(&self) -> Option<Vec<u8>> {
        let basic = self.basic.as_ref()?;
        let nonce = basic.extensions().iter().find(|extension| extension.oid == oid::OCSP_NONCE)?;
        // some old responders leave the OCTET STRING inside out
        let inner = Cursor::new(&nonce.value).octet_string().map(std::borrow::Cow::into_owned);
        Some(inner.unwrap_or_else(|_| nonce.value.clone()))
    }

    /// The signed part.
    pub(crate) fn basic(&self) -> Option<&BasicResponse> {
        self.basic.as_ref()
    }
}

impl BasicResponse {
    pub(crate) fn tbs(&self) -> &[u8] {
        self.0.der.get(self.0.tbs.clone()).unwrap_or_default()
    }

    pub(crate) fn signature(&self) -> Option<&[u8]> {
        self.0.signature.as_ref().and_then(|range| self.0.der.get(range.clone()))
    }

    pub(crate) fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.0.algorithm
    }

    pub(crate) fn sha256(&self) -> &[u8; 32] {
        &self.0.sha256
    }

    pub(crate) fn responder(&self) -> &ResponderId {
        &self.0.responder
    }

    pub(crate) fn answers(&self) -> &[Answer] {
        &self.0.answers
    }

    pub(crate) fn extensions(&self) -> &[Extension] {
        &self.0.extensions
    }

    /// Certificates that came along: they may be a responder's, and are nothing else.
    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }
}

impl ResponderId {
    /// The certificate carries this name or key (RFC 6960 4.2.2.3).
    pub(crate) fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Name(name) => name == certificate.subject(),
            Self::Key(hash) => {
                let bits = certificate.public_key().map(kakitome_crypto::PublicKey::key_bits);
                bits.and_then(|bits| digest(DigestAlgorithm::Sha1, bits)).is_some_and(|digest| digest.as_bytes() == hash.as_slice())
            }
        }
    }

    /// To show.
    pub(crate) fn display(&self) -> String {
        match self {
            Self::Name(name) => name.display(),
            Self::Key(hash) => crate::text::hex(hash.get(..hash.len().min(32)).unwrap_or_default()),
        }
    }
}

fn response(der: &[u8]) -> Result<OcspResponse, Ber> {
    let mut outer = Cursor::new(der);
    let mut parts = outer.sequence()?;
    outer.finish()?;
    let code = parts.expect(Tag::ENUMERATED)?;
    let status = match code.primitive()? {
        [0] => ResponseStatus::Successful,
        [1] => ResponseStatus::MalformedRequest,
        [2] => ResponseStatus::InternalError,
        [3] => ResponseStatus::TryLater,
        [5] => ResponseStatus::SigRequired,
        [6] => ResponseStatus::Unauthorized,
        _ => return Err(Ber::BadValue { offset: code.offset(), what: "response status" }),
    };
    let bytes = parts.optional(Tag::context(0))?;
    parts.finish()?;
    let basic = match bytes {
        Some(explicit) if status == ResponseStatus::Successful => {
            let mut inner = explicit.children()?.sequence()?;
            let kind = inner.expect(Tag::OID)?;
            if kind.oid()? != oid::OCSP_BASIC {
                return Err(Ber::BadValue { offset: kind.offset(), what: "response type (must be id-pkix-ocsp-basic)" });
            }
            let basic = inner.octet_string()?.into_owned();
            inner.finish()?;
            Some(BasicResponse(Arc::new(self::basic(basic)?)))
        }
        None if status == ResponseStatus::Successful => return Err(Ber::Missing { offset: der.len() as u64 }),
        _ => None,
    };
    Ok(OcspResponse { status, basic })
}

fn basic(der: Vec<u8>) -> Result<Basic, Ber> {
    let mut outer = Cursor::new(&der);
    let mut parts = outer.sequence()?;
    outer.finish()?;
    let tbs = parts.expect(Tag::SEQUENCE)?;
    let algorithm = algorithm(&parts.expect(Tag::SEQUENCE)?)?;
    let signature = signature_range(&parts.expect(Tag::BIT_STRING)?)?;
    let certificates = parts.optional(Tag::context(0))?.map_or(Ok(Vec::new()), |bag| certificates(&bag))?;
    parts.finish()?;

    let mut fields = tbs.children()?;
    fields.optional(Tag::context(0))?; // version
    let id = fields.any()?;
    let responder = match id.tag() {
        tag if tag == Tag::context(1) => ResponderId::Name(Name::from_element(&id.children()?.any()?)?),
        tag if tag == Tag::context(2) => ResponderId::Key(id.children()?.octet_string()?.into_owned()),
        found => return Err(Ber::UnexpectedTag { offset: id.offset(), expected: Tag::context(1), found }),
    };
    let produced_at = UnixTime(fields.any()?.time()?);
    let answers = answers(fields.sequence()?)?;
    let extensions = explicit_extensions(fields.optional(Tag::context(1))?)?;
    fields.finish()?;

    let start = usize::try_from(tbs.offset()).unwrap_or(usize::MAX);
    let tbs = start..start.saturating_add(tbs.raw().len());
    let sha256 = sha256(&der);
    Ok(Basic { tbs, signature, algorithm, responder, produced_at, answers, extensions, certificates, sha256, der })
}

fn answers(mut list: Cursor<'_>) -> Result<Vec<Answer>, Ber> {
    let mut found = Vec::new();
    while !list.is_empty() {
        if found.len() >= MAX_ANSWERS {
            return Err(Ber::TooLarge { offset: list.offset(), limit: MAX_ANSWERS as u64 });
        }
        let mut parts = list.sequence()?;
        let id = CertId::read(&parts.expect(Tag::SEQUENCE)?)?;
        let says = says(&parts.any()?)?;
        let this_update = UnixTime(parts.any()?.time()?);
        let next = parts.optional(Tag::context(0))?;
        let next_update = next.map(|explicit| explicit.children()?.any()?.time().map(UnixTime)).transpose()?;
        let extensions = explicit_extensions(parts.optional(Tag::context(1))?)?;
        parts.finish()?;
        found.push(Answer { id, says, this_update, next_update, extensions });
    }
    Ok(found)
}

fn says(choice: &Element<'_>) -> Result<Says, Ber> {
    match choice.tag() {
        tag if tag == Tag::context(0) => Ok(Says::Good),
        tag if tag == Tag::context(1) => {
            let mut parts = choice.children()?;
            let since = UnixTime(parts.any()?.time()?);
            let reason = match parts.optional(Tag::context(0))? {
                Some(explicit) => RevocationReason::from_content(explicit.children()?.expect(Tag::ENUMERATED)?.primitive()?),
                None => RevocationReason::Unspecified,
            };
            parts.finish()?;
            Ok(Says::Revoked { since, reason })
        }
        tag if tag == Tag::context(2) => Ok(Says::Unknown),
        found => Err(Ber::UnexpectedTag { offset: choice.offset(), expected: Tag::context(0), found }),
    }
}

fn explicit_extensions(explicit: Option<Element<'_>>) -> Result<Vec<Extension>, Ber> {
    explicit.map_or(Ok(Vec::new()), |explicit| extension_list(explicit.children()?.sequence()?))
}

/// Those that can be read; one that cannot is no responder's.
fn certificates(bag: &Element<'_>) -> Result<Vec<Certificate>, Ber> {
    let mut list = bag.children()?.sequence()?;
    let mut found = Vec::new();
    while !list.is_empty() && found.len() < MAX_CERTIFICATES {
        found.extend(Certificate::from_der(list.any()?.raw()).ok());
    }
    Ok(found)
}

/// A critical extension that nobody here understands (RFC 6960 4.4).
pub(crate) fn unknown_critical(extensions: &[Extension]) -> Option<ObjectIdentifier> {
    extensions.iter().find(|extension| extension.critical && extension.oid != oid::OCSP_NONCE).map(|extension| extension.oid)
}

impl std::fmt::Debug for BasicResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BasicResponse")
            .field("responder", &self.responder().display())
            .field("answers", &self.answers().len())
            .finish_non_exhaustive()
    }
}
