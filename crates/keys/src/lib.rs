//! The keyholder's protocol and its clients: who wants a signature asks here, the private key stays in another process.
//!
//! [`Client`] is for daemons (tokio: one connection, many requests under way, frames written together);
//! [`Blocking`] is for programs that do one thing (its [`Handle`] is a [`kakitome_crypto::Signer`]).
//! Both send *bytes with their kind*, never a digest: the keyholder parses what it signs and refuses the rest.

mod blocking;
mod client;
mod connection;
mod error;
mod field;
mod frame;
mod key;
mod reply;
mod request;

pub use blocking::{Blocking, Handle};
pub use client::{Client, ClientOptions};
pub use error::{Error, Refusal, RefusalCode};
pub use frame::{Frames, HELLO_MAGIC, Hello, MAX_FRAME, VERSION};
pub use key::{KeyId, KeyInfo, Purpose};
pub use reply::{DataKey, Health, Reply};
pub use request::{Asked, NewKek, Request, SignRequest};
