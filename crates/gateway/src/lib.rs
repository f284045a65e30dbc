//! The daemon that mail goes through: SMTP in, signed, SMTP out to one next hop.
//!
//! What stands here: configuration, rules, the listeners (relay, submission, LMTP, milter), logins, the pipeline and the next hop
//! (RFC 5321, 6409, 8314, 4954, 2033, 3207, 2920). Protocol lives in `wire`, sense in `smime`, private keys in the keyholder.

mod admission;
mod alarms;
mod certificates;
mod ciphered;
pub mod config;
mod counts;
mod daemon;
mod decision;
mod doors;
mod error;
mod files;
mod forms;
mod head;
mod health;
pub mod held;
mod kept;
mod keyholder;
mod listening;
mod mail;
mod memory;
mod message_id;
mod metrics;
mod next_hop;
mod notes;
mod outbox;
mod quoted;
mod record;
mod replies;
mod state;
mod stream;
mod telling;
mod tls;
mod transaction;
mod usage;

pub use certificates::addressees::{Addressees, Service};
pub use certificates::candidates::Known;
pub use daemon::{Gateway, Handle, Open, run};
pub use decision::asked::{Asked, Group, Said};
pub use error::{Error, LookUpError};
pub use health::{Check, Health};
pub use kept::Kept;
pub use listening::{SOCKET_MODE, Wanted};
pub use telling::letter::{LetterFate, hand_over};
