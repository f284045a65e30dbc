//! The keys in memory, ready for use, by id.

use std::{
    collections::BTreeMap,
    ops::Bound,
    sync::{Arc, PoisonError, RwLock},
};

use kakitome_crypto::{MemoryOpener, PrivateKey};
use kakitome_keys::{KeyId, KeyInfo};

/// A key with what is known of it.
pub(crate) struct Held {
    pub(crate) info: KeyInfo,
    key: Key,
}

/// Whether it opens is settled here: there is no opener for a CA's key.
enum Key {
    Opening(MemoryOpener),
    SigningOnly(PrivateKey),
}

impl Held {
    pub(crate) fn new(info: KeyInfo, key: PrivateKey) -> Result<Self, kakitome_crypto::Error> {
        let opens = info.purpose.opens() && key.can_decrypt();
        let key = if opens { Key::Opening(MemoryOpener::new(key)?) } else { Key::SigningOnly(key) };
        Ok(Self { info, key })
    }

    pub(crate) fn private(&self) -> &PrivateKey {
        match &self.key {
            Key::Opening(opener) => opener.key(),
            Key::SigningOnly(key) => key,
        }
    }

    pub(crate) fn opener(&self) -> Option<&MemoryOpener> {
        match &self.key {
            Key::Opening(opener) => Some(opener),
            Key::SigningOnly(_) => None,
        }
    }
}

/// All of them.
#[derive(Default)]
pub(crate) struct Ring {
    keys: RwLock<BTreeMap<KeyId, Arc<Held>>>,
}

impl Ring {
    pub(crate) fn find(&self, id: KeyId) -> Option<Arc<Held>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    pub(crate) fn add(&self, held: Held) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).insert(held.info.id, Arc::new(held));
    }

    pub(crate) fn count(&self) -> u32 {
        let count = self.keys.read().unwrap_or_else(PoisonError::into_inner).len();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// A page of public sides, in order of the ids.
    pub(crate) fn page(&self, after: Option<KeyId>, size: usize) -> (Vec<KeyInfo>, bool) {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut rest = keys.range((from, Bound::Unbounded)).map(|(_, held)| held.info.clone());
        let page = rest.by_ref().take(size).collect();
        (page, rest.next().is_some())
    }
}
