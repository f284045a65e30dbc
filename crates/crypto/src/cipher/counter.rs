//! The counter mode inside GCM (NIST SP 800-38D section 6.5): only the last 32 bits count, and they may wrap when the nonce was hashed.

use aws_lc_rs::{
    cipher::{AES_128, AES_192, AES_256, EncryptionContext, StreamingEncryptingKey, UnboundCipherKey},
    iv::FixedLength,
};
use zeroize::Zeroizing;

use super::ghash::BLOCK;
use crate::error::Error;

/// NIST SP 800-38D section 5.2.1.1: 2^39 - 256 bits under one nonce.
pub(super) const LONGEST: u64 = (1 << 36) - 32;
/// The primitive library takes lengths of 31 bits; a piece of this size stays in the processor's near memory.
const PIECE: usize = 32 * 1024;

/// The keystream; the same work encrypts and decrypts.
pub(super) struct Counter {
    key: Zeroizing<Vec<u8>>,
    block: [u8; BLOCK],
    stream: StreamingEncryptingKey,
    /// Octets before the 32 bits wrap.
    until_wrap: u64,
    left: u64,
}

impl Counter {
    /// `before` is the counter block before the first (J0).
    pub(super) fn new(key: &[u8], before: [u8; BLOCK]) -> Result<Self, Error> {
        let [head @ .., a, b, c, d] = before;
        let first = u32::from_be_bytes([a, b, c, d]).wrapping_add(1);
        let block = counter_block(&head, first);
        let until_wrap = ((1 << 32) - u64::from(first)) * BLOCK as u64;
        Ok(Self { key: Zeroizing::new(key.to_vec()), block, stream: stream(key, block)?, until_wrap, left: LONGEST })
    }

    /// Appends `input` exclusive-or keystream to `out`, and shows every piece of input and output to `seen`.
    pub(super) fn apply(&mut self, input: &[u8], out: &mut Vec<u8>, mut seen: impl FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
        let asked = input.len() as u64;
        self.left = self.left.checked_sub(asked).ok_or(Error::TooMuchWork { asked, limit: LONGEST, unit: "octets under one nonce" })?;
        let mut rest = input;
        while !rest.is_empty() {
            if self.until_wrap == 0 {
                self.wrap()?;
            }
            let most = usize::try_from(self.until_wrap).unwrap_or(usize::MAX).min(PIECE);
            let (piece, tail) = rest.split_at(rest.len().min(most));
            let begin = out.len();
            out.resize(begin + piece.len() + BLOCK, 0);
            let room = out.get_mut(begin..).unwrap_or_default();
            let written = self.stream.update(piece, room).map_err(failed)?.written().len();
            out.truncate(begin + written);
            seen(out.get(begin..).unwrap_or_default())?;
            self.until_wrap -= piece.len() as u64;
            rest = tail;
        }
        Ok(())
    }

    fn wrap(&mut self) -> Result<(), Error> {
        let [head @ .., _, _, _, _] = self.block;
        self.block = counter_block(&head, 0);
        self.stream = stream(&self.key, self.block)?;
        self.until_wrap = (1 << 32) * BLOCK as u64;
        Ok(())
    }
}

fn counter_block(head: &[u8; 12], count: u32) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block.iter_mut().zip(head.iter().copied().chain(count.to_be_bytes())).for_each(|(to, from)| *to = from);
    block
}

fn stream(key: &[u8], block: [u8; BLOCK]) -> Result<StreamingEncryptingKey, Error> {
    let algorithm = match key.len() {
        16 => &AES_128,
        24 => &AES_192,
        _ => &AES_256,
    };
    let key = UnboundCipherKey::new(algorithm, key).map_err(failed)?;
    StreamingEncryptingKey::less_safe_ctr(key, EncryptionContext::Iv128(FixedLength::from(block))).map_err(failed)
}

fn failed(_: aws_lc_rs::error::Unspecified) -> Error {
    Error::Primitive { what: "AES in counter mode" }
}
