//! Against other programs than OpenSSL: NSS (`cmsutil`, what Thunderbird stands on) and GnuPG (`gpgsm`).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use std::path::Path;
use std::sync::OnceLock;

use kakitome_cms::sign::{Identity, Options, Request};
use kakitome_cms::{Integrity, Policy};
use kakitome_crypto::{DigestAlgorithm, SignatureAlgorithm};
use kakitome_pki::UnixTime;
use support::{World, certificates, hash, read, run};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nRegistered, and signed.\r\n";

fn program(name: &str, folder: &Path, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let (ok, output, errors) = run(name, folder, arguments, input);
    assert!(ok, "{name} {arguments:?}: {errors}\n{}", String::from_utf8_lossy(&output));
    output
}

/// An NSS database with the root trusted for mail and the RSA and P-256 leaves with their keys.
fn nss() -> &'static World {
    static READY: OnceLock<()> = OnceLock::new();
    let world = World::get();
    READY.get_or_init(|| {
        std::fs::create_dir(world.at().join("nss")).unwrap();
        program("certutil", world.at(), &["-N", "-d", "sql:nss", "--empty-password"], b"");
        program("certutil", world.at(), &["-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,", "-i", "root.pem"], b"");
        for name in ["rsa", "p256"] {
            let (key, pem, p12) = (format!("{name}.key"), format!("{name}.pem"), format!("{name}.p12"));
            let export = ["pkcs12", "-export", "-inkey", &key, "-in", &pem, "-name", name, "-out", &p12, "-passout", "pass:x"];
            world.openssl(&export, b"");
            program("pk12util", world.at(), &["-i", &p12, "-d", "sql:nss", "-W", "x"], b"");
        }
    });
    world
}

fn sign(name: &str, algorithm: Option<SignatureAlgorithm>) -> (Request, Vec<u8>) {
    let world = World::get();
    let key = world.key(name);
    let algorithm = algorithm.unwrap_or_else(|| key.default_algorithm());
    let identity = Identity::new(&world.certificate(name), &[world.certificate("root")], algorithm, &Options::default()).unwrap();
    let digest = kakitome_crypto::digest(identity.digest(), MAIL).unwrap();
    let request = Request::new(&identity, &digest, Some(UnixTime::now())).unwrap();
    let signature = key.sign(&algorithm, request.to_be_signed()).unwrap();
    (request, signature)
}

#[test]
fn what_is_signed_here_nss_verifies() {
    let world = nss();
    std::fs::write(world.at().join("nss-mail"), MAIL).unwrap();
    for name in ["rsa", "p256"] {
        let (request, signature) = sign(name, None);
        let (clear, opaque) = (format!("{name}.nss.p7s"), format!("{name}.nss.p7m"));
        std::fs::write(world.at().join(&clear), request.detached(&signature)).unwrap();
        program("cmsutil", world.at(), &["-D", "-d", "sql:nss", "-c", "nss-mail", "-i", &clear, "-n", "-u", "4"], b"");
        let wrapping = request.opaque(&signature, MAIL.len() as u64);
        std::fs::write(world.at().join(&opaque), [&wrapping.head, MAIL, &wrapping.tail].concat()).unwrap();
        let content = program("cmsutil", world.at(), &["-D", "-d", "sql:nss", "-i", &opaque, "-u", "4"], b"");
        assert_eq!(content, MAIL);
        // and the test can fail
        std::fs::write(world.at().join("nss-other"), b"other").unwrap();
        let (ok, ..) = run("cmsutil", world.at(), &["-D", "-d", "sql:nss", "-c", "nss-other", "-i", &clear, "-n", "-u", "4"], b"");
        assert!(!ok);
    }
}

#[test]
fn what_nss_signs_is_good_here() {
    let world = nss();
    for (name, extra, opaque) in
        [("rsa", &[][..], true), ("rsa", &["-T"], false), ("rsa", &["-T", "-P", "-G"], false), ("p256", &["-G"], true)]
    {
        let arguments = [&["-S", "-d", "sql:nss", "-Y", "NONE", "-N", name, "-H", "SHA256"], extra].concat();
        let bytes = program("cmsutil", world.at(), &arguments, MAIL);
        let (signed_data, content) = read(&bytes).unwrap_or_else(|error| panic!("{name} {extra:?}: {error}"));
        assert_eq!(signed_data.has_content, opaque);
        assert!(!opaque || content == MAIL);
        let digests = hash(MAIL, &[DigestAlgorithm::Sha256]);
        let mut known = certificates(&signed_data);
        known.push(world.certificate(name));
        let checks = signed_data.check(&digests, &known, &Policy::default());
        // cmsutil writes signed attributes only when it is asked for a signing time or the like
        let wanted_attributes = extra.contains(&"-G");
        match &checks[0].integrity {
            Integrity::Good(_) => assert!(signed_data.signers[0].signed_attributes.is_some()),
            Integrity::Flawed(_) => assert!(!wanted_attributes && signed_data.signers[0].signed_attributes.is_none()),
            other => panic!("{name} {extra:?}: {other:?} {:?}", checks[0].findings),
        }
    }
}

#[test]
fn what_is_signed_here_gpgsm_verifies() {
    let world = World::get();
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("gpgsm.conf"), "disable-crl-checks\ndisable-dirmngr\n").unwrap();
    let root_print = world.openssl(&["x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha1"], b"");
    let root_print = String::from_utf8(root_print).unwrap().trim().split('=').nth(1).unwrap().to_owned();
    std::fs::write(home.path().join("trustlist.txt"), format!("{root_print} S relax\n")).unwrap();
    let gpgsm = |arguments: &[&str], input: &[u8]| {
        let home = home.path().to_str().unwrap();
        run("gpgsm", world.at(), &[&["--homedir", home, "--batch", "--status-fd", "1"], arguments].concat(), input)
    };
    let (ok, _, errors) = gpgsm(&["--import", "root.pem"], b"");
    assert!(ok, "{errors}");
    std::fs::write(world.at().join("gpgsm-mail"), MAIL).unwrap();
    std::fs::write(world.at().join("gpgsm-other"), b"other").unwrap();
    let digest = DigestAlgorithm::Sha256;
    for (name, algorithm) in
        [("rsa", None), ("p256", None), ("p384", None), ("rsa", Some(SignatureAlgorithm::RsaPss { digest, mgf: digest, salt_len: 32 }))]
    {
        let (request, signature) = sign(name, algorithm);
        std::fs::write(world.at().join("gpgsm.p7s"), request.detached(&signature)).unwrap();
        let (ok, status, errors) = gpgsm(&["--verify", "gpgsm.p7s", "gpgsm-mail"], b"");
        let status = String::from_utf8_lossy(&status).into_owned();
        assert!(ok && status.contains("GOODSIG") && status.contains("VALIDSIG"), "{name}: {status}\n{errors}");
        let (ok, status, _) = gpgsm(&["--verify", "gpgsm.p7s", "gpgsm-other"], b"");
        assert!(!ok && String::from_utf8_lossy(&status).contains("BADSIG"));
    }
    let (_, _, _) = run("gpgconf", world.at(), &["--homedir", home.path().to_str().unwrap(), "--kill", "all"], b"");
}
