//! A reply: a code and lines of text (RFC 5321 4.2, enhanced codes RFC 2034 and 3463).
//! CR, LF and control characters cannot get into one, wherever its text came from. Which replies we give stands in `replies.rs`.

use std::borrow::Cow;

/// First digit of a reply code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// 2xx: done.
    Positive,
    /// 3xx: go on.
    Intermediate,
    /// 4xx: not now.
    Transient,
    /// 5xx: not so.
    Permanent,
}

/// Enhanced status code (RFC 3463).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enhanced(pub u8, pub u16, pub u16);

/// A reply, ours or the next hop's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    /// Lines parted by `\n`, each with its enhanced code if it has one; printable ASCII only.
    text: Cow<'static, str>,
}

impl Reply {
    /// A reply of ours. The text may have several lines parted by `\n`; each gets the enhanced code, anything unprintable becomes `?`.
    /// A code outside 200 to 599 becomes 451: a fault in the program must not break the dialogue.
    pub fn new(code: u16, enhanced: Enhanced, text: &str) -> Self {
        let _ = (code, enhanced, text);
        todo!()
    }
    /// An entry of a table of replies: `text` holds the enhanced code. For constants.
    pub const fn fixed(code: u16, text: &'static str) -> Self {
        Self { code, text: Cow::Borrowed(text) }
    }
    /// This reply with more said at the end of its last line: `": " + detail`.
    pub fn with(&self, detail: &str) -> Self {
        let _ = detail;
        todo!()
    }
    /// Reply code, 200 to 599.
    pub fn code(&self) -> u16 {
        self.code
    }
    /// First digit.
    pub fn class(&self) -> Class {
        todo!()
    }
    /// Whether it is 2xx.
    pub fn is_positive(&self) -> bool {
        self.class() == Class::Positive
    }
    /// Enhanced code of the first line.
    pub fn enhanced(&self) -> Option<Enhanced> {
        todo!()
    }
    /// Lines of text, each without code and line end.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.split('\n')
    }
    /// Appends the reply as it goes over the wire.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        let _ = out;
        todo!()
    }
}

/// One line for logs: `550 5.7.1 text / next line`.
impl std::fmt::Display for Reply {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        todo!()
    }
}
