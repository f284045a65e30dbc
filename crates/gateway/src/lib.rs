//! The daemon that mail goes through: SMTP in, signed, SMTP out to one next hop.
//!
//! What stands here: configuration, rules, the relay listener, the pipeline and the next hop
//! (RFC 5321, 3207, 2920). Protocol lives in `wire`, sense in `smime`, private keys in the keyholder.

pub mod config;
mod daemon;
mod error;

pub use daemon::{Gateway, Handle, run};
pub use error::Error;
