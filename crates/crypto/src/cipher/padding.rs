//! The padding of RFC 5652 section 6.3: n octets of value n, 1 to a whole block. It is judged in constant time.

use subtle::{Choice, ConstantTimeEq, ConstantTimeGreater};

/// Whether the plaintext of the last block ends in a padding, and the octets of it (no meaning if it does not).
pub(super) fn check(block: &[u8]) -> (Choice, u8) {
    let padding = block.last().copied().unwrap_or_default();
    let length = u8::try_from(block.len()).unwrap_or_default();
    let mut good = !padding.ct_eq(&0) & !padding.ct_gt(&length);
    // `behind` counts from the end: the last octet has one behind its front.
    for (behind, octet) in (1_u8..).zip(block.iter().rev()) {
        let inside = !behind.ct_gt(&padding);
        good &= !inside | octet.ct_eq(&padding);
    }
    (good, padding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_and_every_wrong_octet() {
        for block_len in [8_u8, 16] {
            for padding in 0..=u8::MAX {
                let block: Vec<u8> = (1..=block_len).rev().map(|behind| if behind <= padding { padding } else { 0xaa }).collect();
                let right = (1..=block_len).contains(&padding);
                assert_eq!(bool::from(check(&block).0), right, "{padding} of {block_len}");
                for altered in 0..block.len() {
                    let mut wrong = block.clone();
                    if let Some(octet) = wrong.get_mut(altered) {
                        *octet ^= 0x40;
                    }
                    let inside = block.len() - altered <= usize::from(padding);
                    if right && inside {
                        assert!(!bool::from(check(&wrong).0), "{padding} of {block_len}, octet {altered}");
                    }
                }
            }
        }
        assert!(!bool::from(check(&[]).0));
    }
}
