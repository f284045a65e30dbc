//! Servers that stall, flood, hang up or speak something else: the probe comes back in time, and calls nothing a fault of TLS.

use std::time::{Duration, Instant};

use kakitome_probe::{Check, Door, Outcome, Service};

use crate::certificates::Made;
use crate::fixture::{Script, Shake};
use crate::{bad, impatient, run};

fn within(script: Script, longest: Duration) -> Vec<Check> {
    let made = Made::good();
    let door = script.start(&made);
    let begun = Instant::now();
    let report = run("localhost", &[door], &made.anchors(), impatient(), None).doors.remove(0);
    assert!(begun.elapsed() < longest, "{:?}: {:#?}", begun.elapsed(), report.findings);
    assert_eq!(report.outcome(), Outcome::Undecided, "{report:#?}");
    bad(&report)
}

const SOON: Duration = Duration::from_secs(15);

#[test]
fn a_server_that_says_nothing_is_left() {
    assert_eq!(within(Script { silent: true, ..Script::good(Service::Relay) }, SOON), [Check::Stalled]);
    assert_eq!(within(Script { silent: true, ..Script::implicit(Service::Imap) }, SOON), [Check::Stalled]);
}

#[test]
fn a_handshake_that_stalls_is_left() {
    assert_eq!(within(Script { shake: Shake::Stalls, ..Script::good(Service::Pop3) }, SOON), [Check::Stalled]);
}

#[test]
fn a_server_that_never_ends_is_left() {
    assert_eq!(within(Script { floods: true, ..Script::good(Service::Relay) }, SOON), [Check::Flooded]);
}

#[test]
fn another_protocol_is_named() {
    let banners: [&[u8]; 6] =
        [b"HTTP/1.1 400 Bad Request\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\x00\xff\xfe\r\n", b"\r\n", b"999 x\r\n", &[b'A'; 20_000]];
    std::thread::scope(|scope| {
        for banner in banners {
            for service in [Service::Relay, Service::Pop3, Service::Imap, Service::Sieve] {
                scope.spawn(move || {
                    let script = Script { greeting: Some(banner.to_vec()), ..Script::good(service) };
                    assert_eq!(within(script, SOON), [Check::NotProtocol], "{service:?} {:?}", String::from_utf8_lossy(banner));
                });
            }
        }
    });
}

#[test]
fn a_server_that_does_not_want_us_is_quoted_without_its_tricks() {
    let made = Made::good();
    let greeting = Some(b"554 go \x1b[31maway\r\n".to_vec());
    let door = Script { greeting, ..Script::good(Service::Relay) }.start(&made);
    let report = run("localhost", &[door], &made.anchors(), impatient(), None).doors.remove(0);
    assert_eq!(bad(&report), [Check::TurnedAway]);
    assert!(!format!("{:?}", report.findings).contains("\\u{1b}"), "{:?}", report.findings);
}

#[test]
fn a_port_where_nothing_listens_is_absent() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let door = Door { port: closed, service: Service::Relay, implicit: false };
    let report = run("127.0.0.1", &[door], &Made::good().anchors(), impatient(), None);
    assert_eq!((report.outcome(), report.points()), (Outcome::Absent, None));
    assert!(report.doors[0].has(Check::Closed));
}

#[test]
fn the_whole_probe_ends_in_its_time() {
    let made = Made::good();
    let doors: Vec<Door> = (0..8).map(|_| Script { silent: true, ..Script::good(Service::Relay) }.start(&made)).collect();
    let mut limits = impatient();
    limits.host = Duration::from_millis(1500);
    let begun = Instant::now();
    let report = run("localhost", &doors, &made.anchors(), limits, None);
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    assert!(report.doors.iter().any(|door| door.has(Check::CutShort)), "{report:#?}");
}
