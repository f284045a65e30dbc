//! Mails and CMS files made by others, against the verdicts that their makers expect. A divergence is listed with its
//! reason in `divergences.tsv`; one that is not listed fails, and so does a listed one that has gone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use kakitome_pki::{Anchors, RevocationMode, UnixTime, certificates_from};
use kakitome_smime::{Evidence, Integrity, Policy, Report, Verdict, open, open_detached};

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

fn judge(corpus: &Path, path: &str) -> Report {
    let court = COURTS.iter().find(|court| path.starts_with(court.folder)).unwrap();
    let roots = court.anchors.iter().flat_map(|file| certificates_from(&fs::read(corpus.join(file)).unwrap()).unwrap());
    let evidence = Evidence::new(Anchors::from_certificates(roots));
    let mut policy = Policy::default();
    (court.policy)(&mut policy);
    let now = UnixTime::parse(court.at).unwrap();
    let mut file = File::open(corpus.join(path)).unwrap();
    match DETACHED.iter().find(|(signature, _)| *signature == path) {
        Some((_, content)) => {
            let mut content = File::open(corpus.join(content)).unwrap();
            open_detached(&mut file, &mut content, &evidence, &policy, now).unwrap()
        }
        None => open(&mut file, &evidence, &policy, now).unwrap(),
    }
}

/// What a row of the manifest promises.
#[derive(Debug, PartialEq)]
enum Promise {
    /// Valid as a mail, or all signatures good as a file.
    Valid,
    /// Anything but that.
    NotValid,
    /// Encrypted, and no key is given.
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
    } else if starts(&["decrypts-to", "policy:encrypted"]) {
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
    match report.verdict() {
        Verdict::Incomplete if all_good => "incomplete-good".to_owned(),
        Verdict::Incomplete => "incomplete".to_owned(),
        Verdict::Untrusted => format!("untrusted-{}", report.cause().map_or("other", |(cause, _)| cause.word())),
        other => other.word().to_owned(),
    }
}

fn keeps(promise: &Promise, kind: &str, outcome: &str) -> bool {
    match (promise, kind) {
        (Promise::Valid, "cms") => outcome == "incomplete-good",
        (Promise::Valid, _) => outcome == "valid",
        (Promise::NotValid, _) => outcome != "valid" && outcome != "incomplete-good",
        (Promise::Encrypted, "cms") => outcome == "incomplete",
        (Promise::Encrypted, _) => outcome == "undecryptable",
        (Promise::Readable, _) => outcome != "unreadable",
    }
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
    for row in manifest.lines().skip(1) {
        let columns: Vec<_> = row.split('\t').collect();
        let (path, kind, expected) = (columns[0], columns[1], columns[2].trim_matches('"'));
        if kind != "eml" && kind != "cms" {
            continue;
        }
        let Some(promise) = promise(expected) else { continue };
        judged += 1;
        let report = judge(&corpus, path);
        let outcome = outcome(&report);
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
