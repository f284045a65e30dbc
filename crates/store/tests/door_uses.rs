//! By which door accounts hand in mail, and what they were told of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_store::{DoorUse, Millis, Store, Way};

const NOW: Millis = Millis(1_795_305_600_000);

async fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("kakitome.db")).await.unwrap();
    (folder, store)
}

fn used(account: &str, way: Way, program: &str, said: Option<&str>, day: i64) -> DoorUse {
    let at = Millis(NOW.0 + day * 86_400_000);
    let port = if way == Way::Implicit { 465 } else { 587 };
    DoorUse { account: account.into(), way, port, program: program.into(), said: said.map(str::to_owned), first: at, last: at, sessions: 2 }
}

#[tokio::test]
async fn sessions_add_up_in_one_row_for_each_account_door_and_program() {
    let (_folder, store) = store().await;
    store.keep_door_uses(&[used("A@x.example", Way::Starttls, "becky", Some("Becky! ver. 2.75"), 0)]).await.unwrap();
    store.keep_door_uses(&[used("a@x.example", Way::Starttls, "becky", None, 3)]).await.unwrap();
    // one that was gathered earlier and is written later
    store.keep_door_uses(&[used("a@x.example", Way::Starttls, "becky", Some("Becky! ver. 2.81"), -2)]).await.unwrap();
    store
        .keep_door_uses(&[used("a@x.example", Way::Implicit, "iphone", None, 4), used("b@x.example", Way::Implicit, "unknown", None, 1)])
        .await
        .unwrap();
    let all = store.door_uses().await.unwrap();
    assert_eq!(
        all.iter().map(|one| (one.account.as_str(), one.program.as_str())).collect::<Vec<_>>(),
        [("a@x.example", "iphone"), ("a@x.example", "becky"), ("b@x.example", "unknown")]
    );
    let becky = &all[1];
    assert_eq!((becky.sessions, becky.first.0, becky.last.0), (6, NOW.0 - 2 * 86_400_000, NOW.0 + 3 * 86_400_000));
    assert_eq!((becky.said.as_deref(), becky.way, becky.port), (Some("Becky! ver. 2.81"), Way::Starttls, 587));
    assert_eq!(store.forget_door_uses(Millis(NOW.0 + 2 * 86_400_000)).await.unwrap(), 1);
    assert_eq!(store.door_uses().await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_letter_is_begun_once_and_again_only_if_it_did_not_leave() {
    let (_folder, store) = store().await;
    let begin = async |account: &str| store.begin_starttls_letter("s", "reminder", account, NOW).await.unwrap();
    assert!(begin("A@x.example").await && !begin("a@x.example").await && begin("b@x.example").await && begin("c@x.example").await);
    store.end_starttls_letter("s", "reminder", "A@x.example", Some(NOW)).await.unwrap();
    store.end_starttls_letter("s", "reminder", "b@x.example", None).await.unwrap();
    // one that left stays told
    store.end_starttls_letter("s", "reminder", "a@x.example", None).await.unwrap();
    assert!(!begin("a@x.example").await && begin("b@x.example").await);
    let all = store.starttls_letters("s").await.unwrap();
    assert_eq!(
        all.iter().map(|one| (one.account.as_str(), one.sent)).collect::<Vec<_>>(),
        [("a@x.example", Some(NOW)), ("b@x.example", None), ("c@x.example", None)]
    );
    assert!(store.begin_starttls_letter("s", "last-call", "a@x.example", NOW).await.unwrap(), "another stage is another letter");
    assert!(store.starttls_letters("other").await.unwrap().is_empty());
}

#[tokio::test]
async fn nothing_is_left_of_an_account_that_was_removed() {
    let (_folder, store) = store().await;
    let login = kakitome_store::Address::parse("A@x.example").unwrap();
    let keys = kakitome_store::AccountKeys {
        password_hash: "$".into(),
        scram_salt: vec![1],
        scram_iterations: 1,
        scram_stored_key: [1; 32],
        scram_server_key: [2; 32],
    };
    assert!(store.add_account(&login, &[], &keys, NOW).await.unwrap());
    store
        .keep_door_uses(&[used("a@x.example", Way::Starttls, "becky", None, 0), used("b@x.example", Way::Starttls, "becky", None, 0)])
        .await
        .unwrap();
    for account in ["a@x.example", "b@x.example"] {
        assert!(store.begin_starttls_letter("s", "reminder", account, NOW).await.unwrap());
    }
    assert!(store.remove_account(&login).await.unwrap());
    assert_eq!(store.door_uses().await.unwrap().iter().map(|one| one.account.as_str()).collect::<Vec<_>>(), ["b@x.example"]);
    assert_eq!(store.starttls_letters("s").await.unwrap().len(), 1);
}
