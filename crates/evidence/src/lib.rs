//! Between one judgement and the next: what the report says was not at hand is fetched and laid beside the evidence, so that the mail
//! can be judged again (RFC 5280 4.2.1.13, 4.2.2.1; attack rows C12, C13). Nothing is fetched in the middle of a check, and nothing
//! unless a person asked for it: whoever is asked learns that somebody looks at a certificate of his, and when.

mod asked;
mod error;
mod online;
mod wanted;

pub use asked::{Asked, Outcome};
pub use error::Error;
pub use online::{Online, Search, rules};
pub use wanted::{Wants, of_report};
