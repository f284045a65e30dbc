//! The private operation of RSA on eight numbers at once (RFC 8017 section 5.1.2, second form), each with a key of its own: blinded, by
//! the Chinese remainder theorem, unblinded, and checked against the public key before anything of it is handed on.
//!
//! Why blinded, where nothing in the arithmetic depends on a number: constant in time is not constant in power and frequency
//! (Hertzbleed), and AWS-LC, beside which this stands, blinds too. Why checked: one wrong bit in one of the two halves, of a fault or of
//! our own, would give the key away (Boneh, DeMillo and Lipton 1997).

use std::arch::x86_64::{_mm512_or_si512, _mm512_setzero_si512, _mm512_testn_epi64_mask, _mm512_xor_si512};

use super::key::{LaneKey, Pair, Prime};
use super::limbs::{Limbs, MASK};
use super::montgomery::{Block, LANES, Modulus, Number, gather, product_and, scatter};
use super::power::{public_power, secret_power};
use crate::random;

/// One number under one key.
pub(super) type Lane<'a> = (&'a LaneKey, &'a [u64]);

/// The keys of eight lanes, all of one length.
struct Keys<'a> {
    lanes: [&'a LaneKey; LANES],
    modulus: Modulus,
    prime1: Modulus,
    prime2: Modulus,
    coefficient: Number,
    blocks: usize,
    prime_bits: usize,
}

/// Each number's power by the private exponent of its key; `None`: it is not what the public key says, or no random numbers are there.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn private_operations(jobs: &[Lane<'_>; LANES]) -> [Option<Limbs>; LANES] {
    let Some(keys) = Keys::new(jobs.map(|(key, _)| key)) else { return Default::default() };
    let Some(pairs) = keys.pairs() else { return Default::default() };
    let numbers = gather(jobs.map(|(_, number)| number), 2 * keys.blocks);
    let mut blinds = gather(pairs.each_ref().map(|pair| pair.blinds.as_slice()), 2 * keys.blocks);
    let mut unblinds = gather(pairs.each_ref().map(|pair| pair.unblinds.as_slice()), 2 * keys.blocks);
    let mut room = keys.modulus.room();

    let mut blinded = numbers.clone();
    keys.modulus.multiply(&mut blinded, &blinds, &mut room);
    let mut powers = keys.power(&blinded, |prime| &prime.exponent);
    keys.modulus.multiply(&mut powers, &unblinds, &mut room);
    keys.modulus.least(&mut powers);
    let good = keys.belong_together(&powers, &numbers, &mut room);

    // The square of r^e is the power of r^2: the next use has other numbers (Kocher 1996, section 10).
    keys.modulus.square(&mut blinds, &mut room);
    keys.modulus.square(&mut unblinds, &mut room);
    keys.keep(pairs, &blinds, &unblinds);

    let mut lane = 0;
    scatter(&powers).map(|power| {
        let is_good = good >> lane & 1 == 1;
        lane += 1;
        is_good.then_some(power)
    })
}

impl<'a> Keys<'a> {
    #[target_feature(enable = "avx512f")]
    fn new(lanes: [&'a LaneKey; LANES]) -> Option<Self> {
        let [first, ..] = lanes;
        let blocks = first.blocks;
        if lanes.iter().any(|key| key.blocks != blocks) {
            return None;
        }
        Some(Self {
            modulus: Modulus::new(lanes.map(|key| &key.modulus), 2 * blocks),
            prime1: Modulus::new(lanes.map(|key| &key.prime1.constants), blocks),
            prime2: Modulus::new(lanes.map(|key| &key.prime2.constants), blocks),
            coefficient: gather(lanes.map(|key| key.coefficient.as_slice()), blocks),
            prime_bits: lanes.iter().map(|key| key.prime_bits).max().unwrap_or_default(),
            lanes,
            blocks,
        })
    }

    /// `numbers^exponents`, below the modulus; the numbers are below twice of it.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn power(&self, numbers: &[Block], exponent: fn(&Prime) -> &Limbs) -> Number {
        let mut room = self.prime1.room();
        let one_prime = |modulus: &Modulus, exponents: [&[u64]; LANES], room: &mut [Block]| {
            let base = modulus.enter_long(numbers, room);
            secret_power(modulus, &base, &gather(exponents, self.blocks), self.prime_bits, room)
        };
        let mut half1 = one_prime(&self.prime1, self.lanes.map(|key| exponent(&key.prime1).as_slice()), &mut room);
        let mut half2 = one_prime(&self.prime2, self.lanes.map(|key| exponent(&key.prime2).as_slice()), &mut room);
        self.prime2.leave(&mut half2, &mut room);

        // h = (half1 - half2) / prime2 mod prime1 (step 2.b); the coefficient is not in Montgomery's form, so h leaves it.
        let mut subtrahend = half2.clone();
        self.prime1.enter(&mut subtrahend, &mut room);
        self.prime1.subtract(&mut half1, &subtrahend);
        self.prime1.multiply(&mut half1, &self.coefficient, &mut room);
        self.prime1.least(&mut half1);
        product_and(&half1, &self.prime2.modulus, &half2, &mut room)
    }

    /// The lanes in which `powers^e` is the number.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn belong_together(&self, powers: &Number, numbers: &[Block], room: &mut [Block]) -> u8 {
        let mut base = powers.clone();
        self.modulus.enter(&mut base, room);
        let mut back = public_power(&self.modulus, &base, self.lanes.map(|key| key.public_exponent), room);
        self.modulus.leave(&mut back, room);
        let limbs = back.as_flattened().iter().zip(numbers.as_flattened());
        let differing = limbs.fold(_mm512_setzero_si512(), |all, (limb, other)| _mm512_or_si512(all, _mm512_xor_si512(*limb, *other)));
        _mm512_testn_epi64_mask(differing, differing)
    }

    /// A blinding pair for each lane; where a key has none left, new ones are made in all such lanes at once.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn pairs(&self) -> Option<[Pair; LANES]> {
        let kept = self.lanes.map(LaneKey::take_pair);
        if kept.iter().all(Option::is_some) {
            return sequence(kept);
        }
        let mut made = self.made_pairs()?.map(Some);
        let either = kept.into_iter().zip(&mut made).map(|(kept, made)| kept.or_else(|| made.take()));
        let mut either = either.collect::<Vec<_>>().into_iter();
        sequence(std::array::from_fn(|_| either.next().flatten()))
    }

    /// `r^e` by the public exponent; `1 / r` by Fermat's little theorem, so that there is no other way of inverting to be kept constant in time.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn made_pairs(&self) -> Option<[Pair; LANES]> {
        let mut room = self.modulus.room();
        let mut drawn = std::array::from_fn::<_, LANES, _>(|_| Limbs::default());
        for limbs in &mut drawn {
            *limbs = random_limbs(2 * self.blocks * super::key::BLOCK)?;
        }
        let mut factors = gather(drawn.each_ref().map(|limbs| limbs.as_slice()), 2 * self.blocks);
        self.modulus.enter(&mut factors, &mut room);
        let blinds = public_power(&self.modulus, &factors, self.lanes.map(|key| key.public_exponent), &mut room);
        self.modulus.leave(&mut factors, &mut room);
        let mut unblinds = self.power(&factors, |prime| &prime.inverting);
        self.modulus.enter(&mut unblinds, &mut room);
        Some(zipped(scatter(&blinds), scatter(&unblinds)).map(|(blinds, unblinds)| Pair { blinds, unblinds, uses: 0 }))
    }

    #[target_feature(enable = "avx512f")]
    fn keep(&self, used: [Pair; LANES], blinds: &[Block], unblinds: &[Block]) {
        let squared = zipped(scatter(blinds), scatter(unblinds));
        for ((key, used), (blinds, unblinds)) in self.lanes.iter().zip(used).zip(squared) {
            key.keep_pair(Pair { blinds, unblinds, uses: used.uses + 1 });
        }
    }
}

fn random_limbs(count: usize) -> Option<Limbs> {
    let mut octets = zeroize::Zeroizing::new(vec![0_u8; count * 8]);
    random::fill(&mut octets).ok()?;
    let limbs = octets.as_chunks::<8>().0.iter().map(|octets| u64::from_le_bytes(*octets) & MASK);
    Some(Limbs::new(limbs.collect()))
}

/// All of them, or none.
fn sequence(pairs: [Option<Pair>; LANES]) -> Option<[Pair; LANES]> {
    let all: Option<Vec<Pair>> = pairs.into_iter().collect();
    all?.try_into().ok()
}

fn zipped<T: Default>(left: [T; LANES], right: [T; LANES]) -> [(T, T); LANES] {
    let mut right = right.into_iter();
    left.map(|left| (left, right.next().unwrap_or_default()))
}
