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

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Verify(crate::verify::Args),
    Sign(crate::sign::Args),
    Serve(crate::serve::Args),
}

fn language(text: &str) -> Result<Lang, kakitome_explain::UnknownLang> {
    text.parse()
}
