//! One key in the keyholder as an [`Opener`]. [`OpeningKey`] asks over the blocking client, one request at a time; [`PipelinedOpener`] over
//! the async client from threads that may block, many at a time on one connection.

use std::{sync::mpsc, time::Duration};

use kakitome_crypto::{OpenError, Opener, Wrapped, Zeroizing};
use tokio::runtime;

use crate::{
    blocking::Blocking,
    client::Client,
    error::{Error, Refusal, RefusalCode},
    key::{KeyId, KeyInfo},
};

/// A key that opens, over the blocking client.
#[derive(Clone, Debug)]
pub struct OpeningKey {
    client: Blocking,
    id: KeyId,
    public_key: Vec<u8>,
}

impl OpeningKey {
    /// The key of this id and this SubjectPublicKeyInfo; the keyholder is not asked before something is to be opened.
    #[must_use]
    pub fn new(client: &Blocking, id: KeyId, public_key: Vec<u8>) -> Self {
        Self { client: client.clone(), id, public_key }
    }

    /// The key's id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }
}

impl Opener for OpeningKey {
    fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.client.unwrap_key(self.id, wrapped, key_len).map_err(|why| open_error(&why))
    }
}

/// A key that opens, over the async client: for threads beside the runtime (`spawn_blocking`), where a mail is decrypted. Never to be
/// asked on a thread of the runtime itself, which would wait for itself.
#[derive(Clone, Debug)]
pub struct PipelinedOpener {
    client: Client,
    id: KeyId,
    public_key: Vec<u8>,
    runtime: runtime::Handle,
}

impl PipelinedOpener {
    /// The key of this id and this SubjectPublicKeyInfo; requests travel on this runtime.
    #[must_use]
    pub fn new(client: &Client, id: KeyId, public_key: Vec<u8>, runtime: runtime::Handle) -> Self {
        Self { client: client.clone(), id, public_key, runtime }
    }

    /// The key's id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }
}

/// What is waited beyond the client's own patience, which answers first unless the runtime is gone.
const GRACE: Duration = Duration::from_secs(5);

impl Opener for PipelinedOpener {
    fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    fn unwrap(&self, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let question = self.client.unwrap_question(self.id, wrapped, key_len).map_err(|why| open_error(&why))?;
        let (sender, answer) = mpsc::sync_channel(1);
        let client = self.client.clone();
        self.runtime.spawn(async move {
            // Whoever does not wait any more needs no news.
            let _ = sender.send(client.ask_unwrap(question).await);
        });
        match answer.recv_timeout(self.client.patience() + GRACE) {
            Ok(answer) => answer.map_err(|why| open_error(&why)),
            Err(_) => Err(OpenError::Away { reason: "the runtime that asks it has ended".to_owned() }),
        }
    }
}

impl Blocking {
    /// A key that was listed, made or imported, as one that opens.
    ///
    /// # Errors
    /// It is for another purpose.
    pub fn opener(&self, info: &KeyInfo) -> Result<OpeningKey, Error> {
        if !info.purpose.opens() {
            let detail = format!("key {} is for {}, it opens nothing", info.id, info.purpose);
            return Err(Refusal { code: RefusalCode::WrongPurpose, detail }.into());
        }
        Ok(OpeningKey::new(self, info.id, info.public_key.clone()))
    }
}

/// As the joint says it.
fn open_error(error: &Error) -> OpenError {
    let reason = error.to_string();
    if error.is_temporary() { OpenError::Away { reason } } else { OpenError::Refused { reason } }
}
