//! What people are told by mail: kept once, told once, bounded; checks of identities; senders' turns.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use kakitome_store::{Millis, NewAlert, Preflight, Store};

const HOUR: i64 = 3_600_000;

async fn store(dir: &tempfile::TempDir) -> Store {
    let path = dir.path().join("kakitome.db");
    if path.exists() { Store::open(&path).await.unwrap() } else { Store::create(&path).await.unwrap() }
}

#[tokio::test]
async fn an_alert_is_raised_once_and_told_once_over_restarts() {
    let dir = tempfile::tempdir().unwrap();
    let expires = NewAlert::new("certificate-expires", "aa 30").with("address", "a@x.example").with("days", 30);
    let down = NewAlert::new("keyholder-down", "5");
    let before = store(&dir).await;
    assert_eq!(before.raise_alerts(&[expires.clone(), down.clone()], Millis(1)).await.unwrap(), 2);
    assert_eq!(before.raise_alerts(std::slice::from_ref(&expires), Millis(2)).await.unwrap(), 0);
    before.close().await;

    let after = store(&dir).await;
    let due = after.alerts_due(10).await.unwrap();
    assert_eq!(
        due.iter().map(|one| (&one.alert, one.found, one.told)).collect::<Vec<_>>(),
        [(&expires, Millis(1), None), (&down, Millis(1), None)]
    );
    assert_eq!(after.alerts_due(1).await.unwrap().len(), 1);
    after.alerts_told(&[due[0].id], Millis(10)).await.unwrap();
    assert_eq!(after.alerts_due(10).await.unwrap(), [due[1].clone()]);
    assert_eq!(after.raise_alerts(&[expires], Millis(20)).await.unwrap(), 0, "told is told");
    after.alerts_told(&[due[1].id], Millis(10)).await.unwrap();
    assert_eq!(after.alert_mails_since(Millis(9)).await.unwrap(), 1, "one moment, one mail");
    assert_eq!(after.alert_mails_since(Millis(10)).await.unwrap(), 0);
    assert_eq!(after.alerts(10).await.unwrap().iter().map(|one| one.told).collect::<Vec<_>>(), [Some(Millis(10)); 2]);

    let kinds = ["keyholder-down", "keyholder-back"];
    assert_eq!(after.newest_alert_of(kinds).await.unwrap().unwrap().alert.kind, "keyholder-down");
    after.raise_alerts(&[NewAlert::new("keyholder-back", "5")], Millis(30)).await.unwrap();
    assert_eq!(after.newest_alert_of(kinds).await.unwrap().unwrap().alert.kind, "keyholder-back");
    assert_eq!(after.newest_alert_of(["next-hop-down", "next-hop-back"]).await.unwrap(), None);
}

#[tokio::test]
async fn the_last_check_of_an_identity_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let found = |at, result: &str| Preflight { address: "a@x.example".into(), serial: "01".into(), at: Millis(at), result: result.into() };
    store.keep_preflight(&found(1, "[]")).await.unwrap();
    store.keep_preflight(&found(2, "[1]")).await.unwrap();
    assert_eq!(store.preflights().await.unwrap(), [found(2, "[1]")]);
}

#[tokio::test]
async fn a_sender_is_told_of_a_domain_once_in_a_while() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(&dir).await;
    let ask =
        async |sender: &str, now: i64| store.may_tell_sender(sender, "docomo.ne.jp", Millis(now), Millis(now - 24 * HOUR)).await.unwrap();
    assert!(ask("a@x.example", 100 * HOUR).await);
    assert!(!ask("a@x.example", 101 * HOUR).await);
    assert!(ask("b@x.example", 101 * HOUR).await, "another sender");
    assert!(store.may_tell_sender("a@x.example", "au.com", Millis(101 * HOUR), Millis(0)).await.unwrap(), "another domain");
    assert!(ask("a@x.example", 124 * HOUR).await, "a day later");
    store.sender_not_told("a@x.example", "docomo.ne.jp").await.unwrap();
    assert!(ask("a@x.example", 125 * HOUR).await, "it was not told after all");
}
