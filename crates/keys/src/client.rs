//! The async client: one connection that is made when needed and made anew, with back-off, when it was lost.
//! A request that was under way when the keyholder died is not repeated here: its caller answers 4xx and the mail comes again.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use kakitome_crypto::{KeyKind, Kind, SignatureAlgorithm, Wrapped};
use zeroize::Zeroizing;

use crate::{
    connection::Connection,
    error::Error,
    key::{KeyId, KeyInfo, Purpose},
    reply::{DataKey, Health, OpenedKey, Reply},
    request::{NewKek, Request, put_sign, put_wrapped},
};

/// How patient a client is.
#[derive(Clone, Copy, Debug)]
pub struct ClientOptions {
    /// For a signature or a content key. Default 30 s: an SMTP client waits longer for its 250.
    pub sign_patience: Duration,
    /// For making a key (RSA-8192 takes minutes) or rotating. Default five minutes.
    pub long_patience: Duration,
    /// The first pause after a failed connection; it doubles. Default 50 ms.
    pub first_pause: Duration,
    /// The longest pause. Default 2 s: a keyholder that was restarted is found again soon.
    pub longest_pause: Duration,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            sign_patience: Duration::from_secs(30),
            long_patience: Duration::from_secs(300),
            first_pause: Duration::from_millis(50),
            longest_pause: Duration::from_secs(2),
        }
    }
}

/// A client of the keyholder; cheap to clone, all clones share one connection.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    options: ClientOptions,
    next_id: AtomicU64,
    current: Mutex<Option<Arc<Connection>>>,
    /// Held while somebody connects, so that only one does.
    connecting: tokio::sync::Mutex<Pause>,
}

/// A request to open a content key, written.
pub(crate) struct UnwrapQuestion {
    id: u64,
    frame: Zeroizing<Vec<u8>>,
    key_len: usize,
}

/// What came of the attempts to connect.
#[derive(Default)]
struct Pause {
    until: Option<Instant>,
    length: Duration,
    reason: String,
}

impl Client {
    /// A client for the keyholder at this socket. Nothing is connected yet; must be used inside a tokio runtime.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>, options: ClientOptions) -> Self {
        let shared = Shared {
            path: path.into(),
            options,
            next_id: AtomicU64::new(1),
            current: Mutex::new(None),
            connecting: tokio::sync::Mutex::new(Pause::default()),
        };
        Self { shared: Arc::new(shared) }
    }

    /// The keyholder's socket.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Signs.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub async fn sign(&self, key: KeyId, kind: Kind, algorithm: &SignatureAlgorithm, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let id = self.next_id();
        let mut frame = Zeroizing::new(Vec::with_capacity(bytes.len() + 128));
        put_sign(&mut frame, id, key, kind, algorithm, bytes)?;
        match self.ask(id, frame, self.shared.options.sign_patience).await? {
            Reply::Signature(signature) => Ok(signature),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Opens a content key: one of `key_len` octets comes back whatever is wrong with what was wrapped.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal: there is no such key, it does not open, the algorithm is not offered.
    pub async fn unwrap_key(&self, key: KeyId, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.ask_unwrap(self.unwrap_question(key, wrapped, key_len)?).await
    }

    /// The question on its own: it travels to where it is asked.
    pub(crate) fn unwrap_question(&self, key: KeyId, wrapped: &Wrapped<'_>, key_len: usize) -> Result<UnwrapQuestion, Error> {
        let id = self.next_id();
        let mut frame = Zeroizing::new(Vec::new());
        put_wrapped(&mut frame, id, key, wrapped, key_len)?;
        Ok(UnwrapQuestion { id, frame, key_len })
    }

    pub(crate) async fn ask_unwrap(&self, question: UnwrapQuestion) -> Result<Zeroizing<Vec<u8>>, Error> {
        let UnwrapQuestion { id, frame, key_len } = question;
        match self.ask(id, frame, self.patience()).await? {
            Reply::ContentKey(OpenedKey(key)) if key.len() == key_len => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// How long a quick answer is waited for.
    pub(crate) fn patience(&self) -> Duration {
        self.shared.options.sign_patience
    }

    /// Makes a key.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub async fn make_key(&self, purpose: Purpose, kind: KeyKind, label: &str) -> Result<KeyInfo, Error> {
        let request = Request::MakeKey { purpose, kind, label: label.to_owned() };
        match self.request(&request, self.shared.options.long_patience).await? {
            Reply::Key(key) => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Hands a key (PKCS#8) over for keeping. A key that is there already with this purpose is no error.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub async fn import_key(&self, purpose: Purpose, label: &str, pkcs8: Zeroizing<Vec<u8>>) -> Result<KeyInfo, Error> {
        let request = Request::ImportKey { purpose, label: label.to_owned(), pkcs8 };
        match self.request(&request, self.shared.options.sign_patience).await? {
            Reply::Key(key) => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// All keys, in order of their ids.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub async fn list_keys(&self) -> Result<Vec<KeyInfo>, Error> {
        let mut all: Vec<KeyInfo> = Vec::new();
        loop {
            let after = all.last().map(|key| key.id);
            match self.request(&Request::ListKeys { after }, self.shared.options.sign_patience).await? {
                Reply::Keys { keys, more } => {
                    let go_on = more && !keys.is_empty();
                    all.extend(keys);
                    if !go_on {
                        return Ok(all);
                    }
                }
                other => return Err(self.unexpected(&other)),
            }
        }
    }

    /// A fresh key for data at rest.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub async fn new_data_key(&self) -> Result<DataKey, Error> {
        match self.request(&Request::NewDataKey, self.shared.options.sign_patience).await? {
            Reply::DataKey(key) => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// The data key inside a wrapping.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub async fn unwrap_data_key(&self, wrapped: &[u8]) -> Result<DataKey, Error> {
        let request = Request::UnwrapDataKey { wrapped: wrapped.to_vec() };
        match self.request(&request, self.shared.options.sign_patience).await? {
            Reply::DataKey(key) => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Wraps all keys anew under another key-encryption key; tells how many.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub async fn rotate_kek(&self, new: NewKek) -> Result<u32, Error> {
        match self.request(&Request::RotateKek(new), self.shared.options.long_patience).await? {
            Reply::Rotated { keys } => Ok(keys),
            other => Err(self.unexpected(&other)),
        }
    }

    /// How the keyholder is.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn health(&self) -> Result<Health, Error> {
        match self.request(&Request::Health, self.shared.options.sign_patience).await? {
            Reply::Health(health) => Ok(health),
            other => Err(self.unexpected(&other)),
        }
    }

    async fn request(&self, request: &Request, patience: Duration) -> Result<Reply, Error> {
        let id = self.next_id();
        let mut frame = Zeroizing::new(Vec::new());
        request.put(&mut frame, id)?;
        self.ask(id, frame, patience).await
    }

    async fn ask(&self, id: u64, frame: Zeroizing<Vec<u8>>, patience: Duration) -> Result<Reply, Error> {
        let asked = async { self.connection().await?.ask(id, frame).await };
        match tokio::time::timeout(patience, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(self.away(format!("no answer within {} s", patience.as_secs()))),
        }
    }

    async fn connection(&self) -> Result<Arc<Connection>, Error> {
        if let Some(connection) = self.usable() {
            return Ok(connection);
        }
        let mut pause = self.shared.connecting.lock().await;
        if let Some(connection) = self.usable() {
            return Ok(connection);
        }
        if pause.until.is_some_and(|until| Instant::now() < until) {
            return Err(self.away(pause.reason.clone()));
        }
        match Connection::open(&self.shared.path).await {
            Ok(connection) => {
                *pause = Pause::default();
                *self.current() = Some(Arc::clone(&connection));
                Ok(connection)
            }
            Err(why) => {
                let options = &self.shared.options;
                pause.length = (pause.length * 2).clamp(options.first_pause, options.longest_pause);
                pause.until = Some(Instant::now() + pause.length);
                pause.reason = match &why {
                    Error::Away { reason, .. } | Error::Protocol { reason, .. } => reason.clone(),
                    other => other.to_string(),
                };
                Err(why)
            }
        }
    }

    fn usable(&self) -> Option<Arc<Connection>> {
        self.current().as_ref().filter(|connection| !connection.has_ended()).cloned()
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Option<Arc<Connection>>> {
        self.shared.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next_id(&self) -> u64 {
        self.shared.next_id.fetch_add(1, Ordering::Relaxed)
    }

    fn away(&self, reason: String) -> Error {
        Error::Away { path: self.shared.path.display().to_string(), reason }
    }

    fn unexpected(&self, reply: &Reply) -> Error {
        let path = self.shared.path.display().to_string();
        Error::Protocol { path, reason: format!("an answer to another question: {}", reply.name()) }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({})", self.shared.path.display())
    }
}
