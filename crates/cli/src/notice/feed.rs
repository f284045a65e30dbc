//! `kakitome notice feed`: the notices as an Atom feed. A notice that cannot be read is told, and then there is no feed: an entry that
//! vanishes would say that there never was one.

use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_explain::notice::{Feed, feed};

use super::kept;
use crate::context::Context;
use crate::failure::Failure;
use crate::home::InHome;
use crate::outcome::Outcome;
use crate::written::{print, to_file};

/// Write the notices as an Atom feed (RFC 4287): an entry for each version, the newest first.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Address of the folder that the notices' pages are published in: <https://www.example.com/notices/>.
    #[arg(long, value_name = "URL")]
    base: String,
    /// Address of the feed itself. Default: feed.xml in that folder.
    #[arg(long, value_name = "URL")]
    own: Option<String>,
    /// Who publishes it.
    #[arg(long, value_name = "TEXT")]
    author: String,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let mut base = address(&args.base)?;
    if !base.ends_with('/') {
        base.push('/');
    }
    let own = args.own.as_deref().map_or_else(|| Ok(format!("{base}feed.xml")), address)?;
    let (notices, mut faulty) = kept::all(args.place.home.as_deref())?;
    if let Some(failure) = faulty.pop() {
        return Err(failure);
    }
    let text = feed(&notices, &Feed { base: &base, own: &own, author: &args.author }, context.lang);
    match &args.out {
        Some(file) => to_file(file, &text, context)?,
        None => print(&text)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// An address that others can follow: it is the identity of the feed and of its entries, for ever.
fn address(text: &str) -> Result<String, Failure> {
    let rest = text.strip_prefix("https://");
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "\"<>\\^`{|}#".contains(letter);
    let sound = rest.is_some_and(|rest| rest.split('/').next().is_some_and(|host| host.contains('.'))) && !text.chars().any(odd);
    if sound { Ok(text.to_owned()) } else { Err(Failure::new("notice-base").with("base", text).hint("notice-base-hint")) }
}
