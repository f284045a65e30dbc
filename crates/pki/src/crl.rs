//! One CRL (RFC 5280 5): the bytes as received and what they say; entries are looked up in the bytes, never copied.

use std::sync::Arc;

use crate::error::Error;
use crate::name::Name;
use crate::serial::Serial;
use crate::time::UnixTime;

/// A certificate revocation list. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Crl {
    der: Arc<Vec<u8>>,
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

impl Crl {
    /// Reads one CRL.
    pub fn from_der(der: impl Into<Vec<u8>>) -> Result<Self, Error> {
        let _ = der.into();
        todo!()
    }

    /// The bytes as received.
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        todo!()
    }

    /// When it was made.
    pub fn this_update(&self) -> UnixTime {
        todo!()
    }

    /// When the next one is promised.
    pub fn next_update(&self) -> Option<UnixTime> {
        todo!()
    }

    /// The entry of a serial number.
    pub fn find(&self, serial: &Serial) -> Result<Option<RevokedEntry>, Error> {
        let _ = serial;
        todo!()
    }
}
