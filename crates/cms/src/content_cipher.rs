//! The content-encryption algorithm of an envelope: which cipher, whether the key goes through a derivation first (RFC 9709), and
//! what is notable about it. The arithmetic is in `kakitome_crypto`.

use const_oid::ObjectIdentifier;
use kakitome_ber::Cursor;
use kakitome_crypto::{CipherAlgorithm, ContentKey, DigestAlgorithm, Strength, Zeroizing, hkdf};

use crate::algorithm::AlgorithmIdentifier;
use crate::error::Error;
use crate::finding::{EnvelopeFinding, Finding};

/// id-alg-cek-hkdf-sha256 (RFC 9709 3)
const CEK_HKDF_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.31");
/// RFC 9709 2: the salt of the derivation.
const SALT: &[u8] = b"The Cryptographic Message Syntax";

/// How content is encrypted.
#[derive(Clone, Debug)]
pub struct ContentEncryption {
    /// contentEncryptionAlgorithm as received.
    pub identifier: AlgorithmIdentifier,
    /// The cipher with its parameters; `None`: not offered, or its parameters are not the cipher's.
    pub algorithm: Option<CipherAlgorithm>,
    /// Whether the content's key is derived from the recipients' with the cipher's name (RFC 9709), so that nobody can exchange it.
    pub is_derived: bool,
    /// The cipher's own AlgorithmIdentifier as received.
    inner: AlgorithmIdentifier,
    /// Why there is no algorithm.
    problem: Option<kakitome_crypto::Error>,
}

impl ContentEncryption {
    pub(crate) fn new(identifier: AlgorithmIdentifier) -> Self {
        let derived = (identifier.oid == CEK_HKDF_SHA256).then(|| AlgorithmIdentifier::read(&mut Cursor::new(&identifier.parameters)).ok());
        let is_derived = derived.is_some();
        let inner = derived.flatten().unwrap_or_else(|| identifier.clone());
        let (algorithm, problem) = match CipherAlgorithm::from_der(&inner.raw) {
            Ok(algorithm) => (Some(algorithm), None),
            Err(problem) => (None, Some(problem)),
        };
        Self { identifier, algorithm, is_derived, inner, problem }
    }

    /// The cipher's name, or the object identifier.
    #[must_use]
    pub fn name(&self) -> String {
        match (&self.algorithm, &self.problem) {
            (Some(algorithm), _) => algorithm.cipher().name().to_owned(),
            (None, Some(kakitome_crypto::Error::Unsupported { name, .. })) => name.clone(),
            (None, _) => self.inner.oid.to_string(),
        }
    }

    /// Whether a change of the content is noticed.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.algorithm.as_ref().is_some_and(|algorithm| algorithm.cipher().is_authenticated())
    }

    /// What is notable in a container with (`tagged`) or without a place for the tag.
    pub(crate) fn judge(&self, tagged: bool, findings: &mut Vec<Finding>) {
        let cipher = self.name();
        let Some(algorithm) = &self.algorithm else {
            findings.push(EnvelopeFinding::UnsupportedCipher { cipher, reason: self.reason() }.into());
            return;
        };
        match (algorithm.cipher().is_authenticated(), tagged) {
            (true, false) => findings.push(EnvelopeFinding::AeadInEnveloped { cipher: cipher.clone() }.into()),
            (false, true) => findings.push(EnvelopeFinding::CipherWithoutTag { cipher: cipher.clone() }.into()),
            (false, false) => findings.push(EnvelopeFinding::UnauthenticatedCipher { cipher: cipher.clone() }.into()),
            (true, true) => {}
        }
        if algorithm.cipher().strength() != Strength::Good {
            findings.push(EnvelopeFinding::WeakCipher { cipher }.into());
        }
        if tagged && self.icv_is_default() {
            findings.push(EnvelopeFinding::IcvDefault { length: algorithm.icv_len() }.into());
        }
    }

    /// The algorithm, if content in such a container may be decrypted with it.
    pub(crate) fn usable(&self, container: &'static str, tagged: bool) -> Result<&CipherAlgorithm, Error> {
        let Some(algorithm) = &self.algorithm else {
            return Err(Error::UnsupportedCipher { reason: self.reason() });
        };
        // RFC 5083 2.1 and RFC 5084 1: the tag has its place in one of the two, so a cipher in the other was put there by an attacker or a mistake.
        if algorithm.cipher().is_authenticated() != tagged {
            return Err(Error::MisplacedCipher { cipher: algorithm.cipher().name(), container });
        }
        Ok(algorithm)
    }

    /// The key that the content is encrypted with, from the one that recipients got.
    pub(crate) fn content_key(&self, key: Zeroizing<Vec<u8>>) -> Result<ContentKey, Error> {
        if !self.is_derived {
            return Ok(ContentKey::from_bytes(key));
        }
        let length = key.len();
        Ok(ContentKey::from_bytes(hkdf(DigestAlgorithm::Sha256, SALT, &key, &self.inner.raw, length)?))
    }

    fn reason(&self) -> String {
        self.problem.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    /// Whether the tag's length is left out (RFC 5084 3.2: then it is 12).
    fn icv_is_default(&self) -> bool {
        let fields = Cursor::new(&self.inner.parameters).sequence();
        fields.is_ok_and(|mut fields| fields.any().is_ok() && fields.is_empty())
    }
}
