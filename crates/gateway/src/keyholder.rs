//! The keyholder as the gateway sees it: signed attributes go out, a signature comes back, or a reason and whether to try again.
//!
//! A keyholder that is away is waited for by the next mail, not by this one: its client gets 451 and comes again.

use std::path::Path;
use std::time::Duration;

use kakitome_crypto::{Kind, SignatureAlgorithm};
use kakitome_keys::{Client, ClientOptions, DataKey, KeyId};
use kakitome_store::outbox::StorageKey;

/// Asks the keyholder.
#[derive(Debug, Clone)]
pub(crate) struct Keyholder {
    client: Client,
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
        Self { client: Client::new(socket, options) }
    }

    /// Signs a mail's signed attributes.
    pub(crate) async fn sign(&self, key: KeyId, algorithm: &SignatureAlgorithm, attributes: &[u8]) -> Result<Vec<u8>, SignatureError> {
        self.client.sign(key, Kind::SignedAttributes, algorithm, attributes).await.map_err(|error| SignatureError::of(&error))
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
        self.client.new_data_key().await.map(storage_key).map_err(|error| KeyError::of(&error))
    }

    /// The data key inside a wrapping.
    pub(crate) async fn unwrap_data_key(&self, wrapped: &[u8]) -> Result<StorageKey, KeyError> {
        self.client.unwrap_data_key(wrapped).await.map(storage_key).map_err(|error| KeyError::of(&error))
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
