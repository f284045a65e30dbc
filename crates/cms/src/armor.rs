//! What a container comes wrapped in: PEM (RFC 7468), bare base64, or nothing. MIME is the caller's.

mod armored;
mod wrapping;

use std::io::Read;

use crate::error::Error;
use wrapping::{begin, is_container};

pub use armored::Armored;

/// Looks at the first bytes and answers the container's binary bytes as a stream.
///
/// A SEQUENCE's first byte means binary. Otherwise the text before `-----BEGIN CMS-----` or `-----BEGIN PKCS7-----` (or a label
/// that OpenSSL or gpgsm once wrote) is passed over; text that begins with base64 is taken for bare base64. What is wrong further on turns up as an I/O error of kind
/// `InvalidData` that says at which byte.
pub fn decode<'a, R: Read + 'a>(source: R) -> Result<Box<dyn Read + 'a>, Error> {
    Ok(Box::new(begin(source, is_container)?))
}

/// As [`decode`], with any label: certificates, revocation lists, keys.
pub fn decode_any<'a, R: Read + 'a>(source: R) -> Result<Box<dyn Read + 'a>, Error> {
    Ok(Box::new(begin(source, |_| true)?))
}
