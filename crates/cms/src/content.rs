//! Hashing content once with every digest that signers may name (RFC 5652 5.4).

use std::io::{self, Write};

use kakitome_crypto::{Digest, DigestAlgorithm, Hasher};

use crate::error::Error;

/// The digests of one content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentDigests {
    digests: Vec<Digest>,
    length: u64,
}

impl ContentDigests {
    /// The digest by this algorithm, if it was computed.
    #[must_use]
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Option<&Digest> {
        self.digests.iter().find(|digest| digest.algorithm() == algorithm)
    }

    /// All digests.
    #[must_use]
    pub fn all(&self) -> &[Digest] {
        &self.digests
    }

    /// Adds digests of the same content: what both have must be the same, and the length.
    pub(crate) fn extend(&mut self, more: Self) -> Result<(), Error> {
        let differs = |digest: &Digest| self.digest(digest.algorithm()).is_some_and(|known| known != digest);
        if self.length != more.length || more.digests.iter().any(differs) {
            return Err(Error::ContentMoved);
        }
        let new: Vec<Digest> = more.digests.into_iter().filter(|digest| self.digest(digest.algorithm()).is_none()).collect();
        self.digests.extend(new);
        Ok(())
    }

    /// How many bytes the content has.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }
}

/// Hashes what is written to it.
pub struct ContentHasher {
    hashers: Vec<Hasher>,
    length: u64,
}

impl ContentHasher {
    /// Computes these digests, each once; what cannot be computed here is left out.
    pub fn new(algorithms: impl IntoIterator<Item = DigestAlgorithm>) -> Self {
        let mut hasher = Self { hashers: Vec::new(), length: 0 };
        for algorithm in algorithms {
            hasher.add(algorithm);
        }
        hasher
    }

    fn add(&mut self, algorithm: DigestAlgorithm) {
        if self.hashers.iter().all(|hasher| hasher.algorithm() != algorithm) {
            self.hashers.extend(Hasher::new(algorithm));
        }
    }

    /// Adds bytes of the content.
    pub fn update(&mut self, bytes: &[u8]) {
        self.length += bytes.len() as u64;
        for hasher in &mut self.hashers {
            hasher.update(bytes);
        }
    }

    /// The digests of all that was written.
    #[must_use]
    pub fn finish(self) -> ContentDigests {
        ContentDigests { digests: self.hashers.into_iter().map(Hasher::finish).collect(), length: self.length }
    }
}

impl Write for ContentHasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
