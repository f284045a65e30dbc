//! What a probe may cost the server and the person who waits. Every number has its source.

use std::time::Duration;

/// How the probe announces itself in EHLO and IMAP's ID.
pub const CLIENT_NAME: &str = "kakitome-probe";

/// The bounds of one probe of one host.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Limits {
    /// Until a connection stands. Own: a SYN is sent again after 1 and 3 s; who has not answered by then drops it.
    pub connect: Duration,
    /// Until a whole reply is there. RFC 5321 4.5.3.2 grants minutes; servers that make strangers wait on purpose take 6 s
    /// (Postfix postscreen_greet_wait) to 15 s.
    pub reply: Duration,
    /// Until a handshake is over. Own: two round trips and a signature.
    pub handshake: Duration,
    /// How long something that was not asked for is waited for inside TLS, beyond twice the time that a connection took.
    pub quiet: Duration,
    /// Between two segments that shall arrive apart, and before what was answered early is looked for.
    pub gap: Duration,
    /// Between two connections. Own: what a busy mail program does.
    pub pause: Duration,
    /// Everything about one host.
    pub host: Duration,
    /// Octets that are read on one connection: the longest EHLO reply in use has some 600, a chain of certificates 6,000.
    pub octets: usize,
    /// Connections to one port: what all checks need, and none is made twice more than once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            reply: Duration::from_secs(20),
            handshake: Duration::from_secs(10),
            quiet: Duration::from_millis(300),
            gap: Duration::from_millis(120),
            pause: Duration::from_millis(50),
            host: Duration::from_secs(240),
            octets: 64 * 1024,
            connections: 16,
        }
    }
}
