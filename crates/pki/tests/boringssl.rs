//! BoringSSL's cases of name constraints on mail addresses: each constraint beside each name, with the outcome that its
//! own test states (pki/name_constraints_unittest.cc at the commit of the corpus). There is no list of differences.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod shared;

use std::fs;

use base64::Engine as _;
use kakitome_pki::{Anchors, Budget, Finding, Policy, Purpose, Severity, UnixTime, chain};
use shared::forge::{Forged, Plan};

/// Constraint, then the names that it lets through and those that it does not.
const ALTERNATIVE_NAMES: &[(&str, &[&str], &[&str])] = &[
    ("permitted", &["", "domaincase"], &["localpartcase", "subdomain", "no-at", "two-ats", "empty-localpart", "quoted", "multiple"]),
    ("excluded", &["subdomain"], &["", "domaincase", "localpartcase", "multiple", "no-at", "two-ats", "quoted"]),
    (
        "permitted-hostname",
        &["", "domaincase", "localpartcase", "multiple"],
        &["subdomain", "no-at", "two-ats", "empty-localpart", "quoted"],
    ),
    ("excluded-hostname", &["subdomain"], &["", "domaincase", "localpartcase", "no-at", "two-ats", "empty-localpart"]),
    ("permitted-hostnamewithat", &[], &["empty-localpart", "", "domaincase", "localpartcase", "subdomain", "no-at", "two-ats"]),
    ("excluded-hostnamewithat", &[], &["empty-localpart", "", "domaincase", "localpartcase", "subdomain", "no-at", "two-ats"]),
    ("permitted-subdomains", &["subdomain", "subdomaincase"], &["", "subdomain-no-at", "subdomain-two-ats"]),
    ("excluded-subdomains", &[""], &["subdomain", "subdomaincase", "subdomain-no-at", "subdomain-two-ats"]),
    ("permitted-empty", &[], &["", "empty"]),
    ("excluded-empty", &[], &["", "empty"]),
    ("permitted-ipv4", &[], &["", "empty", "ipv4"]),
    ("excluded-ipv4", &[], &["", "empty", "ipv4"]),
    ("permitted-quoted", &[], &["quoted"]),
    ("excluded-quoted", &[], &["subdomain"]),
];

/// The same with addresses in the subject.
const SUBJECTS: &[(&str, &[&str], &[&str])] = &[
    ("permitted-hostname", &["", "multiple"], &["invalidstring"]),
    ("permitted", &[], &["", "localpartcase", "multiple"]),
    ("excluded", &[""], &["localpartcase", "multiple"]),
];

/// The DER in a file of the folder.
fn read(name: &str, label: &str) -> Vec<u8> {
    let path = shared::corpus().join("boringssl/name_constraints").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (_, rest) = text.split_once(&format!("-----BEGIN {label}-----")).unwrap_or_else(|| panic!("{name} has no {label}"));
    let (body, _) = rest.split_once("-----END").unwrap();
    base64::engine::general_purpose::STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap()
}

fn errors(root: &Forged, constraint: &str, leaf: &Plan) -> Vec<&'static str> {
    let value = read(&format!("rfc822name-{constraint}.pem"), "NAME CONSTRAINTS");
    let ca = Plan::ca("ca").with("2.5.29.30", true, &value).under(root);
    let links = [leaf.under(&ca).certificate, ca.certificate];
    let anchors = Anchors::from_certificates([root.certificate.clone()]);
    let anchor = anchors.iter().next().unwrap();
    let judged = chain::judge(&links, anchor, &[], Purpose::Any, UnixTime::now(), &Policy::default(), &mut Budget::default());
    judged.findings.iter().map(|placed| &placed.finding).filter(|one| one.severity() == Severity::Error).map(Finding::id).collect()
}

fn file(stem: &str, which: &str) -> String {
    if which.is_empty() { format!("{stem}.pem") } else { format!("{stem}-{which}.pem") }
}

#[test]
fn c06_g9_every_constraint_beside_every_name() {
    let root = Plan::ca("root").root();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (table, subjects) in [(ALTERNATIVE_NAMES, false), (SUBJECTS, true)] {
        for (constraint, good, bad) in table {
            for (which, permitted) in good.iter().map(|one| (one, true)).chain(bad.iter().map(|one| (one, false))) {
                let plan = if subjects {
                    let subject = read(&file("name-us-arizona-email", which), "NAME");
                    Plan { subject, ..Plan::named("x") }
                } else {
                    Plan::named("x").with("2.5.29.17", false, &read(&file("san-rfc822name", which), "SUBJECT ALTERNATIVE NAME"))
                };
                let errors = errors(&root, constraint, &plan);
                count += 1;
                if errors.is_empty() != permitted {
                    wrong.push(format!("{constraint} beside {which:?} (in the subject: {subjects}): {errors:?}"));
                }
            }
        }
    }
    assert!(count > 70, "{count}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
