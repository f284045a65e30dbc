//! One CRL (RFC 5280 5): the bytes as received and what they say; entries are looked up in the bytes, never copied.
//! Whether it may be believed is `revocation`'s.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Element, Tag};
use kakitome_crypto::SignatureAlgorithm;

use crate::certificate::{Signature, algorithm, sha256, signature_range};
use crate::error::Error;
use crate::extension::Extension;
use crate::name::Name;
use crate::oid;
use crate::serial::Serial;
use crate::time::UnixTime;

/// A certificate revocation list. Cloning is cheap.
#[derive(Clone)]
pub struct Crl {
    read: Arc<Read>,
}

struct Read {
    der: Vec<u8>,
    tbs: Range<usize>,
    entries: Range<usize>,
    signature: Signature,
    algorithm: SignatureAlgorithm,
    algorithms_agree: bool,
    issuer: Name,
    this_update: UnixTime,
    next_update: Option<UnixTime>,
    extensions: Vec<Extension>,
    sha256: OnceLock<[u8; 32]>,
}

/// Why a certificate was revoked (RFC 5280 5.3.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the RFC's own words")]
pub enum RevocationReason {
    Unspecified,
    KeyCompromise,
    CaCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    CertificateHold,
    RemoveFromCrl,
    PrivilegeWithdrawn,
    AaCompromise,
}

/// One revoked certificate.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RevokedEntry {
    /// Its serial number.
    pub serial: Serial,
    /// Since when.
    pub since: UnixTime,
    /// Why.
    pub reason: RevocationReason,
}

/// What a look-up in a CRL says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum LookUp {
    /// Not in the list.
    Absent,
    /// In the list.
    Revoked(RevokedEntry),
    /// In the list or not: the list has an entry with a critical extension that is not known (RFC 5280 5.3).
    Unreadable,
}

impl Crl {
    /// Reads one CRL.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let read = Read::new(der.into()).map_err(|error| Error::ber("CRL", &error))?;
        Ok(Self { read: Arc::new(read) })
    }

    /// The bytes as received.
    pub fn as_der(&self) -> &[u8] {
        &self.read.der
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.read.issuer
    }

    /// When it was made.
    pub fn this_update(&self) -> UnixTime {
        self.read.this_update
    }

    /// When the next one is promised.
    pub fn next_update(&self) -> Option<UnixTime> {
        self.read.next_update
    }

    /// Its number, if it has one that fits 64 bits.
    pub fn number(&self) -> Option<u64> {
        Cursor::new(&self.extension(oid::CRL_NUMBER)?.value).unsigned().ok()
    }

    /// Its extensions as they stand.
    pub fn extensions(&self) -> &[Extension] {
        &self.read.extensions
    }

    /// The extension with this OID.
    pub(crate) fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.read.extensions.iter().find(|extension| extension.oid == oid)
    }

    /// TBSCertList as received: what the signature covers.
    pub fn tbs(&self) -> &[u8] {
        self.slice(&self.read.tbs)
    }

    /// The algorithm of the signature on it.
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

    /// SHA-256 of all bytes.
    pub fn sha256(&self) -> &[u8; 32] {
        self.read.sha256.get_or_init(|| sha256(&self.read.der))
    }

    /// The entry of a serial number.
    pub fn find(&self, serial: &Serial) -> Result<Option<RevokedEntry>, Error> {
        match self.look_up(serial) {
            Ok(LookUp::Revoked(entry)) => Ok(Some(entry)),
            Ok(LookUp::Absent) => Ok(None),
            Ok(LookUp::Unreadable) => {
                let problem = "an entry has a critical extension that is not known".to_owned();
                Err(Error::Malformed { what: "CRL", offset: self.read.entries.start as u64, problem })
            }
            Err(error) => Err(Error::ber("CRL", &error)),
        }
    }

    /// Goes through all entries: an unreadable one anywhere makes absence worthless.
    pub(crate) fn look_up(&self, serial: &Serial) -> Result<LookUp, kakitome_ber::Error> {
        let mut cursor = Cursor::at_offset(self.slice(&self.read.entries), self.read.entries.start as u64);
        let mut unreadable = false;
        let mut found = None;
        while !cursor.is_empty() {
            let mut entry = cursor.sequence()?;
            let number = entry.expect(Tag::INTEGER)?.integer()?;
            let since = entry.any()?;
            let extensions = entry.optional(Tag::SEQUENCE)?;
            if number == serial.content() {
                let reason = extensions.as_ref().map_or(Ok(RevocationReason::Unspecified), reason)?;
                found = Some(RevokedEntry { serial: serial.clone(), since: UnixTime(since.time()?), reason });
            }
            unreadable |= match &extensions {
                Some(list) => has_unknown_critical(list)?,
                None => false,
            };
        }
        Ok(match found {
            Some(entry) => LookUp::Revoked(entry),
            None if unreadable => LookUp::Unreadable,
            None => LookUp::Absent,
        })
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.read.der.get(range.clone()).unwrap_or_default()
    }
}

impl Read {
    fn new(der: Vec<u8>) -> Result<Self, kakitome_ber::Error> {
        let mut outer = Cursor::new(&der);
        let mut parts = outer.sequence()?;
        outer.finish()?;
        let tbs = parts.expect(Tag::SEQUENCE)?;
        let outer_algorithm = parts.expect(Tag::SEQUENCE)?;
        let signature = signature_range(&parts.expect(Tag::BIT_STRING)?)?;
        parts.finish()?;

        let mut fields = tbs.children()?;
        fields.optional(Tag::INTEGER)?;
        let inner_algorithm = fields.expect(Tag::SEQUENCE)?;
        let issuer = Name::from_element(&fields.any()?)?;
        let this_update = UnixTime(fields.any()?.time()?);
        let next_update = match fields.peek()?.map(|header| header.tag) {
            Some(Tag::UTC_TIME | Tag::GENERALIZED_TIME) => Some(UnixTime(fields.any()?.time()?)),
            _ => None,
        };
        let entries = match fields.optional(Tag::SEQUENCE)? {
            Some(list) => content_range(&list),
            None => 0..0,
        };
        let extensions = match fields.optional(Tag::context(0))? {
            Some(explicit) => extensions(explicit.children()?.sequence()?)?,
            None => Vec::new(),
        };
        fields.finish()?;

        Ok(Self {
            tbs: raw_range(&tbs),
            entries,
            signature,
            algorithm: algorithm(&outer_algorithm)?,
            algorithms_agree: outer_algorithm.raw() == inner_algorithm.raw(),
            issuer,
            this_update,
            next_update,
            extensions,
            sha256: OnceLock::new(),
            der,
        })
    }
}

fn raw_range(element: &Element<'_>) -> Range<usize> {
    let start = usize::try_from(element.offset()).unwrap_or(usize::MAX);
    start..start.saturating_add(element.raw().len())
}

fn content_range(element: &Element<'_>) -> Range<usize> {
    let start = raw_range(element).start.saturating_add(element.header().size);
    start..start.saturating_add(element.content().len())
}

fn extensions(mut list: Cursor<'_>) -> Result<Vec<Extension>, kakitome_ber::Error> {
    let mut found = Vec::new();
    while !list.is_empty() {
        let mut parts = list.sequence()?;
        let oid = parts.oid()?;
        let critical = parts.optional(Tag::BOOLEAN)?.map_or(Ok(false), |flag| flag.boolean())?;
        let value = parts.octet_string()?.into_owned();
        parts.finish()?;
        found.push(Extension { oid, critical, value });
    }
    Ok(found)
}

fn reason(list: &Element<'_>) -> Result<RevocationReason, kakitome_ber::Error> {
    let code = extensions(list.children()?)?.into_iter().find(|extension| extension.oid == oid::REASON_CODE);
    let Some(code) = code else { return Ok(RevocationReason::Unspecified) };
    let number = Cursor::new(&code.value).expect(Tag::ENUMERATED)?.primitive()?;
    Ok(match number {
        [1] => RevocationReason::KeyCompromise,
        [2] => RevocationReason::CaCompromise,
        [3] => RevocationReason::AffiliationChanged,
        [4] => RevocationReason::Superseded,
        [5] => RevocationReason::CessationOfOperation,
        [6] => RevocationReason::CertificateHold,
        [8] => RevocationReason::RemoveFromCrl,
        [9] => RevocationReason::PrivilegeWithdrawn,
        [10] => RevocationReason::AaCompromise,
        _ => RevocationReason::Unspecified,
    })
}

fn has_unknown_critical(list: &Element<'_>) -> Result<bool, kakitome_ber::Error> {
    let known = |oid| oid == oid::REASON_CODE || oid == oid::INVALIDITY_DATE;
    Ok(extensions(list.children()?)?.iter().any(|extension| extension.critical && !known(extension.oid)))
}

impl RevocationReason {
    /// The RFC's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }

    /// Its number in the CRL entry extension.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Unspecified => 0,
            Self::KeyCompromise => 1,
            Self::CaCompromise => 2,
            Self::AffiliationChanged => 3,
            Self::Superseded => 4,
            Self::CessationOfOperation => 5,
            Self::CertificateHold => 6,
            Self::RemoveFromCrl => 8,
            Self::PrivilegeWithdrawn => 9,
            Self::AaCompromise => 10,
        }
    }
}

impl std::fmt::Debug for Crl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Crl")
            .field("issuer", &self.issuer().display())
            .field("this_update", &self.this_update().to_string())
            .finish_non_exhaustive()
    }
}
