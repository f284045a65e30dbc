//! CBC over octets that are in memory whole, with the padding of RFC 8018 section 6.1.1: keys and certificates in files, not content.

use zeroize::Zeroizing;

use super::{algorithm::CipherAlgorithm, block::BlockCipher, padding};
use crate::error::Error;

/// Decrypts and takes the padding off; `None`: the padding is not one, or the ciphertext is no whole number of blocks.
pub(crate) fn cbc_open(algorithm: &CipherAlgorithm, key: &[u8], ciphertext: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let cipher = BlockCipher::new(algorithm.cipher(), key)?;
    if ciphertext.is_empty() || !ciphertext.len().is_multiple_of(cipher.block_len()) {
        return Ok(None);
    }
    let mut plaintext = Zeroizing::new(ciphertext.to_vec());
    cipher.cbc_decrypt(&mut algorithm.iv().to_vec(), &mut plaintext)?;
    let last = plaintext.len() - cipher.block_len();
    let (good, padding) = padding::check(plaintext.get(last..).unwrap_or_default());
    if !bool::from(good) {
        return Ok(None);
    }
    let length = plaintext.len().saturating_sub(padding.into());
    plaintext.truncate(length);
    Ok(Some(plaintext))
}

/// Puts the padding on and encrypts.
pub(crate) fn cbc_seal(algorithm: &CipherAlgorithm, key: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, Error> {
    let cipher = BlockCipher::new(algorithm.cipher(), key)?;
    let padding = cipher.block_len() - plaintext.len() % cipher.block_len();
    // Reserved for the padding too: growing would leave a copy of the plaintext behind.
    let mut body = Zeroizing::new(Vec::with_capacity(plaintext.len() + padding));
    body.extend_from_slice(plaintext);
    body.resize(plaintext.len() + padding, u8::try_from(padding).unwrap_or_default());
    cipher.cbc_encrypt(&mut algorithm.iv().to_vec(), &mut body)?;
    Ok(body.to_vec())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;
    use crate::cipher::ContentCipher;

    #[test]
    fn every_length_comes_back_and_nothing_else_opens() {
        for (cipher, key) in [
            (ContentCipher::Aes256Cbc, vec![7; 32]),
            (ContentCipher::TripleDesCbc, (0..24).collect()),
            (ContentCipher::Rc2Cbc { effective_bits: 40 }, vec![9; 5]),
        ] {
            let algorithm = CipherAlgorithm::new(cipher, vec![3; cipher.block_len()], 0).unwrap();
            for length in 0..40 {
                let plaintext: Vec<u8> = (0..length).collect();
                let sealed = cbc_seal(&algorithm, &key, &plaintext).unwrap();
                assert_eq!(cbc_open(&algorithm, &key, &sealed).unwrap().unwrap().as_slice(), plaintext, "{cipher:?} {length}");
                assert!(cbc_open(&algorithm, &key, &sealed[1..]).unwrap().is_none());
            }
            assert!(cbc_open(&algorithm, &key, &[]).unwrap().is_none());
            assert!(cbc_open(&algorithm, &[], &[0; 16]).is_err());
        }
    }
}
