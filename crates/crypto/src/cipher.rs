//! Content encryption: RFC 3565 (AES-CBC), RFC 5084 (AES-GCM) for writing and reading; RFC 3370 and RFC 2268 (3DES, RC2, DES) for reading.
//! Decryption has two passes: a [`Checker`] sees all ciphertext first, and only what it found whole is given to a [`Decryptor`].

mod algorithm;
mod block;
mod checker;
mod decryptor;
mod encryptor;
mod key;

pub use algorithm::{CipherAlgorithm, ContentCipher};
pub use checker::{CheckedCiphertext, Checker};
pub use decryptor::Decryptor;
pub use encryptor::Encryptor;
pub use key::ContentKey;
