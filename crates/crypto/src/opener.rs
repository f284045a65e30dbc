//! The joint [`Opener`]: a wrapped content key goes in, a content key of the asked length comes out; where the private key lives is the
//! implementor's affair. Whatever is wrong with the wrapped bytes, the answer is a key of that length, made up (see `rejection`): what was
//! wrong shows only when the content does not open, the same way for every cause (attack rows M05 to M07, M09).

use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{
    error::Error, kind::KeyKind, padding, private::PrivateKey, random, rejection::Rejection, transport::KeyTransport, wrapped::Wrapped,
};

/// No content key is longer: the modulus of the longest RSA key.
const LONGEST_KEY: usize = 16384 / 8;

/// Somebody who opens what was encrypted to one key.
pub trait Opener: Send + Sync {
    /// The public key as SubjectPublicKeyInfo.
    fn public_key(&self) -> &[u8];
    /// A content key of exactly `key_len` octets: the one that was wrapped, or a made-up one if anything is wrong with `wrapped`
    /// (padding, length, point, check value), in the same time and without a word.
    ///
    /// # Errors
    /// The holder of the key cannot be reached or refuses, or the algorithm does not go with the key: nothing that depends on the
    /// private key and the encrypted octets together.
    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError>;

    /// [`Self::unwrap`] for many questions (what is wrapped, and the length of its key), with an answer for each in their order. Whoever
    /// can answer several in less time than one by one does it here; eight at a time are enough for that.
    fn unwrap_many(&self, questions: &[(Wrapped<'_>, usize)]) -> Vec<Result<Zeroizing<Vec<u8>>, OpenError>> {
        questions.iter().map(|(wrapped, key_len)| self.unwrap(wrapped, *key_len)).collect()
    }
}

impl<O: Opener + ?Sized> Opener for std::sync::Arc<O> {
    fn public_key(&self) -> &[u8] {
        (**self).public_key()
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        (**self).unwrap(wrapped, key_len)
    }

    fn unwrap_many(&self, questions: &[(Wrapped<'_>, usize)]) -> Vec<Result<Zeroizing<Vec<u8>>, OpenError>> {
        (**self).unwrap_many(questions)
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

/// A key in this process's memory: for the command line and for tests. Many RSA questions at once take a third of the time of one after
/// the other where the processor has AVX-512 IFMA.
#[derive(Debug)]
pub struct MemoryOpener {
    key: PrivateKey,
    rejection: Rejection,
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
        let number_len = match key.kind() {
            KeyKind::Rsa { bits } => bits.div_ceil(8) as usize,
            _ => 0,
        };
        Ok(Self { rejection: Rejection::new(&key.to_pkcs8()?, number_len)?, key })
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// The answer to a question, whose encrypted number the private operation has made a block of. The key is made up first and for every
    /// question; what follows overwrites it or does not.
    fn answer(&self, wrapped: &Wrapped<'_>, key_len: usize, block: impl FnOnce(&[u8]) -> Block) -> Result<Zeroizing<Vec<u8>>, Error> {
        if key_len > LONGEST_KEY {
            return Err(Error::malformed("content key", format_args!("{key_len} octets asked for, {LONGEST_KEY} is the limit")));
        }
        let mut key = self.rejection.key(wrapped, key_len)?;
        match *wrapped {
            Wrapped::Transport { algorithm, encrypted } => {
                let block = block(encrypted)?;
                match algorithm {
                    KeyTransport::RsaPkcs1 => padding::pkcs1_unpad(&block, &mut key),
                    KeyTransport::RsaOaep { digest, mgf, label } => padding::oaep_unpad(*digest, *mgf, label, &block, &mut key)?,
                }
            }
            Wrapped::Agreement { algorithm, originator, ukm, encrypted } => {
                let agreeing = self.key.agreeing()?;
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
}

/// What the private operation makes of an encrypted number.
type Block = Result<Zeroizing<Vec<u8>>, Error>;

impl Opener for MemoryOpener {
    fn public_key(&self) -> &[u8] {
        self.key.public_spki()
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        Ok(self.answer(wrapped, key_len, |encrypted| self.key.raw_rsa(encrypted))?)
    }

    fn unwrap_many(&self, questions: &[(Wrapped<'_>, usize)]) -> Vec<Result<Zeroizing<Vec<u8>>, OpenError>> {
        let encrypted: Vec<&[u8]> = questions.iter().filter_map(|(wrapped, _)| wrapped.number()).collect();
        let mut blocks = self.key.raw_rsa_many(&encrypted).into_iter();
        let answers = questions.iter().map(|(wrapped, key_len)| {
            let block = wrapped.number().and_then(|_| blocks.next());
            Ok(self.answer(wrapped, *key_len, |encrypted| block.unwrap_or_else(|| self.key.raw_rsa(encrypted)))?)
        });
        answers.collect()
    }
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
