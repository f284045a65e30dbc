//! `[web]`: the pages and the API, a process of its own that `serve` starts. Read here because one file configures all; the gateway
//! itself opens none of it.

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;

/// `[web]`: without it there are no pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WebConfig {
    /// Addresses and ports: `["127.0.0.1:8025"]`, `["0.0.0.0:443", "[::]:443"]`. Port 0 takes a free one.
    pub listen: Vec<Spanned<String>>,
    /// Certificate and key of the pages. Without it they are served in clear: for this machine, or behind a reverse proxy.
    pub tls: Option<WebTlsConfig>,
    /// The address that people use, such as `"https://mail.example.jp"`. With https, browsers are told to come by https alone.
    pub public_url: Option<Spanned<String>>,
    /// Certificates of identities may be looked up by mail address, serial number and fingerprint, where their owner has opened them
    /// to strangers. Default yes.
    #[serde(default = "yes")]
    pub lookup: bool,
    /// Reverse proxies before it: what they say in `X-Forwarded-For` is believed. Default none.
    #[serde(default)]
    pub proxies: Vec<Spanned<String>>,
    /// Budgets of the pages.
    #[serde(default)]
    pub limits: WebLimitsConfig,
}

/// `tls = { cert = …, key = … }`: both PEM files; read again at SIGHUP.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct WebTlsConfig {
    /// The certificate, then its intermediates.
    pub cert: Spanned<String>,
    /// Its private key (PKCS#8, PKCS#1 or SEC1).
    pub key: Spanned<String>,
}

/// `[web.limits]`: budgets of the pages; past one, a visitor is told so and others do not notice.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct WebLimitsConfig {
    /// Largest mail that is taken, in bytes. Default 67,108,864 (64 MiB).
    pub upload_bytes: Spanned<u64>,
    /// Uploads that are received or judged at once; further ones wait. Default 32.
    pub uploads: Spanned<u64>,
    /// Most connections. Default 2,000.
    pub connections: Spanned<u64>,
    /// Most connections of one address (of one /64 network, with IPv6); proxies have no such limit. Default 100.
    pub connections_per_client: Spanned<u64>,
    /// Pages a minute for one address. Default 600.
    pub pages_per_minute: Spanned<u64>,
    /// Mails a minute for one address. Default 60.
    pub mails_per_minute: Spanned<u64>,
    /// Look-ups a minute for one address. Default 30.
    pub lookups_per_minute: Spanned<u64>,
}

impl Default for WebLimitsConfig {
    fn default() -> Self {
        Self {
            upload_bytes: unplaced(64 << 20),
            uploads: unplaced(32),
            connections: unplaced(2_000),
            connections_per_client: unplaced(100),
            pages_per_minute: unplaced(600),
            mails_per_minute: unplaced(60),
            lookups_per_minute: unplaced(30),
        }
    }
}

const fn yes() -> bool {
    true
}
