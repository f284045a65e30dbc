//! An opaque SignedData written in one pass over content of unknown length (indefinite lengths).

use std::io::{self, Write};

use kakitome_pki::UnixTime;

use super::identity::Identity;
use super::request::Request;
use crate::error::Error;

/// Content is written to it; it writes the container around and hashes on the way.
pub struct Opaque<W: Write> {
    sink: W,
}

impl<W: Write> Opaque<W> {
    /// Writes what stands before the content.
    pub fn new(_identity: &Identity, _sink: W) -> Result<Self, Error> {
        todo!()
    }

    /// The content is complete: what is to be signed.
    pub fn request(&mut self, _signing_time: Option<UnixTime>) -> Result<Request, Error> {
        todo!()
    }

    /// Writes what stands behind the content and gives the sink back.
    pub fn finish(self, _request: &Request, _signature: &[u8]) -> Result<W, Error> {
        Ok(self.sink)
    }
}

impl<W: Write> Write for Opaque<W> {
    fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
        todo!()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}
