//! The key that is made up where a wrapped one is no good (implicit rejection, RFC 3218 section 2.3.2): a pseudo-random function of a
//! secret of the private key and of the question, as OpenSSL makes it since 3.2. So the same question has the same answer, and asking
//! twice tells nothing. The secret comes of the private key, so that it is the same after a restart and in every process.

use zeroize::Zeroizing;

use crate::{digest::DigestAlgorithm, error::Error, kdf::hkdf, wrapped::Wrapped};

const SECRET_LEN: usize = 32;
/// Keeps the secret apart from everything else that may ever be derived of a private key.
const LABEL: &[u8] = b"kakitome implicit rejection 1";

/// What made-up keys are made of.
pub(crate) struct Rejection {
    secret: Zeroizing<Vec<u8>>,
    /// Octets of an encrypted key in its full length, where it is a number.
    number_len: usize,
}

impl Rejection {
    /// For a private key (PKCS#8), and the length of its modulus, if it has one.
    pub(crate) fn new(pkcs8: &[u8], number_len: usize) -> Result<Self, Error> {
        Ok(Self { secret: hkdf(DigestAlgorithm::Sha256, LABEL, pkcs8, b"", SECRET_LEN)?, number_len })
    }

    /// The made-up key for a question. Everything that can be varied about a question goes in, so that no two answers have anything to do
    /// with each other: not those for two lengths either, of which one may be the good one.
    pub(crate) fn key(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
        let length = (key_len as u64).to_be_bytes();
        hkdf(DigestAlgorithm::Sha256, &self.secret, &self.question(wrapped), &length, key_len)
    }

    fn question(&self, wrapped: &Wrapped<'_>) -> Vec<u8> {
        match *wrapped {
            Wrapped::Agreement { algorithm, originator, ukm, encrypted } => {
                fields(&[b"agreement", &algorithm.to_der(), originator, &[u8::from(ukm.is_some())], ukm.unwrap_or_default(), encrypted])
            }
            // With zeros in front or without, it is the same number, which has one answer.
            Wrapped::Transport { algorithm, encrypted } => {
                let zeros = vec![0; self.number_len.saturating_sub(encrypted.len())];
                fields(&[b"transport", &algorithm.to_der(), &[&zeros, encrypted].concat()])
            }
        }
    }
}

impl std::fmt::Debug for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rejection")
    }
}

/// Each with its length before it.
fn fields(fields: &[&[u8]]) -> Vec<u8> {
    let mut all = Vec::new();
    for field in fields {
        all.extend_from_slice(&(field.len() as u64).to_be_bytes());
        all.extend_from_slice(field);
    }
    all
}
