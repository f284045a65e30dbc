//! Root stores as dated snapshots: what a list says of each root for e-mail, as a function of the moment of judgement and of the
//! leaf's notBefore (design, section 6).
//!
//! [`read`] takes whatever format a list comes in; [`Snapshot::anchors`] is what a verdict needs of it; [`changes`] compares two;
//! [`History`] is many editions; [`Shelf`] keeps them. Nothing is fetched here and nothing is said in sentences.

mod apple;
mod bundle;
mod cabinet;
mod ccadb;
mod certdata;
mod change;
mod csv;
mod ctl;
mod ctl_signature;
mod error;
mod filetime;
mod fingerprint;
mod history;
mod module;
mod mozilla;
mod properties;
mod published;
mod read;
mod remedy;
mod saved;
mod schedule;
mod shelf;
mod shipped;
mod snapshot;
mod sst;
mod watch;
mod windows;

pub use apple::apple;
pub use bundle::own_roots;
pub use change::{Change, Moments, Shift, Standing, changes};
pub use ctl_signature::is_vendor_root;
pub use error::Error;
pub use fingerprint::{Sha1, Sha256};
pub use history::{Chain, History, Turn};
pub use module::{certdata_of_module, is_module};
pub use published::{Published, published};
pub use read::{Beside, MAX_LIST, is_list, read};
pub use remedy::{Install, LeaveOut, Trouble, troubles};
pub use schedule::{Announced, NamedRoot, schedule, schedule_date};
pub use shelf::{Kept, Order, Shelf};
pub use shipped::mozilla;
pub use snapshot::{ListSignature, Note, Root, Snapshot, Source};
pub use watch::{Plan, Seen, Ways, look};
pub use windows::Machine;
