//! A mail leaves: made 7-bit safe, split into what is signed and what stays outside, signed in two phases (RFC 8551 3.1, 3.5).

mod classify;
mod content;
mod outside;
mod prepare;
mod recipe;
mod watch;

pub use classify::{Kind, classify};
pub use kakitome_cms::sign::{Identity, Options, Sid};
pub use prepare::{Prepared, Sealed, prepare};
pub use recipe::{Ambiguous, Dkim, Form, NotSevenBit, Reason, Recipe, Refusal};
