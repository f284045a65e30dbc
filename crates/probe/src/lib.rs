//! What a mail server does around STARTTLS and TLS, found out from outside (RFC 3207, 8314, 8997, 7817, 9525).
//!
//! [`probe`] speaks to one host, port after port, within [`Limits`], and returns a [`HostReport`]: facts, [`Finding`]s and a
//! score by a stated rule. It announces itself, never sends a mail and never a password. It has no sentences: those stand in
//! `explain` under the ids of the checks.
//!
//! [`probe_domain`] begins with a domain: its mail servers, what it demands of whoever sends to it (MTA-STS, TLS reporting, DANE:
//! RFC 8461, 8460, 7672), and whether its servers are what it demands.

mod certificate;
mod dane;
mod domain;
mod domain_asked;
mod domain_report;
mod error;
mod finding;
mod handshake;
mod hello;
mod host;
mod injection;
mod limits;
mod mail_servers;
mod named;
mod old_tls;
mod probe;
mod reply;
mod report;
mod reporting;
mod service;
mod session;
mod speech;
mod state;
mod sts;
mod talk;

pub use domain::{Stage, probe_domain};
pub use domain_asked::DomainProbe;
pub use domain_report::{DomainReport, MailServer};
pub use error::Error;
pub use finding::{Check, Fact, Finding, Severity};
pub use host::Host;
pub use injection::Variant;
pub use limits::{CLIENT_NAME, Limits};
pub use named::Named;
pub use probe::{Probe, probe};
pub use report::{DoorReport, HostReport, Outcome, PointRule};
pub use service::{Door, Service};
