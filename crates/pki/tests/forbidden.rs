//! Certificates that a list forbids: no path leads through one, whatever anchor it ends at, and whatever the list calls it by.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use kakitome_ber::{Tag, der};
use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_pki::path::{PathReport, search, search_remembering};
use kakitome_pki::{
    Anchors, Budget, Certificate, EmailLimit, EmailState, Evidence, Finding, Forbidden, LimitedWhen, Policy, Pool, Purpose, Remembered,
    RevocationMode, RevocationPool, UnixTime,
};
use shared::forge::{Forged, Plan, rfc822};

struct Scene {
    root: Forged,
    issuing: Forged,
    leaf: Certificate,
}

impl Scene {
    fn new() -> Self {
        let root = Plan::ca("root").root();
        let issuing = Plan { serial: vec![0x0a, 0x0b], ..Plan::ca("issuing") }.under(&root);
        let leaf = Plan::named("x").with_names(&[rfc822(b"a@x.example")]).under(&issuing).certificate;
        Self { root, issuing, leaf }
    }

    fn anchors(&self, forbidden: impl IntoIterator<Item = Forbidden>) -> Anchors {
        let mut anchors = Anchors::from_certificates([self.root.certificate.clone()]);
        forbidden.into_iter().for_each(|entry| anchors.forbid(entry));
        anchors
    }

    fn look(&self, anchors: &Anchors, more: &[Certificate]) -> PathReport {
        let bag = Pool::new([self.issuing.certificate.clone()].into_iter().chain(more.iter().cloned()));
        let evidence =
            Evidence { message: &bag, given: &Pool::default(), anchors, revocation: &RevocationPool::default(), signing_time: None };
        search(&self.leaf, &evidence, Purpose::EmailSigning, UnixTime::now(), &policy(), &mut Budget::default())
    }
}

fn policy() -> Policy {
    let mut policy = Policy::default();
    policy.revocation = RevocationMode::Off;
    policy
}

fn entry(when: LimitedWhen) -> Forbidden {
    let limit = EmailLimit { state: EmailState::Disallowed, when, attribute: "disallowedcert.stl".to_owned(), value: "listed".to_owned() };
    Forbidden { sha1: None, sha256: None, signed: None, issuer_serial: None, list: "a list".into(), limit }
}

/// The certificate by each name that a list may have for it.
fn names(certificate: &Certificate) -> Vec<Forbidden> {
    let hash = |algorithm, octets: &[u8]| digest(algorithm, octets).unwrap().as_bytes().to_vec();
    let mut all = vec![
        Forbidden { sha256: Some(*certificate.sha256()), ..entry(LimitedWhen::Always) },
        Forbidden { sha1: Some(hash(DigestAlgorithm::Sha1, certificate.as_der()).try_into().unwrap()), ..entry(LimitedWhen::Always) },
        Forbidden {
            issuer_serial: Some((
                certificate.issuer().as_der().to_vec(),
                der::element(Tag::INTEGER, false, &[certificate.serial().content()]),
            )),
            ..entry(LimitedWhen::Always)
        },
    ];
    for algorithm in
        [DigestAlgorithm::Md5, DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512]
    {
        all.push(Forbidden { signed: Some(hash(algorithm, certificate.tbs())), ..entry(LimitedWhen::Always) });
    }
    all
}

fn told(report: &PathReport) -> Vec<(Option<usize>, String)> {
    let findings = report.tried.iter().flat_map(|tried| &tried.findings);
    let forbidden = findings.filter_map(|placed| match &placed.finding {
        Finding::Forbidden { certificate, list, .. } => Some((placed.at, format!("{certificate} {list}"))),
        _ => None,
    });
    forbidden.collect()
}

#[test]
fn c22_a_path_through_a_forbidden_intermediate_is_refused_by_whatever_name() {
    let scene = Scene::new();
    assert!(scene.look(&scene.anchors([]), &[]).accepted.is_some());
    for name in names(&scene.issuing.certificate) {
        let report = scene.look(&scene.anchors([name.clone()]), &[]);
        assert!(report.accepted.is_none(), "{name:?}");
        assert_eq!(told(&report), [(Some(1), "CN=issuing a list".to_owned())], "{name:?}");
    }
    // the leaf, or the root as a trusted root of somebody else's
    for (certificate, at) in [(&scene.leaf, 0), (&scene.root.certificate, 2)] {
        let report = scene.look(&scene.anchors(names(certificate).into_iter().take(1)), &[]);
        assert!(report.accepted.is_none());
        assert_eq!(told(&report)[0].0, Some(at));
    }
}

#[test]
fn names_that_do_not_fit_forbid_nobody() {
    let scene = Scene::new();
    let certificate = &scene.issuing.certificate;
    let right = names(certificate);
    let mut wrong = vec![entry(LimitedWhen::Always)]; // no name at all
    // one of two names fits
    wrong.push(Forbidden { sha1: right[1].sha1, sha256: Some([7; 32]), ..entry(LimitedWhen::Always) });
    let (issuer, _) = right[2].issuer_serial.clone().unwrap();
    for serial in [&[][..], &[2, 1, 9], &[4, 2, 0x0a, 0x0b], &[2, 3, 0x0a, 0x0b], &[2, 2, 0x0a, 0x0b, 0]] {
        wrong.push(Forbidden { issuer_serial: Some((issuer.clone(), serial.to_vec())), ..entry(LimitedWhen::Always) });
    }
    wrong.push(Forbidden { signed: Some(vec![1; 21]), ..entry(LimitedWhen::Always) });
    assert!(scene.look(&scene.anchors(wrong), &[]).accepted.is_some());
}

#[test]
fn another_path_stays_good() {
    let scene = Scene::new();
    // the same issuing authority, certified once more
    let other = Plan { serial: vec![2], ..Plan::ca("issuing") }.signed(
        scene.root.certificate.subject().as_der(),
        &scene.root.signer,
        scene.issuing.certificate.spki(),
    );
    let anchors = scene.anchors(names(&scene.issuing.certificate));
    let report = scene.look(&anchors, std::slice::from_ref(&other));
    assert_eq!(report.accepted.as_ref().map(|path| path.certificates()[1] == other), Some(true));
    assert!(!told(&report).is_empty(), "the forbidden one is told of all the same");
}

#[test]
fn a_day_is_heeded() {
    let scene = Scene::new();
    let now = UnixTime::now();
    let accepted = |when| {
        let by_hash = Forbidden { sha256: Some(*scene.issuing.certificate.sha256()), ..entry(when) };
        scene.look(&scene.anchors([by_hash]), &[]).accepted.is_some()
    };
    assert!(accepted(LimitedWhen::From(now.plus_days(1))));
    assert!(!accepted(LimitedWhen::From(now.plus_days(-1))));
    assert!(accepted(LimitedWhen::IssuedAfter(now)));
    assert!(!accepted(LimitedWhen::IssuedAfter(now.plus_days(-2))));
}

#[test]
fn sets_are_joined_and_nothing_is_remembered_across_them() {
    let scene = Scene::new();
    let remembered = Remembered::default();
    let bag = Pool::new([scene.issuing.certificate.clone()]);
    let (none, revocation) = (Pool::default(), RevocationPool::default());
    let look = |anchors: &Anchors| {
        let evidence = Evidence { message: &bag, given: &none, anchors, revocation: &revocation, signing_time: None };
        let (now, policy) = (UnixTime::now(), policy());
        search_remembering(&scene.leaf, &evidence, Purpose::EmailSigning, now, &policy, &mut Budget::default(), &remembered)
    };
    let mut anchors = scene.anchors([]);
    assert!(look(&anchors).accepted.is_some());
    let mut other = Anchors::none();
    names(&scene.issuing.certificate).into_iter().for_each(|entry| other.forbid(entry));
    anchors.extend(other.clone());
    assert_eq!((anchors.len(), anchors.forbidden()), (1, 8));
    assert!(look(&anchors).accepted.is_none());
    anchors.extend(other); // the same once more is nothing new
    assert_eq!(anchors.forbidden(), 8);
}
