//! Which line is a delimiter of which open multipart (RFC 2046 5.1.1, 5.1.2).
//! A delimiter is the whole line `--boundary` or `--boundary--` and white space; the RFC lets readers look at the line's beginning only,
//! so a line that goes on with other text is notable.

/// The boundaries in force, outermost first.
#[derive(Debug, Default)]
pub(crate) struct Boundaries {
    open: Vec<Open>,
}

#[derive(Debug)]
struct Open {
    value: Vec<u8>,
    /// the close delimiter was seen; further delimiters are text
    closed: bool,
}

/// What a line beginning with `--` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// delimiter of the nth boundary in force, counted from the outermost
    Delimiter { index: usize, close: bool },
    /// a delimiter of a multipart that is closed
    AfterClose,
    /// begins like a delimiter
    Like,
    /// text
    Text,
}

impl Boundaries {
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    pub(crate) fn count(&self) -> usize {
        self.open.len()
    }

    /// Puts a boundary in force; whether it overlaps with another one in force.
    pub(crate) fn push(&mut self, value: &[u8]) -> bool {
        let overlaps = self.open.iter().any(|other| other.value.starts_with(value) || value.starts_with(&other.value));
        self.open.push(Open { value: value.to_vec(), closed: false });
        overlaps
    }

    pub(crate) fn truncate(&mut self, count: usize) {
        self.open.truncate(count);
    }

    pub(crate) fn close(&mut self, index: usize) {
        if let Some(open) = self.open.get_mut(index) {
            open.closed = true;
        }
    }

    /// Judges a line without its line break.
    pub(crate) fn judge(&self, line: &[u8]) -> Match {
        let Some(text) = line.strip_prefix(b"--") else { return Match::Text };
        let mut found = Match::Text;
        for (index, open) in self.open.iter().enumerate().rev() {
            let Some(rest) = text.strip_prefix(open.value.as_slice()) else { continue };
            let (close, rest) = match rest.strip_prefix(b"--") {
                Some(rest) => (true, rest),
                None => (false, rest),
            };
            if !rest.iter().all(|byte| matches!(byte, b' ' | b'\t')) {
                found = if found == Match::Text { Match::Like } else { found };
            } else if open.closed {
                found = Match::AfterClose;
            } else {
                return Match::Delimiter { index, close };
            }
        }
        found
    }
}
