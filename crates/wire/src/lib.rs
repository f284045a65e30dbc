//! SMTP, both ends, as state machines without sockets (RFC 5321, 2920, 3207, 1870, 6152, 6531, 2034, 3461).
//!
//! Bytes in, events out; replies in, bytes out. No clock, no thread, no file: the owner has the socket, the time and the decisions.
//! What this crate does not do: AUTH, CHUNKING (`BDAT` is refused), LMTP and milter.

mod address;
pub mod client;
pub mod data;
mod display;
mod envelope;
mod error;
mod forwarded;
mod output;
mod parameters;
pub mod replies;
mod reply;
pub mod server;
mod xtext;

pub use address::Mailbox;
pub use display::Safe;
pub use envelope::{Body, Mail, Rcpt, Ret};
pub use error::Error;
pub use forwarded::{Attribute, Forwarded};
pub use reply::{Class, Enhanced, Reply};
