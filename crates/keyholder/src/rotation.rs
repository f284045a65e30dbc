//! The key-encryption key is replaced so that at every moment each file is readable by exactly one of the two, and an interruption
//! at any point is made good at the next start (attack row W17):
//! 1. Beside the new key's file `….next` is written: the new key, and the old one sealed under it; then the marker `rotating`.
//! 2. Each file is sealed anew and replaced whole; its head says under which key it is.
//! 3. The new key's file is written. From here the old key opens nothing; where its file is another one, that is removed.
//! 4. `….next` and the marker are removed.

use std::{
    ffi::OsStr,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
};

use crate::{
    error::Error,
    folder,
    kek::{Kek, Read},
    options::KekSource,
    vault::{self, Places},
};

/// What has just been done, for tests that stop there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    NextWritten,
    Marked,
    Rewrapped,
    NewWritten,
    OldRemoved,
    NextRemoved,
}

/// Where a rotation goes from and to.
struct Way {
    old: PathBuf,
    new: PathBuf,
    next: PathBuf,
}

impl Way {
    fn new(old: PathBuf, new: PathBuf) -> Self {
        let mut next = new.clone().into_os_string();
        next.push(".next");
        Self { old, new, next: next.into() }
    }

    /// The marker names both files, a line each.
    fn mark(&self, places: &Places) -> Result<(), Error> {
        let lines = [self.old.as_os_str().as_bytes(), self.new.as_os_str().as_bytes()].join(&b'\n');
        folder::write(&places.rotating(), &lines)
    }

    fn marked(places: &Places) -> Result<Option<Self>, Error> {
        let Some(lines) = folder::read(&places.rotating())? else { return Ok(None) };
        let damaged = || Error::Damaged { path: places.rotating(), why: "it does not name two files".to_owned() };
        let middle = lines.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
        let (old, new) = lines.split_at(middle);
        let path = |bytes: &[u8]| PathBuf::from(OsStr::from_bytes(bytes));
        Ok(Some(Self::new(path(old), path(new.get(1..).unwrap_or_default()))))
    }
}

/// Called after each step; an error stops there.
pub(crate) type After<'a> = dyn FnMut(Step) -> Result<(), Error> + 'a;

/// Begins a rotation and brings it to its end. `old` is the present key and `old_path` its file. Tells the new key and how many files
/// were sealed anew.
pub(crate) fn rotate(places: &Places, old: &Kek, old_path: &Path, new: &KekSource, after: &mut After<'_>) -> Result<(Kek, u32), Error> {
    let way = Way::new(old_path.into(), places.kek(new));
    let new = Kek::make(new)?;
    new.write(&way.next, Some(old))?;
    after(Step::NextWritten)?;
    way.mark(places)?;
    after(Step::Marked)?;
    let count = finish(places, &way, old, &new, after)?;
    Ok((new, count))
}

fn finish(places: &Places, way: &Way, old: &Kek, new: &Kek, after: &mut After<'_>) -> Result<u32, Error> {
    let mut count = 0_u32;
    for path in places.sealed()? {
        if vault::rewrap(&path, old, new)? {
            count = count.saturating_add(1);
            after(Step::Rewrapped)?;
        }
    }
    new.write(&way.new, None)?;
    after(Step::NewWritten)?;
    if way.old != way.new {
        folder::remove(&way.old)?;
    }
    after(Step::OldRemoved)?;
    folder::remove(&way.next)?;
    after(Step::NextRemoved)?;
    folder::remove(&places.rotating())?;
    Ok(count)
}

/// The key-encryption key; an unfinished rotation is finished first.
pub(crate) fn open(places: &Places, source: &KekSource) -> Result<Kek, Error> {
    let path = places.kek(source);
    let marked = Way::marked(places)?;
    if let Some(way) = marked.as_ref().filter(|way| way.new != path) {
        return Err(Error::RotationPending { path: way.new.clone() });
    }
    let was_marked = marked.is_some();
    let way = marked.unwrap_or_else(|| Way::new(path.clone(), path.clone()));
    let Some(Read { kek: new, replaced }) = Kek::read(&way.next, source)? else {
        if was_marked {
            folder::remove(&places.rotating())?;
        }
        return Kek::read(&path, source)?.map(|read| read.kek).ok_or(Error::KekMissing { path });
    };
    let missing = || Error::Damaged { path: way.next.clone(), why: "the key that it replaces is not in it".to_owned() };
    let old = replaced.ok_or_else(missing)?;
    let count = finish(places, &way, &old, &new, &mut |_| Ok(()))?;
    tracing::info!(files = count, "an interrupted rotation of the key-encryption key was finished");
    Ok(new)
}

#[cfg(test)]
mod tests;
