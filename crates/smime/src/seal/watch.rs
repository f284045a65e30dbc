//! One pass over what is to be signed: hashed, counted, and searched for the boundary.

use std::io::{self, Write};

use kakitome_crypto::{Digest, Hasher};
use memchr::memmem::Finder;

/// Hashes and counts what is written to it, and sees whether a text occurs in it, across writes too.
pub(super) struct Watch<'a> {
    hasher: Hasher,
    length: u64,
    text: Finder<'a>,
    /// The end of what was written: one byte less than the text.
    end: Vec<u8>,
    seen: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(hasher: Hasher, text: &'a [u8]) -> Self {
        Self { hasher, length: 0, text: Finder::new(text), end: Vec::with_capacity(text.len() * 2), seen: false }
    }

    /// Digest, length, and whether the text occurred.
    pub(super) fn finish(self) -> (Digest, u64, bool) {
        (self.hasher.finish(), self.length, self.seen)
    }

    fn look(&mut self, bytes: &[u8]) {
        let keep = self.text.needle().len().saturating_sub(1);
        // Across the seam: the end of before with the beginning of this.
        self.end.extend_from_slice(bytes.get(..keep.min(bytes.len())).unwrap_or_default());
        self.seen |= self.text.find(&self.end).is_some() || self.text.find(bytes).is_some();
        if bytes.len() >= keep {
            self.end.clear();
            self.end.extend_from_slice(bytes.get(bytes.len() - keep..).unwrap_or_default());
        } else if let Some(surplus) = self.end.len().checked_sub(keep) {
            self.end.drain(..surplus);
        }
    }
}

impl Write for Watch<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hasher.update(bytes);
        self.length += bytes.len() as u64;
        self.look(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests may panic")]

    use kakitome_crypto::DigestAlgorithm;

    use super::*;

    fn seen(chunks: &[&[u8]]) -> bool {
        let mut watch = Watch::new(Hasher::new(DigestAlgorithm::Sha256).unwrap(), b"abcdef");
        chunks.iter().for_each(|chunk| watch.write_all(chunk).unwrap());
        let (digest, length, seen) = watch.finish();
        let whole = chunks.concat();
        assert_eq!(length, whole.len() as u64);
        assert_eq!(Some(digest), kakitome_crypto::digest(DigestAlgorithm::Sha256, &whole));
        seen
    }

    #[test]
    fn the_text_is_seen_however_it_is_cut() {
        let whole = b"xx abcdef yy";
        for cut in 0..whole.len() {
            assert!(seen(&[&whole[..cut], &whole[cut..]]), "{cut}");
        }
        let bytes: Vec<&[u8]> = whole.chunks(1).collect();
        assert!(seen(&bytes));
    }

    #[test]
    fn nothing_else_is_seen() {
        assert!(!seen(&[b"abcde", b"xf", b"abcdf"]));
        assert!(!seen(&[b"ab", b"c", b"", b"d", b"eg"]));
        assert!(!seen(&[b"cdefab", b"ef"]));
    }
}
