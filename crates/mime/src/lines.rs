//! What the bytes of a header or body are made of: line ends, the longest line, 8-bit bytes, NUL.
//! Counted while the mail is indexed, so that sealing needs no further pass. Nothing is changed.

use memchr::{memchr, memchr_iter};

/// Statistics of a run of bytes. A line break that belongs to a following delimiter is not counted (RFC 2046 5.1.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lines {
    /// CR LF pairs
    pub crlf: u64,
    /// LF without a CR before it
    pub bare_lf: u64,
    /// CR without an LF after it
    pub bare_cr: u64,
    /// octets of the longest line, its line break not counted; lines end at LF
    pub longest: u64,
    /// octets above 127
    pub eight_bit: u64,
    /// NUL octets
    pub nul: u64,
}

/// RFC 5322 2.1.1, RFC 5321 4.5.3.1.6: 998 octets and CR LF.
pub const LONGEST_LINE: u64 = 998;

impl Lines {
    /// Whether all line ends are CR LF.
    #[must_use]
    pub fn is_canonical(&self) -> bool {
        self.bare_lf == 0 && self.bare_cr == 0
    }

    /// Whether any transport carries this unchanged once line ends are CR LF: 7-bit, no NUL, no lone CR, no line above 998 (RFC 2045 2.7).
    #[must_use]
    pub fn is_seven_bit(&self) -> bool {
        self.eight_bit == 0 && self.nul == 0 && self.bare_cr == 0 && self.longest <= LONGEST_LINE
    }

    /// Adds another run (its lines are taken as lines of their own).
    pub fn add(&mut self, other: &Lines) {
        self.crlf += other.crlf;
        self.bare_lf += other.bare_lf;
        self.bare_cr += other.bare_cr;
        self.longest = self.longest.max(other.longest);
        self.eight_bit += other.eight_bit;
        self.nul += other.nul;
    }

    /// Counts bytes that are at hand as a whole.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut lines = Lines::default();
        let mut start = 0;
        for lf in memchr_iter(b'\n', bytes) {
            let line = bytes.get(start..lf).unwrap_or_default();
            lines.end_line(line.len() as u64, line.last() == Some(&b'\r'));
            start = lf + 1;
        }
        lines.longest = lines.longest.max((bytes.len() - start) as u64);
        let mut meter = Meter { lines, ..Meter::default() };
        meter.feed(bytes);
        meter.close(0).0
    }

    /// A line of `length` octets (its CR among them, if any) ended in LF.
    pub(crate) fn end_line(&mut self, length: u64, cr: bool) {
        self.longest = self.longest.max(length - u64::from(cr));
        self.count_break(1 + u8::from(cr));
    }

    /// A line break of so many octets that stands outside of headers and bodies.
    pub(crate) fn count_break(&mut self, octets: u8) {
        self.crlf += u64::from(octets == 2);
        self.bare_lf += u64::from(octets == 1);
    }

    /// A line break that was counted belongs to a delimiter.
    pub(crate) fn uncount_break(&mut self, octets: u8) {
        self.crlf -= u64::from(octets == 2);
        self.bare_lf -= u64::from(octets == 1);
    }
}

/// Counts what does not depend on lines, in runs as long as possible. The line counts are kept by the reader, which sees lines anyway.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    pub(crate) lines: Lines,
    /// bytes fed so far
    fed: u64,
    /// what of CR `-` `-` the last bytes were
    after_cr: u8,
    /// where, counted from the first byte, a lone CR and `--` stand first
    cr_delimiter: Option<u64>,
}

impl Meter {
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        if !bytes.is_ascii() {
            self.lines.eight_bit += bytes.iter().filter(|byte| !byte.is_ascii()).count() as u64;
        }
        if memchr(0, bytes).is_some() {
            self.lines.nul += memchr_iter(0, bytes).count() as u64;
        }
        self.resume_cr(bytes);
        for cr in memchr_iter(b'\r', bytes) {
            match bytes.get(cr + 1) {
                Some(b'\n') => {}
                Some(b'-') => {
                    self.lines.bare_cr += 1;
                    match bytes.get(cr + 2) {
                        Some(b'-') => self.note_delimiter(cr as u64),
                        Some(_) => {}
                        None => self.after_cr = 2,
                    }
                }
                Some(_) => self.lines.bare_cr += 1,
                None => self.after_cr = 1,
            }
        }
        self.fed += bytes.len() as u64;
    }

    /// A CR, or CR and `-`, ended the bytes before: what follows decides.
    fn resume_cr(&mut self, bytes: &[u8]) {
        let state = std::mem::take(&mut self.after_cr);
        match (state, bytes) {
            (1, [b'\n', ..]) | (0, _) => {}
            (1, [b'-', rest @ ..]) => {
                self.lines.bare_cr += 1;
                match rest.first() {
                    Some(b'-') => self.cr_delimiter = self.cr_delimiter.or(Some(self.fed - 1)),
                    Some(_) => {}
                    None => self.after_cr = 2,
                }
            }
            (1, _) => self.lines.bare_cr += 1,
            (_, [b'-', ..]) => self.cr_delimiter = self.cr_delimiter.or(Some(self.fed - 2)),
            _ => {}
        }
    }

    fn note_delimiter(&mut self, cr: u64) {
        self.cr_delimiter = self.cr_delimiter.or(Some(self.fed + cr));
    }

    /// The counts of the run that began at `start`, and where a lone CR and `--` stand first.
    pub(crate) fn close(self, start: u64) -> (Lines, Option<u64>) {
        let mut lines = self.lines;
        lines.bare_cr += u64::from(self.after_cr == 1);
        (lines, self.cr_delimiter.map(|at| start + at))
    }
}
