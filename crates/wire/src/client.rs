//! The sending end of SMTP: the dialogue with the next hop (RFC 5321), one command at a time or pipelined (RFC 2920).

mod capabilities;
mod commands;
mod event;
mod failure;
mod opening;
mod reader;
mod session;
mod settings;

pub use capabilities::Capabilities;
pub use event::Event;
pub use failure::{Failure, Outcome, Step};
pub use session::Session;
pub use settings::{Limits, Settings, Timeouts, Tls};
