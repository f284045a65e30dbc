//! OCSP responses against the judge: C15 (another certificate, an old answer, a responder that nobody has named, an
//! outcome that is signed by nobody), each with responses that are made here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::slice;

use kakitome_ber::der;
use kakitome_crypto::DigestAlgorithm;
use kakitome_pki::chain::Revocation;
use kakitome_pki::path::{PathReport, search};
use kakitome_pki::{
    Anchors, Budget, CertId, Certificate, CertificateStatus, Crl, Evidence, Finding, OcspRequest, OcspResponse, Policy, Pool, Purpose,
    ResponseStatus, RevocationMode, RevocationPool, SourceKind, UnixTime,
};
use shared::forge::{Forged, Plan, extension, purposes};
use shared::lists::{List, Reply, id};

const FOR_OCSP: &str = "1.3.6.1.5.5.7.3.9";
const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";

struct Stage {
    root: Forged,
    ca: Forged,
    leaf: Certificate,
    now: UnixTime,
    policy: Policy,
}

impl Stage {
    fn new() -> Self {
        let root = Plan::ca("root").root();
        let ca = Plan { serial: vec![2], ..Plan::ca("ca") }.under(&root);
        let leaf = Plan { serial: vec![3], ..Plan::named("leaf") }.under(&ca).certificate;
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Hard;
        Self { root, ca, leaf, now: UnixTime::now(), policy }
    }

    fn reply(&self) -> Reply {
        Reply::good(&self.leaf, &self.ca.certificate)
    }

    fn responder(&self) -> Plan {
        Plan { serial: vec![7], ..Plan::named("responder") }.with("2.5.29.37", false, &purposes(&[FOR_OCSP]))
    }

    fn search(&self, replies: &[OcspResponse], crls: &[Crl]) -> PathReport {
        let root_crl = List::of(&self.root.certificate).signed(&self.root.signer);
        let revocation = RevocationPool::new(crls.iter().cloned().chain([root_crl]), replies.iter().cloned());
        let (pool, none) = (Pool::new([self.ca.certificate.clone()]), Pool::default());
        let anchors = Anchors::from_certificates([self.root.certificate.clone()]);
        let evidence = Evidence { message: &pool, given: &none, anchors: &anchors, revocation: &revocation, signing_time: None };
        search(&self.leaf, &evidence, Purpose::Any, self.now, &self.policy, &mut Budget::default())
    }

    fn word(&self, reply: &OcspResponse) -> Revocation {
        self.search(slice::from_ref(reply), &[]).tried[0].statuses[0].revocation()
    }

    fn why(&self, reply: &OcspResponse) -> &'static str {
        let report = self.search(slice::from_ref(reply), &[]);
        let because = report.tried[0].findings.iter().find_map(|placed| match &placed.finding {
            Finding::OcspUnusable { because, .. } => Some(*because),
            _ => None,
        });
        because.unwrap_or("used")
    }
}

#[test]
fn the_issuer_answers_by_name_and_by_key_with_both_digests() {
    let stage = Stage::new();
    for by_key in [false, true] {
        for digest in [DigestAlgorithm::Sha1, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384] {
            let id = id(&stage.leaf, &stage.ca.certificate, digest);
            let reply = Reply { id, by_key, ..stage.reply() };
            let report = stage.search(&[reply.signed(&stage.ca, &[])], &[]);
            assert!(report.accepted.is_some(), "{by_key} {}", digest.name());
            let CertificateStatus::Good { source } = &report.tried[0].statuses[0] else { panic!("not good") };
            assert_eq!((source.kind, source.this_update), (SourceKind::Ocsp, reply.this_update));
            let revoked = reply.revoked(stage.now.plus_days(-2), 1).signed(&stage.ca, &[]);
            let CertificateStatus::Revoked { entry, .. } = &stage.search(&[revoked], &[]).tried[0].statuses[0] else {
                panic!("not revoked")
            };
            assert_eq!((entry.since, entry.reason.word()), (stage.now.plus_days(-2), "keyCompromise"));
        }
    }
}

#[test]
fn c15_an_answer_for_another_certificate_or_issuer_is_none() {
    let stage = Stage::new();
    let other = Plan { serial: vec![4], ..Plan::named("other") }.under(&stage.ca).certificate;
    let same_serial = Plan { serial: vec![3], ..Plan::named("leaf") }.under(&stage.root).certificate;
    let replies = [Reply::good(&other, &stage.ca.certificate), Reply::good(&same_serial, &stage.root.certificate)];
    for reply in replies {
        assert_eq!(stage.word(&reply.signed(&stage.ca, &[])), Revocation::NotChecked);
    }
    // the name of the issuer with another key
    let namesake = Plan::ca("ca").root();
    let reply = Reply::good(&stage.leaf, &namesake.certificate);
    assert_eq!(stage.word(&reply.signed(&namesake, &[&namesake.certificate])), Revocation::NotChecked);
}

#[test]
fn c15_times_of_an_answer() {
    let stage = Stage::new();
    let at = |this: i64, next: Option<i64>| {
        let moment = |hours: i64| stage.now.plus_seconds(hours * 3600);
        Reply { this_update: moment(this), next_update: next.map(moment), ..stage.reply() }
    };
    assert_eq!(stage.why(&at(-48, Some(-24)).signed(&stage.ca, &[])), "its next update is over");
    assert_eq!(stage.why(&at(1, Some(2)).signed(&stage.ca, &[])), "it was made after the time asked");
    assert_eq!(stage.word(&at(-1, None).signed(&stage.ca, &[])), Revocation::Good);
    assert_eq!(stage.why(&at(-25, None).signed(&stage.ca, &[])), "it names no next update and is too old");
    // what is revoked stays revoked, and is not yet so before its time
    let since = stage.now.plus_days(-3);
    assert_eq!(stage.word(&at(-48, Some(-24)).revoked(since, 4).signed(&stage.ca, &[])), Revocation::Revoked);
    assert_eq!(stage.word(&stage.reply().revoked(stage.now.plus_days(1), 4).signed(&stage.ca, &[])), Revocation::Good);
}

#[test]
fn c15_a_delegated_responder_is_one_that_the_issuer_itself_has_named_for_it() {
    let stage = Stage::new();
    let by = |by: &Forged| stage.reply().signed(by, &[&by.certificate]);
    let good = stage.responder().with(NO_CHECK, false, &der::null()).under(&stage.ca);
    assert_eq!(stage.word(&by(&good)), Revocation::Good);
    // not sent along: nobody knows who that is
    assert_eq!(stage.why(&stage.reply().signed(&good, &[])), "it is signed by nobody whom the issuer has named");
    // its certificate is not for OCSP: no purpose, every purpose, another purpose
    for usages in [&[][..], &["2.5.29.37.0"], &["1.3.6.1.5.5.7.3.4"]] {
        let plan = Plan { serial: vec![7], ..Plan::named("responder") };
        let plan = if usages.is_empty() { plan } else { plan.with("2.5.29.37", false, &purposes(usages)) };
        assert_eq!(stage.why(&by(&plan.under(&stage.ca))), "its responder's certificate is not for OCSP");
    }
    let cannot_sign = stage.responder().with("2.5.29.15", true, &der::named_bits(&[0x20])).under(&stage.ca);
    assert_eq!(stage.why(&by(&cannot_sign)), "its responder's certificate is not for OCSP");
    // certified by somebody else: the root above, a CA below, a stranger of the same name
    let below = Plan { serial: vec![5], ..Plan::ca("below") }.under(&stage.ca);
    for issuer in [&stage.root, &below, &Plan::ca("ca").root()] {
        assert_eq!(stage.why(&by(&stage.responder().under(issuer))), "its responder is not certified by the issuer");
    }
    let past = (stage.now.plus_days(-9), stage.now.plus_days(-1));
    let old = Plan { validity: past, ..stage.responder() }.with(NO_CHECK, false, &der::null()).under(&stage.ca);
    assert_eq!(stage.why(&by(&old)), "the path of its signer is not valid");
    // the leaf itself for a responder
    let named_for_it = Plan { serial: vec![3], ..Plan::named("leaf") }.under(&stage.ca);
    assert_eq!(stage.why(&by(&named_for_it)), "its responder's certificate is not for OCSP");
}

#[test]
fn c15_whether_the_responder_is_revoked_is_asked_unless_the_issuer_says_it_need_not_be() {
    let mut stage = Stage::new();
    let asked = stage.responder().under(&stage.ca);
    let reply = stage.reply().signed(&asked, &[&asked.certificate]);
    assert_eq!(stage.why(&reply), "its signer may itself be revoked");
    let listed = List::of(&stage.ca.certificate).entry(&asked.certificate, stage.now.plus_days(-1), 1);
    let (clean, listed) = (List::of(&stage.ca.certificate).signed(&stage.ca.signer), listed.signed(&stage.ca.signer));
    let status = |stage: &Stage, crl: &Crl| stage.search(slice::from_ref(&reply), slice::from_ref(crl));
    let report = status(&stage, &clean);
    assert!(report.accepted.is_some());
    // the list speaks for the leaf as well; only the newer answer is the source
    assert_eq!(report.tried[0].statuses[0].source().unwrap().kind, SourceKind::Ocsp);
    let report = status(&stage, &listed);
    assert_eq!(report.tried[0].statuses[0].source().unwrap().kind, SourceKind::Crl);
    // where the policy is soft, an unknown responder is believed and a revoked one is not
    stage.policy.revocation = RevocationMode::Soft;
    assert_eq!(stage.word(&reply), Revocation::Good);
    // a responder that answers for itself proves nothing beyond its signature, and ends
    let own = Reply::good(&asked.certificate, &stage.ca.certificate).signed(&asked, &[&asked.certificate]);
    assert!(stage.search(&[reply.clone(), own], &[]).tried[0].statuses[0].revocation() == Revocation::Good);
}

#[test]
fn c15_what_is_not_signed_says_nothing() {
    let stage = Stage::new();
    let outcomes = [(1, ResponseStatus::MalformedRequest), (2, ResponseStatus::InternalError), (3, ResponseStatus::TryLater)];
    for (outcome, status) in outcomes.into_iter().chain([(5, ResponseStatus::SigRequired), (6, ResponseStatus::Unauthorized)]) {
        // even with a signed answer inside
        let response = Reply { outcome, ..stage.reply() }.signed(&stage.ca, &[]);
        assert_eq!((response.status(), response.produced_at()), (status, None));
        assert_eq!(stage.word(&response), Revocation::NotChecked);
    }
    let stranger = Plan::ca("ca").root();
    let report = stage.search(&[stage.reply().signed(&stranger, &[])], &[]);
    assert_eq!(report.tried[0].statuses[0], CertificateStatus::Unknown { because: "no usable answer of an OCSP responder" });
    assert!(OcspResponse::from_der(Reply { outcome: 4, ..stage.reply() }.der(&stage.ca, &[])).is_err());
    assert!(OcspResponse::from_der(der::sequence(&[&[0x0a, 1, 0]])).is_err());
    // signed by another key under the issuer's name
    assert_eq!(stage.why(&stage.reply().signed(&stranger, &[])), "it is not signed by the responder's key");
    let unknown = Reply { status: der::context_primitive(2, &[]), ..stage.reply() };
    assert_eq!(stage.why(&unknown.signed(&stage.ca, &[])), "the responder does not know the certificate");
    let critical = Reply { extensions: vec![extension("1.3.6.1.4.1.99999.7", true, b"\x05\x00")], ..stage.reply() };
    assert_eq!(stage.why(&critical.signed(&stage.ca, &[])), "it has a critical extension that is not known");
}

#[test]
fn c19_on_hold_ends_by_a_newer_answer_of_either_kind() {
    let stage = Stage::new();
    let hold = stage.reply().revoked(stage.now.plus_days(-2), 6);
    let hold = Reply { this_update: stage.now.plus_days(-1), ..hold }.signed(&stage.ca, &[]);
    let word = |replies: &[OcspResponse], crls: &[Crl]| stage.search(replies, crls).tried[0].statuses[0].revocation();
    let list = |days| List::of(&stage.ca.certificate).made(stage.now.plus_days(days)).signed(&stage.ca.signer);
    assert_eq!(word(slice::from_ref(&hold), &[]), Revocation::Revoked);
    assert_eq!(word(&[hold.clone(), stage.reply().signed(&stage.ca, &[])], &[]), Revocation::Good);
    assert_eq!(word(slice::from_ref(&hold), &[list(-2)]), Revocation::Revoked);
    assert_eq!(word(slice::from_ref(&hold), &[List::of(&stage.ca.certificate).signed(&stage.ca.signer)]), Revocation::Good);
    // revoked in the list beats good from the responder
    let listed = List::of(&stage.ca.certificate).entry(&stage.leaf, stage.now.plus_days(-2), 4).signed(&stage.ca.signer);
    assert_eq!(word(&[stage.reply().signed(&stage.ca, &[])], &[listed]), Revocation::Revoked);
}

#[test]
fn requests_and_their_nonces() {
    let stage = Stage::new();
    let (leaf, ca) = (&stage.leaf, &stage.ca.certificate);
    let request = OcspRequest::new(leaf, ca, DigestAlgorithm::Sha1, true).unwrap();
    let nonce = request.nonce().unwrap().to_vec();
    assert_eq!(nonce.len(), 32);
    assert!(request.to_der().windows(32).any(|octets| octets == nonce));
    assert_ne!(OcspRequest::new(leaf, ca, DigestAlgorithm::Sha1, true).unwrap().nonce(), Some(&nonce[..]));
    assert!(request.id().is(leaf, ca) && CertId::new(leaf, ca, DigestAlgorithm::Sha256).unwrap().is(leaf, ca));
    let with = |octets: &[u8]| {
        let extensions = vec![extension("1.3.6.1.5.5.7.48.1.2", false, &der::octet_string(octets))];
        Reply { extensions, ..stage.reply() }.signed(&stage.ca, &[])
    };
    assert_eq!(with(&nonce).nonce(), Some(nonce.clone()));
    assert!(request.is_answered_by(&with(&nonce)));
    assert!(!request.is_answered_by(&with(&[7; 32])), "the answer to another request");
    assert!(request.is_answered_by(&stage.reply().signed(&stage.ca, &[])), "a responder may leave the nonce out");
    let plain = OcspRequest::new(leaf, ca, DigestAlgorithm::Sha256, false).unwrap();
    assert!(!plain.is_answered_by(&with(&nonce)));
    assert!(!plain.is_answered_by(&stage.reply().signed(&stage.ca, &[])), "an answer with another digest is to another request");
    assert!(OcspRequest::new(leaf, ca, DigestAlgorithm::Md2, false).is_err());
}

#[test]
fn an_answer_serves_until_its_next_update_if_it_has_one() {
    let stage = Stage::new();
    let request = OcspRequest::new(&stage.leaf, &stage.ca.certificate, DigestAlgorithm::Sha1, false).unwrap();
    let reply = stage.reply();
    assert_eq!(request.next_update(&reply.signed(&stage.ca, &[])), reply.next_update);
    assert!(reply.next_update.is_some());
    let undated = Reply { next_update: None, ..stage.reply() }.signed(&stage.ca, &[]);
    assert_eq!(request.next_update(&undated), None, "it promises nothing");
    let other = Plan { serial: vec![4], ..Plan::named("other") }.under(&stage.ca).certificate;
    let about_another = Reply::good(&other, &stage.ca.certificate).signed(&stage.ca, &[]);
    assert_eq!(request.next_update(&about_another), None, "it is no answer to this request");
}

#[test]
fn g15_every_truncation_and_every_altered_octet() {
    let stage = Stage::new();
    let by = stage.responder().with(NO_CHECK, false, &der::null()).under(&stage.ca);
    let der = stage.reply().der(&by, &[&by.certificate]);
    assert_eq!(stage.word(&OcspResponse::from_der(&der).unwrap()), Revocation::Good);
    for length in 0..der.len() {
        assert!(OcspResponse::from_der(&der[..length]).is_err());
    }
    let mut read = 0;
    for at in 0..der.len() {
        let mut altered = der.clone();
        altered[at] ^= 0x01;
        if let Ok(response) = OcspResponse::from_der(altered) {
            read += 1;
            // ECDSA signatures and certificates that are not used may change and change nothing
            assert_ne!(stage.word(&response), Revocation::Good, "octet {at}");
        }
    }
    assert!(read > 200, "{read}");
    assert!(OcspResponse::from_der(vec![0x30; 2 << 20]).is_err());
}
