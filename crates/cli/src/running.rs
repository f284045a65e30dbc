//! A `kakitome serve` that another command of ours runs for a while and stops at its end.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::context::Context;
use crate::failure::{Failure, failed};

/// Sessions are over by then; a server that hangs is killed.
const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) struct Running {
    child: Child,
    relay: SocketAddr,
    web: Option<SocketAddr>,
}

impl Running {
    /// Starts it and waits until it listens, for mail and, with [web] in its configuration, for visitors.
    pub(crate) fn serve(home: &Path, with_web: bool, context: Context) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(|error| failed("cli-cannot-start", &error))?;
        let mut child = Command::new(program)
            .args(["serve", "--end-with-stdin", "--lang", context.lang.code(), "--home"])
            .arg(home)
            // Held open until we end, in whatever way: then it ends too.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(|error| failed("cli-cannot-start", &error))?;
        let lines = child.stdout.take().map(BufReader::new);
        let (mut relay, mut web) = (None, None);
        let ready = context.say("serve-ready", &[]);
        for line in lines.into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
            if let Some(address) = line.strip_prefix("listening relay ") {
                relay = address.parse().ok();
            } else if let Some(address) = line.strip_prefix("listening web ") {
                web = address.parse().ok();
            }
            // pages that cannot be served have been complained of; mail is there all the same
            if relay.is_some() && (web.is_some() || !with_web || line == ready) {
                break;
            }
        }
        match relay {
            Some(relay) => Ok(Self { child, relay, web }),
            // It has said on standard error why.
            None => {
                let _ = child.kill();
                let status = child.wait().map(|status| status.to_string()).unwrap_or_default();
                Err(Failure::new("try-command-failed").with("command", "serve").with("status", status))
            }
        }
    }

    pub(crate) const fn relay(&self) -> SocketAddr {
        self.relay
    }

    pub(crate) const fn web(&self) -> Option<SocketAddr> {
        self.web
    }

    /// Asks it to end and waits.
    pub(crate) fn stop(&mut self) {
        if let Some(id) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(id, Signal::TERM);
        }
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.stop();
        }
    }
}
