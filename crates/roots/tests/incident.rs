//! January 2016 from the real lists: a mail whose chain may go to the old root by a cross certificate, or to the newer root directly,
//! on machines that have the newer root or not, and whose automatic root updates work or not, under each of the 17 lists.
//! The chain is synthesised (the cross certificate of the notice was never published); its two roots stand in for the real ones:
//! they have the entries of the real roots in each list.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[allow(dead_code, reason = "each test file uses its part")]
mod support;

use kakitome_pki::path::{self, PathReport};
use kakitome_pki::{Budget, Certificate, Evidence, Finding, Policy, Pool, Purpose, RevocationMode, RevocationPool};
use kakitome_roots::{History, Machine, Root, Snapshot, troubles};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType};

use support::{authroot, authroot_days, day};

const G1: &str = "742c3192e607e424eb4549542be1bbc53e6174e2";
const G3: &str = "132d0d45534b6997cdb2d5c339e25576609b5cc6";

/// A sender as the notice describes him.
struct Chain {
    leaf: Certificate,
    issuing: Certificate,
    cross: Certificate,
    old_root: Certificate,
    new_root: Certificate,
}

fn params(name: &str, is_ca: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (rcgen::date_time_ymd(2006, 1, 1), rcgen::date_time_ymd(2036, 1, 1));
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        params.not_before = rcgen::date_time_ymd(2006, 6, 1); // older than every list
        params.subject_alt_names = vec![SanType::Rfc822Name("noreply@bank.example".try_into().unwrap())];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    }
    params
}

impl Chain {
    fn new() -> Self {
        let keys: Vec<KeyPair> = (0..4).map(|_| KeyPair::generate().unwrap()).collect();
        let (old, new) = (params("Class 3 Public Primary Certification Authority", true), params("VeriSign Class 3 PCA - G3", true));
        let (issuing, leaf) = (params("Issuing CA", true), params("Mihon Bank", false));
        let read = |der: &rcgen::Certificate| Certificate::from_der(der.der().to_vec()).unwrap();
        let by = |params: &CertificateParams, key: &KeyPair| Issuer::new(params.clone(), KeyPair::try_from(key.serialize_der()).unwrap());
        Self {
            leaf: read(&leaf.signed_by(&keys[3], &by(&issuing, &keys[2])).unwrap()),
            issuing: read(&issuing.signed_by(&keys[2], &by(&new, &keys[1])).unwrap()),
            cross: read(&new.signed_by(&keys[1], &by(&old, &keys[0])).unwrap()),
            old_root: read(&old.self_signed(&keys[0]).unwrap()),
            new_root: read(&new.self_signed(&keys[1]).unwrap()),
        }
    }

    /// A list in which the two roots stand in for the real ones.
    fn stand_in(&self, list: &Snapshot) -> Snapshot {
        let swap = |root: &Root| {
            let hash: String = root.sha1.unwrap().iter().map(|octet| format!("{octet:02x}")).collect();
            let twin = match hash.as_str() {
                G1 => &self.old_root,
                G3 => &self.new_root,
                _ => return root.clone(),
            };
            Root { name: root.name.clone(), limits: root.limits.clone(), notes: root.notes.clone(), ..Root::of(twin.clone()) }
        };
        let mut stand_in = Snapshot::new(list.source, list.date, list.origin, list.roots().iter().map(swap).collect());
        stand_in.seen = list.seen;
        stand_in
    }

    fn look(&self, list: &Snapshot, cell: Cell) -> PathReport {
        let mut message = vec![self.leaf.clone(), self.issuing.clone()];
        message.extend(cell.cross.then(|| self.cross.clone()));
        let mut present = vec![self.old_root.clone()];
        present.extend(cell.new_root.then(|| self.new_root.clone()));
        let machine = Machine { present: &present, updates: cell.updates.then_some(list), heeds_dates: true };
        let now = list.in_force();
        let anchors = machine.anchors(&self.leaf, &message, now);
        let (message, none, revocation) = (Pool::new(message), Pool::default(), RevocationPool::default());
        let evidence = Evidence { message: &message, given: &none, anchors: &anchors, revocation: &revocation, signing_time: None };
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Off;
        path::search(&self.leaf, &evidence, Purpose::EmailSigning, now, &policy, &mut Budget::default())
    }
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    cross: bool,
    new_root: bool,
    updates: bool,
}

/// What a person would be told: `ok`, the state of the root in the way, or `absent`.
fn outcome(report: &PathReport) -> String {
    if report.accepted.is_some() {
        return "ok".to_owned();
    }
    let limited = report.tried.iter().flat_map(|tried| &tried.findings).find_map(|placed| match &placed.finding {
        Finding::RootLimited { state, .. } => Some(state.word().to_owned()),
        _ => None,
    });
    limited.unwrap_or_else(|| "absent".to_owned())
}

/// The states of the two roots in each list, as found in all 116 editions by others.
fn golden(date: &str) -> (&'static str, &'static str) {
    let old = match date {
        "2016-01-20" => "email-off",
        date if date >= "2020-02-26" => "disabled",
        _ => "ok",
    };
    let new = if matches!(date, "2023-08-22" | "2024-02-27" | "2025-06-26") { "disabled" } else { "ok" };
    (old, new)
}

#[test]
fn the_incident_in_every_cell_under_every_list() {
    let chain = Chain::new();
    let days = authroot_days();
    let (mut cells, mut off) = (0, Vec::new());
    for date in &days {
        let list = chain.stand_in(&authroot(date, &[]));
        let (old, new) = golden(date);
        for bits in 0..8 {
            let cell = Cell { cross: bits & 1 != 0, new_root: bits & 2 != 0, updates: bits & 4 != 0 };
            let expected = match cell {
                // nothing limits a root on a machine that no list has reached
                Cell { updates: false, cross: true, .. } | Cell { updates: false, new_root: true, .. } => "ok",
                // the price of leaving the cross certificate out
                Cell { updates: false, .. } => "absent",
                // the path ends at the old root, and nothing makes Windows fetch the new one
                Cell { cross: true, new_root: false, .. } => old,
                // both roots are there: one good path is enough
                Cell { cross: true, .. } if old == "ok" || new == "ok" => "ok",
                // fetched or installed, the new root alone
                _ => new,
            };
            let found = outcome(&chain.look(&list, cell));
            assert_eq!(found, expected, "{date} {cell:?}");
            cells += 1;
            if found == "email-off" {
                off.push((date.clone(), bits));
            }
        }
    }
    assert_eq!(cells, 17 * 8);
    // e-mail off in one cell of 136: the list of 20 January, cross certificate included, new root absent, updates working
    assert_eq!(off, [("2016-01-20".to_owned(), 0b101)]);
}

#[test]
fn windows_before_10_heeds_purposes_and_no_dates() {
    let chain = Chain::new();
    let present = [chain.old_root.clone()];
    for (date, expected) in [("2016-01-20", "email-off"), ("2020-02-26", "ok")] {
        let list = chain.stand_in(&authroot(date, &[]));
        let machine = Machine { present: &present, updates: Some(&list), heeds_dates: false };
        let anchors = machine.anchors(&chain.leaf, &[chain.issuing.clone(), chain.cross.clone()], list.in_force());
        let anchor = anchors.iter().find(|anchor| anchor.certificate == chain.old_root).unwrap();
        assert_eq!(anchor.email.at(list.in_force(), day("2015-06-01")).word(), expected, "{date}");
    }
}

#[test]
fn root_list_day_remedies_and_end_are_named() {
    let chain = Chain::new();
    let history = History::new(authroot_days().iter().map(|date| chain.stand_in(&authroot(date, &[]))));
    let list = history.at(day("2016-01-21")).unwrap();
    let report = chain.look(list, Cell { cross: true, new_root: false, updates: true });
    let found = troubles(&report.tried, list, &history, day("2016-01-21"));
    let [trouble] = &found[..] else { panic!("{found:?}") };
    assert_eq!((trouble.root.as_str(), trouble.state.word()), ("VeriSign Class 3 Public Primary CA", "email-off"));
    assert_eq!((trouble.list.as_str(), trouble.since), ("microsoft 2016-01-13 (seen 2016-01-20)", day("2016-01-20")));
    assert_eq!(trouble.sender.as_ref().unwrap().cross, chain.cross);
    assert_eq!(trouble.recipient.as_ref().unwrap().root, chain.new_root);
    let (list, over) = trouble.over.as_ref().unwrap();
    assert_eq!((list.as_str(), *over), ("microsoft 2016-01-23 (seen 2016-01-25)", day("2016-01-25")));
    // in good times there is nothing to say
    let list = history.at(day("2016-01-26")).unwrap();
    let report = chain.look(list, Cell { cross: true, new_root: false, updates: true });
    assert!(troubles(&report.tried, list, &history, day("2016-01-26")).is_empty());
}
