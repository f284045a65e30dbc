//! What is said about a key: its id, what it may sign and whether it opens, its public half.

use std::{fmt, str::FromStr};

use kakitome_crypto::{DigestAlgorithm, Kind, digest};

/// The name of a key: the first 16 octets of SHA-256 over its SubjectPublicKeyInfo. The same key has the same id everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; KeyId::LEN]);

impl KeyId {
    /// Octets of an id.
    pub const LEN: usize = 16;

    /// The id of the key with this SubjectPublicKeyInfo.
    #[must_use]
    pub fn of_public_key(spki: &[u8]) -> Self {
        let hash = digest(DigestAlgorithm::Sha256, spki);
        let head = hash.as_ref().and_then(|hash| hash.as_bytes().first_chunk::<{ Self::LEN }>());
        // SHA-256 is always computed and longer than an id.
        Self(head.copied().unwrap_or_default())
    }

    /// From its octets.
    #[must_use]
    pub fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// The id before it in order; `None`: it is the first.
    pub(crate) fn predecessor(self) -> Option<Self> {
        u128::from_be_bytes(self.0).checked_sub(1).map(|number| Self(number.to_be_bytes()))
    }

    /// Its octets.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// The text is no key id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a key id is 32 hexadecimal digits, this is {0:?}")]
pub struct NoKeyId(String);

impl FromStr for KeyId {
    type Err = NoKeyId;

    fn from_str(text: &str) -> Result<Self, NoKeyId> {
        let wrong = || NoKeyId(text.chars().take(40).collect());
        if text.len() != Self::LEN * 2 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| wrong())?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// What a key may do; fixed when it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Certificates and revocation lists: the key of a private CA.
    Authority,
    /// Mail (signed attributes), and the request for its own certificate; it opens what was encrypted to it.
    Mail,
}

impl Purpose {
    /// Whether a key of this purpose signs bytes of this kind.
    #[must_use]
    pub fn allows(self, kind: Kind) -> bool {
        match self {
            Self::Authority => matches!(kind, Kind::Certificate | Kind::RevocationList),
            Self::Mail => matches!(kind, Kind::SignedAttributes | Kind::CertificateRequest),
        }
    }

    /// Whether a key of this purpose opens content keys. What a CA's key would open was never meant for it.
    #[must_use]
    pub fn opens(self) -> bool {
        match self {
            Self::Authority => false,
            Self::Mail => true,
        }
    }

    /// `mail` or `authority`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Mail => "mail",
        }
    }

    /// As it stands in frames and key files.
    #[must_use]
    pub fn to_octet(self) -> u8 {
        match self {
            Self::Mail => 1,
            Self::Authority => 2,
        }
    }

    /// From frames and key files.
    #[must_use]
    pub fn from_octet(octet: u8) -> Option<Self> {
        match octet {
            1 => Some(Self::Mail),
            2 => Some(Self::Authority),
            _ => None,
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The public side of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its id.
    pub id: KeyId,
    /// What it may do.
    pub purpose: Purpose,
    /// A name for people, given when it was made.
    pub label: String,
    /// SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
    /// When it came into being here: seconds since 1970.
    pub made: i64,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        let id = KeyId::of_public_key(b"some key");
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "00", "+f000000000000000000000000000000", &"g".repeat(32), &"0".repeat(33), &"鍵".repeat(11)] {
            assert!(wrong.parse::<KeyId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_purpose_signs_what_the_other_signs() {
        for kind in [Kind::Certificate, Kind::CertificateRequest, Kind::RevocationList, Kind::SignedAttributes] {
            assert_ne!(Purpose::Mail.allows(kind), Purpose::Authority.allows(kind), "{kind:?}");
        }
    }
}
