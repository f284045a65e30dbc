//! A zlib stream (RFC 1950) decompressed in passing: bounded by size and by ratio, and nothing may stand behind its end.

use std::io::{self, Write};

use flate2::{Decompress, FlushDecompress, Status};

use crate::error::Error;
use crate::limits::Limits;

/// Decompressed at once; between two such pieces the bounds are looked at.
const PIECE: usize = 32 << 10;

/// Compressed octets are written to it; it sends the content to the sink.
pub(super) struct Inflater<'a> {
    inflate: Decompress,
    sink: &'a mut dyn Write,
    piece: Box<[u8]>,
    limits: &'a Limits,
    ended: bool,
    /// Why no more is taken.
    refusal: Option<Error>,
}

impl<'a> Inflater<'a> {
    pub(super) fn new(sink: &'a mut dyn Write, limits: &'a Limits) -> Self {
        let piece = vec![0; PIECE].into_boxed_slice();
        Self { inflate: Decompress::new(true), sink, piece, limits, ended: false, refusal: None }
    }

    /// What came of it: octets before and after, unless it was refused or broke off.
    pub(super) fn finish(self, sent: Result<u64, Error>) -> Result<(u64, u64), Error> {
        if let Some(refusal) = self.refusal {
            return Err(refusal);
        }
        sent?;
        if !self.ended {
            return Err(self.corrupt("the zlib stream breaks off"));
        }
        Ok((self.inflate.total_in(), self.inflate.total_out()))
    }

    /// Takes all of the input, or says why not.
    fn feed(&mut self, mut input: &[u8]) -> Result<(), Refused> {
        while !self.ended {
            let (taken, made) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(input, &mut self.piece, FlushDecompress::None);
            let status = status.map_err(|_| Refused::By(self.corrupt("no zlib stream, or a damaged one")))?;
            let used = usize::try_from(self.inflate.total_in() - taken).unwrap_or(usize::MAX);
            let made = usize::try_from(self.inflate.total_out() - made).unwrap_or(usize::MAX);
            input = input.get(used..).unwrap_or_default();
            self.bounds().map_err(Refused::By)?;
            self.sink.write_all(self.piece.get(..made).unwrap_or_default()).map_err(Refused::Sink)?;
            match status {
                Status::StreamEnd => self.ended = true,
                _ if input.is_empty() && made < PIECE => return Ok(()),
                _ if used == 0 && made == 0 => return Err(Refused::By(self.corrupt("the zlib stream does not go on"))),
                _ => {}
            }
        }
        if input.is_empty() { Ok(()) } else { Err(Refused::By(self.corrupt("octets behind the end of the zlib stream"))) }
    }

    fn bounds(&self) -> Result<(), Error> {
        let (before, after) = (self.inflate.total_in(), self.inflate.total_out());
        let Limits { decompressed_bytes, decompression_ratio, decompression_floor, .. } = *self.limits;
        if after > decompressed_bytes {
            return Err(Error::Limit { what: "decompressed content", limit: decompressed_bytes });
        }
        if after > decompression_floor && after / decompression_ratio.max(1) >= before {
            return Err(Error::Limit { what: "growth of compressed content", limit: decompression_ratio });
        }
        Ok(())
    }

    fn corrupt(&self, what: &'static str) -> Error {
        Error::Compressed { offset: self.inflate.total_in(), what }
    }
}

enum Refused {
    /// By the content itself.
    By(Error),
    /// By whom it was for.
    Sink(io::Error),
}

impl Write for Inflater<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.feed(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(Refused::Sink(error)) => Err(error),
            Err(Refused::By(refusal)) => {
                self.refusal = Some(refusal);
                Err(io::Error::other("refused")) // told in full by `finish`
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
