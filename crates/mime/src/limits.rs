//! Budgets of the reader: how much structure a mail may have before it is refused.
//! Bodies have no limit here (they are never held); only what is kept in memory or costs time per item is counted.
//! Does not decide what happens to the mail: a limit that is passed is an `Error` that names the limit and the byte.

use std::fmt;

/// How much structure is held in memory for one mail. All values are inclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the header of the message itself. Exim's `header_maxsize` is 1 MiB, Postfix keeps 100 KiB per field.
    pub header_bytes: u64,
    /// Bytes of the header of one part. Parts carry a handful of `Content-*` fields; 64 KiB is far beyond real mail.
    pub part_header_bytes: u64,
    /// Fields in one header. Loops are cut at 25 to 100 `Received:` lines (RFC 5321 6.3), so thousands are an attack.
    pub fields: u64,
    /// Entities in all: the message, its parts, the messages inside it.
    pub parts: u64,
    /// Entities inside one another. Dovecot stops at 100 as well.
    pub depth: u64,
    /// Bytes of all headers together; bounds the memory of one index.
    pub kept_bytes: u64,
    /// Findings kept; afterwards one last `mime.too-many-findings`.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            header_bytes: 1 << 20,
            part_header_bytes: 64 << 10,
            fields: 5_000,
            parts: 1_000,
            depth: 100,
            kept_bytes: 4 << 20,
            findings: 100,
        }
    }
}

/// Which budget was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::depth`]
    Depth,
    /// [`Limits::fields`]
    Fields,
    /// [`Limits::header_bytes`]
    HeaderBytes,
    /// [`Limits::kept_bytes`]
    KeptBytes,
    /// [`Limits::part_header_bytes`]
    PartHeaderBytes,
    /// [`Limits::parts`]
    Parts,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Limit::Depth => "nesting depth of parts",
            Limit::Fields => "number of fields in a header",
            Limit::HeaderBytes => "bytes of the message header",
            Limit::KeptBytes => "bytes of all headers together",
            Limit::PartHeaderBytes => "bytes of a part's header",
            Limit::Parts => "number of parts",
        })
    }
}
