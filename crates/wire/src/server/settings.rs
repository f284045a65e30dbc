//! What a listener is told: names, offers, limits with their sources. Values only.

use std::time::Duration;

use crate::data::BareNewline;
use crate::protocol::Protocol;

/// What is offered of STARTTLS on a connection that begins in clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not offered; STARTTLS is answered 502.
    Unavailable,
    /// Offered.
    Offered,
    /// Offered, and nothing but EHLO, HELO, NOOP, QUIT, RSET, HELP and STARTTLS is accepted before it (530).
    Required,
}

/// Mechanisms of AUTH that are offered, inside TLS alone (RFC 4954).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mechanisms {
    /// PLAIN (RFC 4616).
    pub plain: bool,
    /// LOGIN, for old programs.
    pub login: bool,
    /// SCRAM-SHA-256 (RFC 7677).
    pub scram_sha_256: bool,
    /// EXTERNAL (RFC 4422 appendix A), for whoever is known by its certificate: see [`Session::known_by_certificate`](super::Session::known_by_certificate).
    pub external: bool,
}

impl Mechanisms {
    pub(crate) fn any(self) -> bool {
        self.plain || self.login || self.scram_sha_256 || self.external
    }

    /// As EHLO names them, the best first.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        [("EXTERNAL", self.external), ("SCRAM-SHA-256", self.scram_sha_256), ("PLAIN", self.plain), ("LOGIN", self.login)]
            .into_iter()
            .filter_map(|(name, offered)| offered.then_some(name))
    }
}

/// Settings of a listener, shared by its sessions.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Our name in greeting and EHLO.
    pub hostname: String,
    /// What is spoken.
    pub protocol: Protocol,
    /// STARTTLS.
    pub tls: Tls,
    /// AUTH.
    pub auth: Mechanisms,
    /// No mail from a peer that is not known (530; RFC 4954 6).
    pub login_required: bool,
    /// Announce SMTPUTF8 (the next hop has to know it too).
    pub smtputf8: bool,
    /// Announce DSN (RFC 3461).
    pub dsn: bool,
    /// Announce XHOPS, our own: a gateway that asks its next hop while its client waits says how many wait already. Two such gateways that have
    /// each other as next hop would else ask in circles before there is a `Received:` to count.
    pub hops: bool,
    /// Limits.
    pub limits: Limits,
    /// Timeouts, as values for the owner.
    pub timeouts: Timeouts,
}

impl Settings {
    /// Defaults with this name: SMTP, STARTTLS unavailable, no AUTH, SMTPUTF8 and DSN offered.
    pub fn new(hostname: &str) -> Self {
        Self {
            hostname: hostname.to_owned(),
            protocol: Protocol::Smtp,
            tls: Tls::Unavailable,
            auth: Mechanisms::default(),
            login_required: false,
            smtputf8: true,
            dsn: true,
            hops: false,
            limits: Limits::default(),
            timeouts: Timeouts::default(),
        }
    }
}

/// What is granted to one peer by its network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Peer {
    /// Bare CR and LF.
    pub bare_newline: BareNewline,
    /// XCLIENT is offered.
    pub xclient: bool,
    /// XFORWARD is offered.
    pub xforward: bool,
    /// The connection is inside TLS from its first byte (implicit TLS).
    pub inside_tls: bool,
}

/// Limits of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest command line with its line end. RFC 5321 4.5.3.1.4 asks for 512, extensions add to it (RFC 3461: 500 for ORCPT, 100 for ENVID;
    /// RFC 6531: 10); 2,048 is what Postfix takes, too.
    pub command_line: usize,
    /// Largest mail, announced as SIZE (RFC 1870). The default is the usual one of large providers with room for base64.
    pub message_size: u64,
    /// Bytes that are still read and thrown away after the size limit was passed, so that the peer can read 552.
    pub discard: u64,
    /// Recipients of one mail. RFC 5321 4.5.3.1.8 asks for 100 at least; Postfix takes 1,000. As many again are answered 452, then the
    /// connection is closed.
    pub recipients: u32,
    /// Mails of one session.
    pub transactions: u32,
    /// Commands refused in one session without a mail between them (Postfix's hard error limit).
    pub errors: u32,
    /// Commands that move nothing (NOOP, RSET, VRFY, EHLO ...) between two mails (Postfix's limit).
    pub junk_commands: u32,
    /// Longest line of an AUTH exchange with its line end (RFC 4954 4 and 4.5.3.1.4 there: 12,288).
    pub auth_line: usize,
    /// Logins that fail before the connection is closed.
    pub auth_failures: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            command_line: 2048,
            message_size: 200 * 1024 * 1024,
            discard: 64 * 1024 * 1024,
            recipients: 1000,
            transactions: 10_000,
            errors: 20,
            junk_commands: 100,
            auth_line: 12_288,
            auth_failures: 3,
        }
    }
}

/// How long the owner waits for the peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Waiting for a command: RFC 5321 4.5.3.2.7.
    pub command: Duration,
    /// Waiting for the next bytes of content: RFC 5321 4.5.3.2.5.
    pub data_block: Duration,
    /// TLS handshake; no RFC names it, Postfix gives 300 s, honest peers need one.
    pub handshake: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { command: Duration::from_secs(300), data_block: Duration::from_secs(180), handshake: Duration::from_secs(60) }
    }
}
