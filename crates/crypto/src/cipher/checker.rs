//! The first pass over a ciphertext: is it whole? No plaintext leaves it. GCM: the tag over all of it; CBC: its length and the padding of the
//! last block, judged in constant time. CBC proves nothing more: who alters a block before the last is not seen (RFC 5652 has no MAC there).

use subtle::Choice;
use zeroize::Zeroizing;

use super::{algorithm::CipherAlgorithm, block::BlockCipher, counter, gcm::Tag, key::ContentKey, padding};
use crate::error::Error;

/// Sees all ciphertext before anything is decrypted.
pub struct Checker {
    algorithm: CipherAlgorithm,
    key: ContentKey,
    mode: Mode,
    /// The primitive library failed on the way; the answer is then no.
    failed: bool,
}

enum Mode {
    Cbc { cipher: Box<BlockCipher>, tail: Tail },
    Gcm(Box<Tag>),
}

/// A ciphertext whose tag or padding is right under this key. Only a [`Checker`] makes it, and a [`crate::Decryptor`] demands it.
#[derive(Clone, Debug)]
pub struct CheckedCiphertext {
    algorithm: CipherAlgorithm,
    key: ContentKey,
    ciphertext_len: u64,
    content_len: u64,
}

impl Checker {
    /// # Errors
    /// [`Error::BadKey`]: a key of another length than the cipher's. A reader of messages must not tell it from a failed check.
    pub fn new(algorithm: &CipherAlgorithm, key: &ContentKey) -> Result<Self, Error> {
        let octets = key.of(algorithm)?;
        let mode = if algorithm.cipher().is_authenticated() {
            Mode::Gcm(Box::new(Tag::new(algorithm, &octets)?.0))
        } else {
            let cipher = Box::new(BlockCipher::new(algorithm.cipher(), &octets)?);
            Mode::Cbc { cipher, tail: Tail::new(algorithm) }
        };
        Ok(Self { algorithm: algorithm.clone(), key: key.clone(), mode, failed: false })
    }

    /// Adds ciphertext.
    pub fn update(&mut self, ciphertext: &[u8]) {
        match &mut self.mode {
            Mode::Cbc { tail, .. } => tail.update(ciphertext),
            Mode::Gcm(tag) => self.failed |= tag.update(ciphertext).is_err(),
        }
    }

    /// The associated data may be given last: authAttrs stand behind the content (RFC 5083). CBC has neither it nor a tag: both are empty.
    /// `None`: wrong key, altered, cut: one answer, after the same work.
    #[must_use]
    pub fn finish(self, associated: &[u8], tag: &[u8]) -> Option<CheckedCiphertext> {
        let Self { algorithm, key, mode, failed } = self;
        let (good, ciphertext_len, padding) = match mode {
            Mode::Cbc { cipher, tail } => {
                let (good, padding) = tail.padding(&cipher);
                (bool::from(good) && associated.is_empty() && tag.is_empty(), tail.octets, padding)
            }
            Mode::Gcm(computed) => {
                let octets = computed.octets();
                let good = computed.matches(associated, tag, algorithm.icv_len()).unwrap_or_default();
                (good && octets <= counter::LONGEST, octets, 0)
            }
        };
        let content_len = ciphertext_len.checked_sub(padding.into())?;
        (good && !failed).then_some(CheckedCiphertext { algorithm, key, ciphertext_len, content_len })
    }
}

impl std::fmt::Debug for Checker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checker").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

impl CheckedCiphertext {
    /// Octets of plaintext that it holds.
    #[must_use]
    pub fn content_len(&self) -> u64 {
        self.content_len
    }

    /// The algorithm.
    #[must_use]
    pub fn algorithm(&self) -> &CipherAlgorithm {
        &self.algorithm
    }

    pub(super) fn ciphertext_len(&self) -> u64 {
        self.ciphertext_len
    }

    pub(super) fn key(&self) -> &ContentKey {
        &self.key
    }
}

/// The end of a CBC ciphertext: the last two blocks (the initialization vector before the first), and how long it all was.
struct Tail {
    block_len: usize,
    last: Vec<u8>,
    octets: u64,
}

impl Tail {
    fn new(algorithm: &CipherAlgorithm) -> Self {
        Self { block_len: algorithm.cipher().block_len(), last: algorithm.iv().to_vec(), octets: 0 }
    }

    fn update(&mut self, ciphertext: &[u8]) {
        self.octets += ciphertext.len() as u64;
        let kept = 2 * self.block_len;
        let news = ciphertext.get(ciphertext.len().saturating_sub(kept)..).unwrap_or_default();
        self.last.extend_from_slice(news);
        self.last.drain(..self.last.len().saturating_sub(kept));
    }

    fn padding(&self, cipher: &BlockCipher) -> (Choice, u8) {
        let whole = self.octets > 0 && self.octets.is_multiple_of(self.block_len as u64);
        let (mut chain, mut block) = (self.last.clone(), Zeroizing::new(vec![0; self.block_len]));
        if let Some((before, last)) = self.last.split_at_checked(self.block_len) {
            chain = before.to_vec();
            block.iter_mut().zip(last).for_each(|(to, from)| *to = *from);
        }
        let decrypted = cipher.cbc_decrypt(&mut chain, &mut block).is_ok();
        let (good, padding) = padding::check(&block);
        (good & Choice::from(u8::from(whole && decrypted)), padding)
    }
}
