//! The two ways in which a password protects a PKCS#12 file: a MAC over all (RFC 7292 4, appendix B), PBES2 over parts.

use std::time::{Duration, Instant};

use const_oid::ObjectIdentifier;
use kakitome_ber::{Cursor, Element, Tag};
use kakitome_crypto::{DigestAlgorithm, Error as CryptoError, Pbkdf2Limits, Zeroizing, hmac_matches, PasswordCipher, pkcs12_key};

use crate::algorithm::AlgorithmIdentifier;
use crate::error::Error;

/// Attack row M24, CVE-2025-9230: what a file from elsewhere may cost. OpenSSL writes 2,048 iterations, NSS 600,000.
const MAX_ITERATIONS: u32 = 10_000_000;
/// For all parts of a file together.
const MAX_TIME: Duration = Duration::from_secs(5);

const PBES2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.13");
const PBMAC1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.14");
/// The ciphers of RFC 7292 appendix C, which are not read here.
const OLD_CIPHERS: [(ObjectIdentifier, &str); 6] = [
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.1"), "128-bit RC4 with SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.2"), "40-bit RC4 with SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.3"), "Triple-DES with SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.4"), "two-key Triple-DES with SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.5"), "128-bit RC2 with SHA-1"),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1.6"), "40-bit RC2 with SHA-1"),
];

/// A password, and the time that may still be spent on it.
pub(super) struct Protection<'a> {
    password: &'a str,
    started: Instant,
}

impl<'a> Protection<'a> {
    pub(super) fn new(password: &'a str) -> Self {
        Self { password, started: Instant::now() }
    }

    /// Checks MacData, the next element of `pfx`, over the authenticated content.
    pub(super) fn check_mac(&self, pfx: &mut Cursor<'_>, authenticated: &[u8]) -> Result<(), Error> {
        let broken = Error::reading("MAC of the PKCS#12 file");
        let mut mac_data = pfx.sequence().map_err(&broken)?;
        let mut digest_info = mac_data.sequence().map_err(&broken)?;
        let algorithm = AlgorithmIdentifier::read(&mut digest_info).map_err(&broken)?;
        let mac = digest_info.octet_string().map_err(&broken)?;
        let salt = mac_data.octet_string().map_err(&broken)?;
        let iterations = if mac_data.is_empty() { 1 } else { mac_data.unsigned().map_err(&broken)? };
        let digest = match DigestAlgorithm::from_oid(algorithm.oid) {
            Some(digest) => digest,
            None if algorithm.oid == PBMAC1 => return Err(unsupported("PBMAC1 as its MAC".to_owned())),
            None => return Err(unsupported(format!("a MAC by algorithm {}", algorithm.oid))),
        };
        let limits = self.limits();
        for password in self.bmp_passwords() {
            let key = pkcs12_key(digest, 3, &password, &salt, iterations, digest.output_len(), &limits).map_err(named)?;
            if hmac_matches(digest, &key, authenticated, &mac).map_err(named)? {
                return Ok(());
            }
        }
        Err(Error::WrongPassword)
    }

    /// Decrypts the content of EncryptedData (RFC 5652 8).
    pub(super) fn open_encrypted_data(&self, encrypted_data: &Element<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let broken = Error::reading("EncryptedData of the PKCS#12 file");
        let mut fields = encrypted_data.children().map_err(&broken)?;
        fields.unsigned().map_err(&broken)?;
        let mut info = fields.sequence().map_err(&broken)?;
        info.oid().map_err(&broken)?;
        let algorithm = AlgorithmIdentifier::read(&mut info).map_err(&broken)?;
        let ciphertext = info.expect(Tag::context(0)).and_then(|element| element.octets()).map_err(&broken)?;
        self.open(&algorithm, &ciphertext)
    }

    /// Decrypts EncryptedPrivateKeyInfo (RFC 5958 3).
    pub(super) fn open_private_key(&self, key: &Element<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let broken = Error::reading("private key of the PKCS#12 file");
        let mut fields = key.children().map_err(&broken)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields).map_err(&broken)?;
        let ciphertext = fields.octet_string().map_err(&broken)?;
        self.open(&algorithm, &ciphertext)
    }

    fn open(&self, algorithm: &AlgorithmIdentifier, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        if algorithm.oid != PBES2 {
            let known = OLD_CIPHERS.iter().find(|(oid, _)| *oid == algorithm.oid);
            return Err(unsupported(known.map_or_else(|| algorithm.oid.to_string(), |(_, name)| (*name).to_owned())));
        }
        let opened = PasswordCipher::from_der(&algorithm.raw).and_then(|cipher| cipher.decrypt(ciphertext, self.password.as_bytes(), &self.limits()));
        opened.map_err(named)?.ok_or(Error::WrongPassword)
    }

    /// What may still be spent.
    fn limits(&self) -> Pbkdf2Limits {
        let left = MAX_TIME.saturating_sub(self.started.elapsed());
        Pbkdf2Limits { iterations: MAX_ITERATIONS, milliseconds: u32::try_from(left.as_millis()).unwrap_or(u32::MAX) }
    }

    /// UTF-16 with a zero character behind (RFC 7292 appendix B.1); for the empty password some programs leave that away too.
    fn bmp_passwords(&self) -> Vec<Zeroizing<Vec<u8>>> {
        let mut octets = Zeroizing::new(Vec::with_capacity(self.password.len() * 2 + 2));
        for unit in self.password.encode_utf16().chain([0]) {
            octets.extend_from_slice(&unit.to_be_bytes());
        }
        let mut passwords = vec![octets];
        if self.password.is_empty() {
            passwords.push(Zeroizing::new(Vec::new()));
        }
        passwords
    }
}

/// Tells the errors that people can do something about from the others.
fn named(error: CryptoError) -> Error {
    match error {
        CryptoError::WrongPassword => Error::WrongPassword,
        CryptoError::Unsupported { name, .. } => unsupported(name),
        other => Error::Crypto(other),
    }
}

fn unsupported(name: String) -> Error {
    Error::UnsupportedProtection { name }
}
