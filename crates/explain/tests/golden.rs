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
use kakitome_cms::{Keys, pkcs12};
use kakitome_crypto::{MemoryOpener, PrivateKey};
use kakitome_explain::Lang;
use kakitome_explain::page::{self, Subject};
use kakitome_pki::{Anchors, Certificate, UnixTime, certificates_from};
use kakitome_smime::{Evidence, InMemory, Policy, open_encrypted};

const THUNDERBIRD: (&str, &str) = ("thunderbird/smime/TestCA.pem", "2026-06-01");

/// Name of the page, mail, root, moment.
fn cases() -> Vec<(String, String, &'static str, &'static str)> {
    let thunderbird = [
        "alice.dsig.SHA256.multipart",
        "alice.dsig.SHA256.multipart.bad",
        "alice.dsig.SHA256.multipart.mismatch-econtent",
        "alice.dsig.SHA256.multipart.env",
        "alice.dsig.SHA1.multipart",
        "alice.dsig.SHA1.multipart.mismatch-econtent",
        "alice.env",
        "alice.env.dsig.SHA256.multipart",
        "alice.env.sig.SHA256.opaque",
        "alice.env.dsig.SHA256.multipart.dave.sig.SHA256.opaque",
        "alice.env.sig.SHA256.opaque.dave.sig.SHA256.opaque",
        "alice.future.dsig.SHA256.multipart",
        "alice.html.sig.SHA256.opaque",
        "alice.html.sig.SHA1.opaque",
        "alice.plain.dsig.SHA256.multipart.dave.dsig.SHA256.multipart",
        "alice.plain.dsig.SHA256.multipart.dave.sig.SHA256.opaque",
        "alice.plain.sig.SHA256.opaque.dave.sig.SHA256.opaque",
        "alice.sig.SHA256.opaque",
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
        ("protected-headers", "protected-headers/smime-multipart-signed.eml"),
        ("horde-opaque", "horde-crypt/smime_signed_opaque.eml"),
        ("simple-java-mail", "simple-java-mail/pkcs12/test_messages/S_MIME_test_message_signed.eml"),
    ] {
        all.push((name.to_owned(), file.to_owned(), "", THUNDERBIRD.1));
    }
    // a part that is signed, one that is encrypted, a file alone, a revoked certificate, and one that the recipient opens
    for (name, file, root, at) in [
        ("signed-part", "thunderbird/browser/alice.dsig.SHA256.multipart.in.mixed.eml", THUNDERBIRD.0, THUNDERBIRD.1),
        ("encrypted-parts", "thunderbird/browser/multipart-alternative.eml", THUNDERBIRD.0, THUNDERBIRD.1),
        ("lone-p7s", "asn1crypto/smime-signature-generated-by-thunderbird.p7s", "", THUNDERBIRD.1),
        ("pkits-revoked", "pkits/smime/SignedInvalidRevokedEETest3.eml", "pkits/certs/TrustAnchorRootCertificate.crt", "2015-01-01"),
        ("opened", "thunderbird/smime/alice.dsig.SHA256.multipart.env.eml", THUNDERBIRD.0, THUNDERBIRD.1),
    ] {
        all.push((name.to_owned(), file.to_owned(), root, at));
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

/// A recipient of Thunderbird's mails.
fn bob() -> (Certificate, MemoryOpener) {
    let contents = pkcs12::read(&fs::read(corpus("thunderbird/smime/Bob.p12")).unwrap(), "nss").unwrap();
    let key = PrivateKey::from_pkcs8(&contents.private_key).unwrap();
    (Certificate::from_der(contents.certificates[0].clone()).unwrap(), MemoryOpener::new(key).unwrap())
}

#[test]
fn thirty_mails_in_both_languages() {
    let cases = cases();
    assert_eq!(cases.len(), 30);
    let bless = std::env::var_os("KAKITOME_BLESS").is_some();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let (stores, observations) = (Stores::shipped().unwrap(), shipped_observations().unwrap());
    let bob = bob();
    let mut wrong = Vec::new();
    for (name, file, root, at) in &cases {
        let bytes = fs::read(corpus(file)).unwrap();
        let evidence = Evidence::new(Anchors::from_certificates(roots(root)));
        let at = UnixTime::parse(at).unwrap();
        let keys = if name == "opened" { Keys::new().own(&bob.0, &bob.1) } else { Keys::new() };
        let report = open_encrypted(&mut Cursor::new(&bytes), &evidence, &Policy::default(), at, &keys, &InMemory).unwrap();
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
