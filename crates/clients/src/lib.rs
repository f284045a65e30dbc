//! What each mail program will show of a mail, why, and what can be done; and what a change of root stores breaks.
//!
//! Profiles are data (`data/`): ordered rules with source, class of evidence and date, and the words of the program itself.
//! [`predict()`] applies them to a [`kakitome_smime::Report`] and the root stores at hand; what depends on the recipient's machine
//! comes out as cases with their conditions, and what is not known as unknown. [`forecast`] looks ahead. [`Journey`] is the way that
//! the header tells. Sentences for people stand in crate `explain`; here stand only the quoted words of other programs.

mod case;
mod check;
mod error;
mod evidence;
mod facts;
mod guide;
mod hop;
mod journey;
mod lock;
mod observation;
mod predict;
mod profile;
mod rules;
mod saying;
mod scenario;
mod sender;
mod specimen;
mod stores;
mod submitter;
mod toml_file;

pub mod cost;
pub mod forecast;
pub mod notice;
pub mod preflight;
pub mod promise;
pub mod stage;
pub mod transit;

pub use case::{Case, Condition};
pub use error::Error;
pub use evidence::{Class, Confidence, Evidence};
pub use guide::{Guide, guides};
pub use hop::{Hop, Tls};
pub use journey::{Claim, Journey, Via};
pub use lock::{Lock, lock, locks};
pub use observation::{Observation, shipped_observations};
pub use predict::{Mail, Sample, Shown, expect, predict};
pub use profile::{Program, StoreKind, program, programs};
pub use promise::{Exempt, Outside, Promise, Promised, Unsigned, promised};
pub use rules::{Quote, Shows};
pub use saying::{Because, Saying, sayings, who_says};
pub use sender::{Period, Sender, Standing};
pub use specimen::{LOOKED_AT, Specimen, example_root, specimens};
pub use stores::Stores;
pub use submitter::{Submitter, recognised, submitter, submitters};
