//! A run of bytes that is no header: a leaf's body, a preamble, an epilogue. Finds its lines and the delimiter that ends it.
//! Counts bytes in bulk, up to what might belong to a delimiter (its line break stands before it: RFC 2046 5.1.1). Keeps no content.

use crate::boundary::{Boundaries, Match};
use crate::content_type::LONGEST_MATCHED_BOUNDARY;
use crate::finding::{Finding, Findings, Kind};
use crate::lines::{Lines, Meter};
use memchr::{memchr, memchr_iter};
use std::ops::Range;

/// The bytes that are passing by.
#[derive(Debug)]
pub(crate) struct Run {
    start: u64,
    /// where the current line begins
    line_start: u64,
    /// octets of the line break before it
    last_break: u8,
    line: State,
    /// whether what was seen of the line ends in CR
    cr: bool,
    /// the line so far, if it may be a delimiter and began in an earlier chunk
    candidate: Vec<u8>,
    meter: Meter,
    /// bytes up to here are counted; what follows may belong to a delimiter
    counted: u64,
    /// bytes of earlier chunks that are not counted yet
    held: Vec<u8>,
}

/// What is known of the current line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// nothing of it was seen
    Fresh,
    /// so far it may be a delimiter
    Candidate,
    /// text
    Plain,
}

/// A delimiter line that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delimiter {
    /// of the nth boundary in force
    pub(crate) index: usize,
    pub(crate) close: bool,
    /// without line breaks
    pub(crate) line: Range<u64>,
    /// octets of the line break before and after it
    pub(crate) breaks: (u8, u8),
}

/// A line that begins like a delimiter is looked at up to here: white space may follow the boundary.
const LONGEST_CANDIDATE: usize = 2 * LONGEST_MATCHED_BOUNDARY;

impl Run {
    /// A run that begins at `start`, after a line break of so many octets.
    pub(crate) fn new(start: u64, last_break: u8) -> Self {
        Run {
            start,
            line_start: start,
            last_break,
            line: State::Fresh,
            cr: false,
            candidate: Vec::new(),
            meter: Meter::default(),
            counted: start,
            held: Vec::new(),
        }
    }

    pub(crate) fn start(&self) -> u64 {
        self.start
    }

    /// Takes in bytes that stand at `at`, up to the first delimiter. Gives it and how many bytes were taken, else all were.
    pub(crate) fn consume(
        &mut self,
        bytes: &[u8],
        at: u64,
        boundaries: &Boundaries,
        findings: &mut Findings,
    ) -> Option<(Delimiter, usize)> {
        let watch = !boundaries.is_empty();
        let mut next = 0;
        while let Some(first) = bytes.get(next) {
            if self.line == State::Fresh {
                let dashes = *first == b'-' && bytes.get(next + 1).is_none_or(|second| *second == b'-');
                self.line = if watch && dashes { State::Candidate } else { State::Plain };
            }
            if self.line == State::Plain {
                next = self.plain(bytes, at, next, watch);
                continue;
            }
            let rest = bytes.get(next..).unwrap_or_default();
            let line_end = memchr(b'\n', rest).map(|lf| lf + 1);
            let part = rest.get(..line_end.unwrap_or(rest.len())).unwrap_or_default();
            next += part.len();
            let judged = self.candidate(part, line_end.is_some(), boundaries, findings);
            if let Some((index, close)) = judged {
                return Some((self.delimiter(index, close, at + next as u64, bytes, at), next));
            }
            if line_end.is_some() {
                self.end_line(at + next as u64, part.ends_with(b"\r\n") || part == b"\n" && self.cr);
                self.line = State::Fresh;
            }
            self.cr = part.ends_with(b"\r");
        }
        let end = at + bytes.len() as u64;
        let sure = match self.line {
            State::Plain => end - u64::from(self.cr),
            State::Fresh | State::Candidate => self.line_start - u64::from(self.last_break),
        };
        self.count(sure, bytes, at);
        let held = usize::try_from(self.counted + self.held.len() as u64 - at).unwrap_or(bytes.len());
        self.held.extend_from_slice(bytes.get(held..).unwrap_or_default());
        None
    }

    /// Lines of text, until one begins like a delimiter. Gives the index of the first byte that was not taken.
    fn plain(&mut self, bytes: &[u8], at: u64, from: usize, watch: bool) -> usize {
        let mut start = from;
        for lf in memchr_iter(b'\n', bytes.get(from..).unwrap_or_default()) {
            let lf = from + lf;
            let cr = if lf > start { bytes.get(lf - 1) == Some(&b'\r') } else { self.cr };
            self.cr = false;
            start = lf + 1;
            self.end_line(at + start as u64, cr);
            if watch && bytes.get(start) == Some(&b'-') {
                self.line = State::Fresh;
                return start;
            }
        }
        if start < bytes.len() {
            self.line = State::Plain;
            self.cr = bytes.last() == Some(&b'\r');
        } else {
            self.line = State::Fresh;
        }
        bytes.len()
    }

    fn end_line(&mut self, end: u64, cr: bool) {
        self.meter.lines.end_line(end - 1 - self.line_start, cr);
        self.last_break = 1 + u8::from(cr);
        self.line_start = end;
    }

    /// More of a line that may be a delimiter. Gives the delimiter if the line is complete and is one.
    fn candidate(&mut self, part: &[u8], complete: bool, boundaries: &Boundaries, findings: &mut Findings) -> Option<(usize, bool)> {
        let line = if self.candidate.is_empty() && complete {
            part
        } else {
            let room = (LONGEST_CANDIDATE + 1).saturating_sub(self.candidate.len());
            self.candidate.extend_from_slice(part.get(..room).unwrap_or(part));
            self.candidate.as_slice()
        };
        let too_long = line.len() > LONGEST_CANDIDATE;
        if !complete && !too_long && line.get(1).is_none_or(|second| *second == b'-') {
            return None;
        }
        let line = line.get(..LONGEST_CANDIDATE).unwrap_or(line);
        let found = boundaries.judge(without_break(line));
        self.candidate.clear();
        self.line = State::Plain;
        match found {
            Match::Delimiter { index, close } if !too_long => return Some((index, close)),
            Match::Delimiter { .. } | Match::Like => findings.push(Finding::new(Kind::BoundaryLikeLine, self.line_start)),
            Match::AfterClose => findings.push(Finding::new(Kind::BoundaryAfterClose, self.line_start)),
            Match::Text => {}
        }
        None
    }

    /// The current line, which ends at `end`, is a delimiter: the run ends before the line break before it.
    fn delimiter(&mut self, index: usize, close: bool, end: u64, bytes: &[u8], at: u64) -> Delimiter {
        let last = |back: u64| {
            let index = usize::try_from((end - back).checked_sub(at)?).ok()?;
            bytes.get(index).copied()
        };
        let line_break = match (last(1), last(2)) {
            (Some(b'\n'), Some(b'\r')) => 2,
            // the CR was the last byte of an earlier chunk
            (Some(b'\n'), None) if self.held.last() == Some(&b'\r') => 2,
            (Some(b'\n'), _) => 1,
            _ => 0,
        };
        if self.line_start > self.start {
            self.meter.lines.uncount_break(self.last_break);
        }
        self.count(self.line_start - u64::from(self.last_break), bytes, at);
        let line = self.line_start..end - u64::from(line_break);
        Delimiter { index, close, line, breaks: (self.last_break, line_break) }
    }

    /// The mail ends at `end`: the last line may be a delimiter without a line break.
    pub(crate) fn last_line(&mut self, end: u64, boundaries: &Boundaries, findings: &mut Findings) -> Option<Delimiter> {
        if self.line == State::Candidate {
            let line = std::mem::take(&mut self.candidate);
            if let Some((index, close)) = self.candidate(&line, true, boundaries, findings) {
                return Some(self.delimiter(index, close, end, &[], end));
            }
        }
        self.meter.lines.longest = self.meter.lines.longest.max(end - self.line_start);
        self.count(end, &[], end);
        None
    }

    /// Counts all bytes up to `upto`: those held and those of the chunk that stands at `at`.
    fn count(&mut self, upto: u64, bytes: &[u8], at: u64) {
        let Some(length) = upto.checked_sub(self.counted).filter(|length| *length > 0) else { return };
        let held = usize::try_from(length).unwrap_or(usize::MAX).min(self.held.len());
        self.meter.feed(self.held.get(..held).unwrap_or_default());
        self.held.drain(..held);
        self.counted += held as u64;
        let place = |offset: u64| usize::try_from(offset - at).unwrap_or(usize::MAX);
        if upto > self.counted {
            self.meter.feed(bytes.get(place(self.counted)..place(upto)).unwrap_or_default());
            self.counted = upto;
        }
    }

    /// What the run is made of; where it began; where a lone CR and `--` stand first.
    pub(crate) fn finish(self) -> (u64, Lines, Option<u64>) {
        let (lines, cr_delimiter) = self.meter.close(self.start);
        (self.start, lines, cr_delimiter)
    }
}

fn without_break(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r\n").or_else(|| line.strip_suffix(b"\n")).unwrap_or(line)
}
