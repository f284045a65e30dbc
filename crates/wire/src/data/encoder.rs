//! DATA on its way out: dots stuffed (RFC 5321 4.5.2); nothing but CRLF line ends leaves, and no NUL (attack S02).

use crate::data::decoder::Fault;

/// Encoder of one DATA content. Bare CR, bare LF and NUL are an error, not repaired: the content was signed.
#[derive(Debug, Clone)]
pub struct Encoder {}

impl Encoder {
    /// An encoder at the beginning of the content.
    pub fn new() -> Self {
        todo!()
    }
    /// Next piece to send, taken from the front of `input`; `None` when all of it is used up.
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<&'a [u8]>, Fault> {
        let _ = input;
        todo!()
    }
    /// What ends the content: `.` CRLF, after a CRLF if the content did not end in one.
    pub fn end(self) -> Result<&'static [u8], Fault> {
        todo!()
    }
}
