//! Signatures: attack rows M16 (RSA padding forgeries, e = 3) and M17 (ECDSA zero, range and encoding forgeries).

use kakitome_crypto::{DigestAlgorithm, PublicKey, SignatureAlgorithm, Verification};
use serde_json::Value;

use crate::file::{File, files, unhex};

/// Whether it verifies; `None`: the digest or the curve is not offered.
fn verifies(group: &Value, test: &Value, algorithm: Option<SignatureAlgorithm>) -> Option<bool> {
    let key = PublicKey::from_spki(&unhex(&group["publicKeyDer"])).ok()?;
    match key.verify(&algorithm?, &unhex(&test["msg"]), &unhex(&test["sig"])) {
        Verification::Good => Some(true),
        Verification::Bad => Some(false),
        Verification::Unsupported(_) => None,
    }
}

fn digest(value: &Value) -> Option<DigestAlgorithm> {
    DigestAlgorithm::from_name(value.as_str()?)
}

/// Runs all of them; the names of those that are passed over whole, and how many vectors were judged.
fn run(files: impl Iterator<Item = File>, algorithm: impl Fn(&Value) -> Option<SignatureAlgorithm>) -> (Vec<String>, u64) {
    let (mut passed_over, mut judged) = (Vec::new(), 0);
    for file in files {
        let tally = file.run(|group, test| verifies(group, test, algorithm(group)));
        // "MissingNull": DigestInfo without the NULL. RFC 8017 section 9.2 note 1 lets a verifier refuse it, and so do we.
        assert!(tally.taken.is_empty() && tally.refused.keys().all(|flag| flag == "MissingNull"), "{}: {tally:?}", file.name);
        if tally.total() == 0 {
            passed_over.push(file.name);
        } else {
            assert_eq!(tally.passed_over, 0, "{}: {tally:?}", file.name);
            judged += tally.total();
        }
    }
    (passed_over, judged)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn m16_g10_rsa_pkcs1_forgeries_are_refused() {
    let (passed_over, judged) =
        run(files!(rsa_pkcs1_verify), |group| Some(SignatureAlgorithm::RsaPkcs1 { digest: digest(&group["sha"])? }));
    assert_eq!((judged, passed_over), (5944, names(&["Rsa2048Sha512_224"])));
}

#[test]
fn m16_g10_rsa_pss_forgeries_are_refused() {
    let (passed_over, judged) = run(files!(rsa_pss_verify), |group| {
        let salt_len = group["sLen"].as_u64()? as u32;
        Some(SignatureAlgorithm::RsaPss { digest: digest(&group["sha"])?, mgf: digest(&group["mgfSha"])?, salt_len })
    });
    // RFC 8702 has SHAKE for signatures; nobody has been seen to use it in mail.
    let shake = ["RsaPss2048Shake128", "RsaPss2048Shake256", "RsaPss3072Shake128", "RsaPss3072Shake256", "RsaPss4096Shake256"];
    assert_eq!((judged, passed_over), (2617, names(&[&["RsaPss2048Sha512_224Mgf1SaltLen28"], &shake[..]].concat())));
}

#[test]
fn m17_g10_ecdsa_forgeries_are_refused() {
    // IEEE P1363 and Bitcoin write signatures in other forms than RFC 3279 2.2.3 does.
    let files = files!(ecdsa).filter(|file| file.groups()[0]["type"] == "EcdsaVerify");
    let (passed_over, judged) = run(files, |group| Some(SignatureAlgorithm::Ecdsa { digest: digest(&group["sha"])? }));
    assert_eq!(judged, 5702);
    let of_our_curves = |name: &&String| ["256r1", "384r1", "521r1"].iter().any(|curve| name.starts_with(&format!("EcdsaSecp{curve}")));
    let of_our_curves: Vec<&String> = passed_over.iter().filter(of_our_curves).collect();
    assert_eq!(of_our_curves, ["EcdsaSecp256r1Shake128", "EcdsaSecp384r1Shake256", "EcdsaSecp521r1Shake256"]);
}

#[test]
fn g10_ed25519() {
    let (passed_over, judged) = run(files!(eddsa), |_| Some(SignatureAlgorithm::Ed25519));
    assert_eq!((judged, passed_over), (151, names(&["Ed448"])));
}
