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
    Aes { encrypting: EncryptingKey, decrypting: DecryptingKey },
    Des(Box<Des>),
    TripleDes(Box<TdesEde3>),
    Rc2(Box<Rc2>),
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
        Ok(Self::Aes {
            encrypting: EncryptingKey::ecb(unbound()?).map_err(failed)?,
            decrypting: DecryptingKey::ecb(unbound()?).map_err(failed)?,
        })
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
            Self::Aes { .. } => 16,
            Self::Des(_) | Self::TripleDes(_) | Self::Rc2(_) => 8,
        }
    }

    /// Encrypts whole blocks, each by itself.
    pub(crate) fn encrypt(&self, blocks: &mut [u8]) -> Result<(), Error> {
        match self {
            Self::Aes { encrypting, .. } => encrypting.encrypt(blocks).map(drop).map_err(failed),
            Self::Des(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.encrypt_block(block)),
            Self::TripleDes(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.encrypt_block(block)),
            Self::Rc2(cipher) => each(cipher.as_ref(), blocks, |cipher, block| cipher.encrypt_block(block)),
        }
    }

    /// Decrypts whole blocks, each by itself.
    pub(crate) fn decrypt(&self, blocks: &mut [u8]) -> Result<(), Error> {
        match self {
            Self::Aes { decrypting, .. } => decrypting.decrypt(blocks, DecryptionContext::None).map(drop).map_err(failed),
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
