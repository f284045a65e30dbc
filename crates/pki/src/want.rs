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
    /// A CRL (RFC 5280 4.2.1.13; one in DER). Only of a chain that is trusted but for this (C12).
    Crl {
        /// For which certificate.
        of: Certificate,
        /// Any of these addresses will do.
        urls: Vec<String>,
    },
    /// A delta CRL (RFC 5280 4.2.1.15). Only of a chain that is trusted but for this.
    DeltaCrl {
        /// For which certificate.
        of: Certificate,
        /// Any of these addresses will do.
        urls: Vec<String>,
    },
    /// An OCSP response: [`crate::OcspRequest`] is what to send. Only of a chain that is trusted but for this.
    Ocsp {
        /// For which certificate.
        of: Certificate,
        /// Its issuer, whom the request names.
        issuer: Certificate,
        /// Any of these addresses will do.
        urls: Vec<String>,
    },
}
