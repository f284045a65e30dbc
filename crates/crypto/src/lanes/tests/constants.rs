//! What is made once per key, and the way in and out of limbs; these run on every processor.

use super::*;
use crate::lanes::limbs::{self, BITS};

fn number(limbs: &[u64], length: usize) -> Big {
    let mut octets = vec![0; length];
    limbs::to_be(limbs, &mut octets);
    Big::from_be(&octets)
}

#[test]
fn constants_are_those_of_slow_arithmetic() {
    for made in made_keys() {
        let LaneKey { modulus, prime1, prime2, coefficient, .. } = &made.key;
        let [p, q] = &made.primes;
        for (constants, modulus) in [(modulus, &made.modulus), (&prime1.constants, p), (&prime2.constants, q)] {
            let length = constants.modulus.len();
            assert_eq!(number(&constants.modulus, length * 7), *modulus);
            let radix = Big::power_of_two(BITS * length);
            assert_eq!(number(&constants.square_of_radix, length * 7), radix.times(&radix).modulo(modulus));
            let product = u128::from(constants.negative_inverse) * u128::from(constants.modulus[0]) + 1;
            assert_eq!(product % (1 << BITS), 0);
        }
        assert_eq!(number(&prime1.inverting, 300).plus(&Big::small(2)), *p);
        assert_eq!(number(coefficient, 300).times(q).modulo(p), Big::small(1));
    }
}

#[test]
fn numbers_come_back_from_limbs() {
    let mut octets = vec![0; 300];
    random::fill(&mut octets).unwrap();
    for length in [0, 1, 6, 7, 12, 13, 14, 91, 260, 300] {
        let octets = &octets[..length];
        let limbs = limbs::from_be(octets, length * 8 / BITS + 1).unwrap();
        assert!(limbs.iter().all(|limb| *limb <= limbs::MASK));
        let mut back = vec![0; length];
        limbs::to_be(&limbs, &mut back);
        assert_eq!(back, octets);
        assert_eq!(limbs::bit_length(&limbs), Big::from_be(octets).bits());
    }
    assert!(limbs::from_be(&[0x0f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 1).is_some());
    assert!(limbs::from_be(&[0x10, 0, 0, 0, 0, 0, 0], 1).is_none());
    assert!(limbs::from_be(&[&[0; 50][..], &[9]].concat(), 1).is_some_and(|limbs| *limbs == [9]));
    assert!(limbs::is_below(&[5, 1], &[4, 2]) && !limbs::is_below(&[4, 2], &[4, 2]) && !limbs::is_below(&[5, 2], &[4, 2]));
    assert_eq!(*limbs::less_two(&[1, 1]), [limbs::MASK, 0]);
}

#[test]
fn keys_that_the_lanes_do_not_take() {
    let one = Big::small(1);
    let prime = |bits| Big::power_of_two(bits).minus(&one).octets();
    let parts = |modulus: &[u8], exponent: &[u8], prime1: &[u8], prime2: &[u8]| {
        let (coefficient, exponents) = ([1], [3]);
        let parts = Parts {
            modulus,
            public_exponent: exponent,
            prime1,
            prime2,
            exponent1: &exponents,
            exponent2: &exponents,
            coefficient: &coefficient,
        };
        LaneKey::new(&parts).is_some()
    };
    let (small, other) = (prime(127), prime(107));
    let modulus = Big::from_be(&small).times(&Big::from_be(&other)).octets();
    assert!(parts(&modulus, &[3], &small, &other));
    assert!(!parts(&modulus, &[1], &small, &other) && !parts(&modulus, &[], &small, &other), "no public exponent");
    assert!(!parts(&modulus, &[1; 9], &small, &other), "a public exponent beyond 64 bits");
    assert!(!parts(&[&modulus[..modulus.len() - 1], &[2]].concat(), &[3], &small, &other), "an even modulus");
    assert!(!parts(&modulus, &[3], &[4], &other) && !parts(&modulus, &[3], &small, &[6]), "an even prime");
    assert!(!parts(&[], &[3], &[], &[]) && !parts(&modulus, &[3], &[], &[]));
    assert!(!parts(&modulus, &[3], &prime(4423), &prime(4253)), "longer than any that is computed here");
    assert!(!parts(&[0xff; 400], &[3], &small, &other), "a modulus longer than its primes");
}
