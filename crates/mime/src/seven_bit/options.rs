//! What the caller may choose, and what can be in the way.

use crate::entity::PartPath;

/// What the caller wants of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Which fields of the message go along (parts keep theirs).
    pub fields: Fields,
    /// Leaves with a lone CR, or with LF beside CR LF, are encoded so that these octets survive. Otherwise line ends are made canonical.
    pub keep_odd_line_ends: bool,
    /// An absent `Content-Type` of the message is written out as `text/plain` (a signed part without a header confuses programs).
    pub state_type: bool,
}

/// Which fields of the message become part of the planned entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// all
    All,
    /// `Content-*` only: the rest stays outside the signature, and so do epilogues
    Content,
}

/// Why a mail cannot be made 7-bit safe.
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
    /// text before the first or after the last part is not 7-bit
    AroundParts,
    /// a boundary that is not 7-bit
    Boundary,
    /// header: lone CR or NUL
    HeaderControl,
    /// header: octets above 127
    HeaderEightBit,
    /// header: a line above 998 octets
    HeaderLongLine,
    /// a signed or encrypted part is not 7-bit and must not be touched
    Protected,
    /// a media type that must not be encoded (RFC 2046 5.2.2, 5.2.3)
    Type,
    /// a transfer encoding that we cannot decode
    UnknownEncoding,
}
