//! DATA on its way in: ended by CRLF.CRLF alone, dots unstuffed (RFC 5321 4.5.2), line ends strict, size bounded.

/// What is done with a CR or LF that stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BareNewline {
    /// The mail is refused.
    #[default]
    Refuse,
    /// It becomes CRLF in the content; it never ends DATA.
    Repair,
}

/// Why content is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// CR without LF.
    #[error("a CR without LF at byte {at}")]
    BareCr {
        /// Offset in the content.
        at: u64,
    },
    /// LF without CR.
    #[error("an LF without CR at byte {at}")]
    BareLf {
        /// Offset in the content.
        at: u64,
    },
    /// NUL.
    #[error("a NUL at byte {at}")]
    Nul {
        /// Offset in the content.
        at: u64,
    },
    /// More than the limit.
    #[error("more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
}

/// One step of decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chunk<'a> {
    /// Content, unstuffed, CRLF line ends only.
    Bytes(&'a [u8]),
    /// All input is used up; nothing but the caller's next bytes will help.
    NeedInput,
    /// CRLF.CRLF was seen; what is left of the input is not content.
    End,
    /// Refused; the decoder gives this answer for ever.
    Refused(Fault),
}

/// Decoder of one DATA content. Any split of the input gives the same content.
#[derive(Debug, Clone)]
pub struct Decoder {}

impl Decoder {
    /// A decoder at the beginning of the content.
    pub fn new(bare_newline: BareNewline, limit: u64) -> Self {
        let _ = (bare_newline, limit);
        todo!()
    }
    /// Takes from the front of `input`.
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Chunk<'a> {
        let _ = input;
        todo!()
    }
    /// Bytes of content given out so far.
    pub fn size(&self) -> u64 {
        todo!()
    }
}
