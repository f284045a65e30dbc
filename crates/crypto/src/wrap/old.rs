//! The key wraps of RFC 3217, for reading old mail: 3DES (section 3.2) and RC2 (section 4.2). Two CBC decryptions, the octets between them
//! reversed, and eight octets of SHA-1 that show whether it opened. Parity of DES keys is not looked at.

use subtle::{Choice, ConstantTimeEq, ConstantTimeGreater};
use zeroize::Zeroizing;

use crate::{
    cipher::block::BlockCipher,
    digest::{DigestAlgorithm, digest},
};

/// RFC 3217 sections 3.1 and 4.1.
const OUTER_IV: [u8; BLOCK] = [0x4a, 0xdd, 0xa2, 0x2c, 0x79, 0xe8, 0x21, 0x05];
const BLOCK: usize = 8;
const TRIPLE_DES_KEY: usize = 24;
/// RFC 3217 section 4.2: the length octet counts to 255.
const LONGEST_RC2: usize = 256 + 2 * BLOCK;

/// A 3DES key wrapped by a 3DES key: 40 octets.
pub(super) fn unwrap_triple_des(kek: &[u8], wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if wrapped.len() != TRIPLE_DES_KEY + 2 * BLOCK {
        return None;
    }
    let opened = open(&BlockCipher::triple_des(kek).ok()?, wrapped)?;
    let (key, check) = opened.split_at_checked(TRIPLE_DES_KEY)?;
    bool::from(checks(key, check)).then(|| Zeroizing::new(key.to_vec()))
}

/// An RC2 key wrapped by an RC2 key: its length in one octet, the key, and 0 to 7 octets that mean nothing.
pub(super) fn unwrap_rc2(kek: &[u8], effective_bits: u16, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if wrapped.len() < 3 * BLOCK || wrapped.len() > LONGEST_RC2 || !wrapped.len().is_multiple_of(BLOCK) {
        return None;
    }
    let opened = open(&BlockCipher::rc2(kek, effective_bits).ok()?, wrapped)?;
    let (padded, check) = opened.split_at_checked(opened.len().checked_sub(BLOCK)?)?;
    let (length, rest) = padded.split_first()?;
    let most = u8::try_from(rest.len()).unwrap_or(u8::MAX);
    let least = most.saturating_sub(7);
    let good = checks(padded, check) & !length.ct_gt(&most) & !least.ct_gt(length);
    let key = rest.get(..usize::from(*length).min(rest.len()))?;
    bool::from(good).then(|| Zeroizing::new(key.to_vec()))
}

/// Both decryptions; what comes out is the key and its check value.
fn open(cipher: &BlockCipher, wrapped: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut outer = Zeroizing::new(wrapped.to_vec());
    cipher.cbc_decrypt(&mut OUTER_IV.to_vec(), &mut outer).ok()?;
    outer.reverse();
    let (iv, rest) = outer.split_at_checked(BLOCK)?;
    let mut inner = Zeroizing::new(rest.to_vec());
    cipher.cbc_decrypt(&mut iv.to_vec(), &mut inner).ok()?;
    Some(inner)
}

/// RFC 3217 section 2: the first eight octets of SHA-1.
fn checks(key: &[u8], check: &[u8]) -> Choice {
    let right = digest(DigestAlgorithm::Sha1, key);
    let right = right.as_ref().and_then(|digest| digest.as_bytes().get(..BLOCK)).unwrap_or_default();
    right.ct_eq(check)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    fn unhex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    /// The way back of [`open`], so that every alteration can be tried.
    fn seal(cipher: &BlockCipher, body: &[u8]) -> Vec<u8> {
        let check = digest(DigestAlgorithm::Sha1, body).unwrap();
        let mut inner = [body, &check.as_bytes()[..BLOCK]].concat();
        let iv = [9; BLOCK];
        cipher.cbc_encrypt(&mut iv.to_vec(), &mut inner).unwrap();
        let mut outer = [&iv, inner.as_slice()].concat();
        outer.reverse();
        cipher.cbc_encrypt(&mut OUTER_IV.to_vec(), &mut outer).unwrap();
        outer
    }

    /// RFC 3217 section 3.4.
    #[test]
    fn triple_des_example_of_the_rfc() {
        let kek = unhex("255e0d1c 07b646df b3134cc8 43ba8aa7 1f025b7c 0838251f");
        let key = unhex("2923bf85 e06dd6ae 529149f1 f1bae9ea b3a7da3d 860d3e98");
        let wrapped = unhex("690107618ef092b3b48ca1796b234ae9fa33ebb4159604037db5d6a84eb3aac2768c632775a467d4");
        assert_eq!(unwrap_triple_des(&kek, &wrapped).unwrap().as_slice(), key);
    }

    /// RFC 3217 section 4.4, with 40 effective bits.
    #[test]
    fn rc2_example_of_the_rfc() {
        let kek = unhex("fd04fd08060707fb0003fefffd02fe05");
        let key = unhex("b70a25fbc9d86a86050ce0d711ead4d9");
        let wrapped = unhex("70e699fb5701f7833330fb71e87c85a420bdc99af05d22af5a0e48d35f3138986cbaafb4b28d4f35");
        assert_eq!(unwrap_rc2(&kek, 40, &wrapped).unwrap().as_slice(), key);
    }

    #[test]
    fn nothing_altered_opens() {
        let kek: Vec<u8> = (1..25).collect();
        let wrapped = seal(&BlockCipher::triple_des(&kek).unwrap(), &[0x55; 24]);
        assert_eq!(unwrap_triple_des(&kek, &wrapped).unwrap().as_slice(), [0x55; 24]);
        for at in 0..wrapped.len() {
            let mut altered = wrapped.clone();
            altered[at] ^= 1;
            assert_eq!(unwrap_triple_des(&kek, &altered), None, "octet {at}");
            assert_eq!(unwrap_triple_des(&kek, &wrapped[..at]), None, "cut at {at}");
        }
        for length in 1..=40_u8 {
            let cipher = BlockCipher::rc2(&kek[..16], 128).unwrap();
            let mut body = vec![length];
            body.extend((0..length).map(|octet| octet ^ 0x5a));
            body.resize(body.len().next_multiple_of(BLOCK), 0xee);
            let wrapped = seal(&cipher, &body);
            assert_eq!(unwrap_rc2(&kek[..16], 128, &wrapped).unwrap().as_slice(), &body[1..=usize::from(length)]);
            // a length that its octets do not bear out
            for lie in [length + 8, 255, length.wrapping_sub(8)] {
                let mut wrong = body.clone();
                wrong[0] = lie;
                assert_eq!(unwrap_rc2(&kek[..16], 128, &seal(&cipher, &wrong)), None, "{lie} for {length}");
            }
        }
    }
}
