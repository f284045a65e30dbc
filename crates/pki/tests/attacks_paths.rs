//! Paths that must not be accepted, or not at any price: attack rows V04, V16, C04, C05, C07, C09, C10, C11, C20, C21.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::time::Duration;

use kakitome_ber::der;
use kakitome_crypto::{KeyKind, Signer};
use kakitome_pki::path::{PathReport, search};
use kakitome_pki::{Anchors, Budget, Certificate, Evidence, Policy, Pool, Purpose, RevocationPool, Severity, UnixTime, chain};
use shared::forge::{Forged, Plan, constraints, dns, purposes, rfc822};
use shared::house::{House, signer};

fn look(leaf: &Certificate, bag: &[&Certificate], anchors: &Anchors) -> PathReport {
    look_within(leaf, bag, anchors, &mut Budget::default())
}

fn look_within(leaf: &Certificate, bag: &[&Certificate], anchors: &Anchors, budget: &mut Budget) -> PathReport {
    let pool = Pool::new(bag.iter().map(|certificate| (*certificate).clone()));
    let evidence =
        Evidence { message: &pool, given: &Pool::default(), anchors, revocation: &RevocationPool::default(), signing_time: None };
    search(leaf, &evidence, Purpose::EmailSigning, UnixTime::now(), &Policy::default(), budget)
}

fn anchored(root: &Forged) -> Anchors {
    Anchors::from_certificates([root.certificate.clone()])
}

/// Ids of the errors on the best path.
fn errors(report: &PathReport) -> Vec<&'static str> {
    let findings = report.tried.first().map(|path| &path.findings[..]).unwrap_or_default();
    findings.iter().map(|placed| &placed.finding).filter(|f| f.severity() == Severity::Error).map(kakitome_pki::Finding::id).collect()
}

fn mail_leaf() -> Plan {
    Plan::named("ceo").with_names(&[rfc822(b"ceo@x.example")])
}

#[test]
fn v04_self_signed_is_not_trusted() {
    let own = mail_leaf().root();
    for anchors in [Anchors::none(), anchored(&Plan::ca("another").root()), anchored(&mail_leaf().root())] {
        let report = look(&own.certificate, &[&own.certificate], &anchors);
        assert!(report.accepted.is_none());
        assert!(errors(&report).iter().any(|id| ["pki.self-signed-not-anchor", "pki.signature-bad"].contains(id)), "{:?}", errors(&report));
    }
    // given as an anchor it is what the user says, and becomes no CA by it
    let anchors = anchored(&own);
    assert!(look(&own.certificate, &[], &anchors).accepted.is_some());
    let child = mail_leaf().under(&own);
    let report = look(&child.certificate, &[], &anchors);
    assert!(report.accepted.is_none());
    assert_eq!(errors(&report), ["pki.not-ca"]);
}

#[test]
fn c11_what_comes_with_the_mail_is_no_anchor() {
    let root = Plan::ca("root").root();
    let ca = Plan::ca("ca").under(&root);
    let leaf = mail_leaf().under(&ca);
    let bag = [&root.certificate, &ca.certificate, &leaf.certificate];
    let report = look(&leaf.certificate, &bag, &Anchors::none());
    assert!(report.accepted.is_none());
    assert_eq!(errors(&report), ["pki.self-signed-not-anchor"]);
    assert_eq!(report.tried[0].certificates.len(), 3);
    assert!(look(&leaf.certificate, &bag, &anchored(&root)).accepted.is_some());
    // same name and key identifier, another key
    let false_root = Plan::ca("root").root();
    let report = look(&leaf.certificate, &bag, &anchored(&false_root));
    assert!(report.accepted.is_none());
    assert!(errors(&report).contains(&"pki.signature-bad"), "{:?}", errors(&report));
}

#[test]
fn v16_wrong_purposes() {
    const TLS: &str = "1.3.6.1.5.5.7.3.1";
    const MAIL: &str = "1.3.6.1.5.5.7.3.4";
    const ANY: &str = "2.5.29.37.0";
    let root = Plan::ca("root").root();
    let outcome = |plan: Plan| {
        let leaf = plan.under(&root);
        errors(&look(&leaf.certificate, &[], &anchored(&root)))
    };
    assert_eq!(outcome(mail_leaf()), [""; 0]);
    assert_eq!(outcome(mail_leaf().with("2.5.29.37", false, &purposes(&[MAIL]))), [""; 0]);
    assert_eq!(outcome(mail_leaf().with("2.5.29.37", false, &purposes(&[TLS, MAIL]))), [""; 0]);
    assert_eq!(outcome(mail_leaf().with("2.5.29.37", true, &purposes(&[ANY]))), [""; 0]);
    assert_eq!(outcome(mail_leaf().with("2.5.29.37", false, &purposes(&[TLS]))), ["pki.extended-key-usage"]);
    // key usage: encryption only; non-repudiation is enough
    assert_eq!(outcome(mail_leaf().with("2.5.29.15", true, &der::named_bits(&[0x20]))), ["pki.key-usage"]);
    assert_eq!(outcome(mail_leaf().with("2.5.29.15", true, &der::named_bits(&[0x40]))), [""; 0]);
    assert_eq!(outcome(mail_leaf().with("2.5.29.15", true, &der::named_bits(&[0x80]))), [""; 0]);
    // the purpose of a CA binds what is below it
    let ca = Plan::ca("ca").with("2.5.29.37", false, &purposes(&[TLS])).under(&root);
    let leaf = mail_leaf().with("2.5.29.37", false, &purposes(&[MAIL])).under(&ca);
    assert_eq!(errors(&look(&leaf.certificate, &[&ca.certificate], &anchored(&root))), ["pki.extended-key-usage"]);
    // a leaf is no CA
    let leaf = mail_leaf().under(&root);
    let grandchild = mail_leaf().under(&leaf);
    assert_eq!(errors(&look(&grandchild.certificate, &[&leaf.certificate], &anchored(&root))), ["pki.not-ca"]);
}

#[test]
fn every_path_is_kept_and_the_best_one_is_first() {
    let (old, new) = (Plan::ca("old root").root(), Plan::ca("new root").root());
    let ca = Plan::ca("ca").under(&new);
    // the same CA, certified by the old root, and over
    let mut expired = Plan::ca("ca");
    expired.validity = (UnixTime::now().plus_days(-30), UnixTime::now().plus_days(-1));
    let cross = expired.signed(old.certificate.subject().as_der(), &old.signer, ca.signer.public_key());
    let leaf = mail_leaf().under(&ca);
    let anchors = Anchors::from_certificates([old.certificate.clone(), new.certificate.clone()]);
    let report = look(&leaf.certificate, &[&cross, &ca.certificate], &anchors);
    assert_eq!(report.accepted.as_ref().unwrap().anchor(), &new.certificate);
    assert_eq!(report.tried.len(), 2);
    assert_eq!(report.tried[1].certificates, [leaf.certificate.clone(), cross.clone(), old.certificate.clone()]);
    assert!(report.tried[1].findings.iter().any(|placed| placed.at == Some(1) && placed.finding.id() == "pki.expired"));
    // where only the old root is believed, the reason is the expiry and not "no path"
    let report = look(&leaf.certificate, &[&cross, &ca.certificate], &anchored(&old));
    assert!(report.accepted.is_none());
    assert_eq!(errors(&report), ["pki.expired"]);
}

#[test]
fn c04_a_mesh_of_same_named_cas_ends_by_the_budget() {
    let keys: Vec<Vec<_>> = (0..20).map(|_| (0..20).map(|_| signer(KeyKind::P256)).collect()).collect();
    let name = |level: usize| Plan::ca(&format!("level {level}"));
    let mut bag = Vec::new();
    for level in 0..19 {
        for (at, key) in keys[level].iter().enumerate() {
            for (by, above) in keys[level + 1].iter().enumerate() {
                let mut plan = name(level);
                plan.serial = vec![1, u8::try_from(at).unwrap(), u8::try_from(by).unwrap()];
                bag.push(plan.signed(&name(level + 1).subject, above, key.public_key()));
            }
        }
    }
    let leaf = mail_leaf().signed(&name(0).subject, &keys[0][0], signer(KeyKind::P256).public_key());
    let bag: Vec<&Certificate> = bag.iter().collect();
    let anchor = name(19).signed(&name(19).subject, &keys[19][0], keys[19][0].public_key());
    for (anchors, depth) in [(Anchors::none(), 12), (Anchors::from_certificates([anchor]), 30)] {
        let mut budget = Budget { depth, ..Budget::default() };
        let begun = shared::cpu();
        let report = look_within(&leaf, &bag, &anchors, &mut budget);
        assert!(shared::cpu() - begun < Duration::from_secs(1), "{:?}", shared::cpu() - begun);
        assert!(report.budget_cut.is_some());
        assert!(report.tried.len() <= 129);
    }
    // with signatures without end the steps are the bound
    let mut budget = Budget { signatures: u32::MAX, ..Budget::default() };
    let begun = shared::cpu();
    let report = look_within(&leaf, &bag, &Anchors::none(), &mut budget);
    assert!(shared::cpu() - begun < Duration::from_secs(5), "{:?}", shared::cpu() - begun);
    assert!(report.budget_cut.is_some());
}

#[test]
fn c04_certificates_that_issue_each_other_end() {
    let (one, two) = (Plan::ca("one").root(), Plan::ca("two").root());
    let a = Plan::ca("one").signed(two.certificate.subject().as_der(), &two.signer, one.signer.public_key());
    let b = Plan::ca("two").signed(one.certificate.subject().as_der(), &one.signer, two.signer.public_key());
    let leaf = mail_leaf().under(&one);
    let report = look(&leaf.certificate, &[&a, &b], &Anchors::none());
    assert!(report.accepted.is_none() && report.budget_cut.is_none());
}

#[test]
fn c05_mapped_policies_at_32_levels_cost_nothing() {
    let policy = |level: usize, which: usize| {
        const_oid::ObjectIdentifier::new(&format!("2.16.840.1.101.3.2.1.48.{}", 100 + level * 2 + which)).unwrap()
    };
    let policies = |level: usize| {
        let one = |which| der::sequence(&[&der::oid(&policy(level, which))]);
        der::sequence(&[&one(0), &one(1)])
    };
    let mappings = |level: usize| {
        let map = |from, to| der::sequence(&[&der::oid(&policy(level, from)), &der::oid(&policy(level + 1, to))]);
        der::sequence(&[&map(0, 0), &map(0, 1), &map(1, 0), &map(1, 1)])
    };
    let root = Plan::ca("root").root();
    let mut issuers = vec![Plan::ca("root").root()];
    issuers[0] = root;
    for level in 0..32 {
        let plan = Plan::ca(&format!("ca {level}")).with("2.5.29.32", false, &policies(level)).with("2.5.29.33", true, &mappings(level));
        let next = plan.under(&issuers[level]);
        issuers.push(next);
    }
    let leaf = mail_leaf().with("2.5.29.32", false, &policies(32)).under(&issuers[32]);
    let links: Vec<Certificate> =
        [leaf.certificate].into_iter().chain(issuers[1..].iter().rev().map(|ca| ca.certificate.clone())).collect();
    let judged = |wanted: &[const_oid::ObjectIdentifier]| {
        let mut policy = Policy::default();
        policy.require_explicit_policy = true;
        policy.initial_policies = wanted.to_vec();
        let anchors = anchored(&issuers[0]);
        let begun = shared::cpu();
        let judgement = chain::judge(
            &links,
            anchors.iter().next().unwrap(),
            &[],
            Purpose::EmailSigning,
            UnixTime::now(),
            &policy,
            &mut Budget::default(),
        );
        assert!(shared::cpu() - begun < Duration::from_millis(500), "{:?}", shared::cpu() - begun);
        judgement.is_accepted()
    };
    assert!(judged(&[]));
    assert!(judged(&[policy(0, 1)]));
    assert!(!judged(&[policy(5, 0)]), "a policy is one of the anchor's domain");
}

#[test]
fn c07_many_names_and_constraints_end_by_the_budget() {
    let root = Plan::ca("root").root();
    let trees: Vec<Vec<u8>> = (0..2000).map(|at| rfc822(format!("host{at}.example").as_bytes())).collect();
    let ca = Plan::ca("ca").with("2.5.29.30", true, &constraints(&[], &trees)).under(&root);
    let names: Vec<Vec<u8>> = (0..50_000).map(|at| rfc822(format!("u{at}@x.example").as_bytes())).collect();
    let leaf = Plan::named("x").with_names(&names).under(&ca);
    let begun = shared::cpu();
    let report = look(&leaf.certificate, &[&ca.certificate], &anchored(&root));
    assert!(shared::cpu() - begun < Duration::from_secs(1), "{:?}", shared::cpu() - begun);
    assert!(report.accepted.is_none());
    assert_eq!(errors(&report), ["pki.check-not-made"]);
}

#[test]
fn c09_strange_serial_numbers_are_read_and_strange_keys_refused() {
    let root = Plan::ca("root").root();
    for serial in [vec![0x80], vec![0], vec![0x7f; 1024 * 1024]] {
        let leaf = Plan { serial, ..mail_leaf() }.under(&root);
        let report = look(&leaf.certificate, &[], &anchored(&root));
        let path = report.accepted.as_ref().unwrap();
        let warning = path.findings().iter().find(|placed| placed.finding.id() == "pki.serial-not-conforming").unwrap();
        assert!(warning.finding.facts()[0].1.len() < 100);
    }
    // RSA with 32768 bits, RSA with a huge exponent, a curve given by its parameters
    let rsa = |modulus: usize, exponent: &[u8]| {
        let number = |octets: &[u8]| der::unsigned_bytes(octets);
        let mut octets = vec![0xc5; modulus / 8];
        if let Some(last) = octets.last_mut() {
            *last |= 1;
        }
        let key = der::sequence(&[&number(&octets), &number(exponent)]);
        let oid = der::oid(&const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1"));
        der::sequence(&[&der::sequence(&[&oid, &der::null()]), &der::bit_string(&key)])
    };
    let explicit_curve = {
        let oid = der::oid(&const_oid::ObjectIdentifier::new_unwrap("1.2.840.10045.2.1"));
        let parameters = der::sequence(&[&der::unsigned(1), &der::octet_string(&[0; 4096])]);
        der::sequence(&[&der::sequence(&[&oid, &parameters]), &der::bit_string(&[4; 65])])
    };
    for spki in [rsa(32_768, &[1, 0, 1]), rsa(2048, &[0xff; 256]), explicit_curve] {
        let ca_key = signer(KeyKind::P256);
        let ca = Plan { spki: Some(spki), ..Plan::ca("ca") }.signed(root.certificate.subject().as_der(), &root.signer, ca_key.public_key());
        let leaf = mail_leaf().signed(ca.subject().as_der(), &ca_key, signer(KeyKind::P256).public_key());
        let begun = shared::cpu();
        let report = look(&leaf, &[&ca], &anchored(&root));
        assert!(report.accepted.is_none());
        assert!(shared::cpu() - begun < Duration::from_millis(200), "{:?}", shared::cpu() - begun);
        let ids = errors(&report);
        assert!(ids.iter().any(|id| ["pki.unsupported-algorithm", "pki.signature-bad"].contains(id)), "{ids:?}");
    }
}

#[test]
fn c10_unknown_critical_duplicate_and_malformed_extensions() {
    let root = Plan::ca("root").root();
    let outcome = |plan: Plan| errors(&look(&plan.under(&root).certificate, &[], &anchored(&root)));
    assert_eq!(outcome(mail_leaf().with("1.2.3.4", false, b"x")), [""; 0]);
    assert_eq!(outcome(mail_leaf().with("1.2.3.4", true, b"x")), ["pki.unknown-critical-extension"]);
    assert_eq!(outcome(mail_leaf().with_names(&[rfc822(b"evil@x.example")])), ["pki.duplicate-extension"]);
    assert_eq!(outcome(mail_leaf().with("2.5.29.15", false, b"\x03\x01")), ["pki.malformed-extension"]);
    assert_eq!(outcome(mail_leaf().with("2.5.29.19", true, b"\x30\x00\x00")), ["pki.malformed-extension"]);
    // x400Address with the content of another form (CVE-2023-0286)
    let x400 = der::context(3, &[&der::octet_string(&[0xff; 8])]);
    assert_eq!(outcome(Plan::named("x").with_names(&[x400.clone(), rfc822(b"ceo@x.example")])), [""; 0]);
    let ca = Plan::ca("ca").with("2.5.29.30", true, &constraints(&[], std::slice::from_ref(&x400))).under(&root);
    let leaf = Plan::named("x").with_names(&[x400]).under(&ca);
    assert_eq!(errors(&look(&leaf.certificate, &[&ca.certificate], &anchored(&root))), ["pki.name-constraint-unsupported"]);
    // CA marks: none, false, before version 3
    for ca in [Plan::named("ca"), Plan::named("ca").with("2.5.29.19", true, &der::sequence(&[])), Plan { version: None, ..Plan::ca("ca") }]
    {
        let ca = ca.under(&root);
        let leaf = mail_leaf().under(&ca);
        assert_eq!(errors(&look(&leaf.certificate, &[&ca.certificate], &anchored(&root))), ["pki.not-ca"]);
    }
}

#[test]
fn c20_what_is_shown_is_escaped_and_cut() {
    let hostile = format!("<script>\u{202e}evil\n{}", "あ".repeat(10_000));
    let value = der::utf8_string(&hostile);
    let oid = der::oid(&const_oid::ObjectIdentifier::new_unwrap("2.5.4.3"));
    let subject = der::sequence(&[&der::set_of(&[&der::sequence(&[&oid, &value])])]);
    let names = [dns(hostile.as_bytes()), rfc822(hostile.as_bytes())];
    let ca = Plan::ca("ca").with("2.5.29.30", true, &constraints(&[], &[rfc822(b"x.example")])).root();
    let leaf = Plan { subject, ..Plan::named("x") }.with_names(&names).under(&ca);
    let report = look(&leaf.certificate, &[], &anchored(&ca));
    let texts = report.tried.iter().flat_map(|path| &path.findings).flat_map(|placed| placed.finding.facts()).map(|(_, value)| value);
    for text in texts.chain([leaf.certificate.subject().display()]) {
        assert!(text.chars().count() < 1100, "{}", text.chars().count());
        assert!(!text.contains(['\u{202e}', '\n']), "{text:?}");
    }
}

#[test]
fn c21_issuer_and_serial_are_no_identity() {
    let house = House::new();
    let root = Plan::ca("root").root();
    // same issuer, serial and subject; one is good and one is not
    let good = mail_leaf().under(&root);
    let false_root = Plan::ca("root").root();
    let bad = mail_leaf().under(&false_root);
    assert_eq!((good.certificate.serial(), good.certificate.issuer()), (bad.certificate.serial(), bad.certificate.issuer()));
    assert_ne!(good.certificate.sha256(), bad.certificate.sha256());
    let anchors = anchored(&root);
    let mut budget = Budget::default();
    for _ in 0..2 {
        assert!(look_within(&good.certificate, &[&bad.certificate], &anchors, &mut budget).accepted.is_some());
        assert!(look_within(&bad.certificate, &[&good.certificate], &anchors, &mut budget).accepted.is_none());
    }
    assert_ne!(house.root, house.issuing);
}

#[test]
fn time_is_the_time_asked() {
    let root = Plan::ca("root").root();
    let leaf = mail_leaf().under(&root);
    let pool = Pool::default();
    let anchors = anchored(&root);
    let evidence = Evidence { message: &pool, given: &pool, anchors: &anchors, revocation: &RevocationPool::default(), signing_time: None };
    let at = |now: UnixTime| {
        let report = search(&leaf.certificate, &evidence, Purpose::EmailSigning, now, &Policy::default(), &mut Budget::default());
        (report.accepted.is_some(), errors(&report).first().copied())
    };
    assert_eq!(at(leaf.certificate.not_after()), (true, None));
    assert_eq!(at(leaf.certificate.not_after().plus_seconds(1)), (false, Some("pki.expired")));
    assert_eq!(at(leaf.certificate.not_before()), (true, None));
    assert_eq!(at(leaf.certificate.not_before().plus_seconds(-1)), (false, Some("pki.not-yet-valid")));
}

#[test]
fn c04_ten_thousand_intermediates_of_one_name_and_of_many() {
    let root = Plan::ca("root").root();
    let ca = Plan::ca("ca").under(&root);
    let leaf = mail_leaf().under(&ca);
    let key = signer(KeyKind::P256);
    for same_name in [false, true] {
        let strangers: Vec<Certificate> = (0..10_000_u32)
            .map(|at| {
                let name = if same_name { "ca".to_owned() } else { format!("stranger {at}") };
                let serial = [&[1], &at.to_be_bytes()[..]].concat();
                // one key for all: it is not the issuer's
                Plan { serial, ..Plan::ca(&name) }.signed(root.certificate.subject().as_der(), &key, key.public_key())
            })
            .collect();
        let bag: Vec<&Certificate> = strangers.iter().chain([&ca.certificate]).collect();
        let begun = shared::cpu();
        let report = look(&leaf.certificate, &bag, &anchored(&root));
        assert!(shared::cpu() - begun < Duration::from_secs(1), "{:?}", shared::cpu() - begun);
        assert!(report.accepted.is_some(), "{same_name}: {:?}", report.budget_cut);
    }
}
