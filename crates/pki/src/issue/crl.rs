//! The CRL of a private CA (RFC 5280 5): full, version 2, with a number.

use kakitome_crypto::SignatureAlgorithm;

use super::unsigned::Unsigned;
use crate::certificate::Certificate;
use crate::crl::RevocationReason;
use crate::error::Error;
use crate::serial::Serial;
use crate::time::UnixTime;

/// One entry.
#[derive(Clone, Debug)]
pub struct Revocation {
    /// Which certificate.
    pub serial: Serial,
    /// Since when.
    pub since: UnixTime,
    /// Why.
    pub reason: RevocationReason,
}

/// A CRL to be made.
#[derive(Clone, Debug)]
pub struct CrlRequest<'a> {
    /// Its number, higher than every one before.
    pub number: u64,
    /// Made when.
    pub this_update: UnixTime,
    /// The next one comes at the latest then.
    pub next_update: UnixTime,
    /// What is revoked.
    pub revoked: &'a [Revocation],
}

/// A CRL of `issuer`; `algorithm` is the issuer key's.
pub fn crl(request: &CrlRequest<'_>, issuer: &Certificate, algorithm: &SignatureAlgorithm) -> Result<Unsigned, Error> {
    let _ = (request, issuer, algorithm);
    todo!()
}
