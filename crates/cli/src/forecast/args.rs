//! What `kakitome forecast` is asked for, as typed.

use std::path::PathBuf;

use kakitome_pki::UnixTime;

/// Foresee which mails turn bad, in which mail program, from when, for new mail or for old mail too, and what can be done.
///
/// Either two lists of roots are compared (--before, --after), or a time is looked at (--from, --until): days that lists already name,
/// announced changes of root programs, and the ends of certificates. Looked ahead for are the certificates and correspondents of the
/// home, those of --cert, and the signers of the mails of --mail. With --history every edition of a list that is kept is walked through,
/// so that past days are told too.
///
/// Examples: `kakitome forecast --cert our.pem --until 2030-01-01`;
/// `kakitome forecast --before microsoft@2016-01-10 --after microsoft@2016-01-20 --mail ~/Maildir`;
/// `kakitome forecast --history microsoft --mail notice.eml`.
///
/// Exit status: 0 nothing turns bad; 1 something does; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The list before: a file, or the name of a kept list (name@date for an edition).
    #[arg(long, value_name = "STORE")]
    pub(crate) before: Option<PathBuf>,
    /// The list after.
    #[arg(long, value_name = "STORE")]
    pub(crate) after: Option<PathBuf>,
    /// Walk through all editions of this kept list (a name of `kakitome trust list`): which of them, and which days between, touched what
    /// is held; then what is ahead. May be given again.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["before", "after"])]
    pub(crate) history: Vec<String>,
    /// From this day on. Default: today; with --history the oldest edition.
    #[arg(long, value_name = "TIME", value_parser = moment, conflicts_with_all = ["before", "after"])]
    pub(crate) from: Option<UnixTime>,
    /// Up to this day. Default: three years on.
    #[arg(long, value_name = "TIME", value_parser = moment, conflicts_with_all = ["before", "after"])]
    pub(crate) until: Option<UnixTime>,
    /// Certificates (PEM, DER, PKCS#7, or a folder), intermediates among them; may be given again.
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Vec<PathBuf>,
    /// Mails: an .eml file, an mbox, a Maildir, or a folder of .eml files; may be given again.
    #[arg(long, value_name = "PATH")]
    pub(crate) mail: Vec<PathBuf>,
    /// Count the mails that the gateway signed, by its journal.
    #[arg(long)]
    pub(crate) journal: bool,
    /// Lists to look at (authroot.stl, certdata.txt, the name of a kept list); may be given again. Without it, those that come along
    /// (Mozilla's, Apple's limits) and those that are kept.
    #[arg(long, value_name = "STORE")]
    pub(crate) trust: Vec<PathBuf>,
    /// Print JSON (schema kakitome.forecast/1).
    #[arg(long, conflicts_with = "ics")]
    pub(crate) json: bool,
    /// Write the days as iCalendar to this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) ics: Option<PathBuf>,
    /// The home. Default: $KAKITOME_HOME, else the usual place, if there is one.
    #[arg(long, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
}

fn moment(text: &str) -> Result<UnixTime, String> {
    UnixTime::parse(text).map_err(|error| error.to_string())
}
