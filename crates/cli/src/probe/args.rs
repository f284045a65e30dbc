//! The command line of `probe`, and the hosts: those given, then those of the file.

use std::fmt::Display;
use std::hash::Hash;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use kakitome_dns::DomainName;
use kakitome_fetch::Network;
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
/// slipped in from outside cannot be seen at a server.
///
/// With --domain, a domain's mail servers are found first; then what it demands of whoever sends to it (MTA-STS, TLS-RPT, DANE with
/// DNSSEC, checked by kakitome itself), whether its servers are that, and each of them on port 25.
///
/// Exit status: 0 no fault, 1 a fault was found, 2 it could not be found out.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Mail servers, by name (then the certificate is checked for it) or address.
    #[arg(value_name = "HOST")]
    pub(crate) hosts: Vec<Host>,
    /// A domain that takes mail: its MX, MTA-STS, TLS-RPT and DANE, and each of its mail servers. May be repeated.
    #[arg(long = "domain", value_name = "DOMAIN")]
    pub(crate) domains: Vec<DomainName>,
    /// A file with one domain a line, read like --from-file.
    #[arg(long, value_name = "FILE")]
    pub(crate) domains_from: Option<PathBuf>,
    /// With --domain: ask this name server (192.0.2.53, or with a port 127.0.0.1:5353). Without it: those of the system.
    #[arg(long, value_name = "ADDRESS", value_parser = name_server)]
    pub(crate) dns: Option<SocketAddr>,
    /// With --domain: DNSKEY records of the root that are believed, for a name system of one's own. Without it: IANA's.
    #[arg(long, value_name = "FILE")]
    pub(crate) dns_anchor: Option<PathBuf>,
    /// With --domain: fetch policies from this private network too (10.1.0.0/16, fd00::/8); may be given again.
    #[arg(long, value_name = "NETWORK")]
    pub(crate) allow_network: Vec<Network>,
    /// With --domain: where its mail servers listen, for a rehearsal in one's own network.
    #[arg(long, value_name = "PORT", default_value_t = 25)]
    pub(crate) mx_port: u16,
    /// With --domain: where its policy is served, for a rehearsal in one's own network.
    #[arg(long, value_name = "PORT", default_value_t = 443)]
    pub(crate) policy_port: u16,
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

/// The hosts, each once, in the order given.
pub(super) fn hosts(args: &Args) -> Result<Vec<Host>, Failure> {
    all(&args.hosts, args.from_file.as_deref())
}

/// The domains, each once, in the order given.
pub(super) fn domains(args: &Args) -> Result<Vec<DomainName>, Failure> {
    all(&args.domains, args.domains_from.as_deref())
}

/// Nothing to probe is a slip of the person's.
pub(super) fn none() -> Failure {
    Failure::new("cli-probe-no-hosts").hint("cli-probe-no-hosts-hint")
}

fn all<T>(given: &[T], file: Option<&Path>) -> Result<Vec<T>, Failure>
where
    T: Clone + Eq + Hash + FromStr,
    T::Err: Display,
{
    let mut all = given.to_vec();
    if let Some(file) = file {
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
            let wrong = |why: &dyn Display| {
                Failure::new("cli-probe-line").with("file", file.display()).with("line", at.saturating_add(1)).with("why", why)
            };
            all.push(written.parse().map_err(|error: T::Err| wrong(&error))?);
            if all.len() > MOST {
                return Err(Failure::new("cli-probe-too-many").with("file", file.display()).with("limit", MOST));
            }
        }
    }
    let mut seen = std::collections::HashSet::new();
    all.retain(|one| seen.insert(one.clone()));
    Ok(all)
}

fn name_server(text: &str) -> Result<SocketAddr, &'static str> {
    /// RFC 1035 4.2.
    const PORT: u16 = 53;
    let bare = text.parse::<IpAddr>().map(|address| SocketAddr::new(address, PORT));
    bare.or_else(|_| text.parse()).map_err(|_| "not an address such as 192.0.2.53 or 127.0.0.1:5353")
}

/// How many hosts came out in one of the three ways that a summary counts.
pub(super) fn counts(results: &[Probed]) -> (usize, usize, usize) {
    use kakitome_probe::Outcome as Came;
    let count = |wanted: &[Came]| results.iter().filter(|probed| wanted.contains(&probed.outcome())).count();
    (count(&[Came::Good]), count(&[Came::Fault]), count(&[Came::Undecided, Came::Absent]))
}
