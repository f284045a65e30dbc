//! A keyholder with its keys in memory, on a real socket with the real protocol. It can be stopped and started again.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use kakitome_crypto::{Kind, PrivateKey, Zeroizing};
use kakitome_keys::{DataKey, Frames, Health, Hello, KeyId, Refusal, RefusalCode, Reply, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

type Keys = Arc<Mutex<Vec<(KeyId, Arc<PrivateKey>)>>>;

pub struct FakeKeyholder {
    path: PathBuf,
    keys: Keys,
    task: Option<JoinHandle<()>>,
    pub signatures: Arc<AtomicUsize>,
}

impl FakeKeyholder {
    pub async fn start(path: &Path, keys: Vec<(KeyId, Arc<PrivateKey>)>) -> Self {
        let mut keyholder = Self { path: path.to_owned(), keys: Arc::new(Mutex::new(keys)), task: None, signatures: Arc::default() };
        keyholder.again();
        keyholder
    }

    /// Starts it (again).
    pub fn again(&mut self) {
        let listener = UnixListener::bind(&self.path).unwrap();
        let (keys, signatures) = (Arc::clone(&self.keys), Arc::clone(&self.signatures));
        self.task = Some(tokio::spawn(async move {
            let mut visits = tokio::task::JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (keys, signatures) = (Arc::clone(&keys), Arc::clone(&signatures));
                visits.spawn(async move {
                    let _ = serve(stream, keys, signatures).await;
                });
            }
        }));
    }

    /// One more key.
    pub fn add(&self, key: (KeyId, Arc<PrivateKey>)) {
        self.keys.lock().unwrap().push(key);
    }

    /// Dies, with all its connections.
    pub async fn die(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
        }
        std::fs::remove_file(&self.path).unwrap();
    }

    pub fn signatures(&self) -> usize {
        self.signatures.load(Ordering::SeqCst)
    }
}

impl Drop for FakeKeyholder {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

async fn serve(mut stream: UnixStream, keys: Keys, signatures: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut hello = [0; Hello::LEN];
    stream.write_all(&Hello::ours()).await?;
    stream.read_exact(&mut hello).await?;
    let mut frames = Frames::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        let mut arrived = &buffer[..count];
        while !arrived.is_empty() {
            frames.fill(&mut arrived)?;
        }
        let mut out = Vec::new();
        while let Some(asked) = Request::take(&mut frames).expect("frames of the gateway can be read") {
            answer(&keys, &signatures, asked.request.expect("requests of the gateway can be read")).put(&mut out, asked.id);
        }
        stream.write_all(&out).await?;
    }
}

fn answer(keys: &Keys, signatures: &AtomicUsize, request: Request) -> Reply {
    let refuse = |code| Reply::Refused(Refusal { code, detail: "stage".into() });
    let sign = match request {
        Request::Sign(sign) => sign,
        // Keys of the outbox: the "wrapping" is the key itself, turned.
        Request::NewDataKey => {
            let mut key = Zeroizing::new([0; 32]);
            kakitome_crypto::random_fill(key.as_mut_slice()).unwrap();
            return Reply::DataKey(DataKey { wrapped: key.iter().map(|byte| !byte).collect(), key });
        }
        Request::UnwrapDataKey { wrapped } => {
            let Ok(turned) = <[u8; 32]>::try_from(wrapped.as_slice()) else { return refuse(RefusalCode::NotOfItsKind) };
            return Reply::DataKey(DataKey { wrapped, key: Zeroizing::new(turned.map(|byte| !byte)) });
        }
        Request::Health => {
            let (keys, signatures) = (keys.lock().unwrap().len() as u32, signatures.load(Ordering::SeqCst) as u64);
            let (unreadable_keys, uptime, log_works, warnings) = (0, 0, true, Vec::new());
            return Reply::Health(Health { keys, unreadable_keys, signatures, uptime, log_works, warnings });
        }
        _ => return refuse(RefusalCode::NotAllowed),
    };
    assert_eq!(sign.kind, Kind::SignedAttributes, "a gateway asks for nothing else");
    let found = keys.lock().unwrap().iter().find(|(id, _)| *id == sign.key).map(|(_, key)| Arc::clone(key));
    let Some(key) = found else { return refuse(RefusalCode::NoSuchKey) };
    signatures.fetch_add(1, Ordering::SeqCst);
    Reply::Signature(key.sign(&sign.algorithm, &sign.bytes).unwrap())
}
