//! SignerInfo (RFC 5652 5.3): who signed, with which algorithms, over which attributes.

use kakitome_ber::{Cursor, Error, Tag, der};
use kakitome_pki::Certificate;

use crate::algorithm::AlgorithmIdentifier;
use crate::attribute::Attribute;
use crate::signed_attributes::SignedAttributes;

/// How a signer names its certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By issuer and serial number.
    IssuerAndSerialNumber {
        /// The issuer's Name as received.
        issuer: Vec<u8>,
        /// The serial number's content octets as received.
        serial: Vec<u8>,
    },
    /// By the subject key identifier.
    SubjectKeyIdentifier(Vec<u8>),
}

/// One signer.
#[derive(Clone, Debug)]
pub struct SignerInfo {
    /// 1 or 3.
    pub version: u64,
    /// Which certificate.
    pub identifier: SignerIdentifier,
    /// How the content was hashed.
    pub digest_algorithm: AlgorithmIdentifier,
    /// What was signed beside the content's digest; `None`: the content itself was signed.
    pub signed_attributes: Option<SignedAttributes>,
    /// How it was signed.
    pub signature_algorithm: AlgorithmIdentifier,
    /// The signature.
    pub signature: Vec<u8>,
    /// What was added afterwards: time stamps and the like. Nobody signed it.
    pub unsigned_attributes: Vec<Attribute>,
    /// All of it as received.
    pub raw: Vec<u8>,
}
