//! What must change so that a mail survives every transport before it is signed (RFC 8551 3.1.2, RFC 2045 6): a plan of pieces.
//! Nothing below a signed or encrypted part is touched; what would have to be is an `Obstacle`. Signs nothing.

use crate::encode::LineEnds;
use crate::encoding::TransferEncoding;
use crate::entity::{Entity, PartPath};
use crate::error::Error;
use std::io::{Read, Seek, Write};
use std::ops::Range;

/// What the caller wants of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Which fields of the top entity go along (parts keep theirs).
    pub fields: Fields,
    /// Leaves with a lone CR, or with LF beside CR LF, are encoded so that these octets survive. Otherwise line ends are made canonical.
    pub keep_odd_line_ends: bool,
    /// An absent `Content-Type` of the top entity is written out as `text/plain` (a signed part without a header confuses programs).
    pub state_type: bool,
}

/// Which fields of the top entity become part of the planned entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// all
    All,
    /// `Content-*` only: the rest stays outside the signature
    Content,
}

/// The pieces that, put one after the other, are the 7-bit safe entity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// in order
    pub pieces: Vec<Piece>,
    /// the parts that are re-encoded
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

/// Why an entity cannot be made 7-bit safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// the part
    pub part: PartPath,
    /// where in the source
    pub at: u64,
    /// what is in the way
    pub reason: Reason,
}

/// What is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// header: octets above 127
    HeaderEightBit,
    /// header: a line above 998 octets
    HeaderLongLine,
    /// header: lone CR or NUL
    HeaderControl,
    /// header: nothing says where it ends
    HeaderUnterminated,
    /// text before the first or after the last part is not 7-bit
    AroundParts,
    /// a boundary that is not 7-bit
    Boundary,
    /// a signed or encrypted part is not 7-bit and must not be touched
    Protected,
    /// a transfer encoding that we cannot decode
    UnknownEncoding,
}

/// Plans the 7-bit safe form of `entity` (the message itself, or a part).
///
/// # Errors
/// Every obstacle, in order of the bytes.
pub fn plan(entity: &Entity, options: Options) -> Result<Plan, Vec<Obstacle>> {
    let _ = (entity, options);
    todo!()
}

impl Plan {
    /// Writes the planned entity.
    ///
    /// # Errors
    /// `Error::Read`, `Error::Shrunk`, `Error::Write`
    pub fn write_to(&self, source: &mut (impl Read + Seek), out: &mut impl Write) -> Result<(), Error> {
        let _ = (source, out);
        todo!()
    }
}
