//! Accounts in words and as JSON (`kakitome.account/1`). What passwords are checked with is in neither.

use std::io::Write as _;

use kakitome_store::Account;
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::values::{date, rfc3339};

/// Writes to standard output. A reader that went away (`| head`) is no failure of ours.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}

pub(super) fn json(account: &Account) -> Value {
    json!({
        "schema": "kakitome.account/1",
        "login": account.login,
        "may": account.may,
        "disabled": account.disabled,
        "created": rfc3339(account.created),
        "changed": rfc3339(account.changed),
    })
}

/// One line of the list.
pub(super) fn line(account: &Account, context: Context) -> String {
    let state = if account.disabled { "account-state-disabled" } else { "account-state-usable" };
    let may = if account.may.is_empty() { context.say("account-may-own", &[]) } else { account.may.join(", ") };
    let values = [
        ("login", account.login.as_str().into()),
        ("state", context.say(state, &[]).into()),
        ("may", may.into()),
        ("changed", date(account.changed, context).into()),
    ];
    format!("{}\n", context.say("account-line", &values))
}
