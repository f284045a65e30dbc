//! `kakitome publish card`: a support card for a customer's address. The address is neither kept nor shown; only its domain is used.

use std::process::ExitCode;

use kakitome_explain::publish::card::{Card, document, json};
use kakitome_pki::UnixTime;

use super::sender;
use crate::context::{Context, complain};
use crate::explain;
use crate::failure::Failure;
use crate::home::{Home, InHome};
use crate::notice;
use crate::outcome::{NO, Outcome};
use crate::written::Form;

/// Make a support card: what a customer with this address probably sees of our signed mail, what to ask, and texts to copy out.
///
/// The domain of the address tells which mail programs are likely (carriers, Gmail, Outlook.com, …); where it tells nothing, the card says
/// so and shows the common programs. Notices of the home that go on stand on the card.
///
/// Exit status: 0 the card was made; 1 it was made, but no certificate signs for the address now; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The customer's address, or its domain.
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    /// The sending address. Without it, the only identity of the home.
    #[arg(long, value_name = "ADDR")]
    from: Option<String>,
    #[command(flatten)]
    form: Form,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let domain = domain(&args.customer)?;
    let folder = args.place.home.as_deref();
    let (home, at) = (Home::open(folder)?, UnixTime::now());
    let sender = sender::find(&home, args.from.as_deref())?;
    let stores = explain::at_home(folder, at)?;
    let shown = sender::shown(&sender, &[format!("customer@{domain}")], &stores, folder, at)?;
    let (notices, faulty) = notice::kept::all(folder)?;
    faulty.iter().for_each(|failure| complain(&failure.line(context)));
    let card = Card { domain: &domain, sender: &sender.address, shown: &shown, notices: &notices };
    args.form.write(&document(&card, context.lang), || json(&card, context.lang), context)?;
    Ok(if sender.current(at).is_some() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// What stands behind the last `@`, or the whole.
fn domain(text: &str) -> Result<String, Failure> {
    let domain = text.rsplit_once('@').map_or(text, |(_, domain)| domain).trim_end_matches('.').to_ascii_lowercase();
    let letter = |one: char| one.is_alphanumeric() || one == '-' || one == '.';
    let sound =
        domain.contains('.') && domain.len() <= 253 && domain.chars().all(letter) && domain.split('.').all(|label| !label.is_empty());
    if sound { Ok(domain) } else { Err(Failure::new("publish-no-domain").with("text", text).hint("publish-no-domain-hint")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::domain;

    #[test]
    fn an_address_or_its_domain() {
        for (text, is) in [("a@docomo.ne.jp", "docomo.ne.jp"), ("Gmail.COM", "gmail.com"), ("\"a@b\"@x.example", "x.example")] {
            assert_eq!(domain(text).unwrap(), is);
        }
        for text in ["", "a@", "localhost", "a@b c.example", "x..example", "<script>.example"] {
            assert!(domain(text).is_err(), "{text}");
        }
    }
}
