//! A mail leaves: made 7-bit safe, split into what is signed and what stays outside, signed in two phases (RFC 8551 3.1, 3.5); then
//! encrypted for many, each with a certificate that was chosen for it ([`choose`], [`envelopes`], [`encrypt`]).
//!
//! ```no_run
//! # fn example(identity: &kakitome_smime::seal::Identity, signer: &dyn kakitome_crypto::Signer, random: [u8; 16])
//! # -> Result<(), Box<dyn std::error::Error>> {
//! use kakitome_mime::{Limits, Message};
//! use kakitome_pki::UnixTime;
//! use kakitome_smime::seal::{Recipe, prepare};
//!
//! let mut mail = std::fs::File::open("mail.eml")?;
//! let index = Message::read(&mut mail, &Limits::default())?;
//! let prepared = prepare(&mut mail, &index, identity, &Recipe::new(UnixTime::now(), random))?;
//! let signature = signer.sign(kakitome_crypto::Kind::SignedAttributes, prepared.request())?;
//! let sealed = prepared.finish(&signature);
//! sealed.write_to(&mut mail, &mut std::fs::File::create("signed.eml")?)?;
//! # Ok(())
//! # }
//! ```

mod algorithms;
mod capabilities;
mod choose;
mod classify;
mod content;
mod enciphered;
mod encrypt;
mod header_inside;
mod listed;
mod messages;
mod outside;
mod prepare;
mod recipe;
mod watch;

pub use algorithms::{Algorithms, Rule};
pub use capabilities::Capabilities;
pub use choose::{Candidate, Chosen, Obstacle, RecipientPolicy, Trust, Unserved, Unusable, choose};
pub use classify::{Kind, classify};
pub use enciphered::is_enciphered;
pub use encrypt::{NotEncrypted, encrypt, encrypt_protecting};
pub use kakitome_cms::sign::{Identity, Options, Sid};
pub use messages::{Envelope, envelopes};
pub use prepare::{Prepared, Sealed, prepare};
pub use recipe::{Ambiguous, Dkim, Form, NotSevenBit, Reason, Recipe, Refusal};
