//! AES key wrap (RFC 3394): six rounds over blocks of 64 bits, an initial value that shows whether it opened. One way for all three key sizes,
//! because the primitive library lacks AES-192.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::{cipher::block::BlockCipher, error::Error};

/// RFC 3394 section 2.2.3.1.
const INITIAL: [u8; HALF] = [0xa6; HALF];
/// Half a block of AES.
const HALF: usize = 8;
const ROUNDS: u64 = 6;
/// The longest key that is wrapped or unwrapped; content keys have 32 octets at most, private keys are wrapped otherwise.
const LONGEST: usize = 4096;

pub(super) fn wrap(kek: &[u8], key: &[u8]) -> Result<Vec<u8>, Error> {
    if key.len() < 2 * HALF || key.len() > LONGEST || !key.len().is_multiple_of(HALF) {
        let why = format!("{} octets; AES key wrap takes multiples of 8 from 16 to {LONGEST}", key.len());
        return Err(Error::BadKey { what: "key to be wrapped", why });
    }
    let cipher = BlockCipher::aes(kek)?;
    let mut check = INITIAL;
    let mut rest = Zeroizing::new(key.to_vec());
    let mut step = 0_u64;
    for _ in 0..ROUNDS {
        for half in rest.chunks_exact_mut(HALF) {
            step += 1;
            let mut block = Zeroizing::new([check, octets(half)].concat());
            cipher.encrypt(&mut block)?;
            let (front, back) = block.split_at(HALF);
            half.copy_from_slice(back);
            check = counted(front, step);
        }
    }
    Ok([&check, rest.as_slice()].concat())
}

pub(super) fn unwrap(kek: &[u8], wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (check, rest) = wrapped.split_first_chunk::<HALF>()?;
    if rest.len() < 2 * HALF || rest.len() > LONGEST || !rest.len().is_multiple_of(HALF) {
        return None;
    }
    let cipher = BlockCipher::aes(kek).ok()?;
    let mut check = *check;
    let mut rest = Zeroizing::new(rest.to_vec());
    let mut step = ROUNDS * (rest.len() / HALF) as u64;
    for _ in 0..ROUNDS {
        for half in rest.rchunks_exact_mut(HALF) {
            let mut block = Zeroizing::new([counted(&check, step), octets(half)].concat());
            cipher.decrypt(&mut block).ok()?;
            let (front, back) = block.split_at(HALF);
            check = octets(front);
            half.copy_from_slice(back);
            step -= 1;
        }
    }
    bool::from(check.ct_eq(&INITIAL)).then_some(rest)
}

fn octets(half: &[u8]) -> [u8; HALF] {
    half.try_into().unwrap_or_default()
}

fn counted(half: &[u8], step: u64) -> [u8; HALF] {
    (u64::from_be_bytes(octets(half)) ^ step).to_be_bytes()
}
