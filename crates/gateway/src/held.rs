//! What may be asked of a running gateway's outbox, for `kakitome held`: the mails that wait, were held or put aside.

pub use crate::outbox::{Answer, HeldMail, HeldRecipient, Order, ask, look};
