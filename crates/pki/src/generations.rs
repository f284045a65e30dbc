//! A bounded map that forgets what nobody asks for: when the young half is full it becomes the old half, and the old half
//! is dropped. No clock, no counter in each entry.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Debug)]
pub(crate) struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    half: usize,
}

impl<K: Copy + Eq + Hash, V> Generations<K, V> {
    /// Of at most so many entries.
    pub(crate) fn new(most: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), half: (most / 2).max(1) }
    }

    /// What stands under a key; it is young again.
    pub(crate) fn find(&mut self, key: &K) -> Option<&V> {
        if !self.young.contains_key(key) {
            let value = self.old.remove(key)?;
            self.keep(*key, value);
        }
        self.young.get(key)
    }

    pub(crate) fn keep(&mut self, key: K, value: V) {
        if self.young.len() >= self.half && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

/// A thread that panicked while it held a memory left it whole: every change is one call.
pub(crate) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounded_and_what_is_used_stays() {
        let mut memory = Generations::new(100);
        memory.keep(0_u32, "kept");
        for key in 1..10_000_u32 {
            memory.keep(key, "new");
            assert!(memory.young.len() + memory.old.len() <= 100);
            assert_eq!(memory.find(&0), Some(&"kept"), "{key}");
        }
        assert_eq!(memory.find(&9_999), Some(&"new"));
        assert_eq!(memory.find(&5), None);
    }
}
