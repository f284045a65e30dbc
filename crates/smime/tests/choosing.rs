//! Which certificate a mail is encrypted to: what stands against one is said, nothing unfit is chosen.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use kakitome_crypto::KeyKind;
use kakitome_pki::{Anchors, Crl};
use kakitome_smime::Evidence;
use kakitome_smime::seal::{Candidate, Chosen, Obstacle, RecipientPolicy, Trust, Unserved, choose};
use rcgen::{CertificateParams, KeyUsagePurpose, date_time_ymd};
use support::{Authority, NOW, Person};

const TARO: &str = "taro@bank.example";

fn reader(root: &Authority, change: impl FnOnce(&mut CertificateParams)) -> Person {
    root.person_with(TARO, KeyKind::P256, |params| {
        params.key_usages = vec![KeyUsagePurpose::KeyAgreement];
        change(params);
    })
}

fn as_known(person: &Person, trust: Trust) -> Candidate {
    Candidate::new(person.certificate.clone(), trust)
}

fn chosen(candidates: &[Candidate], evidence: &Evidence) -> Result<Chosen, Unserved> {
    choose(Some(TARO), candidates, evidence, &RecipientPolicy::default(), NOW)
}

/// Ids of what stands against the only candidate.
#[track_caller]
fn against(person: &Person, trust: Trust, evidence: &Evidence) -> Vec<&'static str> {
    let unserved = chosen(&[as_known(person, trust)], evidence).unwrap_err();
    assert_eq!((unserved.who.as_str(), unserved.candidates.len()), (TARO, 1));
    match &unserved.candidates[0].why {
        Obstacle::Findings(findings) => findings.iter().map(kakitome_pki::Finding::id).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn h03_a_weaker_key_does_not_win_by_a_later_date_and_trust_goes_before_strength() {
    let root = Authority::new("Root");
    let evidence = root.evidence();
    let strong = reader(&root, |_| {});
    let later = |params: &mut CertificateParams| {
        params.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
        params.not_before = date_time_ymd(2026, 11, 1);
        params.not_after = date_time_ymd(2039, 1, 1);
    };
    let weaker = root.person_with(TARO, KeyKind::Rsa { bits: 2048 }, later);
    let of = |candidates: &[Candidate]| chosen(candidates, &evidence).unwrap().certificate;
    for trust in [Trust::Harvested, Trust::Directory, Trust::Imported] {
        let both = [as_known(&weaker, trust), as_known(&strong, trust)];
        assert_eq!(of(&both), strong.certificate, "{trust:?}");
        let asked = Candidate { asked_for: Some(NOW), ..as_known(&weaker, trust) };
        assert_eq!(of(&[as_known(&strong, trust), asked]), weaker.certificate, "its owner asked for it under a signature");
    }
    assert_eq!(of(&[as_known(&strong, Trust::Harvested), as_known(&weaker, Trust::Directory)]), weaker.certificate);
    assert_eq!(of(&[as_known(&strong, Trust::Directory), as_known(&weaker, Trust::Imported)]), weaker.certificate, "what a person put in");
}

#[test]
fn what_stands_against_a_certificate_is_said_whoever_put_it_in() {
    let root = Authority::new("Root");
    let evidence = root.evidence();
    let late = reader(&root, |params| params.not_after = date_time_ymd(2026, 1, 1));
    let early = reader(&root, |params| params.not_before = date_time_ymd(2027, 1, 1));
    let signs = reader(&root, |params| params.key_usages = vec![KeyUsagePurpose::DigitalSignature]);
    let server = reader(&root, |params| params.extended_key_usages = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth]);
    let other = root.person("other@bank.example");
    let revoked = reader(&root, |_| {});
    let with_crl = root.evidence().with_crls([Crl::from_der(root.crl(&[&revoked])).unwrap()]);
    for trust in [Trust::Harvested, Trust::Directory, Trust::Imported, Trust::Given] {
        assert_eq!(against(&late, trust, &evidence), ["pki.expired"]);
        assert_eq!(against(&early, trust, &evidence), ["pki.not-yet-valid"]);
        assert_eq!(against(&signs, trust, &evidence), ["pki.key-usage"]);
        assert_eq!(against(&server, trust, &evidence), ["pki.extended-key-usage"]);
        assert_eq!(against(&other, trust, &evidence), ["pki.address-mismatch"]);
        assert_eq!(against(&revoked, trust, &with_crl), ["pki.revoked"]);
        assert!(chosen(&[as_known(&revoked, trust)], &evidence).is_ok(), "without the list nobody knows");
    }
    let signer = root.person_with(TARO, KeyKind::Ed25519, |_| {});
    let none = chosen(&[as_known(&signer, Trust::Given)], &evidence).unwrap_err();
    assert!(matches!(none.candidates[0].why, Obstacle::Key { .. }), "{none:?}");
    assert_eq!(chosen(&[], &evidence).unwrap_err().candidates, []);
}

#[test]
fn without_a_path_only_what_a_person_put_in() {
    let root = Authority::new("Root");
    let taro = reader(&root, |_| {});
    let nobody = Evidence::new(Anchors::none());
    for trust in [Trust::Harvested, Trust::Directory] {
        assert!(chosen(&[as_known(&taro, trust)], &root.evidence()).is_ok());
        assert_eq!(against(&taro, trust, &nobody), ["pki.issuer-not-found"]);
    }
    for trust in [Trust::Imported, Trust::Given] {
        assert!(chosen(&[as_known(&taro, trust)], &nobody).is_ok());
        let late = reader(&root, |params| params.not_after = date_time_ymd(2026, 1, 1));
        assert_eq!(against(&late, trust, &nobody), ["pki.expired"]);
    }
    let waits = chosen(&[as_known(&taro, Trust::Waiting)], &root.evidence()).unwrap_err();
    assert_eq!(waits.candidates[0].why, Obstacle::Waiting);
}

#[test]
fn the_most_believed_and_then_the_newest() {
    let root = Authority::new("Root");
    let from = |year| reader(&root, move |params| params.not_before = date_time_ymd(year, 1, 1));
    let (old, new, newest) = (from(2024), from(2025), from(2026));
    let evidence = root.evidence();
    let pick = |candidates: &[Candidate]| *chosen(candidates, &evidence).unwrap().certificate.sha256();
    let same = [as_known(&old, Trust::Harvested), as_known(&newest, Trust::Harvested), as_known(&new, Trust::Harvested)];
    assert_eq!(pick(&same), *newest.certificate.sha256());
    let mixed = [as_known(&newest, Trust::Harvested), as_known(&new, Trust::Imported), as_known(&old, Trust::Imported)];
    assert_eq!(pick(&mixed), *new.certificate.sha256());
    let waiting = [as_known(&old, Trust::Harvested), as_known(&newest, Trust::Waiting)];
    assert_eq!(pick(&waiting), *old.certificate.sha256());
}

#[test]
fn a_list_counts_against_a_recipient_also_where_nobody_vouches_for_it() {
    let root = Authority::new("Root");
    let (taro, other) = (reader(&root, |_| {}), reader(&root, |_| {}));
    let list = Crl::from_der(root.crl(&[&taro])).unwrap();
    let nobody = Evidence::new(Anchors::none()).with_crls([list]);
    for trust in [Trust::Imported, Trust::Given] {
        assert_eq!(against(&taro, trust, &nobody), ["pki.revoked"]);
        assert!(chosen(&[as_known(&other, trust)], &nobody).is_ok(), "the list does not name it");
    }
}

#[test]
fn who_wants_a_path_from_everybody_gets_none_without() {
    let root = Authority::new("Root");
    let taro = reader(&root, |_| {});
    let strict = {
        let mut policy = RecipientPolicy::default();
        policy.without_path = None;
        policy
    };
    let choose = |evidence: &Evidence| choose(Some(TARO), &[as_known(&taro, Trust::Given)], evidence, &strict, NOW);
    let with_root = choose(&root.evidence()).unwrap();
    assert_eq!(with_root.issuers, std::slice::from_ref(&root.certificate));
    let unserved = choose(&Evidence::new(Anchors::none())).unwrap_err();
    assert!(
        matches!(&unserved.candidates[0].why, Obstacle::Findings(findings) if findings[0].id() == "pki.issuer-not-found"),
        "{unserved:?}"
    );
}

#[test]
fn among_those_believed_alike_the_one_asked_for_last_is_taken() {
    let root = Authority::new("Root");
    let older = reader(&root, |params| params.not_before = date_time_ymd(2021, 1, 1));
    let newer = reader(&root, |params| params.not_before = date_time_ymd(2025, 1, 1));
    let asked = |person: &Person, days: i64| Candidate { asked_for: Some(NOW.plus_days(-days)), ..as_known(person, Trust::Harvested) };
    for (first, second, taken) in [(10, 20, &older), (20, 10, &newer)] {
        let both = [asked(&older, first), asked(&newer, second)];
        assert_eq!(chosen(&both, &root.evidence()).unwrap().certificate, taken.certificate);
    }
}
