//! One CRL (RFC 5280 5): who made it, when, for what, and an index of its entries. The bytes themselves are not kept;
//! their digest is, so that a signature is checked over what was received. Whether it may be believed is `revocation`'s.

use std::io::Read;
use std::sync::{Arc, OnceLock};

use const_oid::ObjectIdentifier;
use kakitome_ber::Cursor;
use kakitome_crypto::SignatureAlgorithm;

use crate::crl_entry::RevokedEntry;
use crate::crl_index::LookUp;
use crate::crl_number::CrlNumber;
use crate::crl_reader::{self, Covered, CrlLimits, Parts};
use crate::crl_scope::Scope;
use crate::error::Error;
use crate::extension::Extension;
use crate::extensions::{authority_key_id, points};
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::oid;
use crate::serial::Serial;
use crate::time::UnixTime;

/// A certificate revocation list: full, delta, indirect or partitioned. Cloning is cheap.
#[derive(Clone)]
pub struct Crl {
    read: Arc<Kept>,
}

struct Kept {
    parts: Parts,
    scope: OnceLock<Option<Scope>>,
}

/// What a CRL covers of a certificate's issuer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Base {
    /// Everything within its scope.
    Complete,
    /// What changed since the complete CRL of this number (RFC 5280 5.2.4).
    Delta(CrlNumber),
    /// A delta whose base cannot be read.
    Unreadable,
}

impl Crl {
    /// Reads one CRL from its DER.
    pub fn from_der(der: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::read(der.as_ref(), &CrlLimits::default())
    }

    /// Reads one CRL from a stream of any length, in memory for the index of its entries alone.
    pub fn read(source: impl Read, limits: &CrlLimits) -> Result<Self, Error> {
        let parts = crl_reader::read(source, limits).map_err(|error| Error::ber("CRL", &error))?;
        Ok(Self { read: Arc::new(Kept { parts, scope: OnceLock::new() }) })
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.read.parts.issuer
    }

    /// When it was made.
    pub fn this_update(&self) -> UnixTime {
        self.read.parts.this_update
    }

    /// When the next one is promised.
    pub fn next_update(&self) -> Option<UnixTime> {
        self.read.parts.next_update
    }

    /// Its number, if it has one that fits 64 bits.
    pub fn number(&self) -> Option<u64> {
        Cursor::new(&self.extension(oid::CRL_NUMBER)?.value).unsigned().ok()
    }

    /// It lists changes to another CRL only.
    pub fn is_delta(&self) -> bool {
        self.extension(oid::DELTA_CRL_INDICATOR).is_some()
    }

    /// Its extensions as they stand.
    pub fn extensions(&self) -> &[Extension] {
        &self.read.parts.extensions
    }

    /// The extension with this OID.
    pub(crate) fn extension(&self, oid: ObjectIdentifier) -> Option<&Extension> {
        self.extensions().iter().find(|extension| extension.oid == oid)
    }

    /// The algorithm of the signature on it.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.read.parts.algorithm
    }

    /// The outer and the signed statement of the algorithm are the same bytes.
    pub fn algorithms_agree(&self) -> bool {
        self.read.parts.algorithms_agree
    }

    /// The signature on it; `None` if it is no whole number of octets, which no signature is.
    pub fn signature(&self) -> Option<&[u8]> {
        self.read.parts.signature.as_deref()
    }

    /// SHA-256 of all bytes.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.read.parts.sha256
    }

    /// How many entries it has.
    pub fn entries(&self) -> usize {
        self.read.parts.index.len()
    }

    /// The entry of a serial number of its own issuer.
    pub fn find(&self, serial: &Serial) -> Result<Option<RevokedEntry>, Error> {
        match self.look_up(serial, self.issuer()) {
            LookUp::Revoked(entry) => Ok(Some(entry)),
            LookUp::Absent => Ok(None),
            LookUp::Unreadable => {
                let problem = "an entry has a critical extension that is not known".to_owned();
                Err(Error::Malformed { what: "CRL", offset: 0, problem })
            }
        }
    }

    /// The entry of a certificate, by its serial number and issuer.
    pub(crate) fn look_up(&self, serial: &Serial, issuer: &Name) -> LookUp {
        self.read.parts.index.look_up(serial, issuer)
    }

    /// What the signature covers.
    pub(crate) fn covered(&self) -> &Covered {
        &self.read.parts.covered
    }

    /// Its issuing distribution point; `None` if that cannot be read.
    pub(crate) fn scope(&self) -> Option<&Scope> {
        let read = || match self.extension(oid::ISSUING_DISTRIBUTION_POINT) {
            None => Some(Scope::default()),
            Some(extension) => Scope::read(&extension.value, self.issuer()).ok(),
        };
        self.read.scope.get_or_init(read).as_ref()
    }

    /// Complete or delta.
    pub(crate) fn base(&self) -> Base {
        match self.extension(oid::DELTA_CRL_INDICATOR).map(|extension| CrlNumber::read(&extension.value)) {
            None => Base::Complete,
            Some(Some(number)) => Base::Delta(number),
            Some(None) => Base::Unreadable,
        }
    }

    /// Its number in full (RFC 5280 5.2.3: up to 20 octets).
    pub(crate) fn long_number(&self) -> Option<CrlNumber> {
        CrlNumber::read(&self.extension(oid::CRL_NUMBER)?.value)
    }

    /// The identifier of the key that signed it, as a hint (RFC 5280 5.2.1).
    pub(crate) fn authority_key_id(&self) -> Option<Vec<u8>> {
        authority_key_id(&mut Cursor::new(&self.extension(oid::AUTHORITY_KEY_ID)?.value)).ok()?.0
    }

    /// Where delta CRLs of it are published (RFC 5280 5.2.6).
    pub(crate) fn freshest(&self) -> Vec<GeneralName> {
        let Some(extension) = self.extension(oid::FRESHEST_CRL) else { return Vec::new() };
        let points = points(&mut Cursor::new(&extension.value)).unwrap_or_default();
        points.into_iter().flat_map(|point| point.full_name).collect()
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
