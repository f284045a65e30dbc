//! Signatures by OpenSSL that are rare today: every digest over RSA and ECDSA, PSS with two digests and any salt, short keys.
//! What is good here is the arithmetic; whether MD5 is believed is a policy of the floors above.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use kakitome_crypto::{DigestAlgorithm as Hash, PublicKey, SignatureAlgorithm as Algorithm, Verification, Why, digest};

const MESSAGE: &[u8] = b"the message";
const DIGESTS: [Hash; 11] = [
    Hash::Md5,
    Hash::Sha1,
    Hash::Sha224,
    Hash::Sha256,
    Hash::Sha384,
    Hash::Sha512,
    Hash::Sha512_256,
    Hash::Sha3_224,
    Hash::Sha3_256,
    Hash::Sha3_384,
    Hash::Sha3_512,
];

struct Signed {
    folder: PathBuf,
    key: PublicKey,
}

impl Signed {
    fn new(name: &str, arguments: &[&str]) -> Self {
        // Tests run side by side, some with the same kind of key.
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("kakitome-signed-{name}-{}-{count}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let pem = openssl(&[&["genpkey"], arguments].concat(), b"");
        std::fs::write(folder.join("key.pem"), &pem).unwrap();
        let key = PublicKey::from_spki(&openssl(&["pkey", "-pubout", "-outform", "DER"], &pem)).unwrap();
        Self { folder, key }
    }

    fn rsa(bits: u32) -> Self {
        Self::new(&format!("rsa{bits}"), &["-algorithm", "RSA", "-pkeyopt", &format!("rsa_keygen_bits:{bits}")])
    }

    fn sign(&self, digest: Hash, options: &[String]) -> Vec<u8> {
        let key = self.folder.join("key.pem");
        let name = format!("-{}", digest.name().to_lowercase().replace("sha-512/", "sha512-"));
        let mut arguments = vec!["dgst", &name, "-sign", key.to_str().unwrap()];
        for option in options {
            arguments.extend(["-sigopt", option]);
        }
        openssl(&arguments, MESSAGE)
    }

    /// Good from the message and from its digest; with a bit altered, or the message, neither.
    fn check(&self, algorithm: &Algorithm, signature: &[u8]) {
        let verify = |message: &[u8], signature: &[u8]| {
            let whole = self.key.verify(algorithm, message, signature);
            let inside = digest(algorithm.digest().unwrap(), message).unwrap();
            assert_eq!(whole, self.key.verify_digest(algorithm, &inside, signature), "{algorithm}");
            whole
        };
        assert_eq!(verify(MESSAGE, signature), Verification::Good, "{} {algorithm}", self.key.kind());
        assert_eq!(verify(b"another message", signature), Verification::Bad, "{algorithm}");
        for position in [0, signature.len() / 2, signature.len() - 1] {
            let mut altered = signature.to_vec();
            altered[position] ^= 1;
            assert_eq!(verify(MESSAGE, &altered), Verification::Bad, "{algorithm} octet {position}");
        }
        assert_eq!(verify(MESSAGE, &signature[1..]), Verification::Bad);
        assert_eq!(verify(MESSAGE, &[&[0], signature].concat()), Verification::Bad, "{algorithm}: a zero in front");
        assert_eq!(verify(MESSAGE, &[]), Verification::Bad);
        assert_eq!(verify(MESSAGE, &vec![0; signature.len()]), Verification::Bad);
        assert_eq!(verify(MESSAGE, &vec![0xff; signature.len()]), Verification::Bad);
    }
}

impl Drop for Signed {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test needs the openssl program (Debian: apt-get install openssl)");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

#[test]
fn rsa_with_every_digest() {
    for bits in [1024, 1031, 2048] {
        let signed = Signed::rsa(bits);
        for digest in DIGESTS {
            signed.check(&Algorithm::RsaPkcs1 { digest }, &signed.sign(digest, &[]));
        }
        // One digest's signature under another's name.
        let signature = signed.sign(Hash::Sha224, &[]);
        assert_eq!(signed.key.verify(&Algorithm::RsaPkcs1 { digest: Hash::Sha3_224 }, MESSAGE, &signature), Verification::Bad);
    }
}

#[test]
fn m09_pss_with_two_digests_and_odd_salts() {
    // The encoded message of 1025 bits begins on an octet, that of 1031 with two unused bits.
    for bits in [1024, 1025, 1031, 2048] {
        let signed = Signed::rsa(bits);
        for (digest, mgf, salt_len) in [
            (Hash::Sha256, Hash::Sha256, 32),
            (Hash::Sha256, Hash::Sha256, 0),
            (Hash::Sha256, Hash::Sha256, 1),
            (Hash::Sha256, Hash::Sha256, 77),
            (Hash::Sha256, Hash::Sha1, 32),
            (Hash::Sha1, Hash::Sha1, 20),
            (Hash::Sha1, Hash::Sha256, 17),
            (Hash::Sha224, Hash::Sha224, 28),
            (Hash::Sha512, Hash::Sha1, 20),
            (Hash::Sha3_256, Hash::Sha3_256, 32),
            (Hash::Md5, Hash::Md5, 16),
        ] {
            let options = [
                "rsa_padding_mode:pss".to_owned(),
                format!("rsa_pss_saltlen:{salt_len}"),
                format!("rsa_mgf1_md:{}", mgf.name().to_lowercase()),
            ];
            let signature = signed.sign(digest, &options);
            signed.check(&Algorithm::RsaPss { digest, mgf, salt_len }, &signature);
            for (mgf, salt_len) in [(mgf, salt_len + 1), (mgf, salt_len.wrapping_sub(1)), (Hash::Sha384, salt_len), (mgf, u32::MAX)] {
                let said = signed.key.verify(&Algorithm::RsaPss { digest, mgf, salt_len }, MESSAGE, &signature);
                assert_eq!(said, Verification::Bad, "{bits} {digest:?} {mgf:?} {salt_len}");
            }
        }
    }
}

#[test]
fn ecdsa_with_every_digest() {
    for curve in ["P-256", "P-384", "P-521"] {
        let signed = Signed::new(curve, &["-algorithm", "EC", "-pkeyopt", &format!("ec_paramgen_curve:{curve}")]);
        for digest in DIGESTS {
            let signature = signed.sign(digest, &[]);
            assert_eq!(signed.key.verify(&Algorithm::Ecdsa { digest }, MESSAGE, &signature), Verification::Good, "{curve} {digest:?}");
            assert_eq!(signed.key.verify(&Algorithm::Ecdsa { digest }, b"other", &signature), Verification::Bad);
            let inside = kakitome_crypto::digest(digest, MESSAGE).unwrap();
            assert_eq!(signed.key.verify_digest(&Algorithm::Ecdsa { digest }, &inside, &signature), Verification::Good);
            let mut altered = signature.clone();
            *altered.last_mut().unwrap() ^= 1;
            assert_eq!(signed.key.verify(&Algorithm::Ecdsa { digest }, MESSAGE, &altered), Verification::Bad);
        }
    }
}

/// What is not computed has its name in the report.
#[test]
fn what_is_not_offered_is_unverifiable_by_name() {
    for (arguments, key, algorithm, name) in [
        (&["-algorithm", "ED448"][..], "Ed448", "1.3.101.113", "Ed448"),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"], "brainpoolP256r1", "1.2.840.10045.4.3.2", ""),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP512t1"], "brainpoolP512t1", "1.2.840.10045.4.3.4", ""),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"], "secp256k1", "1.2.840.10045.4.3.2", ""),
        (&["-algorithm", "X448"], "X448", "1.2.643.7.1.1.3.2", "GOST R 34.10-2012 (256)"),
    ] {
        let signed = Signed::new(key, arguments);
        assert_eq!(signed.key.kind().name(), key);
        let oid = const_oid::ObjectIdentifier::new_unwrap(algorithm);
        let der = [&[0x30, 2 + oid.as_bytes().len() as u8, 6, oid.as_bytes().len() as u8], oid.as_bytes()].concat();
        let algorithm = Algorithm::from_der(&der).unwrap();
        let Verification::Unsupported(why) = signed.key.verify(&algorithm, MESSAGE, b"signature") else { panic!("{key}") };
        match why {
            Why::Key(said) => assert_eq!(said, key),
            Why::Algorithm(said) => assert_eq!(said, name),
            other => panic!("{other}"),
        }
    }
    for (oid, name) in [
        ("2.16.840.1.101.3.4.3.17", "ML-DSA-44"),
        ("2.16.840.1.101.3.4.3.18", "ML-DSA-65"),
        ("2.16.840.1.101.3.4.3.19", "ML-DSA-87"),
        ("2.16.840.1.101.3.4.3.3", "DSA with SHA-384"),
        ("2.16.840.1.101.3.4.3.4", "DSA with SHA-512"),
        ("2.16.840.1.101.3.4.3.2", "DSA with SHA-256"),
        ("1.2.840.10040.4.3", "DSA with SHA-1"),
        ("1.3.101.113", "Ed448"),
        ("1.2.643.2.2.3", "GOST R 34.10-2001"),
        ("1.2.643.2.2.4", "GOST R 34.10-94"),
        ("1.2.643.7.1.1.3.3", "GOST R 34.10-2012 (512)"),
        ("1.2.156.10197.1.501", "SM2 with SM3"),
        ("2.16.840.1.101.3.4.3.32", "HashML-DSA-44 with SHA-512"),
        ("2.16.840.1.101.3.4.3.25", "SLH-DSA-SHA2-256f"),
        ("2.16.840.1.101.3.4.3.31", "SLH-DSA-SHAKE-256f"),
    ] {
        let oid = const_oid::ObjectIdentifier::new_unwrap(oid);
        let der = [&[0x30, 2 + oid.as_bytes().len() as u8, 6, oid.as_bytes().len() as u8], oid.as_bytes()].concat();
        assert_eq!(Algorithm::from_der(&der).unwrap().name(), name);
    }
}
