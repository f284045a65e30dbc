//! Every PKCS#12 file of the corpus opens with its key and its certificate, or stands in the list of divergences with its reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use std::path::Path;

use kakitome_cms::Error;
use kakitome_cms::pkcs12::{self, Archive};
use kakitome_crypto::{Error as CryptoError, PrivateKey};
use kakitome_pki::Certificate;
use support::shared;

/// Passwords of the corpus (its README and SOURCE.txt files, and `Description-p12.txt` of gnupg).
fn password(path: &str) -> &'static str {
    match path {
        _ if path.starts_with("mimekit") => "no.secret",
        _ if path.starts_with("simple-java-mail") => "letmein",
        _ if path.starts_with("protected-headers") => "bob",
        _ if path.contains("credential_private") => "qeFGds84/Sf0eKkJwcp6",
        _ if path.contains("t5793") => "test",
        _ if path.contains("edward") => "abc,123456",
        _ if path.contains("nistp256") => "abc",
        _ if path.contains("opensc") => "password",
        _ if path.contains("ov-") => "start",
        _ => "nss",
    }
}

/// What is not as in the others, and why.
#[derive(Debug, PartialEq)]
enum Divergence {
    /// The file opens; a key in it is of a kind that this program does not work with.
    KeyOfKind(&'static str),
    /// The MAC is that of another file, from whose pieces this one was put together. OpenSSL refuses it too.
    Altered,
    /// The MAC is right, and the padding of the encrypted key (Brainpool, written by an old GnuPG) is not. OpenSSL refuses it too.
    PaddingOfKey,
}

const DIVERGENCES: [(&str, Divergence); 5] = [
    ("gnupg/samplekeys/edward.tester@demo.gnupg.com.p12", Divergence::PaddingOfKey),
    ("gnupg/samplekeys/t5793-test.pfx", Divergence::Altered),
    ("mimekit/smime/dsa/smime.pfx", Divergence::KeyOfKind("DSA")),
    ("mimekit/smime/ec/smime.pfx", Divergence::KeyOfKind("EC with explicit parameters")),
    ("simple-java-mail/pkcs12/smime_keystore.pkcs12", Divergence::KeyOfKind("DSA")),
];

fn all(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all(&path, found);
        } else if path.extension().is_some_and(|extension| ["p12", "pfx", "pkcs12"].iter().any(|one| extension == *one)) {
            found.push(path.strip_prefix(shared().join("corpus")).unwrap().display().to_string());
        }
    }
}

fn open(path: &str) -> Result<Archive, Error> {
    pkcs12::open(&std::fs::read(shared().join("corpus").join(path)).unwrap(), password(path))
}

/// Whether each key works and the certificate in front is its own; a key that does not work has one all the same, by localKeyId.
fn judge(path: &str) -> Option<Divergence> {
    let archive = match open(path) {
        Ok(archive) => archive,
        Err(Error::AlteredKeyFile) => return Some(Divergence::Altered),
        Err(Error::OtherPasswordInside { part: "private key" }) => return Some(Divergence::PaddingOfKey),
        Err(error) => panic!("{path}: {error}"),
    };
    assert!(archive.findings().is_empty(), "{path}: {:?}", archive.findings());
    let mut divergence = None;
    for contents in archive.into_each().unwrap() {
        let own = Certificate::from_der(contents.certificates[0].clone()).unwrap();
        match PrivateKey::from_pkcs8(&contents.private_key) {
            Ok(key) => assert_eq!(key.public_spki(), own.spki(), "{path}"),
            Err(CryptoError::Unsupported { name, .. }) => {
                let known = DIVERGENCES.iter().find_map(|(_, known)| match known {
                    Divergence::KeyOfKind(kind) if *kind == name => Some(Divergence::KeyOfKind(kind)),
                    _ => None,
                });
                divergence = Some(known.unwrap_or_else(|| panic!("{path}: a key of kind {name}")));
            }
            Err(error) => panic!("{path}: {error}"),
        }
    }
    divergence
}

#[test]
fn every_file_of_the_corpus() {
    let mut found = Vec::new();
    all(&shared().join("corpus"), &mut found);
    assert_eq!(found.len(), 36);
    found.sort();
    for path in &found {
        let expected = DIVERGENCES.iter().find(|(known, _)| known == path).map(|(_, divergence)| divergence);
        assert_eq!(judge(path).as_ref(), expected, "{path}");
    }
}

#[test]
fn no_file_opens_with_another_password() {
    for path in ["gnupg/samplekeys/ov-user.p12", "mimekit/smime/rsa/smime.pfx", "thunderbird/smime/Bob.p12", "protected-headers/bob.p12"] {
        let bytes = std::fs::read(shared().join("corpus").join(path)).unwrap();
        for wrong in ["", "Start", "nss ", "書留"] {
            assert!(matches!(pkcs12::open(&bytes, wrong), Err(Error::WrongPassword)), "{path} {wrong:?}");
        }
    }
}
