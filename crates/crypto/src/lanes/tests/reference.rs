//! Arithmetic as at school, on limbs of 32 bits: slow, plain, and without anything in common with what it checks.

use std::cmp::Ordering;

/// A number, the lowest limb first, no zeros on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Big(Vec<u32>);

impl Big {
    pub(super) fn from_be(octets: &[u8]) -> Self {
        let limb = |octets: &[u8]| octets.iter().fold(0, |limb, octet| limb << 8 | u32::from(*octet));
        Self(octets.rchunks(4).map(limb).collect()).trimmed()
    }

    pub(super) fn small(number: u32) -> Self {
        Self(vec![number]).trimmed()
    }

    /// `2^bits`.
    pub(super) fn power_of_two(bits: usize) -> Self {
        let mut limbs = vec![0; bits / 32 + 1];
        limbs[bits / 32] = 1 << (bits % 32);
        Self(limbs)
    }

    /// Big-endian, in so many octets.
    pub(super) fn to_be(&self, length: usize) -> Vec<u8> {
        let mut octets: Vec<u8> = self.0.iter().flat_map(|limb| limb.to_le_bytes()).collect();
        while octets.len() > length {
            assert_eq!(octets.pop(), Some(0), "longer than {length} octets");
        }
        octets.resize(length, 0);
        octets.reverse();
        octets
    }

    pub(super) fn octets(&self) -> Vec<u8> {
        self.to_be(self.0.len() * 4)
    }

    pub(super) fn bits(&self) -> usize {
        self.0.last().map_or(0, |top| self.0.len() * 32 - top.leading_zeros() as usize)
    }

    fn bit(&self, at: usize) -> bool {
        self.0.get(at / 32).is_some_and(|limb| limb >> (at % 32) & 1 == 1)
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        let mut carry = 0_u64;
        let length = self.0.len().max(other.0.len()) + 1;
        let limb = |number: &Self, at: usize| u64::from(number.0.get(at).copied().unwrap_or_default());
        let add = |at| {
            carry += limb(self, at) + limb(other, at);
            let low = carry as u32;
            carry >>= 32;
            low
        };
        Self((0..length).map(add).collect()).trimmed()
    }

    pub(super) fn minus(&self, other: &Self) -> Self {
        assert!(*self >= *other);
        let mut borrow = 0_i64;
        let take = |(at, limb): (usize, &u32)| {
            let difference = i64::from(*limb) - i64::from(other.0.get(at).copied().unwrap_or_default()) - borrow;
            borrow = i64::from(difference < 0);
            difference as u32
        };
        Self(self.0.iter().enumerate().map(take).collect()).trimmed()
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        let mut product = vec![0_u32; self.0.len() + other.0.len()];
        for (row, one) in self.0.iter().enumerate() {
            let mut carry = 0_u64;
            for (at, two) in other.0.iter().enumerate() {
                carry += u64::from(product[row + at]) + u64::from(*one) * u64::from(*two);
                product[row + at] = carry as u32;
                carry >>= 32;
            }
            product[row + other.0.len()] = carry as u32;
        }
        Self(product).trimmed()
    }

    fn halved(&self) -> Self {
        let above = |at: usize| self.0.get(at + 1).copied().unwrap_or_default();
        Self(self.0.iter().enumerate().map(|(at, limb)| limb >> 1 | above(at) << 31).collect()).trimmed()
    }

    /// Quotient and remainder, bit by bit.
    pub(super) fn divided(&self, divisor: &Self) -> (Self, Self) {
        let (mut quotient, mut rest) = (vec![0; self.0.len()], Self::small(0));
        for at in (0..self.bits()).rev() {
            rest = rest.plus(&rest);
            if self.bit(at) {
                rest = rest.plus(&Self::small(1));
            }
            if rest >= *divisor {
                rest = rest.minus(divisor);
                quotient[at / 32] |= 1 << (at % 32);
            }
        }
        (Self(quotient).trimmed(), rest)
    }

    pub(super) fn modulo(&self, modulus: &Self) -> Self {
        self.divided(modulus).1
    }

    pub(super) fn power(&self, exponent: u32, modulus: &Self) -> Self {
        let mut power = Self::small(1);
        for bit in (0..32).rev() {
            power = power.times(&power).modulo(modulus);
            if exponent >> bit & 1 == 1 {
                power = power.times(self).modulo(modulus);
            }
        }
        power
    }

    /// `1 / self` modulo an odd number that has no divisor in common with it.
    pub(super) fn inverse(&self, modulus: &Self) -> Self {
        let one = Self::small(1);
        let half = |number: &Self| if number.bit(0) { number.plus(modulus).halved() } else { number.halved() };
        let less = |from: &Self, other: &Self| if from >= other { from.minus(other) } else { from.plus(modulus).minus(other) };
        let (mut u, mut v) = (self.modulo(modulus), modulus.clone());
        let (mut of_u, mut of_v) = (one.clone(), Self::small(0));
        while u != one && v != one {
            while !u.bit(0) {
                (u, of_u) = (u.halved(), half(&of_u));
            }
            while !v.bit(0) {
                (v, of_v) = (v.halved(), half(&of_v));
            }
            if u >= v {
                (u, of_u) = (u.minus(&v), less(&of_u, &of_v));
            } else {
                (v, of_v) = (v.minus(&u), less(&of_v, &of_u));
            }
        }
        if u == one { of_u } else { of_v }
    }
}

impl PartialOrd for Big {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Big {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}
