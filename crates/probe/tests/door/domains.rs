//! Domains, each broken in one way: the fault is found, no other is invented. A signed name system, a web server and mail servers of
//! our own; nothing leaves loopback.

use std::collections::HashMap;
use std::sync::Arc;

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_dns::{Anchor, DomainName, Limits as NameLimits, Resolver, Servers};
use kakitome_fetch::{Fetcher, Rules};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_probe::{Check, DomainProbe, DomainReport, Limits, Named, Outcome, Service, Severity, probe_domain};
use kakitome_transport::{Demand, Mode, StsHop};

use crate::certificates::Made;
use crate::fixture::Script;
use crate::policies::{answer, policy, start};
use crate::skip;
use crate::zone::{self, NameServer, Signing, Zone};

const WEEKS: u32 = 1_209_600;
const STS: &str = "_mta-sts IN TXT \"v=STSv1; id=1;\"\nmta-sts IN A 127.0.0.1\n";
const REPORTS: &str = "_smtp._tls IN TXT \"v=TLSRPTv1; rua=mailto:tls@example.jp\"\n";
const MX: &str = "@ IN MX 10 mx\nmx IN A 127.0.0.1\n";

/// One domain and what must be found about it.
struct Case {
    zone: Zone,
    answer: Option<Vec<u8>>,
    expected: Vec<Check>,
}

fn case(name: &'static str, signing: Signing, records: String, answer: Option<Vec<u8>>, expected: &[Check]) -> Case {
    Case { zone: Zone::new(name, signing, records), answer, expected: expected.to_vec() }
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn tlsa(made: &Made) -> String {
    let leaf = Certificate::from_der(made.chain[0].to_vec()).unwrap();
    format!("_25._tcp.mx IN TLSA 3 1 1 {}\n", hex(digest(DigestAlgorithm::Sha256, leaf.spki()).unwrap().as_bytes()))
}

/// The names of the zones that get a certificate for mx and mta-sts.
fn certificate(zones: &[&str]) -> Made {
    let names: Vec<String> =
        zones.iter().flat_map(|zone| [format!("mx.{zone}"), format!("mta-sts.{zone}"), format!("real.{zone}")]).collect();
    Made::with(&names.iter().map(String::as_str).collect::<Vec<_>>(), |_| {})
}

/// What answers.
struct World {
    names: NameServer,
    made: Made,
    policies: u16,
    mail: u16,
}

impl World {
    fn probe(&self, domain: &str, anchor: &Anchor) -> DomainReport {
        let mut limits = NameLimits::default();
        limits.again = 1;
        let resolver = Resolver::new(&Servers::At(vec![self.names.address]), anchor, limits).unwrap();
        let mut rules = Rules::default();
        rules.ports = vec![self.policies];
        rules.allowed = vec!["127.0.0.0/8".parse().unwrap()];
        let fetcher = Fetcher::with_resolver(rules, self.client(), Arc::new(Named(resolver.unchecked().unwrap()))).unwrap();
        let domain: DomainName = domain.parse().unwrap();
        let anchors = self.made.anchors();
        let asked = DomainProbe {
            domain: &domain,
            resolver: &resolver,
            fetcher: &fetcher,
            anchors: &anchors,
            now: UnixTime::now(),
            limits: Limits::default(),
            smtp_port: self.mail,
            policy_port: self.policies,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(probe_domain(&asked, |_| {}))
    }

    fn client(&self) -> rustls::ClientConfig {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.made.root_der.clone().into()).unwrap();
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth()
    }

    fn anchor(&self) -> Anchor {
        Anchor::read(&self.names.anchor).unwrap()
    }
}

fn bad(report: &DomainReport) -> Vec<Check> {
    let mut found: Vec<Check> = report.own_findings().filter(|one| one.severity >= Severity::Undecided).map(|one| one.check).collect();
    found.sort_by_key(|check| check.id());
    found
}

fn world(cases: Vec<Case>, made: Made, script: Script) -> (World, Vec<(&'static str, Vec<Check>)>) {
    let answers: HashMap<String, Vec<u8>> =
        cases.iter().filter_map(|case| Some((format!("mta-sts.{}", case.zone.name), case.answer.clone()?))).collect();
    let policies = start(&made, answers);
    let mail = script.start(&made).port;
    let (mut zones, mut expected) = (Vec::new(), Vec::new());
    for case in cases {
        expected.push((case.zone.name, case.expected));
        zones.push(case.zone);
    }
    (World { names: zone::start(&zones), made, policies, mail }, expected)
}

fn hold(world: &World, expected: &[(&'static str, Vec<Check>)]) {
    std::thread::scope(|scope| {
        for (domain, checks) in expected {
            scope.spawn(move || {
                let mut checks = checks.clone();
                checks.sort_by_key(|check| check.id());
                let report = world.probe(domain, &world.anchor());
                assert_eq!(bad(&report), checks, "{domain}: {report:#?}");
            });
        }
    });
}

fn missing(test: &str) -> bool {
    let missing = zone::missing();
    if let Some(missing) = missing {
        skip(test, &format!("{missing} is not here"));
    }
    missing.is_some()
}

#[test]
fn a_good_domain_has_no_fault() {
    if missing("a_good_domain_has_no_fault") {
        return;
    }
    let made = certificate(&["good.example"]);
    let records = format!("{MX}{STS}{REPORTS}{}", tlsa(&made));
    let good = case("good.example", Signing::Good, records, Some(policy("enforce", "*.good.example", WEEKS)), &[]);
    let (world, _) = world(vec![good], made, Script::good(Service::Relay));
    let report = world.probe("good.example", &world.anchor());
    assert_eq!(bad(&report), [], "{report:#?}");
    assert_eq!((report.outcome(), report.points()), (Outcome::Good, Some(100)), "{report:#?}");
    for check in [Check::MxFound, Check::StsEnforce, Check::ReportFound, Check::DaneGood, Check::StsHostGood] {
        assert!(report.own_findings().any(|one| one.check == check), "{check:?}: {report:#?}");
    }
    assert!(report.proof.is_secure() && matches!(report.servers[0].demand, Demand::Dane(_)));
    assert_eq!(report.policy.as_ref().map(|policy| policy.mode), Some(Mode::Enforce));
    let host = report.servers[0].host.as_ref().unwrap().as_ref().unwrap();
    assert!(host.doors[0].has(Check::CertGood) && host.doors[0].has(Check::InjectionNone), "{host:#?}");
    // name servers whose answers cannot be checked: said so, and the rest is told without proof
    let unproven = world.probe("good.example", &Anchor::iana());
    assert_eq!(bad(&unproven), [Check::DaneInsecure, Check::DnssecUnusable], "{unproven:#?}");
    assert_eq!(unproven.servers[0].demand, Demand::Sts(StsHop { enforced: true, named: true }));
}

#[test]
fn every_fault_of_a_policy_is_found_and_none_is_invented() {
    if missing("every_fault_of_a_policy_is_found_and_none_is_invented") {
        return;
    }
    let all = format!("{MX}{STS}{REPORTS}");
    let good = |name: &str| policy("enforce", &format!("mx.{name}"), WEEKS);
    let one = |name: &'static str, answer: Vec<u8>, expected: &[Check]| case(name, Signing::None, all.clone(), Some(answer), expected);
    let with = |name: &'static str, records: String, expected: &[Check]| case(name, Signing::None, records, Some(good(name)), expected);
    let long = answer("200 OK", "text/plain", &[b' '; 100_000]);
    let cases = vec![
        one("fine.example", good("fine.example"), &[]),
        one("testing.example", policy("testing", "mx.testing.example", WEEKS), &[Check::StsTesting]),
        one("unnamed.example", policy("enforce", "mx.other.example", WEEKS), &[Check::StsUnnamed]),
        one("trial.example", policy("testing", "mx.other.example", WEEKS), &[Check::StsTesting, Check::StsUnnamed]),
        one("short.example", policy("enforce", "mx.short.example", 3600), &[Check::StsShortAge]),
        one("none.example", policy("none", "mx.none.example", WEEKS), &[Check::TransportOpen]),
        one("moved.example", answer("301 Moved\r\nLocation: https://mta-sts.fine.example/", "text/plain", b""), &[Check::StsRedirect]),
        one("html.example", answer("200 OK", "text/html", b"version: STSv1"), &[Check::StsContentType]),
        one("long.example", long, &[Check::StsTooLong]),
        one("page.example", answer("200 OK", "text/plain", b"<html>hello</html>"), &[Check::StsPolicyFault]),
        case("lost.example", Signing::None, all.clone(), None, &[Check::StsFetch]),
        // the web server has no certificate for it
        one("stranger.example", good("stranger.example"), &[Check::StsFetch]),
        with("hostless.example", format!("{MX}{REPORTS}_mta-sts IN TXT \"v=STSv1; id=1;\"\n"), &[Check::StsFetch]),
        with("twice.example", format!("{all}_mta-sts IN TXT \"v=STSv1; id=2;\"\n"), &[Check::StsRecordFault]),
        with(
            "numberless.example",
            format!("{MX}{REPORTS}_mta-sts IN TXT \"v=STSv1;\"\nmta-sts IN A 127.0.0.1\n"),
            &[Check::StsRecordFault],
        ),
        with("silent.example", format!("{MX}{STS}"), &[Check::ReportNone]),
        with("misreport.example", format!("{MX}{STS}_smtp._tls IN TXT \"v=TLSRPTv1; rua=tls@example.jp\"\n"), &[Check::ReportFault]),
        with("plain.example", MX.to_owned(), &[Check::TransportOpen]),
    ];
    let named: Vec<&str> = cases.iter().map(|case| case.zone.name).filter(|name| *name != "stranger.example").collect();
    let made = certificate(&named);
    let (world, expected) = world(cases, made, Script::good(Service::Relay));
    hold(&world, &expected);
}

#[test]
fn every_fault_of_names_and_dane_is_found_and_none_is_invented() {
    if missing("every_fault_of_names_and_dane_is_found_and_none_is_invented") {
        return;
    }
    let names =
        ["mismatch.example", "unproven.example", "unusable.example", "mixed.example", "alias.example", "unknown.example", "direct.example"];
    let made = certificate(&[&names[..], &["homeless.example"]].concat());
    let (own, wrong) = (tlsa(&made), format!("_25._tcp.mx IN TLSA 3 1 1 {}\n", "00".repeat(32)));
    let signed = |name, records: String, expected: &[Check]| case(name, Signing::Good, records + REPORTS, None, expected);
    let enforced = |name: &'static str, records: String, mx: &str, expected: &[Check]| {
        case(name, Signing::Good, format!("{records}{STS}{REPORTS}"), Some(policy("enforce", mx, WEEKS)), expected)
    };
    let cases = vec![
        signed("mismatch.example", format!("{MX}{wrong}"), &[Check::DaneMismatch]),
        case("unproven.example", Signing::None, format!("{MX}{own}"), None, &[Check::DaneInsecure, Check::TransportOpen]),
        signed(
            "unusable.example",
            format!("{MX}_25._tcp.mx IN TLSA 1 1 1 {}\n", "00".repeat(32)),
            &[Check::DaneMisused, Check::DaneUnusable],
        ),
        signed("mixed.example", format!("{MX}{own}_25._tcp.mx IN TLSA 3 1 1 {}\n", "00".repeat(31)), &[Check::DaneMisused]),
        enforced(
            "alias.example",
            "@ IN MX 10 mx\nmx IN CNAME real\nreal IN A 127.0.0.1\n".to_owned(),
            "mx.alias.example",
            &[Check::MxAlias],
        ),
        enforced("homeless.example", "@ IN MX 10 mx\n".to_owned(), "mx.homeless.example", &[Check::MxNoAddress]),
        // the mail server shows a certificate of other names
        enforced("other.example", "@ IN MX 10 mx\nmx IN A 127.0.0.1\n".to_owned(), "mx.other.example", &[Check::StsFetch]),
        signed("unknown.example", MX.to_owned(), &[Check::DaneUnknown, Check::TransportOpen]),
        case("_tcp.mx.unknown.example", Signing::Broken, String::new(), None, &[Check::DnsUndecided]),
        signed("null.example", "@ IN MX 0 .\n".to_owned(), &[]),
        case("expired.example", Signing::Expired, MX.to_owned(), None, &[Check::DnsBogus]),
        case("stranger.example", Signing::Stranger, MX.to_owned(), None, &[Check::DnsBogus]),
        case("broken.example", Signing::Broken, String::new(), None, &[Check::DnsUndecided]),
    ];
    let (world, mut expected) = world(cases, made, Script::good(Service::Relay));
    expected.retain(|(name, _)| *name != "_tcp.mx.unknown.example");
    expected.push(("gone.example", vec![Check::MxNoName]));
    hold(&world, &expected);
    let report = world.probe("mixed.example", &world.anchor());
    assert!(report.own_findings().any(|one| one.check == Check::DaneGood), "{report:#?}");
    let report = world.probe("unusable.example", &world.anchor());
    assert_eq!(report.servers[0].demand, Demand::Encrypted);
}

#[test]
fn t05_t08_servers_that_fall_short_of_what_is_demanded_are_seen() {
    if missing("t05_t08_servers_that_fall_short_of_what_is_demanded_are_seen") {
        return;
    }
    let demanding = |made: &Made, expected: &[Check]| {
        case(
            "short.example",
            Signing::Good,
            format!("{MX}{STS}{REPORTS}{}", tlsa(made)),
            Some(policy("enforce", "mx.short.example", WEEKS)),
            expected,
        )
    };
    // no STARTTLS
    let made = certificate(&["short.example"]);
    let stripped = Script { clear: &["8BITMIME"], ..Script::good(Service::Relay) };
    let (stripped, expected) = world(vec![demanding(&made, &[Check::DaneNoTls, Check::StsNoTls])], made, stripped);
    hold(&stripped, &expected);
    // expired: DANE with the server's own key does not look at the time, MTA-STS does
    let now = UnixTime::now().0;
    let expired = Made::with(&["mx.short.example", "mta-sts.short.example"], |params| {
        params.not_before = crate::certificates::moment(now - 90 * 86_400);
        params.not_after = crate::certificates::moment(now - 86_400);
    });
    let (old, _) = world(vec![demanding(&expired, &[])], expired, Script::good(Service::Relay));
    // the web server's certificate is the same one, and so no policy is had
    let report = old.probe("short.example", &old.anchor());
    assert_eq!(bad(&report), [Check::StsFetch], "{report:#?}");
    assert!(report.own_findings().any(|one| one.check == Check::DaneGood), "{report:#?}");
    // nobody listens
    let made = certificate(&["short.example"]);
    let (mut closed, expected) = world(vec![demanding(&made, &[Check::HostUnseen])], made, Script::good(Service::Relay));
    closed.mail = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    hold(&closed, &expected);
}
