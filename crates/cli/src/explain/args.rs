//! What `kakitome explain` is asked for, as typed.

use std::path::PathBuf;

use crate::verify::{self, By};

/// Explain a mail in plain words: who signed it, whether that is the sender, whether it was altered, what each mail program shows
/// and why, the way it came, and what sender and recipient can do, with the price of each remedy.
///
/// The mail is read from FILE or standard input: the mail's source as it arrived (.eml), or a signature file on its own (.p7s, .p7m).
/// What a program shows depends on its list of root certificates and often on the recipient's machine: that is told as cases with
/// their conditions, each with what it rests on (documented, seen in source code, seen by somebody on a day, reported, inferred). What
/// is not known is called unknown. Microsoft's list is used if it is kept (`kakitome trust update microsoft`); Mozilla's comes along.
///
/// Nothing is fetched, unless --online asks for it (see `kakitome verify --help` for what leaves the machine then).
///
/// Exit status: 0 the signature is valid; 1 any other verdict (the page is printed all the same); 2 it could not be done.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) by: By,
    /// Only this mail program (outlook-classic, gmail-web, ios-mail, thunderbird, no-smime, …); may be given again.
    #[arg(long, value_name = "NAME")]
    pub(crate) client: Vec<String>,
    /// An address of a recipient: programs in which it is usually read are marked; may be given again. Without it, To and Cc.
    #[arg(long, value_name = "ADDR")]
    pub(crate) to: Vec<String>,
    /// Promises to sign, as senders made them (promises.toml): a mail without a signature is held against them. Without it, those of the
    /// home (`kakitome publish promise`).
    #[arg(long, value_name = "FILE")]
    pub(crate) promises: Option<PathBuf>,
    /// Print JSON: the report (schema kakitome.report/1) with clients, way and page.
    #[arg(long, conflicts_with = "html")]
    pub(crate) json: bool,
    /// Write one HTML page to this file: no script, nothing fetched, nothing of the mail's content.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

impl Args {
    /// The same question to `verify`; without --trust, Mozilla's list beside the home's own root.
    pub(super) fn as_verify(&self) -> verify::Args {
        let mut by = self.by.clone();
        if by.trust.is_empty() {
            by.trust.push(PathBuf::from("mozilla"));
            by.own_root = true;
        }
        verify::Args { file: self.file.clone(), by, content: None, remember: false, json: false, tree: false }
    }
}
