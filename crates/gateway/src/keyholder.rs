//! The keyholder as the gateway sees it: signed attributes go out, a signature comes back, or a reason and whether to try again.
//!
//! A keyholder that is away is waited for by the next mail, not by this one: its client gets 451 and comes again.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kakitome_crypto::{Kind, SignatureAlgorithm};
use kakitome_keys::{Client, ClientOptions, DataKey, KeyId};
use kakitome_store::outbox::StorageKey;

use crate::counts::KeyholderCounts;

/// Asks the keyholder.
#[derive(Debug, Clone)]
pub(crate) struct Keyholder {
    client: Client,
    counts: Arc<KeyholderCounts>,
}

/// Why there is no signature.
#[derive(Debug)]
pub(crate) enum SignatureError {
    /// It may be there later.
    Away(String),
    /// Asking again would not help.
    Refused(String),
}

impl Keyholder {
    /// The one at this socket; nothing is connected yet.
    pub(crate) fn new(socket: &Path, patience: Duration) -> Self {
        let options = ClientOptions { sign_patience: patience, ..ClientOptions::default() };
        Self { client: Client::new(socket, options), counts: Arc::default() }
    }

    /// What it answered so far.
    pub(crate) fn counts(&self) -> Arc<KeyholderCounts> {
        Arc::clone(&self.counts)
    }

    /// What keeps it from signing; none: it is well.
    pub(crate) async fn trouble(&self) -> Option<String> {
        match self.client.health().await {
            Ok(health) if health.log_works => None,
            Ok(_) => Some("its log cannot be written: no key is used".to_owned()),
            Err(error) => Some(error.to_string()),
        }
    }

    /// Asks, counts the answer and the time that it took.
    async fn counted<T>(&self, asked: impl Future<Output = Result<T, kakitome_keys::Error>>) -> Result<T, SignatureError> {
        let begun = Instant::now();
        let answer = asked.await.map_err(|error| SignatureError::of(&error));
        self.counts.seconds.add(begun.elapsed());
        match &answer {
            Ok(_) => self.counts.good.add(1),
            Err(SignatureError::Away(_)) => self.counts.away.add(1),
            Err(SignatureError::Refused(_)) => self.counts.refused.add(1),
        }
        answer
    }

    /// Signs a mail's signed attributes.
    pub(crate) async fn sign(&self, key: KeyId, algorithm: &SignatureAlgorithm, attributes: &[u8]) -> Result<Vec<u8>, SignatureError> {
        self.counted(self.client.sign(key, Kind::SignedAttributes, algorithm, attributes)).await
    }

    /// Whether it answers and uses keys.
    pub(crate) async fn is_there(&self) -> Result<(), String> {
        match self.client.health().await {
            Ok(health) if health.log_works => Ok(()),
            Ok(_) => Err("it cannot write its log of key uses, and uses no key".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// A new data key for the outbox.
    pub(crate) async fn new_data_key(&self) -> Result<StorageKey, KeyError> {
        self.counted(self.client.new_data_key()).await.map(storage_key)
    }

    /// The data key inside a wrapping.
    pub(crate) async fn unwrap_data_key(&self, wrapped: &[u8]) -> Result<StorageKey, KeyError> {
        self.counted(self.client.unwrap_data_key(wrapped)).await.map(storage_key)
    }
}

/// Why there is no data key.
pub(crate) type KeyError = SignatureError;

impl SignatureError {
    fn of(error: &kakitome_keys::Error) -> Self {
        let why = error.to_string();
        if error.is_temporary() { Self::Away(why) } else { Self::Refused(why) }
    }
}

fn storage_key(found: DataKey) -> StorageKey {
    StorageKey { wrapped: found.wrapped, key: found.key }
}
