//! CRLs that `openssl ca` makes and OCSP responses of `openssl ocsp`, which also reads the requests made here: issuer and
//! delegated responder, ids by SHA-1 and SHA-256, with and without nonce.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::fs;
use std::path::Path;
use std::process::Command;

use kakitome_crypto::DigestAlgorithm;
use kakitome_pki::chain::Revocation;
use kakitome_pki::path::search;
use kakitome_pki::{
    Anchors, Budget, Certificate, CertificateStatus, Crl, Evidence, OcspRequest, OcspResponse, Policy, Pool, Purpose, ResponseStatus,
    RevocationMode, RevocationPool, SourceKind, UnixTime, certificates_from, crls_from,
};

const CONFIG: &str = "
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
certificate = root.pem
private_key = root.key
default_md = sha256
default_days = 30
default_crl_days = 7
policy = any
crl_extensions = crl
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
authorityKeyIdentifier = keyid
[responder]
keyUsage = critical,digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[crl]
authorityKeyIdentifier = keyid
[partial]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical,@point
[point]
fullname = URI:http://ca.example/some.crl
onlysomereasons = keyCompromise,CACompromise
";

struct World {
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        for (name, text) in [("openssl.cnf", CONFIG), ("index.txt", ""), ("serial", "1000\n"), ("crlnumber", "0a\n")] {
            fs::write(world.path().join(name), text).unwrap();
        }
        let new = ["req", "-config", "openssl.cnf", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let root = ["-x509", "-days", "60", "-extensions", "root", "-subj", "/CN=root", "-keyout", "root.key", "-out", "root.pem"];
        world.run(&[&new[..], &root].concat());
        for name in ["good", "stolen", "replaced", "held", "responder"] {
            let (subject, key, request, certificate) =
                (format!("/CN={name}"), format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
            world.run(&[&new[..], &["-subj", &subject, "-keyout", &key, "-out", &request]].concat());
            let extensions = if name == "responder" { "responder" } else { "leaf" };
            world.ca(&["-batch", "-notext", "-extensions", extensions, "-in", &request, "-out", &certificate]);
        }
        for (name, reason) in [("stolen", "keyCompromise"), ("replaced", "superseded"), ("held", "certificateHold")] {
            world.ca(&["-revoke", &format!("{name}.pem"), "-crl_reason", reason]);
        }
        world
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new("openssl").current_dir(self.path()).args(arguments).output().expect("openssl is installed");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments:?}: {text}");
        text
    }

    fn ca(&self, arguments: &[&str]) {
        self.run(&[&["ca", "-config", "openssl.cnf"], arguments].concat());
    }

    fn certificate(&self, name: &str) -> Certificate {
        certificates_from(&fs::read(self.path().join(format!("{name}.pem"))).unwrap()).unwrap().remove(0)
    }

    fn crl(&self, arguments: &[&str]) -> Vec<Crl> {
        self.ca(&[&["-gencrl", "-out", "list.pem"], arguments].concat());
        crls_from(&fs::read(self.path().join("list.pem")).unwrap()).unwrap()
    }

    /// Asks `openssl ocsp` as its responder would be asked over HTTP.
    fn ask(&self, request: &OcspRequest, arguments: &[&str]) -> OcspResponse {
        fs::write(self.path().join("request"), request.to_der()).unwrap();
        let base = ["ocsp", "-index", "index.txt", "-CA", "root.pem", "-reqin", "request", "-respout", "response"];
        self.run(&[&base, arguments].concat());
        OcspResponse::from_der(fs::read(self.path().join("response")).unwrap()).unwrap()
    }

    fn status(&self, name: &str, revocation: &RevocationPool) -> CertificateStatus {
        let (anchors, none) = (Anchors::from_certificates([self.certificate("root")]), Pool::default());
        let evidence = Evidence { message: &none, given: &none, anchors: &anchors, revocation, signing_time: None };
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Hard;
        let leaf = self.certificate(name);
        let report = search(&leaf, &evidence, Purpose::EmailSigning, UnixTime::now(), &policy, &mut Budget::default());
        let status = report.tried[0].statuses[0].clone();
        assert_eq!(report.accepted.is_some(), status.revocation() == Revocation::Good, "{:?}", report.tried[0].findings);
        status
    }
}

const EXPECTED: [(&str, Option<&str>); 4] =
    [("good", None), ("stolen", Some("keyCompromise")), ("replaced", Some("superseded")), ("held", Some("certificateHold"))];

fn is_as_expected(status: &CertificateStatus, expected: Option<&str>, kind: SourceKind) -> bool {
    let reason = match status {
        CertificateStatus::Good { .. } => None,
        CertificateStatus::Revoked { entry, .. } => Some(entry.reason.word()),
        _ => return false,
    };
    reason == expected && status.source().is_some_and(|source| source.kind == kind)
}

#[test]
fn c16_lists_of_openssl() {
    let world = World::new();
    let lists = world.crl(&[]);
    assert_eq!((lists[0].number(), lists[0].entries()), (Some(10), 3));
    let pool = RevocationPool::of_crls(lists);
    for (name, expected) in EXPECTED {
        let status = world.status(name, &pool);
        assert!(is_as_expected(&status, expected, SourceKind::Crl), "{name}: {status:?}");
    }
    // one for two reasons only, and of a distribution point that the certificate does not name
    let some = RevocationPool::of_crls(world.crl(&["-crlexts", "partial"]));
    assert!(matches!(world.status("good", &some), CertificateStatus::Unknown { .. }));
    assert!(is_as_expected(&world.status("stolen", &some), Some("keyCompromise"), SourceKind::Crl));
}

#[test]
fn c15_requests_made_here_are_answered_by_openssl() {
    let world = World::new();
    let root = world.certificate("root");
    let by_root = &["-rsigner", "root.pem", "-rkey", "root.key", "-ndays", "1"][..];
    let delegated = &["-rsigner", "responder.pem", "-rkey", "responder.key", "-ndays", "1"][..];
    let by_key = &["-rsigner", "responder.pem", "-rkey", "responder.key", "-ndays", "1", "-resp_key_id"][..];
    let undated = &["-rsigner", "responder.pem", "-rkey", "responder.key"][..];
    for (digest, nonce, arguments) in [
        (DigestAlgorithm::Sha1, true, by_root),
        (DigestAlgorithm::Sha256, false, by_root),
        (DigestAlgorithm::Sha1, false, delegated),
        (DigestAlgorithm::Sha256, true, delegated),
        (DigestAlgorithm::Sha1, true, by_key),
        (DigestAlgorithm::Sha1, true, undated),
    ] {
        for (name, expected) in EXPECTED {
            let request = OcspRequest::new(&world.certificate(name), &root, digest, nonce).unwrap();
            let response = world.ask(&request, arguments);
            assert_eq!(response.status(), ResponseStatus::Successful);
            assert_eq!(response.nonce().is_some(), nonce, "{name} {arguments:?}");
            assert!(request.is_answered_by(&response), "{name} {arguments:?}");
            let status = world.status(name, &RevocationPool::new([], [response.clone()]));
            assert!(is_as_expected(&status, expected, SourceKind::Ocsp), "{name} {arguments:?}: {status:?}");
            // the same answer about another certificate
            let other = if name == "good" { "stolen" } else { "good" };
            assert_eq!(world.status(other, &RevocationPool::new([], [response])), CertificateStatus::NotChecked);
        }
    }
    let text = world.run(&["ocsp", "-reqin", "request", "-text"]);
    assert!(text.contains("Hash Algorithm: sha1") && text.contains("OCSP Nonce"), "{text}");
}

#[test]
fn c15_responders_of_openssl_without_the_right() {
    let world = World::new();
    let root = world.certificate("root");
    let request = OcspRequest::new(&world.certificate("good"), &root, DigestAlgorithm::Sha1, true).unwrap();
    for arguments in [
        // a certificate of the same issuer that is for mail; the right one, which does not come along
        &["-rsigner", "replaced.pem", "-rkey", "replaced.key", "-ndays", "1"][..],
        &["-rsigner", "responder.pem", "-rkey", "responder.key", "-ndays", "1", "-resp_no_certs"],
    ] {
        let response = world.ask(&request, arguments);
        assert!(matches!(world.status("good", &RevocationPool::new([], [response])), CertificateStatus::Unknown { .. }), "{arguments:?}");
    }
}
