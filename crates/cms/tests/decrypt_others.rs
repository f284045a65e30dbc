//! What NSS (`cmsutil`, what Thunderbird stands on) and GnuPG (`gpgsm`) encrypt is decrypted here. NSS 3.87 and GnuPG 2.2 encrypt to RSA
//! keys only; what newer ones do for EC keys stands in the corpus.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use kakitome_cms::{Keys, RecipientInfo};
use support::peers::{has, reader_of, skip};
use support::unseal::open;
use support::{World, run};

const MAIL: &[u8] = b"Content-Type: text/plain\r\n\r\nRegistered, and sealed.\r\n";

fn program(name: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let (ok, output, errors) = run(name, World::get().at(), arguments, input);
    assert!(ok, "{name} {arguments:?}: {errors}\n{}", String::from_utf8_lossy(&output));
    output
}

fn assert_opens(bytes: &[u8], what: &str) {
    let reader = reader_of("to-rsa");
    let opened = open(bytes, &Keys::new().own(&reader.certificate, &reader.opener)).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(opened.content, MAIL, "{what}");
    assert!(matches!(opened.envelope.recipients[0].info, RecipientInfo::KeyTransport(_)), "{what}");
}

#[test]
fn what_nss_encrypts() {
    if !has("cmsutil") || !has("certutil") {
        skip("what_nss_encrypts", "no cmsutil (libnss3-tools)");
        return;
    }
    let (world, reader) = (World::get(), reader_of("to-rsa"));
    std::fs::create_dir(world.at().join("nss-readers")).unwrap();
    let nss = |arguments: &[&str]| program("certutil", &[arguments, &["-d", "sql:nss-readers"]].concat(), b"");
    nss(&["-N", "--empty-password"]);
    nss(&["-A", "-n", "root", "-t", "CT,C,", "-i", "root.pem"]);
    nss(&["-A", "-n", reader.name, "-t", ",P,", "-i", &reader.pem]);
    let bytes = program("cmsutil", &["-E", "-d", "sql:nss-readers", "-r", "read@example.test"], MAIL);
    assert_opens(&bytes, "cmsutil");
}

#[test]
fn what_gpgsm_encrypts() {
    if !has("gpgsm") {
        skip("what_gpgsm_encrypts", "no gpgsm");
        return;
    }
    let world = World::get();
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("gpgsm.conf"), "disable-crl-checks\ndisable-dirmngr\n").unwrap();
    let print = world.openssl(&["x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha1"], b"");
    let print = String::from_utf8(print).unwrap().trim().split('=').nth(1).unwrap().to_owned();
    std::fs::write(home.path().join("trustlist.txt"), format!("{print} S relax\n")).unwrap();
    let folder = home.path().to_str().unwrap();
    let gpgsm = |arguments: &[&str], input: &[u8]| program("gpgsm", &[&["--homedir", folder, "--batch"], arguments].concat(), input);
    gpgsm(&["--import", "root.pem"], b"");
    gpgsm(&["--import", &reader_of("to-rsa").pem], b"");
    for cipher in ["AES", "AES192", "AES256", "3DES"] {
        for form in ["--armor", "--base64", "--no-armor"] {
            let bytes = gpgsm(&["--encrypt", form, "--cipher-algo", cipher, "--recipient", "read@example.test"], MAIL);
            assert_opens(&bytes, &format!("{cipher} {form}"));
        }
    }
    let _ = run("gpgconf", world.at(), &["--homedir", folder, "--kill", "all"], b"");
}
