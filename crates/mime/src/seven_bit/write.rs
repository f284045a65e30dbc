//! A plan of pieces over a source, and its bytes. Decides nothing.

use crate::canonical::Canonical;
use crate::decode::Decoded;
use crate::encode::{Base64, LineEnds, QuotedPrintable};
use crate::encoding::TransferEncoding;
use crate::entity::PartPath;
use crate::error::Error;
use crate::section::Section;
use std::io::{self, Read, Seek, Write};
use std::ops::Range;

/// The pieces that, put one after the other, are the 7-bit safe entity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// in order
    pub pieces: Vec<Piece>,
    /// the parts whose bodies are encoded anew
    pub recoded: Vec<PartPath>,
    /// whether `Source` pieces hold line ends that have to be made canonical; `write_to` does it
    pub canonicalise: bool,
}

/// One piece of the planned entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// bytes of the source, with canonical line ends if the plan says so
    Source(Range<u64>),
    /// new bytes
    Bytes(Vec<u8>),
    /// a leaf's body, decoded and encoded anew
    Recoded {
        /// where it stands in the source
        range: Range<u64>,
        /// how it is encoded there
        from: TransferEncoding,
        /// how it will be
        to: TransferEncoding,
        /// what its line breaks are
        line_ends: LineEnds,
    },
}

impl Plan {
    /// Whether the entity is a single run of the source, as it stands.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        !self.canonicalise && matches!(self.pieces.as_slice(), [] | [Piece::Source(_)])
    }

    /// Writes the planned entity.
    ///
    /// # Errors
    /// `Error::Read`, `Error::Shrunk`, `Error::Write`
    pub fn write_to(&self, source: &mut (impl Read + Seek), out: &mut impl Write) -> Result<(), Error> {
        for piece in &self.pieces {
            match piece {
                Piece::Bytes(bytes) => out.write_all(bytes).map_err(Error::Write)?,
                Piece::Source(range) => {
                    let mut section = Section::new(&mut *source, range.clone())?;
                    if self.canonicalise {
                        let mut canonical = Canonical::new(&mut *out);
                        copy(&mut section, &mut canonical, range.start)?;
                        canonical.finish().map_err(Error::Write)?;
                    } else {
                        copy(&mut section, out, range.start)?;
                    }
                }
                Piece::Recoded { range, from, to, line_ends } => {
                    let section = Section::new(&mut *source, range.clone())?;
                    let mut decoded = Decoded::new(section, *from, range.start);
                    if *to == TransferEncoding::Base64 {
                        let mut encoder = Base64::new(&mut *out, *line_ends);
                        copy(&mut decoded, &mut encoder, range.start)?;
                        encoder.finish().map_err(Error::Write)?;
                    } else {
                        let mut encoder = QuotedPrintable::new(&mut *out, *line_ends);
                        copy(&mut decoded, &mut encoder, range.start)?;
                        encoder.finish().map_err(Error::Write)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Like `io::copy`, but tells reading and writing apart.
fn copy(source: &mut impl Read, out: &mut impl Write, mut at: u64) -> Result<(), Error> {
    let mut buffer = [0; 16 << 10];
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => {
                out.write_all(buffer.get(..count).unwrap_or_default()).map_err(Error::Write)?;
                at += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // a section that ends early says so itself
            Err(source) => return Err(source.downcast::<Error>().unwrap_or_else(|source| Error::Read { at, source })),
        }
    }
}
