//! The daemon that mail goes through: SMTP in, signed, SMTP out to one next hop.
//!
//! What stands here: configuration, rules, the relay listener, the pipeline and the next hop
//! (RFC 5321, 3207, 2920). Protocol lives in `wire`, sense in `smime`, private keys in the keyholder.

mod census;
pub mod config;
mod content;
mod daemon;
mod door;
mod error;
mod facts;
mod head;
mod hop;
mod identities;
mod keyholder;
mod letter;
mod mail;
mod milter;
mod outgoing;
mod pace;
mod pipeline;
mod pool;
mod record;
mod replies;
mod rules;
mod session;
mod state;
mod stream;
mod tls;
mod transaction;

pub use daemon::{Gateway, Handle, run};
pub use error::Error;
pub use letter::{LetterFate, hand_over};
