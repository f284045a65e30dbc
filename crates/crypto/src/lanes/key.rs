//! An RSA key as the lanes take it (RFC 8017 section 3.2, second form): its numbers in limbs, the constants of its three moduli, made
//! once, and its blinding pairs.

use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::limbs::{self, Limbs};

/// Limbs that are multiplied at once.
pub(super) const BLOCK: usize = 10;
/// Bits that a modulus leaves free below the radix of its form, so that sums need not be brought below it (see `montgomery`).
const FREE_BITS: usize = 2;
/// Blocks of a prime of the longest key: 4096 bits.
const MOST_BLOCKS: usize = 8;
/// Pairs that a key keeps: a batch's, of two threads.
const MOST_PAIRS: usize = 16;
/// How often a pair is squared before another one is drawn, as AWS-LC does it.
const MOST_USES: u32 = 32;

/// The numbers of a key, big-endian.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) modulus: &'a [u8],
    pub(crate) public_exponent: &'a [u8],
    pub(crate) prime1: &'a [u8],
    pub(crate) prime2: &'a [u8],
    pub(crate) exponent1: &'a [u8],
    pub(crate) exponent2: &'a [u8],
    pub(crate) coefficient: &'a [u8],
}

/// A modulus with what Montgomery's multiplication needs of it.
pub(super) struct Constants {
    pub(super) modulus: Limbs,
    pub(super) negative_inverse: u64,
    pub(super) square_of_radix: Limbs,
}

/// A prime and what is raised modulo it.
pub(super) struct Prime {
    pub(super) constants: Constants,
    /// The private exponent modulo this prime less one.
    pub(super) exponent: Limbs,
    /// The prime less two: the exponent that inverts (Fermat).
    pub(super) inverting: Limbs,
}

/// The key.
pub(crate) struct LaneKey {
    /// Blocks of a prime; the modulus has twice as many.
    pub(super) blocks: usize,
    /// Bits of the longer prime.
    pub(super) prime_bits: usize,
    /// Octets of the modulus.
    pub(super) size: usize,
    pub(super) public_exponent: u64,
    pub(super) modulus: Constants,
    pub(super) prime1: Prime,
    pub(super) prime2: Prime,
    /// `1 / prime2 mod prime1`.
    pub(super) coefficient: Limbs,
    blinding: Mutex<Vec<Pair>>,
}

/// `r^e` and `1 / r` modulo the modulus, in Montgomery's form, for some random `r`.
pub(super) struct Pair {
    pub(super) blinds: Limbs,
    pub(super) unblinds: Limbs,
    pub(super) uses: u32,
}

impl Constants {
    fn new(octets: &[u8], count: usize) -> Option<Self> {
        let modulus = limbs::from_be(octets, count)?;
        let is_odd = modulus.first().is_some_and(|limb| limb & 1 == 1);
        if !is_odd || limbs::bit_length(&modulus) + FREE_BITS > count * limbs::BITS {
            return None;
        }
        let (negative_inverse, square_of_radix) = (limbs::negative_inverse(&modulus), limbs::square_of_radix(&modulus));
        Some(Self { modulus, negative_inverse, square_of_radix })
    }
}

impl Prime {
    fn new(prime: &[u8], exponent: &[u8], count: usize) -> Option<Self> {
        let constants = Constants::new(prime, count)?;
        let inverting = limbs::less_two(&constants.modulus);
        Some(Self { exponent: limbs::from_be(exponent, count)?, inverting, constants })
    }
}

impl LaneKey {
    /// `None`: a key of another form than every RSA key in use has, or longer than 8192 bits.
    pub(crate) fn new(parts: &Parts<'_>) -> Option<Self> {
        let bits = |octets: &[u8]| limbs::from_be(octets, octets.len() * 8 / limbs::BITS + 1).map(|limbs| limbs::bit_length(&limbs));
        let prime_bits = bits(parts.prime1)?.max(bits(parts.prime2)?);
        let blocks = (prime_bits + FREE_BITS).div_ceil(BLOCK * limbs::BITS);
        if blocks == 0 || blocks > MOST_BLOCKS {
            return None;
        }
        let count = blocks * BLOCK;
        let [low, high] = *limbs::from_be(parts.public_exponent, 2)?.first_chunk()?;
        let public_exponent = high.checked_mul(1 << limbs::BITS).map(|high| high | low).filter(|exponent| *exponent > 1)?;
        Some(Self {
            blocks,
            prime_bits,
            size: bits(parts.modulus)?.div_ceil(8),
            public_exponent,
            modulus: Constants::new(parts.modulus, 2 * count)?,
            prime1: Prime::new(parts.prime1, parts.exponent1, count)?,
            prime2: Prime::new(parts.prime2, parts.exponent2, count)?,
            coefficient: limbs::from_be(parts.coefficient, count)?,
            blinding: Mutex::default(),
        })
    }

    /// The number to be raised, if the lanes take it: not longer than the modulus, below it, and neither 0, 1 nor its greatest, which
    /// aws-lc refuses. Everybody can see which numbers those are.
    pub(super) fn number(&self, octets: &[u8]) -> Option<Limbs> {
        if octets.len() > self.size {
            return None;
        }
        let number = limbs::from_be(octets, self.modulus.modulus.len())?;
        let next = limbs::from_be(octets, number.len()).map(|mut next| {
            if let Some(lowest) = next.first_mut() {
                *lowest += 1; // of an even number it carries nothing, and the modulus less one is even
            }
            next
        })?;
        let trivial = limbs::bit_length(&number) <= 1 || *next == *self.modulus.modulus;
        (!trivial && limbs::is_below(&number, &self.modulus.modulus)).then_some(number)
    }

    /// How long a number of this key is.
    pub(crate) fn octets_of_modulus(&self) -> usize {
        self.size
    }

    /// The number as octets of the modulus' length.
    pub(super) fn octets(&self, number: &[u64]) -> Zeroizing<Vec<u8>> {
        let mut octets = Zeroizing::new(vec![0; self.size]);
        limbs::to_be(number, &mut octets);
        octets
    }

    /// A pair that nobody else has.
    pub(super) fn take_pair(&self) -> Option<Pair> {
        self.pairs().pop()
    }

    /// Keeps a pair for the next time, unless it was used often enough.
    pub(super) fn keep_pair(&self, pair: Pair) {
        let mut pairs = self.pairs();
        if pair.uses < MOST_USES && pairs.len() < MOST_PAIRS {
            pairs.push(pair);
        }
    }

    fn pairs(&self) -> MutexGuard<'_, Vec<Pair>> {
        // Only whole pairs are pushed and popped: what a thread left behind that panicked is as good as ever.
        self.blinding.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
