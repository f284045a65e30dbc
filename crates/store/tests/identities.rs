//! Identities, key history, chains and the built-in CA, over a real database file.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_store::{
    Address, AuthorityRole, Error, Install, KeySource, KeyState, Millis, NewAuthority, NewCertificate, NewKey, NewLink, Purpose, Role,
    Store,
};

const DAY: i64 = 86_400_000;
const NOW: Millis = Millis(1_795_305_600_000);

struct Home {
    _dir: tempfile::TempDir,
    store: Store,
}

async fn home() -> Home {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::create(&dir.path().join("kakitome.db")).await.unwrap();
    Home { _dir: dir, store }
}

fn key(mark: u8) -> NewKey {
    NewKey {
        holder_id: format!("key-{mark}"),
        spki: vec![mark; 20],
        spki_sha256: [mark; 32],
        kind: "rsa2048".to_owned(),
        purpose: Purpose::Both,
        source: KeySource::Made,
    }
}

fn certificate(mark: u8, role: Role, not_after: Millis) -> NewCertificate {
    NewCertificate {
        der: vec![0x30, mark],
        sha256: [mark; 32],
        role,
        subject: format!("CN={mark}"),
        issuer: "CN=見本CA".to_owned(),
        serial: format!("{mark:02x}"),
        not_before: Millis(NOW.0 - DAY),
        not_after,
    }
}

fn install(key: i64, mark: u8, not_after: Millis) -> Install {
    Install {
        key,
        leaf: certificate(mark, Role::Leaf, not_after),
        chain: vec![
            NewLink { certificate: certificate(200, Role::Intermediate, not_after), crossed: false, sent: true },
            NewLink { certificate: certificate(201, Role::Intermediate, not_after), crossed: true, sent: false },
        ],
        purpose: Purpose::Both,
        activate: true,
        now: NOW,
    }
}

fn address() -> Address {
    Address::parse("noreply@bank.example").unwrap()
}

#[tokio::test]
async fn a_new_key_supersedes_the_old_and_the_old_stays() {
    let home = home().await;
    let later = Millis(NOW.0 + 300 * DAY);
    let identity = home.store.add_identity(&address(), Some("見本銀行"), NOW).await.unwrap();
    let old = home.store.add_key(identity, key(1), NOW).await.unwrap();
    assert_eq!(old.state, KeyState::Requested);
    assert!(home.store.signer(&address(), NOW).await.unwrap().is_none());
    home.store.install(install(old.id, 11, later)).await.unwrap();
    let signer = home.store.signer(&address(), NOW).await.unwrap().unwrap();
    assert_eq!(signer.holder_id, "key-1");
    assert_eq!(signer.chain, vec![vec![0x30, 200]], "cross certificates stay at home");

    let new = home.store.add_key(identity, key(2), NOW).await.unwrap();
    let signer = home.store.signer(&address(), NOW).await.unwrap().unwrap();
    assert_eq!(signer.holder_id, "key-1", "a requested key does not sign");
    let done = home.store.install(install(new.id, 12, later)).await.unwrap();
    assert_eq!(done.superseded, vec![old.id]);

    let identity = home.store.identity(&address()).await.unwrap().unwrap();
    assert_eq!(identity.name.as_deref(), Some("見本銀行"));
    let states: Vec<_> = identity.keys.iter().map(|key| (key.id, key.state)).collect();
    assert_eq!(states, [(new.id, KeyState::Active), (old.id, KeyState::Superseded)]);
    assert_eq!(identity.signing_key().unwrap().id, new.id);
    assert_eq!(identity.keys[1].certificates[0].chain.len(), 2);
    assert_eq!(home.store.identities().await.unwrap(), [identity]);
}

#[tokio::test]
async fn a_certificate_that_is_renewed_for_the_same_key_signs() {
    let home = home().await;
    let identity = home.store.add_identity(&address(), None, NOW).await.unwrap();
    let one = home.store.add_key(identity, key(1), NOW).await.unwrap();
    let later = Millis(NOW.0 + DAY);
    home.store.install(install(one.id, 11, later)).await.unwrap();
    home.store.install(install(one.id, 12, later)).await.unwrap();
    let signer = home.store.signer(&address(), NOW).await.unwrap().unwrap();
    assert_eq!(signer.serial, "0c");
    let again = home.store.add_key(identity, key(1), NOW).await.unwrap();
    assert_eq!((again.id, again.state), (one.id, KeyState::Active));
    assert_eq!(again.certificates.len(), 2);
    // When the newer one has run out and the older has not, the older signs.
    let mut early = install(one.id, 13, Millis(NOW.0 + 10));
    early.now = Millis(NOW.0 + 1);
    home.store.install(early).await.unwrap();
    let signer = home.store.signer(&address(), Millis(NOW.0 + 11)).await.unwrap().unwrap();
    assert_eq!(signer.serial, "0c");
}

#[tokio::test]
async fn an_expired_identity_is_answered_with_its_date() {
    let home = home().await;
    let identity = home.store.add_identity(&address(), None, NOW).await.unwrap();
    let one = home.store.add_key(identity, key(1), NOW).await.unwrap();
    let end = Millis(NOW.0 + DAY);
    home.store.install(install(one.id, 11, end)).await.unwrap();
    let after = Millis(end.0 + 1);
    let signer = home.store.signer(&address(), after).await.unwrap().unwrap();
    assert_eq!(signer.not_after, end);
    let identity = home.store.identity(&address()).await.unwrap().unwrap();
    assert_eq!(identity.keys[0].state_at(NOW), KeyState::Active);
    assert_eq!(identity.keys[0].state_at(after), KeyState::Expired);
    assert_eq!(identity.keys[0].state, KeyState::Active, "no row is changed by time");
}

#[tokio::test]
async fn history_that_is_brought_later_does_not_sign() {
    let home = home().await;
    let identity = home.store.add_identity(&address(), None, NOW).await.unwrap();
    let new = home.store.add_key(identity, key(2), NOW).await.unwrap();
    let later = Millis(NOW.0 + DAY);
    home.store.install(install(new.id, 12, later)).await.unwrap();
    let mut imported = key(1);
    imported.source = KeySource::Imported;
    let old = home.store.add_key(identity, imported, NOW).await.unwrap();
    let mut history = install(old.id, 11, Millis(NOW.0 - 1));
    history.activate = false;
    let done = home.store.install(history).await.unwrap();
    assert!(done.superseded.is_empty());
    let (owner, old) = home.store.key_by_spki(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(owner, Some(address()));
    assert_eq!(old.state, KeyState::Superseded);
    assert_eq!(old.source, KeySource::Imported);
    let signer = home.store.signer(&address(), NOW).await.unwrap().unwrap();
    assert_eq!(signer.holder_id, "key-2");
}

#[tokio::test]
async fn separate_keys_for_signing_and_opening_live_together() {
    let home = home().await;
    let identity = home.store.add_identity(&address(), None, NOW).await.unwrap();
    let later = Millis(NOW.0 + DAY);
    for (mark, purpose) in [(1, Purpose::Sign), (2, Purpose::Decrypt)] {
        let one = home.store.add_key(identity, key(mark), NOW).await.unwrap();
        let mut install = install(one.id, 10 + mark, later);
        install.purpose = purpose;
        let done = home.store.install(install).await.unwrap();
        assert!(done.superseded.is_empty());
    }
    let signer = home.store.signer(&address(), NOW).await.unwrap().unwrap();
    assert_eq!(signer.holder_id, "key-1", "a key for opening never signs");
    let both = home.store.add_key(identity, key(3), NOW).await.unwrap();
    let done = home.store.install(install(both.id, 13, later)).await.unwrap();
    assert_eq!(done.superseded.len(), 2);
}

#[tokio::test]
async fn a_key_is_one_persons() {
    let home = home().await;
    let one = home.store.add_identity(&address(), None, NOW).await.unwrap();
    let other = Address::parse("other@bank.example").unwrap();
    let two = home.store.add_identity(&other, None, NOW).await.unwrap();
    home.store.add_key(one, key(1), NOW).await.unwrap();
    let error = home.store.add_key(two, key(1), NOW).await.unwrap_err();
    assert!(matches!(error, Error::KeyOfAnother { owner } if owner == "noreply@bank.example"));
}

#[tokio::test]
async fn a_revoked_key_stays_revoked() {
    let home = home().await;
    let identity = home.store.add_identity(&address(), None, NOW).await.unwrap();
    let one = home.store.add_key(identity, key(1), NOW).await.unwrap();
    let later = Millis(NOW.0 + DAY);
    home.store.install(install(one.id, 11, later)).await.unwrap();
    home.store.revoke_key(one.id, NOW).await.unwrap();
    assert!(home.store.signer(&address(), NOW).await.unwrap().is_none());
    let error = home.store.install(install(one.id, 12, later)).await.unwrap_err();
    assert!(matches!(error, Error::Revoked { .. }));
    let error = home.store.revoke_key(99, NOW).await.unwrap_err();
    assert!(matches!(error, Error::NoSuchKey { id: 99 }));
}

#[tokio::test]
async fn every_change_of_identities_moves_the_generation_of_all_processes() {
    let home = home().await;
    // A second store over the same file stands for the other process.
    let other = Store::open(&home._dir.path().join("kakitome.db")).await.unwrap();
    let mut last = other.generation().await.unwrap();
    let mut moved = async || {
        let now = other.generation().await.unwrap();
        std::mem::replace(&mut last, now) < now
    };
    assert!(!moved().await);
    let identity = home.store.add_identity(&address(), None, NOW).await.unwrap();
    assert!(moved().await);
    let one = home.store.add_key(identity, key(1), NOW).await.unwrap();
    assert!(moved().await);
    let later = Millis(NOW.0 + DAY);
    home.store.install(install(one.id, 11, later)).await.unwrap();
    assert!(moved().await);
    home.store.revoke_key(one.id, NOW).await.unwrap();
    assert!(moved().await);
    assert!(!moved().await);
}

#[tokio::test]
async fn the_newest_authority_issues() {
    let home = home().await;
    assert!(home.store.authority(AuthorityRole::Root).await.unwrap().is_none());
    for generation in [0_u8, 10] {
        let authority = |role, mark: u8, place| {
            let mut key = key(mark + generation);
            key.purpose = Purpose::Authority;
            NewAuthority {
                role,
                certificate: certificate(100 + mark + generation, place, Millis(NOW.0 + DAY)),
                key,
                url: "http://pki.bank.example/x".to_owned(),
            }
        };
        home.store
            .add_authorities(
                &[authority(AuthorityRole::Root, 1, Role::Root), authority(AuthorityRole::Issuing, 2, Role::Intermediate)],
                NOW,
            )
            .await
            .unwrap();
    }
    let issuing = home.store.authority(AuthorityRole::Issuing).await.unwrap().unwrap();
    assert_eq!(issuing.key.holder_id, "key-12");
    assert_eq!(issuing.url, "http://pki.bank.example/x");
    assert_eq!(issuing.certificate.sha256, [112; 32]);
    assert!(home.store.identities().await.unwrap().is_empty());
    let (owner, _) = home.store.key_by_spki(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(owner, None);
}

/// Strangers see what its owner has published, and nothing else.
#[tokio::test]
async fn only_published_certificates_are_found() {
    let Home { _dir, store } = home().await;
    let (shown, hidden) = (Address::parse("shown@bank.example").unwrap(), Address::parse("hidden@bank.example").unwrap());
    for (address, mark) in [(&shown, 1), (&hidden, 2)] {
        let identity = store.add_identity(address, None, NOW).await.unwrap();
        let key = store.add_key(identity, key(mark), NOW).await.unwrap();
        store.install(install(key.id, mark, Millis(NOW.0 + DAY))).await.unwrap();
    }
    assert!(store.published_of(&shown).await.unwrap().is_empty(), "nothing is published by default");
    assert!(store.publish(&shown, Some(NOW)).await.unwrap());
    assert!(!store.publish(&Address::parse("nobody@bank.example").unwrap(), Some(NOW)).await.unwrap());
    let found = store.published_of(&shown).await.unwrap();
    assert_eq!((found.len(), found[0].certificate.serial.as_str(), found[0].certificate.chain.len()), (1, "01", 2));
    for serial in ["1", "01", "0001"] {
        assert_eq!(store.published_by_serial(serial).await.unwrap().len(), 1, "{serial}");
    }
    assert_eq!(store.published_by_sha256(&[1; 32]).await.unwrap().unwrap().address, shown);
    let mut all = Vec::new();
    store.published_each(|sha256, der| all.push((*sha256, der.to_vec()))).await.unwrap();
    assert_eq!(all, [([1; 32], vec![0x30, 1])]);
    assert!(store.published_of(&hidden).await.unwrap().is_empty());
    assert!(store.published_by_serial("02").await.unwrap().is_empty());
    assert!(store.published_by_sha256(&[2; 32]).await.unwrap().is_none());
    // an intermediate belongs to nobody
    assert!(store.published_by_serial("c8").await.unwrap().is_empty());
    assert_eq!(store.published_identities().await.unwrap()[0].address, shown);
    assert!(store.publish(&shown, None).await.unwrap());
    assert!(store.published_of(&shown).await.unwrap().is_empty() && store.published_identities().await.unwrap().is_empty());
}
