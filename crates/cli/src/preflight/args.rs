//! The words of `kakitome preflight`.

use std::path::PathBuf;

/// Check a signed mail before it is sent, or an identity before its first mail: what would recipients' mail programs show, and what can
/// be changed now.
///
/// The mail is read from FILE or standard input, signed as it is to be sent (`kakitome sign … | kakitome preflight`). With --as no mail is
/// needed: a short specimen is signed here with the newest key of that identity, judged, and thrown away; nothing is sent, and the use of
/// the key is in the keyholder's log as any other. Looked for are, among others: missing intermediates, a validity over 27 months, a signing time far from Date, weak digests, an address that is not the
/// signer's, cross certificates, 8-bit text that servers may convert, and recipients at mobile carriers.
///
/// With --all every identity of the home is checked and the result kept; `serve` does so once a day, and what is new is told by mail
/// ([alerts] in the configuration). --last shows what was found last.
///
/// Exit status: 0 nothing that must be changed; 1 something must; 2 it could not be done.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The mail; standard input without it.
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// Check this identity of the home, without a mail.
    #[arg(long = "as", value_name = "ADDR", conflicts_with = "file")]
    pub(super) identity: Option<String>,
    /// Check every identity of the home, and keep what is found.
    #[arg(long, conflicts_with_all = ["file", "identity"])]
    pub(super) all: bool,
    /// Show what the last check of every identity found; with --as of one.
    #[arg(long, conflicts_with_all = ["file", "all"])]
    pub(super) last: bool,
    /// Roots that recipients trust: a list, certificates, or the name of a kept list; may be given again. Without it, Mozilla's list and
    /// the built-in authority of the home.
    #[arg(long, value_name = "STORE")]
    pub(super) trust: Vec<PathBuf>,
    /// An address of a recipient; may be given again. Without it, To and Cc.
    #[arg(long, value_name = "ADDR")]
    pub(super) to: Vec<String>,
    /// Print JSON (schema kakitome.preflight/1).
    #[arg(long)]
    pub(super) json: bool,
    /// The home. Default: $KAKITOME_HOME, else the usual place.
    #[arg(long, value_name = "DIR")]
    pub(super) home: Option<PathBuf>,
    /// The configuration, where it is not the home's.
    #[arg(long, hide = true, value_name = "FILE", conflicts_with = "home")]
    pub(super) config: Option<PathBuf>,
}
