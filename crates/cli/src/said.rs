//! What a supervisor says, on standard output and standard error, without ever waiting for whoever reads: a service manager that hangs
//! must not keep it from starting a dead process again.

use kakitome_gateway::config::LogFormat;

use crate::failure::{Failure, failed};
use crate::log::{self, Lines};

/// Both outputs. Clones share them.
#[derive(Clone)]
pub(crate) struct Said {
    output: Lines,
    errors: Lines,
}

impl Said {
    /// Standard error is in that format from here on; standard output is always text.
    pub(crate) fn new(format: LogFormat) -> Result<Self, Failure> {
        log::speak(format);
        let begun = |lines: std::io::Result<Lines>| lines.map_err(|error| failed("cli-cannot-start", &error));
        Ok(Self { output: begun(Lines::to_standard_output())?, errors: begun(Lines::to_standard_error(format))? })
    }

    /// A line on standard output.
    pub(crate) fn tell(&self, line: &str) {
        self.output.say(line);
    }

    /// A line on standard error.
    pub(crate) fn complain(&self, line: &str) {
        self.errors.say(&log::sentence("ERROR", line));
    }

    /// A line of another process on standard error: it went on, and found something.
    pub(crate) fn pass_on(&self, line: &str) {
        self.errors.say(&log::sentence("WARN", line));
    }

    /// Waits until it is written, but not for ever.
    pub(crate) fn finish(&self) {
        self.output.finish();
        self.errors.finish();
    }
}
