//! TLS: versions, suites, the port with TLS from the first byte (rows T09, T13).

use kakitome_probe::{Check, Door, Limits, Service, Severity};

use crate::certificates::Made;
use crate::fixture::{Script, Shake};
use crate::{at, bad, run};

#[test]
fn t09_tls_from_the_first_byte_is_told_from_clear() {
    let made = Made::good();
    for service in [Service::Submission, Service::Pop3, Service::Imap] {
        let report = at(Script::implicit(service).start(&made), &made.anchors());
        assert_eq!(bad(&report), [], "{service:?}: {:#?}", report.findings);
        assert!(report.has(Check::ImplicitWorks));
        // the same port number in the hands of a server that speaks in clear
        let clear = Script { clear: &[], ..Script::good(service) }.start(&made);
        let report = run("localhost", &[Door { implicit: true, ..clear }], &made.anchors(), crate::impatient(), None).doors.remove(0);
        assert!(report.has(Check::ImplicitClear) && !report.has(Check::ImplicitWorks), "{service:?}: {:#?}", report.findings);
        assert_eq!(report.points(), Some(20));
    }
    let report = at(Script { inside: &["STARTTLS"], ..Script::implicit(Service::Submission) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::StarttlsInside]);
}

#[test]
fn a_missing_port_for_tls_is_told_of_the_host() {
    let made = Made::good();
    let clear = Script::good(Service::Submission).start(&made);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let implicit = Door { port: closed, service: Service::Submission, implicit: true };
    let report = run("localhost", &[clear, implicit], &made.anchors(), Limits::default(), None);
    let found: Vec<Check> = report.findings.iter().map(|finding| finding.check).collect();
    assert_eq!(found, [Check::NoImplicit]);
    assert_eq!(report.points(), Some(90));
    let both = run("localhost", &[clear, Script::implicit(Service::Submission).start(&made)], &made.anchors(), Limits::default(), None);
    assert_eq!((both.findings.len(), both.points()), (0, Some(100)));
}

#[test]
fn t13_old_versions_are_seen() {
    let made = Made::good();
    for service in [Service::Relay, Service::Submission] {
        for (old, versions) in [(0x0302, "TLS 1.1, TLS 1.0"), (0x0301, "TLS 1.0")] {
            let report = at(Script { old: Some(old), ..Script::good(service) }.start(&made), &made.anchors());
            assert_eq!(bad(&report), [Check::TlsOld], "{:#?}", report.findings);
            let found = report.findings.iter().find(|finding| finding.check == Check::TlsOld).unwrap();
            let kakitome_probe::Fact::List(list) = &found.facts[0].1 else { panic!("{found:?}") };
            assert_eq!((found.severity, list.join(", ").as_str()), (Severity::Warning, versions));
        }
    }
    let report = at(Script { old: Some(0x0302), ..Script::implicit(Service::Imap) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::TlsOld]);
}

#[test]
fn t13_a_server_with_nothing_but_old_versions_is_seen() {
    let made = Made::good();
    for script in [Script::good(Service::Submission), Script::implicit(Service::Submission)] {
        let report = at(Script { old: Some(0x0301), only_old: true, ..script }.start(&made), &made.anchors());
        assert_eq!(bad(&report), [Check::HandshakeFailed, Check::TlsOnlyOld], "{:#?}", report.findings);
    }
}

#[test]
fn t13_suites_without_protection_are_seen() {
    let made = Made::good();
    let report = at(Script { weak: true, ..Script::good(Service::Submission) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::TlsWeakSuite], "{:#?}", report.findings);
}

#[test]
fn a_handshake_that_fails_is_seen() {
    let made = Made::good();
    for script in [Script::good(Service::Relay), Script::implicit(Service::Submission)] {
        let report = at(Script { shake: Shake::Fails, ..script }.start(&made), &made.anchors());
        assert_eq!(bad(&report), [Check::HandshakeFailed], "{:#?}", report.findings);
    }
}
