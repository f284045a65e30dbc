//! disallowedcert.stl and other lists that nobody published with an address we could keep: made here with the real structure
//! (MS-CAESO 4), signed by somebody who calls himself Microsoft. Such a list is read and said to be untraced: the arithmetic is good,
//! and the vendor's root is not at hand to say whose it is.
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

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_pki::{Anchors, Certificate, EmailState};
use kakitome_roots::{ListSignature, Snapshot, Source};
use support::forge::{Entry, List};
use support::{authroot, day, microsofts, reading};

fn tbs_hash(certificate: &Certificate) -> Vec<u8> {
    digest(DigestAlgorithm::Sha256, certificate.tbs()).unwrap().as_bytes().to_vec()
}

/// A list that forbids these, as Microsoft names them: by the hash of what is signed of them.
fn forbidding(certificates: &[Certificate]) -> Snapshot {
    let entries = certificates.iter().map(|certificate| Entry::new(tbs_hash(certificate))).collect();
    let bytes = List::disallowed(entries).signed();
    reading(&bytes, &[]).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_list_of_forbidden_certificates_forbids_them_everywhere() {
    let roots = authroot("2016-01-20", &microsofts());
    let certificates: Vec<Certificate> = roots.roots().iter().filter_map(|root| root.certificate.clone()).collect();
    let (forbidden, other) = (&certificates[..3], &certificates[3]);
    let list = forbidding(forbidden);
    assert_eq!((list.source, list.roots().len()), (Source::MicrosoftDisallowed, 3));
    assert!(matches!(&list.signature, ListSignature::Untraced { signer, .. } if signer.contains("Publisher")), "{:?}", list.signature);
    assert_eq!(list.date.to_string(), "2016-01-13T23:28:59Z");
    for certificate in forbidden {
        let entry = list.find(certificate).unwrap();
        assert_eq!(entry.email(day("2026-01-01"), day("2000-01-01")).0, EmailState::Disallowed);
    }
    assert!(list.find(other).is_none());
    // taken from Microsoft's roots, and forbidden in anybody's anchors
    let left = roots.without(&list);
    let taken = left.roots().iter().filter(|root| root.email(day("2016-02-01"), day("2015-01-01")).0 == EmailState::Disallowed);
    assert_eq!(taken.count(), 3);
    let mut anchors = Anchors::from_certificates(forbidden.iter().cloned());
    list.forbid(&mut anchors);
    assert_eq!(anchors.forbidden(), 3);
    // kept and read again it says the same
    let again = reading(list.to_json().as_bytes(), &[]).unwrap();
    assert!(forbidden.iter().all(|certificate| again.find(certificate).is_some()));
}

#[test]
fn other_ways_of_naming_and_an_empty_list() {
    let certificate = &microsofts()[0];
    for algorithm in [DigestAlgorithm::Md5, DigestAlgorithm::Sha1, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
        let hash = digest(algorithm, certificate.tbs()).unwrap().as_bytes().to_vec();
        let list = reading(&List::disallowed(vec![Entry::new(hash)]).signed(), &[]).unwrap();
        assert!(list.find(certificate).is_some(), "{algorithm:?}");
    }
    // by SHA-1 of the certificate, as the lists of trusted roots do
    let sha1 = digest(DigestAlgorithm::Sha1, certificate.as_der()).unwrap().as_bytes().to_vec();
    let mut by_sha1 = List::disallowed(vec![Entry::new(sha1)]);
    by_sha1.named_by = "1.3.14.3.2.26";
    assert!(reading(&by_sha1.signed(), &[]).unwrap().find(certificate).is_some());
    // nothing forbidden is a list too
    assert!(reading(&List::disallowed(Vec::new()).signed(), &[]).unwrap().roots().is_empty());
    let mut unknown = by_sha1;
    unknown.named_by = "1.2.3";
    let said = reading(&unknown.signed(), &[]).unwrap_err().to_string();
    assert!(said.contains("1.2.3"), "{said}");
}

#[test]
fn attributes_that_nobody_knows_spoil_nothing() {
    let mut entry = Entry::new(vec![7; 20]);
    entry.attribute(9, &[0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 4]);
    entry.attribute(11, b"R\0o\0o\0t\0\0\0");
    entry.attribute(4711, b"whatever");
    entry.raw("1.2.840.113549.1.9.99", &[vec![0x05, 0x00], vec![0x01, 0x01, 0xff]]);
    // of Microsoft's own, in a form that nobody has seen: two values, none of them octets
    entry.raw("1.3.6.1.4.1.311.10.11.200", &[vec![0x05, 0x00], vec![0x02, 0x01, 0x01]]);
    entry.raw("1.3.6.1.4.1.311.10.11.201", &[]);
    let mut bare = Entry::new(vec![8; 20]);
    bare.attributes = None;
    let list = reading(&List::roots(vec![entry, bare]).signed(), &[]).unwrap_or_else(|error| panic!("{error}"));
    let at = day("2026-01-01");
    assert_eq!((list.roots()[0].name.as_str(), list.roots()[0].email(at, at).0), ("Root", EmailState::Ok));
    // without attributes: all purposes
    assert_eq!(list.roots()[1].email(at, at).0, EmailState::Ok);
}

#[test]
fn strange_names_empty_and_shuffled_attributes_spoil_nothing() {
    let of = |attributes: &[(u32, &[u8])]| {
        let mut entry = Entry::new(vec![7; 20]);
        attributes.iter().for_each(|(number, value)| entry.attribute(*number, value));
        let list = reading(&List::roots(vec![entry]).signed(), &[]).unwrap_or_else(|error| panic!("{attributes:?}: {error}"));
        (list.roots()[0].name.clone(), list.roots()[0].email(day("2026-01-01"), day("2026-01-01")).0)
    };
    let hash = "07".repeat(20);
    for (name, shown) in [
        (&b"R\0o\0o\0t\0\0\0"[..], "Root"),
        (b"R\0o\0o\0t\0", "Root"),
        (b"R\0\0\0t\0", "R"),
        (b"R\0o", "R\u{fffd}"),
        (b"R\0\x00\xd8t\0", "R\u{fffd}t"),
        (b"\x42\x30\x44\x30", "\u{3042}\u{3044}"),
        (b"", &hash),
        (b"\0\0", &hash),
        (b" \0", &hash),
    ] {
        assert_eq!(of(&[(11, name)]), (shown.to_owned(), EmailState::Ok), "{name:?}");
    }
    let email = [0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 4];
    let then = [0x00, 0x80, 0xc8, 0x2b, 0x68, 0x86, 0xd7, 0x01];
    // every order says the same
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
        let all: [(u32, &[u8]); 4] = [(9, &email), (104, b""), (126, &then), (127, &email)];
        assert_eq!(of(&order.map(|at| all[at])).1, EmailState::NotBefore, "{order:?}");
    }
    // cancelled by emptiness: hash, dates, policies, purposes that were taken away
    assert_eq!(of(&[(98, b""), (104, b""), (105, b""), (122, b""), (126, b""), (127, b""), (9, &email)]).1, EmailState::Ok);
    // policies of chains are not about e-mail, whatever their form
    assert_eq!(of(&[(105, b"\x02\x01\x01")]).1, EmailState::Ok);
}

#[test]
fn c22_of_two_signatures_both_have_to_be_good() {
    let mut list = List::roots(vec![Entry::new(vec![7; 20])]);
    list.signatures = 2;
    assert!(matches!(reading(&list.signed(), &[]).unwrap().signature, ListSignature::Untraced { .. }));
    list.fits = false;
    let said = reading(&list.signed(), &[]).unwrap_err().to_string();
    assert!(said.contains("altered") || said.contains("signature"), "{said}");
    (list.fits, list.signatures) = (true, 0);
    assert!(reading(&list.signed(), &[]).unwrap_err().to_string().contains("0 signers"));
    list.signatures = 5;
    assert!(reading(&list.signed(), &[]).unwrap_err().to_string().contains("5 signers"));
}

#[test]
fn optional_fields_of_a_list_are_read() {
    let entry = || vec![Entry::new(vec![7; 20])];
    let mut full = List::roots(entry());
    full.version = Some(0);
    full.identifier = Some(b"a name".to_vec());
    full.next_update = true;
    full.extensions = true;
    assert_eq!(reading(&full.signed(), &[]).unwrap().roots().len(), 1);
    // without a number the day of the list is what it says of this update
    let mut plain = List::roots(entry());
    plain.sequence = None;
    assert_eq!(reading(&plain.signed(), &[]).unwrap().date.to_string(), "2016-01-14T00:00:00Z");
    let mut counted = List::roots(entry());
    counted.sequence = Some(vec![1, 2]);
    assert_eq!(reading(&counted.signed(), &[]).unwrap().date.to_string(), "2016-01-14T00:00:00Z");
}

#[test]
fn c22_what_is_no_list_of_roots_or_says_two_things_is_refused() {
    let mut for_all = List::roots(vec![Entry::new(vec![7; 20])]);
    for_all.usages = vec!["1.3.6.1.4.1.311.10.3.9", "1.3.6.1.4.1.311.10.3.30"];
    let mut windows_update = List::roots(vec![Entry::new(vec![7; 20])]);
    windows_update.usages = vec!["1.3.6.1.4.1.311.10.3.6"];
    let mut for_nothing = List::roots(vec![Entry::new(vec![7; 20])]);
    for_nothing.usages = Vec::new();
    let twice = List::roots(vec![Entry::new(vec![7; 20]), Entry::new(vec![7; 20])]);
    let short = List::roots(vec![Entry::new(vec![7; 19])]);
    let mut two_dates = Entry::new(vec![7; 20]);
    two_dates.attribute(104, &[0; 8]);
    two_dates.attribute(104, &[1; 8]);
    let mut two_values = Entry::new(vec![7; 20]);
    two_values.raw("1.3.6.1.4.1.311.10.11.104", &[vec![4, 0], vec![4, 0]]);
    let mut half_a_date = Entry::new(vec![7; 20]);
    half_a_date.attribute(126, &[1; 7]);
    for (list, words) in [
        (for_all, "alone"),
        (windows_update, "1.3.6.1.4.1.311.10.3.6"),
        (for_nothing, "for nothing"),
        (twice, "twice"),
        (short, "19 octets"),
        (List::roots(vec![two_dates]), "twice"),
        (List::roots(vec![two_values]), "more than one value"),
        (List::roots(vec![half_a_date]), "7 octets"),
        (List::roots(Vec::new()), "no root"),
    ] {
        let said = reading(&list.signed(), &[]).unwrap_err().to_string();
        assert!(said.contains(words), "{words}: {said}");
    }
}
