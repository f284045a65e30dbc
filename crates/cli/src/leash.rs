//! A process of ours that must not outlive who started it: standard input is a pipe that only the parent holds, and when the parent
//! dies in whatever way, the pipe ends.

use std::io::Read;

use rustix::process::{Signal, getpid, kill_process};

use crate::context::complain;

/// Asks ourselves to end as SIGTERM does once standard input has ended.
pub(crate) fn end_with_stdin(name: &'static str) {
    std::thread::spawn(move || {
        let mut nothing = [0; 64];
        while matches!(std::io::stdin().lock().read(&mut nothing), Ok(count) if count > 0) {}
        if let Err(error) = kill_process(getpid(), Signal::TERM) {
            complain(&format!("kakitome {name}: cannot end with its parent: {error}"));
        }
    });
}
