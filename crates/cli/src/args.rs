//! The command line as typed. What each word means is decided by the command's own file.

use clap::{Parser, Subcommand};
use kakitome_explain::Lang;

/// S/MIME mail security: sign an organisation's mail, keep its keys, and say in plain words who signed a mail and whether it was altered.
#[derive(Debug, Parser)]
#[command(name = "kakitome", version, propagate_version = true, max_term_width = 110, arg_required_else_help = true)]
#[command(after_help = "Exit status: 0 good; 1 it was read and the answer is no; 2 it could not be done.\n\
                        First steps: `kakitome try` shows the whole way of a signed mail on this machine.")]
pub(crate) struct Args {
    /// Language of what is said: ja or en. Without it the locale decides.
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    pub(crate) lang: Option<Lang>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// In the order in which a person needs them.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Try(crate::trial::Args),
    Init(crate::init::Args),
    Serve(crate::serve::Args),
    Config(crate::config_check::Args),
    Sign(crate::sign::Args),
    Encrypt(crate::encrypt::Args),
    Decrypt(crate::decrypt::Args),
    Verify(crate::verify::Args),
    Explain(crate::explain::Args),
    Forecast(crate::forecast::Args),
    Preflight(crate::preflight::Args),
    Transit(crate::transit::Args),
    Observe(crate::observe::Args),
    Publish(crate::publish::Args),
    Notice(crate::notice::Args),
    Trust(crate::trust::Args),
    Identity(crate::identity::Args),
    People(crate::people::Args),
    Account(crate::account::Args),
    Keys(crate::keys::Args),
    Backup(crate::backup::Args),
    Restore(crate::backup::RestoreArgs),
    Policy(crate::policy::Args),
    Rule(crate::rule::Args),
    Rollout(crate::rollout::Args),
    Off(crate::switch::OffArgs),
    On(crate::switch::OnArgs),
    Alerts(crate::alerts::Args),
    Journal(crate::journal::Args),
    Held(crate::held::Args),
    Hop(crate::hop::Args),
    Health(crate::health::Args),
    Cms(crate::cms::Args),
    Cert(crate::cert::Args),
    Probe(crate::probe::Args),
    Settings(crate::settings::Args),
    Starttls(crate::starttls::Args),
    #[command(hide = true)]
    Keyholder(crate::daemons::KeyholderArgs),
    #[command(hide = true)]
    Pkcs11Module(crate::trust::module::Args),
    #[command(hide = true)]
    Gateway(crate::daemons::GatewayArgs),
    #[command(hide = true)]
    Web(crate::pages::Args),
}

fn language(text: &str) -> Result<Lang, kakitome_explain::UnknownLang> {
    text.parse()
}
