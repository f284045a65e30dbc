//! Work that takes seconds is visible: a line with a moving sign, only where a person looks (standard error is a terminal).

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::failure::Failure;

/// Often enough to be seen to move.
const TICK: Duration = Duration::from_millis(100);

/// Does the work with its sentence shown meanwhile. The line is gone afterwards: the result says the rest.
pub(crate) fn shown<T>(sentence: String, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // `stderr` draws nothing where standard error is no terminal.
    let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
        line.set_style(style);
    }
    line.set_message(sentence);
    line.enable_steady_tick(TICK);
    let done = work();
    line.finish_and_clear();
    done
}
