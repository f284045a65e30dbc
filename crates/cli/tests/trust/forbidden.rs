//! A path through a certificate that a list forbids is no path, whatever root it ends at.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use kakitome_pki::Certificate;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType};
use serde_json::json;

use crate::{done, json, kakitome};

fn params(name: &str, is_ca: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        params.subject_alt_names = vec![SanType::Rfc822Name("noreply@bank.example".try_into().unwrap())];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    }
    params
}

/// A signed mail in `mail.eml` and its root in `root.pem`; the intermediate's certificate.
fn scene(folder: &Path) -> Certificate {
    let keys: Vec<KeyPair> = (0..3).map(|_| KeyPair::generate().unwrap()).collect();
    let (root, issuing, leaf) = (params("Root", true), params("Issuing CA", true), params("Mihon Bank", false));
    let by = |params: &CertificateParams, key: &KeyPair| Issuer::new(params.clone(), KeyPair::try_from(key.serialize_der()).unwrap());
    let leaf = leaf.signed_by(&keys[2], &by(&issuing, &keys[1])).unwrap();
    let issuing = issuing.signed_by(&keys[1], &by(&root, &keys[0])).unwrap();
    let text = "From: noreply@bank.example\r\nTo: a@example.com\r\nSubject: notice\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nA notice.\r\n";
    for (name, content) in [
        ("root.pem", root.self_signed(&keys[0]).unwrap().pem()),
        ("key.pem", keys[2].serialize_pem()),
        ("leaf.pem", leaf.pem()),
        ("issuing.pem", issuing.pem()),
        ("plain.eml", text.to_owned()),
    ] {
        fs::write(folder.join(name), content).unwrap();
    }
    let file = |name: &str| folder.join(name).into_os_string();
    let words = [
        "sign".into(),
        "--key".into(),
        file("key.pem"),
        "--cert".into(),
        file("leaf.pem"),
        "--chain".into(),
        file("issuing.pem"),
        file("plain.eml"),
    ];
    let output = kakitome(folder, words);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    fs::write(folder.join("mail.eml"), output.stdout).unwrap();
    Certificate::from_der(issuing.der().to_vec()).unwrap()
}

#[test]
fn c22_a_forbidden_intermediate_makes_a_mail_untrusted() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let issuing = scene(folder);
    let verify = |more: &[&OsStr]| {
        let root = folder.join("root.pem");
        let mail = folder.join("mail.eml");
        let words = ["verify", "--json", "--trust"].map(OsStr::new).into_iter().chain([root.as_os_str()]);
        let output = kakitome(folder, words.chain(more.iter().copied()).chain([mail.as_os_str()]));
        json(&output)
    };
    assert_eq!(verify(&[])["verdict"], "valid");
    // lists as they are kept: Microsoft's by SHA-256, Mozilla's by issuer and serial number
    let serial = [&[2, u8::try_from(issuing.serial().content().len()).unwrap()][..], issuing.serial().content()].concat();
    let hex = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
    let list = |source: &str, name: serde_json::Value| {
        let mut root = json!({ "name": "Issuing CA", "limits": [{ "state": "disallowed", "attribute": "listed", "value": "yes" }] });
        root.as_object_mut().unwrap().extend(name.as_object().unwrap().clone());
        let list = json!({ "schema": "kakitome.snapshot/1", "source": source, "date": "2026-01-01T00:00:00Z", "origin": "00".repeat(32), "roots": [root] });
        let file = folder.join(format!("{source}.json"));
        fs::write(&file, list.to_string()).unwrap();
        file
    };
    for file in [
        list("microsoft-disallowed", json!({ "sha256": issuing.sha256_hex() })),
        list("mozilla", json!({ "issuer_serial": [hex(issuing.issuer().as_der()), hex(&serial)] })),
    ] {
        let report = verify(&["--trust".as_ref(), file.as_os_str()]);
        assert_eq!(report["verdict"], "untrusted", "{report:#}");
        let finding = report["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == "pki.forbidden").unwrap();
        assert_eq!((finding["severity"].as_str(), finding["facts"]["certificate"].as_str()), (Some("error"), Some("CN=Issuing CA")));
        assert!(finding["text"].as_str().unwrap().contains("forbids the certificate"), "{finding}");
    }
    // kept in the home, Microsoft's list of forbidden certificates goes along with its list of roots
    let roots =
        done(&kakitome(folder, [OsStr::new("trust"), "export".as_ref(), crate::authroot("2025-06-26").as_ref(), "--json".as_ref()]));
    fs::write(folder.join("roots.json"), roots).unwrap();
    for file in ["roots.json", "microsoft-disallowed.json"] {
        done(&kakitome(folder, [OsStr::new("trust"), "import".as_ref(), folder.join(file).as_ref()]));
    }
    let report = verify(&["--trust".as_ref(), "microsoft".as_ref()]);
    assert_eq!(report["verdict"], "untrusted", "{report:#}");
    let used: Vec<_> = report["trust"].as_array().unwrap().iter().map(|list| list["store"].as_str().unwrap().to_owned()).collect();
    assert!(used.contains(&"microsoft-disallowed".to_owned()), "{used:?}");
}
