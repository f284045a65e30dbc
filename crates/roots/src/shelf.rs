//! Where snapshots are kept: a folder in the home, one file for each edition, `NAME/YYYYMMDDTHHMMSSZ-HASH.json`. An edition is
//! written once, whole, under a name of its own and never changed: nothing is replaced by a list that was refused, and a command that
//! only verifies needs no database. What may follow what is held is decided here (attack row C22).

use std::borrow::Cow;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use kakitome_pki::UnixTime;

use crate::error::Error;
use crate::fingerprint::hex;
use crate::history::History;
use crate::read::MAX_LIST;
use crate::saved;
use crate::snapshot::Snapshot;

/// Longest name of a list.
const NAME: usize = 64;

/// A folder of snapshots.
#[derive(Clone, Debug)]
pub struct Shelf {
    folder: PathBuf,
}

/// What keeping came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Kept {
    /// A new edition.
    New(PathBuf),
    /// It was there already.
    Known,
}

/// How strict keeping is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Order {
    /// Old editions may be added to the history by hand.
    Any,
    /// Only what is newer than everything held: an update never goes back.
    Newer,
}

impl Shelf {
    /// In this folder, which need not be there yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The names of all lists.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>, Error> {
        let mut names: Vec<String> = entries(&self.folder)?
            .into_iter()
            .filter(|path| path.is_dir())
            .filter_map(|path| path.file_name().and_then(|name| name.to_str()).map(str::to_owned))
            .filter(|name| check(name).is_ok())
            .collect();
        names.sort();
        Ok(names)
    }

    /// All editions of a list; none if there is no such list.
    ///
    /// # Errors
    /// The name is none, or an edition cannot be read.
    pub fn history(&self, name: &str) -> Result<History, Error> {
        check(name)?;
        let mut editions = Vec::new();
        for file in self.files(name)? {
            editions.push(load(&file)?);
        }
        Ok(History::new(editions))
    }

    /// The edition that was in force at a moment: the newest file that is not later.
    ///
    /// # Errors
    /// The name is none, or the edition cannot be read.
    pub fn at(&self, name: &str, moment: UnixTime) -> Result<Option<Snapshot>, Error> {
        check(name)?;
        let latest = stamp(moment);
        let file = self.files(name)?.into_iter().rev().find(|file| file_stamp(file).is_some_and(|stamp| *stamp <= *latest));
        file.map(|file| load(&file)).transpose()
    }

    /// The newest edition.
    ///
    /// # Errors
    /// As [`Self::at`].
    pub fn newest(&self, name: &str) -> Result<Option<Snapshot>, Error> {
        check(name)?;
        self.files(name)?.last().map(|file| load(file)).transpose()
    }

    /// Keeps an edition. Whatever is refused, what is held stays as it is.
    ///
    /// # Errors
    /// It is of another kind than what is held, older where only newer ones may follow, or shrunk beyond belief; or the folder
    /// cannot be written.
    pub fn keep(&self, name: &str, snapshot: &Snapshot, order: Order) -> Result<Kept, Error> {
        check(name)?;
        let folder = self.folder.join(name);
        let mut snapshot = Cow::Borrowed(snapshot);
        let files = self.files(name)?;
        if let Some(newest) = files.last() {
            let held = load(newest)?;
            if held.source != snapshot.source {
                return Err(Error::OtherKind { held: held.source.word(), offered: snapshot.source.word() });
            }
            if order == Order::Newer {
                if held.origin == snapshot.origin {
                    return Ok(Kept::Known);
                }
                may_follow(&snapshot, &held, &files)?;
                // two editions within a second, or a clock that was set back: the later one comes later all the same
                if snapshot.in_force() <= held.in_force() {
                    snapshot.to_mut().seen = Some(UnixTime(held.in_force().0.saturating_add(1)));
                }
            }
        }
        let file = folder.join(format!("{}-{}.json", stamp(snapshot.in_force()), hex(&snapshot.origin).get(..16).unwrap_or_default()));
        // the same edition again, perhaps with more certificates beside it, takes the place of the poorer one
        if let Some(known) = files.iter().find(|known| **known == file) {
            let held = load(known)?;
            let certificates = |list: &Snapshot| list.roots().iter().filter(|root| root.certificate.is_some()).count();
            if certificates(&held) >= certificates(&snapshot) {
                return Ok(Kept::Known);
            }
        }
        write(&folder, &file, &snapshot.to_json())?;
        Ok(Kept::New(file))
    }

    /// The files of a list, oldest first.
    fn files(&self, name: &str) -> Result<Vec<PathBuf>, Error> {
        let mut files = entries(&self.folder.join(name))?;
        files.retain(|file| file_stamp(file).is_some());
        files.sort();
        Ok(files)
    }
}

/// Newer by its own number and date, not an edition that was held before, and not a torso.
fn may_follow(offered: &Snapshot, held: &Snapshot, files: &[PathBuf]) -> Result<(), Error> {
    let older = || Error::Older { held: held.title(), offered: offered.title() };
    let by_number = held.sequence.as_ref().zip(offered.sequence.as_ref()).is_some_and(|(held, offered)| number(offered) <= number(held));
    let origin = hex(&offered.origin);
    let was_held = origin.get(..16).is_some_and(|hash| files.iter().any(|file| file.to_string_lossy().contains(hash)));
    if by_number || offered.date < held.date || was_held {
        return Err(older());
    }
    // the most that any edition of 18 years took away at once is a tenth
    if offered.roots().len().saturating_mul(2) < held.roots().len() {
        return Err(Error::Shrunk { held: held.roots().len(), offered: offered.roots().len() });
    }
    Ok(())
}

/// Numbers of any length in their order.
fn number(octets: &[u8]) -> (usize, &[u8]) {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    let digits = octets.get(zeros..).unwrap_or_default();
    (digits.len(), digits)
}

/// A moment as part of a file's name; later moments sort later.
fn stamp(moment: UnixTime) -> String {
    moment.to_string().chars().filter(|letter| letter.is_ascii_alphanumeric()).collect()
}

/// The moment in a file's name, if it is one of ours.
fn file_stamp(file: &Path) -> Option<&str> {
    let name = file.file_name()?.to_str()?.strip_suffix(".json")?;
    let (stamp, hash) = name.split_once('-')?;
    (stamp.len() == 16 && hash.len() == 16).then_some(stamp)
}

fn check(name: &str) -> Result<(), Error> {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if name.is_empty() || name.len() > NAME || name.starts_with('.') || !name.chars().all(fits) {
        return Err(Error::Name { name: name.chars().take(NAME).collect::<String>().escape_debug().to_string() });
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = match fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound) => return Ok(Vec::new()),
        Err(error) => return Err(Error::file(folder)(error)),
    };
    listed.map(|entry| entry.map(|entry| entry.path()).map_err(Error::file(folder))).collect()
}

fn load(file: &Path) -> Result<Snapshot, Error> {
    let length = fs::metadata(file).map_err(Error::file(file))?.len();
    if length > MAX_LIST as u64 {
        return Err(Error::TooLarge { limit: MAX_LIST });
    }
    let bytes = fs::read(file).map_err(Error::file(file))?;
    saved::read(&bytes).map_err(|error| match error {
        Error::Line { what, line, problem } => Error::Line { what, line, problem: format!("{problem} ({})", file.display()) },
        other => other,
    })
}

/// Whole or not at all: written beside, synced, then named.
fn write(folder: &Path, file: &Path, text: &str) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(Error::file(folder))?;
    let mut beside = tempfile::Builder::new().prefix(".new-").tempfile_in(folder).map_err(Error::file(folder))?;
    beside.write_all(text.as_bytes()).and_then(|()| beside.as_file().sync_all()).map_err(Error::file(file))?;
    let readable = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o644); // nothing secret is in it
    beside.as_file().set_permissions(readable).map_err(Error::file(file))?;
    beside.persist(file).map_err(|error| Error::file(file)(error.error))?;
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::file(folder))
}
