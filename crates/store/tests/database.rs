//! The file itself: made from nothing, opened again, refused when newer, shared by processes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use kakitome_store::{Address, Error, Millis, Store};

const NOW: Millis = Millis(1_795_305_600_000);

async fn raw(path: &Path, sql: &'static str) {
    use sqlx::Connection as _;
    sqlx::any::install_default_drivers();
    let url = format!("sqlite://{}", path.display());
    let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn the_file_and_its_companions_are_private() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("書留 100%?#.db");
    let store = Store::create(&path).await.unwrap();
    let address = Address::parse("a@x.example").unwrap();
    store.add_identity(&address, None, NOW).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for file in &files {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    store.close().await;
}

#[tokio::test]
async fn it_is_there_when_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kakitome.db");
    let address = Address::parse("a@x.example").unwrap();
    let store = Store::create(&path).await.unwrap();
    store.add_identity(&address, None, NOW).await.unwrap();
    store.close().await;
    for _ in 0..2 {
        let store = Store::create(&path).await.unwrap();
        assert!(store.identity(&address).await.unwrap().is_some());
        store.close().await;
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_made_by_opening() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kakitome.db");
    let error = Store::open(&path).await.unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error}");
    assert!(!path.exists());
    let error = Store::create(&dir.path().join("no/kakitome.db")).await.unwrap_err();
    assert!(matches!(error, Error::File { .. }), "{error}");
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kakitome.db");
    Store::create(&path).await.unwrap().close().await;
    raw(&path, "INSERT INTO schema_steps (step, taken) VALUES (999, 0)").await;
    let error = Store::open(&path).await.unwrap_err();
    assert!(matches!(error, Error::NewerSchema { found: 999, known: 13, .. }));
    let text = error.to_string();
    assert!(text.contains("kakitome.db") && text.contains("999"), "{text}");
}

#[tokio::test]
async fn another_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kakitome.db");
    std::fs::write(&path, "this is no database, but it is long enough to be looked at\n".repeat(20)).unwrap();
    let error = Store::open(&path).await.unwrap_err();
    assert!(matches!(error, Error::Database(_)), "{error:?}");
}

#[tokio::test]
async fn a_half_made_schema_is_finished() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kakitome.db");
    Store::create(&path).await.unwrap().close().await;
    raw(
        &path,
        "DROP INDEX identities_in_any_case; DROP TABLE door_uses; DROP TABLE starttls_letters; DROP TABLE alerts; DROP TABLE preflights; DROP TABLE senders_told; DROP TABLE hops; DROP TABLE journal_legs; DROP TABLE sts_policies; DROP TABLE hop_days; ALTER TABLE identities DROP COLUMN published; DROP TABLE login_secret; DROP TABLE account_addresses; DROP TABLE accounts; DROP TABLE journal_events; DROP TABLE root_changes; DROP TABLE people; DROP TABLE journal_names; DROP TABLE journal_eras; DROP TABLE journal; DELETE FROM schema_steps WHERE step > 1",
    )
    .await;
    let store = Store::open(&path).await.unwrap();
    assert!(store.people().await.unwrap().is_empty());
    assert!(store.find_mails(&kakitome_store::Query::default()).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_may_open_an_empty_file_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kakitome.db");
    let opened: Vec<_> = (0..4)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move { Store::create(&path).await })
        })
        .collect();
    for store in opened {
        store.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_do_not_hinder_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kakitome.db");
    let first = Store::create(&path).await.unwrap();
    let tasks: Vec<_> = (0..4)
        .map(|process| {
            let path = path.clone();
            tokio::spawn(async move {
                let store = Store::open(&path).await.unwrap();
                for number in 0..25 {
                    let text = format!("user-{process}-{number}@x.example");
                    let address = Address::parse(&text).unwrap();
                    store.add_identity(&address, None, NOW).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(first.identities().await.unwrap().len(), 100);
}
