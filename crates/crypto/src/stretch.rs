//! Keys from passwords: PBKDF2 (RFC 8018 section 5.2) for files of others, Argon2id (RFC 9106) for our own.

use crate::{digest::DigestAlgorithm, error::Error};
use zeroize::Zeroizing;

/// What a file from elsewhere may ask of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pbkdf2Limits {
    /// Iterations at most.
    pub iterations: u32,
    /// Milliseconds at most; judged beforehand from a sample.
    pub milliseconds: u32,
}

/// The cost of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

/// PBKDF2 with HMAC.
///
/// # Errors
/// More work than the limits allow; a digest that is not offered.
pub fn pbkdf2(_digest: DigestAlgorithm, _password: &[u8], _salt: &[u8], _iterations: u32, _length: usize, _limits: &Pbkdf2Limits) -> Result<Zeroizing<Vec<u8>>, Error> { todo!() }

/// A key of 32 octets from a passphrase.
///
/// # Errors
/// Costs out of range, salt too short.
pub fn argon2id(_passphrase: &[u8], _salt: &[u8], _cost: Argon2Cost) -> Result<Zeroizing<[u8; 32]>, Error> { todo!() }
