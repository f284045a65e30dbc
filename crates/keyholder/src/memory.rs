//! What this process does to keep its memory to itself: no core files, not traceable by its own user, pages with keys never swapped
//! (attack row W15). Keys are taken in on the main thread alone, so that they lie in its heap; that range is locked and no other,
//! because the system allows an ordinary user only a few mebibytes.

use std::fs;

use rustix::process::{DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit, umask};

/// Before any secret is read.
pub(crate) fn close() -> std::io::Result<()> {
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    // As much as we may have; whether it is enough shows when locking.
    let allowed = getrlimit(Resource::Memlock);
    setrlimit(Resource::Memlock, Rlimit { current: allowed.maximum, maximum: allowed.maximum })?;
    Ok(())
}

/// Locks the main thread's heap as it is now. Pages that were locked before stay locked.
pub(crate) fn lock_heap() -> Result<(), String> {
    let maps = fs::read_to_string("/proc/self/maps").map_err(|why| format!("reading the memory map: {why}"))?;
    let (start, length) = heap(&maps).ok_or("the memory map shows no heap")?;
    let guard = region::lock(std::ptr::without_provenance::<u8>(start), length)
        .map_err(|why| format!("{why}; raise the limit on locked memory (LimitMEMLOCK, ulimit -l)"))?;
    // Dropping it would unlock: the keys are there until the process ends.
    std::mem::forget(guard);
    Ok(())
}

/// Begin and length of the heap in a memory map.
fn heap(maps: &str) -> Option<(usize, usize)> {
    let line = maps.lines().find(|line| line.ends_with("[heap]"))?;
    let (start, end) = line.split_once(' ')?.0.split_once('-')?;
    let start = usize::from_str_radix(start, 16).ok()?;
    let end = usize::from_str_radix(end, 16).ok()?;
    Some((start, end.checked_sub(start)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heap_is_found_in_the_map() {
        let map = "55-56 r-xp 0 0:0 1 /bin/x\n5655e1b4b000-5655e1b6c000 rw-p 00000000 00:00 0      [heap]\n7f-80 rw-p 0 0:0 0 [stack]\n";
        assert_eq!(heap(map), Some((0x5655_e1b4_b000, 0x21000)));
        assert_eq!(heap("7f-80 rw-p 0 0:0 0 [stack]\n"), None);
    }
}
