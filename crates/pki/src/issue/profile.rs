//! Root and issuing CA of a private house (RFC 5280 4.2, S/MIME Baseline Requirements 7.1.2).

use const_oid::ObjectIdentifier;
use kakitome_crypto::SignatureAlgorithm;

use super::unsigned::Unsigned;
use crate::certificate::Certificate;
use crate::error::Error;
use crate::name::Name;
use crate::time::UnixTime;

/// Which policy OID a leaf carries.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PolicyChoice {
    /// None.
    None,
    /// This one.
    Oid(ObjectIdentifier),
}

/// A CA certificate to be made.
#[derive(Clone, Debug)]
pub struct CaRequest<'a> {
    /// Its subject.
    pub subject: Name,
    /// Its key.
    pub spki: &'a [u8],
    /// First moment of validity; not in the future of `now`.
    pub not_before: UnixTime,
    /// Last moment of validity.
    pub not_after: UnixTime,
    /// Where the issuer's CRL is published (not for a root).
    pub crl_url: Option<&'a str>,
    /// Where the issuer's certificate is published (not for a root).
    pub issuer_url: Option<&'a str>,
}

/// A self-signed root; `algorithm` is the root key's.
pub fn root(request: &CaRequest<'_>, algorithm: &SignatureAlgorithm, now: UnixTime) -> Result<Unsigned, Error> {
    let _ = (request, algorithm, now);
    todo!()
}

/// An issuing CA below `issuer`, which issues leaves only; `algorithm` is the issuer key's.
pub fn issuing(request: &CaRequest<'_>, issuer: &Certificate, algorithm: &SignatureAlgorithm, now: UnixTime) -> Result<Unsigned, Error> {
    let _ = (request, issuer, algorithm, now);
    todo!()
}
