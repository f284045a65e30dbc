//! `kakitome notice add`: a notice into the home, as it stands in its file, comments and all. One with a blank is refused.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use kakitome_clients::notice::Notice;

use super::kept;
use crate::context::{Context, tell};
use crate::failure::{Failure, failed};
use crate::home::InHome;
use crate::outcome::Outcome;

/// Keep a notice in the home, where `list`, `feed` and the web pages find it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Take the place of the one with the same id: for an update.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    place: InHome,
}

pub(super) fn run(args: &Args, context: Context) -> Outcome {
    let (notice, text) = kept::read(&args.file)?;
    if let Some(blank) = Notice::blanks(&text).into_iter().next() {
        let refused = Failure::new("notice-blank").with("file", args.file.display()).with("line", blank.line).with("text", blank.text);
        return Err(refused.hint("notice-faulty-hint"));
    }
    let folder = kept::folder(args.place.home.as_deref())?;
    let file = folder.join(format!("{}.toml", notice.id));
    if file.exists() && !args.replace {
        return Err(Failure::new("notice-exists").with("id", &notice.id).hint("notice-exists-hint"));
    }
    let unwritable = |error: std::io::Error| failed("cli-file-unwritable", &error).with("file", file.display());
    std::fs::create_dir_all(&folder).map_err(unwritable)?;
    // whoever reads it meanwhile reads the old one or the new one
    let mut new = tempfile::NamedTempFile::new_in(&folder).map_err(unwritable)?;
    new.write_all(text.as_bytes()).and_then(|()| new.as_file().sync_all()).map_err(unwritable)?;
    readable(new.as_file()).map_err(unwritable)?;
    new.persist(&file).map_err(|error| unwritable(error.error))?;
    tell(&context.say("notice-added", &[("file", file.display().to_string().into())]));
    Ok(ExitCode::SUCCESS)
}

/// A notice is made to be published: the web pages may run as another user.
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}
