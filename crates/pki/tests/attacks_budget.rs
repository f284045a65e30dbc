//! What a search may cost, and what it finds at that price: gate G15 and attack rows C02 and C04; the memory of searches.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod shared;

use std::collections::BTreeMap;
use std::time::Duration;

use kakitome_ber::der;
use kakitome_crypto::{KeyKind, MemorySigner, Signer};
use kakitome_pki::path::{PathReport, search, search_remembering};
use kakitome_pki::{
    Anchors, Budget, Certificate, Cut, Evidence, Policy, Pool, Purpose, Remembered, RevocationPool, UnixTime, Want, certificates_from,
};
use shared::forge::{Forged, Plan, rfc822};
use shared::house::{House, signer};

fn look(leaf: &Certificate, message: &Pool, anchors: &Anchors, budget: &mut Budget, memory: Option<&Remembered>) -> PathReport {
    let (given, revocation) = (Pool::default(), RevocationPool::default());
    let evidence = Evidence { message, given: &given, anchors, revocation: &revocation, signing_time: None };
    let (now, policy) = (UnixTime::now(), Policy::default());
    match memory {
        None => search(leaf, &evidence, Purpose::EmailSigning, now, &policy, budget),
        Some(memory) => search_remembering(leaf, &evidence, Purpose::EmailSigning, now, &policy, budget, memory),
    }
}

/// A hundred CAs, each certified by each other one: 9,900 certificates. The root certified the last one.
struct Mesh {
    anchors: Anchors,
    leaf: Certificate,
    pool: Pool,
}

fn mesh(count: usize, anchored: bool) -> Mesh {
    let keys: Vec<MemorySigner> = (0..count).map(|_| signer(KeyKind::P256)).collect();
    let plan = |of: usize, by: usize| {
        let serial = [&[1_u8], &u16::try_from(of * count + by).unwrap().to_be_bytes()[..]].concat();
        Plan { serial, ..Plan::ca(&format!("ca {of}")) }
    };
    let root = Plan::ca("root").root();
    let mut pool = Pool::default();
    for of in 0..count {
        for by in (0..count).filter(|by| *by != of) {
            pool.add(plan(of, by).signed(&plan(by, by).subject, &keys[by], keys[of].public_key()));
        }
    }
    let last = count - 1;
    if anchored {
        pool.add(plan(last, last).signed(root.certificate.subject().as_der(), &root.signer, keys[last].public_key()));
    }
    let leaf = Plan::named("ceo").with_names(&[rfc822(b"ceo@x.example")]);
    let leaf = leaf.signed(&plan(0, 0).subject, &keys[0], signer(KeyKind::P256).public_key());
    Mesh { anchors: Anchors::from_certificates([root.certificate]), leaf, pool }
}

#[test]
fn g15_the_budget_is_no_larger_than_that_of_rustls_webpki() {
    let Budget { signatures, steps, name_comparisons, depth, paths } = Budget::default();
    assert!(signatures <= 100 && steps <= 200_000 && name_comparisons <= 250_000);
    // six intermediates there; a mail's chain with a cross certificate has more, and each costs of the above
    assert!(depth <= 12 && paths <= 64);
}

#[test]
fn g15_c04_ten_thousand_cross_certificates_are_searched_within_the_budget() {
    let Mesh { anchors, leaf, pool } = mesh(100, true);
    assert!(pool.len() > 9_900);
    let begun = shared::cpu();
    let mut budget = Budget::default();
    let report = look(&leaf, &pool, &anchors, &mut budget, None);
    assert!(shared::cpu() - begun < Duration::from_secs(1), "{:?}", shared::cpu() - begun);
    // the way there is three certificates long, among a hundred to the power of their number
    let path = report.accepted.expect("the short way is found");
    assert_eq!(path.certificates().len(), 4);
    assert_eq!(report.budget_cut, Some(Cut::Signatures), "there are more ways than the budget pays for, and that is said");
    let cut = kakitome_pki::Finding::BudgetCut { limit: Cut::Signatures };
    let said = report.tried.iter().filter(|path| path.findings.iter().any(|placed| placed.finding == cut));
    assert_eq!(said.count(), 1, "the path at which it ended is kept");
}

#[test]
fn g15_c04_a_mesh_that_leads_nowhere_ends_by_the_budget_whatever_is_large_in_it() {
    let Mesh { anchors, leaf, pool } = mesh(60, false);
    for (signatures, steps) in [(100, 200_000), (u32::MAX, 200_000), (100, 100)] {
        let begun = shared::cpu();
        let mut budget = Budget { signatures, steps, ..Budget::default() };
        let report = look(&leaf, &pool, &anchors, &mut budget, None);
        let elapsed = shared::cpu() - begun;
        assert!(report.accepted.is_none() && report.budget_cut.is_some());
        assert!(report.tried.len() <= 129, "{}", report.tried.len());
        // without a bound on signatures the arithmetic of the whole mesh is paid for
        let bound = Duration::from_secs(if signatures == u32::MAX { 5 } else { 1 });
        assert!(elapsed < bound, "{signatures} {steps}: {elapsed:?}");
    }
}

#[test]
fn c02_a_chain_is_discovered_by_what_the_search_wants() {
    let root = Plan::ca("root").root();
    let access = |name: &str| {
        let url = format!("http://{name}.example/ca.der");
        let access = der::sequence(&[
            &der::oid(&const_oid::ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2")),
            &der::context_primitive(6, url.as_bytes()),
        ]);
        der::sequence(&[&access])
    };
    let reached = |plan: Plan, at: &str| plan.with("1.3.6.1.5.5.7.1.1", false, &access(at));
    let top = reached(Plan::ca("top"), "root").under(&root);
    let middle = reached(Plan::ca("middle"), "top").under(&top);
    let leaf = reached(Plan::named("ceo").with_names(&[rfc822(b"ceo@x.example")]), "middle").under(&middle);
    let web: BTreeMap<&str, &Forged> = BTreeMap::from([("http://middle.example/ca.der", &middle), ("http://top.example/ca.der", &top)]);
    let anchors = Anchors::from_certificates([root.certificate.clone()]);
    let (mut pool, mut rounds) = (Pool::default(), 0);
    let accepted = loop {
        let report = look(&leaf.certificate, &pool, &anchors, &mut Budget::default(), None);
        if report.accepted.is_some() {
            break report;
        }
        let wanted: Vec<&str> = report
            .wants
            .iter()
            .filter_map(|want| match want {
                Want::Issuer { urls, .. } => urls.first().map(String::as_str),
                _ => None,
            })
            .collect();
        assert_eq!(wanted.len(), 1, "{:?}", report.wants);
        pool.add(certificates_from(web[wanted[0]].certificate.as_der()).unwrap().remove(0));
        rounds += 1;
    };
    assert_eq!((rounds, accepted.accepted.unwrap().certificates().len()), (2, 4));
    // what nobody can use is not asked for: the anchor's own certificate
    let report = look(&leaf.certificate, &pool, &anchors, &mut Budget::default(), None);
    assert!(!report.wants.iter().any(|want| matches!(want, Want::Issuer { .. })), "{:?}", report.wants);
}

#[test]
fn g15_wants_are_bounded() {
    let access = |at: usize| {
        let url = format!("http://{at}.example/ca.der");
        der::sequence(&[&der::sequence(&[
            &der::oid(&const_oid::ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2")),
            &der::context_primitive(6, url.as_bytes()),
        ])])
    };
    let key = signer(KeyKind::P256);
    let leaf = Plan::named("ceo").signed(&Plan::ca("ca").subject, &key, signer(KeyKind::P256).public_key());
    let nobody = |at: usize| Plan::ca(&format!("nobody {at}")).subject;
    let bag = (0..60).map(|at| {
        Plan::ca("ca").with("1.3.6.1.5.5.7.1.1", false, &access(at)).signed(&nobody(at), &signer(KeyKind::P256), key.public_key())
    });
    let report = look(&leaf, &Pool::new(bag), &Anchors::none(), &mut Budget::default(), None);
    assert!(report.wants.len() <= 16 && report.wants.len() > 3, "{}", report.wants.len());
}

#[test]
fn c21_a_memory_shared_by_two_threads_gives_every_one_its_own_answer() {
    let memory = Remembered::default();
    let house = House::new();
    let leaf = house.leaf(signer(KeyKind::P256).public_key(), &["a@bank.example"]);
    let (stranger, good) = (House::new(), house.anchors());
    let bag = Pool::new([house.issuing.clone()]);
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (memory, leaf, bag, good, stranger) = (&memory, &leaf, &bag, &good, &stranger);
            scope.spawn(move || {
                for round in 0..500 {
                    let trusted = (round + thread) % 2 == 0;
                    let none = stranger.anchors();
                    let anchors = if trusted { good } else { &none };
                    let same = memory.certificate(leaf.as_der()).unwrap();
                    assert_eq!(&same, leaf);
                    let report = look(&same, bag, anchors, &mut Budget::default(), Some(memory));
                    assert_eq!(report.accepted.is_some(), trusted);
                }
            });
        }
    });
}

#[test]
fn c21_a_memory_is_asked_with_everything_an_answer_depends_on() {
    let memory = Remembered::default();
    let house = House::new();
    let leaf = house.leaf(signer(KeyKind::P256).public_key(), &["a@bank.example"]);
    let (empty, bag) = (Pool::default(), Pool::new([house.issuing.clone()]));
    let anchors = house.anchors();
    let ask = |message: &Pool, given: &Pool, anchors: &Anchors, policy: &Policy, purpose, now| {
        let revocation = RevocationPool::default();
        let evidence = Evidence { message, given, anchors, revocation: &revocation, signing_time: None };
        let report = search_remembering(&leaf, &evidence, purpose, now, policy, &mut Budget::default(), &memory);
        report.accepted.map(|path| (path.at(), path.purpose()))
    };
    let (usual, now) = (Policy::default(), house.now);
    let mut strict = Policy::default();
    strict.require_explicit_policy = true;
    strict.initial_policies = vec![const_oid::ObjectIdentifier::new_unwrap("1.2.3")];
    let purpose = Purpose::EmailSigning;
    for _ in 0..3 {
        assert_eq!(ask(&bag, &empty, &anchors, &usual, purpose, now), Some((now, purpose)));
        assert_eq!(ask(&empty, &empty, &anchors, &usual, purpose, now), None);
        let mut given = Pool::default();
        assert_eq!(ask(&empty, &given, &anchors, &usual, purpose, now), None);
        given.add(house.issuing.clone());
        assert!(ask(&empty, &given, &anchors, &usual, purpose, now).is_some());
        assert_eq!(ask(&bag, &empty, &Anchors::none(), &usual, purpose, now), None);
        assert_eq!(ask(&bag, &empty, &anchors, &strict, purpose, now), None);
        assert_eq!(ask(&bag, &empty, &anchors, &usual, Purpose::Any, now), Some((now, Purpose::Any)));
        let later = now.plus_days(30);
        assert_eq!(ask(&bag, &empty, &anchors, &usual, purpose, later), Some((later, purpose)));
        assert_eq!(ask(&bag, &empty, &anchors, &usual, purpose, leaf.not_after().plus_seconds(1)), None);
        assert_eq!(ask(&bag, &empty, &anchors, &usual, purpose, leaf.not_before().plus_seconds(-1)), None);
    }
    // what cannot be read is not remembered as something
    assert!(memory.certificate(b"nothing").is_err() && memory.certificate(b"nothing").is_err());
}
