//! SignedData (RFC 5652 5.1), read as a stream: content goes to a sink while it is hashed, the small parts are held.
//! The arithmetic is in `verify`.

use std::io::{self, Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Reader, Tag};
use kakitome_crypto::{DigestAlgorithm, Hasher};

use crate::algorithm::AlgorithmIdentifier;
use crate::bag::{Bag, BagLimits};
use crate::container::{self, small};
use crate::content::ContentDigests;
use crate::encapsulated::Encapsulated;
use crate::error::Error;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::oid;
use crate::signer_info::SignerInfo;

/// digestAlgorithms that are held. There are a dozen digests in the world.
const MAX_DIGEST_ALGORITHMS: usize = 64;

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
    /// OCSP responses that stand among the CRLs (RFC 5940), as received.
    pub ocsp_responses: Vec<Vec<u8>>,
    /// The signers.
    pub signers: Vec<SignerInfo>,
    /// What is notable about the container.
    pub findings: Vec<Finding>,
}

impl SignedData {
    /// Reads a ContentInfo with a SignedData in BER or DER. Content goes to `sink` and is hashed with every digest that
    /// digestAlgorithms lists, and with `also`: signers come after the content, and one may use a digest that was not listed.
    pub fn read<R: Read>(source: R, sink: &mut dyn Write, also: &[DigestAlgorithm], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(source);
        container::enter(&mut reader, oid::SIGNED_DATA)?;
        let mut signed_data = Self::fields(&mut reader, sink, also, limits)?;
        container::leave(&mut reader, "SignedData", &mut signed_data.findings)?;
        Ok(signed_data)
    }

    /// The digests that signers need and `have` lacks, as far as they can be computed here. For detached content these
    /// are to be computed by the caller; for content that was inside, by reading a second time.
    #[must_use]
    pub fn digests_wanted(&self, have: &ContentDigests) -> Vec<DigestAlgorithm> {
        let mut wanted = Vec::new();
        for signer in &self.signers {
            if let Some(algorithm) = DigestAlgorithm::from_oid(signer.digest_algorithm.oid)
                && have.digest(algorithm).is_none()
                && !wanted.contains(&algorithm)
                && Hasher::new(algorithm).is_some()
            {
                wanted.push(algorithm);
            }
        }
        wanted
    }

    /// Hashes the content that was inside with the digests that signers need and [`Self::content_digests`] lacks: a second pass over
    /// the same container, from its beginning. Signers come after the content, and one may use a digest that was not listed.
    pub fn hash_again<R: Read>(&mut self, source: R) -> Result<(), Error> {
        let wanted = self.digests_wanted(&self.content_digests);
        if wanted.is_empty() || !self.has_content {
            return Ok(());
        }
        let mut reader = Reader::new(source);
        container::enter(&mut reader, oid::SIGNED_DATA)?;
        small(&mut reader, "version", |cursor| cursor.unsigned())?;
        digest_algorithms(&mut reader)?;
        // one that is known already shows that it is still the same content
        let witness = self.content_digests.all().first().map(|digest| digest.algorithm());
        let content = Encapsulated::read(&mut reader, &mut io::sink(), wanted.into_iter().chain(witness))?;
        self.content_digests.extend(content.digests)
    }

    fn fields<R: Read>(reader: &mut Reader<R>, sink: &mut dyn Write, also: &[DigestAlgorithm], limits: &Limits) -> Result<Self, Error> {
        let mut findings = Vec::new();
        let version = small(reader, "version", |cursor| cursor.unsigned())?;
        let digest_algorithms = digest_algorithms(reader)?;
        let listed = digest_algorithms.iter().filter_map(|algorithm| DigestAlgorithm::from_oid(algorithm.oid));
        let content = Encapsulated::read(reader, sink, listed.chain(also.iter().copied()).take(limits.digests))?;

        let bag = BagLimits { kept: limits.certificates, bytes: limits.certificate_bytes, elements: limits.bag_elements };
        let certificates = Bag::read(reader, 0, "certificates", bag, &mut findings)?;
        if certificates.count > limits.certificates {
            findings.push(Finding::TooManyCertificates { count: certificates.count, limit: limits.certificates });
        }
        let bag = BagLimits { kept: limits.crls, bytes: limits.crl_bytes, elements: limits.bag_elements };
        let crls = Bag::read(reader, 1, "CRLs", bag, &mut findings)?;
        if crls.count > limits.crls {
            findings.push(Finding::TooManyCrls { count: crls.count, limit: limits.crls });
        }
        let signers = signers(reader, limits, &mut findings)?;

        if digest_algorithms.is_empty() && !signers.is_empty() {
            findings.push(Finding::EmptyDigestAlgorithms);
        }
        let expected = expected_version(&certificates, &crls, content.content_type, &signers);
        if version != expected {
            findings.push(Finding::UnexpectedVersion { of: "SignedData", found: version, expected });
        }
        Ok(Self {
            version,
            digest_algorithms,
            content_type: content.content_type,
            has_content: content.is_inside,
            content_digests: content.digests,
            certificates: certificates.kept,
            crls: crls.kept,
            ocsp_responses: crls.ocsp,
            signers,
            findings,
        })
    }
}

fn digest_algorithms<R: Read>(reader: &mut Reader<R>) -> Result<Vec<AlgorithmIdentifier>, Error> {
    let what = "digestAlgorithms";
    let mut algorithms = Vec::new();
    reader.enter(Tag::SET).map_err(Error::reading(what))?;
    while reader.peek().map_err(Error::reading(what))?.is_some() {
        if algorithms.len() == MAX_DIGEST_ALGORITHMS {
            return Err(Error::Limit { what, limit: MAX_DIGEST_ALGORITHMS as u64 });
        }
        algorithms.push(small(reader, what, AlgorithmIdentifier::read)?);
    }
    reader.leave().map_err(Error::reading(what))?;
    Ok(algorithms)
}

fn signers<R: Read>(reader: &mut Reader<R>, limits: &Limits, findings: &mut Vec<Finding>) -> Result<Vec<SignerInfo>, Error> {
    let broken = Error::reading("signerInfos");
    let mut signers = Vec::new();
    let mut count = 0;
    reader.enter(Tag::SET).map_err(&broken)?;
    while reader.peek().map_err(&broken)?.is_some() {
        count += 1;
        if count > limits.signers {
            findings.push(Finding::TooManySigners { limit: limits.signers });
            reader.abandon().map_err(&broken)?;
            return Ok(signers);
        }
        let offset = reader.offset();
        let raw = reader.element(limits.signer_bytes).map_err(&broken)?;
        match SignerInfo::read(raw, offset, count - 1, limits.attributes) {
            Ok(signer) => {
                check_version(&signer, findings);
                signers.push(signer);
            }
            Err(error) => findings.push(Finding::UnreadableSigner { offset, reason: error.to_string() }),
        }
    }
    reader.leave().map_err(&broken)?;
    if count == 0 {
        findings.push(Finding::NoSigners);
    }
    Ok(signers)
}

fn check_version(signer: &SignerInfo, findings: &mut Vec<Finding>) {
    let (found, expected) = (signer.version, signer.identifier.version());
    if found != expected {
        findings.push(Finding::UnexpectedVersion { of: "SignerInfo", found, expected });
    }
}

/// The version that RFC 5652 5.1 derives from what is inside.
fn expected_version(certificates: &Bag, crls: &Bag, content_type: ObjectIdentifier, signers: &[SignerInfo]) -> u64 {
    match (certificates.other, crls.other) {
        (Some(3..), _) | (_, Some(_)) => 5,
        (Some(2), _) => 4,
        (Some(1), _) => 3,
        _ if content_type != oid::DATA => 3,
        _ if signers.iter().any(|signer| signer.identifier.version() == 3) => 3,
        _ => 1,
    }
}
