//! The content-encryption algorithm of an envelope: which cipher, whether it belongs in this container, and what is notable about it.
//! The arithmetic, key derivation by RFC 9709 with it, is in `kakitome_crypto`.

use kakitome_ber::Cursor;
use kakitome_crypto::{CipherAlgorithm, Error as CryptoError, Strength};

use crate::algorithm::AlgorithmIdentifier;
use crate::error::Error;
use crate::finding::{EnvelopeFinding, Finding};

/// How content is encrypted.
#[derive(Clone, Debug)]
pub struct ContentEncryption {
    /// contentEncryptionAlgorithm as received.
    pub identifier: AlgorithmIdentifier,
    /// The cipher with its parameters; `None`: not offered, or its parameters are not the cipher's.
    pub algorithm: Option<CipherAlgorithm>,
    /// Whether the content's key is derived from the recipients' with the cipher's name (RFC 9709), so that nobody can exchange it.
    pub is_derived: bool,
    /// Why there is no algorithm.
    problem: Option<CryptoError>,
}

impl ContentEncryption {
    pub(crate) fn new(identifier: AlgorithmIdentifier) -> Self {
        let (algorithm, problem) = match CipherAlgorithm::from_der(&identifier.raw) {
            Ok(algorithm) => (Some(algorithm), None),
            Err(problem) => (None, Some(problem)),
        };
        let is_derived = algorithm.as_ref().is_some_and(CipherAlgorithm::derives_key);
        Self { identifier, algorithm, is_derived, problem }
    }

    /// The cipher's name, or the object identifier.
    #[must_use]
    pub fn name(&self) -> String {
        match (&self.algorithm, &self.problem) {
            (Some(algorithm), _) => algorithm.cipher().name().to_owned(),
            (None, Some(CryptoError::Unsupported { name, .. })) => name.clone(),
            (None, _) => self.identifier.oid.to_string(),
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
        // RFC 5083 2.1, RFC 5084 1: the tag has its place in one of the two; a cipher in the other was put there by an attacker (attack
        // row M10) or by mistake.
        if algorithm.cipher().is_authenticated() != tagged {
            return Err(Error::MisplacedCipher { cipher: algorithm.cipher().name(), container });
        }
        Ok(algorithm)
    }

    fn reason(&self) -> String {
        self.problem.as_ref().map(ToString::to_string).unwrap_or_default()
    }

    /// Whether the tag's length is left out (RFC 5084 3.2: then it is 12).
    fn icv_is_default(&self) -> bool {
        let inner = AlgorithmIdentifier::read(&mut Cursor::new(&self.identifier.parameters)).ok().filter(|_| self.is_derived);
        let fields = Cursor::new(&inner.as_ref().unwrap_or(&self.identifier).parameters).sequence();
        fields.is_ok_and(|mut fields| fields.any().is_ok() && fields.is_empty())
    }
}
