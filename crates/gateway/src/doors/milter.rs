//! The milter door: an MTA shows each mail before it takes it, and takes back what is to be changed (design, section 5).
//!
//! The mail never leaves the MTA's hands: nothing is queued here and nothing can be lost here. What one body cannot serve is refused at
//! RCPT with 4xx; what cannot be done is 4xx or 5xx, never silently undone.

mod changes;
mod fields;
mod logins;
mod passing;
mod visit;

pub(crate) use visit::Visit;
