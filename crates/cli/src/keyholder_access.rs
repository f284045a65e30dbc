//! The way from a command to the private keys: the keyholder of a running `serve`, else one of our own for as long as the
//! command works. No command loads a key itself.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kakitome_crypto::{KeyKind, Kind, OpenError, Opener, SignError, SignatureAlgorithm, Signer, Wrapped, Zeroizing};
use kakitome_gateway::config::Settings;
use kakitome_keys::{Blocking, KeyId, KeyInfo, NewKek, OpeningKey, Purpose};
use rustix::fs::{FlockOperation, OFlags};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::progress::shown;
use crate::rights::Rights;

/// After its standard input has ended the keyholder has its log to write; then it is killed.
const PATIENCE: Duration = Duration::from_secs(5);
/// Who cannot wait without an end looks this often whether it is his turn.
const GLANCE: Duration = Duration::from_millis(50);
/// Lines of the keyholder's log that are kept, to say why it did not start.
const LOG_LINES: usize = 50;

/// The folder is the keyholder's; a link in it must not lead root elsewhere.
const NOFOLLOW: i32 = OFlags::NOFOLLOW.bits().cast_signed();

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyUse {
    /// Signs certificates and revocation lists.
    Authority,
    /// Signs mail, and opens what was encrypted to it.
    Identity,
}

impl KeyUse {
    const fn purpose(self) -> Purpose {
        match self {
            Self::Authority => Purpose::Authority,
            Self::Identity => Purpose::Mail,
        }
    }
}

/// A key that the keyholder has.
pub(crate) struct Held {
    /// Its name there.
    pub(crate) id: String,
    /// SubjectPublicKeyInfo.
    pub(crate) spki: Vec<u8>,
}

impl From<KeyInfo> for Held {
    fn from(info: KeyInfo) -> Self {
        Self { id: info.id.to_string(), spki: info.public_key }
    }
}

/// A connection to a keyholder. Clones share it; our own keyholder ends with the last of them.
#[derive(Clone)]
pub(crate) struct KeyholderAccess {
    client: Blocking,
    /// Dropped after the client.
    own: Option<Arc<Own>>,
}

impl KeyholderAccess {
    /// Connects to the keyholder of these settings; where none listens, one is started.
    pub(crate) fn open(settings: &Settings, rights: &Rights, context: Context) -> Result<Self, Failure> {
        if let Some(client) = running(settings)? {
            return Ok(Self { client, own: None });
        }
        let turn = turn(settings, context)?;
        // It may have come while we waited for our turn.
        if let Some(client) = running(settings)? {
            return Ok(Self { client, own: None });
        }
        let own = Own::start(settings, rights, turn, context)?;
        let client = Blocking::connect(own_socket(settings)).map_err(|error| keyholder_failed(&error))?;
        Ok(Self { client, own: Some(Arc::new(own)) })
    }

    /// For work that two commands must not do at the same time: with a keyholder of our own it is our turn already.
    pub(crate) fn alone(&self, settings: &Settings, context: Context) -> Result<Option<File>, Failure> {
        if self.own.is_some() { Ok(None) } else { turn(settings, context).map(Some) }
    }

    /// Makes a key.
    pub(crate) fn make_key(&self, kind: KeyKind, key_use: KeyUse, label: &str) -> Result<Held, Failure> {
        self.client.make_key(key_use.purpose(), kind, label).map(Held::from).map_err(|error| keyholder_failed(&error))
    }

    /// Hands a key (PKCS#8) over.
    pub(crate) fn import_key(&self, pkcs8: Zeroizing<Vec<u8>>, key_use: KeyUse, label: &str) -> Result<Held, Failure> {
        self.client.import_key(key_use.purpose(), label, pkcs8).map(Held::from).map_err(|error| keyholder_failed(&error))
    }

    /// All keys.
    pub(crate) fn list_keys(&self) -> Result<Vec<KeyInfo>, Failure> {
        self.client.list_keys().map_err(|error| keyholder_failed(&error))
    }

    /// A new key-encryption key: in the file where the present one is, or from this passphrase. Answers how many files were sealed anew.
    pub(crate) fn rotate(&self, passphrase: Option<Zeroizing<String>>) -> Result<u32, Failure> {
        let new = passphrase.map_or(NewKek::File, |line| NewKek::Passphrase(Zeroizing::new(line.as_bytes().to_vec())));
        self.client.rotate_kek(new).map_err(|error| keyholder_failed(&error))
    }

    /// Signs with a key; keeps the keyholder while it lives.
    pub(crate) fn signer(&self, id: &str) -> Result<Box<dyn Signer>, Failure> {
        let id: KeyId = id.parse().map_err(|error| failed("store-failed", &error))?;
        let handle = self.client.key(id).map_err(|error| keyholder_failed(&error))?;
        Ok(Box::new(Holding { handle, _access: self.clone() }))
    }

    /// Opens with a key, once: the keyholder is not asked before.
    pub(crate) fn unwrap(&self, id: KeyId, spki: &[u8], wrapped: &Wrapped<'_>, key_len: usize) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        OpeningKey::new(&self.client, id, spki.to_vec()).unwrap(wrapped, key_len)
    }
}

/// The keyholder of a running `serve`. Nobody there is no failure; somebody who does not answer as a keyholder does is one.
fn running(settings: &Settings) -> Result<Option<Blocking>, Failure> {
    match Blocking::connect(&settings.keyholder_socket) {
        Ok(client) => Ok(Some(client)),
        Err(kakitome_keys::Error::Away { .. }) => Ok(None),
        Err(other) => Err(keyholder_failed(&other)),
    }
}

/// Waits until no other command has a keyholder of its own: only one works in its folder. `serve` takes a turn too while it
/// starts its own. The turn ends when the file is closed, however the process ends.
pub(crate) fn turn(settings: &Settings, context: Context) -> Result<File, Failure> {
    let turns = Turns::open(settings)?;
    if !turns.take(FlockOperation::NonBlockingLockExclusive)? {
        shown(context.say("home-waiting", &[]), || turns.take(FlockOperation::LockExclusive))?;
    }
    Ok(turns.lock)
}

/// The same for a process that has signals to answer meanwhile: it may stop waiting. `waits` is called where it has to wait.
pub(crate) async fn turn_in_time(settings: &Settings, waits: impl FnOnce()) -> Result<File, Failure> {
    let turns = Turns::open(settings)?;
    if !turns.take(FlockOperation::NonBlockingLockExclusive)? {
        waits();
        while !turns.take(FlockOperation::NonBlockingLockExclusive)? {
            tokio::time::sleep(GLANCE).await;
        }
    }
    Ok(turns.lock)
}

/// The file whose lock is a turn.
struct Turns {
    lock: File,
    path: PathBuf,
}

impl Turns {
    fn open(settings: &Settings) -> Result<Self, Failure> {
        let path = beside(settings, "command.lock");
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600).custom_flags(NOFOLLOW);
        let lock = options.open(&path).map_err(|error| unwritable(&path, error))?;
        Ok(Self { lock, path })
    }

    /// Whether it is our turn now.
    fn take(&self, how: FlockOperation) -> Result<bool, Failure> {
        match rustix::fs::flock(&self.lock, how) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(unwritable(&self.path, error)),
        }
    }
}

fn unwritable(file: &Path, error: impl Into<std::io::Error>) -> Failure {
    Failure::new("cli-file-unwritable").with("file", file.display()).with("why", error.into())
}

/// Where a keyholder of our own listens: nobody else is to come to it, since it ends with us.
fn own_socket(settings: &Settings) -> PathBuf {
    beside(settings, "command.sock")
}

fn beside(settings: &Settings, name: &str) -> PathBuf {
    settings.keyholder_socket.with_file_name(name)
}

fn keyholder_failed(error: &kakitome_keys::Error) -> Failure {
    failed(if error.is_temporary() { "keyholder-away" } else { "keyholder-refused" }, error)
}

/// A key with the access that it works through.
struct Holding {
    handle: kakitome_keys::Handle,
    _access: KeyholderAccess,
}

impl Signer for Holding {
    fn public_key(&self) -> &[u8] {
        self.handle.public_key()
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.handle.algorithm()
    }

    fn sign(&self, kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, SignError> {
        self.handle.sign(kind, bytes)
    }
}

/// A keyholder process of our own: this binary under another word, held by its standard input.
struct Own {
    process: Child,
    leash: Option<ChildStdin>,
    /// Dropped after the process has ended.
    _turn: File,
}

impl Own {
    fn start(settings: &Settings, rights: &Rights, turn: File, context: Context) -> Result<Self, Failure> {
        let passphrase = match settings.key_encryption_key {
            Some(_) => None,
            None => Some(ask_passphrase(context)?),
        };
        let mut process = command(settings, rights, context)?.spawn().map_err(|error| failed("cli-cannot-start", &error))?;
        let mut leash = process.stdin.take();
        if let (Some(passphrase), Some(input)) = (passphrase, leash.as_mut()) {
            let sent = input.write_all(passphrase.as_bytes()).and_then(|()| input.write_all(b"\n"));
            sent.map_err(|error| failed("cli-cannot-start", &error))?;
        }
        let log = process.stderr.take().map(last_words);
        let ready = process.stdout.take().is_some_and(|output| says_ready(&mut BufReader::new(output)));
        let mut own = Self { process, leash, _turn: turn };
        if ready {
            return Ok(own);
        }
        own.end();
        let said = log.and_then(|log| log.join().ok()).flatten().unwrap_or_default();
        // Our own name stands at the beginning of the line already.
        let why = said.strip_prefix("kakitome: ").unwrap_or(&said);
        Err(Failure::new("keyholder-not-started").with("why", why))
    }

    /// Lets go of it, waits, and kills it if it stays.
    fn end(&mut self) {
        self.leash = None;
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if matches!(self.process.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        // It may have ended by itself in this moment.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.end();
    }
}

fn command(settings: &Settings, rights: &Rights, context: Context) -> Result<Command, Failure> {
    let program = std::env::current_exe().map_err(|error| failed("cli-cannot-start", &error))?;
    let mut command = Command::new(program);
    command
        .args(["--lang", context.lang.code(), "keyholder"])
        .arg("--folder")
        .arg(&settings.keyholder_folder)
        .arg("--socket")
        .arg(own_socket(settings));
    match &settings.key_encryption_key {
        Some(file) => command.arg("--kek").arg(file),
        None => command.arg("--passphrase-from-stdin"),
    };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Ctrl-C at the terminal is for us; the keyholder ends when we do.
    command.process_group(0);
    // Nobody but us and root is to come to it: no peers are named.
    rights.keyholder(&mut command);
    Ok(command)
}

/// The folder of the socket lives in places that are emptied at boot.
fn make_folder(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| unwritable(folder, error))
}

fn says_ready(output: &mut impl BufRead) -> bool {
    output.lines().map_while(Result::ok).any(|line| line == "ready")
}

/// Reads the log to its end, so that the process never waits for us; the last line says why it ended.
fn last_words(log: impl Read + Send + 'static) -> std::thread::JoinHandle<Option<String>> {
    std::thread::spawn(move || {
        let mut lines = std::collections::VecDeque::new();
        for line in BufReader::new(log).lines().map_while(Result::ok) {
            if lines.len() == LOG_LINES {
                lines.pop_front();
            }
            lines.push_back(line);
        }
        lines.into_iter().rev().find(|line| !line.trim().is_empty())
    })
}

/// The passphrase of the key-encryption key, asked for at a terminal without echo.
pub(crate) fn ask_passphrase(context: Context) -> Result<Zeroizing<String>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new("home-passphrase-needed").hint("home-passphrase-hint"));
    }
    rpassword::prompt_password(context.say("home-passphrase-prompt", &[]))
        .map(Zeroizing::new)
        .map_err(|error| failed("cli-password-unreadable", &error))
}
