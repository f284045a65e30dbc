//! SignedData (RFC 5652 5.1), read as a stream: content goes to a sink while it is hashed, the small parts are held.
//! The arithmetic is in `verify`.

use std::io::{self, Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Reader, Tag};
use kakitome_crypto::{DigestAlgorithm, Hasher};

use crate::algorithm::AlgorithmIdentifier;
use crate::bag::{Bag, BagLimits};
use crate::content::{ContentDigests, ContentHasher};
use crate::error::Error;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::oid;
use crate::signer_info::SignerInfo;

/// Bytes of an object identifier, a version number or an AlgorithmIdentifier; RSASSA-PSS with all its parameters has 80.
const SMALL: usize = 1024;
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
        enter_content_info(&mut reader)?;
        let mut signed_data = Self::fields(&mut reader, sink, also, limits)?;
        let broken = Error::reading("ContentInfo");
        reader.leave().map_err(&broken)?;
        reader.leave().map_err(&broken)?;
        let end = reader.offset();
        if reader.has_trailing().map_err(&broken)? {
            signed_data.findings.push(Finding::TrailingBytes { offset: end });
        }
        let form = reader.form();
        if let Some(offset) = [form.indefinite, form.constructed_string, form.non_minimal].into_iter().flatten().min() {
            signed_data.findings.push(Finding::Ber { offset });
        }
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

    fn fields<R: Read>(reader: &mut Reader<R>, sink: &mut dyn Write, also: &[DigestAlgorithm], limits: &Limits) -> Result<Self, Error> {
        let broken = Error::reading("SignedData");
        let mut findings = Vec::new();
        reader.enter(Tag::SEQUENCE).map_err(&broken)?;
        let version = small(reader, "version", |cursor| cursor.unsigned())?;
        let digest_algorithms = digest_algorithms(reader)?;
        let listed = digest_algorithms.iter().filter_map(|algorithm| DigestAlgorithm::from_oid(algorithm.oid));
        let content = Content::read(reader, sink, listed.chain(also.iter().copied()).take(limits.digests))?;

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
        reader.leave().map_err(&broken)?;

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
            signers,
            findings,
        })
    }
}

fn enter_content_info<R: Read>(reader: &mut Reader<R>) -> Result<(), Error> {
    let broken = Error::reading("ContentInfo");
    reader.enter(Tag::SEQUENCE).map_err(&broken)?;
    let found = small(reader, "contentType", |cursor| cursor.oid())?;
    if found != oid::SIGNED_DATA {
        return Err(Error::NotSignedData { found });
    }
    reader.enter(Tag::context(0)).map_err(&broken)?;
    Ok(())
}

/// Reads one small element that is held in memory.
fn small<R: Read, T>(
    reader: &mut Reader<R>,
    what: &'static str,
    read: impl Fn(&mut Cursor<'_>) -> Result<T, kakitome_ber::Error>,
) -> Result<T, Error> {
    let offset = reader.offset();
    let raw = reader.element(SMALL).map_err(Error::reading(what))?;
    read(&mut Cursor::at_offset(&raw, offset)).map_err(Error::reading(what))
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

/// EncapsulatedContentInfo (RFC 5652 5.2).
struct Content {
    content_type: ObjectIdentifier,
    is_inside: bool,
    digests: ContentDigests,
}

impl Content {
    fn read<R: Read>(
        reader: &mut Reader<R>,
        sink: &mut dyn Write,
        algorithms: impl Iterator<Item = DigestAlgorithm>,
    ) -> Result<Self, Error> {
        let broken = Error::reading("encapContentInfo");
        reader.enter(Tag::SEQUENCE).map_err(&broken)?;
        let content_type = small(reader, "eContentType", |cursor| cursor.oid())?;
        let is_inside = reader.at(Tag::context(0)).map_err(&broken)?;
        let mut digests = ContentDigests::default();
        if is_inside {
            let mut both = Both { sink, hasher: ContentHasher::new(algorithms) };
            reader.enter(Tag::context(0)).map_err(&broken)?;
            // RFC 5652 5.2.1: PKCS #7 put any type here; what counts are its content octets.
            match reader.at(Tag::OCTET_STRING).map_err(&broken)? || content_type == oid::DATA {
                true => reader.expect(Tag::OCTET_STRING).and_then(|_| reader.octets(&mut both)).map_err(&broken)?,
                false => reader.content(&mut both).map_err(&broken)?,
            };
            reader.leave().map_err(&broken)?;
            digests = both.hasher.finish();
        }
        reader.leave().map_err(&broken)?;
        Ok(Self { content_type, is_inside, digests })
    }
}

/// Content on its way to the caller, hashed in passing.
struct Both<'a> {
    sink: &'a mut dyn Write,
    hasher: ContentHasher,
}

impl Write for Both<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.write_all(bytes)?;
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
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
        match SignerInfo::read(raw, offset) {
            Ok(signer) => {
                check_version(&signer, findings);
                signers.push(signer);
            }
            Err(error) => findings.push(Finding::UnreadableSigner { offset: error.offset(), reason: error.to_string() }),
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
