//! Whom does a certificate speak for? Attack rows V11 to V15 of the project's list, by their ids.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use kakitome_pki::{AddressCheck, Certificate, Name, Policy, check_address};
use shared::forge::{Plan, rfc822, smtp_utf8};

fn with_names(names: &[Vec<u8>]) -> Certificate {
    Plan::named("x").with_names(names).root().certificate
}

fn check(from: &str, certificate: &Certificate) -> AddressCheck {
    check_address(from, certificate, &Policy::default())
}

fn ids(check: &AddressCheck) -> Vec<&'static str> {
    check.findings.iter().map(kakitome_pki::Finding::id).collect()
}

#[test]
fn v11_blanks_in_a_certificates_address_never_match() {
    for address in [
        "ceo@x.example ",
        " ceo@x.example",
        "ceo@x.example\t",
        "ceo@ x.example",
        "ceo @x.example",
        "\"ceo \"@x.example",
        "ceo@x.example\r\n",
    ] {
        let certificate = with_names(&[rfc822(address.as_bytes())]);
        for from in ["ceo@x.example", address, address.trim()] {
            let check = check(from, &certificate);
            assert!(!check.is_match(), "{address:?} for {from:?}");
            assert!(ids(&check).iter().any(|id| ["pki.address-unusable", "pki.from-unusable"].contains(id)), "{:?}", check.findings);
        }
    }
    for nbsp in ["ceo@x.example\u{a0}", "ceo\u{a0}@x.example", "ceo@x.example\u{3000}", "書留\u{200b}@x.example"] {
        for certificate in [with_names(&[rfc822(nbsp.as_bytes())]), with_names(&[smtp_utf8(nbsp)])] {
            assert!(!check("ceo@x.example", &certificate).is_match());
            assert!(!check(nbsp, &certificate).is_match());
        }
    }
}

#[test]
fn v12_nul_and_control_octets_never_match() {
    for address in [
        &b"ceo@x.example\0.evil.example"[..],
        b"ceo@x.example\0",
        b"ceo\0@x.example",
        b"ceo@x.example\x01",
        b"ceo@x.example\x7f",
        b"\xff@x.example",
    ] {
        let certificate = with_names(&[rfc822(address)]);
        let check = check("ceo@x.example", &certificate);
        assert!(!check.is_match(), "{address:?}");
        assert_eq!(ids(&check), ["pki.address-unusable", "pki.address-mismatch"]);
        assert!(check.certificate.iter().all(|shown| !shown.contains('\0') && !shown.contains('\u{1}')), "{:?}", check.certificate);
    }
    // in the subject too
    let subject = Name::from_der(&{
        use kakitome_ber::{Tag, der};
        let value = der::element(Tag::IA5_STRING, false, &[b"ceo@x.example\0.evil"]);
        let oid = const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
        der::sequence(&[&der::set_of(&[&der::sequence(&[&der::oid(&oid), &value])])])
    })
    .unwrap();
    let certificate = Plan { subject: subject.as_der().to_vec(), ..Plan::named("x") }.root().certificate;
    assert!(!check("ceo@x.example", &certificate).is_match());
}

#[test]
fn v13_what_is_no_single_address_never_matches() {
    let certificate = with_names(&[rfc822(b"ceo@x.example"), rfc822(b"b@y.example")]);
    for from in [
        "",
        "ceo",
        "@x.example",
        "<ceo@x.example>",
        "ceo@x.example,b@y.example",
        "<ceo@x.example>,<b@y.example>",
        "ceo@x.example b@y.example",
        "group:ceo@x.example;",
        "ceo@x.example <b@y.example>",
        "\"ceo@x.example\"@evil.example",
        "ceo@x.example@evil.example",
        "ceo(x)@x.example",
        "=?utf-8?q?ceo?=@x.example",
        "ceo@x.example.",
        "ceo@x.example\u{202e}",
        "ceo@[x.example]",
    ] {
        let check = check(from, &certificate);
        assert!(!check.is_match(), "{from:?}");
    }
}

#[test]
fn v14_table_of_local_parts_and_domains() {
    let rfc = |address: &str| with_names(&[rfc822(address.as_bytes())]);
    let utf8 = |address: &str| with_names(&[smtp_utf8(address)]);
    for (certificate, from, matches) in [
        (rfc("a@x.example"), "a@x.example", true),
        (rfc("a@x.example"), "a@X.EXAMPLE", true),
        (rfc("a@X.Example"), "a@x.example", true),
        (rfc("a@x.example"), "A@x.example", false),
        (rfc("A@x.example"), "a@x.example", false),
        (rfc("a@x.example"), "a+tag@x.example", false),
        (rfc("a+tag@x.example"), "a@x.example", false),
        (rfc("a.b@x.example"), "ab@x.example", false),
        (rfc("a@x.example"), "a@y.x.example", false),
        (rfc("a@y.x.example"), "a@x.example", false),
        (rfc("a@x.example"), "\"a\"@x.example", true),
        (rfc("\"a\"@x.example"), "a@x.example", true),
        (rfc("a@xn--r8jz45g.jp"), "a@例え.jp", true),
        (rfc("a@XN--R8JZ45G.jp"), "a@例え.jp", true),
        (rfc("a@例え.jp"), "a@例え.jp", false),
        (utf8("書留@例え.jp"), "書留@例え.jp", true),
        (utf8("書留@xn--r8jz45g.jp"), "書留@例え.jp", true),
        (utf8("書留@例え.jp"), "書留@xn--r8jz45g.jp", true),
        (utf8("書留@x.example"), "書留@X.example", true),
        (utf8("書@x.example"), "書留@x.example", false),
        (utf8("é@x.example"), "e\u{301}@x.example", false),
        (utf8("É@x.example"), "é@x.example", false),
        (utf8("a@x.example"), "a@x.example", false),
        (rfc("書留@x.example"), "書留@x.example", false),
        (rfc("a@[192.0.2.1]"), "a@[192.0.2.1]", true),
        (rfc("a@[192.0.2.1]"), "a@192.0.2.1", false),
        (rfc("x.example"), "a@x.example", false),
        (rfc("@x.example"), "a@x.example", false),
        (rfc("*@x.example"), "a@x.example", false),
        (rfc("*@x.example"), "*@x.example", true),
        (rfc("a@*.example"), "a@x.example", false),
        (rfc("a@*.example"), "a@*.example", false),
        (rfc("a@x.example."), "a@x.example", false),
        (rfc("a@xn--a"), "a@xn--a", false),
    ] {
        let check = check(from, &certificate);
        assert_eq!(check.is_match(), matches, "{:?} for {from}: {:?}", check.certificate, check.findings);
        assert!(matches || check.findings.iter().any(|finding| finding.severity() == kakitome_pki::Severity::Error));
    }
}

#[test]
fn v14_folding_is_a_policy_with_a_note() {
    let certificate = with_names(&[rfc822(b"Ceo@x.example")]);
    let mut policy = Policy::default();
    policy.fold_local_part = true;
    let folded = check_address("ceo@x.example", &certificate, &policy);
    assert!(folded.is_match());
    assert_eq!(ids(&folded), ["pki.address-folded"]);
    assert!(!check_address("ce0@x.example", &certificate, &policy).is_match());
}

#[test]
fn v15_the_subject_counts_only_without_an_alternative_name() {
    let subject = Name::build(&[("CN", "other@x.example"), ("emailAddress", "ceo@x.example")]).unwrap().as_der().to_vec();
    let alone = Plan { subject: subject.clone(), ..Plan::named("x") }.root().certificate;
    let found = check("ceo@x.example", &alone);
    assert!(found.is_match());
    assert_eq!(ids(&found), ["pki.address-in-subject"]);
    // a common name is never an address
    assert!(!check("other@x.example", &alone).is_match());
    let mut strict = Policy::default();
    strict.subject_email = false;
    assert_eq!(ids(&check_address("ceo@x.example", &alone, &strict)), ["pki.address-missing"]);
    // any alternative name takes the subject's place, one without addresses too
    for names in [vec![rfc822(b"a@x.example")], vec![shared::forge::dns(b"x.example")]] {
        let certificate = Plan { subject: subject.clone(), ..Plan::named("x") }.with_names(&names).root().certificate;
        assert!(!check("ceo@x.example", &certificate).is_match());
    }
}

#[test]
fn c07_fifty_thousand_addresses_within_a_second_and_a_short_report() {
    let names: Vec<Vec<u8>> = (0..50_000).map(|at| rfc822(format!("user {at}@x.example").as_bytes())).collect();
    let begun = shared::cpu();
    let certificate = with_names(&names);
    let check = check("ceo@x.example", &certificate);
    assert!(shared::cpu() - begun < std::time::Duration::from_secs(1), "{:?}", shared::cpu() - begun);
    assert!(!check.is_match());
    let size: usize = check.findings.iter().flat_map(kakitome_pki::Finding::facts).map(|(_, value)| value.len()).sum();
    assert!(size < 20_000 && check.certificate.len() <= 32, "{size}");
}
