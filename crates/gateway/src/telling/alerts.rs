//! What whoever runs the gateway is told by mail: once each, over restarts, not more than so many mails an hour. What is due is decided by
//! small pure files; what was told stands in the store, where other programs of the home may raise alerts too.

mod away;
mod due;
mod expiry;
mod round;

pub(crate) use round::{languages, run};
