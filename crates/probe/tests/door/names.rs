//! Certificates: name, time, chain, purpose, strength.

use kakitome_pki::{Anchors, UnixTime};
use kakitome_probe::{Check, Fact, Limits, Service, Severity};
use rcgen::ExtendedKeyUsagePurpose;

use crate::certificates::{Made, moment};
use crate::fixture::Script;
use crate::{at, bad, run};

fn found(made: &Made, anchors: &Anchors) -> Vec<Check> {
    bad(&at(Script::implicit(Service::Submission).start(made), anchors))
}

#[test]
fn each_fault_of_a_certificate_is_seen_alone() {
    let now = UnixTime::now().0;
    let day = 86_400;
    let cases: Vec<(Made, Check)> = vec![
        (Made::with(&["sv12.host.test"], |_| {}), Check::CertName),
        (
            Made::with(&["localhost"], move |one| (one.not_before, one.not_after) = (moment(now - 100 * day), moment(now - 10 * day))),
            Check::CertExpired,
        ),
        (
            Made::with(&["localhost"], move |one| (one.not_before, one.not_after) = (moment(now + day), moment(now + 90 * day))),
            Check::CertNotYet,
        ),
        (
            Made::with(&["localhost"], move |one| (one.not_before, one.not_after) = (moment(now - 87 * day), moment(now + 3 * day))),
            Check::CertExpiring,
        ),
        (Made::with(&["localhost"], |one| one.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection]), Check::CertPurpose),
        (Made::below_intermediate(false), Check::CertIncomplete),
    ];
    for (made, check) in &cases {
        assert_eq!(found(made, &made.anchors()), [*check]);
    }
    assert_eq!(found(&Made::below_intermediate(true), &Anchors::none()), [Check::CertNoAnchors]);
    let made = Made::below_intermediate(true);
    assert_eq!(found(&made, &made.anchors()), []);
    assert_eq!(found(&Made::self_signed(), &Made::good().anchors()), [Check::CertSelfSigned]);
}

#[test]
fn a_shared_host_is_told_with_the_name_that_would_fit() {
    let made = Made::with(&["sv12.host.test", "*.host.test"], |_| {});
    let report = at(Script::implicit(Service::Submission).start(&made), &made.anchors());
    let found = report.findings.iter().find(|finding| finding.check == Check::CertName).unwrap();
    let fact = |name: &str| found.facts.iter().find(|fact| fact.0 == name).map(|fact| fact.1.clone());
    assert_eq!(fact("fits"), Some(Fact::Text("sv12.host.test".to_owned())));
    assert_eq!(fact("host"), Some(Fact::Text("localhost".to_owned())));
    assert_eq!(found.severity, Severity::Fault);
    // between servers nobody looks at the name
    let report = at(Script::good(Service::Relay).start(&made), &made.anchors());
    let found = report.findings.iter().find(|finding| finding.check == Check::CertName).unwrap();
    assert_eq!(found.severity, Severity::Warning);
}

#[test]
fn an_address_fits_an_address() {
    let made = Made::good();
    let door = Script::implicit(Service::Submission).start(&made);
    let report = run("127.0.0.1", &[door], &made.anchors(), Limits::default(), None);
    assert_eq!(bad(&report.doors[0]), [], "{report:#?}");
    let made = Made::with(&["localhost"], |_| {});
    let door = Script::implicit(Service::Submission).start(&made);
    let report = run("127.0.0.1", &[door], &made.anchors(), Limits::default(), None);
    assert_eq!(bad(&report.doors[0]), [Check::CertName]);
}

#[test]
fn a_root_of_somebody_else_vouches_for_nothing() {
    let (made, other) = (Made::good(), Made::with(&["localhost"], |_| {}));
    let report = at(Script::implicit(Service::Submission).start(&made), &other.anchors());
    // the two authorities have one name and two keys
    assert!(report.findings.iter().any(|one| one.severity == Severity::Fault && one.check.id().starts_with("probe.cert-")), "{report:#?}");
    assert!(!report.has(Check::CertGood));
}
