//! Content encryption: RFC 3565 (AES-CBC), RFC 5084 (AES-GCM) for writing and reading; RFC 3370 and RFC 2268 (3DES, RC2, DES) for reading.
//! Decryption has two passes: a [`Checker`] sees all ciphertext first, and only what it found whole is given to a [`Decryptor`].
#![forbid(unsafe_code)]

pub(crate) mod algorithm;
pub(crate) mod block;
mod bulk;
mod checker;
mod counter;
mod decryptor;
mod encryptor;
mod gcm;
mod ghash;
mod key;
mod padding;
pub(crate) mod whole;

pub use algorithm::{CipherAlgorithm, ContentCipher};
pub use checker::{CheckedCiphertext, Checker};
pub use decryptor::Decryptor;
pub use encryptor::Encryptor;
pub use key::ContentKey;
