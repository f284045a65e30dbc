//! Streaming decoders of transfer encodings, tolerant as mail programs are; junk is counted (RFC 2045 6.7, 6.8).

use crate::encoding::TransferEncoding;
use crate::finding::Finding;
use std::io::{self, Read};

/// Decodes a body chunk by chunk.
#[derive(Debug)]
pub struct Decoder {
    encoding: TransferEncoding,
}

impl Decoder {
    /// `base` is the offset of the first byte, for findings. Identity encodings and unknown ones pass bytes through.
    #[must_use]
    pub fn new(encoding: TransferEncoding, base: u64) -> Self {
        let _ = base;
        Decoder { encoding }
    }

    /// Decodes the next bytes; appends to `out`.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let _ = (bytes, out, self.encoding);
        todo!()
    }

    /// Decodes what is left and says what was odd.
    pub fn finish(self, out: &mut Vec<u8>) -> Vec<Finding> {
        let _ = out;
        todo!()
    }
}

/// Decodes a body while it is read.
#[derive(Debug)]
pub struct Decoded<R> {
    source: R,
}

impl<R: Read> Decoded<R> {
    /// `base` is the offset of the first byte, for findings.
    pub fn new(source: R, encoding: TransferEncoding, base: u64) -> Self {
        let _ = (encoding, base);
        Decoded { source }
    }

    /// What was odd; complete once the source was read to its end.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        todo!()
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let _ = (buffer, &mut self.source);
        todo!()
    }
}
