//! CompressedData (RFC 3274), read as a stream within bounds: what others send decides neither how much we write nor how
//! long we work. It is no protection of anything; what is inside is as trustworthy as what it came in.

mod inflate;
pub(crate) mod writer;

use std::io::{Read, Write};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Reader, Tag};

use crate::algorithm::AlgorithmIdentifier;
use crate::container::{self, small};
use crate::error::Error;
use crate::finding::Finding;
use crate::limits::Limits;
use crate::oid;
use inflate::Inflater;

const WHAT: &str = "CompressedData";

/// A CompressedData without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CompressedData {
    /// The version number.
    pub version: u64,
    /// What the content is; id-data in mail.
    pub content_type: ObjectIdentifier,
    /// Octets of the content as it was compressed.
    pub compressed_length: u64,
    /// Octets of the content.
    pub length: u64,
    /// What is notable about the container.
    pub findings: Vec<Finding>,
}

impl CompressedData {
    /// Reads a ContentInfo with a CompressedData in BER or DER and sends the content to `sink`. On an error, what went to
    /// the sink is part of something broken and must be thrown away: the checksum stands behind the content.
    pub fn read<R: Read>(source: R, sink: &mut dyn Write, limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(source);
        let broken = Error::reading(WHAT);
        let mut findings = Vec::new();
        container::enter(&mut reader, oid::COMPRESSED_DATA)?;
        let version = small(&mut reader, "version", |cursor| cursor.unsigned())?;
        if version != 0 {
            findings.push(Finding::UnexpectedVersion { of: WHAT, found: version, expected: 0 });
        }
        let algorithm = small(&mut reader, "compressionAlgorithm", AlgorithmIdentifier::read)?;
        if algorithm.oid != oid::ZLIB {
            return Err(Error::UnsupportedAlgorithm { what: "compression", oid: algorithm.oid });
        }
        reader.enter(Tag::SEQUENCE).map_err(&broken)?;
        let content_type = small(&mut reader, "eContentType", |cursor| cursor.oid())?;
        reader.enter(Tag::context(0)).map_err(&broken)?;
        reader.expect(Tag::OCTET_STRING).map_err(&broken)?;
        let mut inflater = Inflater::new(sink, limits);
        let sent = reader.octets(&mut inflater);
        let (compressed_length, length) = inflater.finish(sent.map_err(&broken))?;
        reader.leave().map_err(&broken)?;
        reader.leave().map_err(&broken)?;
        container::leave(&mut reader, WHAT, &mut findings)?;
        Ok(Self { version, content_type, compressed_length, length, findings })
    }
}
