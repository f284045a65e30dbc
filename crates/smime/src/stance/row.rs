//! The rows of the policy as it is shown: algorithms and values. What stands in them is for `algorithms` and `values`.

use crate::seal::Rule;

/// What an algorithm is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Area {
    /// Digests of signatures.
    Digest,
    /// Signatures.
    Signature,
    /// Encryption of content.
    Cipher,
    /// How the content's key reaches a recipient.
    Key,
    /// Key files (PKCS#12).
    KeyFile,
}

/// When it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Written {
    /// As a rule.
    Yes,
    /// Only to those who are known to read it.
    WhereKnown,
    /// Where somebody's list has this one and not the usual one.
    Fallback,
    /// When somebody asks for it.
    Asked,
    /// Never.
    No,
}

/// What it is worth where it is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Read {
    /// It is read and counts.
    Yes,
    /// It is read, and called weak.
    Weak,
    /// It is read to explain it; a signature with it never counts.
    Refused,
    /// It is named, and not computed.
    No,
}

/// One algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Algorithm {
    /// What it is for.
    pub area: Area,
    /// Its name.
    pub name: String,
    /// When it is written.
    pub written: Written,
    /// What it is worth where it is met.
    pub read: Read,
    /// Where the rule comes from, and as of when.
    pub rule: Rule,
}

/// One value of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Value {
    /// A stable word.
    pub id: &'static str,
    /// `yes`, `no`, a number, or a word.
    pub value: String,
    /// When the rule was last looked at.
    pub as_of: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
}

impl Area {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::Signature => "signature",
            Self::Cipher => "cipher",
            Self::Key => "key",
            Self::KeyFile => "key-file",
        }
    }
}

impl Written {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::WhereKnown => "where-known",
            Self::Fallback => "fallback",
            Self::Asked => "asked",
            Self::No => "no",
        }
    }
}

impl Read {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Weak => "weak",
            Self::Refused => "refused",
            Self::No => "no",
        }
    }
}
