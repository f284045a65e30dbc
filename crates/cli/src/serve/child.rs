//! One process that the supervisor started: this same binary under another word, held by a pipe.
//!
//! The child's standard input is a pipe, or a socket, whose other end only we hold: when we die in whatever way, it reads the end of it
//! and ends too. Over the socket gateway and pages get their listening sockets.
//! Its standard output says where it listens and then `ready`; its standard error is ours.

use std::ffi::OsStr;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{ChildStdin, Command};

use super::doors::Door;
use crate::failure::{Failure, failed};
use crate::said::Said;
use crate::sockets;

/// A process says `ready` within this time (a passphrase is stretched in one to two seconds).
const READY_WITHIN: Duration = Duration::from_secs(30);

/// A process that has closed its output ends within this time.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// The first wait before a dead process is started again; doubled up to the longest.
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(100);
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// A process that lived this long starts anew with the first wait.
pub(super) const SETTLED: Duration = Duration::from_secs(30);

/// Which of the processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Keyholder,
    Gateway,
    Web,
}

impl Role {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Keyholder => "keyholder",
            Self::Gateway => "gateway",
            Self::Web => "web",
        }
    }
}

/// A running process.
pub(super) struct Child {
    role: Role,
    process: tokio::process::Child,
    started: Instant,
    wait: Duration,
    said: Said,
    /// Held open: its end is the child's sign that we are gone.
    _leash: Leash,
}

/// What a process has as its standard input.
pub(super) enum Input<'a> {
    /// A pipe; the first line may be a secret.
    Pipe(Option<&'a str>),
    /// A socket, over which these have been handed.
    Sockets(&'a [Rc<Door>]),
}

/// Why there is no process.
pub(super) struct NotStarted {
    pub(super) failure: Failure,
    /// Somebody ended it (the system for want of memory, a person): another one may fare better.
    pub(super) killed: bool,
}

impl From<Failure> for NotStarted {
    fn from(failure: Failure) -> Self {
        Self { failure, killed: false }
    }
}

impl From<NotStarted> for Failure {
    fn from(not: NotStarted) -> Self {
        not.failure
    }
}

#[allow(dead_code, reason = "a pipe is held, and never used")]
enum Leash {
    Pipe(Option<ChildStdin>),
    Socket(OwnedFd),
}

/// This binary, to be called with another word: as it is on the disk now.
pub(super) fn ourselves(word: &str) -> Result<Command, Failure> {
    let program = std::env::current_exe().map_err(|error| failed("cli-cannot-start", &error))?;
    let mut command = Command::new(in_its_place(program));
    command.arg(word);
    Ok(command)
}

impl Child {
    /// Starts it and waits until it says that it is ready. What it says before is passed on to our standard output.
    pub(super) async fn start(role: Role, mut command: Command, input: Input<'_>, said: &Said) -> Result<Self, NotStarted> {
        let cannot = |error: std::io::Error| failed("cli-cannot-start", &error);
        let mut socket = None;
        match &input {
            Input::Pipe(_) => command.stdin(Stdio::piped()),
            Input::Sockets(doors) => {
                let (ours, theirs) = sockets::pair().map_err(cannot)?;
                sockets::send(&ours, doors.iter().map(|door| door.to_hand_over())).map_err(cannot)?;
                socket = Some(ours);
                command.stdin(Stdio::from(theirs))
            }
        };
        command.stdout(Stdio::piped()).kill_on_drop(true);
        // Ctrl-C at a terminal goes to the whole group: the children must end when the supervisor says so, not before.
        command.process_group(0);
        let mut process = command.spawn().map_err(cannot)?;
        // Our copy of the child's end goes with the command.
        drop(command);
        let mut pipe = process.stdin.take();
        if let (Input::Pipe(Some(secret)), Some(input)) = (&input, pipe.as_mut()) {
            let sent = async {
                input.write_all(secret.as_bytes()).await?;
                input.write_all(b"\n").await?;
                input.flush().await
            };
            sent.await.map_err(cannot)?;
        }
        let leash = socket.map_or(Leash::Pipe(pipe), Leash::Socket);
        let output =
            process.stdout.take().ok_or_else(|| Failure::new("serve-child-not-ready").with("name", role.name()).with("how", "unknown"))?;
        let mut lines = BufReader::new(output).lines();
        let mut ready = false;
        let heard = tokio::time::timeout(READY_WITHIN, async {
            while let Ok(Some(line)) = lines.next_line().await {
                if line == "ready" {
                    ready = true;
                    break;
                }
                said.tell(&line);
            }
        });
        let in_time = heard.await.is_ok();
        if !ready {
            // It has said on standard error why; that line is the answer, ours only says who.
            let by_itself = if in_time { tokio::time::timeout(LAST_WORDS, process.wait()).await.ok() } else { None };
            let killed = matches!(&by_itself, Some(Ok(status)) if status.signal().is_some());
            let ended = match by_itself {
                Some(ended) => ended.ok(),
                None => {
                    let _ = process.start_kill();
                    process.wait().await.ok()
                }
            };
            let name = if in_time { "serve-child-failed" } else { "serve-child-not-ready" };
            let (how, number) = how_it_ended(ended);
            let failure = Failure::new(name).with("name", role.name()).with("how", how).with("number", number);
            return Err(NotStarted { failure, killed });
        }
        // Lines that come later are passed on too; the task ends with the child.
        let passing = said.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                passing.tell(&line);
            }
        });
        Ok(Self { role, process, started: Instant::now(), wait: FIRST_WAIT, said: said.clone(), _leash: leash })
    }

    pub(super) fn age(&self) -> Duration {
        self.started.elapsed()
    }

    /// How long to wait before it is started again, should it die young.
    pub(super) const fn wait(&self) -> Duration {
        self.wait
    }

    pub(super) const fn wait_next_time(&mut self, wait: Duration) {
        self.wait = wait;
    }

    /// Waits for its end.
    pub(super) async fn ended(&mut self) -> ExitStatus {
        match self.process.wait().await {
            Ok(status) => status,
            // It cannot be waited for: treated as ended, so that a new one is started.
            Err(error) => {
                self.said.complain(&format!("kakitome serve: {}: {error}", self.role.name()));
                ExitStatus::default()
            }
        }
    }

    /// Whether it has ended. [`Child::ended`] says how.
    pub(super) fn is_over(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(Some(_)))
    }

    /// Sends a signal; a process that is gone already needs none.
    pub(super) fn signal(&self, signal: Signal) {
        let id = self.process.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(id) = id {
            let _ = rustix::process::kill_process(id, signal);
        }
    }

    /// Asks it to end, waits, and kills it if it does not.
    pub(super) async fn stop(&mut self, patience: Duration) {
        self.signal(Signal::TERM);
        if tokio::time::timeout(patience, self.process.wait()).await.is_err() {
            let _ = self.process.kill().await;
        }
    }
}

/// How a process ended, as the sentences about it count it: by an exit status or by a signal, and which.
pub(super) fn how_it_ended(status: Option<ExitStatus>) -> (&'static str, String) {
    let code = status.and_then(|status| status.code()).map(|code| ("code", code.to_string()));
    let signal = || status.and_then(|status| status.signal()).map(|signal| ("signal", signal.to_string()));
    code.or_else(signal).unwrap_or(("unknown", String::new()))
}

/// The file that stands where we were started from. After an upgrade the kernel calls ours `… (deleted)` (proc(5)).
fn in_its_place(program: PathBuf) -> PathBuf {
    match program.as_os_str().as_bytes().strip_suffix(b" (deleted)") {
        Some(path) if !program.exists() => PathBuf::from(OsStr::from_bytes(path)),
        _ => program,
    }
}
