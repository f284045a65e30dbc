//! The one resolver: MX, addresses, TXT, CNAME, TLSA, SMIMEA and SRV, each answer with what DNSSEC proves of it (RFC 1035, 4035,
//! 6698, 7672, 8162).
//!
//! [`Resolver`] asks the system's name servers, or those that it is given, and checks signatures itself, down from the root's
//! keys ([`Anchor`]): what a name server says of its own checks is not believed. What comes is [`Found`]: records, or that there
//! are none, both with a [`Proof`]. Trouble on the way is an [`Error`] and never looks like "there is none": a mail waits for
//! the one and is refused for the other.

mod anchor;
mod answer;
mod error;
mod limits;
mod name;
mod proof;
mod record;
mod resolver;
mod sieve;

pub use anchor::Anchor;
pub use answer::{Absence, Answer, Found, Missing};
pub use error::Error;
pub use limits::Limits;
pub use name::{DomainName, NoName};
pub use proof::Proof;
pub use record::{Mx, Srv, Tlsa};
pub use resolver::{Resolver, Servers};
