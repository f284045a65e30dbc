#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]
use super::*;
use crate::{KeyKind, PrivateKey, random};
use reference::Big;

mod constants;
mod faults;
mod reference;

/// Whether the processor has the registers; where not, whoever counts is told.
fn can_run() -> bool {
    if are_there() {
        return true;
    }
    let line = "crypto_lanes: this processor has no AVX-512 IFMA";
    eprintln!("SKIPPED {line}");
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap();
        writeln!(file, "{line}").unwrap();
    }
    false
}

/// A key made of two primes, by the slow arithmetic.
struct Made {
    modulus: Big,
    exponent: u32,
    primes: [Big; 2],
    key: LaneKey,
}

impl Made {
    fn new(prime1: Big, prime2: Big, exponent: u32) -> Self {
        let one = Big::small(1);
        let private = |prime: &Big| {
            // (k * (prime - 1) + 1) / e, for the one k that makes it whole.
            let order = prime.minus(&one);
            let rest = order.modulo(&Big::small(exponent));
            let rest = rest.to_be(8).iter().fold(0_u64, |number, octet| number << 8 | u64::from(*octet));
            let k = (1..exponent).find(|k| (u64::from(*k) * rest + 1) % u64::from(exponent) == 0);
            let k = k.expect("the exponent divides the prime less one");
            order.times(&Big::small(k)).plus(&one).divided(&Big::small(exponent)).0
        };
        let modulus = prime1.times(&prime2);
        let key = LaneKey::new(&Parts {
            modulus: &modulus.octets(),
            public_exponent: &exponent.to_be_bytes(),
            prime1: &prime1.octets(),
            prime2: &prime2.octets(),
            exponent1: &private(&prime1).octets(),
            exponent2: &private(&prime2).octets(),
            coefficient: &prime2.inverse(&prime1).octets(),
        });
        Self { modulus, exponent, primes: [prime1, prime2], key: key.unwrap() }
    }

    /// Of Mersenne's primes: every limb but the highest is all ones, so every carry happens.
    fn mersenne(one: usize, other: usize, exponent: u32) -> Self {
        let prime = |bits| Big::power_of_two(bits).minus(&Big::small(1));
        Self::new(prime(one), prime(other), exponent)
    }

    fn encrypted(&self, message: &Big) -> Vec<u8> {
        message.power(self.exponent, &self.modulus).to_be(self.size())
    }

    fn size(&self) -> usize {
        self.modulus.bits().div_ceil(8)
    }

    /// Numbers at every edge of the arithmetic, and some anywhere.
    fn messages(&self) -> Vec<Big> {
        let [p, q] = &self.primes;
        let (one, n) = (Big::small(1), &self.modulus);
        let mut messages = vec![Big::small(2), p.clone(), q.clone(), p.minus(&one), p.plus(&one), q.minus(&one), q.plus(&one)];
        messages.extend([p.times(&Big::small(2)), q.times(&Big::small(3)), n.minus(p), n.minus(q), n.minus(&Big::small(2))]);
        messages.extend((1..n.bits() - 1).step_by(n.bits() / 6).map(Big::power_of_two));
        messages.extend((0..6).map(|_| random_below(n)));
        messages.retain(|message| message < n);
        messages
    }
}

fn random_below(modulus: &Big) -> Big {
    let mut octets = vec![0; modulus.bits().div_ceil(8) + 8];
    random::fill(&mut octets).unwrap();
    Big::from_be(&octets).modulo(modulus)
}

fn run(jobs: &[(&LaneKey, Vec<u8>)]) -> Vec<Option<Vec<u8>>> {
    let jobs: Vec<(&LaneKey, &[u8])> = jobs.iter().map(|(key, octets)| (*key, octets.as_slice())).collect();
    private_operations(&jobs).into_iter().map(|power| power.map(|power| power.to_vec())).collect()
}

/// Every length of block, either order of the primes, several public exponents; primes as unequal as keys never are.
fn made_keys() -> Vec<Made> {
    let primes = [(127, 107), (521, 607), (607, 521), (607, 127), (1279, 607), (521, 1279), (2203, 2281)];
    let mut keys: Vec<Made> = primes.map(|(one, other)| Made::mersenne(one, other, 65537)).into();
    keys.extend([Made::mersenne(127, 107, 5), Made::mersenne(107, 127, 17)]);
    keys
}

#[test]
fn answers_are_those_of_slow_arithmetic() {
    if !can_run() {
        return;
    }
    for made in made_keys() {
        let messages = made.messages();
        let jobs: Vec<_> = messages.iter().map(|message| (&made.key, made.encrypted(message))).collect();
        for (message, power) in messages.iter().zip(run(&jobs)) {
            if let Some(power) = power {
                assert_eq!(Big::from_be(&power), *message, "modulus of {} bits", made.modulus.bits());
                assert_eq!(power.len(), made.size());
            } else {
                // 2 is a power of 2 that some exponents take to 1: a number that the lanes do not take.
                let trivial = Big::from_be(&made.encrypted(message));
                assert!(trivial <= Big::small(1) || trivial.plus(&Big::small(1)) == made.modulus, "{message:?}");
            }
        }
    }
}

#[test]
fn lanes_with_distinct_keys_of_distinct_lengths_answer_in_order() {
    if !can_run() {
        return;
    }
    let keys = made_keys();
    for count in [4, 5, 8, 9, 12, 16, 37] {
        let chosen: Vec<(&Made, Big)> = keys.iter().cycle().take(count * 3).map(|made| (made, random_below(&made.modulus))).collect();
        let jobs: Vec<_> = chosen.iter().map(|(made, message)| (&made.key, made.encrypted(message))).collect();
        let done = run(&jobs);
        let mut here = 0;
        for ((_, message), power) in chosen.iter().zip(done) {
            if let Some(power) = power {
                assert_eq!(Big::from_be(&power), *message);
                here += 1;
            }
        }
        assert!(here >= count, "{here} of {}", count * 3);
    }
}

#[test]
fn numbers_that_are_none_and_too_few_are_handed_back() {
    if !can_run() {
        return;
    }
    let made = Made::mersenne(521, 607, 65537);
    let (one, n, size) = (Big::small(1), &made.modulus, made.size());
    let wrong = [Big::small(0), one.clone(), n.minus(&one), n.clone(), n.plus(&one), Big::power_of_two(size * 8).minus(&one)];
    let good = Big::small(12345);
    let mut jobs = vec![(&made.key, made.encrypted(&good)); 6];
    jobs.extend(wrong.map(|number| (&made.key, number.to_be(size))));
    jobs.extend([vec![], vec![0; size + 1], [vec![0], made.encrypted(&good)].concat(), vec![7; 10_000]].map(|octets| (&made.key, octets)));
    let done = run(&jobs);
    assert!(done[..6].iter().all(|power| power.as_ref().is_some_and(|power| Big::from_be(power) == good)));
    assert!(done[6..].iter().all(Option::is_none));
    assert!(run(&jobs[..LEAST - 1]).iter().all(Option::is_none));
    assert!(run(&[]).is_empty());
}

/// 2048 bits as everybody has them, thousands of numbers; and 3072.
#[test]
fn answers_are_those_of_aws_lc() {
    if !can_run() {
        return;
    }
    for (bits, count) in [(2048, 2400), (3072, 48)] {
        let private = PrivateKey::generate(KeyKind::Rsa { bits }).unwrap();
        let mut numbers = vec![vec![0_u8; bits as usize / 8]; count];
        for number in &mut numbers {
            random::fill(number).unwrap();
        }
        let numbers: Vec<&[u8]> = numbers.iter().map(Vec::as_slice).collect();
        for (number, block) in numbers.iter().zip(private.raw_rsa_many(&numbers)) {
            assert_eq!(*block.unwrap(), *private.raw_rsa(number).unwrap());
        }
    }
}

/// The primes of a new key of 2048 bits, in either order, with the public exponent 3 where they allow it.
#[test]
fn either_order_of_primes_and_the_exponent_three() {
    if !can_run() {
        return;
    }
    let three = Big::small(3);
    let fits = |primes: &[Big; 2]| primes.iter().all(|prime| prime.modulo(&three) == Big::small(2));
    let [p, q] = std::iter::repeat_with(generated_primes).find(fits).unwrap();
    for (one, other, exponent) in [(&p, &q, 3), (&q, &p, 3), (&p, &q, 65537), (&q, &p, 65537)] {
        let made = Made::new(one.clone(), other.clone(), exponent);
        let messages: Vec<Big> = made.messages().into_iter().take(8).collect();
        let jobs: Vec<_> = messages.iter().map(|message| (&made.key, message.power(exponent, &made.modulus).to_be(256))).collect();
        for (at, (message, power)) in messages.iter().zip(run(&jobs)).enumerate() {
            assert_eq!(Big::from_be(&power.unwrap()), *message, "message {at}, exponent {exponent}");
        }
    }
}

fn generated_primes() -> [Big; 2] {
    let pkcs8 = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap().to_pkcs8().unwrap();
    let octets = crate::asn1::private_key_octets(&pkcs8).unwrap();
    let read = <crate::asn1::RsaPrivateKey<'_> as der::Decode>::from_der(octets).unwrap();
    [read.prime1, read.prime2].map(|prime| Big::from_be(prime.as_bytes()))
}

/// A key's blinding pairs are squared with each use, replaced after the last, and no more are kept than two batches need.
#[test]
fn blinding_pairs_change_and_end() {
    if !can_run() {
        return;
    }
    let made = Made::mersenne(127, 107, 65537);
    let message = random_below(&made.modulus);
    let jobs = vec![(&made.key, made.encrypted(&message)); 8];
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..70 {
        assert!(run(&jobs).iter().all(|power| power.as_ref().is_some_and(|power| Big::from_be(power) == message)));
        let kept: Vec<_> = std::iter::from_fn(|| made.key.take_pair()).collect();
        assert!(kept.len() <= 16 && kept.iter().all(|pair| pair.uses < 32));
        for pair in kept {
            assert!(seen.insert((pair.blinds.to_vec(), pair.unblinds.to_vec())), "a pair that was there before");
            made.key.keep_pair(pair);
        }
    }
}
