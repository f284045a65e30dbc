//! A person says yes before letters leave.

use std::io::{BufRead, IsTerminal, Write};

use crate::context::Context;
use crate::failure::{Failure, failed};

/// Asks on the terminal. Where nobody sits at one, --yes has to be said.
pub(super) fn confirmed(question: &str, context: Context) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new("starttls-nobody-to-ask").hint("starttls-nobody-to-ask-hint"));
    }
    let mut out = std::io::stderr().lock();
    let _ = write!(out, "{question} ");
    let _ = out.flush();
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| failed("cli-input-unreadable", &error).with("file", "-"))?;
    Ok(line.trim().eq_ignore_ascii_case("yes") || line.trim() == context.say("starttls-yes", &[]))
}
