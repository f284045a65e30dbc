//! What `[dns]` and `[mx]` mean. Values only; `meant/internet.rs` builds them.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::network::Cidr;

/// Who is asked for names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dns {
    /// Name servers; none: those of the system.
    pub servers: Vec<SocketAddr>,
    /// Where belief begins.
    pub anchor: DnsAnchor,
}

/// Where belief in signed DNS begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DnsAnchor {
    /// The root's keys as IANA publishes them.
    #[default]
    Iana,
    /// The keys in a file.
    File(PathBuf),
    /// Nothing is checked.
    Unchecked,
}

/// Sending to the mail servers of recipients' domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mx {
    /// Policies are fetched.
    pub mta_sts: bool,
    /// Most connections to one domain.
    pub connections: usize,
    /// Private networks that may be connected to.
    pub networks: Vec<Cidr>,
    /// Where policies are fetched.
    pub policy_port: u16,
}
