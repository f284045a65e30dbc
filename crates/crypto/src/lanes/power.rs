//! Powers of eight numbers at once. A secret exponent is read in windows of five bits over its whole length (Handbook of Applied
//! Cryptography 14.82, without its shortcuts): the same squarings and multiplications whatever the bits, and every entry of the table is
//! read each time, the lanes' own kept by a mask. A public exponent may be read bit by bit.

use std::arch::x86_64::{
    __m512i, _mm512_and_si512, _mm512_cmpeq_epi64_mask, _mm512_mask_mov_epi64, _mm512_or_si512, _mm512_set1_epi64, _mm512_setzero_si512,
    _mm512_sllv_epi64, _mm512_srlv_epi64,
};

use super::key::BLOCK;
use super::limbs::BITS;
use super::montgomery::{Block, LANES, Modulus, Number, zero};

/// Bits of a window: 32 entries of a prime of 1024 bits are 40 KiB, which stay in the nearest cache.
const WINDOW: usize = 5;
const ENTRIES: usize = 1 << WINDOW;

/// `base^exponent` in Montgomery's form; no exponent has more than `bits` bits.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn secret_power(modulus: &Modulus, base: &[Block], exponent: &[Block], bits: usize, room: &mut [Block]) -> Number {
    let table = powers(modulus, base, room);
    let mut entry = zero(base.len());
    let mut power = modulus.one(room);
    for window in (0..bits.div_ceil(WINDOW)).rev() {
        for _ in 0..WINDOW {
            modulus.square(&mut power, room);
        }
        choose(&table, digit(exponent, window * WINDOW), &mut entry);
        modulus.multiply(&mut power, &entry, room);
    }
    power
}

/// The powers from 0 to 31, one behind the other.
#[target_feature(enable = "avx512f,avx512ifma")]
fn powers(modulus: &Modulus, base: &[Block], room: &mut [Block]) -> Number {
    let mut table = zero(ENTRIES * base.len());
    let mut power = modulus.one(room);
    for entry in table.chunks_exact_mut(base.len()) {
        entry.copy_from_slice(&power);
        modulus.multiply(&mut power, base, room);
    }
    table
}

/// Five bits of each lane's exponent, from this bit on.
#[target_feature(enable = "avx512f")]
fn digit(exponent: &[Block], bit: usize) -> __m512i {
    let limb = |at: usize| exponent.as_flattened().get(at).copied().unwrap_or_else(|| _mm512_setzero_si512());
    let by = |bits: usize| _mm512_set1_epi64(bits as i64);
    let (at, shift) = (bit / BITS, bit % BITS);
    let low = _mm512_srlv_epi64(limb(at), by(shift));
    let high = _mm512_sllv_epi64(limb(at + 1), by(BITS - shift));
    _mm512_and_si512(_mm512_or_si512(low, high), by(ENTRIES - 1))
}

/// Each lane's own entry of the table, all of which is read.
#[target_feature(enable = "avx512f")]
fn choose(table: &[Block], digit: __m512i, to: &mut [Block]) {
    let length = to.len();
    for (at, to) in to.iter_mut().enumerate() {
        let mut found = [_mm512_setzero_si512(); BLOCK];
        for (number, block) in table.iter().skip(at).step_by(length).enumerate() {
            let mine = _mm512_cmpeq_epi64_mask(digit, _mm512_set1_epi64(number as i64));
            for (found, limb) in found.iter_mut().zip(block) {
                *found = _mm512_mask_mov_epi64(*found, mine, *limb);
            }
        }
        *to = found;
    }
}

/// `base^exponent` in Montgomery's form, for exponents that everybody knows.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn public_power(modulus: &Modulus, base: &[Block], exponents: [u64; LANES], room: &mut [Block]) -> Number {
    let bits = u64::BITS - exponents.iter().fold(0, |all, exponent| all | exponent).leading_zeros();
    let mut power = modulus.one(room);
    let mut multiplied = zero(base.len());
    for bit in (0..bits).rev() {
        modulus.square(&mut power, room);
        let lanes = (0_u8..).zip(exponents).fold(0, |lanes, (lane, exponent)| lanes | u8::from(exponent >> bit & 1 == 1) << lane);
        if lanes == 0 {
            continue;
        }
        multiplied.copy_from_slice(&power);
        modulus.multiply(&mut multiplied, base, room);
        for (limb, multiplied) in power.as_flattened_mut().iter_mut().zip(multiplied.as_flattened()) {
            *limb = _mm512_mask_mov_epi64(*limb, lanes, *multiplied);
        }
    }
    power
}
