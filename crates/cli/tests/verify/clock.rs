//! An authority for time stamps of its own (`openssl ts`), and a mail that carries one of its stamps at the signature.

use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kakitome_ber::{Cursor, der};
use kakitome_cms::{Limits, SignedData, oid};
use rcgen::{BasicConstraints, CertificateParams, CustomExtension, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};

use crate::town::Town;

const SETTINGS: &str = "[ts]\nserial = serial\ndefault_policy = 1.2.3.4.1\ndigests = sha256\nsigner_digest = sha256\n\
                        accuracy = secs:1\nordering = yes\ntsa_name = yes\ness_cert_id_chain = no\ness_cert_id_alg = sha256\n";

/// Writes `clock-root.pem` beside the town's files, and Alice's mail with a stamp of now, which lies there too.
pub(crate) fn stamped(town: &Town) -> PathBuf {
    authority(town);
    let mail = std::fs::read_to_string(town.mail(true)).unwrap().replace("\r\n", "\n");
    let (head, rest) = mail.split_once("name=smime.p7s").or_else(|| mail.split_once("name=\"smime.p7s\"")).unwrap();
    let (fields, rest) = rest.split_once("\n\n").unwrap();
    let (encoded, end) = rest.split_once("\n--").unwrap();
    let signature = STANDARD.decode(encoded.replace('\n', "")).unwrap();
    let encoded = STANDARD.encode(with_stamp(town, &signature));
    let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let file = town.path("stamped.eml");
    std::fs::write(&file, format!("{head}name=smime.p7s{fields}\n\n{}\n--{end}", lines.join("\n"))).unwrap();
    file
}

/// Its certificates hold longer than anybody else's in the town.
fn authority(town: &Town) {
    let params = |name: &str| {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        (params.not_before, params.not_after) = (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2060, 1, 1));
        params
    };
    let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let mut root = params("Mihon Time Root");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let mut clock = params("Mihon Clock");
    clock.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    let mut purpose =
        CustomExtension::from_oid_content(&[2, 5, 29, 37], der::sequence(&[&der::oid(&"1.3.6.1.5.5.7.3.8".parse().unwrap())]));
    purpose.set_criticality(true);
    clock.custom_extensions.push(purpose);
    let clock = clock.signed_by(&key, &Issuer::from_params(&root, &root_key)).unwrap();
    let write = |name: &str, text: &str| std::fs::write(town.path(name), text).unwrap();
    write("clock-root.pem", &root.self_signed(&root_key).unwrap().pem());
    write("clock.pem", &clock.pem());
    write("clock.key", &key.serialize_pem());
    write("ts.cnf", SETTINGS);
    write("serial", "01\n");
}

/// The signature with a stamp as an unsigned attribute of its only signer (RFC 3161 appendix A).
fn with_stamp(town: &Town, signature: &[u8]) -> Vec<u8> {
    let value = SignedData::read(signature, &mut std::io::sink(), &[], &Limits::default()).unwrap().signers[0].signature.clone();
    let attribute = der::sequence(&[&der::oid(&oid::TIME_STAMP_TOKEN), &der::set_of(&[&stamp(town, &value)])]);
    let mut content_info = Cursor::new(signature).sequence().unwrap();
    let kind = content_info.any().unwrap().raw().to_vec();
    let signed = content_info.any().unwrap().children().unwrap().any().unwrap();
    let mut fields = Vec::new();
    let mut rest = signed.children().unwrap();
    while !rest.is_empty() {
        fields.push(rest.any().unwrap().raw().to_vec());
    }
    let infos = fields.pop().unwrap();
    let info = Cursor::new(&infos).any().unwrap().children().unwrap().any().unwrap().content().to_vec();
    let info = der::sequence(&[&info, &der::context(1, &[&attribute])]);
    fields.push(der::set_of(&[&info]));
    let fields: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
    der::sequence(&[&kind, &der::context(0, &[&der::sequence(&fields)])])
}

fn stamp(town: &Town, signature: &[u8]) -> Vec<u8> {
    std::fs::write(town.path("signature"), signature).unwrap();
    for words in [
        "ts -query -data signature -sha256 -cert -out query",
        "ts -reply -queryfile query -signer clock.pem -inkey clock.key -config ts.cnf -section ts -token_out -out token",
    ] {
        let output = Command::new("openssl").current_dir(town.path("")).args(words.split(' ')).output().expect("openssl is installed");
        assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    }
    std::fs::read(town.path("token")).unwrap()
}
