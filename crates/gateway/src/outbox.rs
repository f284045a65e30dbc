//! The outbox: mail that was acknowledged and is not yet handed on (design, section 5). The folder and its files are crate store's;
//! here stands who gets in, when a mail is tried, what is said to the next hop, and who is told what.
//!
//! Whoever accepts mail for it:
//!
//! ```text
//! if let Some(reply) = outbox.refuses(declared) { …refuse MAIL with it (452)… }
//! let parts = …;                                             // one or several contents for disjoint recipients: (treatment, outgoing)
//! let mut writer = outbox.begin(id, &envelope(&mail, message_id), &parts).await?;   // keeps room; the error is the reply for the client
//! for (treatment, outgoing) in parts {
//!     writer.part(&treatment)?;
//!     writer = writer.fill(outgoing).await?;                                // or writer.write(bytes)
//! }
//! writer.commit().await?;                                                   // synced: now, and not before, say 250
//! ```
//!
//! All contents of one mail lie in one file, so a crash leaves either every recipient or none. A writer that is dropped leaves nothing.
//! What is signed is signed before it is stored: a retry sends the same octets (R37).

mod attempt;
mod backoff;
mod control;
mod data_keys;
mod desk;
mod dialogue;
mod dispatch;
mod envelope;
mod held;
mod journal;
mod load;
mod notify;
mod ownership;
mod queue;
mod report;
mod returned;
mod writer;

pub use control::ask;
pub(crate) use desk::Outbox;
pub(crate) use dispatch::run;
pub(crate) use envelope::{envelope, treatment};
pub use held::{Answer, HeldMail, HeldRecipient, Order, look};
