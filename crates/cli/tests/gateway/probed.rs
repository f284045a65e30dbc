//! Our own doors under our own probe: clean at every split of the injected bytes (rows T01 to T03, T05, T09, T10, T13 turned round).

use kakitome_pki::{Anchors, UnixTime};
use kakitome_probe::{Check, Door, Host, HostReport, Limits, Probe, Service, Severity, Variant, probe};

use crate::support::home::Home;
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::tls::Certificate;

fn probed(doors: &[Door], anchors: &Anchors, variants: Option<&[Variant]>) -> HostReport {
    let host: Host = "door.test".parse().unwrap();
    let mut limits = Limits::default();
    limits.connections = 64;
    let addresses = ["127.0.0.1".parse().unwrap()];
    let asked = Probe { host: &host, doors, anchors, now: UnixTime::now(), limits, variants, addresses: Some(&addresses) };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(probe(&asked, |_| {})).unwrap()
}

#[test]
fn t01_t02_t03_t10_t13_our_own_doors_are_clean_under_the_probe_at_every_split() {
    let home = Home::new();
    let sink = Sink::start();
    let certificate = Certificate::make(home.scratch(), "door");
    let tls = certificate.for_listener();
    let doors = format!(
        "\n[[listener]]\nkind = \"submission\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n{tls}\n\
         [[listener]]\nkind = \"submission-starttls\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n{tls}"
    );
    home.configure_with(sink.address, &format!("{tls}starttls = \"optional\"\n"), &doors);
    let serve = Serve::start(&home);
    let port = |line: String| line.rsplit(':').next().unwrap().parse::<u16>().unwrap();
    let submission = port(serve.wait_for("listening submission "));
    let starttls = port(serve.wait_for("listening submission-starttls "));
    let anchors = Anchors::from_bytes(&std::fs::read(&certificate.authority).unwrap()).unwrap();
    let clear = [
        Door { port: serve.relay.port(), service: Service::Relay, implicit: false },
        Door { port: starttls, service: Service::Submission, implicit: false },
    ];
    let implicit = [Door { port: submission, service: Service::Submission, implicit: true }];
    // the usual variants, then every cut of STARTTLS and what is slipped in behind it
    let splits: Vec<Variant> = (1..16).map(Variant::SplitAt).collect();
    for (doors, variants) in [(&clear[..], None), (&clear[..], Some(&splits[..])), (&implicit[..], None)] {
        let report = probed(doors, &anchors, variants);
        assert_eq!(report.doors.len(), doors.len());
        for door in &report.doors {
            let bad: Vec<_> = door.findings.iter().filter(|one| one.severity >= Severity::Undecided).collect();
            assert!(bad.is_empty(), "{} {bad:?}", door.door);
            assert!(door.has(Check::CertGood) && door.has(Check::TlsCurrent), "{:?}", door.findings);
            if !door.door.implicit {
                assert!(door.has(Check::InjectionNone) && door.has(Check::StateForgotten), "{:?}", door.findings);
            }
            if door.door.service == Service::Submission {
                assert!(door.offered_inside.iter().any(|line| line.starts_with("AUTH")), "{:?}", door.offered_inside);
                assert!(!door.offered_clear.iter().any(|line| line.starts_with("AUTH")), "{:?}", door.offered_clear);
            }
        }
    }
}
