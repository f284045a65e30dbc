//! What a supervisor says, on standard output and standard error, without ever waiting for whoever reads: a service manager that hangs
//! must not keep it from starting a dead process again.

use crate::failure::{Failure, failed};
use crate::log::Lines;

/// Both outputs. Clones share them.
#[derive(Clone)]
pub(crate) struct Said {
    output: Lines,
    errors: Lines,
}

impl Said {
    pub(crate) fn new() -> Result<Self, Failure> {
        let begun = |lines: std::io::Result<Lines>| lines.map_err(|error| failed("cli-cannot-start", &error));
        Ok(Self { output: begun(Lines::to_standard_output())?, errors: begun(Lines::to_standard_error())? })
    }

    /// A line on standard output.
    pub(crate) fn tell(&self, line: &str) {
        self.output.say(line);
    }

    /// A line on standard error.
    pub(crate) fn complain(&self, line: &str) {
        self.errors.say(line);
    }

    /// Waits until it is written, but not for ever.
    pub(crate) fn finish(&self) {
        self.output.finish();
        self.errors.finish();
    }
}
