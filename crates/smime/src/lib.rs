//! A mail as a whole: opened ([`open()`]) into a [`Report`] with its [`Verdict`], or sealed ([`seal`]) with a signature.
//!
//! Evidence, policy and time go in as values; nothing is fetched, and nothing is remembered but in a memory that the caller
//! hands in and that changes no answer. Only [`Report::verdict`] calls a mail valid, and it is computed from the report alone.
//!
//! ```
//! use kakitome_pki::{Anchors, UnixTime};
//! use kakitome_smime::{Evidence, Policy, Verdict, open};
//! use std::io::Cursor;
//!
//! let mail = b"From: someone@example.com\r\nSubject: hello\r\n\r\nNot signed.\r\n";
//! let evidence = Evidence::new(Anchors::none());
//! let report = open(&mut Cursor::new(mail), &evidence, &Policy::default(), UnixTime(1_795_309_200))?;
//! assert_eq!(report.verdict(), Verdict::Unsigned);
//! # Ok::<(), kakitome_smime::Error>(())
//! ```

mod author;
mod beginnings;
mod body;
mod cause;
mod containers;
mod content;
mod decrypt;
mod error;
mod evidence;
mod finding;
mod gadget;
mod harvest;
mod inside;
mod moments;
mod notes;
mod open;
mod peel;
mod policy;
mod protected;
mod protected_header;
mod recognise;
mod reply;
mod report;
mod secret;
mod signers;
mod sniff;
mod spill;
mod stamps;
mod structure;
mod time_stamp;
mod unlock;
mod verdict;

pub mod seal;
pub mod stance;

pub use cause::Cause;
pub use containers::{Container, containers};
pub use decrypt::{Decrypted, NotDecrypted, Written, decrypt, decrypt_many};
pub use error::Error;
pub use evidence::Evidence;
pub use finding::{Finding, Noted, Place};
pub use harvest::{Harvest, NotHarvested, harvest};
pub use open::{open, open_detached, open_encrypted, open_with};
pub use policy::{Limits, Policy};
pub use protected::write::{HeaderProtection, ProtectedPieces, protect};
pub use protected_header::{OuterField, ProtectedField, ProtectedHeader, Scheme};
pub use reply::Reply;
pub use report::{
    AddressMatch, Author, Covers, Form, Input, Integrity, Layer, LayerKind, LayerState, Opened, Proof, ProvenBy, Report, Signer,
};
pub use spill::{Backing, InMemory, Spill};
pub use time_stamp::TimeStamp;
pub use verdict::Verdict;
