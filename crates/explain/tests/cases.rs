//! Cases of path judgement as folders that a person can read: `crates/pki/tests/cases/NAME/case.toml` says what happens,
//! step by step, and `expected.txt` is the whole explanation as prose, every path with everything found on it.
//!
//! `cargo xtask bless` (or `KAKITOME_BLESS=1`) writes the expectations anew; their diff is read before it is committed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[path = "cases/forge.rs"]
mod forge;
#[path = "cases/plan.rs"]
mod plan;
#[path = "cases/told.rs"]
mod told;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kakitome_pki::path::search;
use kakitome_pki::{
    Anchor, Anchors, Budget, Certificate, EkuChaining, EmailTrust, Evidence, Policy, Pool, Purpose, RevocationMode, RevocationPool,
    UnixTime, check_address,
};
use plan::Plan;

fn folders() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pki/tests/cases");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn is_blessing() -> bool {
    std::env::var_os("KAKITOME_BLESS").is_some_and(|value| value == "1")
}

#[test]
fn every_case_is_explained_as_expected() {
    let bless = is_blessing();
    let mut wrong = Vec::new();
    let folders = folders();
    assert!(folders.len() >= 25, "there are only {} cases", folders.len());
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("case.toml")).unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
        let plan: Plan = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
        assert!(plan.about.trim().len() > 40, "{name}: `about` is to tell a person what happens");
        let explained = explain(&plan);
        let file = folder.join("expected.txt");
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if explained == expected {
            continue;
        }
        if bless {
            fs::write(&file, &explained).unwrap();
        } else {
            wrong.push(format!("{name}:\n{}", difference(&expected, &explained)));
        }
    }
    assert!(wrong.is_empty(), "explanations have changed; read them, then `cargo xtask bless`:\n{}", wrong.join("\n"));
}

fn explain(plan: &Plan) -> String {
    let (mut certificates, crls) = forge::everything(plan);
    if let Some(count) = plan.mesh {
        mesh(plan, count, &mut certificates);
    }
    let find = |name: &str| certificates.get(name).cloned().unwrap_or_else(|| panic!("no certificate is called {name}"));
    let leaf = find(plan.leaf.as_deref().unwrap_or("leaf"));
    let message = Pool::new(plan.message.iter().map(|name| find(name)).chain(meshed(&certificates)));
    let given = Pool::new(plan.given.iter().map(|name| find(name)));
    let mut anchors = Anchors::none();
    for anchor in &plan.anchors {
        let (name, email) = match anchor.split_once(": ") {
            Some((name, because)) => (name, EmailTrust::NotForEmail { because: because.to_owned() }),
            None => (anchor.as_str(), EmailTrust::Trusted),
        };
        anchors.add(Anchor { certificate: find(name), email });
    }
    let policy = policy(&plan.policy);
    let evidence =
        Evidence { message: &message, given: &given, anchors: &anchors, revocation: &RevocationPool::of_crls(crls), signing_time: None };
    let purpose = match plan.purpose.as_deref() {
        None | Some("signing") => Purpose::EmailSigning,
        Some("encryption") => Purpose::EmailEncryption,
        Some(other) => panic!("no purpose is called {other}"),
    };
    let begun = Instant::now();
    let report = search(&leaf, &evidence, purpose, UnixTime::parse(&plan.at).unwrap(), &policy, &mut budget(&plan.budget));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    let address = plan.from.as_ref().map(|from| check_address(from, &leaf, &policy));
    told::told(&report, address.as_ref())
}

fn policy(wanted: &plan::Policy) -> Policy {
    let mut policy = Policy::default();
    // what a case says about revocation it says on purpose
    policy.revocation = if wanted.hard { RevocationMode::Hard } else { RevocationMode::Soft };
    policy.require_explicit_policy = wanted.require_explicit_policy;
    policy.initial_policies = wanted.policies.iter().map(|one| forge::oid(one)).collect();
    policy.inhibit_policy_mapping = wanted.inhibit_policy_mapping;
    policy.inhibit_any_policy = wanted.inhibit_any_policy;
    policy.anchor_in_time = !wanted.anchor_out_of_time_is_fine;
    policy.subject_email = !wanted.no_subject_address;
    policy.fold_local_part = wanted.fold_case;
    policy.eku_chaining = match wanted.purposes_of.as_deref() {
        None | Some("with-anchor") => EkuChaining::WithAnchor,
        Some("below-anchor") => EkuChaining::BelowAnchor,
        Some("leaf") => EkuChaining::LeafOnly,
        Some(other) => panic!("nothing is called {other}"),
    };
    policy
}

fn budget(wanted: &plan::Budget) -> Budget {
    let usual = Budget::default();
    Budget {
        depth: wanted.depth.unwrap_or(usual.depth),
        signatures: wanted.signatures.unwrap_or(usual.signatures),
        steps: wanted.steps.unwrap_or(usual.steps),
        paths: wanted.paths.unwrap_or(usual.paths),
        ..usual
    }
}

/// So many CAs, each certified by each: the first one issued the leaf.
fn mesh(plan: &Plan, count: usize, certificates: &mut std::collections::BTreeMap<String, Certificate>) {
    let pair = |one: usize, other: usize| {
        let mut certificate = plan::Certificate { subject: format!("CN=Mesh {one}"), ca: true, ..plan::Certificate::default() };
        certificate.issuer = Some(format!("mesh {other}"));
        certificate.key_of = Some(format!("mesh {one}"));
        (format!("mesh {one} by {other}"), certificate)
    };
    let alone =
        |one: usize| (format!("mesh {one}"), plan::Certificate { subject: format!("CN=Mesh {one}"), ca: true, ..Default::default() });
    let pairs = (0..count).flat_map(|one| (0..count).filter(move |other| *other != one).map(move |other| pair(one, other)));
    let mut leaf = plan::Certificate { subject: "CN=Leaf".to_owned(), emails: vec!["a@bank.example".to_owned()], ..Default::default() };
    leaf.issuer = Some("mesh 0".to_owned());
    let all = (0..count).map(alone).chain(pairs).chain([("leaf".to_owned(), leaf)]).collect();
    let meshed = Plan { certificates: all, ..toml::from_str(&format!("about = \"\"\nat = {:?}\n[certificates]\n", plan.at)).unwrap() };
    certificates.extend(forge::certificates(&meshed).into_iter().filter(|(name, _)| name == "leaf" || name.contains(" by ")));
}

fn meshed(certificates: &std::collections::BTreeMap<String, Certificate>) -> impl Iterator<Item = Certificate> {
    certificates.iter().filter(|(name, _)| name.starts_with("mesh ")).map(|(_, certificate)| certificate.clone())
}

fn difference(expected: &str, explained: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), explained.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("  - {line}"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("  + {line}"));
    gone.chain(come).collect::<Vec<_>>().join("\n")
}

/// The cases together show most of what can be found on a path.
#[test]
fn the_cases_show_what_can_be_found() {
    if is_blessing() {
        return; // they are being written
    }
    let all: String = folders().iter().map(|folder| fs::read_to_string(folder.join("expected.txt")).unwrap_or_default()).collect();
    let ids: BTreeSet<&str> = kakitome_pki::Finding::ids().iter().copied().filter(|id| all.contains(&format!("({id}, "))).collect();
    assert!(ids.len() >= 30, "only {} kinds of findings: {ids:?}", ids.len());
}
