//! The daemon that mail goes through: SMTP in, signed, SMTP out to one next hop.
//!
//! What stands here: configuration, rules, the listeners (relay, submission, LMTP, milter), logins, the pipeline and the next hop
//! (RFC 5321, 6409, 8314, 4954, 2033, 3207, 2920). Protocol lives in `wire`, sense in `smime`, private keys in the keyholder.

mod accounts;
mod addressees;
mod alarms;
mod alerts;
mod approach;
mod arrival;
mod asked;
mod attempt;
mod candidates;
mod census;
pub mod config;
mod content;
mod course;
mod daemon;
mod door;
mod dovecot;
mod error;
mod facts;
mod files;
mod fixed;
mod guard;
mod head;
mod health;
pub mod held;
mod hop;
mod hop_memory;
mod identities;
mod internet;
mod kept;
mod keyholder;
mod letter;
mod login;
mod mail;
mod metrics;
mod milter;
mod names;
mod notes;
mod obstacle;
mod outbox;
mod outgoing;
mod own_mail;
mod pace;
mod passage;
mod pipeline;
mod policies;
mod pool;
<<<<<<< HEAD
mod portions;
=======
mod quota;
>>>>>>> 7e1bb2e (wip)
mod record;
mod replies;
mod rollout;
mod rules;
mod senders;
mod session;
mod sessions;
mod showing;
mod signing;
mod state;
mod stream;
mod submission;
mod telling;
mod tls;
mod transaction;
mod trigger;
mod usage;
mod visible;
mod way;
mod ways;

pub use addressees::{Addressees, Service};
pub use asked::{Asked, Group, Said};
pub use candidates::Known;
pub use daemon::{Gateway, Handle, Open, run};
<<<<<<< HEAD
pub use error::{Error, LookUpError};
=======
pub use error::Error;
pub use health::{Check, Health};
>>>>>>> 7e1bb2e (wip)
pub use kept::Kept;
pub use letter::{LetterFate, hand_over};
