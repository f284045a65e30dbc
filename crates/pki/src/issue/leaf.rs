//! A mail certificate after the S/MIME Baseline Requirements 7.1.2.3.

use kakitome_crypto::SignatureAlgorithm;

use super::profile::PolicyChoice;
use super::unsigned::Unsigned;
use crate::certificate::Certificate;
use crate::error::Error;
use crate::name::Name;
use crate::time::UnixTime;

/// A mail certificate to be made.
#[derive(Clone, Debug)]
pub struct LeafRequest<'a> {
    /// Its subject; `None`: the first address as common name.
    pub subject: Option<Name>,
    /// Its addresses; those with a non-ASCII local part become SmtpUTF8Mailbox.
    pub emails: &'a [&'a str],
    /// Its key.
    pub spki: &'a [u8],
    /// First moment of validity; not in the future of `now`.
    pub not_before: UnixTime,
    /// Last moment of validity; at most 825 days after `not_before`.
    pub not_after: UnixTime,
    /// Where the CRL is published.
    pub crl_url: &'a str,
    /// Where the issuer's certificate is published.
    pub issuer_url: Option<&'a str>,
    /// Its policy.
    pub policy: PolicyChoice,
}

/// A leaf below `issuer`; `algorithm` is the issuer key's.
pub fn leaf(request: &LeafRequest<'_>, issuer: &Certificate, algorithm: &SignatureAlgorithm, now: UnixTime) -> Result<Unsigned, Error> {
    let _ = (request, issuer, algorithm, now);
    todo!()
}
