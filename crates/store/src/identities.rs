//! Finding and adding identities and their keys, and the short answer that the gateway needs: who signs for this address.

use crate::address::Address;
use crate::database::Store;
use crate::error::Error;
use crate::identity::{Identity, Key, NewKey};
use crate::millis::Millis;

/// What is needed to sign for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningIdentity {
    /// The address.
    pub address: Address,
    /// The key's name at the keyholder.
    pub holder_id: String,
    /// The public key, SubjectPublicKeyInfo in DER.
    pub spki: Vec<u8>,
    /// `rsa2048`, `p256`, …
    pub kind: String,
    /// The certificate.
    pub certificate: Vec<u8>,
    /// Its serial number, hexadecimal.
    pub serial: String,
    /// Valid from.
    pub not_before: Millis,
    /// Valid to. A certificate that has run out is answered too: whoever asks says what happens then.
    pub not_after: Millis,
    /// The certificates that go along, in order.
    pub chain: Vec<Vec<u8>>,
}

impl Store {
    /// Makes the identity if there is none; sets its name if one is given.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn add_identity(&self, address: &Address, name: Option<&str>, now: Millis) -> Result<i64, Error> {
        let _ = (address, name, now);
        todo!()
    }

    /// Keeps a key of the identity, in state `requested`. A key that is already there is answered.
    ///
    /// # Errors
    /// If the key belongs to another identity, or the database fails.
    pub async fn add_key(&self, identity: i64, new: NewKey, now: Millis) -> Result<Key, Error> {
        let _ = (identity, new, now);
        todo!()
    }

    /// The identity of an address with its whole history.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn identity(&self, address: &Address) -> Result<Option<Identity>, Error> {
        let _ = address;
        todo!()
    }

    /// All identities with their histories, by address.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn identities(&self) -> Result<Vec<Identity>, Error> {
        todo!()
    }

    /// Who signs for this address: of the active keys that sign, the newest certificate that is valid now; else the newest.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn signer(&self, address: &Address, now: Millis) -> Result<Option<SigningIdentity>, Error> {
        let _ = (address, now);
        todo!()
    }

    /// The key with this public key (SHA-256 of its SubjectPublicKeyInfo), and the address it belongs to (none: the CA's).
    ///
    /// # Errors
    /// If the database fails.
    pub async fn key_by_spki(&self, spki_sha256: &[u8; 32]) -> Result<Option<(Option<Address>, Key)>, Error> {
        let _ = spki_sha256;
        todo!()
    }
}
