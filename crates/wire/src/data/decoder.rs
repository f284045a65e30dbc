//! DATA on its way in: ended by CRLF.CRLF alone, dots unstuffed (RFC 5321 4.5.2), line ends strict, size bounded.
//! It hands out slices of the caller's buffer and holds nothing but its place in the line.
//!
//! Why no smuggling is possible, with `Repair` as little as with `Refuse`: a dot can end DATA only from [`At::LineStart`], and that place is
//! reached in two ways, at the beginning (after the CRLF of the DATA command) and after a CR that is followed by LF on the wire. A line end that
//! was repaired leads to [`At::RepairedLineStart`], where a dot is taken off like any stuffed dot and can never end anything; and after the dot
//! only CR then LF, the next two bytes on the wire, end DATA. So what ends DATA here ends it for every server, and what a lax server might take
//! for the end (`LF.LF`, `LF.CRLF`, `CR.CR`, `CRLF.LF`, `CRLF.CR`, NUL beside the dot) is content here. On the way out every line end is CRLF and
//! every line that begins with a dot is stuffed by [`Encoder`](crate::data::Encoder), so that no later server sees an end there either.

use memchr::memchr3;

use crate::data::plain::plain;

/// What is done with a CR or LF that stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BareNewline {
    /// The mail is refused.
    #[default]
    Refuse,
    /// It becomes CRLF in the content; it never ends DATA. Commands may end in a bare LF, too.
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

/// Where the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// After CRLF, or at the beginning.
    LineStart,
    /// After a CR or LF that was repaired: a dot does not end DATA here.
    RepairedLineStart,
    /// After a dot at `LineStart`; the dot is not given out.
    Dot,
    /// After a dot at `LineStart` and CR; neither is given out.
    DotCr,
    /// Within a line.
    Line,
    /// After a CR that is not given out yet.
    Cr,
    /// After a bare LF that is to be repaired, not given out yet.
    BareLf,
    /// After the end.
    Over,
}

/// Decoder of one DATA content. Any split of the input gives the same content.
#[derive(Debug, Clone)]
pub struct Decoder {
    at: At,
    bare_newline: BareNewline,
    limit: u64,
    size: u64,
    fault: Option<Fault>,
}

const CRLF: &[u8] = b"\r\n";

impl Decoder {
    /// A decoder at the beginning of the content.
    pub fn new(bare_newline: BareNewline, limit: u64) -> Self {
        Self { at: At::LineStart, bare_newline, limit, size: 0, fault: None }
    }

    /// Bytes of content seen so far, stuffed dots not counted (RFC 1870 5).
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes from the front of `input`.
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Chunk<'a> {
        loop {
            if let Some(fault) = self.fault {
                return Chunk::Refused(fault);
            }
            if self.at == At::Over {
                return Chunk::End;
            }
            let Some((&first, rest)) = input.split_first() else {
                return match self.at {
                    // decided already, no byte needed
                    At::BareLf => self.repaired(),
                    _ => Chunk::NeedInput,
                };
            };
            match self.at {
                At::LineStart | At::RepairedLineStart if first == b'.' => {
                    *input = rest;
                    self.at = if self.at == At::LineStart { At::Dot } else { At::Line };
                }
                At::Dot if first == b'\r' => {
                    *input = rest;
                    self.at = At::DotCr;
                }
                At::DotCr if first == b'\n' => {
                    *input = rest;
                    self.at = At::Over;
                }
                // a dot that ends nothing was stuffed; a CR after it is a CR like any other
                At::DotCr => self.at = At::Cr,
                At::Cr if first == b'\n' => {
                    *input = rest;
                    self.at = At::LineStart;
                    return self.give(CRLF);
                }
                At::Cr => match self.bare_newline {
                    BareNewline::Refuse => self.fault = Some(Fault::BareCr { at: self.size }),
                    BareNewline::Repair => return self.repaired(),
                },
                At::BareLf => return self.repaired(),
                At::LineStart | At::RepairedLineStart | At::Dot | At::Line | At::Over => {
                    let (length, taken) = self.run(input);
                    let (piece, left) = (input.get(..length), input.get(taken..));
                    *input = left.unwrap_or_default();
                    if length > 0 {
                        return self.give(piece.unwrap_or_default());
                    }
                }
            }
        }
    }

    /// From within a line (or a line start without a dot) to the next place where something has to be decided, over as many whole lines as there
    /// are. Returns how many bytes are content as they stand, and how many are used up.
    fn run(&mut self, input: &[u8]) -> (usize, usize) {
        let mut from = plain(input);
        loop {
            let found = memchr3(b'\r', b'\n', 0, input.get(from..).unwrap_or_default());
            let Some(stop) = found.map(|n| from + n) else {
                self.at = At::Line;
                return (input.len(), input.len());
            };
            match (input.get(stop), input.get(stop + 1), input.get(stop + 2)) {
                (Some(b'\r'), Some(b'\n'), None | Some(b'.')) => {
                    self.at = At::LineStart;
                    return (stop + 2, stop + 2);
                }
                (Some(b'\r'), Some(b'\n'), Some(_)) => from = stop + 2,
                (Some(b'\r'), _, _) => {
                    self.at = At::Cr;
                    return (stop, stop + 1);
                }
                (Some(b'\n'), _, _) => {
                    match self.bare_newline {
                        BareNewline::Refuse => self.fault = Some(Fault::BareLf { at: self.offset(stop) }),
                        BareNewline::Repair => self.at = At::BareLf,
                    }
                    return (stop, stop + 1);
                }
                _ => {
                    self.fault = Some(Fault::Nul { at: self.offset(stop) });
                    return (stop, stop + 1);
                }
            }
        }
    }

    fn offset(&self, ahead: usize) -> u64 {
        self.size.saturating_add(u64::try_from(ahead).unwrap_or(u64::MAX))
    }

    fn repaired(&mut self) -> Chunk<'static> {
        self.at = At::RepairedLineStart;
        self.give(CRLF)
    }

    fn give<'a>(&mut self, bytes: &'a [u8]) -> Chunk<'a> {
        self.size = self.offset(bytes.len());
        if self.size > self.limit {
            // an earlier fault of the same run is the weightier one
            let fault = *self.fault.get_or_insert(Fault::TooLarge { limit: self.limit });
            return Chunk::Refused(fault);
        }
        Chunk::Bytes(bytes)
    }

    /// After `TooLarge`: goes on, so that the end is found and the peer can be answered. What was refused is not given out any more.
    pub(crate) fn go_on_to(&mut self, limit: u64) {
        if let Some(Fault::TooLarge { .. }) = self.fault {
            self.fault = None;
            self.limit = limit;
        }
    }
}

#[cfg(test)]
mod tests;
