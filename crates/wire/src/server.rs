//! The receiving end of SMTP (RFC 5321): what a peer says becomes [`Event`]s, the owner's [`Reply`](crate::Reply)s become bytes.

mod answers;
mod commands;
mod content;
mod event;
mod lines;
mod session;
mod settings;
mod verb;

pub use event::{Close, Event};
pub use session::Session;
pub use settings::{Limits, Peer, Settings, Timeouts, Tls};
