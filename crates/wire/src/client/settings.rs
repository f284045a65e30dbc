//! What a client session is told: our name, the policy on TLS, limits and timeouts. Values only.

use std::time::Duration;

use crate::protocol::Protocol;

/// Whether STARTTLS is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Never.
    None,
    /// When offered and accepted. If the handshake fails, the owner may connect again with `None`.
    Optional,
    /// Nothing of the mail is said without it.
    Required,
}

/// Settings of a client session.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Our name for EHLO: a domain or an address literal.
    pub hello: String,
    /// What is spoken.
    pub protocol: Protocol,
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
        Self {
            hello: hello.to_owned(),
            protocol: Protocol::Smtp,
            tls,
            pipelining: true,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }
}

/// Limits on what a next hop may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes kept of one line of a reply; the rest is read and left out. RFC 5321 4.5.3.1.5 allows 512.
    pub reply_line: usize,
    /// Lines kept of one reply; an answer to EHLO has some twenty.
    pub reply_lines: usize,
    /// Bytes of one reply that are read at all; past this the session is broken. Postfix takes 200,000 in one line (gate G4), so do we.
    pub reply_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { reply_line: 1024, reply_lines: 100, reply_bytes: 1024 * 1024 }
    }
}

/// How long the owner waits for the next hop (RFC 5321 4.5.3.2, where it names the step).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// The greeting (4.5.3.2.1).
    pub greeting: Duration,
    /// The answer to EHLO, HELO, STARTTLS, XFORWARD, RSET or NOOP (Postfix's `smtp_helo_timeout`).
    pub hello: Duration,
    /// The TLS handshake.
    pub handshake: Duration,
    /// The answer to MAIL (4.5.3.2.2).
    pub mail: Duration,
    /// The answer to RCPT (4.5.3.2.3).
    pub rcpt: Duration,
    /// The answer to DATA (4.5.3.2.4).
    pub data: Duration,
    /// Writing a block of content (4.5.3.2.5).
    pub data_block: Duration,
    /// The answer to the end of the content (4.5.3.2.6). Too short a wait makes doubles (RFC 1047).
    pub data_end: Duration,
    /// The answer to QUIT; the mail's fate is known by then.
    pub quit: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            greeting: minutes(5),
            hello: minutes(5),
            handshake: minutes(1),
            mail: minutes(5),
            rcpt: minutes(5),
            data: minutes(2),
            data_block: minutes(3),
            data_end: minutes(10),
            quit: Duration::from_secs(10),
        }
    }
}
