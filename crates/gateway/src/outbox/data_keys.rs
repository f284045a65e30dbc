//! The keys under which mails lie in the outbox. The keyholder makes and unwraps them; here they are remembered, so that it is asked once a
//! day and once for each older key, not for each mail.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use kakitome_store::outbox::StorageKey;

use crate::keyholder::{KeyError, Keyholder};

/// A key seals mails so long; then there is a new one.
const RENEWED: Duration = Duration::from_secs(24 * 3600);
/// Keys that are remembered for opening.
const MOST: usize = 256;

/// The keys.
#[derive(Debug)]
pub(crate) struct DataKeys {
    keyholder: Keyholder,
    /// The one that seals, and since when. Held while a new one is asked for, so that one is made.
    sealing: tokio::sync::Mutex<Option<(StorageKey, Instant)>>,
    known: Mutex<HashMap<Vec<u8>, StorageKey>>,
}

impl DataKeys {
    /// None yet.
    pub(crate) fn new(keyholder: Keyholder) -> Self {
        Self { keyholder, sealing: tokio::sync::Mutex::new(None), known: Mutex::default() }
    }

    /// The key that seals now.
    pub(crate) async fn sealing(&self) -> Result<StorageKey, KeyError> {
        let mut sealing = self.sealing.lock().await;
        if let Some((key, since)) = &*sealing
            && since.elapsed() < RENEWED
        {
            return Ok(key.clone());
        }
        match (self.keyholder.new_data_key().await, &*sealing) {
            (Ok(key), _) => {
                self.remember(&key);
                *sealing = Some((key.clone(), Instant::now()));
                Ok(key)
            }
            // An older key is better than a refused mail.
            (Err(_), Some((key, _))) => Ok(key.clone()),
            (Err(error), None) => Err(error),
        }
    }

    /// The key inside a wrapping.
    pub(crate) async fn opening(&self, wrapped: &[u8]) -> Result<StorageKey, KeyError> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(wrapped).cloned();
        if let Some(key) = known {
            return Ok(key);
        }
        let key = self.keyholder.unwrap_data_key(wrapped).await?;
        self.remember(&key);
        Ok(key)
    }

    fn remember(&self, key: &StorageKey) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key.wrapped.clone(), key.clone());
    }
}
