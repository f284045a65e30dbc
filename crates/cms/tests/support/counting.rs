//! A key that counts how often it is asked.

use std::sync::atomic::{AtomicUsize, Ordering};

use kakitome_crypto::{MemoryOpener, OpenError, Opener, Wrapped, Zeroizing};

pub struct Counting {
    key: MemoryOpener,
    asked: AtomicUsize,
}

impl Counting {
    pub fn new(key: MemoryOpener) -> Self {
        Self { key, asked: AtomicUsize::new(0) }
    }

    /// How often since the last time.
    pub fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::Relaxed)
    }
}

impl Opener for Counting {
    fn public_key(&self) -> &[u8] {
        self.key.public_key()
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.key.unwrap(wrapped, key_len)
    }
}
