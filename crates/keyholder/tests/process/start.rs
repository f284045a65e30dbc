//! A keyholder process in a folder of its own (the example `alone`), killed when the test ends.

use std::{
    io::{BufRead, BufReader, Read, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use kakitome_keyholder::{KekSource, init};
use kakitome_keys::Blocking;

/// The example's binary, which cargo builds beside the tests.
pub(crate) fn program() -> PathBuf {
    let path = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("examples/alone");
    assert!(path.exists(), "{} is not there: run the tests of the whole package, then cargo builds its examples", path.display());
    path
}

/// A folder with a key-encryption key and nothing else.
pub(crate) struct Room {
    _temporary: tempfile::TempDir,
    pub(crate) folder: PathBuf,
}

impl Room {
    pub(crate) fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("keyholder");
        init(&folder, &KekSource::File(folder.join("kek"))).unwrap();
        Self { _temporary: temporary, folder }
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    pub(crate) fn start(&self) -> Process {
        self.start_with(&[])
    }

    pub(crate) fn start_with(&self, options: &[&str]) -> Process {
        let mut command = Command::new(program());
        command.arg(&self.folder).args(options);
        Process::start(command, &self.folder)
    }

    pub(crate) fn client(&self) -> Blocking {
        Blocking::connect(self.socket()).unwrap()
    }

    /// Every file below the folder.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, all: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, all) } else { all.push(path) }
            }
        }
        let mut all = Vec::new();
        walk(&self.folder, &mut all);
        all
    }
}

/// A running keyholder.
pub(crate) struct Process {
    child: Child,
    pub(crate) stdin: Option<ChildStdin>,
    folder: PathBuf,
    said: Arc<Mutex<Vec<u8>>>,
    listeners: Vec<JoinHandle<()>>,
}

impl Process {
    /// Starts it and waits until it listens.
    pub(crate) fn start(command: Command, folder: &Path) -> Self {
        let mut process = Self::spawn(command, folder);
        let ready = process.wait_for_ready();
        assert!(ready, "the keyholder did not start: {}", process.said());
        process
    }

    pub(crate) fn spawn(mut command: Command, folder: &Path) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take();
        Self { child, stdin, folder: folder.to_owned(), said: Arc::default(), listeners: Vec::new() }
    }

    pub(crate) fn say(&mut self, words: &str) {
        self.stdin.as_mut().unwrap().write_all(words.as_bytes()).unwrap();
    }

    pub(crate) fn wait_for_ready(&mut self) -> bool {
        let mut errors = self.child.stderr.take().unwrap();
        let said = Arc::clone(&self.said);
        self.listeners.push(std::thread::spawn(move || {
            let mut all = Vec::new();
            errors.read_to_end(&mut all).unwrap();
            said.lock().unwrap().extend(all);
        }));
        let mut output = BufReader::new(self.child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        self.said.lock().unwrap().extend(line.as_bytes());
        line == "ready\n"
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A line of `/proc/PID/status`, without its name.
    pub(crate) fn status(&self, name: &str) -> String {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("no {name} in {text}")).trim().to_owned()
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn terminate(&mut self) -> ExitStatus {
        let status = Command::new("kill").arg(self.pid().to_string()).status().unwrap();
        assert!(status.success());
        self.wait()
    }

    /// Waits for its end, which must come.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the keyholder does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// All that it said, once it has ended.
    pub(crate) fn said(&mut self) -> String {
        drop(self.child.kill());
        self.child.wait().unwrap();
        for listener in self.listeners.drain(..) {
            listener.join().unwrap();
        }
        String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned()
    }

    pub(crate) fn records(&self) -> Vec<serde_json::Value> {
        records(&self.folder)
    }
}

/// All records of the audit log.
pub(crate) fn records(folder: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(folder.join("audit/audit-00000001.log")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
