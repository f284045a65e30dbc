//! AES-GCM over a stream (NIST SP 800-38D section 7): the hash, the counter and the mask of the tag, from key and nonce.

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use super::{
    algorithm::CipherAlgorithm,
    block::{BlockCipher, xor},
    counter::Counter,
    ghash::{BLOCK, Engine, Sum},
};
use crate::error::Error;

/// The tag of a stream of ciphertext.
pub(super) struct Tag {
    engine: Engine,
    ciphertext: Sum,
    /// E(J0).
    mask: [u8; BLOCK],
}

impl Tag {
    /// The hash over the ciphertext, and the counter block before the first.
    pub(super) fn new(algorithm: &CipherAlgorithm, key: &[u8]) -> Result<(Self, [u8; BLOCK]), Error> {
        let cipher = BlockCipher::new(algorithm.cipher(), key)?;
        let mut engine = Engine::new(key, &cipher)?;
        let before = match as_it_is(algorithm.iv()) {
            Some(before) => before,
            None => hashed(algorithm.iv(), &mut engine)?,
        };
        let mut mask = before;
        cipher.encrypt(&mut mask)?;
        Ok((Self { engine, ciphertext: Sum::default(), mask }, before))
    }

    pub(super) fn update(&mut self, ciphertext: &[u8]) -> Result<(), Error> {
        self.ciphertext.update(&mut self.engine, ciphertext)
    }

    pub(super) fn octets(&self) -> u64 {
        self.ciphertext.octets()
    }

    pub(super) fn finish(mut self, associated: &[u8]) -> Result<[u8; BLOCK], Error> {
        let ciphertext = std::mem::take(&mut self.ciphertext);
        let mut tag = Sum::of(&mut self.engine, associated)?.finish(&mut self.engine, ciphertext)?;
        xor(&mut tag, &self.mask);
        Ok(tag)
    }

    /// Whether this is the tag, in constant time. Its length is the algorithm's, no shorter one is taken.
    pub(super) fn matches(self, associated: &[u8], tag: &[u8], length: usize) -> Result<bool, Error> {
        let mut right = self.finish(associated)?;
        let good = right.get(..length).unwrap_or_default().ct_eq(tag);
        right.zeroize();
        Ok(good.into())
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        self.mask.zeroize();
    }
}

/// The keystream of this key and nonce.
pub(super) fn counter(algorithm: &CipherAlgorithm, key: &[u8]) -> Result<Counter, Error> {
    let before = match as_it_is(algorithm.iv()) {
        Some(before) => before,
        None => hashed(algorithm.iv(), &mut Engine::new(key, &BlockCipher::new(algorithm.cipher(), key)?)?)?,
    };
    Counter::new(key, before)
}

/// J0 of a nonce of 12 octets.
fn as_it_is(nonce: &[u8]) -> Option<[u8; BLOCK]> {
    let nonce: &[u8; 12] = nonce.try_into().ok()?;
    let mut block = [0; BLOCK];
    block.iter_mut().zip(nonce.iter().chain(&[0, 0, 0, 1])).for_each(|(to, from)| *to = *from);
    Some(block)
}

/// J0 of any other nonce.
fn hashed(nonce: &[u8], engine: &mut Engine) -> Result<[u8; BLOCK], Error> {
    let nonce = Sum::of(engine, nonce)?;
    Sum::default().finish(engine, nonce)
}
