//! The way from a command to the private keys: the keyholder of a running `serve`, else one of our own for as long as the
//! command works. No command loads a key itself.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kakitome_crypto::{KeyKind, Kind, SignError, SignatureAlgorithm, Signer, Zeroizing};
use kakitome_gateway::config::Settings;
use kakitome_keys::{Blocking, KeyId, KeyInfo, Purpose};

use crate::context::Context;
use crate::failure::{Failure, failed};

/// After its standard input has ended the keyholder has its log to write; then it is killed.
const PATIENCE: Duration = Duration::from_secs(5);
/// Lines of the keyholder's log that are kept, to say why it did not start.
const LOG_LINES: usize = 50;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyUse {
    /// Signs certificates and revocation lists.
    Authority,
    /// Signs mail.
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
    _own: Option<Arc<Own>>,
}

impl KeyholderAccess {
    /// Connects to the keyholder of these settings; where none listens, one is started.
    pub(crate) fn open(settings: &Settings, context: Context) -> Result<Self, Failure> {
        // Nobody there: it is started. Somebody there who does not answer as a keyholder does: that is told.
        match Blocking::connect(&settings.keyholder_socket) {
            Ok(client) => return Ok(Self { client, _own: None }),
            Err(kakitome_keys::Error::Away { .. }) => {}
            Err(other) => return Err(keyholder_failed(&other)),
        }
        let own = Own::start(settings, context)?;
        let client = Blocking::connect(&settings.keyholder_socket).map_err(|error| keyholder_failed(&error))?;
        Ok(Self { client, _own: Some(Arc::new(own)) })
    }

    /// Makes a key.
    pub(crate) fn make_key(&self, kind: KeyKind, key_use: KeyUse, label: &str) -> Result<Held, Failure> {
        self.client.make_key(key_use.purpose(), kind, label).map(Held::from).map_err(|error| keyholder_failed(&error))
    }

    /// Hands a key (PKCS#8) over.
    pub(crate) fn import_key(&self, pkcs8: Zeroizing<Vec<u8>>, key_use: KeyUse, label: &str) -> Result<Held, Failure> {
        self.client.import_key(key_use.purpose(), label, pkcs8).map(Held::from).map_err(|error| keyholder_failed(&error))
    }

    /// Signs with a key; keeps the keyholder while it lives.
    pub(crate) fn signer(&self, id: &str) -> Result<Box<dyn Signer>, Failure> {
        let id: KeyId = id.parse().map_err(|error| failed("store-failed", &error))?;
        let handle = self.client.key(id).map_err(|error| keyholder_failed(&error))?;
        Ok(Box::new(Holding { handle, _access: self.clone() }))
    }
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
}

impl Own {
    fn start(settings: &Settings, context: Context) -> Result<Self, Failure> {
        let passphrase = match settings.key_encryption_key {
            Some(_) => None,
            None => Some(ask_passphrase(context)?),
        };
        let mut process = command(settings)?.spawn().map_err(|error| failed("cli-cannot-start", &error))?;
        let mut leash = process.stdin.take();
        if let (Some(passphrase), Some(input)) = (passphrase, leash.as_mut()) {
            let sent = input.write_all(passphrase.as_bytes()).and_then(|()| input.write_all(b"\n"));
            sent.map_err(|error| failed("cli-cannot-start", &error))?;
        }
        let log = process.stderr.take().map(last_words);
        let ready = process.stdout.take().is_some_and(|output| says_ready(&mut BufReader::new(output)));
        let mut own = Self { process, leash };
        if ready {
            return Ok(own);
        }
        own.end();
        let said = log.and_then(|log| log.join().ok()).flatten().unwrap_or_default();
        Err(Failure::new("keyholder-not-started").with("why", said))
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

fn command(settings: &Settings) -> Result<Command, Failure> {
    let program = std::env::current_exe().map_err(|error| failed("cli-cannot-start", &error))?;
    if let Some(folder) = settings.keyholder_socket.parent() {
        make_folder(folder)?;
    }
    let mut command = Command::new(program);
    command.arg("keyholder").arg("--folder").arg(&settings.keyholder_folder).arg("--socket").arg(&settings.keyholder_socket);
    match &settings.key_encryption_key {
        Some(file) => command.arg("--kek").arg(file),
        None => command.arg("--passphrase-from-stdin"),
    };
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Ctrl-C at the terminal is for us; the keyholder ends when we do.
    command.process_group(0);
    Ok(command)
}

/// The folder of the socket lives in places that are emptied at boot.
fn make_folder(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| Failure::new("cli-file-unwritable").with("file", folder.display()).with("why", error))
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
