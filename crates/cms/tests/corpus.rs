//! Every SignedData of the corpus, made by others: the arithmetic must come out as OpenSSL's column in the manifest says,
//! or stand in the list of divergences with its reason. An entry that is no longer needed fails as well.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use kakitome_cms::{Integrity, Obstacle, Policy, SignedData};
use support::{Row, certificates, hash, ids, manifest, read, shared};

/// What the arithmetic said about all signers of a container together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Every signature fits, and nothing but SHA-1 or missing attributes speaks against it.
    Intact,
    /// A signature fits and a finding says that it must not count.
    Flawed,
    Altered,
    /// DSA, GOST, MD2, MD4
    Unsupported,
    NoCertificate,
    NoMessageDigest,
    /// Detached, and the content is not in the corpus.
    NoContent,
    /// Certificates only.
    NoSigners,
    Unreadable,
}

use Outcome::{Altered, Flawed, Intact, NoCertificate, NoContent, NoMessageDigest, NoSigners, Unreadable, Unsupported};

/// Files where the outcome is not simply "intact" for OpenSSL's OK and "altered" for its FAIL.
const DIVERGENCES: &[(&str, Outcome, &str)] = &[
    ("openssl/80-test_cms_data/bad_signtime_attr.cms", Flawed, "signingTime among the unsigned attributes; the arithmetic is right"),
    ("openssl/80-test_cms_data/ct_multiple_attr.cms", Flawed, "contentType twice; the arithmetic is right"),
    ("openssl/80-test_cms_data/no_ct_attr.cms", Flawed, "contentType missing; the arithmetic is right"),
    ("openssl/80-test_cms_data/no_md_attr.cms", NoMessageDigest, "messageDigest missing: nobody signed the content"),
    ("openssl/80-test_cms_data/pkcs7-md4.pem", Unsupported, "MD4 is never computed"),
    ("openssl/25-test_pkcs7_data/malformed.pkcs7", Unreadable, "ContentInfo without content"),
    ("openssl/misc/testp7.pem", NoSigners, "certificates and CRLs only"),
    ("openssl/misc/pkcs7-1.pem", Unsupported, "MD2 is never computed"),
    ("openssl/smime-eml/pkcs7-empty-digest-set.eml", Flawed, "empty digestAlgorithms (M15); the arithmetic is right"),
    ("gnupg/text-1.osig.pem", Flawed, "GnuPG 1.9 left contentType away; the arithmetic is right"),
    ("gnupg/text-2.osig.pem", Flawed, "GnuPG 1.9 left contentType away; the arithmetic is right"),
    ("gnupg/text-1.dsig.pem", Flawed, "GnuPG 1.9 left contentType away; the arithmetic is right"),
    ("rfc4134/4.11.bin", NoSigners, "certificates only"),
    ("rfc4134/4.1.bin", Unsupported, "DSA is recognised, never computed"),
    ("rfc4134/4.3.bin", Unsupported, "DSA"),
    ("rfc4134/4.4.bin", Unsupported, "DSA"),
    ("rfc4134/4.6.bin", Unsupported, "DSA"),
    ("rfc4134/4.7.bin", Unsupported, "DSA"),
    ("rfc4134/4.8.eml", Unsupported, "DSA"),
    ("rfc4134/4.9.eml", Unsupported, "DSA"),
    ("rfc4134/4.10.bin", Unsupported, "DSA"),
    ("rfc4134/4.2.bin", Flawed, "no signed attributes"),
    ("rfc4134/4.5.bin", Flawed, "no signed attributes"),
    ("pkits/smime/SignedValidDSAParameterInheritanceTest5.eml", Unsupported, "DSA"),
    ("pyasn1-modules/rfc4357-signed_pem_text.der", Unsupported, "GOST is recognised, never computed"),
    ("pyasn1-modules/rfc4490-signed_pem_text.der", Unsupported, "GOST"),
    ("pyasn1-modules/rfc5751-pem_text.der", Unsupported, "DSA"),
    ("simple-java-mail/pkcs12/smime_test_user.p7b", NoSigners, "certificates only"),
];

fn outcome(signed_data: &SignedData, content: Option<&[u8]>) -> Outcome {
    if signed_data.signers.is_empty() {
        return NoSigners;
    }
    let digests = match content {
        Some(content) => hash(content, &signed_data.digests_wanted(&Default::default())),
        None => signed_data.content_digests.clone(),
    };
    // old mail is judged as of its day
    let checks = signed_data.check(&digests, &certificates(signed_data), &Policy { tolerate_weak_digests: true });
    let of = |check: &kakitome_cms::SignerCheck| match &check.integrity {
        Integrity::Good(_) => Intact,
        Integrity::Flawed(_) => Flawed,
        Integrity::Altered(_) => Altered,
        Integrity::Unverifiable(Obstacle::DigestWanted(_)) => NoContent,
        Integrity::Unverifiable(Obstacle::NoMessageDigest) => NoMessageDigest,
        Integrity::Unverifiable(Obstacle::NoCertificate) => NoCertificate,
        Integrity::Unverifiable(_) => Unsupported,
    };
    let outcomes: Vec<Outcome> = checks.iter().map(of).collect();
    assert!(outcomes.iter().all(|outcome| outcome == &outcomes[0]), "signers differ: {outcomes:?}");
    outcomes[0]
}

/// Compares with the manifest; answers the divergence used, or says what is wrong.
fn compare(row: &Row, found: Outcome, detail: &str, used: &mut Vec<String>, wrong: &mut Vec<String>) {
    let outermost = row.openssl.split("; L2").next().unwrap_or_default();
    let by_openssl = match outermost {
        text if text.contains("sig:OK") => Intact,
        text if text.contains("sig:FAIL(signer certificate not found") => NoCertificate,
        text if text.contains("sig:FAIL") => Altered,
        _ => NoContent,
    };
    match DIVERGENCES.iter().find(|(path, ..)| *path == row.path) {
        Some((path, expected, _)) => {
            used.push((*path).to_owned());
            if found != *expected || found == by_openssl {
                wrong.push(format!("{path}: {found:?}, listed as {expected:?}, OpenSSL {by_openssl:?} {detail}"));
            }
        }
        None if found == by_openssl => {}
        None => wrong.push(format!("{}: {found:?}, OpenSSL {by_openssl:?} ({}) {detail}", row.path, row.openssl)),
    }
}

#[test]
fn every_signed_data_of_the_corpus() {
    let corpus = shared().join("corpus");
    let (mut used, mut wrong, mut count) = (Vec::new(), Vec::new(), 0);
    for row in manifest() {
        let structure = &row.structure;
        let bytes = || std::fs::read(corpus.join(&row.path)).unwrap();
        let found = match row.kind.as_str() {
            "cms" if structure.contains("signedData") || row.path.contains(".osig-bad") => match read(&bytes()) {
                Ok((signed_data, _)) => {
                    let content = detached_content(&row.path);
                    (outcome(&signed_data, content.as_deref()), format!("{:?}", ids(&signed_data.findings)))
                }
                Err(error) => (Unreadable, error.to_string()),
            },
            "eml" if structure.starts_with("multipart/signed") || structure.contains("signed-data]") => match mail(&bytes()) {
                Some(found) => found,
                None => continue, // signed parts inside other mail are tested where MIME is read
            },
            _ => continue,
        };
        count += 1;
        compare(&row, found.0, &found.1, &mut used, &mut wrong);
    }
    for (path, ..) in DIVERGENCES {
        if !used.iter().any(|used| used == path) {
            wrong.push(format!("{path}: listed, and not in the corpus"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 120, "only {count} files were found");
}

/// Content of detached signatures that stands beside them.
fn detached_content(path: &str) -> Option<Vec<u8>> {
    let beside = match path {
        "rfc4134/4.3.bin" => "rfc4134/ExContent.bin",
        "gnupg/text-1.dsig.pem" => "gnupg/text-1.txt",
        _ => return None,
    };
    Some(std::fs::read(shared().join("corpus").join(beside)).unwrap())
}

/// The outermost signature of a mail, cut out by the simplest means: MIME as such is not this crate's.
fn mail(bytes: &[u8]) -> Option<(Outcome, String)> {
    let text: Vec<u8> =
        bytes.split(|byte| *byte == b'\n').flat_map(|line| [line.strip_suffix(b"\r").unwrap_or(line), b"\r\n"].concat()).collect();
    let (header, body) = cut(&text, b"\r\n\r\n");
    let unfolded = String::from_utf8_lossy(header).replace("\r\n ", " ").replace("\r\n\t", " ");
    let content_type = unfolded.lines().find(|line| line.to_ascii_lowercase().starts_with("content-type:")).unwrap_or_default();
    let kind = content_type.to_ascii_lowercase();
    let read = |base64: &[u8], content: Option<&[u8]>| match read(base64) {
        Ok((signed_data, _)) => (outcome(&signed_data, content), format!("{:?}", ids(&signed_data.findings))),
        Err(error) => (Unreadable, error.to_string()),
    };
    if kind.contains("pkcs7-mime") {
        return Some(read(body, None));
    }
    if !kind.contains("multipart/signed") || !kind.contains("pkcs7-signature") {
        return None;
    }
    let boundary = content_type.split("boundary=").nth(1).expect("a boundary").trim_start_matches('"');
    let boundary = boundary.split(['"', ';']).next().unwrap();
    let line = format!("--{boundary}\r\n").into_bytes();
    let (_, rest) = cut(body, &line);
    let separator = [b"\r\n", &line[..]].concat();
    let (content, signature) = cut(rest, &separator);
    let (_, base64) = cut(signature, b"\r\n\r\n");
    let (base64, _) = cut(base64, format!("\r\n--{boundary}--").as_bytes());
    Some(read(base64, Some(content)))
}

fn cut<'a>(bytes: &'a [u8], separator: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = bytes.windows(separator.len()).position(|window| window == separator);
    let at = at.unwrap_or_else(|| panic!("{:?} not found", String::from_utf8_lossy(separator)));
    (&bytes[..at], &bytes[at + separator.len()..])
}

/// Findings about form and about what was added afterwards, wherever in the corpus they occur: an unexpected one fails, and a missing one.
const NOTABLE: &[(&str, &str)] = &[
    ("openssl/80-test_cms_data/bad_signtime_attr.cms", "cms.misplaced-attribute"), // signingTime among the unsigned
    ("rfc4134/4.4.bin", "cms.countersignature"),                                   // by DSA: recognised, and not computed
];

#[test]
fn what_is_notable_about_the_form() {
    const WATCHED: [&str; 8] = [
        "cms.attributes-not-der",
        "cms.attributes-signed-as-received",
        "cms.countersignature",
        "cms.misplaced-attribute",
        "cms.non-minimal-length",
        "cms.other-choice",
        "cms.signing-time-form",
        "cms.time-stamp",
    ];
    let corpus = shared().join("corpus");
    let mut found = Vec::new();
    for row in manifest().into_iter().filter(|row| row.kind == "cms" && row.structure.contains("signedData")) {
        let Ok((signed_data, _)) = read(&std::fs::read(corpus.join(&row.path)).unwrap()) else { continue };
        let policy = Policy { tolerate_weak_digests: true };
        let checks = signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &policy);
        let all = signed_data.findings.iter().chain(checks.iter().flat_map(|check| &check.findings));
        let watched = all.map(kakitome_cms::Finding::id).filter(|id| WATCHED.contains(id));
        found.extend(watched.map(|id| (row.path.clone(), id)));
    }
    found.sort();
    found.dedup();
    let found: Vec<(&str, &str)> = found.iter().map(|(path, id)| (path.as_str(), *id)).collect();
    assert_eq!(found, NOTABLE);
}
