//! The built-in private CA: a root and an issuing CA, made at first need. The newest of a role issues; older ones stay.

use crate::certificate::{NewCertificate, StoredCertificate};
use crate::database::Store;
use crate::error::Error;
use crate::identity::{Key, NewKey};
use crate::millis::Millis;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthorityRole {
    /// Issues leaves.
    Issuing,
    /// Issues the issuing CA.
    Root,
}

impl AuthorityRole {
    /// The word in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Issuing => "issuing",
            Self::Root => "root",
        }
    }
}

/// A CA of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The row.
    pub id: i64,
    /// Which of the two.
    pub role: AuthorityRole,
    /// Its certificate.
    pub certificate: StoredCertificate,
    /// Its key.
    pub key: Key,
}

/// A CA to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuthority {
    /// Which of the two.
    pub role: AuthorityRole,
    /// Its certificate.
    pub certificate: NewCertificate,
    /// Its key.
    pub key: NewKey,
}

impl Store {
    /// The CA of a role that issues now.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn authority(&self, role: AuthorityRole) -> Result<Option<Authority>, Error> {
        let _ = role;
        todo!()
    }

    /// Keeps new CAs, all or none.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn add_authorities(&self, new: &[NewAuthority], now: Millis) -> Result<(), Error> {
        let _ = (new, now);
        todo!()
    }
}
