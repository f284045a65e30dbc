//! PBKDF2 as an AlgorithmIdentifier (RFC 8018 appendix A.2), as PBES2 and password recipients (RFC 5652 section 6.2.4) carry it.
#![forbid(unsafe_code)]

use const_oid::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::{
    asn1::{AlgorithmIdentifier, NULL, Pbkdf2Parameters, tlv, write_algorithm, write_unsigned},
    digest::DigestAlgorithm,
    error::Error,
    oid, random,
    stretch::{Pbkdf2Limits, pbkdf2},
};

/// PBKDF2 with its parameters. The salt is a plain value; nothing here is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pbkdf2 {
    pub(crate) digest: DigestAlgorithm,
    pub(crate) iterations: u64,
    salt: Vec<u8>,
    key_len: Option<u32>,
}

/// RFC 8018 section 4.1 wants 8 octets at least; NIST SP 800-132 wants 16.
const SALT_WRITTEN: usize = 16;
const PRFS: [(ObjectIdentifier, DigestAlgorithm); 5] = [
    (oid::HMAC_SHA1, DigestAlgorithm::Sha1),
    (oid::HMAC_SHA224, DigestAlgorithm::Sha224),
    (oid::HMAC_SHA256, DigestAlgorithm::Sha256),
    (oid::HMAC_SHA384, DigestAlgorithm::Sha384),
    (oid::HMAC_SHA512, DigestAlgorithm::Sha512),
];

/// The digest of an HMAC.
pub(crate) fn prf(oid: ObjectIdentifier) -> Option<DigestAlgorithm> {
    PRFS.iter().find(|(one, _)| *one == oid).map(|(_, digest)| *digest)
}

/// The HMAC with a digest.
pub(crate) fn prf_oid(digest: DigestAlgorithm) -> ObjectIdentifier {
    PRFS.iter().find(|(_, one)| *one == digest).map_or(oid::HMAC_SHA256, |(oid, _)| *oid)
}

impl Pbkdf2 {
    /// With HMAC-SHA-256 and a random salt.
    pub(crate) fn fresh(iterations: u32) -> Result<Self, Error> {
        let mut salt = vec![0; SALT_WRITTEN];
        random::fill(&mut salt)?;
        Ok(Self { digest: DigestAlgorithm::Sha256, iterations: iterations.into(), salt, key_len: None })
    }

    pub(crate) fn from_read(read: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        if read.oid != oid::PBKDF2 {
            return Err(unsupported("key derivation", read.oid));
        }
        let malformed = |why: String| Error::malformed("PBKDF2-params", why);
        let parameters = read.parameters.ok_or_else(|| malformed("absent".to_owned()))?;
        let parameters: Pbkdf2Parameters<'_> = parameters.decode_as().map_err(|why: der::Error| malformed(why.to_string()))?;
        // DEFAULT algid-hmacWithSHA1
        let prf = parameters.prf.map_or(oid::HMAC_SHA1, |prf| prf.oid);
        let digest = self::prf(prf);
        Ok(Self {
            digest: digest.ok_or_else(|| unsupported("PBKDF2 with", prf))?,
            iterations: parameters.iterations,
            salt: parameters.salt.as_bytes().to_vec(),
            key_len: parameters.key_length,
        })
    }

    /// The same, for a key of this length and no other.
    pub(crate) fn with_key_len(mut self, length: usize) -> Self {
        self.key_len = u32::try_from(length).ok();
        self
    }

    /// Octets of key, if they are said.
    pub(crate) fn key_len(&self) -> Option<usize> {
        self.key_len.and_then(|length| usize::try_from(length).ok())
    }

    /// The AlgorithmIdentifier as DER.
    pub(crate) fn to_der(&self) -> Vec<u8> {
        let mut parameters = tlv(0x04, &self.salt);
        // what was read may count further than what is written
        parameters.extend_from_slice(&write_unsigned(u32::try_from(self.iterations).unwrap_or(u32::MAX)));
        if let Some(length) = self.key_len {
            parameters.extend_from_slice(&write_unsigned(length));
        }
        if self.digest != DigestAlgorithm::Sha1 {
            parameters.extend_from_slice(&write_algorithm(prf_oid(self.digest), NULL));
        }
        write_algorithm(oid::PBKDF2, &tlv(0x30, &parameters))
    }

    /// The key for a cipher that wants `length` octets.
    pub(crate) fn derive(&self, password: &[u8], length: usize, limits: &Pbkdf2Limits) -> Result<Zeroizing<Vec<u8>>, Error> {
        if self.key_len.is_some_and(|said| usize::try_from(said) != Ok(length)) {
            return Err(Error::malformed("PBKDF2-params", "keyLength is not the cipher's"));
        }
        pbkdf2(self.digest, password, &self.salt, self.iterations, length, limits)
    }
}

fn unsupported(what: &'static str, oid: ObjectIdentifier) -> Error {
    Error::Unsupported { what, name: oid::display(oid), oid: Some(oid) }
}
