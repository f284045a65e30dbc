//! Keys from passwords: PBKDF2 (RFC 8018 section 5.2) for files of others, Argon2id (RFC 9106) for our own.
//! A file from elsewhere says how much work it wants; the limits say how much it gets (CVE-2025-9230 and its kin).

use std::{
    num::NonZeroU32,
    time::{Duration, Instant},
};

use aws_lc_rs::{hmac, pbkdf2 as native};
use zeroize::Zeroizing;

use crate::{digest::DigestAlgorithm, error::Error};

/// What a file from elsewhere may ask of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pbkdf2Limits {
    /// Iterations at most. Default 10 million: ten times what any program writes in 2026.
    pub iterations: u32,
    /// Milliseconds at most, judged beforehand from a sample. Default five seconds.
    pub milliseconds: u32,
}

impl Default for Pbkdf2Limits {
    fn default() -> Self {
        Self { iterations: 10_000_000, milliseconds: 5_000 }
    }
}

/// More iterations than this are timed by a sample of as many before they are begun.
const SAMPLE: u32 = 20_000;
/// No key, IV or MAC key of PKCS#8 or PKCS#12 is longer than this.
const LONGEST_KEY: usize = 256;

/// PBKDF2 with HMAC.
///
/// # Errors
/// More work than the limits allow; a digest that is not offered.
pub fn pbkdf2(
    digest: DigestAlgorithm,
    password: &[u8],
    salt: &[u8],
    iterations: u64,
    length: usize,
    limits: &Pbkdf2Limits,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let algorithm = match digest {
        DigestAlgorithm::Sha1 => Some(native::PBKDF2_HMAC_SHA1),
        // the primitive library has its HMAC, but not this
        DigestAlgorithm::Sha224 => None,
        DigestAlgorithm::Sha256 => Some(native::PBKDF2_HMAC_SHA256),
        DigestAlgorithm::Sha384 => Some(native::PBKDF2_HMAC_SHA384),
        DigestAlgorithm::Sha512 => Some(native::PBKDF2_HMAC_SHA512),
        other => {
            let name = format!("PBKDF2 with {}", other.name());
            return Err(Error::Unsupported { what: "key derivation", name, oid: None });
        }
    };
    let iterations = allowed(iterations, limits)?;
    if length > LONGEST_KEY {
        return Err(Error::TooMuchWork { asked: length as u64, limit: LONGEST_KEY as u64, unit: "octets of key" });
    }
    let mut key = Zeroizing::new(vec![0; length]);
    within_time(iterations, limits, |iterations| {
        match algorithm {
            Some(algorithm) => native::derive(algorithm, iterations, salt, password, key.as_mut_slice()),
            None => by_rounds(&hmac::Key::new(hmac::HMAC_SHA224, password), salt, iterations, &mut key),
        }
        Ok(())
    })?;
    Ok(key)
}

/// RFC 8018 section 5.2, round by round.
fn by_rounds(prf: &hmac::Key, salt: &[u8], iterations: NonZeroU32, key: &mut [u8]) {
    for (number, out) in (1_u32..).zip(key.chunks_mut(prf.algorithm().tag_len())) {
        let mut round = hmac::sign(prf, &[salt, &number.to_be_bytes()].concat());
        out.iter_mut().zip(round.as_ref()).for_each(|(to, from)| *to = *from);
        for _ in 1..iterations.get() {
            round = hmac::sign(prf, round.as_ref());
            out.iter_mut().zip(round.as_ref()).for_each(|(to, from)| *to ^= *from);
        }
    }
}

/// The count as the file says it, if it is one that we will do.
pub(crate) fn allowed(iterations: u64, limits: &Pbkdf2Limits) -> Result<NonZeroU32, Error> {
    if iterations > u64::from(limits.iterations) {
        return Err(Error::TooMuchWork { asked: iterations, limit: limits.iterations.into(), unit: "iterations" });
    }
    u32::try_from(iterations).ok().and_then(NonZeroU32::new).ok_or_else(|| Error::malformed("key derivation parameters", "no iterations"))
}

/// Does the work once, after a sample has shown that the time is enough.
pub(crate) fn within_time(
    iterations: NonZeroU32,
    limits: &Pbkdf2Limits,
    mut work: impl FnMut(NonZeroU32) -> Result<(), Error>,
) -> Result<(), Error> {
    if let Some(sample) = NonZeroU32::new(SAMPLE).filter(|sample| *sample < iterations) {
        let begin = Instant::now();
        work(sample)?;
        let rounds = iterations.get().div_ceil(SAMPLE);
        let expected = begin.elapsed().saturating_mul(rounds);
        if expected > Duration::from_millis(limits.milliseconds.into()) {
            let asked = u64::try_from(expected.as_millis()).unwrap_or(u64::MAX);
            return Err(Error::TooMuchWork { asked, limit: limits.milliseconds.into(), unit: "milliseconds" });
        }
    }
    work(iterations)
}

/// The cost of Argon2id. The default is RFC 9106 section 4, second choice: 64 MiB, three passes, four lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Argon2Cost {
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 }
    }
}

impl Argon2Cost {
    /// What a stored parameter may ask at most: a file that was tampered with must not stop the start.
    pub const MOST: Self = Self { memory_kib: 1024 * 1024, passes: 32, lanes: 16 };
    /// OWASP's smallest choice; less is not accepted from a file (a downgrade would go unseen).
    pub const LEAST: Self = Self { memory_kib: 7 * 1024, passes: 1, lanes: 1 };
}

/// A key of 32 octets from a passphrase.
///
/// # Errors
/// Costs out of range, salt too short.
pub fn argon2id(passphrase: &[u8], salt: &[u8], cost: Argon2Cost) -> Result<Zeroizing<[u8; 32]>, Error> {
    HashRoom::default().argon2id(passphrase, salt, cost)
}

fn parameters(cost: Argon2Cost) -> Result<argon2::Params, Error> {
    for (asked, least, most, unit) in [
        (cost.memory_kib, Argon2Cost::LEAST.memory_kib, Argon2Cost::MOST.memory_kib, "KiB of memory"),
        (cost.passes, Argon2Cost::LEAST.passes, Argon2Cost::MOST.passes, "passes"),
        (cost.lanes, Argon2Cost::LEAST.lanes, Argon2Cost::MOST.lanes, "lanes"),
    ] {
        if asked > most {
            return Err(Error::TooMuchWork { asked: asked.into(), limit: most.into(), unit });
        }
        if asked < least {
            return Err(Error::malformed("Argon2id parameters", format_args!("{asked} {unit} is less than {least}")));
        }
    }
    argon2::Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(malformed)
}

fn malformed(why: argon2::Error) -> Error {
    Error::malformed("Argon2id parameters", why)
}

/// Memory for Argon2id that is used again: whoever checks many passwords would else leave as much in every thread's heap. Wiped after use.
#[derive(Default)]
pub struct HashRoom(Vec<argon2::Block>);

impl HashRoom {
    /// [`argon2id`] in this memory, which grows to what the cost needs.
    ///
    /// # Errors
    /// As there.
    pub fn argon2id(&mut self, passphrase: &[u8], salt: &[u8], cost: Argon2Cost) -> Result<Zeroizing<[u8; 32]>, Error> {
        let parameters = parameters(cost)?;
        self.0.resize(parameters.block_count().max(self.0.len()), argon2::Block::default());
        let mut key = Zeroizing::new([0; 32]);
        let done = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, parameters).hash_password_into_with_memory(
            passphrase,
            salt,
            key.as_mut_slice(),
            self.0.as_mut_slice(),
        );
        self.0.fill(argon2::Block::default());
        done.map_err(malformed)?;
        Ok(key)
    }
}

/// Nothing of it is shown.
impl std::fmt::Debug for HashRoom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HashRoom").field("blocks", &self.0.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    #[test]
    fn m24_more_iterations_than_allowed_are_refused_before_any_work() {
        let begin = Instant::now();
        for asked in [1_u64 << 31, 1 << 32, u64::MAX] {
            let refused = pbkdf2(DigestAlgorithm::Sha256, b"x", b"salt", asked, 32, &Pbkdf2Limits::default());
            assert_eq!(refused, Err(Error::TooMuchWork { asked, limit: 10_000_000, unit: "iterations" }));
        }
        assert!(begin.elapsed() < Duration::from_secs(1));
        let none = pbkdf2(DigestAlgorithm::Sha256, b"x", b"salt", 0, 32, &Pbkdf2Limits::default());
        assert!(matches!(none, Err(Error::Malformed { .. })), "{none:?}");
    }

    #[test]
    fn m24_time_is_judged_from_a_sample() {
        let limits = Pbkdf2Limits { iterations: u32::MAX, milliseconds: 1 };
        let begin = Instant::now();
        let refused = pbkdf2(DigestAlgorithm::Sha512, b"x", b"salt", 2_000_000_000, 32, &limits);
        assert!(matches!(refused, Err(Error::TooMuchWork { unit: "milliseconds", .. })), "{refused:?}");
        assert!(begin.elapsed() < Duration::from_secs(2));
    }

    /// RFC 6070: PBKDF2-HMAC-SHA-1, password "password", salt "salt", two iterations.
    #[test]
    fn pbkdf2_known_answer() {
        let key = pbkdf2(DigestAlgorithm::Sha1, b"password", b"salt", 2, 20, &Pbkdf2Limits::default()).unwrap();
        assert_eq!(key.as_slice(), b"\xea\x6c\x01\x4d\xc7\x2d\x6f\x8c\xcd\x1e\xd9\x2a\xce\x1d\x41\xf0\xd8\xde\x89\x57");
    }

    /// The rounds written out here agree with the primitive library's, where it has both.
    #[test]
    fn rounds_agree_with_the_primitive_library() {
        for (length, iterations) in [(1, 1), (20, 2), (32, 7), (64, 100), (100, 3)] {
            let native = pbkdf2(DigestAlgorithm::Sha256, b"password", b"salt", iterations, length, &Pbkdf2Limits::default()).unwrap();
            let mut key = vec![0; length];
            let rounds = NonZeroU32::new(u32::try_from(iterations).unwrap()).unwrap();
            by_rounds(&hmac::Key::new(hmac::HMAC_SHA256, b"password"), b"salt", rounds, &mut key);
            assert_eq!(native.as_slice(), key, "{length} {iterations}");
        }
    }

    #[test]
    fn argon2_costs_out_of_range_are_refused() {
        let cost = Argon2Cost { memory_kib: u32::MAX, ..Argon2Cost::default() };
        assert!(matches!(argon2id(b"x", &[0; 16], cost), Err(Error::TooMuchWork { .. })));
        let cost = Argon2Cost { memory_kib: 8, ..Argon2Cost::default() };
        assert!(matches!(argon2id(b"x", &[0; 16], cost), Err(Error::Malformed { .. })));
        let cost = Argon2Cost { memory_kib: 8 * 1024, passes: 1, lanes: 1 };
        let one = argon2id(b"x", &[0; 16], cost).unwrap();
        assert_ne!(one, argon2id(b"y", &[0; 16], cost).unwrap());
        assert_ne!(one, argon2id(b"x", &[1; 16], cost).unwrap());
        assert_eq!(one, argon2id(b"x", &[0; 16], cost).unwrap());
    }
}
