//! PBMAC1 (RFC 8018 section 7.1, in PKCS#12 by RFC 9879, which obsoletes RFC 9579): a MAC whose key PBKDF2 makes of a password.
#![forbid(unsafe_code)]

use const_oid::ObjectIdentifier;
use der::Decode;

use crate::{
    asn1::{AlgorithmIdentifier, NULL, Pbmac1Parameters, tlv, write_algorithm},
    digest::DigestAlgorithm,
    error::Error,
    hmac::{hmac, hmac_matches},
    oid,
    password_kdf::{self, Pbkdf2},
    stretch::Pbkdf2Limits,
};

/// PBMAC1 with its parameters. Nothing here is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordMac {
    derivation: Pbkdf2,
    digest: DigestAlgorithm,
    /// The key's octets, as the derivation says.
    key_len: usize,
}

/// RFC 9879 section 5: a key below 20 octets must be refused.
const SHORTEST_KEY: usize = 20;

impl PasswordMac {
    /// The object identifier that stands in the place of a digest's.
    pub const OID: ObjectIdentifier = oid::PBMAC1;

    /// Reads an AlgorithmIdentifier.
    ///
    /// # Errors
    /// A key derivation or MAC that is not offered; parameters that RFC 9879 refuses: no length of the key, or too short a one.
    pub fn from_der(algorithm: &[u8]) -> Result<Self, Error> {
        let malformed = |why: String| Error::malformed("PBMAC1-params", why);
        let read = AlgorithmIdentifier::from_der(algorithm).map_err(|why| malformed(why.to_string()))?;
        if read.oid != oid::PBMAC1 {
            return Err(Error::Unsupported { what: "a MAC by", name: oid::display(read.oid), oid: Some(read.oid) });
        }
        let parameters = read.parameters.ok_or_else(|| malformed("absent".to_owned()))?;
        let parameters: Pbmac1Parameters<'_> = parameters.decode_as().map_err(|why: der::Error| malformed(why.to_string()))?;
        let derivation = Pbkdf2::from_read(&parameters.derivation)?;
        let digest = password_kdf::prf(parameters.mac.oid).ok_or_else(|| Error::Unsupported {
            what: "PBMAC1 with",
            name: oid::display(parameters.mac.oid),
            oid: Some(parameters.mac.oid),
        })?;
        let key_len = derivation.key_len().ok_or_else(|| malformed("the length of the key is absent".to_owned()))?;
        if key_len < SHORTEST_KEY {
            return Err(malformed(format!("a key of {key_len} octets; {SHORTEST_KEY} are needed")));
        }
        Ok(Self { derivation, digest, key_len })
    }

    /// HMAC-SHA-256 with a key by PBKDF2-HMAC-SHA-256 and a random salt.
    ///
    /// # Errors
    /// The system's random source failed.
    pub fn fresh(iterations: u32) -> Result<Self, Error> {
        let digest = DigestAlgorithm::Sha256;
        let key_len = digest.output_len();
        Ok(Self { derivation: Pbkdf2::fresh(iterations)?.with_key_len(key_len), digest, key_len })
    }

    /// The AlgorithmIdentifier as DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let mac = write_algorithm(password_kdf::prf_oid(self.digest), NULL);
        write_algorithm(oid::PBMAC1, &tlv(0x30, &[self.derivation.to_der(), mac].concat()))
    }

    /// The MAC of the bytes. The password is in UTF-8.
    ///
    /// # Errors
    /// More work than the limits allow.
    pub fn mac(&self, password: &[u8], bytes: &[u8], limits: &Pbkdf2Limits) -> Result<Vec<u8>, Error> {
        hmac(self.digest, &self.derivation.derive(password, self.key_len, limits)?, bytes)
    }

    /// Whether the MAC is right, in constant time.
    ///
    /// # Errors
    /// More work than the limits allow.
    pub fn matches(&self, password: &[u8], bytes: &[u8], mac: &[u8], limits: &Pbkdf2Limits) -> Result<bool, Error> {
        hmac_matches(self.digest, &self.derivation.derive(password, self.key_len, limits)?, bytes, mac)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn what_is_written_is_read_and_matches_its_password_alone() {
        let limits = Pbkdf2Limits::default();
        let written = PasswordMac::fresh(100).unwrap();
        let read = PasswordMac::from_der(&written.to_der()).unwrap();
        assert_eq!(read, written);
        let mac = written.mac(b"pw", b"bytes", &limits).unwrap();
        assert!(read.matches(b"pw", b"bytes", &mac, &limits).unwrap());
        assert!(!read.matches(b"pv", b"bytes", &mac, &limits).unwrap());
        assert!(!read.matches(b"pw", b"byteS", &mac, &limits).unwrap());
    }

    /// RFC 9879 appendix A.5 and A.6: no length of the key, and one that is too short.
    #[test]
    fn a_key_without_length_or_too_short_is_refused() {
        let derivation = Pbkdf2::fresh(10).unwrap();
        for (derivation, words) in [(derivation.clone(), "absent"), (derivation.with_key_len(19), "19 octets")] {
            let mac = write_algorithm(password_kdf::prf_oid(DigestAlgorithm::Sha256), NULL);
            let algorithm = write_algorithm(oid::PBMAC1, &tlv(0x30, &[derivation.to_der(), mac].concat()));
            let said = PasswordMac::from_der(&algorithm).unwrap_err().to_string();
            assert!(said.contains(words), "{said}");
        }
    }
}
