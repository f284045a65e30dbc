//! What lists say of our roots: kept once for each edition, told once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_store::{Millis, NewRootChange, Store};

const NOW: Millis = Millis(1_795_305_600_000);

fn change(edition: u8, state: &str, due: bool) -> NewRootChange {
    NewRootChange {
        list: "microsoft".to_owned(),
        edition: [edition; 32],
        title: format!("microsoft edition {edition}"),
        came: Millis(NOW.0 - 1),
        address: "noreply@bank.example".to_owned(),
        certificate: [1; 32],
        serial: "0a".to_owned(),
        root: [2; 32],
        root_name: "Root \u{540d}".to_owned(),
        before: (edition > 1).then(|| "ok".to_owned()),
        state: state.to_owned(),
        another: None,
        due,
    }
}

#[tokio::test]
async fn a_change_is_kept_once_and_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("kakitome.db")).await.unwrap();
    assert_eq!(store.keep_root_changes(&[change(1, "ok", false)], NOW).await.unwrap(), 1);
    assert!(store.root_changes_due().await.unwrap().is_empty());
    let other = NewRootChange { address: "other@bank.example".to_owned(), ..change(2, "email-off", true) };
    assert_eq!(store.keep_root_changes(&[change(2, "email-off", true), other.clone()], NOW).await.unwrap(), 2);
    // another process found the same in the same edition
    assert_eq!(store.keep_root_changes(&[change(2, "email-off", true), other], NOW).await.unwrap(), 0);
    let due = store.root_changes_due().await.unwrap();
    assert_eq!((due.len(), &due[0].change, due[0].told), (2, &change(2, "email-off", true), None));
    let known = store.root_states().await.unwrap();
    let states: Vec<&str> = known.iter().map(|state| state.state.as_str()).collect();
    assert_eq!((states, known[0].root, known[0].certificate), (vec!["email-off", "email-off"], [2; 32], [1; 32]));
    store.root_changes_told(&[due[0].id], NOW).await.unwrap();
    let left = store.root_changes_due().await.unwrap();
    assert_eq!((left.len(), left[0].change.address.as_str()), (1, "other@bank.example"));
    // back again in a later edition, in a row of its own; what was never due is not shown
    store.keep_root_changes(&[change(3, "ok", true)], NOW).await.unwrap();
    let all = store.root_changes(10).await.unwrap();
    assert_eq!((all.len(), all[0].change.state.as_str(), all[2].told), (3, "ok", Some(NOW)));
    assert_eq!(store.root_changes(1).await.unwrap().len(), 1);
}
