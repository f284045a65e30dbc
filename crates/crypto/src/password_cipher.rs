//! Encryption with a password, as PKCS#8 and PKCS#12 files carry it: PBES2 (RFC 8018 section 6.2) with PBKDF2 and a cipher in CBC mode,
//! and the schemes of PKCS#12 (RFC 7292 appendix C) with 3DES and RC2. RC4, scrypt and the schemes of PKCS#5 v1.5 are refused by name.
#![forbid(unsafe_code)]

use const_oid::ObjectIdentifier;
use der::Decode;
use zeroize::Zeroizing;

use crate::{
    asn1::{AlgorithmIdentifier, Pbes2Parameters, Pkcs12PbeParameters, tlv, write_algorithm, write_unsigned},
    cipher::{CipherAlgorithm, ContentCipher, whole},
    digest::{DigestAlgorithm, Strength},
    error::Error,
    hmac::pkcs12_key,
    oid,
    password_kdf::Pbkdf2,
    random,
    stretch::Pbkdf2Limits,
};

/// How a password encrypts, with all parameters. Nothing here is secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordCipher(Scheme);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Scheme {
    Pbes2 { derivation: Pbkdf2, cipher: CipherAlgorithm },
    Pkcs12 { kind: Pkcs12Kind, salt: Vec<u8>, iterations: u64 },
}

/// The block ciphers of RFC 7292 appendix C, all with SHA-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pkcs12Kind {
    TripleDes,
    TwoKeyTripleDes,
    Rc2 { bits: u16 },
}

/// Octets of salt that are written: Windows writes 20 with its 3DES.
const PKCS12_SALT: usize = 20;
/// RFC 7292 appendix B.3: what derived octets are for.
const FOR_KEY: u8 = 1;
const FOR_IV: u8 = 2;
/// The block of 3DES and RC2.
const OLD_BLOCK: usize = 8;

impl PasswordCipher {
    /// Reads an AlgorithmIdentifier.
    ///
    /// # Errors
    /// A scheme, key derivation or cipher that is not offered, by name; parameters that are not the scheme's.
    pub fn from_der(algorithm: &[u8]) -> Result<Self, Error> {
        let read = AlgorithmIdentifier::from_der(algorithm).map_err(|why| Error::malformed("encryption AlgorithmIdentifier", why))?;
        Self::from_read(&read)
    }

    pub(crate) fn from_read(read: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        if read.oid == oid::PBES2 {
            return Self::pbes2(read);
        }
        let kind = Pkcs12Kind::from_oid(read.oid).ok_or_else(|| unsupported("encryption with a password by", read.oid))?;
        let parameters = read.parameters.ok_or_else(|| Error::malformed("pkcs-12PbeParams", "absent"))?;
        let parameters: Pkcs12PbeParameters<'_> =
            parameters.decode_as().map_err(|why: der::Error| Error::malformed("pkcs-12PbeParams", why))?;
        Ok(Self(Scheme::Pkcs12 { kind, salt: parameters.salt.as_bytes().to_vec(), iterations: parameters.iterations }))
    }

    fn pbes2(read: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        let parameters = read.parameters.ok_or_else(|| Error::malformed("PBES2-params", "absent"))?;
        let parameters: Pbes2Parameters<'_> = parameters.decode_as().map_err(|why: der::Error| Error::malformed("PBES2-params", why))?;
        let named = |error| match error {
            Error::Unsupported { name, oid, .. } => Error::Unsupported { what: "PBES2 with", name, oid },
            other => other,
        };
        let cipher = CipherAlgorithm::plain(&parameters.cipher).map_err(named)?;
        if cipher.cipher().is_authenticated() {
            return Err(unsupported("PBES2 with", parameters.cipher.oid));
        }
        Ok(Self(Scheme::Pbes2 { derivation: Pbkdf2::from_read(&parameters.derivation)?, cipher }))
    }

    /// PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, random salt and initialization vector.
    ///
    /// # Errors
    /// The system's random source failed.
    pub fn aes(iterations: u32) -> Result<Self, Error> {
        let cipher = CipherAlgorithm::fresh(ContentCipher::Aes256Cbc)?;
        Ok(Self(Scheme::Pbes2 { derivation: Pbkdf2::fresh(iterations)?, cipher }))
    }

    /// pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C) with a random salt: for readers that know nothing newer.
    ///
    /// # Errors
    /// The system's random source failed.
    pub fn triple_des(iterations: u32) -> Result<Self, Error> {
        let mut salt = vec![0; PKCS12_SALT];
        random::fill(&mut salt)?;
        Ok(Self(Scheme::Pkcs12 { kind: Pkcs12Kind::TripleDes, salt, iterations: iterations.into() }))
    }

    /// The AlgorithmIdentifier as DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        match &self.0 {
            Scheme::Pbes2 { derivation, cipher } => {
                write_algorithm(oid::PBES2, &tlv(0x30, &[derivation.to_der(), cipher.to_der()].concat()))
            }
            Scheme::Pkcs12 { kind, salt, iterations } => {
                // what was read may count further than what is written
                let iterations = write_unsigned(u32::try_from(*iterations).unwrap_or(u32::MAX));
                write_algorithm(kind.oid(), &tlv(0x30, &[tlv(0x04, salt), iterations].concat()))
            }
        }
    }

    /// Its name: `AES-256-CBC with PBKDF2 (SHA-256)`, `RC2-CBC-40 with SHA-1 (PKCS#12)`.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.0 {
            Scheme::Pbes2 { derivation, cipher } => format!("{} with PBKDF2 ({})", cipher.cipher().name(), derivation.digest.name()),
            Scheme::Pkcs12 { kind: Pkcs12Kind::TwoKeyTripleDes, .. } => "two-key 3DES-CBC with SHA-1 (PKCS#12)".to_owned(),
            Scheme::Pkcs12 { kind, .. } => format!("{} with SHA-1 (PKCS#12)", kind.cipher().name()),
        }
    }

    /// How far its cipher keeps a secret.
    #[must_use]
    pub fn strength(&self) -> Strength {
        self.cipher().strength()
    }

    fn cipher(&self) -> ContentCipher {
        match &self.0 {
            Scheme::Pbes2 { cipher, .. } => cipher.cipher(),
            Scheme::Pkcs12 { kind, .. } => kind.cipher(),
        }
    }

    /// How often the password is hashed.
    #[must_use]
    pub fn iterations(&self) -> u64 {
        match &self.0 {
            Scheme::Pbes2 { derivation, .. } => derivation.iterations,
            Scheme::Pkcs12 { iterations, .. } => *iterations,
        }
    }

    /// Whether the password is to be handed in as a BMPString with two zero octets at its end (RFC 7292 appendix B.1); else in UTF-8.
    #[must_use]
    pub fn takes_bmp_string(&self) -> bool {
        matches!(self.0, Scheme::Pkcs12 { .. })
    }

    /// Decrypts. `Ok(None)`: a wrong password, or damaged. One wrong password in 256 goes unseen here: what comes out must still be
    /// looked at.
    ///
    /// # Errors
    /// More work than the limits allow.
    pub fn decrypt(&self, ciphertext: &[u8], password: &[u8], limits: &Pbkdf2Limits) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let (algorithm, key) = self.derive(password, limits)?;
        whole::cbc_open(&algorithm, &key, ciphertext)
    }

    /// Encrypts.
    ///
    /// # Errors
    /// The primitive library failed, or the iterations are out of range.
    pub fn encrypt(&self, plaintext: &[u8], password: &[u8]) -> Result<Vec<u8>, Error> {
        let (algorithm, key) = self.derive(password, &Pbkdf2Limits::default())?;
        whole::cbc_seal(&algorithm, &key, plaintext)
    }

    fn derive(&self, password: &[u8], limits: &Pbkdf2Limits) -> Result<(CipherAlgorithm, Zeroizing<Vec<u8>>), Error> {
        match &self.0 {
            Scheme::Pbes2 { derivation, cipher } => Ok((cipher.clone(), derivation.derive(password, cipher.cipher().key_len(), limits)?)),
            Scheme::Pkcs12 { kind, salt, iterations } => {
                let derived = |id, length| pkcs12_key(DigestAlgorithm::Sha1, id, password, salt, *iterations, length, limits);
                let mut key = derived(FOR_KEY, kind.key_len())?;
                if *kind == Pkcs12Kind::TwoKeyTripleDes {
                    key = Zeroizing::new(key.iter().chain(key.iter().take(OLD_BLOCK)).copied().collect());
                }
                let iv = derived(FOR_IV, OLD_BLOCK)?.to_vec();
                Ok((CipherAlgorithm::new(kind.cipher(), iv, 0)?, key))
            }
        }
    }
}

impl Pkcs12Kind {
    const ALL: [(ObjectIdentifier, Self); 4] = [
        (oid::PKCS12_TRIPLE_DES, Self::TripleDes),
        (oid::PKCS12_TWO_KEY_TRIPLE_DES, Self::TwoKeyTripleDes),
        (oid::PKCS12_RC2_128, Self::Rc2 { bits: 128 }),
        (oid::PKCS12_RC2_40, Self::Rc2 { bits: 40 }),
    ];

    fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.iter().find(|(one, _)| *one == oid).map(|(_, kind)| *kind)
    }

    fn oid(self) -> ObjectIdentifier {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or(oid::PKCS12_TRIPLE_DES, |(oid, _)| *oid)
    }

    fn cipher(self) -> ContentCipher {
        match self {
            Self::TripleDes | Self::TwoKeyTripleDes => ContentCipher::TripleDesCbc,
            Self::Rc2 { bits } => ContentCipher::Rc2Cbc { effective_bits: bits },
        }
    }

    /// Octets of key that are derived.
    fn key_len(self) -> usize {
        match self {
            Self::TripleDes => 24,
            Self::TwoKeyTripleDes => 16,
            Self::Rc2 { bits } => usize::from(bits / 8),
        }
    }
}

fn unsupported(what: &'static str, oid: ObjectIdentifier) -> Error {
    Error::Unsupported { what, name: oid::display(oid), oid: Some(oid) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    fn old(kind: Pkcs12Kind) -> PasswordCipher {
        PasswordCipher(Scheme::Pkcs12 { kind, salt: vec![5; 8], iterations: 3 })
    }

    #[test]
    fn what_is_written_is_read_and_opens_with_its_password_alone() {
        let all = Pkcs12Kind::ALL.iter().map(|(_, kind)| old(*kind));
        for cipher in all.chain([PasswordCipher::aes(10).unwrap(), PasswordCipher::triple_des(10).unwrap()]) {
            let read = PasswordCipher::from_der(&cipher.to_der()).unwrap();
            assert_eq!(read, cipher);
            let sealed = cipher.encrypt(b"a secret of some length", b"pw").unwrap();
            let limits = Pbkdf2Limits::default();
            assert_eq!(read.decrypt(&sealed, b"pw", &limits).unwrap().unwrap().as_slice(), b"a secret of some length");
            let opened = read.decrypt(&sealed, b"pv", &limits).unwrap();
            assert!(opened.is_none_or(|opened| opened.as_slice() != b"a secret of some length"), "{}", cipher.name());
        }
    }

    #[test]
    fn names_and_strengths() {
        for (cipher, name, strength) in [
            (PasswordCipher::aes(1).unwrap(), "AES-256-CBC with PBKDF2 (SHA-256)", Strength::Good),
            (old(Pkcs12Kind::TripleDes), "3DES-CBC with SHA-1 (PKCS#12)", Strength::Weak),
            (old(Pkcs12Kind::TwoKeyTripleDes), "two-key 3DES-CBC with SHA-1 (PKCS#12)", Strength::Weak),
            (old(Pkcs12Kind::Rc2 { bits: 128 }), "RC2-CBC-128 with SHA-1 (PKCS#12)", Strength::Weak),
            (old(Pkcs12Kind::Rc2 { bits: 40 }), "RC2-CBC-40 with SHA-1 (PKCS#12)", Strength::Broken),
        ] {
            assert_eq!((cipher.name().as_str(), cipher.strength()), (name, strength));
        }
        let rc4 = write_algorithm(ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.1"), &[0x05, 0x00]);
        let said = PasswordCipher::from_der(&rc4).unwrap_err().to_string();
        assert_eq!(said, "encryption with a password by pbeWithSHAAnd128BitRC4 is not supported");
    }

    #[test]
    fn m24_iterations_are_bounded() {
        for iterations in [0, 1 << 31, u64::MAX] {
            let cipher = PasswordCipher(Scheme::Pkcs12 { kind: Pkcs12Kind::TripleDes, salt: vec![5; 8], iterations });
            assert!(cipher.decrypt(&[0; 8], b"", &Pbkdf2Limits::default()).is_err());
        }
    }
}
