//! Explanations of thirty mails that others made, in both languages, as prose that was read before it was committed. The mails stay
//! in the corpus. `KAKITOME_BLESS=1` writes the pages anew; their diff is to be read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use kakitome_clients::{Journey, Mail, Stores, predict, shipped_observations};
use kakitome_explain::Lang;
use kakitome_explain::page::{self, Subject};
use kakitome_pki::{Anchors, Certificate, UnixTime, certificates_from};
use kakitome_smime::{Evidence, Policy, open};

const THUNDERBIRD: (&str, &str) = ("thunderbird/smime/TestCA.pem", "2026-06-01");

/// Name of the page, mail, root, moment.
fn cases() -> Vec<(String, String, &'static str, &'static str)> {
    let thunderbird = [
        "alice.dsig.SHA256.multipart",
        "alice.dsig.SHA256.multipart.bad",
        "alice.dsig.SHA256.multipart.mismatch-econtent",
        "alice.dsig.SHA256.multipart.env",
        "alice.dsig.SHA1.multipart",
        "alice.dsig.SHA1.multipart.bad",
        "alice.dsig.SHA1.multipart.mismatch-econtent",
        "alice.env",
        "alice.env.dsig.SHA256.multipart",
        "alice.env.sig.SHA256.opaque",
        "alice.env.dsig.SHA256.multipart.dave.sig.SHA256.opaque",
        "alice.env.sig.SHA256.opaque.dave.sig.SHA256.opaque",
        "alice.future.dsig.SHA256.multipart",
        "alice.html.sig.SHA256.opaque",
        "alice.html.sig.SHA256.opaque.env",
        "alice.html.sig.SHA1.opaque",
        "alice.plain.dsig.SHA256.multipart.dave.dsig.SHA256.multipart",
        "alice.plain.dsig.SHA256.multipart.dave.sig.SHA256.opaque",
        "alice.plain.sig.SHA256.opaque.dave.dsig.SHA256.multipart",
        "alice.plain.sig.SHA256.opaque.dave.sig.SHA256.opaque",
        "alice.sig.SHA256.opaque",
        "alice.sig.SHA1.opaque",
    ];
    let mut all: Vec<_> = thunderbird
        .iter()
        .map(|name| ((*name).to_owned(), format!("thunderbird/smime/{name}.eml"), THUNDERBIRD.0, THUNDERBIRD.1))
        .collect();
    // the same mail as others see it: nobody trusted, long after, long before
    let again = "thunderbird/smime/alice.dsig.SHA256.multipart.eml".to_owned();
    all.push(("nobody-trusted".to_owned(), again.clone(), "", THUNDERBIRD.1));
    all.push(("expired".to_owned(), again.clone(), THUNDERBIRD.0, "2040-01-01"));
    all.push(("not-yet".to_owned(), again, THUNDERBIRD.0, "2020-01-01"));
    for (name, file) in [
        ("rfc4134-4.8", "rfc4134/4.8.eml"),
        ("rfc4134-4.9", "rfc4134/4.9.eml"),
        ("protected-headers", "protected-headers/smime-multipart-signed.eml"),
        ("horde-opaque", "horde-crypt/smime_signed_opaque.eml"),
        ("simple-java-mail", "simple-java-mail/pkcs12/test_messages/S_MIME_test_message_signed.eml"),
    ] {
        all.push((name.to_owned(), file.to_owned(), "", THUNDERBIRD.1));
    }
    all
}

fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.is_file(), "no file {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

fn roots(path: &str) -> Vec<Certificate> {
    if path.is_empty() { Vec::new() } else { certificates_from(&fs::read(corpus(path)).unwrap()).unwrap() }
}

#[test]
fn thirty_mails_in_both_languages() {
    let cases = cases();
    assert_eq!(cases.len(), 30);
    let bless = std::env::var_os("KAKITOME_BLESS").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let (stores, observations) = (Stores::shipped().unwrap(), shipped_observations().unwrap());
    let mut wrong = Vec::new();
    for (name, file, root, at) in &cases {
        let bytes = fs::read(corpus(file)).unwrap();
        let evidence = Evidence::new(Anchors::from_certificates(roots(root)));
        let report = open(&mut Cursor::new(&bytes), &evidence, &Policy::default(), UnixTime::parse(at).unwrap()).unwrap();
        let shown = predict(Mail { report: &report, recipients: &[] }, &stores, &observations);
        let header = kakitome_mime::Message::from_bytes(&bytes, &kakitome_mime::Limits::default()).ok().map(|one| one.root.header);
        let journey = header.as_ref().map(Journey::read);
        let subject = Subject {
            report: &report,
            shown: &shown,
            journey: journey.as_ref(),
            troubles: &[],
            lists: &[],
            only: &[],
            replayed: true,
            promise: None,
        };
        for lang in Lang::ALL {
            let said = page::text(&page::build(&subject, lang));
            let golden = folder.join(format!("{name}.{lang}.txt"));
            if bless {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&golden, &said).unwrap();
            } else if fs::read_to_string(&golden).ok().as_deref() != Some(&said) {
                wrong.push(format!("{name}.{lang}:\n{said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} pages differ from what was read; the first is\n{}", wrong.len(), wrong[0]);
}

#[test]
fn every_announced_change_has_words() {
    let own = ["leaf-expires", "authority-expires", "root-expires", "cross-expires", "root-state", "root-issued-after"];
    let announced = kakitome_roots::schedule().unwrap();
    for change in announced.iter().map(|event| event.change.as_str()).chain(own) {
        for lang in Lang::ALL {
            assert!(kakitome_explain::words(lang).has(&format!("change-{change}")), "{change}");
        }
    }
}
