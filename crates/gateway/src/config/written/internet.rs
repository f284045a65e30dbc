//! `[dns]` and `[mx]` as written: whom to ask for names, and sending to the Internet. Judges nothing.

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;

/// `[dns]`: who is asked for mail servers, addresses and TLSA records. Used with `[next-hop] address = "mx:"` and `tls = "dane"`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct DnsConfig {
    /// Name servers, address and port: `"192.0.2.53:53"`. Default: those of the system. They have to hand on DNSSEC's records; the signatures are
    /// checked here.
    pub servers: Vec<Spanned<String>>,
    /// File with the root's keys (DNSKEY records). Default: IANA's. `"none"`: nothing is checked, and DANE is not used; only where the
    /// name servers do not hand on DNSSEC.
    pub trust_anchor: Option<Spanned<String>>,
}

/// `[mx]`: how mail goes to the Internet, with `[next-hop] address = "mx:"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct MxConfig {
    /// Whether domains' policies (MTA-STS, RFC 8461) are fetched and kept to. Default `true`.
    pub mta_sts: bool,
    /// Most connections to the servers of one domain at once. Default 10 (Postfix: 20 once it has gone well, 5 at first).
    pub connections: Spanned<u64>,
    /// Private networks in which mail servers of domains may be. Default: none; an MX that leads to this machine or a private network is a slip
    /// or an attack, and is not connected to.
    pub networks: Vec<Spanned<String>>,
    /// The port of policies' web servers: 443. Another one only for tests.
    pub policy_port: Spanned<u16>,
}

impl Default for MxConfig {
    fn default() -> Self {
        Self { mta_sts: true, connections: unplaced(10), networks: Vec::new(), policy_port: unplaced(443) }
    }
}
