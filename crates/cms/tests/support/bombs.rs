//! Compressed data that is more than it seems.

use std::io::Write;

use kakitome_ber::der;
use kakitome_cms::oid;

/// A CompressedData around octets that should be a zlib stream.
pub fn container(
    version: u64,
    algorithm: &const_oid::ObjectIdentifier,
    content_type: &const_oid::ObjectIdentifier,
    octets: &[u8],
) -> Vec<u8> {
    let content = der::context(0, &[&der::octet_string(octets)]);
    let encapsulated = der::sequence(&[&der::oid(content_type), &content]);
    let fields = der::sequence(&[&der::unsigned(version), &der::sequence(&[&der::oid(algorithm)]), &encapsulated]);
    der::sequence(&[&der::oid(&oid::COMPRESSED_DATA), &der::context(0, &[&fields])])
}

pub fn zlib(octets: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(octets).unwrap();
    encoder.finish().unwrap()
}

/// A zlib stream of so many MiB of zeros, made without compressing more than the first: every further MiB is the same octets.
pub fn zlib_of_zeros(mebibytes: u64) -> Vec<u8> {
    let mut deflate = flate2::Compress::new(flate2::Compression::best(), true);
    let mut pieces = [Vec::with_capacity(1 << 16), Vec::with_capacity(1 << 16)];
    let zeros = vec![0; 1 << 20];
    for piece in &mut pieces {
        deflate.compress_vec(&zeros, piece, flate2::FlushCompress::Full).unwrap();
    }
    let mut stream = pieces[0].clone();
    for _ in 1..mebibytes {
        stream.extend_from_slice(&pieces[1]);
    }
    // an empty last block, and the checksum: 1 and the length in the arithmetic of RFC 1950
    let length = ((mebibytes << 20) % 65_521) as u16;
    stream.extend_from_slice(&[3, 0]);
    stream.extend_from_slice(&length.to_be_bytes());
    stream.extend_from_slice(&1_u16.to_be_bytes());
    stream
}
