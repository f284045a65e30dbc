//! Against OpenSSL, both ways: what it signs is read here, what is signed here it verifies.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use std::io::Write;

use kakitome_cms::sign::{Identity, Opaque, Options, Request, Sid};
use kakitome_cms::{Error, Finding, Integrity, Policy, SignedData, oid, signed_attributes};
use kakitome_crypto::{DigestAlgorithm, SignatureAlgorithm};
use kakitome_pki::UnixTime;
use support::{LEAVES, World, certificates, hash, ids, read, run};

const MAIL: &[u8] = "Content-Type: text/plain; charset=utf-8\r\n\r\n書留でお送りします。\r\n".as_bytes();
const NOW: UnixTime = UnixTime(1_795_000_000);

fn is_good(signed_data: &SignedData, content: &[u8]) -> bool {
    let wanted = signed_data.digests_wanted(&Default::default());
    let checks = signed_data.check(&hash(content, &wanted), &certificates(signed_data), &Policy::default());
    !checks.is_empty() && checks.iter().all(|check| matches!(check.integrity, Integrity::Good(_)))
}

#[test]
fn what_openssl_signs_is_good_here() {
    let world = World::get();
    let sign = |extra: &[&str]| {
        let base = ["cms", "-sign", "-binary", "-signer"];
        world.openssl(&[&base, extra].concat(), MAIL)
    };
    for (arguments, opaque) in [
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER"][..], false),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-nodetach"], true),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-nodetach", "-stream"], true),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "PEM", "-nodetach"], true),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-keyid"], false),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-md", "sha512"], false),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-md", "sha384", "-nosmimecap"], false),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-cades"], false),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-keyopt", "rsa_padding_mode:pss"], false),
        (&["rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20"], false),
        (&["p256.pem", "-inkey", "p256.key", "-outform", "DER", "-nodetach", "-stream"], true),
        (&["p384.pem", "-inkey", "p384.key", "-outform", "DER", "-md", "sha384"], false),
        (&["p521.pem", "-inkey", "p521.key", "-outform", "DER", "-md", "sha512"], false),
        (&["rsa.pem", "-inkey", "rsa.key", "-signer", "p256.pem", "-inkey", "p256.key", "-outform", "DER"], false),
    ] {
        let bytes = sign(arguments);
        let (signed_data, content) = read(&bytes).unwrap_or_else(|error| panic!("{arguments:?}: {error}"));
        assert_eq!(signed_data.has_content, opaque, "{arguments:?}");
        assert!(!opaque || content == MAIL, "{arguments:?}");
        assert!(
            is_good(&signed_data, MAIL),
            "{arguments:?}: {:?}",
            signed_data.check(&hash(MAIL, &[DigestAlgorithm::Sha256]), &certificates(&signed_data), &Policy::default())
        );
        assert!(!is_good(&signed_data, b"other"), "{arguments:?}");
    }
}

/// Every digest with every kind of key, as far as it can: what is computed here fits, and what is weak is said.
#[test]
fn every_digest_that_openssl_signs_with() {
    let world = World::get();
    let (mut good, mut weak, mut unknown) = (0, 0, 0);
    for md in ["md5", "ripemd160", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512-224", "sha512-256"]
        .into_iter()
        .chain(["sha3-224", "sha3-256", "sha3-384", "sha3-512"])
    {
        for (name, extra) in [("rsa", &[][..]), ("rsa", &["-keyopt", "rsa_padding_mode:pss"]), ("p256", &[]), ("p384", &[]), ("p521", &[])]
        {
            let (pem, key) = (format!("{name}.pem"), format!("{name}.key"));
            let sign =
                [&["cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", md, "-signer", &pem, "-inkey", &key], extra].concat();
            let (can, bytes, _) = run("openssl", world.at(), &sign, MAIL);
            if !can {
                continue; // it has no object identifier for this pair
            }
            let (signed_data, _) = read(&bytes).unwrap();
            let check = |tolerate_weak_digests| {
                let policy = Policy { tolerate_weak_digests };
                signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &policy).swap_remove(0)
            };
            let (strict, lenient) = (check(false), check(true));
            match (&strict.integrity, &lenient.integrity) {
                (Integrity::Good(_), Integrity::Good(_)) => good += 1,
                (Integrity::Flawed(_), Integrity::Good(_)) => {
                    assert!(matches!(md, "md5" | "sha1"), "{md} {name}: {:?}", strict.findings);
                    weak += 1;
                }
                (Integrity::Unverifiable(_), _) => {
                    assert!(matches!(md, "ripemd160" | "sha512-224"), "{md} {name}: {:?}", strict.findings);
                    assert!(ids(&strict.findings).contains(&"cms.unsupported-digest"));
                    unknown += 1;
                }
                other => panic!("{md} {name} {extra:?}: {other:?}"),
            }
        }
    }
    assert!(good >= 26 && weak >= 6 && unknown >= 3, "{good} {weak} {unknown}");
}

#[test]
fn a_key_for_pss_alone() {
    let world = World::get();
    let pss = ["rsa_keygen_bits:2048", "rsa_pss_keygen_md:sha256", "rsa_pss_keygen_mgf1_md:sha256", "rsa_pss_keygen_saltlen:32"];
    let options: Vec<&str> = pss.iter().flat_map(|option| ["-pkeyopt", *option]).collect();
    world.openssl(&[&["genpkey", "-algorithm", "RSA-PSS", "-out", "pss.key"], &options[..]].concat(), b"");
    world.openssl(&["req", "-x509", "-key", "pss.key", "-out", "pss.pem", "-subj", "/CN=pss", "-days", "10"], b"");
    let sign = ["cms", "-sign", "-binary", "-signer", "pss.pem", "-inkey", "pss.key", "-outform", "DER"];
    let good = world.openssl(&[&sign[..], &["-keyopt", "rsa_padding_mode:pss"]].concat(), MAIL);
    assert!(is_good(&read(&good).unwrap().0, MAIL));
    // left to itself, OpenSSL names rsaEncryption, which such a key cannot do; it does not verify this either
    let (signed_data, _) = read(&world.openssl(&sign, MAIL)).unwrap();
    let checks = signed_data.check(&hash(MAIL, &[DigestAlgorithm::Sha256]), &certificates(&signed_data), &Policy::default());
    assert_eq!(ids(&checks[0].findings), ["cms.key-mismatch"]);
    assert!(matches!(checks[0].integrity, Integrity::Unverifiable(_)));
}

#[test]
fn openssl_without_attributes_is_intact_and_never_good() {
    let world = World::get();
    let sign = ["cms", "-sign", "-binary", "-signer", "rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-noattr"];
    let (signed_data, _) = read(&world.openssl(&sign, MAIL)).unwrap();
    let check = |content| signed_data.check(&hash(content, &[DigestAlgorithm::Sha256]), &certificates(&signed_data), &Policy::default());
    let intact = &check(MAIL)[0];
    assert!(matches!(intact.integrity, Integrity::Flawed(_)), "{intact:?}");
    assert_eq!(ids(&intact.findings), ["cms.no-signed-attributes"]);
    assert!(matches!(check(b"other")[0].integrity, Integrity::Altered(_)));
}

#[test]
fn a_digest_that_was_not_listed() {
    let world = World::get();
    let sign = ["cms", "-sign", "-binary", "-signer", "rsa.pem", "-inkey", "rsa.key", "-outform", "DER", "-nodetach", "-md", "sha512"];
    let mut bytes = world.openssl(&sign, MAIL);
    // the first SHA-512 in the bytes is that of digestAlgorithms: make it SHA-256
    let at = bytes.windows(9).position(|window| window == b"\x60\x86\x48\x01\x65\x03\x04\x02\x03").unwrap();
    bytes[at + 8] = 1;
    let mut content = Vec::new();
    let signed_data = SignedData::read(&bytes[..], &mut content, &[], &Default::default()).unwrap();
    assert_eq!(signed_data.digests_wanted(&signed_data.content_digests), [DigestAlgorithm::Sha512]);
    let also = SignedData::read(&bytes[..], &mut Vec::new(), &[DigestAlgorithm::Sha512], &Default::default()).unwrap();
    assert!(also.digests_wanted(&also.content_digests).is_empty());
    let mut second = signed_data.clone();
    let mut swapped = bytes.clone();
    swapped[bytes.windows(7).position(|window| window == b"charset").unwrap()] ^= 1;
    assert!(matches!(second.hash_again(&swapped[..]), Err(Error::ContentMoved)), "as long, and another");
    second.hash_again(&bytes[..]).unwrap();
    assert_eq!(second.content_digests.digest(DigestAlgorithm::Sha512), also.content_digests.digest(DigestAlgorithm::Sha512));
    let checks = also.check(&also.content_digests, &certificates(&also), &Policy::default());
    assert!(matches!(checks[0].integrity, Integrity::Good(_)), "{checks:?}");
    assert_eq!(checks[0].findings, [Finding::DigestNotListed { digest: "SHA-512".to_owned() }]);
}

/// Every algorithm that can sign here, with the leaf whose key does.
fn algorithms() -> Vec<(&'static str, SignatureAlgorithm)> {
    let world = World::get();
    let mut all: Vec<_> = LEAVES.iter().map(|(name, _)| (*name, world.key(name).default_algorithm())).collect();
    let [sha256, sha384, sha512] = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];
    all.extend([sha384, sha512].map(|digest| ("rsa", SignatureAlgorithm::RsaPkcs1 { digest })));
    all.extend(
        [(sha256, 32), (sha384, 48), (sha512, 64)]
            .map(|(digest, salt_len)| ("rsa", SignatureAlgorithm::RsaPss { digest, mgf: digest, salt_len })),
    );
    all
}

#[test]
fn what_is_signed_here_openssl_verifies() {
    let world = World::get();
    let root = world.certificate("root");
    std::fs::write(world.at().join("mail"), MAIL).unwrap();
    for (name, algorithm) in algorithms() {
        for sid in [Sid::IssuerAndSerialNumber, Sid::SubjectKeyIdentifier] {
            let certificate = world.certificate(name);
            let options = Options { sid, ..Options::default() };
            let identity = Identity::new(&certificate, std::slice::from_ref(&root), algorithm, &options).unwrap();
            let digest = hash(MAIL, &[identity.digest()]);
            let request = Request::new(&identity, &digest.all()[0], Some(NOW)).unwrap();
            let strict = signed_attributes::parse_strict(request.to_be_signed()).unwrap();
            assert_eq!(strict.message_digest, digest.all()[0].as_bytes());
            assert_eq!(strict.signing_time, Some(NOW));
            let signature = world.key(name).sign(&algorithm, request.to_be_signed()).unwrap();

            let detached = request.detached(&signature);
            let (signed_data, _) = read(&detached).unwrap();
            assert!(signed_data.findings.is_empty(), "{:?}", signed_data.findings);
            assert_eq!(signed_data.certificates.len(), 2);
            assert!(is_good(&signed_data, MAIL), "{algorithm:?}");
            let attributes = signed_data.signers[0].signed_attributes.as_ref().unwrap();
            assert_eq!(
                attributes.capabilities.iter().map(|algorithm| algorithm.oid).collect::<Vec<_>>(),
                [oid::AES_256_CBC, oid::AES_128_CBC]
            );
            assert_eq!(attributes.signing_certificates[0].hash, certificate.sha256());
            assert!(attributes.algorithm_protection.is_some());
            let verify = ["cms", "-verify", "-binary", "-inform", "DER", "-CAfile", "root.pem", "-purpose", "smimesign", "-in"];
            if algorithm == SignatureAlgorithm::Ed25519 {
                // OpenSSL 3.0 hands EdDSA a digest in CMS and fails (its own output too); the bare arithmetic it can do
                verify_ed25519(request.to_be_signed(), &signature);
                continue;
            }
            let (file, wrapped, streamed) = (format!("{name}.p7s"), format!("{name}.p7m"), format!("{name}.ber"));
            std::fs::write(world.at().join(&file), &detached).unwrap();
            assert_eq!(world.openssl(&[&verify[..], &[&file, "-content", "mail"]].concat(), b""), MAIL, "{algorithm:?}");

            let wrapping = request.opaque(&signature, MAIL.len() as u64);
            let opaque = [&wrapping.head, MAIL, &wrapping.tail].concat();
            let (signed_data, content) = read(&opaque).unwrap();
            assert!(signed_data.findings.is_empty() && content == MAIL && is_good(&signed_data, MAIL));
            std::fs::write(world.at().join(&wrapped), &opaque).unwrap();
            assert_eq!(world.openssl(&[&verify[..], &[&wrapped]].concat(), b""), MAIL, "{algorithm:?}");

            let mut stream = Opaque::new(std::slice::from_ref(&identity), Vec::new()).unwrap();
            for piece in MAIL.chunks(7) {
                stream.write_all(piece).unwrap();
            }
            let awaiting = stream.complete(Some(NOW)).unwrap();
            let signature = signature_of(name, algorithm, &awaiting.requests()[0]);
            let streaming = awaiting.finish(&[signature]).unwrap();
            let (signed_data, content) = read(&streaming).unwrap();
            assert_eq!(ids(&signed_data.findings), ["cms.ber"]);
            assert!(content == MAIL && is_good(&signed_data, MAIL));
            std::fs::write(world.at().join(&streamed), &streaming).unwrap();
            assert_eq!(world.openssl(&[&verify[..], &[&streamed]].concat(), b""), MAIL, "{algorithm:?}");
        }
    }
}

fn verify_ed25519(bytes: &[u8], signature: &[u8]) {
    let world = World::get();
    std::fs::write(world.at().join("tbs"), bytes).unwrap();
    std::fs::write(world.at().join("sig"), signature).unwrap();
    world.openssl(&["pkeyutl", "-verify", "-rawin", "-in", "tbs", "-sigfile", "sig", "-inkey", "ed25519.key"], b"");
}

fn signature_of(name: &str, algorithm: SignatureAlgorithm, request: &Request) -> Vec<u8> {
    World::get().key(name).sign(&algorithm, request.to_be_signed()).unwrap()
}

#[test]
fn large_content_in_every_length_of_length() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let identity = Identity::new(&certificate, &[], key.default_algorithm(), &Options::default()).unwrap();
    for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536, 3_000_000] {
        let content = vec![b'a'; length];
        let digest = hash(&content, &[identity.digest()]);
        let request = Request::new(&identity, &digest.all()[0], None).unwrap();
        let signature = key.sign(&key.default_algorithm(), request.to_be_signed()).unwrap();
        let wrapping = request.opaque(&signature, length as u64);
        let (signed_data, read_back) = read(&[wrapping.head, content.clone(), wrapping.tail].concat()).unwrap();
        assert!(signed_data.findings.is_empty(), "{length}: {:?}", signed_data.findings);
        assert!(read_back == content && is_good(&signed_data, &content), "{length}");
    }
}

/// Nobody has so much content; the numbers end all the same, and nothing else does.
#[test]
fn content_of_any_length_said_beforehand() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let identity = Identity::new(&certificate, &[], key.default_algorithm(), &Options::default()).unwrap();
    let request = Request::new(&identity, &hash(b"", &[identity.digest()]).all()[0], None).unwrap();
    for length in [u64::MAX, u64::MAX - 1, 1 << 63, 1 << 62] {
        let wrapping = request.opaque(&[0; 64], length);
        assert!(read(&[wrapping.head, wrapping.tail].concat()).is_err(), "the content is not there");
    }
}

#[test]
fn keys_and_algorithms_that_do_not_fit_cannot_become_an_identity() {
    let world = World::get();
    let certificate = world.certificate("p256");
    let refused = |certificate, algorithm, options: &Options| {
        matches!(Identity::new(certificate, &[], algorithm, options), Err(Error::CannotSign { .. }))
    };
    let digest = DigestAlgorithm::Sha256;
    assert!(refused(&certificate, SignatureAlgorithm::RsaPkcs1 { digest }, &Options::default()));
    assert!(refused(&certificate, SignatureAlgorithm::Ed25519, &Options::default()));
    assert!(refused(&certificate, SignatureAlgorithm::Ecdsa { digest: DigestAlgorithm::Sha1 }, &Options::default()));
    let identity = Identity::new(&certificate, &[], SignatureAlgorithm::Ecdsa { digest }, &Options::default()).unwrap();
    let wrong = kakitome_crypto::digest(DigestAlgorithm::Sha512, MAIL).unwrap();
    assert!(matches!(Request::new(&identity, &wrong, None), Err(Error::WrongDigest { .. })));
}
