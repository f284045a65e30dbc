//! PKCS#12 files written here are read by OpenSSL, NSS, Java and gpgsm, and theirs are read here.
//!
//! OpenSSL 3.0 and NSS 3.87 (Debian 12) know no PBMAC1: those files are read here alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use kakitome_ber::{Cursor, Tag, der};
use kakitome_cms::pkcs12::{self, Export, Form};
use kakitome_cms::{Error, Finding};
use kakitome_crypto::{DigestAlgorithm, PasswordCipher, Pbkdf2Limits, PrivateKey, bmp_password, hmac, pkcs12_key};
use support::peers::{has, program, skip};
use support::{LEAVES, World, run};

/// Kanji, kana, and a character beyond the basic plane.
const PASSWORD: &str = "書留 ぱすわーど 𠮷野家";
const NAME: &str = "山田 太郎 (署名 𠮷)";

fn written(name: &str, password: &str, friendly_name: &str, form: Form) -> Vec<u8> {
    let world = World::get();
    let (key, certificate, chain) = (world.key(name), world.certificate(name), [world.certificate("root")]);
    pkcs12::write(&Export { key: &key, certificate: &certificate, chain: &chain, friendly_name }, password, form).unwrap()
}

fn put(name: &str, bytes: &[u8]) -> String {
    let path = World::get().at().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn assert_is(contents: &pkcs12::Contents, name: &str, friendly_name: Option<&str>) {
    let world = World::get();
    assert_eq!(PrivateKey::from_pkcs8(&contents.private_key).unwrap().public_spki(), world.certificate(name).spki());
    assert_eq!(contents.certificates[0], world.certificate(name).as_der());
    assert_eq!(contents.friendly_name.as_deref(), friendly_name);
}

#[test]
fn what_is_written_here_is_read_here() {
    // every form, and every kind of key: each file costs its three derivations twice
    let forms = [Form::Windows, Form::Modern, Form::Pbmac1];
    for ((name, _), form) in LEAVES.into_iter().zip(forms.into_iter().cycle()) {
        let bytes = written(name, PASSWORD, NAME, form);
        let contents = pkcs12::read(&bytes, PASSWORD).unwrap();
        assert_is(&contents, name, Some(NAME));
        assert_eq!(contents.certificates[1], World::get().certificate("root").as_der());
        assert!(contents.findings.is_empty(), "{:?}", contents.findings);
    }
    let bytes = written("p256", PASSWORD, NAME, Form::Pbmac1);
    for wrong in ["", "書留 ぱすわーど 吉野家"] {
        assert!(matches!(pkcs12::read(&bytes, wrong), Err(Error::WrongPassword)), "{wrong:?}");
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    let world = World::get();
    let (key, certificate, other) = (world.key("p256"), world.certificate("p256"), world.certificate("p384"));
    let export = |certificate, friendly_name, password| {
        let export = Export { key: &key, certificate, chain: &[], friendly_name };
        pkcs12::write(&export, password, Form::Modern).map(drop)
    };
    for (refused, words) in [
        (export(&other, "n", "x"), "not the key's"),
        (export(&certificate, "n", ""), "empty password"),
        (export(&certificate, &"n".repeat(300), "x"), "too long"),
    ] {
        let said = refused.unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn openssl_reads_what_is_written_here() {
    let world = World::get();
    for ((name, _), form) in LEAVES.into_iter().zip([Form::Windows, Form::Modern].into_iter().cycle()) {
        let file = put("ours.p12", &written(name, PASSWORD, NAME, form));
        let pass = format!("pass:{PASSWORD}");
        // without the legacy provider: RC2 would not be read
        let pem = world.openssl(&["pkcs12", "-in", &file, "-passin", &pass, "-nodes"], b"");
        let text = String::from_utf8_lossy(&pem).into_owned();
        assert_eq!(text.matches("BEGIN CERTIFICATE").count(), 2, "{name} {form:?}");
        assert_eq!(text.matches("localKeyID").count(), 2);
        assert_eq!(world.openssl(&["pkey", "-pubout", "-outform", "DER"], &pem), world.certificate(name).spki());
        let (ok, ..) = run("openssl", world.at(), &["pkcs12", "-in", &file, "-passin", "pass:other", "-nodes"], b"");
        assert!(!ok);
    }
}

#[test]
fn passwords_as_old_openssl_wrote_them() {
    let world = World::get();
    let by_octets: String = PASSWORD.bytes().map(char::from).collect();
    let shift_jis = "\u{8f}\u{91}\u{97}\u{af}"; // 書留
    for (password, typed, by) in [(PASSWORD, by_octets.as_str(), "OpenSSL before 1.1"), ("書留", shift_jis, "OpenSSL on Japanese Windows")]
    {
        for extra in [&["-legacy"][..], &["-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-nomac"]] {
            let pass = format!("pass:{typed}");
            let base = ["pkcs12", "-export", "-inkey", "p256.key", "-in", "p256.pem", "-passout", &pass];
            let bytes = world.openssl(&[&base, extra].concat(), b"");
            let contents = pkcs12::read(&bytes, password).unwrap_or_else(|error| panic!("{by} {extra:?}: {error}"));
            assert_is(&contents, "p256", None);
            let ids: Vec<&str> = contents.findings.iter().map(Finding::id).collect();
            assert!(ids.contains(&"cms.p12-password-form"), "{ids:?}");
            assert!(contents.findings.iter().any(|finding| finding.facts().contains(&("by", by.to_owned()))));
            assert_eq!(ids.contains(&"cms.p12-no-mac"), extra.contains(&"-nomac"));
        }
    }
}

fn nss(test: &str) -> bool {
    if ["certutil", "pk12util"].iter().all(|name| has(name)) {
        return true;
    }
    skip(test, "NSS (pk12util) is not installed");
    false
}

#[test]
fn nss_reads_what_is_written_here() {
    if !nss("nss_reads_what_is_written_here") {
        return;
    }
    for (index, form) in [Form::Windows, Form::Modern].into_iter().enumerate() {
        let database = format!("sql:{}", World::get().at().join(format!("nss-import-{index}")).display());
        std::fs::create_dir(World::get().at().join(format!("nss-import-{index}"))).unwrap();
        program("certutil", &["-N", "-d", &database, "--empty-password"], b"");
        // two kinds of key for each form
        for name in [["rsa", "p521"], ["p256", "p384"]][index] {
            // the option's value comes in the locale's octets: ASCII, so that the test does not hang on it
            let file = put("to-nss.p12", &written(name, "pass phrase", name, form));
            program("pk12util", &["-i", &file, "-d", &database, "-W", "pass phrase"], b"");
            let keys = String::from_utf8(program("certutil", &["-K", "-d", &database], b"")).unwrap();
            assert!(keys.contains(name), "{form:?}: {keys}");
        }
    }
}

#[test]
fn what_nss_writes_is_read_here() {
    if !nss("what_nss_writes_is_read_here") {
        return;
    }
    let world = World::get();
    let database = format!("sql:{}", world.at().join("nss-export").display());
    std::fs::create_dir(world.at().join("nss-export")).unwrap();
    program("certutil", &["-N", "-d", &database, "--empty-password"], b"");
    program("certutil", &["-A", "-d", &database, "-n", "root", "-t", "CT,C,", "-i", "root.pem"], b"");
    let name = "p256";
    let file = put("into-nss.p12", &written(name, "x", name, Form::Modern));
    program("pk12util", &["-i", &file, "-d", &database, "-W", "x"], b"");
    for (cipher, certificates) in [
        ("", ""),
        ("AES-256-CBC", "AES-128-CBC"),
        ("PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC", "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC"),
        ("PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC", "PKCS #12 V2 PBE With SHA-1 And 128 Bit RC2 CBC"),
        ("AES-256-CBC", "none"),
    ] {
        let out = world.at().join("by-nss.p12").display().to_string();
        let mut arguments = vec!["-o", &out, "-d", &database, "-n", name, "-W", "pass phrase"];
        if !cipher.is_empty() {
            arguments.extend(["-c", cipher, "-C", certificates]);
        }
        program("pk12util", &arguments, b"");
        let bytes = std::fs::read(&out).unwrap();
        let contents = pkcs12::read(&bytes, "pass phrase").unwrap_or_else(|error| panic!("{name} {cipher}: {error}"));
        assert_is(&contents, name, Some(name));
        assert!(matches!(pkcs12::read(&bytes, "pass"), Err(Error::WrongPassword)));
    }
}

#[test]
fn java_both_ways() {
    if !has("keytool") {
        return skip("java_both_ways", "Java (keytool) is not installed");
    }
    let world = World::get();
    for (form, alias) in [(Form::Windows, "alpha"), (Form::Modern, "beta")] {
        let file = put("to-java.p12", &written("rsa", "pass phrase", alias, form));
        let listed = program("keytool", &["-list", "-keystore", &file, "-storetype", "PKCS12", "-storepass", "pass phrase"], b"");
        let listed = String::from_utf8_lossy(&listed).into_owned();
        assert!(listed.contains(alias) && listed.contains("PrivateKeyEntry"), "{form:?}: {listed}");
        let out = world.at().join(format!("by-java-{alias}.p12")).display().to_string();
        let import = [
            "-importkeystore",
            "-srckeystore",
            &file,
            "-srcstorepass",
            "pass phrase",
            "-destkeystore",
            &out,
            "-deststorepass",
            "pass phrase",
        ];
        program("keytool", &[&import[..], &["-srcstoretype", "PKCS12", "-deststoretype", "PKCS12"]].concat(), b"");
        let bytes = std::fs::read(&out).unwrap();
        assert_is(&pkcs12::read(&bytes, "pass phrase").unwrap(), "rsa", Some(alias));
        assert!(matches!(pkcs12::read(&bytes, "pass"), Err(Error::WrongPassword)));
    }
}

#[test]
fn gpgsm_reads_what_is_written_here() {
    if !["gpgsm", "gpg-agent"].iter().all(|name| has(name)) {
        return skip("gpgsm_reads_what_is_written_here", "gpgsm is not installed");
    }
    let world = World::get();
    // gpgsm 2.2 reads no PBES2 that names its PRF, neither ours nor OpenSSL's
    // and it misreads one older file in about sixty, whoever wrote it (5 of 300 of OpenSSL's own): its key derivation
    // drops a zero octet at the head of an intermediate sum, which depends on the salt alone. So one of four files must
    // be read, and what it says of another must be that it cannot parse it, never that it is no key.
    const FILES: usize = 4;
    let mut said = Vec::new();
    for _ in 0..FILES {
        let (read, words) = gpgsm_imports(world, &written("rsa", "pass phrase", "n", Form::Windows));
        if read {
            return;
        }
        assert!(words.contains("error parsing or decrypting the PKCS#12 file"), "{words}");
        said.push(words);
    }
    panic!("{}", said.join("\n"));
}

fn gpgsm_imports(world: &World, bytes: &[u8]) -> (bool, String) {
    let home = tempfile::tempdir().unwrap();
    let at = home.path().display().to_string();
    std::fs::write(home.path().join("gpg-agent.conf"), "allow-loopback-pinentry\n").unwrap();
    let file = put("to-gpgsm.p12", bytes);
    let import =
        ["--homedir", &at, "--batch", "--disable-dirmngr", "--pinentry-mode", "loopback", "--passphrase-fd", "0", "--import", &file];
    let (_, _, said) = run("gpgsm", world.at(), &import, b"pass phrase\n");
    let secret = run("gpgsm", world.at(), &["--homedir", &at, "--batch", "--with-colons", "--list-secret-keys"], b"").1;
    let _ = run("gpgconf", world.at(), &["--homedir", &at, "--kill", "all"], b"");
    (String::from_utf8_lossy(&secret).contains("\ncrs:") || secret.starts_with(b"crs:"), said)
}

#[test]
fn several_keys_are_named_and_chosen() {
    let bytes = two_keys();
    let Err(Error::SeveralKeys { count: 2, names }) = pkcs12::read(&bytes, PASSWORD) else { panic!("one key was chosen") };
    assert_eq!(names, "1: first (sign@example.test), 2: second (sign@example.test)");
    let open = || pkcs12::open(&bytes, PASSWORD).unwrap();
    assert_is(&open().into_named("first").unwrap(), "p256", Some("first"));
    assert_is(&open().into_named("2").unwrap(), "rsa", Some("second"));
    assert_is(&open().into_named("SECOND").unwrap(), "rsa", Some("second"));
    assert!(matches!(open().into_named("sign@example.test"), Err(Error::SeveralKeys { .. })));
    assert!(matches!(open().into_named("third"), Err(Error::NoSuchKey { .. })));
    assert!(matches!(open().into_named("3"), Err(Error::NoSuchKey { .. })));
    let each = open().into_each().unwrap();
    assert_eq!(each.len(), 2);
    for (contents, name) in each.iter().zip(["p256", "rsa"]) {
        assert_is(contents, name, Some(if name == "p256" { "first" } else { "second" }));
        // the root, once from each file; the other key's own certificate is no part of this one's chain
        assert_eq!(contents.certificates.len(), 3);
    }
}

/// Two files of OpenSSL's without MAC, put together: their safes in one.
fn two_keys() -> Vec<u8> {
    let mut safes: Vec<Vec<u8>> = Vec::new();
    for (name, friendly) in [("p256", "first"), ("rsa", "second")] {
        let (key, pem, pass) = (format!("{name}.key"), format!("{name}.pem"), format!("pass:{PASSWORD}"));
        let base = ["pkcs12", "-export", "-nomac", "-inkey", &key, "-in", &pem, "-passout", &pass, "-name", friendly];
        let bytes = World::get().openssl(&[&base[..], &["-certfile", "root.pem"]].concat(), b"");
        let octets = authenticated(&bytes);
        let mut inner = Cursor::new(&octets).sequence().unwrap();
        while !inner.is_empty() {
            safes.push(inner.any().unwrap().raw().to_vec());
        }
    }
    let parts: Vec<&[u8]> = safes.iter().map(Vec::as_slice).collect();
    der::sequence(&[&der::unsigned(3), &data(&der::sequence(&parts))])
}

/// localKeyId is a claim of the file; the public key is not.
#[test]
fn a_foreign_certificate_does_not_become_the_keys_own() {
    let world = World::get();
    let id = attribute("1.2.840.113549.1.9.21", &der::octet_string(&[1]));
    let certificate = |name: &str| {
        let value = der::context(0, &[&der::octet_string(world.certificate(name).as_der())]);
        bag("1.2.840.113549.1.12.10.1.3", &der::sequence(&[&oid("1.2.840.113549.1.9.22.1"), &value]), &id)
    };
    let key = bag("1.2.840.113549.1.12.10.1.1", &world.key("p256").to_pkcs8().unwrap(), &id);
    let both = plain(&der::sequence(&[&certificate("p384"), &certificate("p256"), &key]));
    assert_is(&pkcs12::read(&both, "").unwrap(), "p256", None);
    let foreign = pkcs12::open(&plain(&der::sequence(&[&certificate("p384"), &key])), "").unwrap();
    assert!(foreign.keys()[0].addresses().is_empty(), "{foreign:?}");
    let ids: Vec<&str> = foreign.findings().iter().map(Finding::id).collect();
    assert_eq!(ids, ["cms.p12-no-mac", "cms.p12-weak-key-protection"]);
}

fn oid(dotted: &str) -> Vec<u8> {
    der::oid(&dotted.parse().unwrap())
}

fn attribute(kind: &str, value: &[u8]) -> Vec<u8> {
    der::set_of(&[&der::sequence(&[&oid(kind), &der::set_of(&[value])])])
}

fn bag(kind: &str, value: &[u8], attributes: &[u8]) -> Vec<u8> {
    der::sequence(&[&oid(kind), &der::context(0, &[value]), attributes])
}

fn data(octets: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::oid(&kakitome_cms::oid::DATA), &der::context(0, &[&der::octet_string(octets)])])
}

/// A file without MAC and encryption.
fn plain(safe_contents: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::unsigned(3), &data(&der::sequence(&[&data(safe_contents)]))])
}

/// The octets that the MAC of a file covers.
fn authenticated(file: &[u8]) -> Vec<u8> {
    let mut pfx = Cursor::new(file).sequence().unwrap();
    pfx.unsigned().unwrap();
    let mut info = pfx.sequence().unwrap();
    info.oid().unwrap();
    info.expect(Tag::context(0)).unwrap().children().unwrap().octet_string().unwrap().into_owned()
}

#[test]
fn an_altered_file_is_not_called_a_wrong_password() {
    let mut bytes = written("p256", PASSWORD, "n", Form::Windows);
    let end = bytes.len();
    // the salt of the MAC: eight octets before the iterations
    bytes[end - 8] ^= 1;
    assert!(matches!(pkcs12::read(&bytes, PASSWORD), Err(Error::AlteredKeyFile)));
    assert!(matches!(pkcs12::read(&bytes, "other"), Err(Error::WrongPassword)));
}

/// OpenSSL's `-twopass`: one password for the MAC, another for what is inside.
#[test]
fn two_passwords_in_one_file_are_told() {
    let inside = authenticated(&written("p256", "inside", "n", Form::Modern));
    let digest = DigestAlgorithm::Sha256;
    let key = pkcs12_key(digest, 3, &bmp_password("outside"), b"saltsalt", 1, 32, &Pbkdf2Limits::default()).unwrap();
    let info = der::sequence(&[&der::sequence(&[&der::oid(&digest.oid())]), &der::octet_string(&hmac(digest, &key, &inside).unwrap())]);
    // no iterations: that is one, as macOS has it
    let mac = der::sequence(&[&info, &der::octet_string(b"saltsalt")]);
    let file = der::sequence(&[&der::unsigned(3), &data(&inside), &mac]);
    let refused = pkcs12::read(&file, "outside");
    assert!(matches!(refused, Err(Error::OtherPasswordInside { part: "EncryptedData" })), "{refused:?}");
    assert!(matches!(pkcs12::read(&file, "inside"), Err(Error::AlteredKeyFile)));
    assert!(matches!(pkcs12::read(&file, "other"), Err(Error::WrongPassword)));
}

/// NSS before 3.31 gave PBES2 the BMPString that PKCS#12's own derivation wants.
#[test]
fn passwords_as_old_nss_wrote_them() {
    let world = World::get();
    let cipher = PasswordCipher::aes(10).unwrap();
    let encrypted = cipher.encrypt(&world.key("p256").to_pkcs8().unwrap(), &bmp_password(PASSWORD)).unwrap();
    let shrouded = der::sequence(&[&cipher.to_der(), &der::octet_string(&encrypted)]);
    let id = attribute("1.2.840.113549.1.9.21", &der::octet_string(&[1]));
    let file = plain(&der::sequence(&[&bag("1.2.840.113549.1.12.10.1.2", &shrouded, &id)]));
    let contents = pkcs12::read(&file, PASSWORD).unwrap();
    assert_eq!(PrivateKey::from_pkcs8(&contents.private_key).unwrap().public_spki(), world.certificate("p256").spki());
    let ids: Vec<&str> = contents.findings.iter().map(Finding::id).collect();
    assert_eq!(ids, ["cms.p12-no-mac", "cms.p12-password-form"]);
}

/// A file may hold many keys and safes inside safes; it may not hold more than the limits.
#[test]
fn m24_bags_keys_and_nesting_are_bounded() {
    let empty = der::set_of(&[]);
    let crl = bag("1.2.840.113549.1.12.10.1.4", &der::null(), &empty);
    let many = |count: usize, bag: &[u8]| plain(&der::sequence(&vec![bag; count]));
    assert!(matches!(pkcs12::read(&many(4096, &crl), ""), Err(Error::NoPrivateKey)));
    assert!(matches!(pkcs12::read(&many(4097, &crl), ""), Err(Error::Limit { limit: 4096, .. })));
    let keys: Vec<Vec<u8>> =
        (0..201_u64).map(|number| bag("1.2.840.113549.1.12.10.1.1", &der::sequence(&[&der::unsigned(number)]), &empty)).collect();
    let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    assert!(matches!(pkcs12::read(&plain(&der::sequence(&keys)), ""), Err(Error::Limit { limit: 200, .. })));
    assert!(matches!(pkcs12::read(&plain(&der::sequence(&keys[..200])), ""), Err(Error::SeveralKeys { count: 200, .. })));
    let mut nested = der::sequence(&[&crl]);
    for _ in 0..6 {
        nested = der::sequence(&[&bag("1.2.840.113549.1.12.10.1.6", &nested, &empty)]);
    }
    assert!(matches!(pkcs12::read(&plain(&nested), ""), Err(Error::Limit { what: "nested SafeContents", .. })));
}
