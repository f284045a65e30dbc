//! How long the outbox has been at work, in seconds. A mail's age is counted by it: a calendar that jumps a day or ten years makes no
//! mail too old (R15), and a machine that was off for a week has not used up anybody's time.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Of the time between two runs so much counts at most.
const MOST_BETWEEN: Duration = Duration::from_secs(3600);

#[derive(Debug)]
pub(super) struct Clock {
    path: PathBuf,
    base: u64,
    started: Instant,
}

impl Clock {
    /// Goes on where it was; `youngest` is what the mails that are there know of it.
    pub(super) fn open(folder: &Path, youngest: u64) -> Self {
        let path = folder.join("clock");
        let kept = std::fs::read_to_string(&path).ok().and_then(|text| text.trim().parse::<u64>().ok());
        let between = path.metadata().and_then(|facts| facts.modified()).ok();
        // A calendar that has gone back says that nothing has passed.
        let between = between.and_then(|then| SystemTime::now().duration_since(then).ok()).unwrap_or_default().min(MOST_BETWEEN);
        let base = kept.map_or(0, |kept| kept.saturating_add(between.as_secs())).max(youngest);
        Self { path, base, started: Instant::now() }
    }

    pub(super) fn now(&self) -> u64 {
        self.base.saturating_add(self.started.elapsed().as_secs())
    }

    /// Writes it down. A crash costs what has passed since.
    pub(super) fn keep(&self) -> std::io::Result<()> {
        let new = self.path.with_extension("new");
        std::fs::write(&new, format!("{}\n", self.now()))?;
        std::fs::rename(&new, &self.path)
    }
}
