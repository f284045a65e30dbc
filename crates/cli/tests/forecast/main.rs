//! `kakitome forecast` as people run it: the days of a certificate, the incident of 2016 over a mailbox, the calendar, bad input.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.exists(), "no {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

fn forecast<A: AsRef<OsStr>>(home: &Path, arguments: impl IntoIterator<Item = A>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
    command.env("KAKITOME_HOME", home.join("nowhere")).args(["forecast", "--lang", "en"]).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// A folder with a Maildir and an mbox of the corpus's mails.
fn mails(folder: &Path) -> (PathBuf, PathBuf) {
    let mail = std::fs::read(corpus("thunderbird/smime/alice.dsig.SHA256.multipart.eml")).unwrap();
    let maildir = folder.join("Maildir");
    for place in ["cur", "new", "tmp"] {
        std::fs::create_dir_all(maildir.join(place)).unwrap();
        std::fs::write(maildir.join(place).join("1"), &mail).unwrap();
    }
    let mut mbox = Vec::new();
    for _ in 0..3 {
        mbox.extend_from_slice(b"From alice@bob.com Thu Jan  1 00:00:00 2026\n");
        mbox.extend_from_slice(&mail);
        mbox.extend_from_slice(b"\n\n");
    }
    mbox.extend_from_slice(b"From x@y Thu Jan  1 00:00:00 2026\nFrom: x@y.example\n\nnot signed\n");
    let file = folder.join("mails.mbox");
    std::fs::write(&file, mbox).unwrap();
    (maildir, file)
}

#[test]
fn the_days_of_a_certificate_with_its_mails() {
    let home = tempfile::tempdir().unwrap();
    let (maildir, mbox) = mails(home.path());
    let root = corpus("thunderbird/smime/TestCA.pem");
    let words = ["--json", "--from", "2026-06-01", "--until", "2040-01-01", "--cert"].map(OsStr::new);
    let words = words.into_iter().chain([root.as_os_str(), "--mail".as_ref(), maildir.as_os_str(), "--mail".as_ref(), mbox.as_os_str()]);
    let output = forecast(home.path(), words);
    let object = json(&output);
    assert_eq!((object["schema"].as_str(), output.status.code()), (Some("kakitome.forecast/1"), Some(1)));
    assert_eq!((object["mails"]["read"].as_u64(), object["mails"]["signed"].as_u64()), (Some(6), Some(5)));
    let events = object["events"].as_array().unwrap();
    let leaf = events.iter().find(|event| event["change"] == "leaf-expires").unwrap();
    assert_eq!((leaf["mails"].as_u64(), leaf["old_mail"].as_str(), leaf["renewed"].as_str()), (Some(5), Some("breaks"), Some("stays")));
    assert!(object["without_path"].as_array().unwrap().is_empty(), "{object}");
    assert!(leaf["clients"].as_array().unwrap().iter().any(|client| client == "thunderbird"));
    let days: Vec<&str> = events.iter().map(|event| event["day"].as_str().unwrap()).collect();
    assert!(days.is_sorted());
    assert!(events.iter().all(|event| !event.to_string().contains('⟨')));
}

#[test]
fn a_calendar_that_calendars_read() {
    let home = tempfile::tempdir().unwrap();
    let (maildir, _) = mails(home.path());
    let file = home.path().join("days.ics");
    let words = ["--from", "2026-06-01", "--until", "2040-01-01", "--mail"].map(OsStr::new);
    let output = forecast(home.path(), words.into_iter().chain([maildir.as_os_str(), "--ics".as_ref(), file.as_os_str()]));
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    assert_eq!(text.matches("BEGIN:VEVENT").count(), text.matches("END:VEVENT").count());
    assert!(text.contains("DTSTART;VALUE=DATE:20"));
}

#[test]
fn two_lists_and_what_differs_for_whom() {
    let home = tempfile::tempdir().unwrap();
    // the root of a bank's certificates, as its own signer's certificate would be held
    let (before, after) = (corpus("authroot/authroot-2015-11-24.stl"), corpus("authroot/authroot-2016-01-20.stl"));
    let folder = corpus("authroot/crt");
    let g1 = folder.join("742C3192E607E424EB4549542BE1BBC53E6174E2.crt");
    assert!(g1.is_file());
    let words = ["--json", "--before"].map(OsStr::new).into_iter();
    let words = words.chain([before.as_os_str(), "--after".as_ref(), after.as_os_str(), "--cert".as_ref(), g1.as_os_str()]);
    let output = forecast(home.path(), words);
    // version 1 without constraints: it is held as it was given, and its own state turned
    let object = json(&output);
    assert_eq!(object["lists"]["before"].as_str().map(|title| title.starts_with("microsoft 2015-11-19")), Some(true));
    let events = object["events"].as_array().unwrap();
    assert!(events.iter().all(|event| event["by"] == "microsoft"), "{events:?}");
}

#[test]
fn what_cannot_be_done_is_said_in_one_line() {
    let home = tempfile::tempdir().unwrap();
    let list = corpus("authroot/authroot-2016-01-20.stl");
    let list = list.to_str().unwrap();
    for (words, said) in [
        (vec![], "nothing to look ahead for"),
        (vec!["--before", list], "--after"),
        (vec!["--before", list, "--after", "mozilla", "--mail", "/nowhere"], "cannot be compared"),
        (vec!["--mail", "/nowhere.eml"], "/nowhere.eml"),
        (vec!["--from", "2030-01-01", "--until", "2020-01-01"], "after the first"),
    ] {
        let output = forecast(home.path(), &words);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {stderr}");
        assert!(stderr.contains(said) && stderr.lines().count() == 1, "{words:?}: {stderr}");
    }
}
