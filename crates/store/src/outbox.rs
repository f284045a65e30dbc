//! Mails that have been taken and are not yet handed on: one file for each, synced before it is acknowledged, encrypted under a data
//! key of the keyholder, with a record of what became of every recipient at its end (design, sections 5 and 8).
//!
//! What stands here knows folders, files and bytes; when a mail is tried, and what a next hop says, is the gateway's business.
//!
//! ```text
//! outbox/lock         held by the program that hands the mails on: a second one is refused, or waits for it (a graceful restart)
//! outbox/at-work/     a lock for every program that may bring mails: the first one, and what comes to take its place or goes from it
//! outbox/clock        how long the outbox has been at work in all; a mail's age is counted by it, not by the calendar
//! outbox/tmp/         being written; whatever is here at start was never acknowledged
//! outbox/mails/       <id>-<born>.mail
//! outbox/quarantine/  what cannot be read, or stopped the program three times; <name>.why says which
//! ```

mod clock;
mod commit;
mod content;
mod disk;
mod draft;
mod frame;
mod lying;
mod presence;
mod record;
mod room;
mod spool;
mod stored;

pub use commit::Committed;
pub use content::Content;
pub use disk::{Act, Disk, Watcher};
pub use draft::Draft;
pub use frame::StorageKey;
pub use lying::Lying;
pub use record::{Envelope, Fate, Part, Progress, Recipient, Treatment};
pub use room::room_for;
pub use spool::{Found, Spool};
pub use stored::{Sealed, Stored};
