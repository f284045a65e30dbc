//! Password recipients (RFC 5652 section 6.2.4): PBKDF2 (RFC 8018) and id-alg-PWRI-KEK (RFC 3211 section 2.3), which encrypts the key twice
//! with CBC, so that every bit of it hangs on every other.

use der::Decode;
use subtle::{ConstantTimeEq, ConstantTimeGreater};
use zeroize::Zeroizing;

use crate::{
    asn1::{AlgorithmIdentifier, write_algorithm},
    cipher::{CipherAlgorithm, ContentCipher, block::BlockCipher},
    digest::DigestAlgorithm,
    error::Error,
    oid,
    password_kdf::Pbkdf2,
    random,
    stretch::Pbkdf2Limits,
};

/// How a password recipient wraps its key: both AlgorithmIdentifiers of PasswordRecipientInfo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordKek {
    /// `None`: the key-encryption key itself is agreed on elsewhere and stands in the place of the password.
    derivation: Option<Pbkdf2>,
    cipher: CipherAlgorithm,
}

/// RFC 3211 section 2.3.1: one octet of length, three of check.
const HEAD: usize = 4;
const CHECKED: usize = 3;
/// The length octet counts to 255; padding makes it at most one block more.
const LONGEST: usize = HEAD + 255 + 16;

impl PasswordKek {
    /// Iterations that are written: OWASP's figure of 2023 for PBKDF2 with HMAC-SHA-256.
    pub const ITERATIONS: u32 = 600_000;

    /// Reads keyDerivationAlgorithm (with its tag `[0]` set back to SEQUENCE; absent: the password *is* the key-encryption key)
    /// and keyEncryptionAlgorithm.
    ///
    /// # Errors
    /// [`Error::Unsupported`] with the object identifier, or parameters that are not the algorithm's.
    pub fn from_der(derivation: Option<&[u8]>, encryption: &[u8]) -> Result<Self, Error> {
        let read = |der, what| AlgorithmIdentifier::from_der(der).map_err(|why| Error::malformed(what, why));
        let derivation = derivation.map(|der| Pbkdf2::from_read(&read(der, "keyDerivationAlgorithm")?)).transpose()?;
        let encryption = read(encryption, "keyEncryptionAlgorithm")?;
        if encryption.oid != oid::PWRI_KEK {
            return Err(Error::Unsupported {
                what: "encryption of a key with a password by",
                name: oid::display(encryption.oid),
                oid: Some(encryption.oid),
            });
        }
        let inner = encryption.parameters.ok_or_else(|| Error::malformed("PWRI-KEK parameters", "absent"))?;
        let inner: AlgorithmIdentifier<'_> = inner.decode_as().map_err(|why| Error::malformed("PWRI-KEK parameters", why))?;
        Self::with(derivation, CipherAlgorithm::plain(&inner)?)
    }

    /// PBKDF2 with HMAC-SHA-256, a random salt and [`Self::ITERATIONS`]; `cipher` one of AES-CBC.
    ///
    /// # Errors
    /// Another cipher; the system's random source failed.
    pub fn fresh(cipher: ContentCipher) -> Result<Self, Error> {
        Self::with(Some(Pbkdf2::fresh(Self::ITERATIONS)?), CipherAlgorithm::fresh(cipher)?)
    }

    /// RFC 3211 section 2.3 works with any block cipher in CBC mode, and with nothing else.
    fn with(derivation: Option<Pbkdf2>, cipher: CipherAlgorithm) -> Result<Self, Error> {
        let inner = cipher.cipher();
        if inner.is_authenticated() {
            return Err(Error::Unsupported { what: "PWRI-KEK with", name: inner.name().to_owned(), oid: Some(inner.oid()) });
        }
        Ok(Self { derivation, cipher })
    }

    /// keyDerivationAlgorithm as DER with the tag of a SEQUENCE.
    #[must_use]
    pub fn derivation_der(&self) -> Option<Vec<u8>> {
        self.derivation.as_ref().map(Pbkdf2::to_der)
    }

    /// keyEncryptionAlgorithm as DER.
    #[must_use]
    pub fn encryption_der(&self) -> Vec<u8> {
        write_algorithm(oid::PWRI_KEK, &self.cipher.to_der())
    }

    /// The inner cipher.
    #[must_use]
    pub fn cipher(&self) -> ContentCipher {
        self.cipher.cipher()
    }

    /// The digest of the HMAC and the iterations, if the password is stretched.
    #[must_use]
    pub fn stretching(&self) -> Option<(DigestAlgorithm, u64)> {
        self.derivation.as_ref().map(|pbkdf2| (pbkdf2.digest, pbkdf2.iterations))
    }

    /// Wraps a content-encryption key.
    ///
    /// # Errors
    /// A cipher that is only read, a key that is not wrapped (3 to 255 octets are), more work than the limits allow.
    pub fn wrap(&self, password: &[u8], key: &[u8], limits: &Pbkdf2Limits) -> Result<Vec<u8>, Error> {
        let inner = self.cipher();
        if !inner.writes() {
            return Err(Error::Unsupported { what: "writing with", name: inner.name().to_owned(), oid: Some(inner.oid()) });
        }
        let cipher = self.block_cipher(password, limits)?;
        self.seal(&cipher, key)
    }

    fn seal(&self, cipher: &BlockCipher, key: &[u8]) -> Result<Vec<u8>, Error> {
        let length = u8::try_from(key.len()).ok().filter(|length| usize::from(*length) >= CHECKED);
        let length = length
            .ok_or_else(|| Error::BadKey { what: "key to be wrapped", why: format!("{} octets; RFC 3211 wraps 3 to 255", key.len()) })?;
        let mut body = Zeroizing::new(Vec::with_capacity(LONGEST));
        body.push(length);
        body.extend(key.iter().take(CHECKED).map(|octet| !octet));
        body.extend_from_slice(key);
        let whole = body.len().next_multiple_of(cipher.block_len()).max(2 * cipher.block_len());
        let mut padding = vec![0; whole - body.len()];
        random::fill(&mut padding)?;
        body.extend_from_slice(&padding);
        // The chain is not set back: the second encryption begins with the last block of the first.
        let mut chain = self.cipher.iv().to_vec();
        cipher.cbc_encrypt(&mut chain, &mut body)?;
        cipher.cbc_encrypt(&mut chain, &mut body)?;
        Ok(body.to_vec())
    }

    /// Unwraps. `Ok(None)`: wrong password, altered, cut: one answer. One wrong password in 16 million passes the check
    /// and gives a wrong key; that is how RFC 3211 made it.
    ///
    /// # Errors
    /// [`Error::TooMuchWork`]; a digest that is not offered.
    pub fn unwrap(&self, password: &[u8], wrapped: &[u8], limits: &Pbkdf2Limits) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let cipher = match self.block_cipher(password, limits) {
            // Without derivation the password is the key, and a key of another length is a wrong one.
            Err(Error::BadKey { .. }) => return Ok(None),
            cipher => cipher?,
        };
        let block_len = cipher.block_len();
        if wrapped.len() < 2 * block_len || wrapped.len() > LONGEST || !wrapped.len().is_multiple_of(block_len) {
            return Ok(None);
        }
        let mut body = Zeroizing::new(wrapped.to_vec());
        self.open(&cipher, &mut body)?;
        Ok(checked(&body))
    }

    /// RFC 3211 section 2.3.2: the last block shows what the second encryption began with.
    fn open(&self, cipher: &BlockCipher, body: &mut [u8]) -> Result<(), Error> {
        let block_len = cipher.block_len();
        let (before, last) = body.split_at(body.len().saturating_sub(block_len));
        let mut chain = before.get(before.len().saturating_sub(block_len)..).unwrap_or_default().to_vec();
        let mut first_chain = last.to_vec();
        cipher.cbc_decrypt(&mut chain, &mut first_chain)?;
        cipher.cbc_decrypt(&mut first_chain, body)?;
        cipher.cbc_decrypt(&mut self.cipher.iv().to_vec(), body)
    }

    fn block_cipher(&self, password: &[u8], limits: &Pbkdf2Limits) -> Result<BlockCipher, Error> {
        let inner = self.cipher();
        match &self.derivation {
            Some(derivation) => BlockCipher::new(inner, &derivation.derive(password, inner.key_len(), limits)?),
            None => BlockCipher::new(inner, password),
        }
    }
}

/// Length and check octets in constant time; the key if they are right.
fn checked(body: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (length, rest) = body.split_first()?;
    let (check, key) = rest.split_at_checked(CHECKED)?;
    let inverted: Vec<u8> = key.iter().take(CHECKED).map(|octet| !octet).collect();
    let most = u8::try_from(key.len()).unwrap_or(u8::MAX);
    let least = u8::try_from(CHECKED).unwrap_or_default();
    let good = check.ct_eq(&inverted) & !length.ct_gt(&most) & !least.ct_gt(length);
    let key = key.get(..usize::from(*length).min(key.len()))?;
    bool::from(good).then(|| Zeroizing::new(key.to_vec()))
}

#[cfg(test)]
mod tests;
