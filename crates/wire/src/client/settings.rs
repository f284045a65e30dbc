//! What a client session is told: our name, the policy on TLS, limits and timeouts. Values only.

use std::time::Duration;

/// Whether STARTTLS is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Never.
    None,
    /// When offered and accepted.
    Optional,
    /// Nothing of the mail is said without it.
    Required,
}

/// Settings of a client session.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Our name for EHLO: a domain or an address literal.
    pub hello: String,
    /// Policy.
    pub tls: Tls,
    /// Use PIPELINING when offered.
    pub pipelining: bool,
    /// Limits.
    pub limits: Limits,
    /// Timeouts, as values for the owner.
    pub timeouts: Timeouts,
}

impl Settings {
    /// Defaults with this name and policy.
    pub fn new(hello: &str, tls: Tls) -> Self {
        let _ = (hello, tls);
        todo!()
    }
}

/// Limits on what a next hop may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes kept of one line of a reply.
    pub reply_line: usize,
    /// Lines kept of one reply.
    pub reply_lines: usize,
    /// Bytes of one reply that are read at all; past this the session is broken.
    pub reply_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        todo!()
    }
}

/// RFC 5321 4.5.3.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named for the step it waits for")]
pub struct Timeouts {
    pub greeting: Duration,
    pub hello: Duration,
    pub handshake: Duration,
    pub mail: Duration,
    pub rcpt: Duration,
    pub data: Duration,
    pub data_block: Duration,
    pub data_end: Duration,
    pub quit: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        todo!()
    }
}
