//! Dialogues as text, played against the machines. `tests/transcripts/server/*.txt` are the peer's words (`C:`) and what the session makes of
//! them (`S:` its bytes, `E:` its events); `client/*.txt` the other way round. What the machine did is compared with the file as a whole.
//! After a deliberate change: `BLESS=1 cargo test -p kakitome-wire --test transcripts` rewrites the files, and the difference is read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use std::fmt::Write as _;
use std::path::Path;

fn play_all(folder: &str, play: impl Fn(&str) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let (mut wrong, mut played) = (String::new(), 0);
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "txt")) {
        let expected = std::fs::read_to_string(file).unwrap();
        let actual = play(&expected);
        played += 1;
        if actual == expected {
            continue;
        }
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(file, &actual).unwrap();
        } else {
            writeln!(wrong, "{}", file.display()).unwrap();
            let mut lines = expected.lines().zip(actual.lines()).enumerate();
            match lines.find(|(_, (a, b))| a != b) {
                Some((n, (a, b))) => writeln!(wrong, "  line {}\n  expected {a}\n  actual   {b}", n + 1).unwrap(),
                None => writeln!(wrong, "  {} lines expected, {} found", expected.lines().count(), actual.lines().count()).unwrap(),
            }
        }
    }
    assert!(played >= 8, "only {played} transcripts in {}", folder.display());
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn server_transcripts() {
    play_all("server", support::server_script::play);
}

#[test]
fn client_transcripts() {
    play_all("client", support::client_script::play);
}
