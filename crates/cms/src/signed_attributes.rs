//! Signed attributes (RFC 5652 11, RFC 8551 2.5, RFC 5035, RFC 6211): known ones as fields, all of them as received.
//! `parse_strict` is the keyholder's gate: it knows only what this product itself writes.

use const_oid::ObjectIdentifier;
use kakitome_pki::UnixTime;

use crate::algorithm::AlgorithmIdentifier;
use crate::attribute::Attribute;
use crate::error::Error;
use crate::finding::Finding;

/// The signed attributes of one signer.
#[derive(Clone, Debug)]
pub struct SignedAttributes {
    /// As received, with the tag `[0]` that they carry inside a SignerInfo.
    pub raw: Vec<u8>,
    /// The type of the content that was signed.
    pub content_type: Option<ObjectIdentifier>,
    /// The content's digest.
    pub message_digest: Option<Vec<u8>>,
    /// When the signer says it signed.
    pub signing_time: Option<UnixTime>,
    /// Which certificate the signer says is its own (signingCertificate or signingCertificateV2).
    pub signing_certificate: Option<CertificateId>,
    /// What the signer's mail program can decrypt, best first.
    pub capabilities: Vec<AlgorithmIdentifier>,
    /// The algorithms the signer used, signed.
    pub algorithm_protection: Option<AlgorithmProtection>,
    /// All attributes as received, in their order.
    pub all: Vec<Attribute>,
    /// What is wrong with them.
    pub findings: Vec<Finding>,
}

/// ESSCertID or ESSCertIDv2: a certificate by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateId {
    /// The hash algorithm.
    pub hash_algorithm: ObjectIdentifier,
    /// The hash of the whole certificate.
    pub hash: Vec<u8>,
}

/// CMSAlgorithmProtection (RFC 6211 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmProtection {
    /// digestAlgorithm
    pub digest: AlgorithmIdentifier,
    /// signatureAlgorithm
    pub signature: Option<AlgorithmIdentifier>,
}

/// What the keyholder learns from attributes that it agrees to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StrictAttributes {
    /// The digest of the content.
    pub message_digest: Vec<u8>,
    /// The signing time, if there is one.
    pub signing_time: Option<UnixTime>,
}

/// Accepts only a DER SET OF Attribute (tag 0x31, sorted, nothing behind) as Kakitome writes it: contentType of one
/// value id-data and messageDigest of one value of 32, 48 or 64 octets, both exactly once; and of signingTime,
/// signingCertificateV2, SMIMECapabilities and cmsAlgorithmProtect each at most once with one readable value. Nothing else:
/// other content types would make the key sign time stamps or receipts, unknown attributes what nobody looked at.
pub fn parse_strict(_der: &[u8]) -> Result<StrictAttributes, Error> {
    todo!()
}
