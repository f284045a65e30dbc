//! DigestedData (RFC 5652 7), read and written as a stream. A digest that comes with its content protects against
//! accidents alone: whoever changes the one changes the other.

use std::io::{self, Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Reader, der};
use kakitome_crypto::{DigestAlgorithm, Error as CryptoError, Hasher};

use crate::algorithm::AlgorithmIdentifier;
use crate::container::{self, small};
use crate::content::ContentDigests;
use crate::encapsulated::Encapsulated;
use crate::error::Error;
use crate::finding::Finding;
use crate::frame::{Frame, Place, Plan, of};
use crate::oid;

const WHAT: &str = "DigestedData";

/// A DigestedData without its content.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DigestedData {
    /// The version number.
    pub version: u64,
    /// How the content was hashed.
    pub digest_algorithm: AlgorithmIdentifier,
    /// What the content is.
    pub content_type: ObjectIdentifier,
    /// Whether the content was inside, or stands elsewhere.
    pub has_content: bool,
    /// The digest of the content that was inside, if its algorithm is offered here.
    pub content_digests: ContentDigests,
    /// The digest that came along.
    pub digest: Vec<u8>,
    /// What is notable about the container.
    pub findings: Vec<Finding>,
}

/// What a DigestedData says about content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestMatch {
    /// The content is what was hashed.
    Same,
    /// It is not.
    Different,
    /// The digest by this algorithm is needed and was not computed; `None`: it is not offered here.
    Wanted(Option<DigestAlgorithm>),
}

impl DigestedData {
    /// Reads a ContentInfo with a DigestedData in BER or DER; content goes to `sink`.
    pub fn read<R: Read>(source: R, sink: &mut dyn Write) -> Result<Self, Error> {
        let mut reader = Reader::new(source);
        let mut findings = Vec::new();
        container::enter(&mut reader, oid::DIGESTED_DATA)?;
        let version = small(&mut reader, "version", |cursor| cursor.unsigned())?;
        let digest_algorithm = small(&mut reader, "digestAlgorithm", AlgorithmIdentifier::read)?;
        let Encapsulated { content_type, is_inside, digests } =
            Encapsulated::read(&mut reader, sink, DigestAlgorithm::from_oid(digest_algorithm.oid).into_iter())?;
        let digest = small(&mut reader, "digest", |cursor| cursor.octet_string().map(|octets| octets.into_owned()))?;
        container::leave(&mut reader, WHAT, &mut findings)?;
        let expected = version_for(content_type);
        if version != expected {
            findings.push(Finding::UnexpectedVersion { of: WHAT, found: version, expected });
        }
        Ok(Self { version, digest_algorithm, content_type, has_content: is_inside, content_digests: digests, digest, findings })
    }

    /// Compares with the digests of content; of content that was inside they are [`Self::content_digests`].
    #[must_use]
    pub fn check(&self, content: &ContentDigests) -> DigestMatch {
        let algorithm = DigestAlgorithm::from_oid(self.digest_algorithm.oid);
        match algorithm.and_then(|algorithm| content.digest(algorithm)) {
            Some(actual) if actual.as_bytes() == self.digest => DigestMatch::Same,
            Some(_) => DigestMatch::Different,
            None => DigestMatch::Wanted(algorithm.filter(|algorithm| Hasher::new(*algorithm).is_some())),
        }
    }

    /// The whole container in DER.
    pub fn write(content_type: ObjectIdentifier, algorithm: DigestAlgorithm, content: &[u8]) -> Result<Vec<u8>, Error> {
        let sink = Vec::with_capacity(content.len() + 160);
        let mut writer = DigestedDataWriter::definite(content_type, algorithm, content.len() as u64, sink)?;
        writer.write_all(content).map_err(Error::writing(WHAT))?;
        writer.finish()
    }
}

/// Content is written to it; it hashes and writes the container around.
pub struct DigestedDataWriter<W: Write> {
    frame: Frame<W>,
    hasher: Hasher,
}

impl<W: Write> DigestedDataWriter<W> {
    /// For content of any length, with indefinite lengths. Writes what stands before the content.
    pub fn new(content_type: ObjectIdentifier, algorithm: DigestAlgorithm, sink: W) -> Result<Self, Error> {
        let (hasher, head) = begin(content_type, algorithm)?;
        let frame = plan(&head, content_type).indefinite(sink).map_err(Error::writing(WHAT))?;
        Ok(Self { frame, hasher })
    }

    /// For content of exactly this length, in DER. Writes what stands before the content.
    pub fn definite(content_type: ObjectIdentifier, algorithm: DigestAlgorithm, length: u64, sink: W) -> Result<Self, Error> {
        let (hasher, head) = begin(content_type, algorithm)?;
        let tail = of(algorithm.output_len() as u64);
        let frame = plan(&head, content_type).definite(sink, length, tail).map_err(Error::writing(WHAT))?;
        Ok(Self { frame, hasher })
    }

    /// The content is complete: writes the digest and gives the sink back.
    pub fn finish(self) -> Result<W, Error> {
        let digest = der::octet_string(self.hasher.finish().as_bytes());
        self.frame.finish(&digest).map_err(Error::writing(WHAT))
    }
}

impl<W: Write> Write for DigestedDataWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.octets(bytes)?;
        self.hasher.update(bytes);
        Ok(bytes.len())
    }

    /// Does not reach the sink: a flush would cut the content into more pieces than it needs.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The hasher, and version and digestAlgorithm.
fn begin(content_type: ObjectIdentifier, algorithm: DigestAlgorithm) -> Result<(Hasher, Vec<u8>), Error> {
    let hasher = Hasher::new(algorithm).ok_or(CryptoError::Primitive { what: algorithm.name() })?;
    Ok((hasher, [der::unsigned(version_for(content_type)), algorithm.to_der()].concat()))
}

/// RFC 5652 7: 0 around id-data, else 2.
fn version_for(content_type: ObjectIdentifier) -> u64 {
    if content_type == oid::DATA { 0 } else { 2 }
}

fn plan(head: &[u8], content_type: ObjectIdentifier) -> Plan<'_> {
    Plan { container: oid::DIGESTED_DATA, head, content_type, algorithm: &[], place: Place::Explicit }
}
