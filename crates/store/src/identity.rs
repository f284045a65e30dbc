//! An identity: a mail address with its history of key pairs; the newest signs, all of them open (design, section 7).

use crate::address::Address;
use crate::certificate::StoredCertificate;
use crate::millis::Millis;

/// A mail address with its history of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The row.
    pub id: i64,
    /// The address.
    pub address: Address,
    /// The name of the person or role, if one was given.
    pub name: Option<String>,
    /// When it was made.
    pub created: Millis,
    /// All keys, newest first.
    pub keys: Vec<Key>,
}

impl Identity {
    /// The key that signs: the active one for signing with the newest certificate.
    #[must_use]
    pub fn signing_key(&self) -> Option<&Key> {
        self.keys
            .iter()
            .filter(|key| key.state == KeyState::Active && key.purpose.signs())
            .max_by_key(|key| key.certificates.first().map(|certificate| certificate.id))
    }
}

/// A key pair of an identity or of the built-in CA; the private half is at the keyholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The row.
    pub id: i64,
    /// Its name at the keyholder.
    pub holder_id: String,
    /// The public key, SubjectPublicKeyInfo in DER.
    pub spki: Vec<u8>,
    /// SHA-256 of that.
    pub spki_sha256: [u8; 32],
    /// `rsa2048`, `p256`, …
    pub kind: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it came from.
    pub source: KeySource,
    /// The state that was written. See [`Key::state_at`].
    pub state: KeyState,
    /// When it came here.
    pub created: Millis,
    /// Since when it is in this state.
    pub changed: Millis,
    /// Its certificates, newest first.
    pub certificates: Vec<StoredCertificate>,
}

impl Key {
    /// The state at a moment: an active key whose newest certificate has run out is expired. Nobody has to write that down.
    #[must_use]
    pub fn state_at(&self, now: Millis) -> KeyState {
        match (self.state, self.certificates.first()) {
            (KeyState::Active, Some(newest)) if newest.not_after < now => KeyState::Expired,
            (state, _) => state,
        }
    }
}

/// A key to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its name at the keyholder.
    pub holder_id: String,
    /// The public key, SubjectPublicKeyInfo in DER.
    pub spki: Vec<u8>,
    /// SHA-256 of that.
    pub spki_sha256: [u8; 32],
    /// `rsa2048`, `p256`, …
    pub kind: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Where it came from.
    pub source: KeySource,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Signs certificates of the built-in CA.
    Authority,
    /// Signs and opens mail.
    Both,
    /// Only opens.
    Decrypt,
    /// Only signs.
    Sign,
}

impl Purpose {
    const ALL: [Self; 4] = [Self::Authority, Self::Both, Self::Decrypt, Self::Sign];

    /// The word in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Both => "both",
            Self::Decrypt => "decrypt",
            Self::Sign => "sign",
        }
    }

    /// Whether a mail may be signed with it.
    #[must_use]
    pub const fn signs(self) -> bool {
        matches!(self, Self::Both | Self::Sign)
    }

    pub(crate) fn from_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// Where a key came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeySource {
    /// From a file of somebody else's (PKCS#12): other copies may exist.
    Imported,
    /// Made by the keyholder: no other copy exists.
    Made,
}

impl KeySource {
    const ALL: [Self; 2] = [Self::Imported, Self::Made];

    /// The word in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Made => "made",
        }
    }

    pub(crate) fn from_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// Where a key stands in its life. No state deletes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// It is the one in use.
    Active,
    /// Its newest certificate has run out.
    Expired,
    /// A certificate was asked for and has not come yet.
    Requested,
    /// Its certificate was revoked.
    Revoked,
    /// A newer key took its place; it still opens old mail.
    Superseded,
}

impl KeyState {
    const ALL: [Self; 5] = [Self::Active, Self::Expired, Self::Requested, Self::Revoked, Self::Superseded];

    /// The word in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Requested => "requested",
            Self::Revoked => "revoked",
            Self::Superseded => "superseded",
        }
    }

    pub(crate) fn from_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}
