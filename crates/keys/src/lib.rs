//! The keyholder's protocol and its clients: who wants a signature asks here, the private key stays in another process.
//!
//! [`Client`] is for daemons (tokio: one connection, many requests under way, frames written together);
//! [`Blocking`] is for programs that do one thing (its [`Handle`] is a [`kakitome_crypto::Signer`]).
//! Both send *bytes with their kind*, never a digest: the keyholder parses what it signs and refuses the rest.
//!
//! Content keys are opened the same way: [`OpeningKey`] and [`PipelinedOpener`] are [`kakitome_crypto::Opener`]s. What comes back is a key
//! of the length that was asked for, and nothing says whether it is the right one.

mod blocking;
mod client;
mod connection;
mod error;
mod field;
mod frame;
mod key;
mod opening;
mod reply;
mod request;
mod unwrapping;

pub use blocking::{Blocking, Handle};
pub use client::{Client, ClientOptions};
pub use error::{Error, Refusal, RefusalCode};
pub use frame::{Frames, HELLO_MAGIC, Hello, MAX_FRAME, VERSION};
pub use key::{KeyId, KeyInfo, Purpose};
pub use opening::{OpeningKey, PipelinedOpener};
pub use reply::{DataKey, Health, OpenedKey, Reply};
pub use request::{Asked, NewKek, Request, SignRequest};
pub use unwrapping::{UnwrapRequest, WrappedKey};
