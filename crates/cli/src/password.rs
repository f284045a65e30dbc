//! A password for a file: from a file that was named, else asked for at a terminal without echo. Never from the command line,
//! where every user of the machine could read it.

use std::io::IsTerminal;
use std::path::Path;

use kakitome_crypto::Zeroizing;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::input;

/// Longer than any password that a person or program makes.
const LIMIT: u64 = 4096;

/// The password of `file`.
pub(crate) fn of(file: &Path, password_file: Option<&Path>, context: Context) -> Result<Zeroizing<String>, Failure> {
    match password_file {
        Some(source) => first_line(source),
        None if std::io::stdin().is_terminal() => {
            let prompt = context.say("cli-password-prompt", &[("file", file.display().to_string().into())]);
            rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|error| failed("cli-password-unreadable", &error))
        }
        None => Err(Failure::new("cli-password-needed").with("file", file.display()).hint("cli-password-hint")),
    }
}

/// The first line of a file, without its line end.
pub(crate) fn first_line(file: &Path) -> Result<Zeroizing<String>, Failure> {
    let bytes = Zeroizing::new(input::small(file, LIMIT)?);
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match std::str::from_utf8(line) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(Failure::new("cli-password-not-utf8").with("file", file.display())),
    }
}
