//! What Kakitome remembers: identities (a mail address with its history of keys and certificates), the built-in CA,
//! correspondents' certificates, and the journal of handled mail, in SQLite (design, sections 7 and 8).
//!
//! Private keys are not here: a row names a key of the keyholder. Nothing is deleted by expiry. The queries use only what
//! PostgreSQL has too.

mod account;
mod accounts;
mod address;
mod alerts;
mod authorities;
mod batch;
mod certificate;
mod database;
mod door_uses;
mod entry;
mod era;
mod error;
mod event;
mod expiries;
mod hops;
mod identities;
mod identity;
mod insert;
mod install;
mod journal;
mod leg;
mod mail_id;
mod migrate;
mod millis;
mod names;
pub mod outbox;
mod people;
mod person;
mod preflights;
mod published;
mod root_changes;
mod rows;
mod senders_told;
mod starttls_letters;
mod writer;

pub use account::{Account, AccountKeys};
pub use address::{Address, AddressError};
pub use alerts::{Alert, NewAlert};
pub use authorities::{Authority, AuthorityRole, NewAuthority};
pub use certificate::{ChainLink, NewCertificate, Role, StoredCertificate};
pub use database::Store;
pub use door_uses::{DoorUse, Way};
pub use entry::{Decision, Entry, SignedForm};
pub use error::Error;
pub use event::{Event, Happened};
pub use expiries::Expiries;
pub use hops::{HopCount, KnownHop, StoredPolicy};
pub use identities::SigningIdentity;
pub use identity::{Identity, Key, KeySource, KeyState, NewKey, Purpose};
pub use install::{Install, Installed, NewLink};
pub use journal::Query;
pub use leg::{HopTls, Leg, ProvenBy};
pub use mail_id::{MailId, MailIdError, MailIds};
pub use millis::Millis;
pub use person::{Kept, NewPersonCertificate, Person, PersonCertificate, PersonState, PersonTrust};
pub use preflights::Preflight;
pub use published::{Published, PublishedIdentity};
pub use root_changes::{NewRootChange, RootChange, RootState};
pub use starttls_letters::StarttlsLetter;
pub use writer::{Journal, JournalWriter};
