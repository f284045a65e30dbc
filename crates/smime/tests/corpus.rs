//! Mails and CMS files made by others, against the verdicts that their makers expect. A divergence is listed with its
//! reason in `divergences.tsv`; one that is not listed fails, and so does a listed one that has gone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    unreachable_pub,
    reason = "tests may panic"
)]

#[path = "support/corpus_keys.rs"]
mod corpus_keys;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Cursor;
use std::path::{Path, PathBuf};

use kakitome_cms::{Keys, UnlockPolicy};
use kakitome_pki::{Anchors, RevocationMode, UnixTime, certificates_from};
use kakitome_smime::{Evidence, InMemory, Integrity, Limits, Policy, Report, Verdict, decrypt, open_detached, open_encrypted};

fn corpus() -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let corpus = shared.join("corpus");
    assert!(corpus.join("manifest.tsv").is_file(), "no corpus at {}: set KAKITOME_SHARED to the folder that holds it", corpus.display());
    corpus
}

/// How the files of one source are judged.
struct Court {
    folder: &'static str,
    anchors: &'static [&'static str],
    at: &'static str,
    policy: fn(&mut Policy),
}

fn by_default(_: &mut Policy) {}

/// Written when SHA-1 and shorter keys were the rule; judged as of its day.
fn of_its_day(policy: &mut Policy) {
    policy.signature.tolerate_weak_digests = true;
    policy.path.allow_sha1 = true;
    policy.path.allow_md5 = true;
    policy.path.min_rsa_bits = 512;
}

/// The suite is about paths: its certificates have no addresses, and revocation must be known.
fn paths_alone(policy: &mut Policy) {
    policy.match_from = false;
    policy.path.revocation = RevocationMode::Hard;
}

const COURTS: &[Court] = &[
    Court { folder: "thunderbird/", anchors: &["thunderbird/smime/TestCA.pem"], at: "2026-06-01", policy: by_default },
    Court { folder: "nss-interop/", anchors: &["thunderbird/smime/TestCA.pem"], at: "2026-06-01", policy: by_default },
    Court { folder: "pkits/", anchors: &["pkits/certs/TrustAnchorRootCertificate.crt"], at: "2020-01-01", policy: paths_alone },
    Court { folder: "openssl/smime-eml/", anchors: &["pkits/certs/TrustAnchorRootCertificate.crt"], at: "2020-01-01", policy: paths_alone },
    Court { folder: "mimekit/", anchors: &["mimekit/smime/StartComCertificationAuthority.crt"], at: "2013-11-02", policy: of_its_day },
    Court { folder: "rfc4134/", anchors: &["rfc4134/CarlRSASelf.cer", "rfc4134/CarlDSSSelf.cer"], at: "2005-10-01", policy: of_its_day },
    Court { folder: "gnupg/", anchors: &["gnupg/cert_g10code_test1.der"], at: "2001-12-13", policy: of_its_day },
    Court { folder: "protected-headers/", anchors: &["protected-headers/sample-ca.pem"], at: "2019-11-27", policy: by_default },
    Court { folder: "simple-java-mail/", anchors: &["simple-java-mail/pkcs12/ca.crt"], at: "2019-05-15", policy: by_default },
    Court { folder: "", anchors: &[], at: "2020-01-01", policy: by_default },
];

/// Signature files whose content lies beside them.
const DETACHED: &[(&str, &str)] = &[("rfc4134/4.3.bin", "rfc4134/ExContent.bin"), ("gnupg/text-1.dsig.pem", "gnupg/text-1.txt")];

fn judge(corpus: &Path, path: &str, keys: &Keys<'_>) -> Report {
    let court = COURTS.iter().find(|court| path.starts_with(court.folder)).unwrap();
    let roots = court.anchors.iter().flat_map(|file| certificates_from(&fs::read(corpus.join(file)).unwrap()).unwrap());
    let evidence = Evidence::new(Anchors::from_certificates(roots));
    let mut policy = Policy::default();
    (court.policy)(&mut policy);
    policy.unlock = passwords();
    let now = UnixTime::parse(court.at).unwrap();
    let mut file = File::open(corpus.join(path)).unwrap();
    match DETACHED.iter().find(|(signature, _)| *signature == path) {
        Some((_, content)) => {
            let mut content = File::open(corpus.join(content)).unwrap();
            open_detached(&mut file, &mut content, &evidence, &policy, now).unwrap()
        }
        None => open_encrypted(&mut file, &evidence, &policy, now, keys, &InMemory).unwrap(),
    }
}

/// Some files were made for passwords.
fn passwords() -> UnlockPolicy {
    UnlockPolicy { passwords: true, ..UnlockPolicy::default() }
}

/// What a row of the manifest promises.
#[derive(Debug, PartialEq)]
enum Promise {
    /// It opens with a key of the corpus; what is inside has this text, and as a mail this verdict.
    Decrypts(Option<String>, Option<bool>),
    /// Valid as a mail, or all signatures good as a file.
    Valid,
    /// Anything but that.
    NotValid,
    /// Encrypted parts that are not opened.
    Encrypted,
    /// It can be read.
    Readable,
}

fn promise(expected: &str) -> Option<Promise> {
    let starts = |words: &[&str]| words.iter().any(|word| expected.starts_with(word));
    if starts(&["valid"]) {
        Some(Promise::Valid)
    } else if starts(&["invalid", "malformed", "inner part valid", "policy:mixed"]) {
        Some(Promise::NotValid)
    } else if let Some(inside) = expected.strip_prefix("decrypts-to:") {
        // The manifest doubles quotes inside quotes.
        let text = inside.strip_prefix("\"\"").and_then(|text| text.split("\"\"").next());
        let text = text.filter(|text| !text.starts_with('(')).map(ToOwned::to_owned);
        let verdict = if inside.contains("+ valid") { Some(true) } else { inside.contains("+ invalid").then_some(false) };
        Some(Promise::Decrypts(text, verdict))
    } else if starts(&["policy:encrypted"]) {
        Some(Promise::Encrypted)
    } else if starts(&["parses", "certs-only", "detached", "compressedData", "data", "digestedData", "encryptedData"]) {
        Some(Promise::Readable)
    } else {
        None
    }
}

/// What came out, in one word for the list.
fn outcome(report: &Report) -> String {
    let all_good = !report.signers.is_empty() && report.signers.iter().all(|signer| matches!(signer.integrity, Integrity::Intact(_)));
    let opened = if report.layers.iter().any(|layer| layer.opened.is_some()) { "+opened" } else { "" };
    let word = match report.verdict() {
        Verdict::Incomplete if all_good => "incomplete-good".to_owned(),
        Verdict::Incomplete => "incomplete".to_owned(),
        Verdict::Untrusted => format!("untrusted-{}", report.cause().map_or("other", |(cause, _)| cause.word())),
        other => other.word().to_owned(),
    };
    word + opened
}

fn keeps(promise: &Promise, kind: &str, outcome: &str) -> bool {
    let (outcome, is_open) = outcome.strip_suffix("+opened").map_or((outcome, false), |outcome| (outcome, true));
    match (promise, kind) {
        (Promise::Decrypts(_, None), "cms") => is_open && outcome.starts_with("incomplete"),
        // Without a signature inside or outside, all that can be said is that there is none.
        (Promise::Decrypts(_, None), _) => is_open && outcome == "unsigned",
        (Promise::Decrypts(_, Some(valid)), _) => is_open && (outcome == "valid") == *valid,
        (Promise::Valid, "cms") => outcome == "incomplete-good",
        (Promise::Valid, _) => outcome == "valid",
        (Promise::NotValid, _) => outcome != "valid" && outcome != "incomplete-good",
        (Promise::Encrypted, _) => !is_open && outcome == "undecryptable",
        (Promise::Readable, _) => outcome != "unreadable",
    }
}

/// A fault if what is inside the encryption has not this text, in clear or in the base64 of an opaque signature.
fn lacks(corpus: &Path, path: &str, keys: &Keys<'_>, text: &str) -> Option<String> {
    let mut source = Cursor::new(fs::read(corpus.join(path)).unwrap());
    let mut content = Vec::new();
    let opened = decrypt(&mut source, keys, &passwords(), &Limits::default(), &InMemory);
    let written = opened.map(|mut opened| opened.write_to(&mut content).map(drop));
    let is_opaque = memchr::memmem::find(&content, b"smime-type=signed-data").is_some();
    let has_text = memchr::memmem::find(&content, text.as_bytes()).is_some();
    (!matches!(written, Ok(Ok(()))) || !(has_text || is_opaque)).then(|| format!("{path}\t-\tdecrypted, it has not {text:?}"))
}

/// Listed divergences: path, what comes out, why.
fn divergences() -> BTreeMap<String, (String, String)> {
    let list = include_str!("divergences.tsv");
    let rows = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|line| {
        let [path, outcome, reason] = line.splitn(3, '\t').collect::<Vec<_>>().try_into().expect("three columns");
        assert!(reason.len() > 10, "{path}: a divergence needs a reason");
        (path.to_owned(), (outcome.to_owned(), reason.to_owned()))
    })
    .collect()
}

#[test]
fn mails_and_files_of_others_get_the_verdict_they_expect() {
    let corpus = corpus();
    let manifest = fs::read_to_string(corpus.join("manifest.tsv")).unwrap();
    let mut listed = divergences();
    let (mut judged, mut faults) = (0, Vec::new());
    let own = corpus_keys::all(&corpus);
    let keys = own.iter().fold(Keys::new(), |keys, (certificate, opener)| keys.own(certificate, opener)).password(b"abc");
    for row in manifest.lines().skip(1) {
        let columns: Vec<_> = row.split('\t').collect();
        let (path, kind, expected) = (columns[0], columns[1], columns[2].trim_matches('"'));
        if kind != "eml" && kind != "cms" {
            continue;
        }
        let Some(promise) = promise(expected) else { continue };
        judged += 1;
        let report = judge(&corpus, path, &keys);
        let outcome = outcome(&report);
        if let Promise::Decrypts(Some(text), _) = &promise {
            faults.extend(lacks(&corpus, path, &keys, text));
        }
        match (keeps(&promise, kind, &outcome), listed.remove(path)) {
            (true, None) => {}
            (false, Some((known, _))) if known == outcome => {}
            (true, Some(_)) => faults.push(format!("{path}\t{outcome}\tlisted as a divergence, and is none")),
            (false, Some((known, _))) => faults.push(format!("{path}\t{outcome}\tlisted as {known}")),
            (false, None) => {
                let why: Vec<_> = report.findings.iter().map(|noted| format!("{}:{}", noted.severity.word(), noted.finding.id())).collect();
                faults.push(format!("{path}\t{outcome}\texpected {promise:?} ({expected}); {}", why.join(" ")));
            }
        }
    }
    assert!(judged > 230, "only {judged} files were judged");
    faults.extend(listed.keys().map(|path| format!("{path}\t-\tlisted, and not in the corpus")));
    assert!(faults.is_empty(), "{} of {judged}:\n{}", faults.len(), faults.join("\n"));
}
