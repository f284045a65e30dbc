//! STARTTLS: the hole of 2011 in every protocol and every cut, what is kept, what is offered too early (rows T01 to T03, T05, T10).

use kakitome_probe::{Check, Fact, Service, Variant};

use crate::certificates::Made;
use crate::fixture::{Hole, Script};
use crate::{at, bad, run};

const ALL: [Service; 5] = [Service::Relay, Service::Submission, Service::Pop3, Service::Imap, Service::Sieve];

#[test]
fn a_good_server_has_no_fault_in_any_protocol() {
    let made = Made::good();
    std::thread::scope(|scope| {
        for service in ALL {
            let made = &made;
            scope.spawn(move || {
                let report = at(Script::good(service).start(made), &made.anchors());
                assert_eq!(bad(&report), [], "{service:?}: {:#?}", report.findings);
                assert_eq!(report.points(), Some(100), "{service:?}");
                for check in [Check::StarttlsWorks, Check::InjectionNone, Check::ResponseInjection, Check::TlsCurrent, Check::CertGood] {
                    assert!(report.has(check), "{service:?} {check:?}: {:#?}", report.findings);
                }
                assert_eq!(report.has(Check::StateForgotten), service.is_smtp());
                assert!(!report.offered_inside.is_empty() && report.connections <= 10, "{report:#?}");
            });
        }
    });
}

#[test]
fn t01_the_hole_of_2011_is_seen_in_every_protocol() {
    let made = Made::good();
    std::thread::scope(|scope| {
        for service in ALL {
            let made = &made;
            scope.spawn(move || {
                let report = at(Script { hole: Hole::Buffered, ..Script::good(service) }.start(made), &made.anchors());
                assert_eq!(bad(&report), [Check::Injection], "{service:?}: {:#?}", report.findings);
                assert_eq!(report.points(), Some(20));
            });
        }
    });
}

#[test]
fn t02_holes_of_one_cut_alone_are_seen_by_that_cut() {
    let made = Made::good();
    std::thread::scope(|scope| {
        for service in ALL {
            for (hole, variant) in [(Hole::PartialLine, "begun-in-clear"), (Hole::Late, "delayed")] {
                let made = &made;
                scope.spawn(move || {
                    let report = at(Script { hole, ..Script::good(service) }.start(made), &made.anchors());
                    assert_eq!(bad(&report), [Check::Injection], "{service:?} {variant}: {:#?}", report.findings);
                    let found = report.findings.iter().find(|finding| finding.check == Check::Injection).unwrap();
                    assert_eq!(found.facts, [("variants", Fact::List(vec![variant.to_owned()]))], "{service:?}");
                });
            }
        }
    });
}

#[test]
fn t02_every_split_of_a_hole_and_of_a_good_server_is_told_right() {
    let made = Made::good();
    let (good, broken) = (Script::good(Service::Relay), Script { hole: Hole::Buffered, ..Script::good(Service::Relay) });
    let (good, broken) = (good.start(&made), broken.start(&made));
    let splits: Vec<Variant> = (1..16).map(Variant::SplitAt).collect();
    let mut limits = kakitome_probe::Limits::default();
    limits.connections = 64;
    let report = run("localhost", &[good], &made.anchors(), limits, Some(&splits)).doors.remove(0);
    assert_eq!(bad(&report), [], "{:#?}", report.findings);
    // up to the end of STARTTLS the rest comes in one segment with the command
    for cut in [1, 5, 9] {
        let report = run("localhost", &[broken], &made.anchors(), limits, Some(&[Variant::SplitAt(cut)])).doors.remove(0);
        assert_eq!(bad(&report), [Check::Injection], "cut {cut}: {:#?}", report.findings);
    }
}

#[test]
fn a_server_that_says_yes_to_everything_has_no_hole() {
    let made = Made::good();
    let report = at(Script { agreeable: true, ..Script::good(Service::Relay) }.start(&made), &made.anchors());
    assert!(!report.has(Check::Injection), "{:#?}", report.findings);
    assert_eq!(bad(&report), [Check::InjectionUnsure], "{:#?}", report.findings);
}

#[test]
fn what_is_answered_in_clear_is_not_called_the_hole() {
    let made = Made::good();
    let report = at(Script { hole: Hole::AnsweredInClear, ..Script::good(Service::Relay) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::InjectionAnswered], "{:#?}", report.findings);
}

#[test]
fn t03_a_sender_that_outlives_the_handshake_is_seen() {
    let made = Made::good();
    let report = at(Script { keeps_state: true, ..Script::good(Service::Submission) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::StateKept], "{:#?}", report.findings);
}

#[test]
fn t05_starttls_that_is_missing_or_refused_is_seen() {
    let made = Made::good();
    let none: &[(Service, &[&str])] =
        &[(Service::Relay, &["8BITMIME"]), (Service::Pop3, &["TOP"]), (Service::Imap, &["LOGINDISABLED"]), (Service::Sieve, &[])];
    for &(service, clear) in none {
        let report = at(Script { clear, ..Script::good(service) }.start(&made), &made.anchors());
        assert_eq!(bad(&report), [Check::StarttlsMissing], "{service:?}: {:#?}", report.findings);
        assert_eq!((report.points(), report.connections), (Some(20), 1));
    }
    let report = at(Script { refuses: true, ..Script::good(Service::Relay) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::StarttlsRefused], "{:#?}", report.findings);
}

#[test]
fn t10_login_that_is_offered_before_tls_is_seen() {
    let made = Made::good();
    let bare: &[(Service, &[&str])] = &[
        (Service::Submission, &["STARTTLS", "AUTH PLAIN LOGIN"]),
        (Service::Pop3, &["STLS", "USER"]),
        (Service::Imap, &["STARTTLS"]),
        (Service::Sieve, &["\"SASL\" \"PLAIN\"", "\"STARTTLS\""]),
    ];
    for &(service, clear) in bare {
        let report = at(Script { clear, ..Script::good(service) }.start(&made), &made.anchors());
        assert_eq!(bad(&report), [Check::AuthClear], "{service:?}: {:#?}", report.findings);
    }
    let clear: &[&str] = &["STARTTLS", "AUTH CRAM-MD5"];
    let report = at(Script { clear, ..Script::good(Service::Submission) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::AuthClearChallenge]);
}

#[test]
fn t09_starttls_inside_tls_is_seen() {
    let made = Made::good();
    let report = at(Script { inside: &["STARTTLS"], ..Script::good(Service::Relay) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::StarttlsInside], "{:#?}", report.findings);
}

/// The server of 2011 as it stood in the field: its greeting, its list, and the buffer that outlives the handshake.
#[test]
fn t01_postfix_2_x_as_it_was_is_seen() {
    let made = Made::good();
    let clear: &[&str] = &["PIPELINING", "SIZE 10240000", "VRFY", "ETRN", "STARTTLS", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN"];
    let inside: &[&str] = &["PIPELINING", "SIZE 10240000", "VRFY", "ETRN", "AUTH PLAIN LOGIN", "ENHANCEDSTATUSCODES", "8BITMIME", "DSN"];
    for service in [Service::Relay, Service::Submission] {
        let greeting = Some(b"220 mta.test ESMTP Postfix (2.7.1)\r\n".to_vec());
        let report = at(Script { hole: Hole::Buffered, greeting, clear, inside, ..Script::good(service) }.start(&made), &made.anchors());
        assert_eq!(bad(&report), [Check::Injection], "{service:?}: {:#?}", report.findings);
        let mended = Some(b"220 mta.test ESMTP Postfix (2.7.3)\r\n".to_vec());
        let report = at(Script { greeting: mended, clear, inside, ..Script::good(service) }.start(&made), &made.anchors());
        assert_eq!(bad(&report), [], "{service:?}: {:#?}", report.findings);
    }
}

#[test]
fn t06_a_greeting_that_says_that_one_is_logged_in_already_is_seen() {
    let made = Made::good();
    let greeting = Some(b"* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n".to_vec());
    let report = at(Script { greeting, ..Script::good(Service::Imap) }.start(&made), &made.anchors());
    assert_eq!(bad(&report), [Check::Preauth], "{:#?}", report.findings);
    assert_eq!(report.points(), Some(20));
}
