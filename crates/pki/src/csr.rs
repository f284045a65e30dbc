//! Certification requests (PKCS#10, RFC 2986): made for a public CA, read by a private one.

use kakitome_crypto::SignatureAlgorithm;

use crate::error::Error;
use crate::issue::Unsigned;
use crate::name::Name;

/// A request that was read. Its own signature has been checked: the sender has the key.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CertificationRequest {
    /// The subject asked for.
    pub subject: Name,
    /// The addresses asked for (subject alternative name, else the subject's emailAddress).
    pub emails: Vec<String>,
    /// The key.
    pub spki: Vec<u8>,
}

/// The bytes of a request to be signed by the key's own signer.
pub fn build(subject: &Name, emails: &[&str], spki: &[u8], algorithm: &SignatureAlgorithm) -> Result<Unsigned, Error> {
    let _ = (subject, emails, spki, algorithm);
    todo!()
}

/// Reads a request (PEM or DER) and checks its signature.
pub fn parse(bytes: &[u8]) -> Result<CertificationRequest, Error> {
    let _ = bytes;
    todo!()
}
