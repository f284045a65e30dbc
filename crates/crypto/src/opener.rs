//! The joint [`Opener`]: a wrapped content key goes in, a content key of the asked length comes out; where the private key lives is the
//! implementor's affair. Whatever is wrong with the wrapped bytes, the answer is a key of that length, made up at random (RFC 3218
//! section 2.3.2): what was wrong shows only when the content does not open, the same way for every cause (attack rows M05 to M07, M09).

use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{agreement::KeyAgreement, error::Error, padding, private::PrivateKey, random, transport::KeyTransport};

/// No content key is longer: the modulus of the longest RSA key.
const LONGEST_KEY: usize = 16384 / 8;

/// A content key as a RecipientInfo carries it.
#[derive(Clone, Copy, Debug)]
pub enum Wrapped<'a> {
    /// KeyAgreeRecipientInfo (RFC 5652 section 6.2.2, RFC 5753).
    Agreement {
        /// keyEncryptionAlgorithm.
        algorithm: &'a KeyAgreement,
        /// The originator's key: OriginatorPublicKey under the tag of a SEQUENCE (its parameters may be absent or NULL: then the curve is
        /// the recipient's), or the SubjectPublicKeyInfo of the originator's certificate.
        originator: &'a [u8],
        /// Content of ukm, if present.
        ukm: Option<&'a [u8]>,
        /// encryptedKey.
        encrypted: &'a [u8],
    },
    /// KeyTransRecipientInfo (RFC 5652 section 6.2.1).
    Transport {
        /// keyEncryptionAlgorithm.
        algorithm: &'a KeyTransport,
        /// encryptedKey.
        encrypted: &'a [u8],
    },
}

/// Somebody who opens what was encrypted to one key.
pub trait Opener: Send + Sync {
    /// The public key as SubjectPublicKeyInfo.
    fn public_key(&self) -> &[u8];
    /// A content key of exactly `key_len` octets: the one that was wrapped, or a random one if anything is wrong with `wrapped`
    /// (padding, length, point, check value), in the same time and without a word.
    ///
    /// # Errors
    /// The holder of the key cannot be reached or refuses, or the algorithm does not go with the key: nothing that depends on the
    /// private key and the encrypted octets together.
    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError>;
}

impl<O: Opener + ?Sized> Opener for std::sync::Arc<O> {
    fn public_key(&self) -> &[u8] {
        (**self).public_key()
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        (**self).unwrap(wrapped, key_len)
    }
}

/// Why no key came out at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The holder of the key cannot be reached; later it may be.
    #[error("the keyholder cannot be reached: {reason}")]
    Away {
        /// What happened.
        reason: String,
    },
    /// The algorithm is not offered or does not go with the key, or the primitive library failed.
    #[error(transparent)]
    Crypto(#[from] Error),
    /// The holder of the key refused: the key is not for this purpose.
    #[error("the keyholder refused to decrypt: {reason}")]
    Refused {
        /// Its reason.
        reason: String,
    },
}

impl OpenError {
    /// Whether the same request may succeed later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Away { .. })
    }
}

/// A key in this process's memory: for the command line and for tests.
#[derive(Debug)]
pub struct MemoryOpener {
    key: PrivateKey,
}

impl MemoryOpener {
    /// With this key.
    ///
    /// # Errors
    /// A key that only signs (Ed25519).
    pub fn new(key: PrivateKey) -> Result<Self, Error> {
        if !key.can_decrypt() {
            return Err(Error::Unsupported { what: "decrypting with a key of type", name: key.kind().name(), oid: None });
        }
        Ok(Self { key })
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }
}

impl Opener for MemoryOpener {
    fn public_key(&self) -> &[u8] {
        self.key.public_spki()
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        Ok(open(&self.key, wrapped, key_len)?)
    }
}

/// The random key is drawn first and for every message; what follows overwrites it or does not.
fn open(private: &PrivateKey, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    if key_len > LONGEST_KEY {
        return Err(Error::malformed("content key", format_args!("{key_len} octets asked for, {LONGEST_KEY} is the limit")));
    }
    let mut key = Zeroizing::new(vec![0; key_len]);
    random::fill(&mut key)?;
    match *wrapped {
        Wrapped::Transport { algorithm, encrypted } => {
            let block = private.raw_rsa(encrypted)?;
            match algorithm {
                KeyTransport::RsaPkcs1 => padding::pkcs1_unpad(&block, &mut key),
                KeyTransport::RsaOaep { digest, mgf, label } => padding::oaep_unpad(*digest, *mgf, label, &block, &mut key)?,
            }
        }
        Wrapped::Agreement { algorithm, originator, ukm, encrypted } => {
            let agreeing = private.agreeing()?;
            let mut secret = Zeroizing::new(vec![0; LONGEST_SECRET]);
            random::fill(&mut secret)?;
            let secret = agreeing.agree_with(originator).unwrap_or(secret);
            for kek in algorithm.key_encryption_keys(&secret, ukm)? {
                take(&mut key, algorithm.wrap().unwrap(&kek, encrypted));
            }
        }
    }
    Ok(key)
}

/// Octets of a coordinate of P-521.
const LONGEST_SECRET: usize = 66;

/// Overwrites the key with one that was unwrapped, if it is as long. (That a key wrap is bad tells nobody anything about the private key:
/// whoever can make a good one knows the shared secret. It is kept quiet all the same.)
fn take(key: &mut [u8], found: Option<Zeroizing<Vec<u8>>>) {
    let found = found.unwrap_or_default();
    let good = found.len().ct_eq(&key.len());
    for (to, from) in key.iter_mut().zip(found.iter()) {
        to.conditional_assign(from, good);
    }
}

#[cfg(test)]
mod tests;
