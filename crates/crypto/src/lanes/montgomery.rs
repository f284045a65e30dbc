//! Montgomery's multiplication of eight numbers at once, one in each lane of 64 bits, each under a modulus of its own. Limbs have 52
//! bits; a column of products is summed in 64 and carried afterwards. Every loop is as long as the moduli: no limb decides anything.
//!
//! With `R = 2^(52 * limbs)` and `4 * modulus < R`, `x * y / R` stays below twice the modulus whenever `x * y < R * modulus`: numbers go
//! from one multiplication to the next as they are, and are brought below the modulus once, at the end ([`Modulus::least`]).

use std::arch::x86_64::{
    __m512i, _mm256_extract_epi64, _mm512_add_epi64, _mm512_and_si512, _mm512_extracti64x4_epi64, _mm512_madd52hi_epu64,
    _mm512_madd52lo_epu64, _mm512_mask_mov_epi64, _mm512_set_epi64, _mm512_set1_epi64, _mm512_setzero_si512, _mm512_slli_epi64,
    _mm512_srai_epi64, _mm512_srli_epi64, _mm512_sub_epi64, _mm512_test_epi64_mask,
};

use zeroize::Zeroizing;

use super::key::{BLOCK, Constants};
use super::limbs::{BITS, MASK};

/// Numbers that are computed with at once.
pub(super) const LANES: usize = 8;
/// As an operand of the instructions.
const SHIFT: u32 = 52;
const _: () = assert!(SHIFT as usize == BITS);

/// Ten limbs of eight numbers.
pub(super) type Block = [__m512i; BLOCK];
/// Eight numbers, wiped when they are dropped.
pub(super) type Number = Zeroizing<Vec<Block>>;

/// Eight zeros.
#[target_feature(enable = "avx512f")]
pub(super) fn zero(blocks: usize) -> Number {
    Zeroizing::new(vec![[_mm512_setzero_si512(); BLOCK]; blocks])
}

/// Eight numbers, one into each lane.
#[target_feature(enable = "avx512f")]
pub(super) fn gather(numbers: [&[u64]; LANES], blocks: usize) -> Number {
    let mut gathered = zero(blocks);
    for (at, lanes) in gathered.as_flattened_mut().iter_mut().enumerate() {
        *lanes = word(numbers.map(|limbs| limbs.get(at).copied().unwrap_or_default()));
    }
    gathered
}

/// Eight words, one into each lane.
#[target_feature(enable = "avx512f")]
pub(super) fn word(words: [u64; LANES]) -> __m512i {
    let [a, b, c, d, e, f, g, h] = words.map(u64::cast_signed);
    _mm512_set_epi64(h, g, f, e, d, c, b, a)
}

/// The number of each lane.
#[target_feature(enable = "avx512f")]
pub(super) fn scatter(number: &[Block]) -> [Zeroizing<Vec<u64>>; LANES] {
    let mut scattered: [Zeroizing<Vec<u64>>; LANES] = Default::default();
    for lanes in number.as_flattened() {
        let halves = [_mm512_extracti64x4_epi64::<0>(*lanes), _mm512_extracti64x4_epi64::<1>(*lanes)];
        let limbs = halves.map(|half| {
            [
                _mm256_extract_epi64::<0>(half),
                _mm256_extract_epi64::<1>(half),
                _mm256_extract_epi64::<2>(half),
                _mm256_extract_epi64::<3>(half),
            ]
        });
        for (limbs, limb) in scattered.iter_mut().zip(limbs.as_flattened()) {
            limbs.push(limb.cast_unsigned());
        }
    }
    scattered
}

/// Eight moduli of one length.
pub(super) struct Modulus {
    pub(super) modulus: Number,
    negative_inverse: __m512i,
    square_of_radix: Number,
}

impl Modulus {
    #[target_feature(enable = "avx512f")]
    pub(super) fn new(of: [&Constants; LANES], blocks: usize) -> Self {
        Self {
            modulus: gather(of.map(|constants| constants.modulus.as_slice()), blocks),
            negative_inverse: word(of.map(|constants| constants.negative_inverse)),
            square_of_radix: gather(of.map(|constants| constants.square_of_radix.as_slice()), blocks),
        }
    }

    /// Room for a product.
    #[target_feature(enable = "avx512f")]
    pub(super) fn room(&self) -> Number {
        zero(2 * self.modulus.len())
    }

    /// `x = x * y / R`.
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn multiply(&self, x: &mut [Block], y: &[Block], room: &mut [Block]) {
        product(x, y, room);
        self.reduce(room, x);
    }

    /// `x = x * x / R`.
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn square(&self, x: &mut [Block], room: &mut [Block]) {
        square(x, room);
        self.reduce(room, x);
    }

    /// Into Montgomery's form: `x = x * R`, for any `x` below `R`.
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn enter(&self, x: &mut [Block], room: &mut [Block]) {
        self.multiply(x, &self.square_of_radix, room);
    }

    /// Out of it: `x / R`, below the modulus.
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn leave(&self, x: &mut [Block], room: &mut [Block]) {
        let filled = room.iter_mut().zip(x.iter().copied().chain(std::iter::repeat([_mm512_setzero_si512(); BLOCK])));
        filled.for_each(|(to, from)| *to = from);
        self.reduce(room, x);
        self.least(x);
    }

    /// Into Montgomery's form, a number of twice the length: `x * R mod modulus`, for any `x` below `R * modulus`.
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn enter_long(&self, x: &[Block], room: &mut [Block]) -> Number {
        let mut entered = zero(self.modulus.len());
        room.copy_from_slice(x);
        self.reduce(room, &mut entered);
        self.enter(&mut entered, room);
        self.enter(&mut entered, room);
        entered
    }

    /// One in Montgomery's form.
    #[target_feature(enable = "avx512f,avx512ifma")]
    pub(super) fn one(&self, room: &mut [Block]) -> Number {
        let mut one = zero(self.modulus.len());
        if let Some(lowest) = one.as_flattened_mut().first_mut() {
            *lowest = _mm512_set1_epi64(1);
        }
        self.enter(&mut one, room);
        one
    }

    /// From below twice the modulus to below the modulus.
    #[target_feature(enable = "avx512f")]
    pub(super) fn least(&self, x: &mut [Block]) {
        let mask = limb_mask();
        let mut less = zero(x.len());
        let mut borrow = _mm512_setzero_si512();
        for ((less, limb), modulus) in less.as_flattened_mut().iter_mut().zip(x.as_flattened()).zip(self.modulus.as_flattened()) {
            let difference = _mm512_sub_epi64(_mm512_sub_epi64(*limb, *modulus), borrow);
            borrow = _mm512_srli_epi64::<63>(difference);
            *less = _mm512_and_si512(difference, mask);
        }
        let is_below = _mm512_test_epi64_mask(borrow, borrow);
        for (limb, less) in x.as_flattened_mut().iter_mut().zip(less.as_flattened()) {
            *limb = _mm512_mask_mov_epi64(*less, is_below, *limb);
        }
    }

    /// `x = x - y + 2 * modulus`, both below twice the modulus.
    #[target_feature(enable = "avx512f")]
    pub(super) fn subtract(&self, x: &mut [Block], y: &[Block]) {
        let mask = limb_mask();
        let mut carry = _mm512_setzero_si512();
        for ((limb, other), modulus) in x.as_flattened_mut().iter_mut().zip(y.as_flattened()).zip(self.modulus.as_flattened()) {
            let sum = _mm512_add_epi64(_mm512_sub_epi64(*limb, *other), _mm512_slli_epi64::<1>(*modulus));
            let sum = _mm512_add_epi64(sum, carry);
            carry = _mm512_srai_epi64::<SHIFT>(sum);
            *limb = _mm512_and_si512(sum, mask);
        }
    }

    /// `to = wide / R`, below twice the modulus.
    #[target_feature(enable = "avx512f,avx512ifma")]
    fn reduce(&self, wide: &mut [Block], to: &mut [Block]) {
        let Some((lowest, rest)) = self.modulus.split_first() else { return };
        for row in 0..=rest.len() {
            let Some([low, high, above @ ..]) = wide.get_mut(row..) else { return };
            let digits = eliminate(low, high, lowest, self.negative_inverse);
            if let Some(first) = rest.first() {
                let Some(next) = above.first_mut() else { return };
                multiply_add(high, next, first, &digits);
            }
            for (at, block) in rest.iter().enumerate().skip(1) {
                let Some([low, high]) = above.get_mut(at - 1..).and_then(<[Block]>::first_chunk_mut) else { return };
                multiply_add(low, high, block, &digits);
            }
        }
        if let Some(reduced) = wide.get(self.modulus.len()..) {
            carry(reduced, to);
        }
    }
}

/// The product, its columns not yet carried.
#[target_feature(enable = "avx512f,avx512ifma")]
fn product(x: &[Block], y: &[Block], wide: &mut [Block]) {
    for (row, digits) in y.iter().enumerate() {
        for (at, block) in x.iter().enumerate() {
            if let Some((low, high)) = columns(wide, row, at, x.len()) {
                multiply_add(low, high, block, digits);
            }
        }
    }
}

/// The square: what stands beside the diagonal is computed once and counts twice.
#[target_feature(enable = "avx512f,avx512ifma")]
fn square(x: &[Block], wide: &mut [Block]) {
    for (row, digits) in x.iter().enumerate() {
        for (at, block) in x.iter().enumerate().skip(row) {
            match columns(wide, row, at, x.len()) {
                Some((low, high)) if at == row => add_triangle(low, high, block),
                Some((low, high)) => multiply_add(low, high, block, digits),
                None => {}
            }
        }
    }
    let (pairs, _) = wide.as_flattened_mut().as_chunks_mut();
    for ([even, odd], limb) in pairs.iter_mut().zip(x.as_flattened()) {
        *even = _mm512_madd52lo_epu64(_mm512_slli_epi64::<1>(*even), *limb, *limb);
        *odd = _mm512_madd52hi_epu64(_mm512_slli_epi64::<1>(*odd), *limb, *limb);
    }
}

/// The columns to which the product of two blocks is added. Those that no product before has reached begin with nothing.
#[inline]
#[target_feature(enable = "avx512f")]
fn columns(wide: &mut [Block], row: usize, at: usize, length: usize) -> Option<(&mut Block, &mut Block)> {
    let [low, high] = wide.get_mut(row + at..)?.first_chunk_mut()?;
    if row + at == 0 {
        *low = [_mm512_setzero_si512(); BLOCK];
    }
    if row == 0 || at + 1 == length {
        *high = [_mm512_setzero_si512(); BLOCK];
    }
    Some((low, high))
}

/// `h * q + m`, carried: what the two halves of a key's answer come to.
#[target_feature(enable = "avx512f,avx512ifma")]
pub(super) fn product_and(h: &[Block], q: &[Block], m: &[Block], room: &mut [Block]) -> Number {
    let mut whole = zero(room.len());
    product(h, q, room);
    for (column, limb) in room.as_flattened_mut().iter_mut().zip(m.as_flattened()) {
        *column = _mm512_add_epi64(*column, *limb);
    }
    carry(room, &mut whole);
    whole
}

/// Adds the product of two blocks to the columns of two blocks. The low halves of a row's products go to one row of sums, the high
/// halves to another, one column further up: so no sum waits for itself.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply_add(low: &mut Block, high: &mut Block, block: &Block, digits: &Block) {
    let zero = _mm512_setzero_si512();
    let mut lows = *low;
    let mut highs = [zero; BLOCK];
    for ((digit, column), above) in digits.iter().zip(low.iter_mut()).zip(high.iter()) {
        add_row(&mut lows, &mut highs, block, *digit);
        let [done, ..] = lows;
        *column = done;
        lows = shifted(lows, *above);
        let [carried, ..] = highs;
        let [first, ..] = &mut lows;
        *first = _mm512_add_epi64(*first, carried);
        highs = shifted(highs, zero);
    }
    add_highs(&lows, &highs, high);
}

/// Adds the products of a block's limbs with each other, each pair once.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_triangle(low: &mut Block, high: &mut Block, block: &Block) {
    let zero = _mm512_setzero_si512();
    let mut lows = *low;
    let mut highs = [zero; BLOCK];
    macro_rules! rows {
        ($($row:literal)*) => { $(
            for ((low, high), limb) in lows[$row + 1..].iter_mut().zip(&mut highs[$row + 1..]).zip(&block[$row + 1..]) {
                *low = _mm512_madd52lo_epu64(*low, *limb, block[$row]);
                *high = _mm512_madd52hi_epu64(*high, *limb, block[$row]);
            }
            low[$row] = lows[0];
            lows = shifted(lows, high[$row]);
            lows[0] = _mm512_add_epi64(lows[0], highs[0]);
            highs = shifted(highs, zero);
        )* };
    }
    rows!(0 1 2 3 4 5 6 7 8 9);
    add_highs(&lows, &highs, high);
}

/// Adds such a multiple of the modulus that ten columns become zero, and answers which: its lowest block is multiplied here, the others
/// are the caller's. What the ten columns carry goes into the next.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn eliminate(low: &Block, high: &mut Block, modulus: &Block, negative_inverse: __m512i) -> Block {
    let zero = _mm512_setzero_si512();
    let mut lows = *low;
    let mut highs = [zero; BLOCK];
    let mut digits = [zero; BLOCK];
    for (digit, above) in digits.iter_mut().zip(high.iter()) {
        let [lowest, ..] = lows;
        *digit = _mm512_madd52lo_epu64(zero, lowest, negative_inverse);
        add_row(&mut lows, &mut highs, modulus, *digit);
        let ([done, ..], [carried, ..]) = (lows, highs);
        lows = shifted(lows, *above);
        let [first, ..] = &mut lows;
        *first = _mm512_add_epi64(_mm512_add_epi64(*first, carried), _mm512_srli_epi64::<SHIFT>(done));
        highs = shifted(highs, zero);
    }
    add_highs(&lows, &highs, high);
    digits
}

#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_row(lows: &mut Block, highs: &mut Block, block: &Block, digit: __m512i) {
    for ((low, high), limb) in lows.iter_mut().zip(highs).zip(block) {
        *low = _mm512_madd52lo_epu64(*low, *limb, digit);
        *high = _mm512_madd52hi_epu64(*high, *limb, digit);
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn add_highs(lows: &Block, highs: &Block, to: &mut Block) {
    let [a, b, c, d, e, f, g, h, i, _] = *highs;
    let highs = [_mm512_setzero_si512(), a, b, c, d, e, f, g, h, i];
    for ((to, low), high) in to.iter_mut().zip(lows).zip(highs) {
        *to = _mm512_add_epi64(*low, high);
    }
}

/// One column further.
#[inline]
fn shifted(row: Block, last: __m512i) -> Block {
    let [_, a, b, c, d, e, f, g, h, i] = row;
    [a, b, c, d, e, f, g, h, i, last]
}

/// Carries columns into limbs.
#[target_feature(enable = "avx512f")]
fn carry(columns: &[Block], to: &mut [Block]) {
    let mask = limb_mask();
    let mut carried = _mm512_setzero_si512();
    for (limb, column) in to.as_flattened_mut().iter_mut().zip(columns.as_flattened()) {
        let sum = _mm512_add_epi64(*column, carried);
        carried = _mm512_srli_epi64::<SHIFT>(sum);
        *limb = _mm512_and_si512(sum, mask);
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn limb_mask() -> __m512i {
    _mm512_set1_epi64(MASK.cast_signed())
}
