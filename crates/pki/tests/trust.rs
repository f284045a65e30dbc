//! Anchors and their state, algorithms and key sizes by policy; OpenSSL makes what nobody should.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::fs;
use std::path::Path;
use std::process::Command;

use kakitome_pki::path::{PathReport, search};
use kakitome_pki::{
    Anchor, Anchors, Budget, Certificate, Certificates, EmailTrust, Evidence, Policy, Pool, Purpose, RevocationPool, Severity, UnixTime,
    certificates_from,
};
use shared::forge::{Plan, purposes, rfc822};
use shared::house::{House, signer};

fn openssl(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().expect("openssl is installed");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn look(leaf: &Certificate, anchors: &Anchors, policy: &Policy) -> PathReport {
    let pool = Pool::default();
    let evidence = Evidence { message: &pool, given: &pool, anchors, revocation: &RevocationPool::default(), signing_time: None };
    search(leaf, &evidence, Purpose::EmailSigning, UnixTime::now(), policy, &mut Budget::default())
}

fn ids(report: &PathReport, severity: Severity) -> Vec<&'static str> {
    let findings = report.tried.first().map(|path| &path.findings[..]).unwrap_or_default();
    findings.iter().map(|placed| &placed.finding).filter(|f| f.severity() == severity).map(kakitome_pki::Finding::id).collect()
}

#[test]
fn an_anchor_that_is_off_for_email_says_why() {
    let root = Plan::ca("root").root();
    let leaf = Plan::named("x").with_names(&[rfc822(b"a@x.example")]).under(&root);
    let mut anchors = Anchors::none();
    let because = "removed by the update of 2016-01-20".to_owned();
    anchors.add(Anchor { certificate: root.certificate.clone(), email: EmailTrust::NotForEmail { because: because.clone() } });
    let report = look(&leaf.certificate, &anchors, &Policy::default());
    assert!(report.accepted.is_none());
    let found = report.tried[0].findings.iter().find(|placed| placed.finding.id() == "pki.anchor-not-for-email").unwrap();
    assert_eq!((found.at, found.finding.facts()), (Some(1), vec![("because", because)]));
    // an extended key usage in the anchor's own certificate binds as well
    let root = Plan::ca("root").with("2.5.29.37", false, &purposes(&["1.3.6.1.5.5.7.3.1"])).root();
    let leaf = Plan::named("x").with_names(&[rfc822(b"a@x.example")]).under(&root);
    let report = look(&leaf.certificate, &Anchors::from_certificates([root.certificate]), &Policy::default());
    assert_eq!(ids(&report, Severity::Error), ["pki.extended-key-usage"]);
}

#[test]
fn an_anchor_out_of_time_is_a_policy() {
    let root = Plan { validity: (UnixTime::now().plus_days(-20), UnixTime::now().plus_days(-10)), ..Plan::ca("root") }.root();
    let leaf = Plan::named("x").with_names(&[rfc822(b"a@x.example")]).under(&root);
    let anchors = Anchors::from_certificates([root.certificate]);
    let mut policy = Policy::default();
    assert_eq!(ids(&look(&leaf.certificate, &anchors, &policy), Severity::Error), ["pki.expired"]);
    policy.anchor_in_time = false;
    assert!(look(&leaf.certificate, &anchors, &policy).accepted.is_some());
}

#[test]
fn trusted_certificates_of_openssl_keep_their_uses() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("root"), House::new().root.as_der()).unwrap();
    let make = |arguments: &[&str]| {
        let all: Vec<&str> = ["x509", "-inform", "DER", "-in", "root", "-trustout"].iter().chain(arguments).copied().collect();
        Anchors::from_bytes(&openssl(folder.path(), &all)).unwrap()
    };
    let trusted = |anchors: &Anchors| {
        assert_eq!(anchors.len(), 1);
        anchors.iter().all(|anchor| anchor.email == EmailTrust::Trusted)
    };
    assert!(trusted(&make(&[])));
    assert!(trusted(&make(&["-addtrust", "emailProtection"])));
    assert!(trusted(&make(&["-addtrust", "anyExtendedKeyUsage"])));
    assert!(!trusted(&make(&["-addtrust", "serverAuth"])));
    assert!(!trusted(&make(&["-addreject", "emailProtection"])));
}

#[test]
fn weak_digests_and_short_keys_by_policy() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let subject = ["-subj", "/CN=x/emailAddress=a@x.example", "-config", "/dev/null", "-nodes"];
    let root: Vec<&str> =
        ["req", "-x509", "-newkey", "rsa:2048", "-keyout", "rk", "-out", "rc", "-days", "30"].into_iter().chain(subject).collect();
    fs::write(at.join("ca.cnf"), "[ca]\nbasicConstraints=critical,CA:true\n").unwrap();
    openssl(at, &root[..]);
    openssl(at, &["x509", "-in", "rc", "-signkey", "rk", "-extfile", "ca.cnf", "-extensions", "ca", "-days", "30", "-out", "rc"]);
    let anchors = Anchors::from_bytes(&fs::read(at.join("rc")).unwrap()).unwrap();
    let leaf = |key: &str, digest: &str| {
        let request: Vec<&str> = ["req", "-new", "-newkey", key, "-keyout", "lk", "-out", "lr"].into_iter().chain(subject).collect();
        openssl(at, &request[..]);
        openssl(at, &["x509", "-req", digest, "-in", "lr", "-CA", "rc", "-CAkey", "rk", "-days", "20", "-set_serial", "5", "-out", "lc"]);
        certificates_from(&fs::read(at.join("lc")).unwrap()).unwrap().remove(0)
    };
    let mut policy = Policy::default();
    assert!(look(&leaf("rsa:2048", "-sha256"), &anchors, &policy).accepted.is_some());
    let (sha1, md5, short) = (leaf("rsa:2048", "-sha1"), leaf("rsa:2048", "-md5"), leaf("rsa:1024", "-sha256"));
    assert_eq!(ids(&look(&sha1, &anchors, &policy), Severity::Error), ["pki.weak-algorithm"]);
    assert!(ids(&look(&md5, &anchors, &policy), Severity::Error).contains(&"pki.weak-algorithm"));
    assert_eq!(ids(&look(&short, &anchors, &policy), Severity::Error), ["pki.weak-key"]);
    policy.allow_sha1 = true;
    policy.min_rsa_bits = 1024;
    for certificate in [&sha1, &short] {
        let report = look(certificate, &anchors, &policy);
        assert!(report.accepted.is_some(), "{:?}", report.tried);
        assert_eq!(ids(&report, Severity::Warning).len(), 1);
    }
    assert!(look(&md5, &anchors, &policy).accepted.is_none());
}

#[test]
fn bundles_of_every_shape() {
    let house = House::new();
    let leaf = house.leaf(kakitome_crypto::Signer::public_key(&signer(kakitome_crypto::KeyKind::P256)), &["a@bank.example"]);
    let folder = tempfile::tempdir().unwrap();
    for (name, certificate) in [("a", &house.root), ("b", &house.issuing), ("c", &leaf)] {
        fs::write(folder.path().join(name), certificate.as_der()).unwrap();
        openssl(folder.path(), &["x509", "-inform", "DER", "-in", name, "-out", &format!("{name}.pem")]);
    }
    let wanted = [house.root.clone(), house.issuing.clone(), leaf.clone()];
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let pems = [b"some text\r\n".to_vec(), read("a.pem"), read("b.pem"), b"\n# more\n".to_vec(), read("c.pem")].concat();
    assert_eq!(certificates_from(&pems).unwrap(), wanted);
    let crlf = String::from_utf8(pems.clone()).unwrap().replace('\n', "\r\n");
    assert_eq!(certificates_from(crlf.as_bytes()).unwrap(), wanted);
    assert_eq!(certificates_from(&[read("a"), read("b"), read("c")].concat()).unwrap(), wanted);
    fs::write(folder.path().join("all.pem"), &pems).unwrap();
    for form in ["DER", "PEM"] {
        let bundle = openssl(folder.path(), &["crl2pkcs7", "-nocrl", "-certfile", "all.pem", "-outform", form]);
        assert_eq!(certificates_from(&bundle).unwrap(), wanted, "{form}");
    }
    // one that cannot be read among others: told apart, never passed over in silence
    let broken = [pems, b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n".to_vec()].concat();
    assert!(certificates_from(&broken).is_err());
    assert!(Anchors::from_bytes(&broken).is_err());
    let found = Certificates::from_pem_or_der(&broken).unwrap();
    assert_eq!((found.certificates.len(), found.unreadable.len(), found.unreadable[0].0), (3, 1, 3));
}
