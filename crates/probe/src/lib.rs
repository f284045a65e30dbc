//! What a mail server does around STARTTLS and TLS, found out from outside (RFC 3207, 8314, 8997, 7817, 9525).
//!
//! [`probe`] speaks to one host, port after port, within [`Limits`], and returns a [`HostReport`]: facts, [`Finding`]s and a
//! score by a stated rule. It announces itself, never sends a mail and never a password. It has no sentences: those stand in
//! `explain` under the ids of the checks. MTA-STS, TLS-RPT and DANE are not looked at yet.

mod certificate;
mod error;
mod finding;
mod handshake;
mod hello;
mod host;
mod injection;
mod limits;
mod old_tls;
mod probe;
mod reply;
mod report;
mod service;
mod session;
mod speech;
mod state;
mod talk;

pub use error::Error;
pub use finding::{Check, Fact, Finding, Severity};
pub use host::Host;
pub use injection::Variant;
pub use limits::{CLIENT_NAME, Limits};
pub use probe::{Probe, probe};
pub use report::{DoorReport, HostReport, Outcome, PointRule};
pub use service::{Door, Service};
