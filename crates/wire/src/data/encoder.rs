//! DATA on its way out: dots stuffed (RFC 5321 4.5.2); nothing but CRLF line ends leaves, and no NUL (attack S02).
//! A CR at the end of a slice is held back until its LF is seen, so that not even a broken-off content has a CR alone on the wire.

use memchr::memchr3;

use crate::data::decoder::Fault;
use crate::data::plain::plain;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    LineStart,
    Line,
    /// A CR was taken and is held back.
    Cr,
}

/// Encoder of one DATA content. Bare CR, bare LF and NUL are an error, not repaired: the content was signed.
#[derive(Debug, Clone)]
pub struct Encoder {
    at: At,
    taken: u64,
    fault: Option<Fault>,
}

impl Default for Encoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Encoder {
    /// An encoder at the beginning of the content.
    pub fn new() -> Self {
        Self { at: At::LineStart, taken: 0, fault: None }
    }

    /// Next piece to send, taken from the front of `input`; `None` when all of it is used up. After an error every call is the same error:
    /// the connection has to be dropped without ending DATA.
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<&'a [u8]>, Fault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let Some(&first) = input.first() else {
            return Ok(None);
        };
        match self.at {
            At::Cr if first == b'\n' => {
                self.take(input, 1);
                self.at = At::LineStart;
                return Ok(Some(b"\r\n"));
            }
            At::Cr => return self.fail(Fault::BareCr { at: self.taken.saturating_sub(1) }),
            At::LineStart if first == b'.' => {
                self.at = At::Line;
                return Ok(Some(b"."));
            }
            At::LineStart | At::Line => {}
        }
        let (length, used) = self.run(input)?;
        let piece = self.take(input, used).get(..length).unwrap_or_default();
        Ok(if piece.is_empty() { None } else { Some(piece) })
    }

    /// Over as many whole lines as need no dot: bytes to send, bytes used up.
    fn run(&mut self, input: &[u8]) -> Result<(usize, usize), Fault> {
        let mut from = plain(input);
        loop {
            let found = memchr3(b'\r', b'\n', 0, input.get(from..).unwrap_or_default());
            let Some(stop) = found.map(|n| from + n) else {
                self.at = At::Line;
                return Ok((input.len(), input.len()));
            };
            let at = self.taken.saturating_add(u64::try_from(stop).unwrap_or(u64::MAX));
            match (input.get(stop), input.get(stop + 1), input.get(stop + 2)) {
                (Some(b'\r'), Some(b'\n'), None | Some(b'.')) => {
                    self.at = At::LineStart;
                    return Ok((stop + 2, stop + 2));
                }
                (Some(b'\r'), Some(b'\n'), Some(_)) => from = stop + 2,
                (Some(b'\r'), None, _) => {
                    self.at = At::Cr;
                    return Ok((stop, stop + 1));
                }
                (Some(b'\r'), Some(_), _) => return self.fail(Fault::BareCr { at }),
                (Some(b'\n'), _, _) => return self.fail(Fault::BareLf { at }),
                _ => return self.fail(Fault::Nul { at }),
            }
        }
    }

    /// What ends the content: `.` CRLF, after a CRLF if the last line had no end.
    pub fn end(self) -> Result<&'static [u8], Fault> {
        match (self.fault, self.at) {
            (Some(fault), _) => Err(fault),
            (None, At::LineStart) => Ok(b".\r\n"),
            (None, At::Line) => Ok(b"\r\n.\r\n"),
            (None, At::Cr) => Err(Fault::BareCr { at: self.taken.saturating_sub(1) }),
        }
    }

    fn take<'a>(&mut self, input: &mut &'a [u8], length: usize) -> &'a [u8] {
        let (piece, rest) = input.split_at_checked(length).unwrap_or((input, &[]));
        self.taken = self.taken.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        *input = rest;
        piece
    }

    fn fail<T>(&mut self, fault: Fault) -> Result<T, Fault> {
        self.fault = Some(fault);
        Err(fault)
    }
}

#[cfg(test)]
mod tests;
