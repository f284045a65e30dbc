//! What is issued here, read by OpenSSL: `verify -x509_strict` and `-text`, CRLs, requests. All keys are made by the test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::fs;
use std::path::Path;
use std::process::Command;

use kakitome_crypto::{KeyKind, Signer};
use kakitome_pki::issue::{self, CaRequest, CrlRequest, LeafRequest, PolicyChoice, Revocation};
use kakitome_pki::path::search;
use kakitome_pki::{
    Budget, Certificate, Crl, Evidence, Identity, Name, Policy, Pool, Purpose, RevocationMode, RevocationPool, RevocationReason, chain,
    check_address, csr, identity, order_chain,
};
use shared::house::{House, signer};

/// Runs openssl; answers its output whatever its exit status.
fn openssl(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new("openssl").current_dir(folder).args(arguments).output().expect("openssl is installed");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

/// OpenSSL wants keyEncipherment for "smimeencrypt" whatever the key, which the Baseline Requirements forbid for curves.
fn verify(folder: &Path, leaf: &str, kind: KeyKind) {
    let purposes: &[&str] = if matches!(kind, KeyKind::Rsa { .. }) { &["smimesign", "smimeencrypt"] } else { &["smimesign"] };
    for purpose in purposes {
        let (good, text) = openssl(
            folder,
            &["verify", "-x509_strict", "-purpose", purpose, "-crl_check_all", "-CAfile", "root.pem", "-untrusted", "issuing.pem", leaf],
        );
        assert!(good, "{leaf} {purpose}: {text}");
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    use std::fmt::Write as _;
    let hex = der.iter().fold(String::new(), |mut text, octet| {
        write!(text, "{octet:02x}").unwrap();
        text
    });
    // through openssl, so that nothing here depends on an encoder of our own
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x"), der).unwrap();
    let (good, text) = openssl(folder.path(), &["base64", "-in", "x"]);
    assert!(good, "{hex}");
    format!("-----BEGIN {label}-----\n{text}-----END {label}-----\n")
}

#[test]
fn openssl_accepts_every_kind_of_key_strictly() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    let crls = pem("X509 CRL", &house.root_crl_der(&[])) + &pem("X509 CRL", &house.issuing_crl_der(&[]));
    write("root.pem", pem("CERTIFICATE", house.root.as_der()) + &crls);
    write("issuing.pem", pem("CERTIFICATE", house.issuing.as_der()));
    for (at, kind) in [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519].into_iter().enumerate() {
        let leaf = house.leaf(signer(kind).public_key(), &["noreply@bank.example"]);
        let name = format!("leaf{at}.pem");
        write(&name, pem("CERTIFICATE", leaf.as_der()));
        verify(folder.path(), &name, kind);
        assert_eq!(identity(&leaf).0, Identity::Mailbox);
    }
}

#[test]
fn the_fields_of_a_leaf_as_openssl_prints_them() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new();
    let leaf = house.leaf(signer(KeyKind::Rsa { bits: 2048 }).public_key(), &["noreply@bank.example", "書留@例え.jp"]);
    fs::write(folder.path().join("leaf"), leaf.as_der()).unwrap();
    let (_, text) = openssl(folder.path(), &["x509", "-inform", "DER", "-in", "leaf", "-noout", "-text"]);
    for line in [
        "Version: 3 (0x2)",
        "CN = noreply@bank.example",
        "X509v3 Key Usage: critical\n                Digital Signature, Key Encipherment\n",
        "X509v3 Extended Key Usage: \n                E-mail Protection\n",
        "email:noreply@bank.example",
        "Policy: 2.23.140.1.5.1.3",
        "URI:http://ca.bank.example/issuing.crl",
        "CA Issuers - URI:http://ca.bank.example/issuing.crt",
        "X509v3 Subject Key Identifier:",
        "X509v3 Authority Key Identifier:",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    assert!(!text.contains("Basic Constraints") && !text.contains("CA:TRUE"), "{text}");
    let serial = leaf.serial().content();
    assert!(serial.len() == 16 && leaf.serial().is_conforming());
    let emails: Vec<String> = leaf.emails().into_iter().map(|email| email.text).collect();
    assert_eq!(emails, ["noreply@bank.example", "書留@xn--r8jz45g.jp"]);
    assert!(check_address("書留@例え.jp", &leaf, &Policy::default()).is_match());
}

#[test]
fn a_long_address_gives_an_empty_subject_and_a_critical_alternative_name() {
    let house = House::new();
    let address = format!("{}@bank.example", "a".repeat(60));
    let leaf = house.leaf(signer(KeyKind::P256).public_key(), &[&address]);
    assert!(leaf.subject().is_empty());
    let critical = leaf.extensions().all.iter().find(|extension| extension.oid.to_string() == "2.5.29.17").unwrap().critical;
    assert!(critical);
    let judged = chain::judge(
        &[leaf, house.issuing.clone()],
        house.anchors().iter().next().unwrap(),
        &[],
        Purpose::EmailSigning,
        house.now,
        &Policy::default(),
        &mut Budget::default(),
    );
    assert!(judged.is_accepted(), "{:?}", judged.findings);
}

#[test]
fn crls_with_entries_are_read_by_openssl_and_by_the_judge() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::new();
    let leaf = house.leaf(signer(KeyKind::P256).public_key(), &["noreply@bank.example"]);
    let entry = |since| Revocation { serial: leaf.serial().clone(), since, reason: RevocationReason::KeyCompromise };
    let der = house.issuing_crl_der(&[entry(house.now.plus_seconds(-60))]);
    fs::write(folder.path().join("crl"), &der).unwrap();
    let crl = Crl::from_der(der).unwrap();
    let (good, text) = openssl(folder.path(), &["crl", "-inform", "DER", "-in", "crl", "-noout", "-text"]);
    assert!(good && text.contains("Key Compromise") && text.contains("X509v3 CRL Number"), "{text}");
    assert!(text.to_lowercase().contains(&leaf.serial().hex()), "{text}");

    let judged = |crls: &[Crl]| {
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Hard;
        let pool = Pool::new([house.issuing.clone()]);
        let anchors = house.anchors();
        let evidence = Evidence {
            message: &pool,
            given: &Pool::default(),
            anchors: &anchors,
            revocation: &RevocationPool::of_crls(crls.iter().cloned()),
            signing_time: None,
        };
        let report = search(&leaf, &evidence, Purpose::EmailSigning, house.now, &policy, &mut Budget::default());
        (report.accepted.is_some(), report.tried[0].revocation)
    };
    let root_crl = house.root_crl(&[]);
    assert_eq!(judged(&[crl, root_crl.clone()]), (false, chain::Revocation::Revoked));
    assert_eq!(judged(&[house.issuing_crl(&[]), root_crl.clone()]), (true, chain::Revocation::Good));
    // revoked after the time asked: not yet
    let later = house.issuing_crl(&[entry(house.now.plus_days(1))]);
    assert_eq!(judged(&[later, root_crl.clone()]), (true, chain::Revocation::Good));
    assert_eq!(judged(&[root_crl]), (false, chain::Revocation::NotChecked));
    assert_eq!(judged(&[]), (false, chain::Revocation::NotChecked));
}

#[test]
fn requests_are_read_by_openssl_and_back() {
    let folder = tempfile::tempdir().unwrap();
    for kind in [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::Ed25519] {
        let signer = signer(kind);
        let subject = Name::build(&[("C", "JP"), ("O", "株式会社見本銀行"), ("CN", "noreply@bank.example")]).unwrap();
        let emails = ["noreply@bank.example", "書留@例え.jp"];
        let unsigned = csr::build(&subject, &emails, signer.public_key(), &signer.algorithm()).unwrap();
        let der = unsigned.sign(&signer).unwrap();
        fs::write(folder.path().join("csr"), &der).unwrap();
        let (good, text) =
            openssl(folder.path(), &["req", "-inform", "DER", "-in", "csr", "-noout", "-verify", "-text", "-nameopt", "utf8"]);
        assert!(good && text.contains("email:noreply@bank.example") && text.contains("株式会社見本銀行"), "{text}");
        for bytes in [der.clone(), pem("CERTIFICATE REQUEST", &der).into_bytes()] {
            let read = csr::parse(&bytes).unwrap();
            assert_eq!((read.subject, read.spki.as_slice()), (subject.clone(), signer.public_key()));
            assert_eq!(read.emails, ["noreply@bank.example", "書留@xn--r8jz45g.jp"]);
        }
        let mut altered = der.clone();
        let at = altered.windows(7).position(|window| window == b"noreply").unwrap();
        altered[at] = b'N';
        let text = csr::parse(&altered).unwrap_err().to_string();
        assert!(text.contains("does not fit its key"), "{text}");
    }
}

#[test]
fn requests_of_openssl_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "req",
        "-new",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "key",
        "-out",
        "csr",
        "-subj",
        "/CN=a/emailAddress=a@bank.example",
        "-config",
        "/dev/null",
    ];
    let (good, text) = openssl(folder.path(), &arguments);
    assert!(good, "{text}");
    let read = csr::parse(&fs::read(folder.path().join("csr")).unwrap()).unwrap();
    assert_eq!(read.emails, ["a@bank.example"]);
}

#[test]
fn what_must_not_be_issued() {
    let house = House::new();
    let key = signer(KeyKind::P256);
    let algorithm = house.issuing_signer.algorithm();
    let good = LeafRequest {
        subject: None,
        emails: &["a@bank.example"],
        spki: key.public_key(),
        not_before: house.now,
        not_after: issue::not_after(house.now, 825),
        crl_url: "http://ca.bank.example/issuing.crl",
        issuer_url: None,
        policy: PolicyChoice::default(),
    };
    let refused = |request: &LeafRequest<'_>, issuer: &Certificate, words: &str| {
        let text = issue::leaf(request, issuer, &algorithm, house.now).map(|_| ()).unwrap_err().to_string();
        assert!(text.contains(words), "{text} (wanted {words})");
    };
    issue::leaf(&good, &house.issuing, &algorithm, house.now).unwrap();
    refused(&LeafRequest { not_after: issue::not_after(house.now, 826), ..good.clone() }, &house.issuing, "825 days");
    refused(&LeafRequest { not_after: house.now.plus_days(825), ..good.clone() }, &house.issuing, "825 days");
    refused(&LeafRequest { not_before: house.now.plus_seconds(1), ..good.clone() }, &house.issuing, "in the future");
    refused(
        &LeafRequest { not_after: house.now.plus_seconds(-1), not_before: house.now.plus_days(-1), ..good.clone() },
        &house.issuing,
        "over",
    );
    refused(&LeafRequest { emails: &[], ..good.clone() }, &house.issuing, "at least one");
    refused(&LeafRequest { emails: &["a b@bank.example"], ..good.clone() }, &house.issuing, "a blank");
    refused(&LeafRequest { emails: &["a\0@bank.example"], ..good.clone() }, &house.issuing, "NUL");
    refused(&LeafRequest { crl_url: "ldap://x", ..good.clone() }, &house.issuing, "http://");
    refused(&LeafRequest { crl_url: "http://a b", ..good.clone() }, &house.issuing, "http://");
    let named = Name::build(&[("O", "Bank"), ("CN", "a@bank.example")]).unwrap();
    refused(&LeafRequest { subject: Some(named), ..good.clone() }, &house.issuing, "mailbox-validated");
    let leaf = house.leaf(key.public_key(), &["a@bank.example"]);
    refused(&good, &leaf, "not a CA");
    let ca = CaRequest {
        subject: Name::build(&[("CN", "x")]).unwrap(),
        spki: key.public_key(),
        not_before: house.now,
        not_after: house.now.plus_days(10_000),
        crl_url: None,
        issuer_url: None,
    };
    let text = issue::issuing(&ca, &house.root, &algorithm, house.now).unwrap_err().to_string();
    assert!(text.contains("outlive"), "{text}");
    let text = issue::issuing(&CaRequest { not_after: house.now.plus_days(1), ..ca }, &house.issuing, &algorithm, house.now).unwrap_err();
    assert!(text.to_string().contains("path length"), "{text}");
    let crl = CrlRequest { number: 1, this_update: house.now, next_update: house.now, revoked: &[] };
    assert!(issue::crl(&crl, &house.issuing, &algorithm).unwrap_err().to_string().contains("next update"));
}

#[test]
fn a_signer_with_another_key_or_algorithm_is_refused() {
    let house = House::new();
    let key = signer(KeyKind::P256);
    let unsigned = house.unsigned_leaf(key.public_key(), &["a@bank.example"]);
    assert!(unsigned.clone().sign(&key).unwrap_err().to_string().contains("another key"));
    assert!(unsigned.finish(&[1, 2, 3]).unwrap_err().to_string().contains("does not fit"));
}

#[test]
fn a_bag_in_order_and_the_missing_link_by_name() {
    let house = House::new();
    let leaf = house.leaf(signer(KeyKind::P256).public_key(), &["a@bank.example"]);
    let stranger = House::new().root;
    let whole = order_chain(&leaf, &[stranger.clone(), house.root.clone(), leaf.clone(), house.issuing.clone()]);
    assert_eq!(whole.chain, [leaf.clone(), house.issuing.clone(), house.root.clone()]);
    assert_eq!(whole.unused, std::slice::from_ref(&stranger));
    assert!(whole.missing.is_none());
    let broken = order_chain(&leaf, &[house.root.clone(), stranger]);
    let missing = broken.missing.unwrap();
    assert_eq!(missing.subject, *house.issuing.subject());
    assert_eq!(missing.urls, ["http://ca.bank.example/issuing.crt"]);
}
