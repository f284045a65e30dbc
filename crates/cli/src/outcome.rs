//! How a command ends: the exit statuses of the command line's contract.

use std::process::ExitCode;

use crate::failure::Failure;

/// How a command ends: an exit status that is an answer (0 or 1), or a failure (2).
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// Exit status 1: it was read, and the answer is no.
pub(crate) const NO: u8 = 1;
/// Exit status 2: it could not be done.
pub(crate) const FAILED: u8 = 2;
