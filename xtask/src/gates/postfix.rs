//! A Postfix of the trial's own, for its figure beside ours under the same test.

mod folder;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

pub(crate) struct Postfix {
    folder: PathBuf,
}

impl Postfix {
    /// Makes its folder below `parent`; it takes mail at `door` and hands it to `hop`.
    pub(crate) fn make(parent: &Path, door: u16, hop: u16) -> Result<Self> {
        let folder = parent.join("postfix");
        folder::make(&folder, door, hop, "").context("the folder of Postfix")?;
        Ok(Self { folder })
    }

    /// The command that runs it in the foreground.
    pub(crate) fn command(&self) -> String {
        format!("exec postfix -c {}/etc start-fg", self.folder.display())
    }

    /// The command that has it try again what waits.
    pub(crate) fn flush(&self) -> String {
        format!("postqueue -c {}/etc -f", self.folder.display())
    }

    /// Where its processes work.
    pub(crate) fn queue(&self) -> PathBuf {
        self.folder.join("queue")
    }

    /// What it says of itself.
    pub(crate) fn version() -> Result<String> {
        let said = shell::output(Command::new("postconf").args(["-h", "mail_version"])).context("postconf")?;
        Ok(said.trim().to_owned())
    }
}
