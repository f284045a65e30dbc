//! Eight private operations of RSA at once, one in each lane of the registers of AVX-512 (IFMA: multiply and add 52 bits): many mails are
//! opened in a third of the time that aws-lc takes for them one by one. Where the processor has no such registers, and for a few, there
//! is nothing here: the caller goes on with aws-lc, as with every number that the lanes hand back. No padding is read here.
//!
//! `unsafe` stands here once: the call of what was compiled for these registers, after the processor was asked for them.

mod key;
mod limbs;
#[cfg(target_arch = "x86_64")]
mod montgomery;
#[cfg(target_arch = "x86_64")]
mod power;
#[cfg(target_arch = "x86_64")]
mod private;

use zeroize::Zeroizing;

pub(crate) use key::{LaneKey, Parts};

/// Numbers that are computed with at once.
#[cfg(target_arch = "x86_64")]
pub(crate) const LANES: usize = montgomery::LANES;

/// A batch of fewer takes longer than one by one.
pub(crate) const LEAST: usize = 4;

/// Whether the processor has the registers.
#[cfg(target_arch = "x86_64")]
pub(crate) fn are_there() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512ifma")
}

/// Other processors have none.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) fn are_there() -> bool {
    false
}

/// `number^d mod n` for each, as long as its modulus; numbers are big-endian. `None`: the caller's to do, one by one.
#[cfg(target_arch = "x86_64")]
pub(crate) fn private_operations(jobs: &[(&LaneKey, &[u8])]) -> Vec<Option<Zeroizing<Vec<u8>>>> {
    let mut results: Vec<_> = jobs.iter().map(|_| None).collect();
    let mut waiting: Vec<(usize, &LaneKey, limbs::Limbs)> = Vec::new();
    if are_there() {
        let numbers = jobs.iter().enumerate().map(|(at, (key, octets))| Some((at, *key, key.number(octets)?)));
        waiting.extend(numbers.flatten());
    }
    // Lanes hold keys of one length.
    waiting.sort_by_key(|(_, key, _)| key.blocks);
    for same in waiting.chunk_by(|(_, one, _), (_, other, _)| one.blocks == other.blocks) {
        for batch in same.chunks(LANES).filter(|batch| batch.len() >= LEAST) {
            let Some(first) = batch.first() else { continue };
            // Lanes that are left over do the first number again; of what comes out of them nobody hears.
            let lane = |lane| batch.get(lane).unwrap_or(first);
            let lanes = std::array::from_fn(|at| (lane(at).1, lane(at).2.as_slice()));
            #[allow(unsafe_code, reason = "code for registers that not every processor has")]
            // SAFETY: the processor has AVX-512 F and IFMA, it was asked above; the function needs nothing else.
            let powers = unsafe { private::private_operations(&lanes) };
            for ((at, key, _), power) in batch.iter().zip(powers) {
                if let Some(result) = results.get_mut(*at) {
                    *result = power.map(|power| key.octets(&power));
                }
            }
        }
    }
    results
}

#[cfg(test)]
mod tests;
