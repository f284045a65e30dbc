//! CBC over a stream: AES at the primitive library's speed, the old ciphers block by block. The padding of the end is put on and taken off here.

use aws_lc_rs::{
    cipher::{
        AES_128, AES_192, AES_256, Algorithm, BufferUpdate, DecryptionContext, EncryptionContext, StreamingDecryptingKey,
        StreamingEncryptingKey, UnboundCipherKey,
    },
    error::Unspecified,
    iv::FixedLength,
};
use zeroize::Zeroizing;

use super::{algorithm::CipherAlgorithm, block::BlockCipher, padding};
use crate::error::Error;

/// The primitive library takes lengths of 31 bits; a piece of this size stays in the processor's near memory.
const PIECE: usize = 64 * 1024;
const AES_BLOCK: usize = 16;

/// AES-CBC, encrypting.
pub(super) struct Encrypting(StreamingEncryptingKey);

impl Encrypting {
    pub(super) fn new(algorithm: &CipherAlgorithm, key: &[u8]) -> Result<Self, Error> {
        let context = EncryptionContext::Iv128(FixedLength::from(aes_iv(algorithm)?));
        StreamingEncryptingKey::less_safe_cbc_pkcs7(aes_key(key)?, context).map(Self).map_err(failed)
    }

    pub(super) fn update(&mut self, plaintext: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        pieces(plaintext, out, |piece, room| self.0.update(piece, room))
    }

    pub(super) fn finish(self, out: &mut Vec<u8>) -> Result<(), Error> {
        append(out, AES_BLOCK, |room| self.0.finish(room).map(|(_, written)| written))
    }
}

/// CBC, decrypting what was checked before.
pub(super) enum Decrypting {
    Aes(StreamingDecryptingKey),
    Old(Box<Old>),
}

impl Decrypting {
    pub(super) fn new(algorithm: &CipherAlgorithm, key: &[u8]) -> Result<Self, Error> {
        if !algorithm.cipher().writes() {
            return Old::new(algorithm, key).map(|old| Self::Old(Box::new(old)));
        }
        let context = DecryptionContext::Iv128(FixedLength::from(aes_iv(algorithm)?));
        StreamingDecryptingKey::cbc_pkcs7(aes_key(key)?, context).map(Self::Aes).map_err(failed)
    }

    pub(super) fn update(&mut self, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        match self {
            Self::Aes(key) => pieces(ciphertext, out, |piece, room| key.update(piece, room)),
            Self::Old(old) => old.update(ciphertext, out),
        }
    }

    pub(super) fn finish(self, out: &mut Vec<u8>) -> Result<(), Error> {
        match self {
            Self::Aes(key) => append(out, AES_BLOCK, |room| key.finish(room)).map_err(|_| Error::CiphertextChanged),
            Self::Old(old) => old.finish(out),
        }
    }
}

/// 3DES, DES, RC2: decrypting, the last block held back.
pub(super) struct Old {
    cipher: BlockCipher,
    chain: Vec<u8>,
    /// Ciphertext not yet decrypted: a block at most.
    held: Vec<u8>,
}

impl Old {
    fn new(algorithm: &CipherAlgorithm, key: &[u8]) -> Result<Self, Error> {
        let cipher = BlockCipher::new(algorithm.cipher(), key)?;
        Ok(Self { cipher, chain: algorithm.iv().to_vec(), held: Vec::new() })
    }

    fn update(&mut self, ciphertext: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
        let block = self.cipher.block_len();
        let begin = out.len();
        let all = self.held.len() + ciphertext.len();
        // whole blocks, but never the last octet: it may be of the last block
        let now = all.saturating_sub(1) / block * block;
        if now == 0 {
            self.held.extend_from_slice(ciphertext);
            return Ok(());
        }
        let (head, tail) = ciphertext.split_at_checked(now - self.held.len()).unwrap_or_default();
        out.extend_from_slice(&self.held);
        out.extend_from_slice(head);
        self.held.clear();
        self.held.extend_from_slice(tail);
        self.cipher.cbc_decrypt(&mut self.chain, out.get_mut(begin..).unwrap_or_default())
    }

    fn finish(mut self, out: &mut Vec<u8>) -> Result<(), Error> {
        let mut last = Zeroizing::new(std::mem::take(&mut self.held));
        if last.len() != self.cipher.block_len() {
            return Err(Error::CiphertextChanged);
        }
        self.cipher.cbc_decrypt(&mut self.chain, &mut last)?;
        let (good, padding) = padding::check(&last);
        if !bool::from(good) {
            return Err(Error::CiphertextChanged);
        }
        out.extend_from_slice(last.get(..last.len().saturating_sub(padding.into())).unwrap_or_default());
        Ok(())
    }
}

fn pieces(
    input: &[u8],
    out: &mut Vec<u8>,
    mut work: impl for<'b> FnMut(&[u8], &'b mut [u8]) -> Result<BufferUpdate<'b>, Unspecified>,
) -> Result<(), Error> {
    input.chunks(PIECE).try_for_each(|piece| append(out, piece.len() + AES_BLOCK, |room| work(piece, room)))
}

/// Makes room at the end of `out`, lets it be written to, and keeps what was written.
fn append(
    out: &mut Vec<u8>,
    most: usize,
    work: impl for<'b> FnOnce(&'b mut [u8]) -> Result<BufferUpdate<'b>, Unspecified>,
) -> Result<(), Error> {
    let begin = out.len();
    out.resize(begin + most, 0);
    let written = work(out.get_mut(begin..).unwrap_or_default()).map(|update| update.written().len());
    out.truncate(begin + written.as_ref().copied().unwrap_or_default());
    written.map(drop).map_err(failed)
}

fn aes_iv(algorithm: &CipherAlgorithm) -> Result<[u8; AES_BLOCK], Error> {
    algorithm.iv().try_into().map_err(|_| Error::malformed("AES-IV", "not 16 octets"))
}

fn aes_key(key: &[u8]) -> Result<UnboundCipherKey, Error> {
    let algorithm: &Algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        _ => &AES_256,
    };
    UnboundCipherKey::new(algorithm, key).map_err(failed)
}

fn failed(_: Unspecified) -> Error {
    Error::Primitive { what: "AES in CBC mode" }
}
