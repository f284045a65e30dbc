//! A running `kakitome serve`, stopped with the test: by SIGTERM first, so that its children end as they do in life.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::home::{Home, kakitome};

/// The server with its one relay listener.
pub(crate) struct Serve {
    pub(crate) child: Child,
    pub(crate) relay: SocketAddr,
    lines: Receiver<String>,
}

impl Serve {
    /// Starts it with the configuration of the home and waits until it listens.
    pub(crate) fn start(home: &Home) -> Self {
        Self::start_with(home, kakitome().arg("serve").arg("--home").arg(home.path()))
    }

    pub(crate) fn start_with(home: &Home, command: &mut Command) -> Self {
        let log = std::fs::File::create(home.scratch().join("serve.log")).expect("a log");
        Self::start_logging_to(command, log)
    }

    /// The same, with standard error where the test wants it.
    pub(crate) fn start_logging_to(command: &mut Command, log: impl Into<Stdio>) -> Self {
        Self::start_listening(command, log, "relay")
    }

    /// The same with a configuration that has no relay: the door of this kind is waited for, and is what `relay` says.
    pub(crate) fn start_listening(command: &mut Command, log: impl Into<Stdio>, kind: &str) -> Self {
        let mut serve = Self::spawn(command, log);
        serve.relay = serve.wait_for(&format!("listening {kind} ")).parse().expect("an address");
        serve
    }

    /// Starts it and waits for nothing: `relay` is not known.
    pub(crate) fn spawn(command: &mut Command, log: impl Into<Stdio>) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("kakitome starts");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, relay: SocketAddr::from(([0, 0, 0, 0], 0)), lines }
    }

    /// The rest of the next line that begins like this.
    pub(crate) fn wait_for(&self, begin: &str) -> String {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|_| panic!("no line `{begin}…` within 30 seconds"));
            if let Some(rest) = line.strip_prefix(begin) {
                return rest.to_owned();
            }
        }
    }

    /// The process ids of its children, by the word that `kakitome` was called with.
    pub(crate) fn child_named(&self, word: &str) -> Option<u32> {
        child_of(self.child.id(), word)
    }

    /// Sends a signal to the server or to one of its children.
    pub(crate) fn signal(&self, id: u32, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(id.to_string()).status().expect("kill starts");
        assert!(status.success(), "kill -{name} {id}");
    }

    /// What it wrote to its log so far.
    pub(crate) fn log(scratch: &Path) -> String {
        std::fs::read_to_string(scratch.join("serve.log")).unwrap_or_default()
    }

    /// Its log when these words stand in it: a line is written by a thread of its own, a moment after the answer that it is about.
    pub(crate) fn log_with(scratch: &Path, words: &[&str]) -> String {
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let log = Self::log(scratch);
            if words.iter().all(|words| log.contains(words)) {
                return log;
            }
            assert!(Instant::now() < until, "{words:?} in\n{log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// The child of that supervisor that was called with this word.
pub(crate) fn child_of(supervisor: u32, word: &str) -> Option<u32> {
    let tasks = std::fs::read_to_string(format!("/proc/{supervisor}/task/{supervisor}/children")).ok()?;
    tasks.split_whitespace().filter_map(|id| id.parse().ok()).find(|id: &u32| {
        std::fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.split(|byte| *byte == 0).nth(1) == Some(word.as_bytes()))
    })
}

impl Drop for Serve {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let until = Instant::now() + Duration::from_secs(40);
        while Instant::now() < until {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
