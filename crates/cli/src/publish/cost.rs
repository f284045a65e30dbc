//! `kakitome publish cost`: what signing costs, by the sender's own prices.

use std::process::ExitCode;

use kakitome_clients::cost::{Prices, sheet};
use kakitome_explain::publish::cost::{document, json};

use crate::context::Context;
use crate::failure::failed;
use crate::outcome::Outcome;
use crate::written::Form;

/// Make a cost sheet: your own prices in, a table out. No price comes with the program.
///
/// One certificate for each sending address signs mail to any number of recipients: the cost depends on addresses, not on recipients.
/// Amounts are whole units of your currency.
///
/// Example: `kakitome publish cost --addresses 3 --certificate 20000 --months 24 --years 5 --currency 円`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Addresses that mail is sent from.
    #[arg(long, value_name = "NUMBER")]
    addresses: u64,
    /// Price of one certificate for its whole validity.
    #[arg(long, value_name = "AMOUNT")]
    certificate: u64,
    /// Validity of a certificate in months.
    #[arg(long, value_name = "NUMBER")]
    months: u64,
    /// What the work of one renewal costs.
    #[arg(long, value_name = "AMOUNT", default_value_t = 0)]
    renewal: u64,
    /// What is paid each year whatever the number of certificates.
    #[arg(long, value_name = "AMOUNT", default_value_t = 0)]
    yearly: u64,
    /// What is paid once at the start.
    #[arg(long, value_name = "AMOUNT", default_value_t = 0)]
    once: u64,
    /// Mails in a year, for the cost of a thousand mails.
    #[arg(long, value_name = "NUMBER")]
    mails: Option<u64>,
    /// Years to look at.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    years: u64,
    /// What stands beside amounts: 円, JPY, EUR.
    #[arg(long, value_name = "TEXT", default_value = "")]
    currency: String,
    #[command(flatten)]
    form: Form,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let prices = Prices {
        addresses: args.addresses,
        certificate: args.certificate,
        months: args.months,
        renewal: args.renewal,
        yearly: args.yearly,
        once: args.once,
        mails: args.mails,
        years: args.years,
    };
    let sheet = sheet(prices).map_err(|error| failed("cost-wrong", &error))?;
    args.form.write(&document(&sheet, &args.currency, context.lang), || json(&sheet, &args.currency), context)?;
    Ok(ExitCode::SUCCESS)
}
