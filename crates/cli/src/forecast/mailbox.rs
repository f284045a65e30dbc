//! Mails one by one: an .eml file, an mbox (RFC 4155), a Maildir (`cur` and `new`), or a folder of .eml files. Large files are never
//! in memory whole; a mail of an mbox is, up to a limit.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

/// Longest mail of an mbox that is looked at; a longer one is counted as not readable.
const LONGEST: usize = 256 << 20;
/// Folders inside folders that are looked into.
const DEEPEST: usize = 16;

/// A mail, wherever its bytes are.
pub(super) enum Source {
    File(BufReader<File>),
    Bytes(Cursor<Vec<u8>>),
    /// Not readable.
    None,
}

impl Read for Source {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(bytes),
            Self::Bytes(kept) => kept.read(bytes),
            Self::None => Ok(0),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Bytes(kept) => kept.seek(to),
            Self::None => Ok(0),
        }
    }
}

/// Files at a path in the order of their names, and whether they are an mbox's.
pub(super) fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        // a name that leads nowhere is an error when it is opened
        return Ok(vec![path.to_path_buf()]);
    }
    let mut found = Vec::new();
    collect(path, is_maildir(path), DEEPEST, &mut found)?;
    found.sort();
    Ok(found)
}

fn is_maildir(path: &Path) -> bool {
    path.join("cur").is_dir() && path.join("new").is_dir()
}

fn collect(folder: &Path, in_maildir: bool, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.is_dir() {
            // what is being delivered is not there yet
            if depth > 0 && name != "tmp" && !path.is_symlink() {
                collect(&path, in_maildir || is_maildir(&path), depth - 1, found)?;
            }
        } else if path.is_file() && is_mail(&path, name, in_maildir) {
            found.push(path);
        }
    }
    Ok(())
}

fn is_mail(path: &Path, name: &str, in_maildir: bool) -> bool {
    let parent = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or_default();
    let delivered = in_maildir && matches!(parent, "cur" | "new");
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    delivered || ["eml", "mbox"].iter().any(|known| ending.eq_ignore_ascii_case(known)) || name == "mbox"
}

/// Hands every mail of a file over.
pub(super) fn each(file: &Path, mut handle: impl FnMut(Source)) -> io::Result<()> {
    let mut reader = BufReader::new(File::open(file)?);
    if !reader.fill_buf()?.starts_with(b"From ") {
        handle(Source::File(reader));
        return Ok(());
    }
    let (mut mail, mut line, mut blank, mut begun) = (Vec::new(), Vec::new(), true, false);
    loop {
        line.clear();
        let length = (&mut reader).take(LONGEST as u64).read_until(b'\n', &mut line)?;
        let separator = blank && line.starts_with(b"From ");
        if (length == 0 || separator) && begun {
            let whole = std::mem::take(&mut mail);
            handle(if whole.len() < LONGEST { Source::Bytes(Cursor::new(whole)) } else { Source::None });
        }
        if length == 0 {
            return Ok(());
        }
        blank = line.iter().all(u8::is_ascii_whitespace);
        if separator {
            begun = true;
        } else if mail.len() < LONGEST {
            mail.extend_from_slice(&line);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    fn mails(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("box");
        std::fs::write(&file, text).unwrap();
        let mut all = Vec::new();
        each(&file, |mut source| {
            let mut text = String::new();
            source.read_to_string(&mut text).unwrap();
            all.push(text);
        })
        .unwrap();
        all
    }

    #[test]
    fn an_mbox_is_split_at_its_separators_alone() {
        let all = mails("From a@b Thu\nSubject: 1\n\n>From there\nFrom here on\n\nFrom c@d Fri\nSubject: 2\n\nend");
        assert_eq!(all, ["Subject: 1\n\n>From there\nFrom here on\n\n", "Subject: 2\n\nend"]);
        assert_eq!(mails("Subject: x\n\nbody\n\nFrom nobody\n").len(), 1, "a file that begins otherwise is one mail");
    }

    #[test]
    fn a_maildir_has_mails_in_cur_and_new() {
        let folder = tempfile::tempdir().unwrap();
        for (place, name) in [("cur", "1:2,S"), ("new", "2"), ("tmp", "3"), (".Sent/cur", "4"), (".Sent/new", "5")] {
            std::fs::create_dir_all(folder.path().join(place)).unwrap();
            std::fs::write(folder.path().join(place).join(name), "x").unwrap();
        }
        std::fs::write(folder.path().join("dovecot.index"), "x").unwrap();
        std::fs::write(folder.path().join("kept.eml"), "x").unwrap();
        assert_eq!(files(folder.path()).unwrap().len(), 5);
        assert_eq!(files(Path::new("/nowhere.eml")).unwrap().len(), 1);
    }
}
