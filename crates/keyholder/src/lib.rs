//! The process that has the private keys: no network, one Unix socket, every use written to a log before it is answered.
//!
//! [`run`] is this process from start to end; the `kakitome` binary re-executes itself to get there. The protocol and its
//! clients are in `kakitome-keys`; no door that faces the network links this crate.
//!
//! # What somebody who holds the socket can do
//!
//! Whoever may connect (our own user, root, and the users and groups that the configuration names) can, until it is taken away:
//! - have mail signed by every *mail* key that is there, at full speed. The keyholder cannot know whether a mail exists;
//!   it sees signed attributes only. Each signature is in the log, with time, key, process and hash of what was signed;
//! - have content keys opened that were encrypted to a *mail* key, and so read the mail that he has. Each use is in the log, with time,
//!   key, algorithm and hash of what was opened;
//! - have certificate requests signed by a mail key *for that key itself*, and certificates and revocation lists by an
//!   *authority* key;
//! - make and import keys, list the public ones, have data keys made and unwrapped;
//! - ask for so much that others wait (each connection has its own bound; there is a bound on connections too).
//!
//! # What they cannot do
//!
//! - Take a private key away. No request answers with one, sealed or in clear ([`export`] works on the folder, beside the socket, for
//!   whoever may read it anyway, and leaves a record); other processes of the same user cannot trace the
//!   process or read its memory (not dumpable), and it leaves no core file.
//! - Have anything signed that is not what its kind says: a digest, a TLS handshake, a PDF, a request for somebody else's key.
//!   The bytes are parsed first ([`Purpose`](kakitome_keys::Purpose) and kind must fit, DER must be strict, nothing may follow).
//! - Make a mail key sign certificates, or an authority key sign mail or open anything. The purpose is fixed when the key is made and
//!   sealed with it.
//! - Use a key unseen. The record is on disk before the answer leaves; where the log cannot be written, no key is used. Records
//!   are chained by hashes: removing or changing one shows ([`audit_check`]); cutting off the newest ones does not, by itself.
//! - Rotate the key-encryption key, unless they are our own user or root.
//! - Make this process open a connection, start a program or trace another process: the kernel refuses (seccomp).
//!
//! # What stays outside
//!
//! Root can read everything. Somebody who is our own user can read the key-encryption key where it is a file; a passphrase does
//! not lie on the disk. Keys are in ordinary memory while the process runs: the pages with keys are kept from the swap where the
//! system allows, and [`Health`](kakitome_keys::Health) says so where it does not.

mod audit;
mod bunches;
mod chain;
mod confine;
mod daemon;
mod error;
mod export;
mod folder;
mod home;
mod judge;
mod kek;
mod key_file;
mod listener;
mod memory;
mod opening;
mod options;
mod outbox;
mod peer;
mod proof;
mod record;
mod release;
mod ring;
mod rotation;
mod state;
mod vault;
mod whole;
mod work;

pub use audit::{AuditSummary, check as audit_check};
pub use daemon::run;
pub use error::Error;
pub use export::export;
pub use home::{init, rotate};
pub use options::{KekSource, Options};
