//! The command line of `probe`, and the hosts: those given, then those of the file.

use std::path::PathBuf;

use kakitome_probe::{Door, Host};

use super::probed::Probed;
use crate::failure::Failure;
use crate::input;

/// Check STARTTLS and TLS of mail servers from outside: command injection, what is kept, login without TLS, versions, certificates.
///
/// SMTP (25, 587, 465) first, then POP3 (110, 995), IMAP (143, 993) and ManageSieve (4190), one host and one connection at a time:
/// up to eleven connections a port, announced as kakitome-probe. No mail and no password is ever sent. Probe servers that are yours or
/// whose keeper knows of it: what is slipped in stands in the server's log.
///
/// A command injection is called so only after a second, different probe has confirmed it. Whether mail programs take answers
/// slipped in from outside cannot be seen at a server. MTA-STS, TLS-RPT and DANE are not looked at yet.
///
/// Exit status: 0 no fault, 1 a fault was found, 2 it could not be found out.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Mail servers, by name (then the certificate is checked for it) or address.
    #[arg(value_name = "HOST")]
    pub(crate) hosts: Vec<Host>,
    /// Only this port: 587, or a name (imaps), or with what is spoken there: 2587=submission. May be repeated.
    #[arg(long = "port", value_name = "PORT")]
    pub(crate) ports: Vec<Door>,
    /// A file with one host a line; empty lines and what follows # are left out; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) from_file: Option<PathBuf>,
    /// Root certificates that are believed (PEM or DER). May be repeated. Without it: the system's list.
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long, conflicts_with = "html")]
    pub(crate) json: bool,
    /// Write one HTML page to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

/// Longest list. Own: a thousand hosts take hours already.
const MOST: usize = 10_000;
/// Longest file: so many names of DNS' full length.
const LONGEST: u64 = 4 << 20;

/// All of them, each once, in the order given.
pub(super) fn hosts(args: &Args) -> Result<Vec<Host>, Failure> {
    let mut hosts = args.hosts.clone();
    if let Some(file) = &args.from_file {
        let text = if file.as_os_str() == "-" {
            let mut text = String::new();
            let read = std::io::Read::read_to_string(&mut std::io::Read::take(std::io::stdin().lock(), LONGEST), &mut text);
            read.map_err(|error| Failure::new("cli-input-unreadable").with("file", "-").with("why", error))?;
            text
        } else {
            String::from_utf8_lossy(&input::small(file, LONGEST)?).into_owned()
        };
        for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let written = line.split('#').next().unwrap_or_default().trim();
            if written.is_empty() {
                continue;
            }
            let wrong =
                |why| Failure::new("cli-probe-line").with("file", file.display()).with("line", at.saturating_add(1)).with("why", why);
            hosts.push(written.parse().map_err(|error: kakitome_probe::Error| wrong(error.to_string()))?);
            if hosts.len() > MOST {
                return Err(Failure::new("cli-probe-too-many").with("file", file.display()).with("limit", MOST));
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    hosts.retain(|host| seen.insert(host.clone()));
    if hosts.is_empty() {
        return Err(Failure::new("cli-probe-no-hosts").hint("cli-probe-no-hosts-hint"));
    }
    Ok(hosts)
}

/// How many hosts came out in one of the three ways that a summary counts.
pub(super) fn counts(results: &[Probed]) -> (usize, usize, usize) {
    use kakitome_probe::Outcome as Came;
    let count = |wanted: &[Came]| results.iter().filter(|probed| wanted.contains(&probed.outcome())).count();
    (count(&[Came::Good]), count(&[Came::Fault]), count(&[Came::Undecided, Came::Absent]))
}
