//! The key-encryption key is replaced so that at every moment each file is readable by exactly one of the two, and an interruption
//! at any point is made good at the next start (attack row W17):
//! 1. `kek.next` is written: the new key, and the old one sealed under it. Until then nothing has happened.
//! 2. Each file is sealed anew and replaced whole; its head says under which key it is.
//! 3. `kek` is replaced by the new one. From here the old key opens nothing.
//! 4. `kek.next` is removed.

use crate::{
    error::Error,
    kek::{Kek, Read},
    options::KekSource,
    vault::{self, Places},
};

/// The steps, for tests that stop in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    NextWritten,
    Rewrapped(usize),
    KekReplaced,
}

/// Begins a rotation and brings it to its end. Tells the new key and how many files were sealed anew.
pub(crate) fn rotate(
    places: &Places,
    old: &Kek,
    new: &KekSource,
    after: &mut dyn FnMut(Step) -> Result<(), Error>,
) -> Result<(Kek, u32), Error> {
    let new = Kek::make(new)?;
    new.write(&places.next_kek(), Some(old))?;
    after(Step::NextWritten)?;
    let count = finish(places, old, &new, after)?;
    Ok((new, count))
}

fn finish(places: &Places, old: &Kek, new: &Kek, after: &mut dyn FnMut(Step) -> Result<(), Error>) -> Result<u32, Error> {
    let mut count = 0_u32;
    for (done, path) in places.sealed()?.iter().enumerate() {
        if vault::rewrap(path, old, new)? {
            count = count.saturating_add(1);
        }
        after(Step::Rewrapped(done))?;
    }
    new.write(&places.kek(), None)?;
    after(Step::KekReplaced)?;
    crate::folder::remove(&places.next_kek())?;
    Ok(count)
}

/// The key-encryption key; an unfinished rotation is finished first.
pub(crate) fn open(places: &Places, source: &KekSource) -> Result<Kek, Error> {
    let Some(Read { kek: new, replaced }) = Kek::read(&places.next_kek(), source)? else {
        let missing = || Error::NotThere { path: places.root.clone() };
        return Kek::read(&places.kek(), source)?.map(|read| read.kek).ok_or_else(missing);
    };
    let missing = || Error::Damaged { path: places.next_kek(), why: "the key that it replaces is not in it".to_owned() };
    let old = replaced.ok_or_else(missing)?;
    let count = finish(places, &old, &new, &mut |_| Ok(()))?;
    tracing::info!(files = count, "an interrupted rotation of the key-encryption key was finished");
    Ok(new)
}
