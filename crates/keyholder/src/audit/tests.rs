#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use std::fs;

use super::*;
use crate::options::KekSource;

fn room() -> (tempfile::TempDir, Places) {
    let room = tempfile::tempdir().unwrap();
    let folder = room.path().join("keyholder");
    crate::home::init(&folder, &KekSource::File(folder.join("kek"))).unwrap();
    let places = Places::new(&folder);
    (room, places)
}

fn records(count: usize) -> Vec<Record> {
    (0..count).map(|_| Record::new("sign", None)).collect()
}

fn only_file(places: &Places) -> PathBuf {
    path(&places.audit(), 1)
}

#[test]
fn the_chain_goes_on_after_a_restart() {
    let (_room, places) = room();
    for batch in [1, 3, 2] {
        Audit::open(&places).unwrap().write(&records(batch)).unwrap();
    }
    let summary = check(&places.root).unwrap();
    assert_eq!((summary.files, summary.records), (1, 6));
    let text = fs::read_to_string(only_file(&places)).unwrap();
    assert_eq!(summary.last, Link::behind(text.lines().last().unwrap().as_bytes()).0);
}

#[test]
fn a_record_that_was_cut_off_by_a_crash_is_removed() {
    let (_room, places) = room();
    Audit::open(&places).unwrap().write(&records(3)).unwrap();
    let whole = fs::read(only_file(&places)).unwrap();
    for lost in 1..60 {
        fs::write(only_file(&places), &whole[..whole.len() - lost]).unwrap();
        Audit::open(&places).unwrap().write(&records(2)).unwrap();
        assert_eq!(check(&places.root).unwrap().records, 4, "{lost} octets lost");
    }
}

#[test]
fn w19_changed_removed_and_added_records_show() {
    let (_room, places) = room();
    Audit::open(&places).unwrap().write(&records(5)).unwrap();
    let text = fs::read_to_string(only_file(&places)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let try_out = |lines: &[String]| {
        fs::write(only_file(&places), lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
        check(&places.root)
    };
    let owned = |lines: &[&str]| lines.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(try_out(&owned(&lines)).is_ok());

    let mut changed = owned(&lines);
    changed[2] = changed[2].replace("\"done\"", "\"none\"");
    assert!(matches!(try_out(&changed), Err(Error::AuditBroken { line: 4, .. })));
    let mut removed = owned(&lines);
    removed.remove(2);
    assert!(matches!(try_out(&removed), Err(Error::AuditBroken { line: 3, .. })));
    let mut doubled = owned(&lines);
    doubled.insert(2, lines[2].to_owned());
    assert!(matches!(try_out(&doubled), Err(Error::AuditBroken { line: 4, .. })));
    let mut swapped = owned(&lines);
    swapped.swap(1, 2);
    assert!(matches!(try_out(&swapped), Err(Error::AuditBroken { line: 2, .. })));
    let mut headless = owned(&lines);
    headless.remove(0);
    assert!(matches!(try_out(&headless), Err(Error::AuditBroken { line: 1, .. })));
}

#[test]
fn files_follow_each_other() {
    let (_room, places) = room();
    let mut audit = Audit::open(&places).unwrap();
    audit.write(&records(2)).unwrap();
    audit.begin_file().unwrap();
    drop(audit);
    // A file that was begun and has no record yet takes up the chain of the one before.
    Audit::open(&places).unwrap().write(&records(2)).unwrap();
    let summary = check(&places.root).unwrap();
    assert_eq!((summary.files, summary.records), (2, 4));
    // Old files may be moved away.
    fs::remove_file(only_file(&places)).unwrap();
    assert_eq!(check(&places.root).unwrap().records, 2);
}

#[test]
fn w19_a_full_disk_is_an_error_and_the_log_recovers() {
    let mut audit = Audit::on(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
    assert!(audit.write(&records(1)).is_err());
    assert_eq!((audit.next, audit.size), (1, 0));

    let (_room, places) = room();
    let mut audit = Audit::open(&places).unwrap();
    audit.write(&records(1)).unwrap();
    // Half a record is left behind by a write that failed.
    audit.file.write_all(b"{\"n\":2,\"ti").unwrap();
    audit.dirty = true;
    audit.write(&records(1)).unwrap();
    assert_eq!(check(&places.root).unwrap().records, 2);
}
