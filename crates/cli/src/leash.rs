//! A process of ours that must not outlive who started it: standard input is a pipe that only the parent holds, and when the parent
//! dies in whatever way, the pipe ends.

use std::io::Read;
use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};

use crate::context::complain;

/// So often in a row it may fail to be read, with a pause each time; then it counts as ended.
const MOST_FAILURES: u32 = 10;
const AGAIN: Duration = Duration::from_millis(100);

/// Asks ourselves to end as SIGTERM does once standard input has ended.
pub(crate) fn end_with_stdin(name: &'static str) {
    std::thread::spawn(move || {
        let mut nothing = [0; 64];
        let mut failures = 0;
        while failures < MOST_FAILURES {
            match std::io::stdin().lock().read(&mut nothing) {
                Ok(0) => break,
                Ok(_) => failures = 0,
                // That it could not be read is no word of the parent's end.
                Err(error) => {
                    failures += 1;
                    complain(&format!("kakitome {name}: standard input cannot be read: {error}"));
                    std::thread::sleep(AGAIN);
                }
            }
        }
        if let Err(error) = kill_process(getpid(), Signal::TERM) {
            complain(&format!("kakitome {name}: cannot end with its parent: {error}"));
        }
    });
}
