//! One block at a time: AES (FIPS 197), DES and 3DES (FIPS 46-3), RC2 (RFC 2268), and CBC without padding over small pieces in memory.
//! Content in bulk goes through `bulk`; here is what key wraps and the last block of a check need.

use aws_lc_rs::cipher::{AES_128, AES_192, AES_256, DecryptingKey, DecryptionContext, EncryptingKey, UnboundCipherKey};
use des::{
    Des, TdesEde3,
    cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeyInit},
};
use rc2::Rc2;

use super::algorithm::ContentCipher;
use crate::error::Error;

/// A block cipher with its key; the key schedules are wiped when it is dropped.
pub(crate) enum BlockCipher {
    Aes(Box<Aes>),
    Des(Box<Des>),
    TripleDes(Box<TdesEde3>),
    Rc2(Box<Rc2>),
}

pub(crate) struct Aes {
    encrypting: EncryptingKey,
    decrypting: DecryptingKey,
}

/// RFC 2268 section 2.
const RC2_LONGEST_KEY: usize = 128;

impl BlockCipher {
    /// The cipher below a mode.
    ///
    /// # Errors
    /// [`Error::BadKey`]: a key of another length.
    pub(crate) fn new(cipher: ContentCipher, key: &[u8]) -> Result<Self, Error> {
        match cipher {
            ContentCipher::TripleDesCbc => Self::triple_des(key),
            ContentCipher::DesCbc => Des::new_from_slice(key).map(|key| Self::Des(Box::new(key))).map_err(|_| wrong_length(key)),
            ContentCipher::Rc2Cbc { effective_bits } => Self::rc2(key, effective_bits),
            aes if key.len() == aes.key_len() => Self::aes(key),
            _ => Err(wrong_length(key)),
        }
    }

    pub(crate) fn aes(key: &[u8]) -> Result<Self, Error> {
        let algorithm = match key.len() {
            16 => &AES_128,
            24 => &AES_192,
            32 => &AES_256,
            _ => return Err(wrong_length(key)),
        };
        let unbound = || UnboundCipherKey::new(algorithm, key).map_err(failed);
        let encrypting = EncryptingKey::ecb(unbound()?).map_err(failed)?;
        let decrypting = DecryptingKey::ecb(unbound()?).map_err(failed)?;
        Ok(Self::Aes(Box::new(Aes { encrypting, decrypting })))
    }

    /// Parity bits are not looked at: DES does not use them, and a check of them would answer an attacker.
    pub(crate) fn triple_des(key: &[u8]) -> Result<Self, Error> {
        TdesEde3::new_from_slice(key).map(|key| Self::TripleDes(Box::new(key))).map_err(|_| wrong_length(key))
    }

    pub(crate) fn rc2(key: &[u8], effective_bits: u16) -> Result<Self, Error> {
        if key.is_empty() || key.len() > RC2_LONGEST_KEY || !(1..=1024).contains(&effective_bits) {
            return Err(wrong_length(key));
        }
        Ok(Self::Rc2(Box::new(Rc2::new_with_eff_key_len(key, effective_bits.into()))))
    }

    pub(crate) fn block_len(&self) -> usize {
        match self {
            Self::Aes(_) => 16,
            Self::Des(_) | Self::TripleDes(_) | Self::Rc2(_) => 8,
        }
    }

    /// Encrypts whole blocks, each by itself.
    pub(crate) fn encrypt(&self, blocks: &mut [u8]) -> Result<(), Error> {
        match self {
            Self::Aes(aes) => aes.encrypting.encrypt(blocks).map(drop).map_err(failed),
            Self::Des(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.encrypt_block(block)),
            Self::TripleDes(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.encrypt_block(block)),
            Self::Rc2(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.encrypt_block(block)),
        }
    }

    /// Decrypts whole blocks, each by itself.
    pub(crate) fn decrypt(&self, blocks: &mut [u8]) -> Result<(), Error> {
        match self {
            Self::Aes(aes) => aes.decrypting.decrypt(blocks, DecryptionContext::None).map(drop).map_err(failed),
            Self::Des(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.decrypt_block(block)),
            Self::TripleDes(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.decrypt_block(block)),
            Self::Rc2(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.decrypt_block(block)),
        }
    }

    /// CBC without padding, in place; `chain` is the initialization vector before and the last ciphertext block after.
    pub(crate) fn cbc_encrypt(&self, chain: &mut Vec<u8>, data: &mut [u8]) -> Result<(), Error> {
        for block in data.chunks_mut(self.block_len()) {
            xor(block, chain);
            self.encrypt(block)?;
            chain.clear();
            chain.extend_from_slice(block);
        }
        Ok(())
    }

    /// CBC without padding, in place; `chain` is the initialization vector before and the last ciphertext block after.
    pub(crate) fn cbc_decrypt(&self, chain: &mut Vec<u8>, data: &mut [u8]) -> Result<(), Error> {
        let mut ciphertext = [0; 16];
        for block in data.chunks_mut(self.block_len()) {
            let ciphertext = ciphertext.get_mut(..block.len()).unwrap_or_default();
            ciphertext.copy_from_slice(block);
            self.decrypt(block)?;
            xor(block, chain);
            chain.clear();
            chain.extend_from_slice(ciphertext);
        }
        Ok(())
    }
}

fn each<C: BlockSizeUser>(cipher: &C, blocks: &mut [u8], work: impl Fn(&C, &mut Array<u8, C::BlockSize>)) -> Result<(), Error> {
    for block in blocks.chunks_mut(C::block_size()) {
        let block = <&mut Array<u8, C::BlockSize>>::try_from(block).map_err(|_| Error::Primitive { what: "a cipher of whole blocks" })?;
        work(cipher, block);
    }
    Ok(())
}

pub(crate) fn xor(to: &mut [u8], from: &[u8]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to ^= *from;
    }
}

fn wrong_length(key: &[u8]) -> Error {
    Error::BadKey { what: "symmetric key", why: format!("{} octets are not what its cipher wants", key.len()) }
}

fn failed(_: aws_lc_rs::error::Unspecified) -> Error {
    Error::Primitive { what: "AES" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;

    fn unhex(text: &str) -> Vec<u8> {
        text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
    }

    fn known(cipher: &BlockCipher, plaintext: &str, ciphertext: &str) {
        let mut blocks = unhex(plaintext);
        cipher.encrypt(&mut blocks).unwrap();
        assert_eq!(blocks, unhex(ciphertext));
        cipher.decrypt(&mut blocks).unwrap();
        assert_eq!(blocks, unhex(plaintext));
    }

    /// RFC 2268 section 5, all of it.
    #[test]
    fn rc2_vectors() {
        for (key, bits, plaintext, ciphertext) in [
            ("0000000000000000", 63, "0000000000000000", "ebb773f993278eff"),
            ("ffffffffffffffff", 64, "ffffffffffffffff", "278b27e42e2f0d49"),
            ("3000000000000000", 64, "1000000000000001", "30649edf9be7d2c2"),
            ("88", 64, "0000000000000000", "61a8a244adacccf0"),
            ("88bca90e90875a", 64, "0000000000000000", "6ccf4308974c267f"),
            ("88bca90e90875a7f0f79c384627bafb2", 64, "0000000000000000", "1a807d272bbe5db1"),
            ("88bca90e90875a7f0f79c384627bafb2", 128, "0000000000000000", "2269552ab0f85ca6"),
            ("88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e", 129, "0000000000000000", "5b78d3a43dfff1f1"),
        ] {
            known(&BlockCipher::rc2(&unhex(key), bits).unwrap(), plaintext, ciphertext);
        }
        for (length, bits) in [(0, 64), (129, 64), (8, 0), (8, 1025)] {
            assert!(BlockCipher::rc2(&vec![1; length], bits).is_err());
        }
    }

    /// NIST SP 800-67 appendix B.1 (3DES) and FIPS 197 appendix C (AES).
    #[test]
    fn vectors_of_nist() {
        let key = unhex("0123456789abcdef23456789abcdef01456789abcdef0123");
        let cipher = BlockCipher::triple_des(&key).unwrap();
        known(&cipher, "54686520717566636b2062726f776e20666f78206a756d70", "a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900");
        let plaintext = "00112233445566778899aabbccddeeff";
        let key: Vec<u8> = (0..32).collect();
        for (length, ciphertext) in
            [(16, "69c4e0d86a7b0430d8cdb78070b4c55a"), (24, "dda97ca4864cdfe06eaf70a0ec0d7191"), (32, "8ea2b7ca516745bfeafc49904b496089")]
        {
            known(&BlockCipher::aes(&key[..length]).unwrap(), plaintext, ciphertext);
        }
    }

    #[test]
    fn what_is_not_whole_blocks_is_an_error() {
        for cipher in
            [BlockCipher::aes(&[1; 16]).unwrap(), BlockCipher::triple_des(&[1; 24]).unwrap(), BlockCipher::rc2(&[1; 16], 128).unwrap()]
        {
            for length in [1, 7, cipher.block_len() + 1] {
                assert!(cipher.encrypt(&mut vec![0; length]).is_err());
                assert!(cipher.cbc_decrypt(&mut vec![0; cipher.block_len()], &mut vec![0; length]).is_err());
            }
        }
    }
}
