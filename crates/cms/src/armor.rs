//! What a container comes wrapped in: PEM (RFC 7468), bare base64, or nothing. MIME is the caller's.

use std::io::Read;

use crate::error::Error;

/// Looks at the first bytes and answers the container's binary bytes as a stream.
pub fn decode<'a, R: Read + 'a>(_source: R) -> Result<Box<dyn Read + 'a>, Error> {
    todo!()
}
