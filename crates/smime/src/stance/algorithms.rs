//! The algorithms, each with what the policy value says of it; names and strengths are those of crate crypto.

use kakitome_cms::pkcs12;
use kakitome_cms::sign;
use kakitome_crypto::{ContentCipher, DigestAlgorithm, KeyAgreement, KeyKind, KeyTransport, KeyWrap, Strength};

use super::row::{Algorithm, Area, Read, Written};
use crate::policy::Policy;
use crate::seal::{Algorithms, RecipientPolicy, Rule};

pub(super) fn all(verdict: &Policy, recipients: &RecipientPolicy) -> Vec<Algorithm> {
    let choice = &recipients.algorithms;
    let mut all: Vec<Algorithm> = DigestAlgorithm::all().map(|digest| of_digest(digest, verdict)).collect();
    all.extend(signatures());
    all.extend(CIPHERS.into_iter().map(|cipher| of_cipher(cipher, choice)));
    all.extend(keys(choice));
    all.extend(key_files());
    all
}

/// The day on which the rules of this folder were last looked at.
pub(super) const AS_OF: &str = "2026-11-22";

const fn rule(id: &'static str, source: &'static str) -> Rule {
    Rule::new(id, AS_OF, source)
}

const SIGNERS: [KeyKind; 5] = [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519];

fn of_digest(digest: DigestAlgorithm, verdict: &Policy) -> Algorithm {
    let written = SIGNERS.iter().any(|kind| kind.default_algorithm().and_then(|one| one.cms_digest()) == Some(digest));
    let tolerated = verdict.signature.tolerate_weak_digests;
    let (read, rule) = match digest.strength() {
        Strength::Good => (Read::Yes, rule("digest", "RFC 8551 2.1")),
        Strength::Weak if tolerated => (Read::Weak, rule("digest-weak", "RFC 8551 appendix B, RFC 9155")),
        Strength::Weak => (Read::Refused, rule("digest-weak", "RFC 8551 appendix B, RFC 9155")),
        Strength::Broken if kakitome_crypto::Hasher::new(digest).is_none() => (Read::No, rule("digest-broken", "RFC 6149")),
        Strength::Broken if tolerated => (Read::Weak, rule("digest-broken", "RFC 6151, RFC 8551 appendix B")),
        Strength::Broken => (Read::Refused, rule("digest-broken", "RFC 6151, RFC 8551 appendix B")),
    };
    let read = if kakitome_crypto::Hasher::new(digest).is_none() { Read::No } else { read };
    Algorithm { area: Area::Digest, name: digest.name().to_owned(), written: if written { Written::Yes } else { Written::No }, read, rule }
}

/// What a key of each kind signs with.
fn signatures() -> Vec<Algorithm> {
    let one = |name: String, written, read, rule| Algorithm { area: Area::Signature, name, written, read, rule };
    let mut all: Vec<Algorithm> = Vec::new();
    for algorithm in SIGNERS.iter().filter_map(KeyKind::default_algorithm) {
        all.push(one(algorithm.name(), Written::Yes, Read::Yes, rule("signature", "RFC 8551 2.2")));
    }
    all.push(one("RSASSA-PSS".to_owned(), Written::No, Read::Yes, rule("pss", "RFC 8551 2.2; RFC 4056")));
    all.push(one("DSA".to_owned(), Written::No, Read::No, rule("dsa", "RFC 8550 appendix B (historic)")));
    all
}

/// In the order in which they are shown.
const CIPHERS: [ContentCipher; 11] = [
    ContentCipher::Aes256Gcm,
    ContentCipher::Aes192Gcm,
    ContentCipher::Aes128Gcm,
    ContentCipher::Aes256Cbc,
    ContentCipher::Aes192Cbc,
    ContentCipher::Aes128Cbc,
    ContentCipher::TripleDesCbc,
    ContentCipher::Rc2Cbc { effective_bits: 128 },
    ContentCipher::Rc2Cbc { effective_bits: 64 },
    ContentCipher::Rc2Cbc { effective_bits: 40 },
    ContentCipher::DesCbc,
];

fn of_cipher(cipher: ContentCipher, choice: &Algorithms) -> Algorithm {
    let written = match () {
        () if choice.otherwise == cipher => Written::Yes,
        () if choice.where_known.contains(&cipher) => Written::WhereKnown,
        () if choice.fallback == cipher => Written::Fallback,
        () => Written::No,
    };
    let read = if cipher.strength() == Strength::Good { Read::Yes } else { Read::Weak };
    let id = match () {
        () if read == Read::Weak => "weak",
        () if cipher.is_authenticated() => "aes-gcm",
        () => "aes-cbc",
    };
    Algorithm { area: Area::Cipher, name: cipher.name().to_owned(), written, read, rule: known(id) }
}

/// A rule of the choice of algorithms.
fn known(id: &'static str) -> Rule {
    Algorithms::RULES.into_iter().find(|rule| rule.id == id).unwrap_or(rule(id, "RFC 8551 2.7"))
}

fn keys(choice: &Algorithms) -> Vec<Algorithm> {
    let one = |name: String, written, rule| Algorithm { area: Area::Key, name, written, read: Read::Yes, rule };
    let oaep = if choice.oaep_where_known { Written::WhereKnown } else { Written::No };
    let mut all = vec![
        one(KeyTransport::RsaPkcs1.name(), Written::Yes, known("pkcs1")),
        one(KeyTransport::oaep(DigestAlgorithm::Sha256).name(), oaep, known("oaep")),
    ];
    for kind in [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::X25519] {
        if let Some(agreement) = KeyAgreement::usual(kind, KeyWrap::Aes256) {
            let name = format!("{} ({})", agreement.name(), kind.name());
            all.push(one(name, Written::Yes, rule("agreement", "RFC 8551 2.3; RFC 5753; RFC 8418")));
        }
    }
    all
}

fn key_files() -> Vec<Algorithm> {
    let one = |name: &str, written, read, rule| Algorithm { area: Area::KeyFile, name: name.to_owned(), written, read, rule };
    let form = |form: pkcs12::Form| match form {
        pkcs12::Form::Windows => "PKCS#12: 3DES, SHA-1 MAC (windows)",
        pkcs12::Form::Modern => "PKCS#12: PBES2 AES-256, HMAC-SHA-256 (modern)",
        pkcs12::Form::Pbmac1 => "PKCS#12: PBES2 AES-256, PBMAC1 (pbmac1)",
    };
    vec![
        one(
            form(pkcs12::Form::Windows),
            Written::Asked,
            Read::Weak,
            rule(
                "p12-windows",
                "RFC 7292; reported: Windows before 10 (1709) and older iPhones read no other; measured: OpenSSL 3, NSS 3.87, Thunderbird 153, Java 17, gpgsm 2.2",
            ),
        ),
        one(
            form(pkcs12::Form::Modern),
            Written::Asked,
            Read::Yes,
            rule("p12-modern", "RFC 7292, RFC 8018; measured: OpenSSL 3, NSS 3.87, Thunderbird 153, Java 17"),
        ),
        one(form(pkcs12::Form::Pbmac1), Written::Asked, Read::Yes, rule("p12-pbmac1", "RFC 9579, RFC 9879; measured: Thunderbird 153")),
        one("PKCS#12: RC2-40, RC2-128", Written::No, Read::Weak, rule("p12-rc2", "RFC 7292 appendix C")),
    ]
}

/// What is told to those who answer our mail: what they may encrypt with, best first.
pub(super) fn stated() -> String {
    let names = sign::Options::default().capabilities;
    let name = |oid: &const_oid::ObjectIdentifier| CIPHERS.iter().find(|cipher| cipher.oid() == *oid).map(|cipher| cipher.name());
    names.iter().filter_map(name).collect::<Vec<_>>().join(", ")
}
