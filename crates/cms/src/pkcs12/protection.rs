//! What a password opens in a PKCS#12 file: the parts that are encrypted (PBES2 and RFC 7292 appendix C), once its MAC was checked.
//! Each may have been made with other octets of the same password; those that opened one part are tried first on the next.

use std::time::{Duration, Instant};

use kakitome_ber::{Cursor, Element, Tag};
use kakitome_crypto::{Error as CryptoError, PasswordCipher, Pbkdf2Limits, Strength, Zeroizing};

use super::mac::{Mac, named};
use super::passwords::{Octets, Passwords};
use crate::algorithm::AlgorithmIdentifier;
use crate::error::Error;
use crate::finding::KeyFileFinding;

/// Attack row M24, CVE-2025-9230: what a file from elsewhere may cost. OpenSSL writes 2,048 iterations, NSS 600,000.
const MAX_ITERATIONS: u32 = 10_000_000;
/// For all parts of a file together, with every form of the password.
const MAX_TIME: Duration = Duration::from_secs(5);

/// A password, and the time that may still be spent on it.
pub(super) struct Protection {
    passwords: Passwords,
    started: Instant,
    time: Duration,
    /// What the MAC said: nothing, or that the password is right.
    verified: bool,
    opened: usize,
    findings: Vec<KeyFileFinding>,
}

impl Protection {
    pub(super) fn new(password: &str) -> Self {
        let passwords = Passwords::new(password);
        Self { passwords, started: Instant::now(), time: MAX_TIME, verified: false, opened: 0, findings: Vec::new() }
    }

    /// Keeps something notable, once.
    pub(super) fn note(&mut self, finding: KeyFileFinding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// What was notable, and how many parts were opened.
    pub(super) fn end(self) -> (Vec<KeyFileFinding>, usize) {
        (self.findings, self.opened)
    }

    /// Whether MacData, the next element of `pfx`, is the MAC of the authenticated content under the password.
    pub(super) fn check_mac(&mut self, pfx: &mut Cursor<'_>, authenticated: &[u8]) -> Result<bool, Error> {
        let mac = Mac::read(pfx)?;
        let as_bmp_string = mac.takes_bmp_string();
        self.verified = self
            .tried(as_bmp_string, |octets, limits| mac.matches(octets, authenticated, limits).map(|good| good.then_some(())))?
            .is_some();
        Ok(self.verified)
    }

    /// Decrypts the content of EncryptedData (RFC 5652 8): SafeContents.
    pub(super) fn open_encrypted_data(&mut self, encrypted_data: &Element<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let broken = Error::reading("EncryptedData of the PKCS#12 file");
        let mut fields = encrypted_data.children().map_err(&broken)?;
        fields.unsigned().map_err(&broken)?;
        let mut info = fields.sequence().map_err(&broken)?;
        info.oid().map_err(&broken)?;
        let algorithm = AlgorithmIdentifier::read(&mut info).map_err(&broken)?;
        let ciphertext = info.expect(Tag::context(0)).and_then(|element| element.octets()).map_err(&broken)?;
        self.open(&algorithm, &ciphertext, "EncryptedData", is_safe_contents)
    }

    /// Decrypts EncryptedPrivateKeyInfo (RFC 5958 3).
    pub(super) fn open_private_key(&mut self, key: &Element<'_>) -> Result<Zeroizing<Vec<u8>>, Error> {
        let broken = Error::reading("private key of the PKCS#12 file");
        let mut fields = key.children().map_err(&broken)?;
        let algorithm = AlgorithmIdentifier::read(&mut fields).map_err(&broken)?;
        let ciphertext = fields.octet_string().map_err(&broken)?;
        self.open(&algorithm, &ciphertext, "private key", is_private_key)
    }

    /// What comes out is looked at: a wrong password gives padding that looks right once in 256 times.
    fn open(
        &mut self,
        algorithm: &AlgorithmIdentifier,
        ciphertext: &[u8],
        part: &'static str,
        is_right: fn(&[u8]) -> bool,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let cipher = PasswordCipher::from_der(&algorithm.raw).map_err(named)?;
        if cipher.strength() == Strength::Broken && part == "private key" {
            self.note(KeyFileFinding::WeakKeyProtection { protection: cipher.name() });
        }
        let opened = self.tried(cipher.takes_bmp_string(), |octets, limits| {
            let plain = cipher.decrypt(ciphertext, octets, limits).map_err(named)?;
            Ok(plain.filter(|plain| is_right(plain)))
        })?;
        match opened {
            Some(plain) => {
                self.opened += 1;
                Ok(plain)
            }
            None if self.verified => Err(Error::OtherPasswordInside { part }),
            None => Err(Error::WrongPassword),
        }
    }

    /// Tries one form of the password after the other, and puts the one that worked in front.
    fn tried<T>(
        &mut self,
        as_bmp_string: bool,
        mut attempt: impl FnMut(&[u8], &Pbkdf2Limits) -> Result<Option<T>, Error>,
    ) -> Result<Option<T>, Error> {
        for position in 0..self.passwords.of(as_bmp_string).len() {
            let limits = self.limits()?;
            let Some(Octets { octets, made_by }) = self.passwords.of(as_bmp_string).get(position) else { break };
            let made_by = *made_by;
            if let Some(found) = attempt(octets, &limits)? {
                self.passwords.prefer(as_bmp_string, position);
                if let Some(by) = made_by {
                    self.note(KeyFileFinding::PasswordForm { by });
                }
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// What may still be spent. Few iterations are not timed beforehand, and a file may have thousands of parts with few.
    fn limits(&self) -> Result<Pbkdf2Limits, Error> {
        let milliseconds = |time: Duration| u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
        let left = self.time.saturating_sub(self.started.elapsed());
        if left.is_zero() {
            let (asked, limit) = (milliseconds(self.started.elapsed()).into(), milliseconds(self.time).into());
            return Err(CryptoError::TooMuchWork { asked, limit, unit: "milliseconds" }.into());
        }
        Ok(Pbkdf2Limits { iterations: MAX_ITERATIONS, milliseconds: milliseconds(left) })
    }
}

/// SEQUENCE OF SafeBag, of which the first begins with an object identifier.
fn is_safe_contents(plain: &[u8]) -> bool {
    let Ok(mut bags) = Cursor::new(plain).sequence() else { return false };
    bags.is_empty() || bags.sequence().is_ok_and(|mut bag| bag.oid().is_ok())
}

/// PrivateKeyInfo as far as its algorithm (RFC 5958 2).
fn is_private_key(plain: &[u8]) -> bool {
    let Ok(mut fields) = Cursor::new(plain).sequence() else { return false };
    fields.unsigned().is_ok() && fields.sequence().is_ok_and(|mut algorithm| algorithm.oid().is_ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use kakitome_ber::der;

    use super::*;

    /// A thousand keys of 20,000 iterations each would be worked on for half a minute, none of them timed by itself.
    #[test]
    fn m24_the_time_of_all_parts_together_is_bounded() {
        let cipher = PasswordCipher::aes(1_000).unwrap();
        let plain = der::sequence(&[&der::unsigned(0), &der::sequence(&[&der::oid(&crate::oid::RSA_ENCRYPTION)])]);
        let encrypted = cipher.encrypt(&plain, b"pw").unwrap();
        let key = der::sequence(&[&cipher.to_der(), &der::octet_string(&encrypted)]);
        let mut protection = Protection { time: Duration::from_millis(200), ..Protection::new("pw") };
        let opened = (0..1_000_000).find_map(|_| {
            let element = Cursor::new(&key).any().unwrap();
            protection.open_private_key(&element).err()
        });
        let Some(Error::Crypto(CryptoError::TooMuchWork { limit: 200, unit: "milliseconds", .. })) = opened else { panic!("{opened:?}") };
        assert!(protection.opened > 0 && protection.started.elapsed() < Duration::from_secs(20));
    }
}
