//! Reads the header of one entity line by line (RFC 5322 2.2, 4.5). Keeps raw bytes; where programs would disagree there is a finding.

use crate::finding::{Finding, Findings, Kind};
use crate::header::{Header, Span};
use crate::lines::Lines;

/// A header that is being read.
#[derive(Debug, Default)]
pub(crate) struct HeaderReader {
    pub(crate) start: u64,
    pub(crate) raw: Vec<u8>,
    spans: Vec<Span>,
    /// where the current line begins in `raw`
    line: usize,
}

/// What a line of a header is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    Field,
    /// the blank line
    End,
    /// no field: the body begins with this line
    NoField,
}

impl HeaderReader {
    pub(crate) fn new(start: u64) -> Self {
        HeaderReader { start, ..HeaderReader::default() }
    }

    /// The line that is being read, as far as it is there.
    pub(crate) fn current_line(&self) -> &[u8] {
        self.raw.get(self.line..).unwrap_or_default()
    }

    pub(crate) fn fields(&self) -> usize {
        self.spans.len()
    }

    /// Where the current line begins in the source.
    pub(crate) fn line_start(&self) -> u64 {
        self.start + self.line as u64
    }

    /// Judges the current line, which ends in a line break of so many octets, and goes on to the next. A line that is no field stays the current one.
    pub(crate) fn end_line(&mut self, line_break: u8, findings: &mut Findings) -> Line {
        let (start, end) = (self.line, self.raw.len());
        let line = self.raw.get(start..).unwrap_or_default();
        let at = self.start + start as u64;
        let text = line.get(..line.len() - usize::from(line_break)).unwrap_or_default();
        if text.is_empty() {
            return Line::End;
        }
        if matches!(text, [b' ' | b'\t', ..]) {
            let blank = text.iter().all(|byte| matches!(byte, b' ' | b'\t'));
            match self.spans.last_mut() {
                Some(span) => span.end = end,
                None => findings.push(Finding::new(Kind::HeaderLeadingContinuation, at)),
            }
            if blank {
                findings.push(Finding::new(Kind::HeaderBlankContinuation, at));
            }
        } else {
            let name = text.iter().position(|byte| !is_name(*byte)).unwrap_or(text.len());
            let after = text.get(name..).unwrap_or_default();
            let space = after.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(after.len());
            if name == 0 || after.get(space) != Some(&b':') {
                findings.push(Finding::new(Kind::HeaderLineUnreadable, at));
                return Line::NoField;
            }
            if space > 0 {
                findings.push(Finding::new(Kind::HeaderSpaceBeforeColon, at));
            }
            self.spans.push(Span { start, name, colon: start + name + space, end });
        }
        self.line = end;
        Line::Field
    }

    /// Takes the current line out: it is not part of the header.
    pub(crate) fn take_line(&mut self) -> Vec<u8> {
        self.raw.split_off(self.line)
    }

    /// A line of a mailbox file before the header: the header begins after it.
    pub(crate) fn skip_line(&mut self) {
        self.start += self.raw.len() as u64;
        self.raw.clear();
    }

    /// The header, cut at `end` (a delimiter takes the line break before it).
    pub(crate) fn finish(mut self, end: u64, findings: &mut Findings) -> Header {
        let length = usize::try_from(end.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.raw.truncate(length);
        for span in self.spans.iter_mut().rev().take_while(|span| span.end > length) {
            span.end = length;
        }
        let lines = Lines::of(&self.raw);
        if lines.bare_cr + lines.nul + lines.eight_bit > 0 {
            self.note_octets(&lines, findings);
        }
        Header { range: self.start..self.start + self.raw.len() as u64, lines, raw: self.raw, spans: self.spans }
    }

    fn note_octets(&self, lines: &Lines, findings: &mut Findings) {
        let mut note = |kind, position: Option<usize>| findings.push(Finding::new(kind, self.start + position.unwrap_or(0) as u64));
        if lines.bare_cr > 0 {
            let lone = |at: &usize| self.raw.get(at + 1) != Some(&b'\n');
            note(Kind::HeaderBareCr, memchr::memchr_iter(b'\r', &self.raw).find(lone));
        }
        if lines.nul > 0 {
            note(Kind::HeaderNul, memchr::memchr(0, &self.raw));
        }
        if lines.eight_bit > 0 {
            let utf8 = std::str::from_utf8(&self.raw).is_ok();
            note(Kind::HeaderEightBit { utf8 }, self.raw.iter().position(|byte| !byte.is_ascii()));
        }
    }
}

/// RFC 5322 3.6.8, ftext.
fn is_name(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b':'
}
