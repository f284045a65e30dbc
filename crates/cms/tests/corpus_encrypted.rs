//! Every EnvelopedData and AuthEnvelopedData of the corpus, made by others: it opens with the keys that lie beside it as OpenSSL's
//! column in the manifest says, to the same number of bytes and the same digest, or stands in the list of divergences with its reason. An
//! entry that is no longer needed fails as well.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::path::Path;

use kakitome_cms::{Error, Keys, SignedData};
use kakitome_crypto::{DigestAlgorithm, MemoryOpener, PrivateKey, digest};
use kakitome_pki::Certificate;
use support::unseal::{Opened, open};
use support::{Row, manifest, openssl, read, shared};

/// What became of one envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    /// So many bytes.
    Opens(usize),
    /// A recipient is meant, and its key does not fit or the content was changed.
    Undecryptable,
    /// No key beside it.
    NoKey,
    /// Read, and not to be opened: an algorithm that is not offered, parameters that are missing, a cipher in the wrong place.
    Refused,
    Unreadable,
}

use Outcome::{NoKey, Opens, Refused, Undecryptable, Unreadable};

/// Files where the outcome is not simply what OpenSSL's column says.
const DIVERGENCES: &[(&str, Outcome, &str)] = &[
    (
        "thunderbird/smime-manual/alice.env.mixed.dsig.SHA256.multipart.eml",
        NoKey,
        "encrypted to a certificate whose key is not in the corpus",
    ),
    ("thunderbird/smime-manual/outer-pgp-sig-inner-smime-enc.eml", NoKey, "encrypted to a certificate whose key is not in the corpus"),
    ("openssl/80-test_cms_data/dh-malformed.der", NoKey, "finite-field Diffie-Hellman is not offered, so nobody has such a key"),
    ("openssl/80-test_cms_data/ecdh-malformed.der", Refused, "M18: the agreement names no key wrap; refused before the key is used"),
    ("openssl/80-test_cms_data/rsa-malformed.der", Refused, "OAEP parameters that cannot be read; refused before the key is used"),
    ("openssl/misc/d2i-tests_bad-cms.der", Unreadable, "an element longer than its parent; OpenSSL's column is empty"),
    (
        "openssl/cms-msg/enveloped-content-type-for-aes-gcm.pem",
        Refused,
        "GCM in EnvelopedData: its tag has no place; OpenSSL's column had no key",
    ),
    (
        "openssl/cms-msg/missing-kdf.der",
        Undecryptable,
        "no key derivation: then the password is the key, and has not its length; OpenSSL's column had no key",
    ),
    ("gnupg/samplemsgs/pwri-sample.gcm.p7m", Opens(107), "ICV length left at its DEFAULT: RFC 5084 3.2 allows it, OpenSSL 3.0 refuses it"),
    ("pyasn1-modules/rfc3657-env_data_pem_text.der", Refused, "Camellia is not offered; OpenSSL's column is empty"),
    ("pyasn1-modules/rfc4357-keyagree_pem_text.der", Refused, "GOST 28147 is not offered; OpenSSL's column is empty"),
    ("pyasn1-modules/rfc4357-keytrans_pem_text.der", Refused, "GOST 28147 is not offered; OpenSSL's column is empty"),
    ("pyasn1-modules/rfc4490-keyagree_pem_text.der", Refused, "GOST 28147 is not offered; OpenSSL's column is empty"),
    ("pyasn1-modules/rfc4490-keytrans_pem_text.der", Refused, "GOST 28147 is not offered; OpenSSL's column is empty"),
];

/// The keys that lie in the corpus: certificate, key, and the password of the file.
const KEYS: &[(&str, &str, &str)] = &[
    ("thunderbird/smime/Alice.p12", "", "nss"),
    ("thunderbird/smime/Alice-ec.p12", "", "nss"),
    ("thunderbird/smime/Bob.p12", "", "nss"),
    ("thunderbird/smime/Dave.p12", "", "nss"),
    ("thunderbird/smime/Eve.p12", "", "nss"),
    ("thunderbird/smime/Fran.p12", "", "nss"),
    ("thunderbird/smime/Fran-ec.p12", "", "nss"),
    ("thunderbird/smime-interop/Fran.p12", "", "nss"),
    ("thunderbird/smime-interop/Fran-ec.p12", "", "nss"),
    ("nss-interop/Fran.p12", "", "nss"),
    ("nss-interop/Fran-ec.p12", "", "nss"),
    ("protected-headers/bob.p12", "", "bob"),
    ("simple-java-mail/pkcs12/smime_test_user.p12", "", "letmein"),
    ("openssl/smime-certs/smrsa1.pem", "openssl/smime-certs/smrsa1.pem", ""),
    ("openssl/smime-certs/smrsa2.pem", "openssl/smime-certs/smrsa2.pem", ""),
    ("openssl/smime-certs/smrsa3-cert.pem", "openssl/smime-certs/smrsa3-key.pem", ""),
    ("openssl/smime-certs/smec1.pem", "openssl/smime-certs/smec1.pem", ""),
    ("openssl/smime-certs/smec3.pem", "openssl/smime-certs/smec3.pem", ""),
    ("openssl/80-test_cms_data/ecdh-cert.pem", "openssl/80-test_cms_data/ecdh-key.pem", ""),
    ("gnupg/cert_g10code_test1.der", "gnupg/test1-key.pem", ""),
    ("asn1crypto/keys/test-der.crt", "asn1crypto/keys/test-der.key", ""),
    ("pkijs/ecc-recipient-cert.pem", "pkijs/ecc-recipient-private-key.pem", ""),
    ("rfc4134/BobRSASignByCarl.cer", "rfc4134/BobPrivRSAEncrypt.pri", ""),
    ("rfc4134/DianeRSASignByCarl.cer", "rfc4134/DianePrivRSASignEncrypt.pri", ""),
];

/// OpenSSL converts what others wrote: PKCS#12 with RC2 and 3DES, PEM with both in one, old DER.
fn keys() -> Vec<(Certificate, MemoryOpener)> {
    let corpus = shared().join("corpus");
    let here = Path::new(".");
    let mut keys = Vec::new();
    for (certificate, key, password) in KEYS {
        let file = std::fs::read(corpus.join(certificate)).unwrap();
        let (certificate, key) = if key.is_empty() {
            let file = match file.first() {
                Some(0x30) => file,
                _ => unpem(&file),
            };
            let password = format!("pass:{password}");
            let pem = openssl(here, &["pkcs12", "-legacy", "-nodes", "-clcerts", "-passin", &password], &file);
            (openssl(here, &["x509", "-outform", "DER"], &pem), openssl(here, &["pkey"], &pem))
        } else {
            let private = std::fs::read(corpus.join(key)).unwrap();
            (openssl(here, &["x509", "-outform", "DER"], &file), openssl(here, &["pkey"], &private))
        };
        let opener = MemoryOpener::new(PrivateKey::from_file(&key, None).unwrap()).unwrap();
        keys.push((Certificate::from_der(certificate).unwrap(), opener));
    }
    keys
}

fn unpem(pem: &[u8]) -> Vec<u8> {
    let lines = pem.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"-----"));
    openssl(Path::new("."), &["base64", "-d", "-A"], &lines.flatten().copied().collect::<Vec<_>>())
}

/// All envelopes of a file: those in a mail's parts, and those in what is signed opaquely.
fn envelopes(bytes: &[u8], is_mail: bool) -> Vec<Vec<u8>> {
    let parts = if is_mail { support::mail::structures(bytes) } else { vec![bytes.to_vec()] };
    let mut found = Vec::new();
    for part in parts {
        match read(&part) {
            Ok((SignedData { has_content: true, .. }, content)) => found.extend(envelopes(&content, true)),
            Ok(_) => {}
            Err(_) => found.push(part),
        }
    }
    found
}

fn outcome(result: &Result<Opened, Error>) -> Option<Outcome> {
    Some(match result {
        Ok(opened) => Opens(opened.content.len()),
        Err(Error::OtherContent { .. }) => return None,
        Err(Error::Undecryptable) => Undecryptable,
        Err(Error::NoRecipient { .. }) => NoKey,
        Err(Error::Encoding { .. } | Error::Io { .. } | Error::Armor { .. }) => Unreadable,
        Err(_) => Refused,
    })
}

/// What OpenSSL's column says of each envelope.
fn by_openssl(row: &Row) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for piece in row.openssl.split("decrypt:").skip(1) {
        let detail = piece.split(')').next().unwrap();
        let bytes = detail.split(|letter: char| !letter.is_ascii_alphanumeric()).find_map(|word| word.strip_suffix('B')?.parse().ok());
        outcomes.push(match (detail.starts_with("OK"), bytes) {
            (true, Some(bytes)) => Opens(bytes),
            _ => Undecryptable,
        });
    }
    if outcomes.is_empty() { vec![NoKey] } else { outcomes }
}

#[test]
fn every_envelope_of_the_corpus() {
    let corpus = shared().join("corpus");
    let own = keys();
    let secret: Vec<u8> = (0..16).collect();
    let keys = own.iter().fold(Keys::new(), |keys, (certificate, opener)| keys.own(certificate, opener));
    let keys = keys.shared(&[0xc0, 0xfe, 0xe0], &secret);
    let (mut used, mut wrong, mut count) = (Vec::new(), Vec::new(), 0);
    for row in manifest().iter().filter(|row| matches!(row.kind.as_str(), "cms" | "eml")) {
        let bytes = std::fs::read(corpus.join(&row.path)).unwrap();
        let password: &[u8] = if row.path.starts_with("gnupg") { b"abc" } else { b"secret" };
        let keys = keys.clone().password(password);
        let is_mail = row.kind == "eml" || bytes.starts_with(b"MIME-Version");
        let opened: Vec<_> = envelopes(&bytes, is_mail).iter().map(|envelope| open(envelope, &keys)).collect();
        let found: Vec<Outcome> = opened.iter().filter_map(outcome).collect();
        if found.iter().all(|outcome| *outcome == Unreadable) && !row.structure.contains("nvelopedData") {
            continue; // no CMS at all, or another kind of it
        }
        count += 1;
        let detail = || opened.iter().filter_map(|opened| opened.as_ref().err()).map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let expected = by_openssl(row);
        match DIVERGENCES.iter().find(|(path, ..)| *path == row.path) {
            Some((path, divergent, _)) => {
                used.push((*path).to_owned());
                if found.iter().any(|outcome| outcome != divergent) || found == expected {
                    wrong.push(format!("{path}: {found:?}, listed as {divergent:?}, OpenSSL {expected:?} {}", detail()));
                }
            }
            None if found == expected => {}
            None => wrong.push(format!("{}: {found:?}, OpenSSL {expected:?} ({}) {}", row.path, row.openssl, detail())),
        }
        for opened in opened.iter().flatten() {
            check_content(row, opened, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(used.len(), DIVERGENCES.len(), "divergences that no file has: {used:?}");
    assert!(count >= 56, "only {count} files with envelopes");
}

/// The digest that OpenSSL's column gives the beginning of, and the text that the file's makers promise.
fn check_content(row: &Row, opened: &Opened, wrong: &mut Vec<String>) {
    if let Some((_, hash)) = row.openssl.split_once("sha256=") {
        let hash = hash.split(',').next().unwrap();
        let found: String =
            digest(DigestAlgorithm::Sha256, &opened.content).unwrap().as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        if !found.starts_with(hash) {
            wrong.push(format!("{}: content has SHA-256 {found}, not {hash}…", row.path));
        }
    }
}
