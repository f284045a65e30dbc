//! The one fetcher: CRLs, OCSP answers, issuers' certificates and root lists, from addresses that stand in certificates and
//! are therefore strangers' words until proven otherwise (RFC 5280 4.2.1.13, 4.2.2.1; attack rows C12, C13).
//!
//! [`Address`] is an address that may be asked at all; [`Fetcher`] asks it within [`Rules`]: schemes, ports, networks, sizes,
//! times and redirects are bounded, nothing inside one's own network is reached unless it was allowed by name. What came is
//! remembered for as long as the caller, who has read it, says. Whether something *should* be fetched, and what it proves,
//! is decided elsewhere: nothing here reads a certificate.

mod address;
mod body;
mod error;
mod fetcher;
mod memory;
mod network;
mod request;
mod resolver;
mod rules;

pub use address::Address;
pub use body::{Body, Reader};
pub use error::Error;
pub use fetcher::{Fetched, Fetcher};
pub use network::{Network, is_public};
pub use request::Request;
pub use resolver::{Addresses, Resolver, System};
pub use rules::{Kind, Rules};
