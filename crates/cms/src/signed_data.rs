//! SignedData (RFC 5652 5.1), read as a stream: content goes to a sink while it is hashed, the small parts are held.

use std::io::{Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_crypto::DigestAlgorithm;

use crate::algorithm::AlgorithmIdentifier;
use crate::content::ContentDigests;
use crate::error::Error;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::signer_info::SignerInfo;

/// A SignedData without its content.
#[derive(Clone, Debug)]
pub struct SignedData {
    /// The version number.
    pub version: u64,
    /// The digests that signers are said to use.
    pub digest_algorithms: Vec<AlgorithmIdentifier>,
    /// What the content is; id-data in mail.
    pub content_type: ObjectIdentifier,
    /// Whether the content was inside (opaque), or stands elsewhere (clear, detached).
    pub has_content: bool,
    /// Digests of the content that was inside.
    pub content_digests: ContentDigests,
    /// Certificates as received, in their order.
    pub certificates: Vec<Vec<u8>>,
    /// CRLs as received, in their order.
    pub crls: Vec<Vec<u8>>,
    /// The signers.
    pub signers: Vec<SignerInfo>,
    /// What is notable about the container.
    pub findings: Vec<Finding>,
}

impl SignedData {
    /// Reads a ContentInfo with a SignedData in BER or DER. Content goes to `sink` and is hashed with every digest that
    /// digestAlgorithms lists, and with `also`: signers come after the content, and one may use a digest that was not listed.
    pub fn read<R: Read>(_source: R, _sink: &mut dyn Write, _also: &[DigestAlgorithm], _limits: &Limits) -> Result<Self, Error> {
        todo!()
    }

    /// The digests that signers need and `have` lacks, as far as they can be computed here. For detached content these
    /// are to be computed by the caller; for content that was inside, by reading a second time.
    #[must_use]
    pub fn digests_wanted(&self, _have: &ContentDigests) -> Vec<DigestAlgorithm> {
        todo!()
    }
}
