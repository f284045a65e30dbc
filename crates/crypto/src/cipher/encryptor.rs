//! Encryption in one pass: AES-CBC with the padding of RFC 5652 section 6.3, AES-GCM (NIST SP 800-38D) with its tag at the end.

use super::{
    algorithm::CipherAlgorithm,
    bulk,
    counter::Counter,
    gcm::Tag,
    key::{self, ContentKey},
};
use crate::error::Error;

/// Encrypts content piece by piece. Pieces of 16 to 64 KiB into an `out` that is cleared and used again cost least.
///
/// ```
/// use kakitome_crypto::{Checker, CipherAlgorithm, ContentCipher, ContentKey, Decryptor, Encryptor};
///
/// let algorithm = CipherAlgorithm::fresh(ContentCipher::Aes256Gcm)?;
/// let key = ContentKey::random(ContentCipher::Aes256Gcm)?;
/// let (mut encryptor, mut ciphertext) = (Encryptor::new(&algorithm, &key, b"")?, Vec::new());
/// encryptor.update(b"a secret", &mut ciphertext)?;
/// let tag = encryptor.finish(&mut ciphertext)?;
///
/// // Two passes: all of it is checked, then it is decrypted.
/// let mut checker = Checker::new(&algorithm, &key)?;
/// checker.update(&ciphertext);
/// let checked = checker.finish(b"", &tag).ok_or("wrong key, or altered")?;
/// let (mut decryptor, mut plaintext) = (Decryptor::new(&checked)?, Vec::new());
/// decryptor.update(&ciphertext, &mut plaintext)?;
/// decryptor.finish(&mut plaintext)?;
/// assert_eq!(plaintext, b"a secret");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Encryptor(Mode);

enum Mode {
    Cbc(Box<bulk::Encrypting>),
    Gcm(Box<Gcm>),
}

struct Gcm {
    counter: Counter,
    tag: Tag,
    associated: Vec<u8>,
    icv_len: usize,
}

impl Encryptor {
    /// `associated` is authenticated along (RFC 5083: the DER of authAttrs); it is empty with CBC.
    ///
    /// # Errors
    /// A cipher that is only read, a key of another length, associated data with CBC.
    pub fn new(algorithm: &CipherAlgorithm, key: &ContentKey, associated: &[u8]) -> Result<Self, Error> {
        let cipher = algorithm.cipher();
        key::writable(cipher)?;
        let key = key.of(algorithm)?;
        if cipher.is_authenticated() {
            let (tag, before) = Tag::new(algorithm, &key)?;
            let counter = Counter::new(&key, before)?;
            let gcm = Gcm { counter, tag, associated: associated.to_vec(), icv_len: algorithm.icv_len() };
            return Ok(Self(Mode::Gcm(Box::new(gcm))));
        }
        if !associated.is_empty() {
            return Err(Error::Unsupported { what: "associated data with", name: cipher.name().to_owned(), oid: Some(cipher.oid()) });
        }
        Ok(Self(Mode::Cbc(Box::new(bulk::Encrypting::new(algorithm, &key)?))))
    }

    /// Appends to `out` what can be encrypted of this piece.
    ///
    /// # Errors
    /// More content than one nonce allows (64 GiB); the primitive library failed.
    pub fn update(&mut self, plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        match &mut self.0 {
            Mode::Cbc(cbc) => cbc.update(plaintext, out),
            Mode::Gcm(gcm) => {
                let Gcm { counter, tag, .. } = gcm.as_mut();
                counter.apply(plaintext, out, |ciphertext| tag.update(ciphertext))
            }
        }
    }

    /// Appends the rest and returns the tag, which is empty with CBC.
    ///
    /// # Errors
    /// The primitive library failed.
    pub fn finish(self, out: &mut Vec<u8>) -> Result<Vec<u8>, Error> {
        match self.0 {
            Mode::Cbc(cbc) => cbc.finish(out).map(|()| Vec::new()),
            Mode::Gcm(gcm) => {
                let Gcm { tag, associated, icv_len, .. } = *gcm;
                Ok(tag.finish(&associated)?.iter().copied().take(icv_len).collect())
            }
        }
    }
}

impl std::fmt::Debug for Encryptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Encryptor(..)")
    }
}
