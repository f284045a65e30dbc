//! Name constraints by the matrix of attack row C06: excluded wins, unknown forms refuse, nothing widens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use kakitome_ber::der;
use kakitome_pki::{Anchors, Budget, Certificate, Name, Policy, Purpose, Severity, UnixTime, chain};
use shared::forge::{Forged, Plan, constraints, directory, dns, ip, other, rfc822, smtp_utf8, uri};

/// One CA with constraints, and what is judged below it.
struct Bench {
    root: Forged,
}

impl Bench {
    fn new() -> Self {
        Self { root: Plan::ca("root").root() }
    }

    fn errors(&self, links: &[&Certificate]) -> Vec<&'static str> {
        let links: Vec<Certificate> = links.iter().map(|link| (*link).clone()).collect();
        let anchors = Anchors::from_certificates([self.root.certificate.clone()]);
        let anchor = anchors.iter().next().unwrap();
        let judged = chain::judge(&links, anchor, &[], Purpose::Any, UnixTime::now(), &Policy::default(), &mut Budget::default());
        judged.findings.iter().map(|p| &p.finding).filter(|f| f.severity() == Severity::Error).map(kakitome_pki::Finding::id).collect()
    }

    fn under(&self, permitted: &[Vec<u8>], excluded: &[Vec<u8>], leaf: &Plan) -> Vec<&'static str> {
        let ca = Plan::ca("ca").with("2.5.29.30", true, &constraints(permitted, excluded)).under(&self.root);
        let leaf = leaf.under(&ca);
        self.errors(&[&leaf.certificate, &ca.certificate])
    }
}

fn mail(address: &str) -> Vec<u8> {
    rfc822(address.as_bytes())
}

fn named(names: &[Vec<u8>]) -> Plan {
    Plan::named("x").with_names(names)
}

#[test]
fn c06_mail_addresses() {
    let bench = Bench::new();
    // constraint, name, inside
    let table = [
        ("x.example", mail("a@x.example"), true),
        ("x.example", mail("a@X.EXAMPLE"), true),
        ("X.EXAMPLE", mail("a@x.example"), true),
        ("x.example", mail("a@y.x.example"), false),
        ("x.example", mail("a@notx.example"), false),
        ("x.example", mail("a@x.example.evil"), false),
        (".x.example", mail("a@y.x.example"), true),
        (".x.example", mail("a@z.y.x.example"), true),
        (".x.example", mail("a@x.example"), false),
        (".x.example", mail("a@notx.example"), false),
        ("a@x.example", mail("a@x.example"), true),
        ("a@x.example", mail("b@x.example"), false),
        ("a@x.example", mail("a@y.example"), false),
        ("a@x.example", mail("a@y.x.example"), false),
        ("a@X.example", mail("a@x.EXAMPLE"), true),
        ("*@x.example", mail("a@x.example"), false),
        ("*@x.example", mail("*@x.example"), true),
        ("xn--r8jz45g.jp", mail("a@xn--r8jz45g.jp"), true),
        ("xn--r8jz45g.jp", mail("a@XN--r8jz45g.jp"), true),
        ("x.example", smtp_utf8("書留@x.example"), true),
        ("x.example", smtp_utf8("書留@y.example"), false),
        ("xn--r8jz45g.jp", smtp_utf8("書留@例え.jp"), true),
        ("a@x.example", smtp_utf8("書留@x.example"), false),
    ];
    for (constraint, name, inside) in &table {
        let leaf = named(std::slice::from_ref(name));
        let permitted = bench.under(&[mail(constraint)], &[], &leaf);
        assert_eq!(permitted.is_empty(), *inside, "permitted {constraint}: {permitted:?}");
        let excluded = bench.under(&[], &[mail(constraint)], &leaf);
        assert_eq!(excluded.is_empty(), !*inside, "excluded {constraint}: {excluded:?}");
        // excluded wins over permitted, in one CA and in two
        let both = bench.under(&[mail(constraint)], &[mail(constraint)], &leaf);
        assert!(!both.is_empty(), "{constraint}");
    }
}

#[test]
fn c06_in_doubt_excluded_and_not_permitted() {
    let bench = Bench::new();
    for (permitted, excluded, name) in [
        // case of a local part: excluded without regard to it, permitted exactly
        (vec![], vec![mail("a@x.example")], mail("A@x.example")),
        (vec![mail("a@x.example")], vec![], mail("A@x.example")),
        // constraints and names that are none of their form
        (vec![mail("a@b@x.example")], vec![], mail("a@x.example")),
        (vec![], vec![mail("a@b@x.example")], mail("c@x.example")),
        (vec![mail("x.example ")], vec![], mail("a@x.example")),
        (vec![], vec![mail("x.example\0")], mail("a@x.example")),
        (vec![mail("x.example")], vec![], mail("a@x.example\0")),
        (vec![mail("x.example")], vec![], mail("x.example")),
        (vec![mail("x.example")], vec![], mail("")),
        (vec![], vec![mail("evil.example")], mail("")),
        (vec![], vec![mail("evil.example")], mail("a@evil.example ")),
        // the empty constraint: everything is excluded, nothing permitted
        (vec![], vec![mail("")], mail("a@x.example")),
        (vec![mail("")], vec![], mail("a@x.example")),
        // forms that cannot be compared
        (vec![], vec![smtp_utf8("書@x.example")], smtp_utf8("書留@x.example")),
        (vec![smtp_utf8("書留@x.example")], vec![], smtp_utf8("書留@x.example")),
        (vec![], vec![other("1.2.3", &der::null())], other("1.2.3", &der::utf8_string("a"))),
        (vec![], vec![der::context_primitive(8, &[0x2a, 0x03])], der::context_primitive(8, &[0x2a, 0x04])),
    ] {
        let errors = bench.under(&permitted, &excluded, &named(std::slice::from_ref(&name)));
        assert!(!errors.is_empty(), "permitted {permitted:?} excluded {excluded:?} name {name:?}");
    }
}

#[test]
fn c06_every_name_and_every_constraint_counts() {
    let bench = Bench::new();
    let leaf = |names: &[&str]| named(&names.iter().map(|name| mail(name)).collect::<Vec<_>>());
    let permitted = [mail("x.example"), mail("b@y.example")];
    assert_eq!(bench.under(&permitted, &[], &leaf(&["a@x.example", "b@y.example"])), [""; 0]);
    // several constraints with the same local part (CVE-2026-27137)
    assert_eq!(bench.under(&[mail("a@x.example"), mail("a@y.example")], &[], &leaf(&["a@x.example", "a@y.example"])), [""; 0]);
    assert_eq!(bench.under(&[], &[mail("a@x.example"), mail("a@y.example")], &leaf(&["a@y.example"])), ["pki.name-excluded"]);
    assert_eq!(bench.under(&[], &[mail("a@x.example"), mail("a@y.example")], &leaf(&["a@x.example"])), ["pki.name-excluded"]);
    assert_eq!(bench.under(&permitted, &[], &leaf(&["a@x.example", "a@y.example"])), ["pki.name-not-permitted"]);
    assert_eq!(bench.under(&permitted, &[mail("a@x.example")], &leaf(&["b@x.example", "a@x.example"])), ["pki.name-excluded"]);
    // other forms are not touched by a constraint on mail
    assert_eq!(bench.under(&[mail("x.example")], &[], &named(&[mail("a@x.example"), dns(b"evil.example")])), [""; 0]);
    assert_eq!(bench.under(&[mail("x.example")], &[], &named(&[other("1.2.3", &der::null())])), [""; 0]);
}

#[test]
fn c06_addresses_in_the_subject_are_constrained() {
    let bench = Bench::new();
    let subject = |address: &str| Name::build(&[("CN", "x"), ("emailAddress", address)]).unwrap().as_der().to_vec();
    let plain = |address| Plan { subject: subject(address), ..Plan::named("x") };
    assert_eq!(bench.under(&[mail("x.example")], &[], &plain("a@x.example")), [""; 0]);
    assert_eq!(bench.under(&[mail("x.example")], &[], &plain("a@evil.example")), ["pki.name-not-permitted"]);
    assert_eq!(bench.under(&[], &[mail("evil.example")], &plain("a@evil.example")), ["pki.name-excluded"]);
    let both = plain("a@evil.example").with_names(&[mail("a@x.example")]);
    assert_eq!(bench.under(&[mail("x.example")], &[], &both), ["pki.name-not-permitted"]);
}

#[test]
fn c06_other_forms() {
    let bench = Bench::new();
    let dn = |attributes: &[(&str, &str)]| directory(&Name::build(attributes).unwrap());
    // constraint, name, inside
    let table = [
        (dns(b"x.example"), dns(b"x.example"), true),
        (dns(b"x.example"), dns(b"a.b.x.example"), true),
        (dns(b"x.example"), dns(b"notx.example"), false),
        (uri(b"x.example"), uri(b"http://x.example/p"), true),
        (uri(b"x.example"), uri(b"http://y.x.example/p"), false),
        (uri(b".x.example"), uri(b"https://u@y.x.example:8443/p?q"), true),
        (uri(b"x.example"), uri(b"http://x.example@evil.example/"), false),
        (ip(&[192, 0, 2, 0, 255, 255, 255, 0]), ip(&[192, 0, 2, 7]), true),
        (ip(&[192, 0, 2, 0, 255, 255, 255, 0]), ip(&[192, 0, 3, 7]), false),
        (dn(&[("C", "JP")]), dn(&[("C", "JP"), ("O", "a")]), true),
        (dn(&[("C", "jp")]), dn(&[("C", "JP")]), true),
        (dn(&[("C", "JP"), ("O", "a")]), dn(&[("C", "JP"), ("O", "A ")]), true),
        (dn(&[("C", "JP"), ("O", "a")]), dn(&[("C", "JP"), ("O", "b")]), false),
        (dn(&[("O", "a")]), dn(&[("C", "JP"), ("O", "a")]), false),
    ];
    for (constraint, name, inside) in &table {
        let plan = || Plan { subject: Name::build(&[]).unwrap().as_der().to_vec(), ..Plan::named("x") };
        let leaf = plan().with_names(std::slice::from_ref(name));
        let permitted = bench.under(std::slice::from_ref(constraint), &[], &leaf);
        assert_eq!(permitted.is_empty(), *inside, "{constraint:?} {permitted:?}");
        let excluded = bench.under(&[], std::slice::from_ref(constraint), &leaf);
        assert_eq!(excluded.is_empty(), !*inside, "{constraint:?} {excluded:?}");
    }
    // in doubt: a wildcard over what is excluded (CVE-2025-61727), leading dots, addresses with a mask, URIs without a host
    for (permitted, excluded, name) in [
        (vec![], vec![dns(b"secret.x.example")], dns(b"*.x.example")),
        (vec![dns(b"a.x.example")], vec![], dns(b"*.x.example")),
        (vec![dns(b".x.example")], vec![], dns(b"a.x.example")),
        (vec![], vec![dns(b".x.example")], dns(b"a.x.example")),
        (vec![ip(&[192, 0, 2, 0])], vec![], ip(&[192, 0, 2, 0])),
        (vec![ip(&[192, 0, 2, 0, 255, 255, 255, 0])], vec![], ip(&[192, 0, 2, 0, 255, 255, 255, 0])),
        (vec![], vec![uri(b"x.example")], uri(b"mailto:a@x.example")),
        (vec![], vec![uri(b"x.example")], uri(b"http://192.0.2.1/")),
    ] {
        let errors = bench.under(&permitted, &excluded, &named(std::slice::from_ref(&name)));
        assert!(!errors.is_empty(), "permitted {permitted:?} excluded {excluded:?} name {name:?}");
    }
}

#[test]
fn c06_constraints_add_up_along_the_path() {
    let bench = Bench::new();
    let top = Plan::ca("top").with("2.5.29.30", true, &constraints(&[mail("x.example")], &[])).under(&bench.root);
    let wide = Plan::ca("wide").with("2.5.29.30", true, &constraints(&[mail("x.example"), mail("evil.example")], &[])).under(&top);
    let leaf = |address| named(&[mail(address)]).under(&wide);
    let errors = |address| bench.errors(&[&leaf(address).certificate, &wide.certificate, &top.certificate]);
    assert_eq!(errors("a@x.example"), [""; 0]);
    assert_eq!(errors("a@evil.example"), ["pki.name-not-permitted"]);
    // a self-issued CA is passed over, a self-issued leaf is not
    let outside = Plan::ca("ca").with_names(&[mail("a@evil.example")]);
    let first = Plan::ca("ca").with("2.5.29.30", true, &constraints(&[mail("x.example")], &[])).under(&bench.root);
    let again = outside.under(&first);
    let good = named(&[mail("a@x.example")]).under(&again);
    assert_eq!(bench.errors(&[&good.certificate, &again.certificate, &first.certificate]), [""; 0]);
    let leaf = Plan::named("ca").with_names(&[mail("a@evil.example")]).under(&first);
    assert_eq!(bench.errors(&[&leaf.certificate, &first.certificate]), ["pki.name-not-permitted"]);
}

#[test]
fn c06_constraints_that_say_nothing_or_too_much_are_refused() {
    let bench = Bench::new();
    let minimum = der::sequence(&[&der::context(0, &[&der::sequence(&[&mail("x.example"), &der::context_primitive(0, &[1])])])]);
    let maximum = der::sequence(&[&der::context(0, &[&der::sequence(&[&mail("x.example"), &der::context_primitive(1, &[1])])])]);
    for value in [der::sequence(&[]), der::sequence(&[&der::context(0, &[])]), minimum, maximum] {
        let ca = Plan::ca("ca").with("2.5.29.30", true, &value).under(&bench.root);
        let leaf = named(&[mail("a@x.example")]).under(&ca);
        assert_eq!(bench.errors(&[&leaf.certificate, &ca.certificate]), ["pki.malformed-extension"]);
    }
    // in a leaf, critical
    let leaf = named(&[mail("a@x.example")]).with("2.5.29.30", true, &constraints(&[mail("x.example")], &[])).under(&bench.root);
    assert_eq!(bench.errors(&[&leaf.certificate]), ["pki.misplaced-extension"]);
}

#[test]
fn c06_the_anchors_own_constraints_bind() {
    let root = Plan::ca("root").with("2.5.29.30", true, &constraints(&[mail("x.example")], &[])).root();
    let bench = Bench { root };
    let leaf = |address| named(&[mail(address)]).under(&bench.root);
    assert_eq!(bench.errors(&[&leaf("a@x.example").certificate]), [""; 0]);
    assert_eq!(bench.errors(&[&leaf("a@y.example").certificate]), ["pki.name-not-permitted"]);
}
