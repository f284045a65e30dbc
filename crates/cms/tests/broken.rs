//! Bytes that break off or were changed: an error or a finding, never a panic, never good.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use kakitome_cms::{Error, Integrity, Policy, pkcs12, signed_attributes};
use proptest::prelude::*;
use support::craft::{CONTENT, Container, Signer};
use support::{World, certificates, read};

/// DER, and the BER that openssl -stream writes.
fn samples() -> &'static [Vec<u8>] {
    static SAMPLES: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    SAMPLES.get_or_init(|| {
        let world = World::get();
        let (certificate, key) = (world.certificate("p256"), world.key("p256"));
        let signer = Signer::new(&certificate, &key);
        let stream = ["cms", "-sign", "-nodetach", "-stream", "-binary", "-signer", "p256.pem", "-inkey", "p256.key", "-outform", "DER"];
        vec![Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build(), world.openssl(&stream, CONTENT)]
    })
}

/// Reads and checks everything there is; whether some signature is good.
fn any_good(bytes: &[u8]) -> bool {
    let Ok((signed_data, content)) = read(bytes) else { return false };
    static OWN: std::sync::OnceLock<kakitome_pki::Certificate> = std::sync::OnceLock::new();
    let mut known = certificates(&signed_data);
    known.push(OWN.get_or_init(|| World::get().certificate("p256")).clone());
    let policy = Policy { tolerate_weak_digests: true };
    let checks = signed_data.check(&signed_data.content_digests, &known, &policy);
    for check in &checks {
        assert!(!format!("{check:?}").is_empty());
        for finding in &check.findings {
            assert!(!finding.id().is_empty() && !finding.source().is_empty() && finding.facts().len() < 5);
        }
    }
    content == CONTENT && checks.iter().any(|check| matches!(check.integrity, Integrity::Good(_)))
}

#[test]
fn cut_off_at_every_byte() {
    for sample in samples() {
        assert!(any_good(sample));
        for length in 0..sample.len() {
            let error = read(&sample[..length]).expect_err("a part is no whole");
            assert!(matches!(error, Error::Encoding { .. } | Error::Armor { .. }), "{length}: {error}");
        }
    }
}

#[test]
fn every_bit_of_what_was_signed_counts() {
    let sample = &samples()[0];
    let (signed_data, _) = read(sample).unwrap();
    let attributes = &signed_data.signers[0].signed_attributes.as_ref().unwrap().raw;
    for part in [CONTENT, attributes, &signed_data.signers[0].signature] {
        let at = sample.windows(part.len()).position(|window| window == part).unwrap();
        for bit in 0..part.len() * 8 {
            let mut changed = sample.clone();
            changed[at + bit / 8] ^= 1 << (bit % 8);
            if let Ok((signed_data, _)) = read(&changed) {
                let checks = signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &Policy::default());
                let good = checks.iter().filter(|check| matches!(check.integrity, Integrity::Good(_))).count();
                assert_eq!(good, 0, "bit {bit} of {part:02x?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn changed_at_random(which in 0..2_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = samples()[which].clone();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        any_good(&bytes);
    }

    #[test]
    fn cut_and_joined_at_random(which in 0..2_usize, cuts in prop::collection::vec(any::<prop::sample::Index>(), 3)) {
        let bytes = &samples()[which];
        let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        at.sort_unstable();
        any_good(&[&bytes[..at[0]], &bytes[at[1]..at[2]], &bytes[at[0]..]].concat());
    }

    #[test]
    fn anything_at_all(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        any_good(&bytes);
        prop_assert!(signed_attributes::parse_strict(&bytes).is_err());
        prop_assert!(pkcs12::read(&bytes, "password").is_err());
    }
}
