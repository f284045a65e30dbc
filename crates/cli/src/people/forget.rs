//! `kakitome people forget`: certificates that are no longer encrypted to.

use std::process::ExitCode;

use super::told;
use crate::context::{Context, complain};
use crate::failure::Failure;
use crate::home::{self, Home, InHome};
use crate::outcome::{NO, Outcome};

/// Forget a correspondent's certificates: all of them, or one. Exit status 1 if there is none.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The mail address.
    #[arg(value_name = "ADDR")]
    address: String,
    /// Only the certificate with this SHA-256 (64 hexadecimal digits; colons may stand between).
    #[arg(long, value_name = "HEX", value_parser = fingerprint)]
    sha256: Option<Fingerprint>,
    #[command(flatten)]
    place: InHome,
}

/// SHA-256 of a certificate.
#[derive(Debug, Clone, Copy)]
struct Fingerprint([u8; 32]);

fn fingerprint(text: &str) -> Result<Fingerprint, String> {
    let wrong = || "not 64 hexadecimal digits".to_owned();
    let digits: Vec<u8> = text
        .chars()
        .filter(|c| *c != ':')
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()
        .ok_or_else(wrong)?;
    let octets: Vec<u8> =
        digits.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(|[high, low]| high << 4 | low).collect();
    let whole = digits.len() == 64;
    octets.try_into().ok().filter(|_| whole).map(Fingerprint).ok_or_else(wrong)
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let home = Home::open(args.place.home.as_deref())?;
    let address = home::address(&args.address)?;
    let sha256 = args.sha256.map(|Fingerprint(octets)| octets);
    let count = home.ask(async |store| store.forget_person(&address, sha256.as_ref()).await)?;
    if count == 0 {
        complain(&Failure::new("people-unknown").with("address", &address).hint("people-unknown-hint").line(context));
        return Ok(ExitCode::from(NO));
    }
    let values = [("address", address.as_str().into()), ("count", i64::try_from(count).unwrap_or(i64::MAX).into())];
    told::print(&format!("{}\n", context.say("people-forgotten", &values)))?;
    Ok(ExitCode::SUCCESS)
}
