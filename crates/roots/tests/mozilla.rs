//! Mozilla's lists since 2010, held against the tables that were made of them by other means.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use kakitome_pki::EmailState;
use kakitome_roots::Source;

use support::{corpus, day, reading};

#[test]
fn every_root_of_every_version_has_the_state_of_its_table() {
    let mut versions = 0;
    for file in std::fs::read_dir(corpus("nss-certdata")).unwrap() {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("certdata-") || !name.ends_with(".txt") {
            continue;
        }
        versions += 1;
        let list = reading(&std::fs::read(&file).unwrap(), &[]).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(list.source, Source::Mozilla);
        let table = std::fs::read_to_string(file.with_extension("roots.tsv")).unwrap();
        let mut rows = 0;
        for row in table.lines().skip(1) {
            let fields: Vec<&str> = row.split('\t').collect();
            let [sha256, label, serial, _, email, _, after, ..] = fields[..] else { panic!("{name}: {row}") };
            let by_serial = sha256.starts_with("(no cert");
            let same = |root: &&kakitome_roots::Root| {
                let named =
                    |(_, octets): &(Vec<u8>, Vec<u8>)| octets[2..].iter().map(|octet| format!("{octet:02x}")).collect::<String>() == serial;
                if by_serial {
                    root.name == label && (root.issuer_serial.as_ref().is_some_and(named) || root.sha1.is_some())
                } else {
                    root.id() == sha256
                }
            };
            let root = list.roots().iter().find(same).unwrap_or_else(|| panic!("{name}: {label} is missing"));
            rows += usize::from(!by_serial || root.certificate.is_some()); // one of 2010 has a certificate that the table missed
            let far = day("2100-01-01");
            let limits: Vec<EmailState> = root.limits.iter().map(|limit| limit.state).collect();
            let mut expected = match email {
                "TRUSTED_DELEGATOR" => vec![],
                "NOT_TRUSTED" | "UNTRUSTED" => vec![EmailState::Disallowed],
                _ => vec![EmailState::EmailOff],
            };
            if !after.is_empty() && after != "CK_FALSE" {
                expected.push(EmailState::DistrustAfter);
            }
            assert_eq!(limits, expected, "{name}: {label} {email} {after}");
            assert_eq!(root.email(far, far).0, expected.first().copied().unwrap_or(EmailState::Ok), "{name}: {label}");
        }
        assert!(rows > 50, "{name}: {rows}");
        let certificates = list.roots().iter().filter(|root| root.certificate.is_some()).count();
        assert_eq!(certificates, rows, "{name}: as many certificates as rows");
    }
    assert_eq!(versions, 8);
}

#[test]
fn ninety_roots_for_email_in_april_2026() {
    let bytes = std::fs::read(corpus("nss-certdata/certdata-2026-04-09-9d75dfde2e79.txt")).unwrap();
    let list = reading(&bytes, &[]).unwrap();
    let at = day("2026-05-01");
    assert_eq!(list.roots().iter().filter(|root| root.email(at, at).0 == EmailState::Ok).count(), 90);
}

#[test]
fn every_beginning_of_a_file_is_an_answer() {
    let bytes = std::fs::read(corpus("nss-certdata/certdata-2026-04-09-9d75dfde2e79.txt")).unwrap();
    let mut refused = 0;
    for length in (0..bytes.len()).step_by(bytes.len() / 40) {
        // cut between two objects it is a shorter list: that is for whoever holds the longer one to notice
        refused += usize::from(reading(&bytes[..length], &[]).is_err());
    }
    assert!(refused >= 30, "{refused}");
}
