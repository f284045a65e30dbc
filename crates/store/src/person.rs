//! A correspondent: a mail address with the certificates that mail to it may be encrypted with, and how far each is believed.
//! Which of them is used is chosen by `smime`.

use crate::address::Address;
use crate::millis::Millis;

/// A mail address with its certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The address.
    pub address: Address,
    /// Its certificates, the last seen first.
    pub certificates: Vec<PersonCertificate>,
}

/// A correspondent's certificate that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonCertificate {
    /// The row.
    pub id: i64,
    /// The bytes as received.
    pub der: Vec<u8>,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// SHA-256 of its public key (SubjectPublicKeyInfo).
    pub spki_sha256: [u8; 32],
    /// The subject's name, for people.
    pub subject: String,
    /// The issuer's name, for people.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial: String,
    /// Valid from.
    pub not_before: Millis,
    /// Valid to.
    pub not_after: Millis,
    /// Where it came from.
    pub trust: PersonTrust,
    /// Whether it may be used.
    pub state: PersonState,
    /// SMIMECapabilities as last stated, in DER.
    pub capabilities: Option<Vec<u8>>,
    /// When its owner last asked, under a signature, to be answered with it.
    pub asked_for: Option<Millis>,
    /// The certificates above it, DER one after another; empty: none is known.
    pub issuers: Vec<u8>,
    /// When it came here.
    pub first_seen: Millis,
    /// When it was last seen.
    pub last_seen: Millis,
}

/// A correspondent's certificate to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPersonCertificate {
    /// Whose.
    pub address: Address,
    /// The bytes as received.
    pub der: Vec<u8>,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// SHA-256 of its public key (SubjectPublicKeyInfo).
    pub spki_sha256: [u8; 32],
    /// The subject's name, for people.
    pub subject: String,
    /// The issuer's name, for people.
    pub issuer: String,
    /// The serial number, hexadecimal.
    pub serial: String,
    /// Valid from.
    pub not_before: Millis,
    /// Valid to.
    pub not_after: Millis,
    /// Where it comes from.
    pub trust: PersonTrust,
    /// SMIMECapabilities in DER, if it came with some; what was known stays known without.
    pub capabilities: Option<Vec<u8>>,
    /// When the mail was signed that it came with. What an older mail says changes nothing.
    pub asked_for: Option<Millis>,
    /// The certificates above it, DER one after another.
    pub issuers: Vec<u8>,
}

/// Where a correspondent's certificate came from; the greatest is believed most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonTrust {
    /// Out of a mail whose verdict was valid.
    Harvested,
    /// From a directory.
    Directory,
    /// A person put it in.
    Imported,
}

impl PersonTrust {
    const ALL: [Self; 3] = [Self::Harvested, Self::Directory, Self::Imported];

    /// The word in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Harvested => "harvested",
            Self::Directory => "directory",
            Self::Imported => "imported",
        }
    }

    pub(crate) fn from_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// Whether a correspondent's certificate may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PersonState {
    /// It may.
    Usable,
    /// Its key is not the one that was known, and nobody has looked at it yet.
    Review,
}

impl PersonState {
    /// The word in the database and in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Review => "review",
        }
    }

    pub(crate) fn from_row(text: &str) -> Option<Self> {
        [Self::Usable, Self::Review].into_iter().find(|one| one.as_str() == text)
    }
}

/// What became of a certificate that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kept {
    /// It is new and may be used.
    New,
    /// It was there; what is newly known of it is kept.
    Known,
    /// It has another key than is known for the address and waits for a person.
    Waiting,
    /// It has another key, and a later mail asked for the key that is known: nothing was kept.
    Older,
}
