//! GHASH (NIST SP 800-38D section 6.4) over a stream. The primitive library hashes pieces at its full speed, as associated data of an
//! empty message; products in GF(2^128) join the pieces, so that associated data may also come after the content (RFC 5083).
//!
//! With `H` the hash key, the tag over one piece `c1 .. cn` of whole blocks is `E(J) + (Y*H + L)*H` with `Y*H = c1*H^n + .. + cn*H`.
//! The engine takes away `E(J)` and `L*H`, and what is left, `Y*H`, adds up: `sum' = sum * H^n + Y*H`.

use aws_lc_rs::aead::{AES_128_GCM, AES_192_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ghash::{GHash, universal_hash::UniversalHash};
use zeroize::Zeroize;

use super::block::{BlockCipher, xor};
use crate::error::Error;

pub(super) const BLOCK: usize = 16;
type Block = [u8; BLOCK];

/// Content is hashed in pieces from this size on; less is collected. Each piece costs some 0.2 microseconds beside its octets.
const PIECE: usize = 8 * 1024;
/// What goes to the primitive library in one call.
const LONGEST: usize = 1024 * 1024;
/// The nonce of the engine's own tags, which never leave it.
const INNER_NONCE: [u8; 12] = [0; 12];

/// Hashes pieces under one key.
pub(super) struct Engine {
    aead: LessSafeKey,
    /// `E(J)` of the inner nonce.
    mask: Block,
    /// Multiplication by `H`, `H^2`, `H^4`, ...: as many as were needed.
    squares: Vec<GHash>,
}

impl Engine {
    pub(super) fn new(key: &[u8], cipher: &BlockCipher) -> Result<Self, Error> {
        let algorithm = match key.len() {
            16 => &AES_128_GCM,
            24 => &AES_192_GCM,
            _ => &AES_256_GCM,
        };
        let aead = UnboundKey::new(algorithm, key).map(LessSafeKey::new).map_err(failed)?;
        let mut hash_key = [0; BLOCK];
        cipher.encrypt(&mut hash_key)?;
        let mut mask = [0; BLOCK];
        mask.iter_mut().zip(INNER_NONCE.into_iter().chain([0, 0, 0, 1])).for_each(|(to, from)| *to = from);
        cipher.encrypt(&mut mask)?;
        let squares = vec![GHash::new(&hash_key.into())];
        hash_key.zeroize();
        Ok(Self { aead, mask, squares })
    }

    /// `Y*H` of whole blocks.
    fn piece(&mut self, blocks: &[u8]) -> Result<Block, Error> {
        let nonce = Nonce::assume_unique_for_key(INNER_NONCE);
        let tag = self.aead.seal_in_place_separate_tag(nonce, Aad::from(blocks), &mut []).map_err(failed)?;
        let mut sum = [0; BLOCK];
        xor(&mut sum, tag.as_ref());
        xor(&mut sum, &self.mask);
        let lengths = self.multiply(lengths(blocks.len() as u64, 0), 1)?;
        xor(&mut sum, &lengths);
        Ok(sum)
    }

    /// `value * H^power`.
    fn multiply(&mut self, mut value: Block, power: u64) -> Result<Block, Error> {
        let mut left = power;
        let mut at = 0;
        while left > 0 {
            if left & 1 == 1 {
                value = product(self.square(at)?, value);
            }
            left >>= 1;
            at += 1;
        }
        Ok(value)
    }

    /// Multiplication by `H^(2^at)`.
    fn square(&mut self, at: usize) -> Result<&GHash, Error> {
        let missing = || Error::Primitive { what: "GHASH" };
        while self.squares.len() <= at {
            let last = self.squares.last().ok_or_else(missing)?;
            // The key itself is not kept: 1 times it gives it back, and 1 is the polynomial whose first bit is set.
            let mut value = product(last, ONE);
            let mut squared = product(last, value);
            self.squares.push(GHash::new(&squared.into()));
            value.zeroize();
            squared.zeroize();
        }
        self.squares.get(at).ok_or_else(missing)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.mask.zeroize();
    }
}

/// The one of GF(2^128) in GCM's order of bits.
const ONE: Block = [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

fn product(by: &GHash, value: Block) -> Block {
    let mut hash = by.clone();
    hash.update(&[value.into()]);
    hash.finalize().into()
}

/// `[bits of associated data]64 || [bits of content]64`.
fn lengths(associated: u64, content: u64) -> Block {
    let mut block = [0; BLOCK];
    let both = [associated.wrapping_mul(8).to_be_bytes(), content.wrapping_mul(8).to_be_bytes()];
    block.iter_mut().zip(both.as_flattened()).for_each(|(to, from)| *to = *from);
    block
}

/// The hash of a stream that is padded with zeros to a whole block at its end.
#[derive(Default)]
pub(super) struct Sum {
    value: Block,
    blocks: u64,
    octets: u64,
    /// Not yet hashed; less than a [`PIECE`].
    pending: Vec<u8>,
}

impl Sum {
    pub(super) fn of(engine: &mut Engine, octets: &[u8]) -> Result<Self, Error> {
        let mut sum = Self::default();
        sum.update(engine, octets)?;
        Ok(sum)
    }

    pub(super) fn octets(&self) -> u64 {
        self.octets
    }

    pub(super) fn update(&mut self, engine: &mut Engine, octets: &[u8]) -> Result<(), Error> {
        self.octets += octets.len() as u64;
        let mut rest = octets;
        if !self.pending.is_empty() {
            let (head, tail) = rest.split_at(rest.len().min(PIECE - self.pending.len()));
            self.pending.extend_from_slice(head);
            rest = tail;
            if self.pending.len() == PIECE {
                self.absorb_pending(engine)?;
            }
        }
        while rest.len() >= PIECE {
            let (piece, tail) = rest.split_at(rest.len().min(LONGEST) / BLOCK * BLOCK);
            self.absorb(engine, piece)?;
            rest = tail;
        }
        self.pending.extend_from_slice(rest);
        Ok(())
    }

    fn absorb_pending(&mut self, engine: &mut Engine) -> Result<(), Error> {
        let mut pending = std::mem::take(&mut self.pending);
        pending.resize(pending.len().next_multiple_of(BLOCK), 0);
        let done = self.absorb(engine, &pending);
        pending.clear();
        self.pending = pending;
        done
    }

    fn absorb(&mut self, engine: &mut Engine, blocks: &[u8]) -> Result<(), Error> {
        if blocks.is_empty() {
            return Ok(());
        }
        let count = (blocks.len() / BLOCK) as u64;
        let piece = engine.piece(blocks)?;
        self.append(engine, &piece, count)
    }

    fn append(&mut self, engine: &mut Engine, value: &Block, blocks: u64) -> Result<(), Error> {
        if self.blocks > 0 {
            self.value = engine.multiply(self.value, blocks)?;
        }
        xor(&mut self.value, value);
        self.blocks += blocks;
        Ok(())
    }

    /// GHASH of associated data (`self`) and content. With no associated data and a nonce as content: the counter block before the first.
    pub(super) fn finish(mut self, engine: &mut Engine, mut content: Self) -> Result<Block, Error> {
        self.absorb_pending(engine)?;
        content.absorb_pending(engine)?;
        let mut end = engine.multiply(lengths(self.octets, content.octets), 1)?;
        self.append(engine, &content.value, content.blocks)?;
        xor(&mut end, &self.value);
        Ok(end)
    }
}

fn failed(_: aws_lc_rs::error::Unspecified) -> Error {
    Error::Primitive { what: "GHASH" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    /// The same over the whole, by the other library alone.
    fn plain(key: &[u8], associated: &[u8], content: &[u8]) -> Block {
        let mut hash_key = [0; BLOCK];
        BlockCipher::aes(key).unwrap().encrypt(&mut hash_key).unwrap();
        let mut hash = GHash::new(&hash_key.into());
        hash.update_padded(associated);
        hash.update_padded(content);
        hash.update(&[lengths(associated.len() as u64, content.len() as u64).into()]);
        hash.finalize().into()
    }

    #[test]
    fn pieces_of_every_size_hash_like_the_whole() {
        let content: Vec<u8> = (0..70_001_u32).map(|at| at.to_le_bytes()[0] ^ at.to_le_bytes()[1]).collect();
        for key in [&[5; 16][..], &[6; 24], &[7; 32]] {
            for length in [0, 1, 15, 16, 17, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE + 15, 70_001] {
                for step in [1, 15, 16, 17, 1000, PIECE, 20_000, 70_001] {
                    let mut engine = Engine::new(key, &BlockCipher::aes(key).unwrap()).unwrap();
                    let mut sum = Sum::default();
                    for piece in content[..length].chunks(step) {
                        sum.update(&mut engine, piece).unwrap();
                    }
                    let associated = Sum::of(&mut engine, &content[..length / 3]).unwrap();
                    let got = associated.finish(&mut engine, sum).unwrap();
                    assert_eq!(got, plain(key, &content[..length / 3], &content[..length]), "{length} by {step}");
                }
            }
        }
    }

    #[test]
    fn one_is_one() {
        let by = GHash::new(&[0x5a; BLOCK].into());
        assert_eq!(product(&by, ONE), [0x5a; BLOCK]);
    }
}
