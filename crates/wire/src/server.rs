//! The receiving end of SMTP and LMTP (RFC 5321, RFC 2033): what a peer says becomes [`Event`]s, the owner's [`Reply`](crate::Reply)s become bytes.

mod answers;
mod auth;
mod commands;
mod content;
mod credentials;
mod event;
mod exchange;
mod lines;
mod scram;
mod session;
mod settings;
mod verb;

pub use credentials::Credentials;
pub use event::{Close, Event};
pub use scram::ScramProof;
pub use session::Session;
pub use settings::{Limits, Mechanisms, Peer, Settings, Timeouts, Tls};
