//! What is kept of an account's password, and how a login is held against it: Argon2id (RFC 9106) for a password that is sent, StoredKey and
//! ServerKey of SCRAM-SHA-256 (RFC 5802 3, RFC 7677) for one that is not. Passwords are prepared by SASLprep (RFC 4013). Neither the password
//! nor anything equal to it is kept.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as UNPADDED;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{
    digest::{DigestAlgorithm, digest},
    error::Error,
    hmac::hmac,
    random,
    stretch::{Argon2Cost, HashRoom, Pbkdf2Limits, argon2id, pbkdf2},
};

/// Argon2id for logins: OWASP's first choice. A quarter of the cost of a passphrase for a file, because a server pays it for every login.
pub const LOGIN_COST: Argon2Cost = Argon2Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
/// Iterations of SCRAM, paid by the client. RFC 7677 4 asks for 4,096 at least; a phone of 2026 does 100,000 in a tenth of a second.
pub const SCRAM_ITERATIONS: u32 = 100_000;
/// RFC 9106 3.1 and RFC 5802 leave the length open; 16 octets are never the same twice.
const SALT: usize = 16;
const KEY: usize = 32;
/// NIST SP 800-63B-4 3.1.1.2: eight characters at least for a password that is not the only factor of a person; programs have longer ones.
const SHORTEST: usize = 8;
/// As many octets as the protocol's side takes.
const LONGEST: usize = 1024;

/// Why a password cannot be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordFault {
    /// SASLprep forbids a character, or the mixture of directions.
    #[error("the password holds characters that no password may hold (RFC 4013)")]
    Forbidden,
    /// Too few characters.
    #[error("the password has less than {SHORTEST} characters")]
    Short,
    /// Too many octets.
    #[error("the password has more than {LONGEST} octets")]
    Long,
}

/// Argon2id of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash {
    /// What it cost.
    pub cost: Argon2Cost,
    /// Salt.
    pub salt: Vec<u8>,
    /// Tag.
    pub hash: [u8; KEY],
}

/// What SCRAM-SHA-256 keeps of a password.
#[derive(Clone, PartialEq, Eq)]
pub struct ScramKeys {
    /// Salt.
    pub salt: Vec<u8>,
    /// Iterations of PBKDF2.
    pub iterations: u32,
    /// H(ClientKey).
    pub stored_key: [u8; KEY],
    /// HMAC(SaltedPassword, "Server Key").
    pub server_key: [u8; KEY],
}

/// Both.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountSecrets {
    /// For a password that is sent.
    pub hash: PasswordHash,
    /// For one that is not.
    pub scram: ScramKeys,
}

impl AccountSecrets {
    /// Of a new password.
    ///
    /// # Errors
    /// The password cannot be one; or no random numbers can be had.
    pub fn of(password: &str) -> Result<Result<Self, PasswordFault>, Error> {
        let prepared = match prepare_new(password) {
            Ok(prepared) => prepared,
            Err(fault) => return Ok(Err(fault)),
        };
        let hash = PasswordHash::of(&prepared, LOGIN_COST)?;
        let scram = ScramKeys::of(&prepared, &salt()?, SCRAM_ITERATIONS)?;
        Ok(Ok(Self { hash, scram }))
    }
}

impl PasswordHash {
    fn of(prepared: &str, cost: Argon2Cost) -> Result<Self, Error> {
        let salt = salt()?;
        let hash = *argon2id(prepared.as_bytes(), &salt, cost)?;
        Ok(Self { cost, salt, hash })
    }

    /// As a PHC string, which other programs read too: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
    #[must_use]
    pub fn to_phc(&self) -> String {
        let Argon2Cost { memory_kib, passes, lanes } = self.cost;
        format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${}${}", UNPADDED.encode(&self.salt), UNPADDED.encode(self.hash))
    }

    /// Reads what [`to_phc`](Self::to_phc) wrote.
    ///
    /// # Errors
    /// It is of another form, or of another function.
    pub fn from_phc(text: &str) -> Result<Self, Error> {
        let malformed = || Error::malformed("password hash", "not $argon2id$v=19$m=…,t=…,p=…$salt$hash with 32 octets");
        let rest = text.strip_prefix("$argon2id$v=19$").ok_or_else(malformed)?;
        let [cost, salt, hash] = <[&str; 3]>::try_from(rest.split('$').collect::<Vec<_>>()).map_err(|_| malformed())?;
        let costs = <[&str; 3]>::try_from(cost.split(',').collect::<Vec<_>>()).map_err(|_| malformed())?;
        let number = |text: &str, name: &str| text.strip_prefix(name).and_then(|digits| digits.parse::<u32>().ok()).ok_or_else(malformed);
        let [memory_kib, passes, lanes] = costs;
        let cost = Argon2Cost { memory_kib: number(memory_kib, "m=")?, passes: number(passes, "t=")?, lanes: number(lanes, "p=")? };
        let salt = UNPADDED.decode(salt).map_err(|_| malformed())?;
        let hash = UNPADDED.decode(hash).ok().and_then(|bytes| bytes.try_into().ok()).ok_or_else(malformed)?;
        Ok(Self { cost, salt, hash })
    }

    /// A hash that no password has, at the usual cost: a login of nobody takes as long as one of somebody.
    ///
    /// # Errors
    /// No random numbers can be had.
    pub fn of_nobody() -> Result<Self, Error> {
        let mut hash = [0; KEY];
        random::fill(&mut hash)?;
        Ok(Self { cost: LOGIN_COST, salt: salt()?, hash })
    }

    /// Whether this is the password. Takes the memory and the time of its cost whatever the password is.
    ///
    /// # Errors
    /// The cost that was kept is out of range.
    pub fn matches(&self, password: &str) -> Result<bool, Error> {
        self.matches_in(password, &mut HashRoom::default())
    }

    /// The same in memory that is used again.
    ///
    /// # Errors
    /// As there.
    pub fn matches_in(&self, password: &str, room: &mut HashRoom) -> Result<bool, Error> {
        // What cannot be prepared is hashed as it is, so that it takes as long.
        let prepared = prepare(password);
        let text = prepared.as_deref().map_or(password, |text| text.as_str());
        let hash = room.argon2id(text.as_bytes(), &self.salt, self.cost)?;
        Ok(bool::from(hash.ct_eq(&self.hash)) && prepared.is_ok())
    }
}

impl ScramKeys {
    fn of(prepared: &str, salt: &[u8], iterations: u32) -> Result<Self, Error> {
        let limits = Pbkdf2Limits { iterations: SCRAM_ITERATIONS, milliseconds: u32::MAX };
        let salted = pbkdf2(DigestAlgorithm::Sha256, prepared.as_bytes(), salt, iterations.into(), KEY, &limits)?;
        let client_key = Zeroizing::new(mac(&salted, b"Client Key")?);
        Ok(Self { salt: salt.to_vec(), iterations, stored_key: sha256(&*client_key)?, server_key: mac(&salted, b"Server Key")? })
    }

    /// ServerSignature if the proof is right (RFC 5802 3): StoredKey is the hash of ClientProof XOR ClientSignature.
    ///
    /// # Errors
    /// The digest is not computed here.
    pub fn server_signature(&self, auth_message: &[u8], proof: &[u8; KEY]) -> Result<Option<[u8; KEY]>, Error> {
        let signature = mac(&self.stored_key, auth_message)?;
        let mut client_key = Zeroizing::new(*proof);
        client_key.iter_mut().zip(signature).for_each(|(octet, mask)| *octet ^= mask);
        let right = bool::from(sha256(&*client_key)?.ct_eq(&self.stored_key));
        let ours = mac(&self.server_key, auth_message)?;
        Ok(right.then_some(ours))
    }

    /// Keys that nobody has, with a salt that a name always gets: one who asks for an account that is not there learns nothing.
    ///
    /// # Errors
    /// No random numbers can be had.
    pub fn of_nobody(secret: &[u8], login: &str) -> Result<Self, Error> {
        let mut keys = [[0; KEY]; 2];
        for key in &mut keys {
            random::fill(key)?;
        }
        let [stored_key, server_key] = keys;
        let mut salt = mac(secret, login.as_bytes())?.to_vec();
        salt.truncate(SALT);
        Ok(Self { salt, iterations: SCRAM_ITERATIONS, stored_key, server_key })
    }
}

/// The password as it is compared (RFC 4013: stored strings may not hold what Unicode has not assigned).
fn prepare(password: &str) -> Result<Zeroizing<String>, PasswordFault> {
    if password.len() > LONGEST {
        return Err(PasswordFault::Long);
    }
    let prepared = stringprep::saslprep(password).map_err(|_| PasswordFault::Forbidden)?;
    Ok(Zeroizing::new(prepared.into_owned()))
}

fn prepare_new(password: &str) -> Result<Zeroizing<String>, PasswordFault> {
    let prepared = prepare(password)?;
    if prepared.chars().count() < SHORTEST { Err(PasswordFault::Short) } else { Ok(prepared) }
}

fn salt() -> Result<Vec<u8>, Error> {
    let mut salt = vec![0; SALT];
    random::fill(&mut salt)?;
    Ok(salt)
}

fn mac(key: &[u8], bytes: &[u8]) -> Result<[u8; KEY], Error> {
    let tag = Zeroizing::new(hmac(DigestAlgorithm::Sha256, key, bytes)?);
    fixed(&tag)
}

fn sha256(bytes: &[u8]) -> Result<[u8; KEY], Error> {
    let hash = digest(DigestAlgorithm::Sha256, bytes).ok_or_else(|| Error::malformed("SHA-256", "it is not computed here"))?;
    fixed(hash.as_bytes())
}

fn fixed(bytes: &[u8]) -> Result<[u8; KEY], Error> {
    bytes.try_into().map_err(|_| Error::malformed("SHA-256", format_args!("{} octets", bytes.len())))
}

/// Nothing of it is shown.
impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordHash").field("cost", &self.cost).finish_non_exhaustive()
    }
}

/// Nothing of it is shown.
impl fmt::Debug for ScramKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScramKeys").field("iterations", &self.iterations).finish_non_exhaustive()
    }
}

/// Nothing of it is shown.
impl fmt::Debug for AccountSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountSecrets").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    /// RFC 7677 3.
    #[test]
    fn the_example_of_rfc_7677() {
        let keys = ScramKeys::of("pencil", &STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap(), 4096).unwrap();
        let nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let message = format!("n=user,r=rOprNGfwEbeRWgbNEkqO,r={nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r={nonce}");
        let mut proof: [u8; 32] = STANDARD.decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=").unwrap().try_into().unwrap();
        let ours = keys.server_signature(message.as_bytes(), &proof).unwrap().unwrap();
        assert_eq!(STANDARD.encode(ours), "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        proof[31] ^= 1;
        assert_eq!(keys.server_signature(message.as_bytes(), &proof).unwrap(), None);
    }

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let secrets = AccountSecrets::of("correct horse").unwrap().unwrap();
        assert!(secrets.hash.matches("correct horse").unwrap());
        for wrong in ["correct horsE", "", "correct horse ", "x\u{7}", "\u{ad}"] {
            assert!(!secrets.hash.matches(wrong).unwrap(), "{wrong:?}");
        }
        assert!(!PasswordHash::of_nobody().unwrap().matches("correct horse").unwrap());
        let mut room = HashRoom::default();
        for (password, right) in [("correct horse", true), ("wrong", false), ("correct horse", true)] {
            assert_eq!(secrets.hash.matches_in(password, &mut room).unwrap(), right, "memory that was used before changes nothing");
        }
        let again = AccountSecrets::of("correct horse").unwrap().unwrap();
        assert_ne!(secrets.hash.salt, again.hash.salt);
        assert_ne!(secrets.scram.salt, again.scram.salt);
    }

    #[test]
    fn a_hash_is_read_as_it_was_written() {
        let hash = PasswordHash::of_nobody().unwrap();
        let text = hash.to_phc();
        assert!(text.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{text}");
        assert_eq!(PasswordHash::from_phc(&text).unwrap(), hash);
        for bad in ["", "$argon2i$v=19$m=1,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=1,t=1$AAAA$AAAA", &text[..60], &format!("{text}$x")] {
            assert!(PasswordHash::from_phc(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn passwords_are_prepared() {
        // RFC 4013 3: a soft hyphen is nothing, compatibility characters are themselves
        let secrets = AccountSecrets::of("I\u{ad}X password \u{2168}").unwrap().unwrap();
        assert!(secrets.hash.matches("IX password IX").unwrap());
        let faults = |text: &str| AccountSecrets::of(text).unwrap().err();
        assert_eq!(faults("bell \u{7} in it"), Some(PasswordFault::Forbidden));
        assert_eq!(faults("\u{627}1 two directions"), Some(PasswordFault::Forbidden));
        assert_eq!(faults("short"), Some(PasswordFault::Short));
        assert_eq!(faults(&"x".repeat(1025)), Some(PasswordFault::Long));
    }

    #[test]
    fn s13_an_account_that_is_not_there_has_the_same_salt_every_time() {
        let of = |login| ScramKeys::of_nobody(b"secret", login).unwrap();
        assert_eq!(of("a@x.example").salt, of("a@x.example").salt);
        assert_ne!(of("a@x.example").salt, of("b@x.example").salt);
        assert_eq!(of("a@x.example").salt.len(), AccountSecrets::of("correct horse").unwrap().unwrap().scram.salt.len());
    }

    #[test]
    fn nothing_is_shown() {
        let secrets = AccountSecrets::of("correct horse").unwrap().unwrap();
        let shown = format!("{secrets:?} {:?} {:?}", secrets.hash, secrets.scram);
        assert!(!shown.contains("hash:") && !shown.contains("key:") && !shown.contains("salt"), "{shown}");
    }
}
