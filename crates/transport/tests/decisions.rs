//! Every demand that a domain can make, held against every certificate that a server can show. Certificates are made in the test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::time::Duration;

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_dns::{Absence, Answer, Error, Found, Missing, Proof, Tlsa};
use kakitome_pki::{Anchors, Certificate, UnixTime};
use kakitome_transport::{
    CertificateFault, Demand, Hop, Misuse, Mode, Policy, Proven, Settled, Shortfall, StsHop, Wait, demand, judge_certificate, judge_dane,
    misuse, settle,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair};

const HOST: &str = "mx.example.jp";

struct Made {
    root: Vec<u8>,
    leaf: Vec<u8>,
}

impl Made {
    fn new(change: impl FnOnce(&mut CertificateParams)) -> Self {
        let mut root = CertificateParams::new(Vec::new()).unwrap();
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
        let mut leaf = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        change(&mut leaf);
        let leaf = leaf.signed_by(&KeyPair::generate().unwrap(), &root).unwrap();
        Self { root: root.der().to_vec(), leaf: leaf.der().to_vec() }
    }

    fn good() -> Self {
        Self::new(|_| {})
    }

    fn expired() -> Self {
        Self::new(|leaf| {
            leaf.not_before = time::OffsetDateTime::UNIX_EPOCH;
            leaf.not_after = time::OffsetDateTime::UNIX_EPOCH + time::Duration::days(1);
        })
    }

    fn chain(&self) -> Vec<Vec<u8>> {
        vec![self.leaf.clone(), self.root.clone()]
    }

    fn anchors(&self) -> Anchors {
        Anchors::from_certificates([Certificate::from_der(self.root.clone()).unwrap()])
    }
}

fn tlsa(usage: u8, selector: u8, matching: u8, der: &[u8]) -> Tlsa {
    let chosen = if selector == 0 { der.to_vec() } else { Certificate::from_der(der).unwrap().spki().to_vec() };
    let data = match matching {
        1 => digest(DigestAlgorithm::Sha256, &chosen).unwrap().as_bytes().to_vec(),
        2 => digest(DigestAlgorithm::Sha512, &chosen).unwrap().as_bytes().to_vec(),
        _ => chosen,
    };
    Tlsa { usage, selector, matching, data }
}

fn found(records: Vec<Tlsa>, proof: Proof) -> Found<Tlsa> {
    Found::Records(Answer { records, proof, aliases: Vec::new(), lifetime: Duration::from_secs(60) })
}

fn none(proof: Proof) -> Found<Tlsa> {
    Found::Nothing(Absence { missing: Missing::Name, proof, lifetime: Duration::ZERO })
}

fn policy(mode: Mode, mx: &str) -> Policy {
    Policy { mode, mx: vec![mx.to_owned()], max_age: Duration::from_hours(24 * 7) }
}

fn trouble() -> Error {
    Error::Temporary { name: HOST.parse().unwrap(), kind: "TLSA", why: "SERVFAIL".to_owned() }
}

#[test]
fn every_form_of_dane_is_matched_and_no_other() {
    let (made, other) = (Made::good(), Made::good());
    let now = UnixTime::now();
    for usage in [2, 3] {
        for selector in [0, 1] {
            for matching in [0, 1, 2] {
                // a bare key of an authority is found among the certificates sent along
                let of = |made: &Made| tlsa(usage, selector, matching, if usage == 2 { &made.root } else { &made.leaf });
                assert!(judge_dane(&[of(&made)], &made.chain(), &[HOST], now).is_ok(), "{usage} {selector} {matching}");
                assert!(judge_dane(&[of(&other), of(&made)], &made.chain(), &[HOST], now).is_ok(), "{usage} {selector} {matching}");
                assert_eq!(judge_dane(&[of(&other)], &made.chain(), &[HOST], now), Err(CertificateFault::Untrusted));
            }
        }
    }
    // an authority vouches for names and times, a server's own certificate needs neither (RFC 7672 3.1.1)
    let expired = Made::expired();
    assert!(judge_dane(&[tlsa(3, 1, 1, &expired.leaf)], &expired.chain(), &["other.example"], now).is_ok());
    assert_eq!(judge_dane(&[tlsa(2, 0, 1, &expired.root)], &expired.chain(), &[HOST], now), Err(CertificateFault::Time));
    assert_eq!(judge_dane(&[tlsa(2, 0, 1, &made.root)], &made.chain(), &["other.example"], now), Err(CertificateFault::Name));
    assert!(judge_dane(&[tlsa(2, 0, 1, &made.root)], &made.chain(), &["other.example", HOST], now).is_ok());
    // an authority that is not sent along is known only where the record holds it whole (RFC 7672 3.1.2)
    let alone = vec![made.leaf.clone()];
    assert!(judge_dane(&[tlsa(2, 0, 1, &made.root)], &alone, &[HOST], now).is_err());
    assert!(judge_dane(&[tlsa(2, 0, 0, &made.root)], &alone, &[HOST], now).is_ok());
    // a server's own certificate is no authority
    assert!(judge_dane(&[tlsa(2, 1, 1, &made.leaf)], &made.chain(), &[HOST], now).is_err());
    // an authority's certificate beside a stranger's leaf proves nothing
    assert!(judge_dane(&[tlsa(2, 0, 1, &made.root)], &[other.leaf.clone(), made.root.clone()], &[HOST], now).is_err());
    assert_eq!(judge_dane(&[], &made.chain(), &[HOST], now), Err(CertificateFault::Untrusted));
    assert_eq!(judge_dane(&[tlsa(3, 1, 1, &made.leaf)], &[], &[HOST], now), Err(CertificateFault::Unreadable));
}

#[test]
fn records_that_do_not_count_for_mail_are_named() {
    let made = Made::good();
    for (record, expected) in [
        (tlsa(0, 0, 1, &made.root), Some(Misuse::PkixUsage)),
        (tlsa(1, 1, 1, &made.leaf), Some(Misuse::PkixUsage)),
        (tlsa(3, 1, 1, &made.leaf), None),
        (Tlsa { data: vec![0; 31], ..tlsa(3, 1, 1, &made.leaf) }, Some(Misuse::Length)),
        (Tlsa { matching: 2, ..tlsa(3, 1, 1, &made.leaf) }, Some(Misuse::Length)),
        (Tlsa { usage: 4, ..tlsa(3, 1, 1, &made.leaf) }, Some(Misuse::Unknown)),
        (Tlsa { selector: 2, ..tlsa(3, 1, 1, &made.leaf) }, Some(Misuse::Unknown)),
        (Tlsa { matching: 3, ..tlsa(3, 1, 1, &made.leaf) }, Some(Misuse::Unknown)),
        (Tlsa { usage: 3, selector: 0, matching: 0, data: b"no certificate".to_vec() }, Some(Misuse::Unreadable)),
    ] {
        assert_eq!(misuse(&record), expected, "{record:?}");
    }
}

#[test]
fn what_a_domain_demands() {
    let made = Made::good();
    let (good, bad, insecure) = (
        found(vec![tlsa(3, 1, 1, &made.leaf)], Proof::Secure),
        found(vec![tlsa(1, 1, 1, &made.leaf)], Proof::Secure),
        found(vec![tlsa(3, 1, 1, &made.leaf)], Proof::Insecure),
    );
    let (absent, trouble) = (none(Proof::Secure), trouble());
    let (enforce, testing, off, other) = (
        policy(Mode::Enforce, "*.example.jp"),
        policy(Mode::Testing, HOST),
        policy(Mode::None, HOST),
        policy(Mode::Enforce, "mx.example.net"),
    );
    let plain = Hop { host: HOST, mx: Proof::Secure, addresses: Ok(Proof::Secure), tlsa: Some(Ok(&absent)), sts: None };
    let sts = |enforced, named| Demand::Sts(StsHop { enforced, named });
    let dane = Demand::Dane(vec![tlsa(3, 1, 1, &made.leaf)]);
    for (hop, expected) in [
        (plain, Demand::Opportunistic),
        (Hop { tlsa: Some(Ok(&good)), ..plain }, dane.clone()),
        // DANE comes first
        (Hop { tlsa: Some(Ok(&good)), sts: Some(&other), ..plain }, dane),
        (Hop { tlsa: Some(Ok(&bad)), ..plain }, Demand::Encrypted),
        (Hop { tlsa: Some(Ok(&insecure)), ..plain }, Demand::Opportunistic),
        (Hop { tlsa: Some(Ok(&good)), mx: Proof::Insecure, ..plain }, Demand::Opportunistic),
        (Hop { tlsa: None, mx: Proof::Insecure, sts: Some(&enforce), ..plain }, sts(true, true)),
        (Hop { tlsa: Some(Err(&trouble)), sts: Some(&enforce), ..plain }, Demand::Wait(Wait::Tlsa)),
        (Hop { tlsa: Some(Err(&trouble)), addresses: Ok(Proof::Insecure), ..plain }, Demand::Opportunistic),
        (Hop { addresses: Err(&trouble), ..plain }, Demand::Wait(Wait::Addresses)),
        (Hop { sts: Some(&testing), ..plain }, sts(false, true)),
        (Hop { sts: Some(&other), ..plain }, sts(true, false)),
        (Hop { sts: Some(&off), ..plain }, Demand::Opportunistic),
    ] {
        assert_eq!(demand(&hop), expected, "{hop:?}");
    }
}

#[test]
fn t08_what_is_demanded_is_held_to() {
    let (made, other, expired) = (Made::good(), Made::good(), Made::expired());
    let now = UnixTime::now();
    let anchors = made.anchors();
    let (enforce, testing) = (Demand::Sts(StsHop { enforced: true, named: true }), Demand::Sts(StsHop { enforced: false, named: true }));
    let settle = |demanded: &Demand, host: &str, chain: Option<Vec<Vec<u8>>>| settle(demanded, &[host], chain.as_deref(), &anchors, now);
    let hold = |fault| Settled::Hold(Shortfall::Certificate(fault));
    assert_eq!(settle(&Demand::Opportunistic, HOST, None), Settled::Send(Proven::Clear));
    assert_eq!(settle(&Demand::Opportunistic, HOST, Some(other.chain())), Settled::Send(Proven::Encrypted));
    assert_eq!(settle(&Demand::Encrypted, HOST, None), Settled::Hold(Shortfall::NoTls));
    assert_eq!(settle(&enforce, HOST, Some(made.chain())), Settled::Send(Proven::Sts));
    assert_eq!(settle(&enforce, HOST, None), Settled::Hold(Shortfall::NoTls));
    assert_eq!(settle(&enforce, HOST, Some(other.chain())), hold(CertificateFault::Untrusted));
    assert_eq!(settle(&enforce, "mx.example.net", Some(made.chain())), hold(CertificateFault::Name));
    assert_eq!(settle(&Demand::Sts(StsHop { enforced: true, named: false }), HOST, Some(made.chain())), Settled::Hold(Shortfall::NotNamed));
    assert_eq!(settle(&testing, HOST, None), Settled::SendAndReport(Shortfall::NoTls));
    let dane = Demand::Dane(vec![tlsa(3, 1, 1, &made.leaf)]);
    assert!(matches!(settle(&dane, HOST, Some(made.chain())), Settled::Send(Proven::Dane(_))));
    assert_eq!(settle(&dane, HOST, Some(other.chain())), Settled::Hold(Shortfall::Tlsa(CertificateFault::Untrusted)));
    assert_eq!(settle(&dane, HOST, None), Settled::Hold(Shortfall::NoTls));
    assert_eq!(settle(&Demand::Wait(Wait::Tlsa), HOST, Some(made.chain())), Settled::Hold(Shortfall::Unknown(Wait::Tlsa)));
    assert_eq!(judge_certificate(&expired.chain(), &[HOST], &expired.anchors(), now), Err(CertificateFault::Time));
    let mail = Made::new(|leaf| leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection]);
    assert_eq!(judge_certificate(&mail.chain(), &[HOST], &mail.anchors(), now), Err(CertificateFault::Purpose));
    assert_eq!(judge_certificate(&[b"x".to_vec()], &[HOST], &anchors, now), Err(CertificateFault::Unreadable));
}

proptest::proptest! {
    #[test]
    fn no_octets_make_it_panic(octets: Vec<u8>, tail: Vec<u8>) {
        let _ = Policy::read(&octets);
        let _ = kakitome_transport::read_sts_records(&[[b"v=STSv1;", &tail[..]].concat(), octets.clone()]);
        let _ = kakitome_transport::read_report_records(&[[b"v=TLSRPTv1;", &tail[..]].concat()]);
        let _ = judge_dane(&[Tlsa { usage: 3, selector: 0, matching: 0, data: tail }], &[octets], &[HOST], UnixTime(0));
    }
}
