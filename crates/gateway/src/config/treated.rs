//! What `[encryption]` and `[triggers]` mean. Values only.

use std::path::PathBuf;

use super::written::{Encrypt, WhenImpossible};

/// Who gets ciphertext, and by which certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encryption {
    /// Whether a recipient gets it.
    pub encrypt: Encrypt,
    /// It is required, and there is no certificate.
    pub when_impossible: WhenImpossible,
    /// The sender reads the open recipients' copies too.
    pub own_copy: bool,
    /// The home's own root; there may be none.
    pub own_root: PathBuf,
    /// The folder of kept lists of roots.
    pub shelf: PathBuf,
    /// Further roots.
    pub trust: Vec<Roots>,
    /// Files with revocation lists.
    pub crls: Vec<PathBuf>,
}

/// Where roots come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Roots {
    /// A list that is kept in the home, or came with the program.
    Kept(String),
    /// A file.
    File(PathBuf),
}

/// What a sender who has logged in may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Triggers {
    /// Words for encryption.
    pub encrypt: Vec<String>,
    /// Words for a signature.
    pub sign: Vec<String>,
    /// Words for no signature.
    pub no_sign: Vec<String>,
    /// The field of the header that asks for the same.
    pub field: Option<String>,
}

impl Triggers {
    /// Whether anything is looked for in subjects.
    pub fn has_words(&self) -> bool {
        !(self.encrypt.is_empty() && self.sign.is_empty() && self.no_sign.is_empty())
    }
}
