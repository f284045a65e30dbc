//! Every sentence that Kakitome says, in Japanese and English, and the renderings of one report: text, JSON, mail header.
//!
//! This is the only crate with sentences for people (design, section 3). It decides nothing: the verdict is
//! [`kakitome_smime::Report::verdict`], the words of a finding belong to its id.

pub mod alerts;
pub mod document;
pub mod forecast;
pub mod header;
mod heading;
pub mod json;
mod lang;
mod markup;
mod moment;
pub mod notice;
pub mod page;
mod parts;
pub mod picture;
pub mod preflight;
mod promised;
pub mod publish;
pub mod rollout;
pub mod seen;
mod sentence;
pub mod settings;
pub mod stage;
pub mod starttls;
mod status;
mod terms;
pub mod text;
pub mod transit;
pub mod tree;
mod words;

pub use lang::{Lang, UnknownLang};
pub use moment::{day, written as moment_written};
pub use sentence::finding_text;
pub use words::{Value, Words, words};
