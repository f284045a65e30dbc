//! What `[web]` means: values for the process of the pages. The gateway uses none of them.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::network::Cidr;

/// What the pages run by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    /// Where they listen; at least one.
    pub listen: Vec<SocketAddr>,
    /// Certificate and key; `None`: in clear.
    pub tls: Option<WebTls>,
    /// The address that people use, without a slash at its end.
    pub public_url: Option<String>,
    /// Certificates may be looked up.
    pub lookup: bool,
    /// Reverse proxies that are believed.
    pub proxies: Vec<Cidr>,
    /// Budgets.
    pub limits: WebLimits,
}

/// Certificate and key of the pages: PEM files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebTls {
    /// The certificate, then its intermediates.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Budgets of the pages; their reasons stand at [`WebLimitsConfig`](crate::config::WebLimitsConfig).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WebLimits {
    /// Largest mail.
    pub upload_bytes: u64,
    /// Uploads at once.
    pub uploads: usize,
    /// Most connections.
    pub connections: usize,
    /// Most connections of one address.
    pub connections_per_client: usize,
    /// Pages a minute for one address.
    pub pages_per_minute: u32,
    /// Mails a minute for one address.
    pub mails_per_minute: u32,
    /// Look-ups a minute for one address.
    pub lookups_per_minute: u32,
}
