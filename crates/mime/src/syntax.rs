//! Reading structured field values octet by octet: white space with folding, comments, quoted strings (RFC 5322 3.2, RFC 2045 5.1).
//! Iterative throughout; decodes no charset.

/// A place in a field's value.
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// How a comment or quoted string ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Closed,
    Open,
    /// comments inside one another deeper than `COMMENT_DEPTH`
    TooDeep,
}

/// Real comments nest once or twice; deeper ones serve to overflow parsers (ATTACKS V21).
pub(crate) const COMMENT_DEPTH: u32 = 32;

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Cursor { bytes, at: 0 }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(crate) fn bump(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    pub(crate) fn take_while(&mut self, accept: impl Fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !accept(*byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    /// White space and line breaks; whether there was any.
    pub(crate) fn skip_space(&mut self) -> bool {
        !self.take_while(is_space).is_empty()
    }

    /// A comment whose `(` is next. Gives its inside as written.
    pub(crate) fn comment(&mut self) -> (&'a [u8], End) {
        let start = self.at + 1;
        let mut depth = 0_u32;
        let mut deepest = 0_u32;
        while let Some(byte) = self.bump() {
            match byte {
                b'\\' => {
                    self.bump();
                }
                b'(' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        let inside = self.bytes.get(start..self.at - 1).unwrap_or_default();
                        return (inside, if deepest > COMMENT_DEPTH { End::TooDeep } else { End::Closed });
                    }
                }
                _ => {}
            }
        }
        (self.bytes.get(start..).unwrap_or_default(), End::Open)
    }

    /// A quoted string whose `"` is next. Gives its content: escapes undone, line breaks of folding removed.
    pub(crate) fn quoted(&mut self) -> (Vec<u8>, End) {
        self.bump();
        let mut content = Vec::new();
        loop {
            content.extend_from_slice(self.take_while(|byte| !matches!(byte, b'"' | b'\\' | b'\r' | b'\n')));
            match self.bump() {
                None => return (content, End::Open),
                Some(b'"') => return (content, End::Closed),
                Some(b'\\') => content.extend(self.bump()),
                Some(b'\r') if self.peek() != Some(b'\n') => content.push(b'\r'),
                Some(_) => {}
            }
        }
    }
}

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// RFC 2045 5.1: any graphic ASCII but tspecials.
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'@' | b',' | b';' | b':' | b'\\' | b'"' | b'/' | b'[' | b']' | b'?' | b'=')
}
