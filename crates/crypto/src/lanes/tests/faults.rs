//! Faults: whatever is wrong with a key's numbers or with the arithmetic, no wrong answer leaves (Boneh, DeMillo, Lipton 1997: one would
//! give the key away).

use super::*;
use crate::lanes::{key::Pair, limbs::Limbs};

/// Every number of a key that an answer depends on.
fn numbers(key: &mut LaneKey) -> Vec<(&'static str, &mut Limbs)> {
    let LaneKey { modulus, prime1, prime2, coefficient, .. } = key;
    vec![
        ("modulus", &mut modulus.modulus),
        ("square of the modulus' radix", &mut modulus.square_of_radix),
        ("first prime", &mut prime1.constants.modulus),
        ("square of its radix", &mut prime1.constants.square_of_radix),
        ("first exponent", &mut prime1.exponent),
        ("second prime", &mut prime2.constants.modulus),
        ("square of its radix", &mut prime2.constants.square_of_radix),
        ("second exponent", &mut prime2.exponent),
        ("coefficient", coefficient),
    ]
}

/// Runs eight; every answer that leaves must be the message.
fn leave(made: &Made, message: &Big, what: &str) -> usize {
    let done = run(&vec![(&made.key, made.encrypted(message)); 8]);
    let left: Vec<_> = done.into_iter().flatten().collect();
    assert!(left.iter().all(|power| Big::from_be(power) == *message), "{what}: a wrong answer left");
    left.len()
}

#[test]
fn a_wrong_number_in_the_key_never_makes_a_wrong_answer() {
    if !can_run() {
        return;
    }
    let mut made = Made::mersenne(521, 607, 65537);
    let message = random_below(&made.modulus);
    assert_eq!(leave(&made, &message, "nothing"), 8);
    for at in 0..numbers(&mut made.key).len() {
        for (limb, bit) in [(0, 0), (0, 51), (3, 17), (9, 1)] {
            let mut spoilt = Made::mersenne(521, 607, 65537);
            let (what, number) = numbers(&mut spoilt.key).remove(at);
            number[limb] ^= 1 << bit;
            assert_eq!(leave(&spoilt, &message, what), 0, "{what}, limb {limb}, bit {bit}: right all the same?");
        }
    }
    for at in 0..3 {
        let mut spoilt = Made::mersenne(521, 607, 65537);
        let LaneKey { modulus, prime1, prime2, .. } = &mut spoilt.key;
        [modulus, &mut prime1.constants, &mut prime2.constants][at].negative_inverse ^= 2;
        assert_eq!(leave(&spoilt, &message, "negative inverse"), 0);
    }
    // Without the numbers that invert there is no blinding pair that fits.
    let mut spoilt = Made::mersenne(521, 607, 65537);
    spoilt.key.prime1.inverting[0] ^= 4;
    assert_eq!(leave(&spoilt, &message, "inverting exponent"), 0);
}

#[test]
fn a_wrong_blinding_pair_never_makes_a_wrong_answer() {
    if !can_run() {
        return;
    }
    let made = Made::mersenne(521, 607, 65537);
    let message = random_below(&made.modulus);
    leave(&made, &message, "nothing");
    let Pair { blinds, mut unblinds, uses } = made.key.take_pair().unwrap();
    unblinds[1] ^= 1;
    made.key.keep_pair(Pair { blinds, unblinds, uses });
    assert_eq!(leave(&made, &message, "one pair of eight"), 7);
}
