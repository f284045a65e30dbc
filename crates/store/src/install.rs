//! Putting a certificate in use: the key gets it, becomes active, and what it replaces is superseded, all or nothing.

use crate::certificate::NewCertificate;
use crate::database::Store;
use crate::error::Error;
use crate::millis::Millis;

/// A certificate that has come for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Install {
    /// The key's row.
    pub key: i64,
    /// The certificate.
    pub leaf: NewCertificate,
    /// What belongs to it, in order, the issuer of the leaf first.
    pub chain: Vec<NewLink>,
    /// Put it in use. If not, it is kept for the history only and the key counts as superseded.
    pub activate: bool,
    /// When.
    pub now: Millis,
}

/// One certificate of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// The certificate.
    pub certificate: NewCertificate,
    /// A cross-root certificate: not needed to reach the root.
    pub crossed: bool,
    /// Whether it goes into mails.
    pub sent: bool,
}

/// What putting it in use did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The leaf's row.
    pub certificate: i64,
    /// The keys that were active until now.
    pub superseded: Vec<i64>,
}

impl Store {
    /// Puts a certificate in use. The same certificate may come again: its chain is then replaced.
    ///
    /// # Errors
    /// If the key is unknown or revoked, or the database fails; nothing is changed then.
    pub async fn install(&self, install: Install) -> Result<Installed, Error> {
        let _ = install;
        todo!()
    }
}
