//! The other forms in which lists come: saved snapshots, exported stores, reports, bundles, what only takes away; and the shelf.
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
use kakitome_roots::{Error, Kept, Order, Root, Shelf, Snapshot, Source, apple, mozilla, own_roots};

use support::{authroot, authroot_days, corpus, day, microsofts, reading};

fn states(list: &Snapshot) -> Vec<(String, EmailState)> {
    let at = day("2024-06-01");
    list.roots().iter().map(|root| (root.id(), root.email(at, at).0)).collect()
}

#[test]
fn what_is_saved_is_read_again_as_the_same() {
    let certificates = microsofts();
    let mut lists: Vec<Snapshot> = authroot_days().iter().map(|date| authroot(date, &certificates[..300])).collect();
    for file in std::fs::read_dir(corpus("nss-certdata")).unwrap().map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|ending| ending == "txt") && !file.ends_with("SOURCE.txt") {
            lists.push(reading(&std::fs::read(file).unwrap(), &[]).unwrap());
        }
    }
    assert_eq!(lists.len(), 25);
    for list in lists {
        let saved = list.to_json();
        let again = reading(saved.as_bytes(), &[]).unwrap_or_else(|error| panic!("{}: {error}", list.title()));
        assert_eq!(again.to_json(), saved, "{}", list.title());
        assert_eq!((again.title(), &again.signature, states(&again)), (list.title(), &list.signature, states(&list)));
    }
    for (broken, words) in [
        (mozilla().unwrap().to_json().replacen("\"sha256\":\"eb", "\"sha256\":\"ec", 1), "another hash"),
        (apple().unwrap().to_json().replace("distrust-after", "perhaps"), "unknown state"),
        (apple().unwrap().to_json().replacen("\"name\"", "\"title\"", 1), "title"),
    ] {
        let said = reading(broken.as_bytes(), &[]).unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
    }
}

/// One element of an exported store.
fn element(number: u32, value: &[u8]) -> Vec<u8> {
    [&number.to_le_bytes()[..], &1_u32.to_le_bytes(), &(value.len() as u32).to_le_bytes(), value].concat()
}

#[test]
fn exported_stores_keep_their_purposes() {
    let roots: Vec<_> = mozilla().unwrap().roots().iter().filter_map(|root| root.certificate.clone()).take(3).collect();
    let server_only = [0x30, 0x0a, 0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 1];
    let sst = [
        b"\0\0\0\0CERT".to_vec(),
        element(3, &[7; 20]),
        element(32, roots[0].as_der()),
        element(9, &server_only),
        element(32, roots[1].as_der()),
        element(104, &[0x00, 0x80, 0xc8, 0x2b, 0x68, 0x86, 0xd7, 0x01]),
        element(11, b"N\0a\0m\0e\0\0\0"),
        element(32, roots[2].as_der()),
        vec![0; 12],
    ]
    .concat();
    let list = reading(&sst, &[]).unwrap();
    assert_eq!(list.source, Source::Windows);
    let found: Vec<EmailState> = states(&list).into_iter().map(|(_, state)| state).collect();
    assert_eq!(found, [EmailState::Ok, EmailState::EmailOff, EmailState::Disabled]);
    assert_eq!(list.roots()[2].name, "Name");
    assert_eq!(list.roots()[2].email(day("2021-07-31"), day("2020-01-01")).0, EmailState::Ok);
    for length in [8, 20, 100, sst.len() - 1] {
        assert!(matches!(reading(&sst[..length], &[]), Err(Error::Malformed { .. })), "{length}");
    }
}

#[test]
fn reports_of_the_ccadb() {
    let roots: Vec<Root> = mozilla().unwrap().roots().iter().take(3).cloned().collect();
    let hex = |root: &Root| root.id().to_uppercase();
    let text = format!(
        "\u{feff}\"Owner\",\"Common Name or Certificate Name\",\"SHA-256 Fingerprint\",\"Trust Bits\",\"Distrust for S/MIME After Date\"\r\n\
         \"A, Inc.\",\"One\",\"{}\",\"Email;Websites\",\"\"\r\n\"B\",\"Two\",\"{}\",\"Websites\",\"\"\r\n\"C\",\"Three\",\"{}\",\"Email\",\"2024.03.01\"\r\n",
        hex(&roots[0]),
        hex(&roots[1]),
        hex(&roots[2])
    );
    let list = reading(text.as_bytes(), &[]).unwrap();
    assert_eq!((list.source, list.roots()[0].name.as_str()), (Source::Ccadb, "One"));
    let found: Vec<EmailState> = states(&list).into_iter().map(|(_, state)| state).collect();
    assert_eq!(found, [EmailState::Ok, EmailState::EmailOff, EmailState::DistrustAfter]);
    let again = |bits: &str| format!("{text}\"D\",\"Four\",\"{}\",\"{bits}\",\"\"\r\n", hex(&roots[0]));
    assert_eq!(reading(again("Email").as_bytes(), &[]).unwrap().roots().len(), 3, "the same once more says nothing new");
    assert!(reading(again("Websites").as_bytes(), &[]).unwrap_err().to_string().contains("line 5"));
    let wrong = text.replace(&hex(&roots[1]), "zz");
    assert!(reading(wrong.as_bytes(), &[]).unwrap_err().to_string().contains("line 3"));
}

#[test]
fn reports_of_other_years_and_programs() {
    let roots: Vec<Root> = mozilla().unwrap().roots().iter().take(5).cloned().collect();
    let id = |at: usize| roots[at].id().to_uppercase();
    // Microsoft's report: other names and order of columns, columns that nobody knows, line ends and quotation marks inside fields
    let text = format!(
        "Microsoft Status,\"Comments, free\",SHA-1 Fingerprint,Microsoft EKUs,CA Owner,SHA-256 Fingerprint,CA Common Name or Certificate Name,Tested\n\
         Included,\"one\nline, and \"\"another\"\"\r\n\",,Server Authentication;Secure Email,A,{},One,\n\
         Disabled,,,Secure Email,B,{},Two,yes\n\n\
         NotBefore,,,Secure Email;Client Authentication,C,{},Three,\n\
         Included,,,Server Authentication,D,{},Four,\n\
         Blocked,,,,E,{},Five\n",
        id(0),
        id(1),
        id(2),
        id(3),
        id(4)
    );
    let list = reading(text.as_bytes(), &[]).unwrap_or_else(|error| panic!("{error}"));
    let states = |leaf: &str| list.roots().iter().map(|root| root.email(day("2027-01-01"), day(leaf)).0).collect::<Vec<_>>();
    let (disabled, off, never) = (EmailState::Disabled, EmailState::EmailOff, EmailState::Disallowed);
    assert_eq!(states("2020-01-01"), [EmailState::Ok, disabled, EmailState::Ok, off, never]);
    assert_eq!(states("2026-12-01"), [EmailState::Ok, disabled, EmailState::NotBefore, off, never], "issued after the report");
    assert_eq!(list.roots().iter().map(|root| root.name.as_str()).collect::<Vec<_>>(), ["One", "Two", "Three", "Four", "Five"]);
    // all records of the database: intermediates are passed over
    let all = format!(
        "\"Certificate Record Type\",\"SHA-256 Fingerprint\",\"Mozilla Status\",\"Derived Trust Bits\"\r\n\
         \"Intermediate Certificate\",\"{}\",\"Provided by CA\",\"Email\"\r\n\"Root Certificate\",\"{}\",\"Included\",\"Websites; Secure Email\"\r\n",
        id(0),
        id(1)
    );
    let list = reading(all.as_bytes(), &[]).unwrap();
    assert_eq!((list.roots().len(), list.roots()[0].id()), (1, roots[1].id()));
    for (broken, words) in [
        (text.replace("One,\n", "One,\"\n"), "is not closed"),
        (text.replace("SHA-256 Fingerprint", "SHA-256"), "no list of roots is recognised"),
        (format!("{}\"", all), "is not closed"),
        (all.replacen(&id(1), &id(1)[..63], 1), "is no SHA-256"),
    ] {
        let said = reading(broken.as_bytes(), &[]).unwrap_err().to_string();
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn what_only_takes_away_is_taken_from_another_list() {
    let bytes = std::fs::read(corpus("nss-certdata/certdata-2024-11-15-94c2b97c824d.txt")).unwrap();
    let (mozillas, apples) = (reading(&bytes, &[]).unwrap(), apple().unwrap());
    let entrust = mozillas.roots().iter().find(|root| root.name == "Entrust Root Certification Authority - G2").unwrap().clone();
    let at = day("2025-06-01");
    assert_eq!(entrust.email(at, at).0, EmailState::Ok);
    let both = mozillas.without(&apples);
    let entrust = both.same_as(&entrust).unwrap();
    assert_eq!((entrust.email(at, at).0, entrust.email(at, day("2024-06-01")).0), (EmailState::DistrustAfter, EmailState::Ok));
    // the anchor carries the limit to the judge
    assert_eq!(both.anchor(entrust).unwrap().email.at(at, at), EmailState::DistrustAfter);
}

#[test]
fn an_administrators_own_roots_are_trusted_for_mail_whatever_others_say() {
    let certificates = microsofts();
    let list = own_roots(certificates.iter().take(5).chain(certificates.iter().take(2)).cloned(), day("2026-01-01"));
    assert_eq!((list.roots().len(), list.anchors().len()), (5, 5));
    assert!(states(&list).iter().all(|(_, state)| *state == EmailState::Ok));
}

#[test]
fn c22_the_shelf_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(folder.path().join("trust"));
    assert!(shelf.names().unwrap().is_empty() && shelf.newest("microsoft").unwrap().is_none());
    let (first, second) = (authroot("2016-01-20", &[]), authroot("2016-01-25", &[]));
    assert!(matches!(shelf.keep("microsoft", &first, Order::Newer).unwrap(), Kept::New(_)));
    assert!(matches!(shelf.keep("microsoft", &second, Order::Newer).unwrap(), Kept::New(_)));
    assert_eq!(shelf.keep("microsoft", &second, Order::Newer).unwrap(), Kept::Known);
    for date in ["2016-01-20", "2007-01-02"] {
        let mut old = authroot(date, &[]);
        old.seen = Some(day("2026-01-01")); // what a person or a server claims does not make a list newer
        assert!(matches!(shelf.keep("microsoft", &old, Order::Newer), Err(Error::Older { .. })), "{date}");
    }
    assert!(matches!(shelf.keep("microsoft", &mozilla().unwrap(), Order::Any), Err(Error::OtherKind { .. })));
    let later = authroot("2025-06-26", &[]);
    let mut torso = Snapshot::new(later.source, later.date, [7; 32], later.roots()[..100].to_vec());
    torso.sequence.clone_from(&later.sequence);
    assert!(matches!(shelf.keep("microsoft", &torso, Order::Newer), Err(Error::Shrunk { .. })));
    // two editions that came in one second, and one after the clock was set back: the one that was kept last is the newest
    let mozillas: Vec<Snapshot> = (0..8)
        .map(|number| {
            let mut list = Snapshot::new(Source::Mozilla, day("2026-11-22"), [number ^ 0x55; 32], mozilla().unwrap().roots().to_vec());
            list.seen = Some(day(if number == 7 { "2026-11-21" } else { "2026-11-22" }));
            list
        })
        .collect();
    for list in &mozillas {
        assert!(matches!(shelf.keep("mozilla", list, Order::Newer).unwrap(), Kept::New(_)));
        assert_eq!(shelf.newest("mozilla").unwrap().unwrap().origin, list.origin);
    }
    // by hand, history may be filled up
    assert!(matches!(shelf.keep("microsoft", &authroot("2007-01-02", &[]), Order::Any).unwrap(), Kept::New(_)));
    assert_eq!(shelf.history("microsoft").unwrap().editions().len(), 3);
    assert_eq!(shelf.at("microsoft", day("2016-01-21")).unwrap().unwrap().title(), first.title());
    assert_eq!(shelf.newest("microsoft").unwrap().unwrap().title(), second.title());
    for name in ["", "..", "../x", "a/b", ".hidden", "a b"] {
        assert!(matches!(shelf.newest(name), Err(Error::Name { .. })), "{name}");
    }
}
