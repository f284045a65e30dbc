//! What asking may cost. Every number has its source.

use std::time::Duration;

/// Bounds of one question.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// Until one name server has answered one packet. RFC 1035 4.2.1 recommends 2 to 5 seconds.
    pub packet: Duration,
    /// How often it is asked again after that.
    pub again: usize,
    /// For the whole of a question: aliases, and the chain of keys up to the root. Own: a mail program waits 30 seconds.
    pub question: Duration,
    /// Answers that are remembered.
    pub remembered: u64,
    /// How long an answer is remembered at most, whatever its time to live says. RFC 8767 4 recommends days at most.
    pub longest: Duration,
    /// Records of one answer. Own: a host of a big operator has some 30 addresses, a domain some 60 texts.
    pub records: usize,
    /// Octets of one text, put together. Own: the longest that RFC 7208 3.4 foresees is far below; a packet has 64 KiB.
    pub text: usize,
    /// Rounds of NSEC3 above which a zone counts as unsigned (RFC 9276 3.2; most resolvers of 2024 stop at 50 to 150).
    pub nsec3_insecure: u16,
    /// The same above which an answer is refused.
    pub nsec3_refused: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packet: Duration::from_secs(4),
            again: 2,
            question: Duration::from_secs(30),
            remembered: 4096,
            longest: Duration::from_hours(24),
            records: 256,
            text: 16 << 10,
            nsec3_insecure: 100,
            nsec3_refused: 500,
        }
    }
}
