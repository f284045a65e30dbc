//! The audit log: `audit/audit-00000001.log` and so on, appended to only, one JSON record a line, chained by hashes across files.
//! A batch is on the disk before its answers leave. What could not be written whole is cut off again.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use crate::{chain::Link, error::Error, folder, record::Record, vault::Places};

/// A new file is begun behind this size, so that old ones can be moved away.
const FILE_SIZE: u64 = 64 * 1024 * 1024;
/// No record is longer; a line that is was not written by us.
const LONGEST_LINE: usize = 16 * 1024;

/// The open log.
pub(crate) struct Audit {
    folder: PathBuf,
    number: u32,
    file: File,
    /// Octets of whole, synced records.
    size: u64,
    next: u64,
    previous: Link,
    /// The last write failed; what it left behind must be cut off first.
    dirty: bool,
}

impl Audit {
    /// Opens the newest file and takes up its chain; a record that was cut off by a crash was never answered and is removed.
    pub(crate) fn open(places: &Places) -> Result<Self, Error> {
        let folder = places.audit();
        folder::check_private(&folder)?;
        let newest = files(&folder)?.pop();
        let number = newest.as_ref().map_or(1, |(number, _)| *number);
        let path = path(&folder, number);
        let file = folder::append(&path)?;
        let tail = Tail::read(&path, &file)?;
        let mut audit = Self { folder, number, file, size: tail.size, next: tail.next, previous: tail.previous, dirty: true };
        audit.repair().map_err(Error::io("repairing", &path))?;
        if tail.size == 0 && number > 1 {
            audit.take_up_from(number - 1)?;
        }
        Ok(audit)
    }

    fn take_up_from(&mut self, number: u32) -> Result<(), Error> {
        let path = path(&self.folder, number);
        let file = File::open(&path).map_err(Error::io("opening", &path))?;
        let tail = Tail::read(&path, &file)?;
        (self.next, self.previous) = (tail.next, tail.previous);
        Ok(())
    }

    /// Writes a batch and waits until it is on the disk. On an error nothing of it counts.
    pub(crate) fn write(&mut self, records: &[Record]) -> std::io::Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        if self.dirty {
            self.repair()?;
        }
        if self.size >= FILE_SIZE {
            self.begin_file()?;
        }
        let mut next = self.next;
        let mut previous = self.previous.clone();
        let mut batch = Vec::with_capacity(records.len() * 384);
        for record in records {
            let line = record.line(next, &previous);
            previous = Link::behind(line.as_bytes());
            next += 1;
            batch.extend(line.as_bytes());
            batch.push(b'\n');
        }
        self.dirty = true;
        self.file.write_all(&batch)?;
        self.file.sync_data()?;
        self.dirty = false;
        self.size += batch.len() as u64;
        (self.next, self.previous) = (next, previous);
        Ok(())
    }

    fn repair(&mut self) -> std::io::Result<()> {
        self.file.set_len(self.size)?;
        self.file.sync_data()?;
        self.dirty = false;
        Ok(())
    }

    fn begin_file(&mut self) -> std::io::Result<()> {
        let number = self.number + 1;
        self.file = folder::append(&path(&self.folder, number)).map_err(std::io::Error::other)?;
        (self.number, self.size) = (number, 0);
        Ok(())
    }

    /// A log that writes to a given file: tests hand in one that is full.
    #[cfg(test)]
    pub(crate) fn on(file: File) -> Self {
        Self { folder: PathBuf::new(), number: 1, file, size: 0, next: 1, previous: Link::first(), dirty: false }
    }
}

fn path(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("audit-{number:08}.log"))
}

fn files(folder: &Path) -> Result<Vec<(u32, PathBuf)>, Error> {
    let number = |path: &Path| path.file_name()?.to_str()?.strip_prefix("audit-")?.strip_suffix(".log")?.parse().ok();
    Ok(folder::list(folder)?.into_iter().filter_map(|path| number(&path).map(|number| (number, path))).collect())
}

/// The end of a file: where whole records end, and what the next one must carry.
struct Tail {
    size: u64,
    next: u64,
    previous: Link,
}

impl Tail {
    fn read(path: &Path, mut file: &File) -> Result<Self, Error> {
        let io = |why| Error::io("reading", path)(why);
        let length = file.seek(SeekFrom::End(0)).map_err(io)?;
        let from = length.saturating_sub(2 * LONGEST_LINE as u64);
        file.seek(SeekFrom::Start(from)).map_err(io)?;
        let mut end = Vec::new();
        file.take(2 * LONGEST_LINE as u64).read_to_end(&mut end).map_err(io)?;
        let Some(last_end) = end.iter().rposition(|byte| *byte == b'\n') else {
            if from > 0 {
                return Err(Error::Damaged { path: path.into(), why: "its last line has no end".to_owned() });
            }
            return Ok(Self { size: 0, next: 1, previous: Link::first() });
        };
        let whole = end.get(..last_end).unwrap_or_default();
        let line = whole.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        let number = number_of(line).ok_or_else(|| Error::Damaged { path: path.into(), why: "its last line is no record".to_owned() })?;
        Ok(Self { size: from + last_end as u64 + 1, next: number + 1, previous: Link::behind(line) })
    }
}

/// The number that a record begins with.
fn number_of(line: &[u8]) -> Option<u64> {
    let digits = line.strip_prefix(b"{\"n\":")?.split(|byte| *byte == b',').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// What the log says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditSummary {
    /// Files.
    pub files: u32,
    /// Records in them.
    pub records: u64,
    /// SHA-256 of the last record: kept elsewhere, it shows later whether the end was cut off.
    pub last: String,
}

/// Reads the whole log and checks that no record is missing, added or changed. Where the oldest files were moved away, the chain
/// begins with the first one that is there.
///
/// # Errors
/// [`Error::AuditBroken`] at the first record that does not follow.
pub fn check(folder: &Path) -> Result<AuditSummary, Error> {
    let mut summary = AuditSummary { files: 0, records: 0, last: Link::first().0 };
    let mut expected: Option<(u64, Link)> = None;
    for (file_number, path) in files(&Places::new(folder).audit())? {
        let file = File::open(&path).map_err(Error::io("opening", &path))?;
        if expected.is_none() && file_number == 1 {
            expected = Some((1, Link::first()));
        }
        summary.files += 1;
        for (at, line) in whole_lines(file).enumerate() {
            let line = line.map_err(Error::io("reading", &path))?;
            let broken = |why| Error::AuditBroken { path: path.clone(), line: at as u64 + 1, why };
            let number = number_of(&line).ok_or_else(|| broken("no record"))?;
            let carried = previous_of(&line).ok_or_else(|| broken("no hash of the record before"))?;
            if let Some((number_expected, link)) = &expected {
                if number != *number_expected {
                    return Err(broken("not the number that follows"));
                }
                if carried != link.0 {
                    return Err(broken("not the hash of the record before"));
                }
            }
            let link = Link::behind(&line);
            summary.records += 1;
            summary.last.clone_from(&link.0);
            expected = Some((number + 1, link));
        }
    }
    Ok(summary)
}

/// Lines with their end; what follows the last one is being written, or was when the power went.
fn whole_lines(file: File) -> impl Iterator<Item = std::io::Result<Vec<u8>>> {
    let mut reader = BufReader::new(file);
    std::iter::from_fn(move || {
        let mut line = Vec::new();
        match reader.read_until(b'\n', &mut line) {
            Err(why) => Some(Err(why)),
            Ok(_) if line.pop() == Some(b'\n') => Some(Ok(line)),
            Ok(_) => None,
        }
    })
}

/// The hash that a record ends with. No value before it can look like its name: quotation marks inside are escaped.
fn previous_of(line: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(line).ok()?;
    let (_, last) = text.rsplit_once(",\"prev\":\"")?;
    last.strip_suffix("\"}").filter(|hash| hash.len() == 64)
}

#[cfg(test)]
mod tests;
