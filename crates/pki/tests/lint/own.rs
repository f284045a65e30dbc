//! What our own CA makes keeps the rules; rules have a day from which they hold; a lint is quick.

use kakitome_crypto::{KeyKind, Signer};
use kakitome_pki::issue::{self, LeafRequest, PolicyChoice};
use kakitome_pki::lint::{LintGroup, LintSeverity, Outcome, Profile, Terms, lint, lint_as, lint_unsigned, rules};
use kakitome_pki::{Certificate, certificates_from};

use crate::shared::house::{House, signer};
use crate::shared::{corpus, cpu};

fn said(certificate: &Certificate) -> Vec<String> {
    let report = lint(certificate).unwrap();
    report.findings().iter().map(|finding| format!("{} ({})", finding.rule.id, finding.found)).collect()
}

#[test]
fn what_our_ca_issues_keeps_every_rule_before_and_after_it_is_signed() {
    let house = House::new();
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519] {
        let owner = signer(kind);
        for emails in [&["noreply@bank.example"][..], &["書留@bank.example"], &["a@bank.example", "b@bank.example"]] {
            let request = LeafRequest {
                subject: None,
                emails,
                spki: owner.public_key(),
                not_before: house.now,
                not_after: issue::not_after(house.now, 365),
                crl_url: "http://ca.bank.example/issuing.crl",
                issuer_url: Some("http://ca.bank.example/issuing.crt"),
                policy: PolicyChoice::default(),
            };
            let unsigned = issue::leaf(&request, &house.issuing, &house.issuing_signer.algorithm(), house.now).unwrap();
            let before = lint_unsigned(&unsigned).unwrap();
            let leaf = Certificate::from_der(unsigned.sign(&house.issuing_signer).unwrap()).unwrap();
            assert_eq!(said(&leaf), Vec::<String>::new(), "{kind:?} {emails:?}");
            assert_eq!(before.findings().len(), 0);
            assert_eq!(before.profile.map(Profile::name).as_deref(), Some("mailbox-strict"));
            assert!(before.asked() > 60, "{}", before.asked());
        }
    }
    assert_eq!(said(&house.root), Vec::<String>::new());
    assert_eq!(said(&house.issuing), Vec::<String>::new());
}

#[test]
fn a_rule_is_not_asked_of_what_was_issued_before_it() {
    let read = |file: &str| {
        let bytes = std::fs::read(corpus().join(file)).unwrap();
        certificates_from(&bytes).unwrap().remove(0)
    };
    let early = lint(&read("zlint/smime/rsa_strict_valid_ku_august_2023.pem")).unwrap();
    let of = |id: &str| early.outcomes.iter().find(|(rule, _)| rule.id == id).unwrap().1.clone();
    assert_eq!(of("br.7-1-2-3-h-san-missing"), Outcome::NotEffective);
    assert!(early.too_early() > 20);
    // the day on which the Legacy generation ended is its own
    let legacy = lint(&read("zlint/smime/ec_legacy_digital_signature_ku.pem")).unwrap();
    let ended = legacy.outcomes.iter().find(|(rule, _)| rule.id == "br.7-1-6-1-legacy-ended").unwrap();
    assert_eq!(ended.1, Outcome::NotEffective);
    assert_eq!(ended.0.since.to_string(), "2025-07-15T00:00:00Z");
}

#[test]
fn a_certificate_can_be_held_to_a_profile_that_it_does_not_state() {
    let house = House::new();
    let owner = signer(KeyKind::P256);
    let leaf = house.leaf(owner.public_key(), &["noreply@bank.example"]);
    let report = lint_as(&leaf, Terms { profile: Profile::from_name("organization-strict"), issued: None }).unwrap();
    let ids: Vec<_> = report.findings().iter().map(|finding| finding.rule.id).collect();
    assert!(ids.contains(&"br.7-1-2-3-a-reserved-policy-missing") && ids.contains(&"br.7-1-4-2-4-attribute-missing"), "{ids:?}");
    assert_eq!(report.worst(), Some(LintSeverity::Error));
    assert_eq!(report.of_group(LintGroup::Organization).len(), 0);
}

#[test]
fn a_certificate_is_linted_within_a_millisecond() {
    let house = House::new();
    let owner = signer(KeyKind::Rsa { bits: 4096 });
    let leaf = house.leaf(owner.public_key(), &["noreply@bank.example"]);
    lint(&leaf).unwrap();
    let times = 50;
    let before = cpu();
    for _ in 0..times {
        assert!(lint(&leaf).unwrap().outcomes.len() == rules().count());
    }
    let each = (cpu() - before) / times;
    assert!(each.as_micros() < 1000, "{each:?}");
}

#[test]
fn a_certificate_with_very_many_names_is_linted_in_the_time_that_it_takes_to_read_it() {
    let house = House::new();
    let owner = signer(KeyKind::P256);
    let emails: Vec<String> = (0..20_000).map(|at| format!("a{at}@bank.example")).collect();
    let emails: Vec<&str> = emails.iter().map(String::as_str).collect();
    let leaf = house.leaf(owner.public_key(), &emails[..2_000]);
    let before = cpu();
    let report = lint(&leaf).unwrap();
    let took = cpu() - before;
    assert!(took.as_millis() < 500, "{took:?}");
    assert!(report.findings().iter().all(|finding| finding.found.len() < 2_000));
}
