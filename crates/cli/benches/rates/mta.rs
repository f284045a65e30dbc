//! A Postfix of the benchmark's own.

#[path = "../../../../xtask/src/gates/postfix/folder.rs"]
mod folder;

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct Mta {
    program: PathBuf,
    folder: PathBuf,
    pub(crate) port: u16,
}

impl Mta {
    pub(crate) fn start(program: &Path, folder: &Path, port: u16, relay_to: u16, more: &str) -> Self {
        folder::make(folder, port, relay_to, &format!("smtpd_client_connection_count_limit = 0\n{more}")).unwrap();
        done(Command::new(program).arg("-c").arg(folder.join("etc")).arg("start").stderr(Stdio::null()));
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "Postfix does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { program: program.to_path_buf(), folder: folder.to_path_buf(), port }
    }

    /// Waits until nothing waits in its queue.
    pub(crate) fn drain(&self) {
        let until = Instant::now() + Duration::from_secs(120);
        while ["maildrop", "incoming", "active", "deferred"].iter().any(|queue| holds_files(&self.folder.join("queue").join(queue))) {
            assert!(Instant::now() < until, "Postfix's queue does not empty");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Mta {
    fn drop(&mut self) {
        let _ = Command::new(&self.program).arg("-c").arg(self.folder.join("etc")).arg("stop").stderr(Stdio::null()).status();
    }
}

fn holds_files(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.filter_map(Result::ok).any(|entry| {
        let path = entry.path();
        if path.is_dir() { holds_files(&path) } else { true }
    })
}

fn done(command: &mut Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}
