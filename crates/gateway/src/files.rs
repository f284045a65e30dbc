//! Whether files are still those that were read: certificates are renewed by programs that tell nobody (R18). Looks, and reads nothing.

use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// Files as they were at one time.
#[derive(Debug, Default)]
pub(crate) struct Files {
    seen: Vec<(PathBuf, Option<Mark>)>,
    trouble: Mutex<Option<String>>,
}

/// What changes when a file is written or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    inode: u64,
    length: u64,
    seconds: i64,
    nanoseconds: i64,
}

impl Files {
    /// Looks at them now.
    pub(crate) fn look(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let seen = paths.into_iter().map(|path| (path.clone(), mark(&path))).collect();
        Self { seen, trouble: Mutex::default() }
    }

    /// Whether one of them is another now. One that is gone is not: its successor is on its way.
    pub(crate) fn have_changed(&self) -> bool {
        self.seen.iter().any(|(path, before)| mark(path).is_some_and(|now| Some(now) != *before))
    }

    /// Remembers why they could not be used; whether it was not so before.
    pub(crate) fn note_trouble(&self, why: &str) -> bool {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let news = trouble.as_deref() != Some(why);
        *trouble = Some(why.to_owned());
        news
    }
}

fn mark(path: &PathBuf) -> Option<Mark> {
    let data = std::fs::metadata(path).ok()?;
    Some(Mark { inode: data.ino(), length: data.len(), seconds: data.mtime(), nanoseconds: data.mtime_nsec() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn a_file_that_is_written_or_replaced_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cert.pem");
        std::fs::write(&path, "one").unwrap();
        let files = Files::look([path.clone()]);
        assert!(!files.have_changed());
        std::fs::write(&path, "three").unwrap();
        assert!(files.have_changed());
        let files = Files::look([path.clone()]);
        std::fs::remove_file(&path).unwrap();
        assert!(!files.have_changed(), "its successor is on its way");
        std::fs::write(folder.path().join("new.pem"), "three").unwrap();
        std::fs::rename(folder.path().join("new.pem"), &path).unwrap();
        assert!(files.have_changed());
        assert!(files.note_trouble("x") && !files.note_trouble("x"));
    }
}
