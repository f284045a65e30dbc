//! The request to open a content key: which key, which way (key transport or key agreement, RFC 5652 section 6.2), what a RecipientInfo
//! carries, and how long the content key must be. The answer is always a key of that length. Nothing is judged here but lengths.

use kakitome_crypto::Wrapped;

use crate::{
    error::{Error, bounded},
    field::{Fields, Unreadable, put_octets},
    frame::put_frame,
    key::KeyId,
};

/// A request to open a content key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnwrapRequest {
    /// With which key.
    pub key: KeyId,
    /// Octets of the content key that is expected.
    pub key_len: usize,
    /// What is to be opened.
    pub wrapped: WrappedKey,
}

/// A content key as a RecipientInfo carries it; algorithms as DER, for the keyholder to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrappedKey {
    /// KeyAgreeRecipientInfo.
    Agreement {
        /// keyEncryptionAlgorithm.
        algorithm: Vec<u8>,
        /// The originator's public key.
        originator: Vec<u8>,
        /// Content of ukm, if present.
        ukm: Option<Vec<u8>>,
        /// encryptedKey.
        encrypted: Vec<u8>,
    },
    /// KeyTransRecipientInfo.
    Transport {
        /// keyEncryptionAlgorithm.
        algorithm: Vec<u8>,
        /// encryptedKey.
        encrypted: Vec<u8>,
    },
}

impl WrappedKey {
    /// encryptedKey.
    #[must_use]
    pub fn encrypted(&self) -> &[u8] {
        match self {
            Self::Agreement { encrypted, .. } | Self::Transport { encrypted, .. } => encrypted,
        }
    }
}

const TRANSPORT: u8 = 1;
const AGREEMENT: u8 = 2;

/// RC2 with 40 bits, the shortest that mail was ever encrypted by (RFC 2268). Shorter answers would tell more about the padding of what
/// was not meant to be a content key.
pub(crate) const LEAST_CONTENT_KEY: usize = 5;
/// RC2 takes at most 128 octets (RFC 2268 section 2); AES-256 has 32.
pub(crate) const MOST_CONTENT_KEY: usize = 128;
/// The modulus of the longest RSA key that opens (16384 bits). A wrapped key of the others has some 40 octets.
const MOST_WRAPPED: usize = 16384 / 8;
/// OAEP with both digests named has 60 octets; a label may come on top.
const MOST_ALGORITHM: usize = 1024;
/// SubjectPublicKeyInfo of P-521 has 158 octets.
const MOST_ORIGINATOR: usize = 1024;
/// RFC 2631 section 2.1.2 has 64 octets; who writes more has no reason to.
const MOST_UKM: usize = 4096;

/// Appends the frame of a request.
pub(crate) fn put_unwrap(
    out: &mut Vec<u8>,
    frame: (u64, u8),
    key: KeyId,
    algorithm: &[u8],
    wrapped: Parts<'_>,
    key_len: usize,
) -> Result<(), Error> {
    bounded("the content key", key_len, MOST_CONTENT_KEY)?;
    bounded("a key-encryption algorithm", algorithm.len(), MOST_ALGORITHM)?;
    bounded("an originator's key", wrapped.originator.map_or(0, <[u8]>::len), MOST_ORIGINATOR)?;
    bounded("user keying material", wrapped.ukm.map_or(0, <[u8]>::len), MOST_UKM)?;
    bounded("an encrypted content key", wrapped.encrypted.len(), MOST_WRAPPED)?;
    let (id, kind) = frame;
    put_frame(out, id, kind, |out| {
        out.extend(key.as_bytes());
        out.push(if wrapped.originator.is_some() { AGREEMENT } else { TRANSPORT });
        out.extend(u32::try_from(key_len).unwrap_or(u32::MAX).to_be_bytes());
        put_octets(out, algorithm);
        if let Some(originator) = wrapped.originator {
            put_octets(out, originator);
            out.push(u8::from(wrapped.ukm.is_some()));
            put_octets(out, wrapped.ukm.unwrap_or_default());
        }
        out.extend_from_slice(wrapped.encrypted);
    });
    Ok(())
}

/// The octets of either way beside its algorithm; an originator makes it key agreement.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    originator: Option<&'a [u8]>,
    ukm: Option<&'a [u8]>,
    encrypted: &'a [u8],
}

impl<'a> From<&'a WrappedKey> for Parts<'a> {
    fn from(wrapped: &'a WrappedKey) -> Self {
        match wrapped {
            WrappedKey::Transport { encrypted, .. } => Self { originator: None, ukm: None, encrypted },
            WrappedKey::Agreement { originator, ukm, encrypted, .. } => {
                Self { originator: Some(originator), ukm: ukm.as_deref(), encrypted }
            }
        }
    }
}

impl<'a> From<&Wrapped<'a>> for Parts<'a> {
    fn from(wrapped: &Wrapped<'a>) -> Self {
        match *wrapped {
            Wrapped::Transport { encrypted, .. } => Self { originator: None, ukm: None, encrypted },
            Wrapped::Agreement { originator, ukm, encrypted, .. } => Self { originator: Some(originator), ukm, encrypted },
        }
    }
}

/// The algorithm's DER. Where its encoding counts (the key wrap inside a key agreement) it is the one that was received.
pub(crate) fn algorithm_of(wrapped: &Wrapped<'_>) -> Vec<u8> {
    match wrapped {
        Wrapped::Agreement { algorithm, .. } => algorithm.to_der(),
        Wrapped::Transport { algorithm, .. } => algorithm.to_der(),
    }
}

impl UnwrapRequest {
    pub(crate) fn put(&self, out: &mut Vec<u8>, frame: (u64, u8)) -> Result<(), Error> {
        let (WrappedKey::Agreement { algorithm, .. } | WrappedKey::Transport { algorithm, .. }) = &self.wrapped;
        put_unwrap(out, frame, self.key, algorithm, Parts::from(&self.wrapped), self.key_len)
    }

    pub(crate) fn read(mut fields: Fields<'_>) -> Result<Self, Unreadable> {
        let key = KeyId::from_bytes(fields.array()?);
        let way = fields.octet()?;
        let key_len = usize::try_from(fields.u32()?).unwrap_or(usize::MAX);
        if !(LEAST_CONTENT_KEY..=MOST_CONTENT_KEY).contains(&key_len) {
            return Err(Unreadable("no content key has the length that is asked for"));
        }
        let algorithm = short(fields.octets()?, MOST_ALGORITHM, "a key-encryption algorithm that is too long")?;
        let wrapped = match way {
            TRANSPORT => WrappedKey::Transport { algorithm, encrypted: encrypted(fields)? },
            AGREEMENT => {
                let originator = short(fields.octets()?, MOST_ORIGINATOR, "an originator's key that is too long")?;
                let ukm = (fields.octet()?, short(fields.octets()?, MOST_UKM, "user keying material that is too long")?);
                let ukm = match ukm {
                    (0, absent) if absent.is_empty() => None,
                    (1, ukm) => Some(ukm),
                    _ => return Err(Unreadable("user keying material without a meaning")),
                };
                WrappedKey::Agreement { algorithm, originator, ukm, encrypted: encrypted(fields)? }
            }
            _ => return Err(Unreadable("a way of wrapping without a meaning")),
        };
        Ok(Self { key, key_len, wrapped })
    }
}

fn encrypted(fields: Fields<'_>) -> Result<Vec<u8>, Unreadable> {
    short(fields.rest(), MOST_WRAPPED, "an encrypted content key that is too long")
}

fn short(octets: &[u8], most: usize, why: &'static str) -> Result<Vec<u8>, Unreadable> {
    if octets.len() > most { Err(Unreadable(why)) } else { Ok(octets.to_vec()) }
}
