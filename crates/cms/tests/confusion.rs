//! Algorithm confusion (M20): eight kinds of keys, eight signature algorithms, three digests. Only what belongs together is good;
//! what is not offered is named.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use const_oid::ObjectIdentifier;
use kakitome_ber::der;
use kakitome_cms::{Finding, Integrity, Obstacle, Policy, SignerCheck, oid};
use kakitome_crypto::{DigestAlgorithm, SignatureAlgorithm};
use kakitome_pki::Certificate;
use support::craft::{CONTENT, Container, Signer, attribute, content_type};
use support::{World, ids, read};

/// Certificates of keys that cannot sign here, beside those of the world.
fn certificate(name: &str) -> Certificate {
    let world = World::get();
    let extra: Option<&[&str]> = match name {
        "pss" => Some(&["genpkey", "-algorithm", "RSA-PSS", "-out", "confused-pss.key"]),
        "ed448" => Some(&["genpkey", "-algorithm", "ed448", "-out", "confused-ed448.key"]),
        "dsa" => {
            let parameters = ["genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt", "dsa_paramgen_bits:1024", "-out", "dsa.params"];
            world.openssl(&parameters, b"");
            Some(&["genpkey", "-paramfile", "dsa.params", "-out", "confused-dsa.key"])
        }
        _ => None,
    };
    let Some(make) = extra else { return world.certificate(name) };
    world.openssl(make, b"");
    let (key, pem) = (format!("confused-{name}.key"), format!("confused-{name}.pem"));
    world.openssl(&["req", "-x509", "-key", &key, "-out", &pem, "-subj", &format!("/CN={name}"), "-days", "10"], b"");
    let der = world.openssl(&["x509", "-in", &pem, "-outform", "DER"], b"");
    Certificate::from_der(der).unwrap()
}

fn check(bytes: &[u8], certificate: &Certificate) -> SignerCheck {
    let (signed_data, _) = read(bytes).unwrap();
    let mut checks = signed_data.check(&signed_data.content_digests, std::slice::from_ref(certificate), &Policy::default());
    checks.remove(0)
}

fn named(dotted: &str) -> Vec<u8> {
    der::sequence(&[&der::oid(&ObjectIdentifier::new_unwrap(dotted))])
}

#[test]
fn m20_only_what_belongs_together_is_good() {
    let world = World::get();
    let [sha256, sha384, sha512] = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
    let algorithms: [(&str, Vec<u8>); 8] = [
        ("rsa", SignatureAlgorithm::RsaPkcs1 { digest: sha256 }.to_der()),
        ("pss", SignatureAlgorithm::RsaPss { digest: sha256, mgf: sha256, salt_len: 32 }.to_der()),
        ("p256", SignatureAlgorithm::Ecdsa { digest: sha256 }.to_der()),
        ("p384", SignatureAlgorithm::Ecdsa { digest: sha384 }.to_der()),
        ("p521", SignatureAlgorithm::Ecdsa { digest: sha512 }.to_der()),
        ("ed25519", SignatureAlgorithm::Ed25519.to_der()),
        ("ed448", named("1.3.101.113")),
        ("dsa", named("2.16.840.1.101.3.4.3.2")),
    ];
    let (mut good, mut count) = (Vec::new(), 0);
    for (kind, _) in &algorithms {
        let certificate = certificate(kind);
        let can_sign = !matches!(*kind, "pss" | "ed448" | "dsa");
        let key = world.key(if can_sign { kind } else { "rsa" });
        for (algorithm, named) in &algorithms {
            for digest in [sha256, sha384, sha512] {
                let mut signer = Signer::new(&certificate, &key);
                signer.named.clone_from(named);
                signer.digest = digest.to_der();
                let hashed = der::octet_string(kakitome_crypto::digest(digest, CONTENT).unwrap().as_bytes());
                signer.attributes = Some(vec![content_type(), attribute(oid::MESSAGE_DIGEST, &[&hashed])]);
                let mut container = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]);
                container.digests = vec![digest.to_der()];
                let found = check(&container.build(), &certificate);
                assert!(!matches!(&found.integrity, Integrity::Altered(kakitome_cms::Alteration::Content)), "{found:?}");
                if matches!(found.integrity, Integrity::Good(_)) {
                    good.push((*kind, *algorithm, digest));
                } else {
                    assert!(!found.findings.is_empty(), "{kind}, {algorithm}, {digest:?}");
                }
                count += 1;
            }
        }
    }
    assert_eq!(count, 8 * 8 * 3);
    let expected = [("rsa", sha256), ("p256", sha256), ("p384", sha384), ("p521", sha512), ("ed25519", sha512)];
    assert_eq!(good, expected.map(|(kind, digest)| (kind, kind, digest)));
}

#[test]
fn what_is_not_offered_is_named() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    for (dotted, name) in [
        ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
        ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
        ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
        ("1.2.840.10040.4.3", "DSA with SHA-1"),
        ("2.16.840.1.101.3.4.3.2", "DSA with SHA-256"),
        ("1.3.101.113", "Ed448"),
        ("1.2.3.4.5", "1.2.3.4.5"),
    ] {
        let mut signer = Signer::new(&certificate, &key);
        signer.named = named(dotted);
        let found = check(&Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build(), &certificate);
        assert!(matches!(found.integrity, Integrity::Unverifiable(Obstacle::Algorithm)), "{found:?}");
        assert_eq!(found.findings, [Finding::UnsupportedSignature { algorithm: name.to_owned() }]);
    }
    // a digest that nobody computes
    let mut signer = Signer::new(&certificate, &key);
    signer.digest = named("1.2.840.113549.2.2");
    let found = check(&Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build(), &certificate);
    assert!(matches!(found.integrity, Integrity::Unverifiable(_)), "{found:?}");
    assert!(ids(&found.findings).contains(&"cms.unsupported-digest"));
}

/// SHA-3 with an algorithm that names it, and with one that does not.
#[test]
fn sha_3_is_computed() {
    let world = World::get();
    for (digest, name) in
        [("sha3-256", DigestAlgorithm::Sha3_256), ("sha3-384", DigestAlgorithm::Sha3_384), ("sha3-512", DigestAlgorithm::Sha3_512)]
    {
        let sign = ["cms", "-sign", "-nodetach", "-binary", "-signer", "rsa.pem", "-inkey", "rsa.key", "-md", digest, "-outform", "DER"];
        let (signed_data, _) = read(&world.openssl(&sign, CONTENT)).unwrap();
        assert!(signed_data.content_digests.digest(name).is_some(), "{digest}");
        let certificate = world.certificate("rsa");
        let checks = signed_data.check(&signed_data.content_digests, &[certificate], &Policy::default());
        assert!(matches!(&checks[0].integrity, Integrity::Good(good) if good.digest() == name), "{digest}: {checks:?}");
    }
}
