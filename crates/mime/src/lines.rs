//! What the bytes of a header or body are made of: line ends, the longest line, 8-bit bytes, NUL.
//! Counted while the mail is indexed, so that sealing needs no further pass.

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

    /// Whether any transport carries this unchanged once line ends are CR LF: 7-bit, no NUL, no bare CR, no line above 998 (RFC 2045 2.7).
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
}
