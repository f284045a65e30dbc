//! An account as a value: who may hand in mail by login, and what its password is checked with. Checks nothing itself.

use std::fmt;

use crate::millis::Millis;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The row.
    pub id: i64,
    /// The mail address that it logs in with, in lower case.
    pub login: String,
    /// As whom it may send beside its own address: addresses, or `@domain`.
    pub may: Vec<String>,
    /// It may not log in for the time being.
    pub disabled: bool,
    /// What its password is checked with.
    pub keys: AccountKeys,
    /// When it was made.
    pub created: Millis,
    /// When it was changed last.
    pub changed: Millis,
}

/// What a password is checked with.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountKeys {
    /// Argon2id as a PHC string.
    pub password_hash: String,
    /// Salt of SCRAM.
    pub scram_salt: Vec<u8>,
    /// Iterations of SCRAM.
    pub scram_iterations: u32,
    /// StoredKey.
    pub scram_stored_key: [u8; 32],
    /// ServerKey.
    pub scram_server_key: [u8; 32],
}

/// Nothing of it is shown.
impl fmt::Debug for AccountKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountKeys").finish_non_exhaustive()
    }
}
