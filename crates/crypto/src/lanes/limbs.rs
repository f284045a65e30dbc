//! Numbers in limbs of 52 bits, as the multiply-add instructions of AVX-512 IFMA take them, and the constants of Montgomery's
//! multiplication (Montgomery 1985). Here stands what is done once per key, without vectors; nothing branches on or indexes by a limb.

use zeroize::Zeroizing;

/// Bits of a limb.
pub(super) const BITS: usize = 52;
/// The bits of a limb.
pub(super) const MASK: u64 = (1 << BITS) - 1;

/// Limbs, the lowest first.
pub(super) type Limbs = Zeroizing<Vec<u64>>;

/// Reads a big-endian number; `None`: it does not fit (leading zeros do not count).
pub(super) fn from_be(octets: &[u8], count: usize) -> Option<Limbs> {
    let mut limbs = Zeroizing::new(vec![0_u64; count]);
    for (position, octet) in octets.iter().rev().enumerate() {
        let (at, shift) = (position * 8 / BITS, position * 8 % BITS);
        let bits = u64::from(*octet) << shift;
        for (at, bits) in [(at, bits & MASK), (at + 1, bits >> BITS)] {
            match limbs.get_mut(at) {
                Some(limb) => *limb |= bits,
                None if bits == 0 => {}
                None => return None,
            }
        }
    }
    Some(limbs)
}

/// Writes a big-endian number into all of the octets; what does not fit is cut off.
pub(super) fn to_be(limbs: &[u64], octets: &mut [u8]) {
    for (position, octet) in octets.iter_mut().rev().enumerate() {
        let (at, shift) = (position * 8 / BITS, position * 8 % BITS);
        let part = |at: usize| limbs.get(at).copied().unwrap_or_default();
        let [low, ..] = (part(at) >> shift | part(at + 1) << (BITS - shift)).to_le_bytes();
        *octet = low;
    }
}

/// How many bits the number has. Of a prime this is no secret: half of the key's.
pub(super) fn bit_length(limbs: &[u64]) -> usize {
    let top = limbs.iter().rposition(|limb| *limb != 0);
    top.map_or(0, |at| at * BITS + limbs.get(at).map_or(0, |limb| 64 - limb.leading_zeros() as usize))
}

/// `-1 / modulus mod 2^52` for an odd modulus, by Newton's iteration: each step doubles the bits that are right.
pub(super) fn negative_inverse(modulus: &[u64]) -> u64 {
    let lowest = modulus.first().copied().unwrap_or_default();
    let inverse = (0..6).fold(1_u64, |inverse, _| inverse.wrapping_mul(2_u64.wrapping_sub(lowest.wrapping_mul(inverse))));
    inverse.wrapping_neg() & MASK
}

/// `2^(2 * 52 * count) mod modulus`: what brings a number into Montgomery's form. By doubling from the greatest power of two below it.
pub(super) fn square_of_radix(modulus: &[u64]) -> Limbs {
    let begin = bit_length(modulus).saturating_sub(1);
    let mut power = Zeroizing::new(vec![0; modulus.len()]);
    if let Some(limb) = power.get_mut(begin / BITS) {
        *limb = 1 << (begin % BITS);
    }
    let mut less = Zeroizing::new(vec![0; modulus.len()]);
    for _ in begin..2 * BITS * modulus.len() {
        double(&mut power, &mut less, modulus);
    }
    power
}

/// `number = 2 * number mod modulus`.
fn double(number: &mut [u64], less: &mut [u64], modulus: &[u64]) {
    let (mut carry, mut borrow) = (0, 0);
    for ((limb, less), modulus) in number.iter_mut().zip(less.iter_mut()).zip(modulus) {
        let doubled = *limb << 1 | carry;
        carry = doubled >> BITS;
        *limb = doubled & MASK;
        let difference = limb.wrapping_sub(*modulus).wrapping_sub(borrow);
        borrow = difference >> 63;
        *less = difference & MASK;
    }
    // The modulus leaves two bits free, so nothing is carried out of the number: a borrow says that it was below.
    let keep = borrow.wrapping_neg();
    for (limb, less) in number.iter_mut().zip(less.iter()) {
        *limb = *limb & keep | *less & !keep;
    }
}

/// `number - 2`, for Fermat's exponent; the number is odd and more than 2.
pub(super) fn less_two(number: &[u64]) -> Limbs {
    let mut limbs = Zeroizing::new(number.to_vec());
    let mut borrow = 2;
    for limb in limbs.iter_mut() {
        let difference = limb.wrapping_sub(borrow);
        borrow = difference >> 63;
        *limb = difference & MASK;
    }
    limbs
}

/// Whether `number < other`. Only of what everybody may see.
pub(super) fn is_below(number: &[u64], other: &[u64]) -> bool {
    number.iter().rev().lt(other.iter().rev())
}
