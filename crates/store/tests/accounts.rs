//! Accounts over a real database file: made once, found without regard to case, changed, removed with what belongs to them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_store::{AccountKeys, Address, Millis, Store};

const NOW: Millis = Millis(1_795_305_600_000);
const LATER: Millis = Millis(NOW.0 + 1);

fn keys(mark: u8) -> AccountKeys {
    AccountKeys {
        password_hash: format!("$argon2id${mark}"),
        scram_salt: vec![mark; 16],
        scram_iterations: 4096,
        scram_stored_key: [mark; 32],
        scram_server_key: [mark; 32],
    }
}

#[tokio::test]
async fn an_account_from_its_making_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("kakitome.db")).await.unwrap();
    let taro = Address::parse("Taro@Bank.example").unwrap();
    let may = ["notices@bank.example".to_owned(), "@list.bank.example".to_owned()];
    assert!(store.add_account(&taro, &may, &keys(1), NOW).await.unwrap());
    assert!(!store.add_account(&taro, &[], &keys(2), LATER).await.unwrap(), "the first stays");
    let found = store.account("TARO@bank.EXAMPLE").await.unwrap().unwrap();
    assert_eq!((found.login.as_str(), found.disabled, &found.keys), ("taro@bank.example", false, &keys(1)));
    assert_eq!(found.may, ["@list.bank.example", "notices@bank.example"]);
    assert!(!format!("{found:?}").contains("argon2id"));

    assert!(store.change_account_keys(&taro, &keys(3), LATER).await.unwrap());
    assert!(store.change_account_addresses(&taro, &may[..1], LATER).await.unwrap());
    assert!(store.disable_account(&taro, true, LATER).await.unwrap());
    let all = store.accounts().await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].disabled, &all[0].keys, all[0].may.as_slice(), all[0].changed), (true, &keys(3), &may[..1], LATER));
    assert_eq!(store.account("taro@bank.example").await.unwrap().as_ref(), all.first());

    assert!(store.remove_account(&taro).await.unwrap());
    assert!(store.account("taro@bank.example").await.unwrap().is_none());
    for changed in [
        store.remove_account(&taro).await.unwrap(),
        store.disable_account(&taro, false, LATER).await.unwrap(),
        store.change_account_keys(&taro, &keys(1), LATER).await.unwrap(),
        store.change_account_addresses(&taro, &[], LATER).await.unwrap(),
    ] {
        assert!(!changed, "there is none");
    }
    assert!(store.add_account(&taro, &[], &keys(1), NOW).await.unwrap());
    assert!(store.account("taro@bank.example").await.unwrap().unwrap().may.is_empty(), "nothing of the old one is left");
}

#[tokio::test]
async fn what_is_no_login_is_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("kakitome.db")).await.unwrap();
    for nobody in ["", "taro", "' OR 1=1 --", "a@b@c", "\u{0}"] {
        assert!(store.account(nobody).await.unwrap().is_none(), "{nobody:?}");
    }
}

#[tokio::test]
async fn s13_the_secret_of_salts_is_made_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kakitome.db");
    let store = Store::create(&path).await.unwrap();
    assert_eq!(store.login_secret(&[1; 32]).await.unwrap(), [1; 32]);
    store.close().await;
    assert_eq!(Store::open(&path).await.unwrap().login_secret(&[2; 32]).await.unwrap(), [1; 32], "a restart changes nothing");
}
