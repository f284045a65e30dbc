//! Correspondents' certificates over a real database file: kept once, believed by where they come from, waiting where a key changes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_store::{Address, Kept, Millis, NewPersonCertificate, PersonState, PersonTrust, Store};

const DAY: i64 = 86_400_000;
const NOW: Millis = Millis(1_795_305_600_000);
const LATER: Millis = Millis(NOW.0 + DAY);

async fn store() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("kakitome.db")).await.unwrap();
    (dir, store)
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn certificate(mark: u8, key: u8, trust: PersonTrust) -> NewPersonCertificate {
    NewPersonCertificate {
        address: address("taro@bank.example"),
        der: vec![0x30, mark],
        sha256: [mark; 32],
        spki_sha256: [key; 32],
        subject: "CN=書留 太郎".to_owned(),
        issuer: "CN=見本CA".to_owned(),
        serial: format!("{mark:02x}"),
        not_before: Millis(NOW.0 - DAY),
        not_after: Millis(NOW.0 + 30 * DAY),
        trust,
        capabilities: None,
        asked_for: None,
        issuers: Vec::new(),
    }
}

/// One from a mail that was signed so many days from now.
fn from_mail(mark: u8, key: u8, day: i64, reads: u8) -> NewPersonCertificate {
    NewPersonCertificate {
        capabilities: Some(vec![0x30, 2, 0x30, reads]),
        asked_for: Some(Millis(NOW.0 + day * DAY)),
        issuers: vec![0x30, reads],
        ..certificate(mark, key, PersonTrust::Harvested)
    }
}

#[tokio::test]
async fn what_a_later_mail_says_counts_and_an_older_one_changes_nothing() {
    let (_dir, store) = store().await;
    let known = async || store.person(&address("taro@bank.example")).await.unwrap().unwrap().certificates;
    for (day, reads, counts) in [(-5, 1, 1), (-3, 2, 2), (-4, 3, 2), (-3, 4, 2), (-1, 5, 5)] {
        store.keep_people(&[from_mail(1, 1, day, reads)], NOW).await.unwrap();
        assert_eq!(known().await[0].capabilities, Some(vec![0x30, 2, 0x30, counts]), "{day} {reads}");
    }
    assert_eq!((known().await[0].asked_for, &known().await[0].issuers), (Some(Millis(NOW.0 - DAY)), &vec![0x30, 5]));
    // a mail that does not say when it was signed teaches nothing new, and takes nothing away
    let timeless = NewPersonCertificate { asked_for: None, ..from_mail(1, 1, 0, 6) };
    assert_eq!(store.keep_people(&[timeless], NOW).await.unwrap(), [Kept::Known]);
    assert_eq!(known().await[0].capabilities, Some(vec![0x30, 2, 0x30, 5]));
    // another key in a mail from before: history, not a change
    assert_eq!(store.keep_people(&[from_mail(2, 2, -2, 7)], NOW).await.unwrap(), [Kept::Older]);
    assert_eq!(known().await.len(), 1);
    assert_eq!(store.keep_people(&[from_mail(3, 3, 0, 8)], NOW).await.unwrap(), [Kept::Waiting]);
    assert_eq!(known().await.len(), 2);
    // the same key under a new certificate is no change of key
    assert_eq!(store.keep_people(&[from_mail(4, 1, 0, 9)], NOW).await.unwrap(), [Kept::New]);
}

#[tokio::test]
async fn what_is_kept_is_found_again() {
    let (_dir, store) = store().await;
    let mut one = certificate(1, 1, PersonTrust::Imported);
    one.capabilities = Some(vec![0x30, 0]);
    let other = NewPersonCertificate { address: address("Hanako@例え.jp"), ..certificate(1, 1, PersonTrust::Directory) };
    assert_eq!(store.keep_people(&[one.clone(), other], NOW).await.unwrap(), [Kept::New, Kept::New]);
    let person = store.person(&address("taro@BANK.example")).await.unwrap().unwrap();
    let kept = &person.certificates[0];
    assert_eq!((&kept.der, kept.sha256, kept.spki_sha256), (&one.der, one.sha256, one.spki_sha256));
    assert_eq!((kept.trust, kept.state, kept.first_seen, kept.last_seen), (PersonTrust::Imported, PersonState::Usable, NOW, NOW));
    assert_eq!((kept.subject.as_str(), &kept.capabilities), ("CN=書留 太郎", &Some(vec![0x30, 0])));
    assert_eq!((kept.not_before, kept.not_after), (one.not_before, one.not_after));
    let all: Vec<String> = store.people().await.unwrap().iter().map(|person| person.address.to_string()).collect();
    assert_eq!(all, ["Hanako@xn--r8jz45g.jp", "taro@bank.example"]);
    assert_eq!(store.person(&address("nobody@bank.example")).await.unwrap(), None);
}

#[tokio::test]
async fn seen_again_it_is_known_better_and_never_believed_less() {
    let (_dir, store) = store().await;
    store.keep_people(&[certificate(1, 1, PersonTrust::Imported)], NOW).await.unwrap();
    let mut again = certificate(1, 1, PersonTrust::Harvested);
    again.capabilities = Some(vec![0x30, 0]);
    assert_eq!(store.keep_people(&[again], LATER).await.unwrap(), [Kept::Known]);
    assert_eq!(store.keep_people(&[certificate(1, 1, PersonTrust::Harvested)], LATER).await.unwrap(), [Kept::Known]);
    let kept = store.person(&address("taro@bank.example")).await.unwrap().unwrap().certificates;
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].trust, kept[0].first_seen, kept[0].last_seen), (PersonTrust::Imported, NOW, LATER));
    assert_eq!(kept[0].capabilities, Some(vec![0x30, 0]), "what was known stays known");
}

#[tokio::test]
async fn a_key_that_changes_by_itself_waits_for_a_person() {
    let (_dir, store) = store().await;
    let state = async || -> Vec<(u8, PersonState)> {
        let person = store.person(&address("taro@bank.example")).await.unwrap().unwrap();
        let mut all: Vec<_> = person.certificates.iter().map(|one| (one.sha256[0], one.state)).collect();
        all.sort_by_key(|(mark, _)| *mark);
        all
    };
    use PersonState::{Review, Usable};
    let harvested = |mark, key| [certificate(mark, key, PersonTrust::Harvested)];
    assert_eq!(store.keep_people(&harvested(1, 1), NOW).await.unwrap(), [Kept::New], "the first is used");
    assert_eq!(store.keep_people(&harvested(2, 1), NOW).await.unwrap(), [Kept::New], "renewed with the same key");
    assert_eq!(store.keep_people(&harvested(3, 2), NOW).await.unwrap(), [Kept::Waiting], "another key");
    assert_eq!(store.keep_people(&harvested(3, 2), LATER).await.unwrap(), [Kept::Waiting], "often seen is not confirmed");
    assert_eq!(store.keep_people(&harvested(4, 2), LATER).await.unwrap(), [Kept::Waiting], "a key that waits confirms nothing");
    assert_eq!(state().await, [(1, Usable), (2, Usable), (3, Review), (4, Review)]);
    assert_eq!(store.keep_people(&[certificate(3, 2, PersonTrust::Imported)], LATER).await.unwrap(), [Kept::Known], "a person says so");
    assert_eq!(state().await, [(1, Usable), (2, Usable), (3, Usable), (4, Review)]);
}

#[tokio::test]
async fn forgetting_is_of_one_or_of_all() {
    let (_dir, store) = store().await;
    let all: Vec<_> = (1..=3).map(|mark| certificate(mark, mark, PersonTrust::Imported)).collect();
    store.keep_people(&all, NOW).await.unwrap();
    let taro = address("taro@bank.example");
    assert_eq!(store.forget_person(&taro, Some(&[2; 32])).await.unwrap(), 1);
    assert_eq!(store.forget_person(&taro, Some(&[2; 32])).await.unwrap(), 0);
    assert_eq!(store.person(&taro).await.unwrap().unwrap().certificates.len(), 2);
    assert_eq!(store.forget_person(&taro, None).await.unwrap(), 2);
    assert_eq!(store.person(&taro).await.unwrap(), None);
}

#[tokio::test]
async fn h10_an_address_is_known_whatever_the_case_it_is_typed_in() {
    let (_dir, store) = store().await;
    let before = store.generation().await.unwrap();
    let of = |text: &str, mark: u8| NewPersonCertificate { address: address(text), ..certificate(mark, mark, PersonTrust::Imported) };
    store.keep_people(&[of("Taro@bank.example", 1), of("jiro@bank.example", 2), of("JIRO@bank.example", 3)], NOW).await.unwrap();
    assert_ne!(store.generation().await.unwrap(), before, "whoever remembers people is told");
    let known = async |text: &str| store.known_as(&address(text)).await.unwrap().map(|address| address.to_string());
    assert_eq!(known("tARO@BANK.example").await.as_deref(), Some("Taro@bank.example"));
    assert_eq!(known("JIRO@bank.example").await.as_deref(), Some("JIRO@bank.example"), "to the letter first");
    assert_eq!(known("Jiro@bank.example").await, None, "nobody guesses between two");
    assert_eq!(known("saburo@bank.example").await, None);
    store.add_identity(&address("Shiro@bank.example"), None, NOW).await.unwrap();
    assert_eq!(known("shiro@bank.example").await.as_deref(), Some("Shiro@bank.example"));
    let before = store.generation().await.unwrap();
    store.keep_people(&[from_mail(1, 1, -1, 1)], NOW).await.unwrap();
    assert_ne!(store.generation().await.unwrap(), before, "a new certificate");
    let before = store.generation().await.unwrap();
    store.keep_people(&[from_mail(1, 1, -1, 1)], LATER).await.unwrap();
    assert_eq!(store.generation().await.unwrap(), before, "the same again is no news");
    store.forget_person(&address("Taro@bank.example"), None).await.unwrap();
    assert_ne!(store.generation().await.unwrap(), before);
}
