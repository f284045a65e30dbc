//! What a search would like to have and was not given: values for a caller who may fetch. Nothing is fetched here.

use crate::certificate::Certificate;

/// Something that is not at hand and has an address.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Want {
    /// The certificate of the issuer (RFC 5280 4.2.2.1, caIssuers; one certificate in DER, or a bundle of them).
    Issuer {
        /// Whose issuer.
        of: Certificate,
        /// The addresses as the certificate has them: an attacker's words until it is known to be under a trusted root
        /// (C12, C13).
        urls: Vec<String>,
    },
}
