//! Damaged and invented CRLs and OCSP responses: nothing panics, nothing runs away, nothing good comes of damage, and what
//! lists a certificate for good is never talked out of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::fs;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use kakitome_pki::chain::Revocation;
use kakitome_pki::path::search;
use kakitome_pki::{
    Anchors, Budget, Certificate, Crl, CrlLimits, Evidence, OcspResponse, Policy, Pool, Purpose, RevocationPool, Serial, UnixTime,
};
use proptest::prelude::*;
use shared::forge::{Forged, Plan, extension};
use shared::lists::{List, Reply, points};

struct Stage {
    root: Forged,
    leaf: Certificate,
}

/// Keys are slow to make; every case asks about the same leaf.
fn stage() -> &'static Stage {
    static STAGE: OnceLock<Stage> = OnceLock::new();
    STAGE.get_or_init(|| {
        let root = Plan::ca("root").root();
        let named = points(&[&[shared::lists::point_name("http://ca.example/1.crl")]]);
        let plan = Plan { serial: vec![3], ..Plan::named("leaf") }.with("2.5.29.31", false, &named);
        let leaf = plan.under(&root).certificate;
        Stage { root, leaf }
    })
}

fn status(revocation: &RevocationPool) -> Revocation {
    let (stage, none) = (stage(), Pool::default());
    let anchors = Anchors::from_certificates([stage.root.certificate.clone()]);
    let evidence = Evidence { message: &none, given: &none, anchors: &anchors, revocation, signing_time: None };
    let report = search(&stage.leaf, &evidence, Purpose::Any, UnixTime::now(), &Policy::default(), &mut Budget::default());
    report.tried[0].revocation
}

/// Octets that are set, taken out or put in, at a few places.
fn damage(mut bytes: Vec<u8>, wounds: &[(usize, u8, u8)]) -> Vec<u8> {
    for &(at, how, octet) in wounds {
        let at = at % bytes.len().max(1);
        match how % 3 {
            0 if !bytes.is_empty() => bytes[at] = octet,
            1 if !bytes.is_empty() => drop(bytes.remove(at)),
            _ => bytes.insert(at, octet),
        }
    }
    bytes
}

fn wounds() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    proptest::collection::vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..4)
}

#[test]
fn corpus_lists_with_damage() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap()
    };
    let (mut read, begun) = (0, Instant::now());
    for entry in fs::read_dir(shared::corpus().join("pkits/crls")).unwrap() {
        let der = fs::read(entry.unwrap().path()).unwrap();
        for _ in 0..40 {
            let wounds: Vec<_> = (0..=random() % 3)
                .map(|_| (random(), u8::try_from(random() % 3).unwrap(), u8::try_from(random() % 256).unwrap()))
                .collect();
            let Ok(crl) = Crl::from_der(damage(der.clone(), &wounds)) else { continue };
            read += 1;
            let _ = (crl.number(), crl.is_delta(), crl.entries(), crl.find(&Serial::from_content(&[1])).is_ok());
        }
    }
    assert!(read > 500, "{read}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

proptest! {
    #[test]
    fn bytes_of_any_kind(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Crl::read(bytes.as_slice(), &CrlLimits::default());
        let _ = OcspResponse::from_der(&bytes);
    }

    #[test]
    fn a_damaged_list_or_answer_is_never_good(wounds in wounds()) {
        let stage = stage();
        let list = List::of(&stage.root.certificate).der(&stage.root.signer);
        let damaged = damage(list.clone(), &wounds);
        if let Some(crl) = Crl::from_der(&damaged).ok().filter(|_| damaged != list) {
            prop_assert_ne!(status(&RevocationPool::of_crls([crl])), Revocation::Good);
        }
        let reply = Reply::good(&stage.leaf, &stage.root.certificate).der(&stage.root, &[]);
        let damaged = damage(reply.clone(), &wounds);
        if let Some(response) = OcspResponse::from_der(&damaged).ok().filter(|_| damaged != reply) {
            prop_assert_ne!(status(&RevocationPool::new([], [response])), Revocation::Good);
        }
    }

    /// Whatever stands in the extensions of a list and of its other entries: signed by the issuer, it lists the leaf.
    #[test]
    fn what_is_listed_for_good_stays_revoked(
        oid in prop::sample::select(&["2.5.29.20", "2.5.29.27", "2.5.29.28", "2.5.29.35", "2.5.29.46", "1.2.3.4"][..]),
        value in proptest::collection::vec(any::<u8>(), 0..12),
        entry_oid in prop::sample::select(&["2.5.29.21", "2.5.29.23", "2.5.29.24", "1.2.3.4"][..]),
        critical in any::<bool>(),
        days in -400_i64..1,
    ) {
        let stage = stage();
        let now = UnixTime::now();
        let strange = extension(entry_oid, critical, &value);
        let list = List::of(&stage.root.certificate).made(now.plus_days(days)).with(oid, critical, &value);
        let list = list.raw_entry(&[9], now, &[strange]).entry(&stage.leaf, now.plus_days(days - 1), 4);
        let others = [List::of(&stage.root.certificate).number(11), List::of(&stage.root.certificate).number(12).delta(10)];
        let crls = others.iter().chain([&list]).map(|list| list.signed(&stage.root.signer));
        let good = Reply::good(&stage.leaf, &stage.root.certificate).signed(&stage.root, &[]);
        prop_assert_eq!(status(&RevocationPool::new(crls, [good])), Revocation::Revoked);
    }

    /// The index against a plain list of the same entries.
    #[test]
    fn the_index_finds_what_a_plain_search_finds(
        entries in proptest::collection::vec((proptest::collection::vec(any::<u8>(), 1..3), 0_i64..1000, prop::sample::select(&[1_u8, 4, 6, 8][..])), 0..60),
        asked in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..3), 0..20),
    ) {
        let stage = stage();
        let code = |reason: u8| extension("2.5.29.21", false, &[0x0a, 1, reason]);
        let list = entries.iter().fold(List::of(&stage.root.certificate), |list, (serial, since, reason)| {
            list.raw_entry(serial, UnixTime(*since), &[code(*reason)])
        });
        let crl = list.signed(&stage.root.signer);
        prop_assert_eq!(crl.entries(), entries.len());
        for serial in asked.iter().chain(entries.iter().map(|(serial, ..)| serial)) {
            let weight = |reason: u8| match reason { 8 => 2, 6 => 1, _ => 0 };
            let plain = entries.iter().filter(|(known, ..)| known == serial).map(|(_, since, reason)| (weight(*reason), *since)).min();
            let found = crl.find(&Serial::from_content(serial)).unwrap();
            prop_assert_eq!(found.map(|entry| entry.since.0), plain.map(|(_, since)| since));
        }
    }
}
