//! `[next-hop]` as written: where the server behind is, TLS towards it, times (RFC 5321 4.5.3.2). Judges nothing.

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;

/// `[next-hop]`: the server behind the gateway, usually your MTA.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HopConfig {
    /// Host name or address: the server itself. With LMTP also a Unix socket: `"unix:/run/dovecot/lmtp"`. `"mx:"`: no next hop, mail goes to
    /// the mail servers of each recipient's domain (RFC 5321 5.1); then every door acknowledges from the outbox, and `[mx]` has the details.
    pub address: Spanned<String>,
    /// `"smtp"` (default) or `"lmtp"` (RFC 2033; for Dovecot and the like). LMTP answers for each recipient: it takes mail from `"lmtp"` doors, and
    /// from networks with `mta = true`, which get 452 for a second recipient.
    #[serde(default)]
    pub protocol: HopProtocol,
    /// Port; default 25.
    #[serde(default = "default_hop_port")]
    pub port: Spanned<u16>,
    /// `"none"`, `"optional"` (default: STARTTLS when offered), `"required"` (never in clear), `"dane"` (never in clear, and its certificate is
    /// what a TLSA record in signed DNS says, RFC 7672).
    #[serde(default)]
    pub tls: HopTlsMode,
    /// With optional TLS: a hop that has done TLS once must do it from then on; otherwise mail waits and the log has an ALARM. Default `true`
    /// for a fixed next hop, which can be mended by whoever reads the log (`kakitome hop forget`), and `false` for `"mx:"`: nobody here can
    /// mend a stranger's server, and domains that want TLS say so by DANE or MTA-STS.
    pub sticky: Option<bool>,
    /// `"none"` (default with optional TLS: any certificate) or `"name"` (default with required TLS:
    /// a trusted chain and the right name).
    pub verify: Option<Spanned<HopVerify>>,
    /// PEM file with the certification authorities to trust; without it those of the system.
    pub ca: Option<Spanned<String>>,
    /// The name that its certificate must carry; default: `address`.
    pub name: Option<Spanned<String>>,
    /// Most connections to it at once; further mail waits, then gets 451. Default 100.
    #[serde(default = "default_hop_connections")]
    pub connections: Spanned<u64>,
    /// An idle connection is kept for the next mail so long. Default 3 seconds; 0: never kept.
    #[serde(default = "default_reuse")]
    pub reuse_seconds: u64,
    /// Most mails over one connection. Default 100.
    #[serde(default = "default_reuse_mails")]
    pub reuse_mails: Spanned<u64>,
    /// Time to open the connection. Default 30 seconds (Postfix: 30).
    #[serde(default = "default_connect")]
    pub connect_seconds: Spanned<u64>,
    /// Time for each reply up to DATA. Default 300 seconds (RFC 5321 4.5.3.2).
    #[serde(default = "default_reply")]
    pub reply_seconds: Spanned<u64>,
    /// Time for each block of the mail to be taken. Default 180 seconds (RFC 5321 4.5.3.2.5).
    #[serde(default = "default_block")]
    pub block_seconds: Spanned<u64>,
    /// Time for the reply to the whole mail. Default 600 seconds (RFC 5321 4.5.3.2.6).
    #[serde(default = "default_data_end")]
    pub data_end_seconds: Spanned<u64>,
}

/// What the next hop speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum HopProtocol {
    /// RFC 5321.
    #[default]
    Smtp,
    /// RFC 2033.
    Lmtp,
}

/// TLS towards the next hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum HopTlsMode {
    /// Never.
    None,
    /// When the next hop offers it.
    #[default]
    Optional,
    /// Always; without it mail gets 451.
    Required,
    /// Always, and proven by DNS.
    Dane,
}

/// What is asked of the next hop's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HopVerify {
    /// Nothing: protects against listeners only.
    None,
    /// A chain to a trusted root, in time, with the right name.
    Name,
}

fn default_hop_port() -> Spanned<u16> {
    unplaced(25)
}

fn default_hop_connections() -> Spanned<u64> {
    unplaced(100)
}

fn default_reuse() -> u64 {
    3
}

fn default_reuse_mails() -> Spanned<u64> {
    unplaced(100)
}

fn default_connect() -> Spanned<u64> {
    unplaced(30)
}

fn default_reply() -> Spanned<u64> {
    unplaced(300)
}

fn default_block() -> Spanned<u64> {
    unplaced(180)
}

fn default_data_end() -> Spanned<u64> {
    unplaced(600)
}
