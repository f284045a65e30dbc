//! The blocking client: one request at a time, for the command line and for threads. A lost connection is made anew at the next request.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use kakitome_crypto::{KeyKind, Kind, SignError, SignatureAlgorithm, Signer, Wrapped};
use zeroize::Zeroizing;

use crate::{
    connection::check_hello,
    error::{Error, RefusalCode},
    frame::{Frames, Hello},
    key::{KeyId, KeyInfo, Purpose},
    reply::{DataKey, Health, OpenedKey, Reply},
    request::{NewKek, Request, put_sign, put_wrapped},
};

/// Making a long RSA key takes minutes.
const PATIENCE: Duration = Duration::from_secs(300);

/// A client of the keyholder; cheap to clone, all clones share one connection.
#[derive(Clone)]
pub struct Blocking {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    stream: Mutex<Stream>,
}

#[derive(Default)]
struct Stream {
    open: Option<(UnixStream, Frames)>,
    next_id: u64,
}

impl Blocking {
    /// Connects.
    ///
    /// # Errors
    /// [`Error::Away`] or [`Error::Protocol`].
    pub fn connect(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let client = Self { shared: Arc::new(Shared { path: path.into(), stream: Mutex::default() }) };
        let stream = client.greet()?;
        client.stream().open = Some((stream, Frames::default()));
        Ok(client)
    }

    /// The keyholder's socket.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// A handle on one key, with its usual algorithm.
    ///
    /// # Errors
    /// There is no such key, or [`Error::Away`].
    pub fn key(&self, id: KeyId) -> Result<Handle, Error> {
        let no_such_key = || crate::Refusal { code: RefusalCode::NoSuchKey, detail: format!("there is no key {id}") };
        // The keyholder lists in order of the ids: what follows the id before this one begins with it.
        let page = match self.request(&Request::ListKeys { after: id.predecessor() })? {
            Reply::Keys { keys, .. } => keys,
            other => return Err(self.unexpected(&other)),
        };
        let info = page.first().filter(|key| key.id == id).ok_or_else(no_such_key)?;
        self.handle(info)
    }

    /// A handle on a key that was listed, made or imported.
    ///
    /// # Errors
    /// Its type is not one that signs.
    pub fn handle(&self, info: &KeyInfo) -> Result<Handle, Error> {
        let unsupported = |why: String| crate::Refusal { code: RefusalCode::Unsupported, detail: why };
        let key = kakitome_crypto::PublicKey::from_spki(&info.public_key).map_err(|why| unsupported(why.to_string()))?;
        let algorithm = key.kind().default_algorithm().ok_or_else(|| unsupported(key.kind().name()))?;
        Ok(Handle { client: self.clone(), id: info.id, public_key: info.public_key.clone(), algorithm })
    }

    /// Signs.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub fn sign(&self, key: KeyId, kind: Kind, algorithm: &SignatureAlgorithm, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        match self.exchange(|out, id| put_sign(out, id, key, kind, algorithm, bytes))? {
            Reply::Signature(signature) => Ok(signature),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Opens a content key: one of `key_len` octets comes back whatever is wrong with what was wrapped.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal: there is no such key, it does not open, the algorithm is not offered.
    pub fn unwrap_key(&self, key: KeyId, wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
        match self.exchange(|out, id| put_wrapped(out, id, key, wrapped, key_len))? {
            Reply::ContentKey(OpenedKey(key)) if key.len() == key_len => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Makes a key.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub fn make_key(&self, purpose: Purpose, kind: KeyKind, label: &str) -> Result<KeyInfo, Error> {
        match self.request(&Request::MakeKey { purpose, kind, label: label.to_owned() })? {
            Reply::Key(key) => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Hands a key (PKCS#8) over for keeping. A key that is there already with this purpose is no error.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub fn import_key(&self, purpose: Purpose, label: &str, pkcs8: Zeroizing<Vec<u8>>) -> Result<KeyInfo, Error> {
        match self.request(&Request::ImportKey { purpose, label: label.to_owned(), pkcs8 })? {
            Reply::Key(key) => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// All keys, in order of their ids.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub fn list_keys(&self) -> Result<Vec<KeyInfo>, Error> {
        let mut all: Vec<KeyInfo> = Vec::new();
        loop {
            let after = all.last().map(|key| key.id);
            match self.request(&Request::ListKeys { after })? {
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
    pub fn new_data_key(&self) -> Result<DataKey, Error> {
        match self.request(&Request::NewDataKey)? {
            Reply::DataKey(key) => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// The data key inside a wrapping.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub fn unwrap_data_key(&self, wrapped: &[u8]) -> Result<DataKey, Error> {
        match self.request(&Request::UnwrapDataKey { wrapped: wrapped.to_vec() })? {
            Reply::DataKey(key) => Ok(key),
            other => Err(self.unexpected(&other)),
        }
    }

    /// Wraps all keys anew under another key-encryption key; tells how many.
    ///
    /// # Errors
    /// [`Error::Away`], or the keyholder's refusal.
    pub fn rotate_kek(&self, new: NewKek) -> Result<u32, Error> {
        match self.request(&Request::RotateKek(new))? {
            Reply::Rotated { keys } => Ok(keys),
            other => Err(self.unexpected(&other)),
        }
    }

    /// How the keyholder is.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub fn health(&self) -> Result<Health, Error> {
        match self.request(&Request::Health)? {
            Reply::Health(health) => Ok(health),
            other => Err(self.unexpected(&other)),
        }
    }

    fn request(&self, request: &Request) -> Result<Reply, Error> {
        self.exchange(|out, id| request.put(out, id))
    }

    fn exchange(&self, put: impl FnOnce(&mut Vec<u8>, u64) -> Result<(), Error>) -> Result<Reply, Error> {
        let mut stream = self.stream();
        stream.next_id += 1;
        let id = stream.next_id;
        let mut frame = Zeroizing::new(Vec::new());
        put(&mut frame, id)?;
        let (socket, mut frames) = match stream.open.take() {
            Some(open) => open,
            None => (self.greet()?, Frames::default()),
        };
        // Taken out while in use: after an error the connection is not used again.
        let reply = self.ask(&socket, &mut frames, &frame, id)?;
        stream.open = Some((socket, frames));
        match reply {
            Reply::Refused(refusal) => Err(refusal.into()),
            reply => Ok(reply),
        }
    }

    fn ask(&self, mut socket: &UnixStream, frames: &mut Frames, frame: &[u8], id: u64) -> Result<Reply, Error> {
        socket.write_all(frame).map_err(|why| self.away(&why))?;
        loop {
            let taken = Reply::take(frames).map_err(|reason| Error::Protocol { path: self.shown(), reason })?;
            match taken {
                Some((answered, reply)) if answered == id => return Ok(reply),
                Some(_) => {}
                None if frames.fill(socket).map_err(|why| self.away(&why))? == 0 => {
                    return Err(self.away(&"it closed the connection"));
                }
                None => {}
            }
        }
    }

    fn greet(&self) -> Result<UnixStream, Error> {
        let away = |why: std::io::Error| self.away(&why);
        let mut socket = UnixStream::connect(&self.shared.path).map_err(away)?;
        socket.set_read_timeout(Some(PATIENCE)).map_err(away)?;
        socket.set_write_timeout(Some(PATIENCE)).map_err(away)?;
        socket.write_all(&Hello::ours()).map_err(away)?;
        let mut theirs = [0; Hello::LEN];
        socket.read_exact(&mut theirs).map_err(away)?;
        check_hello(&theirs, &self.shown())?;
        Ok(socket)
    }

    fn stream(&self) -> std::sync::MutexGuard<'_, Stream> {
        self.shared.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shown(&self) -> String {
        self.shared.path.display().to_string()
    }

    fn away(&self, reason: &dyn std::fmt::Display) -> Error {
        Error::Away { path: self.shown(), reason: reason.to_string() }
    }

    fn unexpected(&self, reply: &Reply) -> Error {
        Error::Protocol { path: self.shown(), reason: format!("an answer to another question: {}", reply.name()) }
    }
}

impl std::fmt::Debug for Blocking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Blocking({})", self.shared.path.display())
    }
}

/// One key in the keyholder, as a [`Signer`].
#[derive(Clone, Debug)]
pub struct Handle {
    client: Blocking,
    id: KeyId,
    public_key: Vec<u8>,
    algorithm: SignatureAlgorithm,
}

impl Handle {
    /// The key's id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The same key with another algorithm (PSS instead of PKCS#1).
    #[must_use]
    pub fn with_algorithm(mut self, algorithm: SignatureAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }
}

impl Signer for Handle {
    fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, SignError> {
        self.client.sign(self.id, kind, &self.algorithm, bytes).map_err(|why| {
            let reason = why.to_string();
            if why.is_temporary() { SignError::Away { reason } } else { SignError::Refused { reason } }
        })
    }
}
