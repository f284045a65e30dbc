//! Does a certificate speak for a From address? RFC 8550 3, RFC 9598, RFC 5280 7.5: domain by A-label without regard to
//! case, local part exact. Blanks, NUL, control characters in a certificate's address never match.

use crate::certificate::{Certificate, Email};
use crate::finding::Finding;
use crate::policy::Policy;

/// The answer for one From address.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AddressCheck {
    /// The certificate's address that matched.
    pub matched: Option<Email>,
    /// Addresses of the certificate, escaped for show.
    pub certificate: Vec<String>,
    /// What is notable; an error among them means no match.
    pub findings: Vec<Finding>,
}

impl AddressCheck {
    /// The certificate speaks for the address.
    pub fn is_match(&self) -> bool {
        self.matched.is_some()
    }
}

/// Compares one addr-spec (no display name, no brackets, comments already removed) with a certificate.
pub fn check_address(from: &str, certificate: &Certificate, policy: &Policy) -> AddressCheck {
    let _ = (from, certificate, policy);
    todo!()
}
