//! Everything in a SignedData that does not depend on the mail, encoded once per key and certificate.

use std::sync::Arc;

use const_oid::ObjectIdentifier;
use kakitome_crypto::{DigestAlgorithm, SignatureAlgorithm};
use kakitome_pki::Certificate;

use crate::error::Error;

/// How the SignerInfo names the certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sid {
    /// By issuer and serial number: what every program understands.
    #[default]
    IssuerAndSerialNumber,
    /// By the subject key identifier.
    SubjectKeyIdentifier,
}

/// What can be chosen.
#[derive(Clone, Debug)]
pub struct Options {
    /// How the certificate is named.
    pub sid: Sid,
    /// What recipients are told they may encrypt with, best first; empty: nothing is said.
    pub capabilities: Vec<ObjectIdentifier>,
}

/// A signer, prepared: cheap to clone, shared between threads.
#[derive(Clone, Debug)]
pub struct Identity(Arc<()>);

impl Identity {
    /// Prepares signatures by `algorithm` with the key of `certificate`; `chain` goes along, in its order.
    pub fn new(
        _certificate: &Certificate,
        _chain: &[Certificate],
        _algorithm: SignatureAlgorithm,
        _options: &Options,
    ) -> Result<Self, Error> {
        todo!()
    }

    /// How content must be hashed.
    #[must_use]
    pub fn digest(&self) -> DigestAlgorithm {
        todo!()
    }
}
