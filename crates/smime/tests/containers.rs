//! Containers are found in every S/MIME mail of the corpus, and what is found can be shown.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::io::Cursor;
use std::path::Path;

use kakitome_cms::armor;
use kakitome_cms::show::{Limits, Notes, show};
use kakitome_smime::containers;

#[test]
fn every_smime_mail_of_the_corpus() {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), Into::into);
    let corpus = shared.join("corpus");
    let manifest = std::fs::read_to_string(corpus.join("manifest.tsv")).expect("the corpus: set KAKITOME_SHARED");
    let (mut mails, mut shown) = (0, 0);
    for row in manifest.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let is_smime = |structure: &str| {
            let outer = structure.split([';', '>']).next().unwrap_or_default();
            outer.contains("pkcs7-mime") || (outer.contains("multipart/signed") && structure.contains("pkcs7-signature"))
        };
        if cells[1] != "eml" || !is_smime(cells[6]) {
            continue;
        }
        let mut mail = Cursor::new(std::fs::read(corpus.join(cells[0])).unwrap());
        let found = containers(&mut mail, &kakitome_mime::Limits::default()).unwrap_or_else(|error| panic!("{}: {error}", cells[0]));
        assert!(!found.is_empty(), "{}: {}", cells[0], cells[6]);
        mails += 1;
        for container in found {
            let Ok(bytes) = armor::decode_any(container.open(&mut mail).unwrap()) else { continue };
            let mut lines = 0;
            let ended = show(bytes, Notes::default(), &Limits::default(), &mut |_| {
                lines += 1;
                Ok(())
            });
            shown += u32::from(ended.is_ok() && lines > 5);
        }
    }
    assert!(mails > 120 && shown > 120, "{mails} mails, {shown} shown");
}

#[test]
fn other_mail_has_none() {
    let mut mail = Cursor::new(b"From: a@b.example\r\nSubject: x\r\n\r\nhello\r\n".to_vec());
    assert!(containers(&mut mail, &kakitome_mime::Limits::default()).unwrap().is_empty());
}
