//! Every finding of every crate has a sentence in both languages with all its facts, a source, and a test somewhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use const_oid::ObjectIdentifier;
use kakitome_cms::{EnvelopeFinding, Finding as Cms, KeyFileFinding};
use kakitome_explain::{Lang, finding_text, words};
use kakitome_mime::{Finding as Mime, FindingKind as Kind, address};
use kakitome_pki::{Cut, EmailState, Finding as Pki, SourceKind, StatusSource, UnixTime};
use kakitome_smime::Finding;

const OID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
const AT: UnixTime = UnixTime(1_453_248_000);

fn text() -> String {
    "fact".to_owned()
}

/// One of each, and one for each form of its sentence.
fn samples() -> Vec<Finding> {
    let mut all: Vec<Finding> = mime().into_iter().map(|kind| Finding::Mime(Mime::new(kind, 7))).collect();
    all.extend(address::parse(b"a@x <b@y>", 0).findings.into_iter().map(Finding::Mime));
    all.extend(cms().into_iter().map(Finding::Cms));
    all.extend(envelopes().into_iter().map(|finding| Finding::Cms(finding.into())));
    all.extend(key_files().into_iter().map(|finding| Finding::Cms(finding.into())));
    all.extend(pki().into_iter().map(Finding::Pki));
    all.extend(own());
    all
}

fn mime() -> Vec<Kind> {
    let mut all = vec![
        Kind::AddressDots,
        Kind::AddressGroup,
        Kind::BareCrDelimiter,
        Kind::Base64Junk { count: 1 },
        Kind::Base64Padding,
        Kind::BodyNul { count: 2 },
        Kind::BoundaryAfterClose,
        Kind::BoundaryExtended,
        Kind::BoundaryLikeLine,
        Kind::BoundaryMissing,
        Kind::BoundaryOddCharacter { octet: 0x22 },
        Kind::BoundaryOverlap,
        Kind::BoundaryTooLong { length: 99 },
        Kind::BoundaryTrailingSpace,
        Kind::ContentTypeUnreadable,
        Kind::DateUnreadable,
        Kind::DisplayNameInvisible,
        Kind::DispositionUnreadable,
        Kind::DuplicateField { name: "From" },
        Kind::EncodedMessage,
        Kind::EncodedMultipart,
        Kind::EncodingSyntax,
        Kind::EncodingUnknown { value: text() },
        Kind::HeaderBareCr,
        Kind::HeaderBlankContinuation,
        Kind::HeaderLeadingContinuation,
        Kind::HeaderLineUnreadable,
        Kind::HeaderNul,
        Kind::HeaderSpaceBeforeColon,
        Kind::MboxLine,
        Kind::MultipartEmpty,
        Kind::NoMimeVersion,
        Kind::PartMissing,
        Kind::ParameterUnquoted { name: text() },
        Kind::QuotedPrintableInvalid { count: 3 },
        Kind::TooManyFindings,
    ];
    for yes in [true, false] {
        all.push(Kind::DisplayNameAddress { same: yes, whole: true });
        all.push(Kind::HeaderEightBit { utf8: yes });
        all.push(Kind::MultipartUnclosed { by_outer: yes });
        all.push(Kind::ParameterComment { structural: yes });
        all.push(Kind::ParameterDuplicate { name: text(), structural: yes });
        all.push(Kind::ParameterSyntax { structural: yes });
    }
    all
}

fn cms() -> Vec<Cms> {
    let mut all = vec![
        Cms::Ber { offset: 1 },
        Cms::NonMinimalLength { offset: 1 },
        Cms::TrailingBytes { offset: 1 },
        Cms::UnexpectedVersion { of: "SignerInfo", found: 2, expected: 1 },
        Cms::EmptyDigestAlgorithms,
        Cms::DigestNotListed { digest: text() },
        Cms::NoSigners,
        Cms::TooManySigners { limit: 16 },
        Cms::UnreadableSigner { offset: 1, reason: text() },
        Cms::TooManyCertificates { count: 99, limit: 64 },
        Cms::TooManyCrls { count: 99, limit: 16 },
        Cms::OtherChoice { what: "attribute-certificate", offset: 1 },
        Cms::OtherChoice { what: "extended-certificate", offset: 1 },
        Cms::OtherChoice { what: "other-certificate-format", offset: 1 },
        Cms::OtherChoice { what: "other-revocation-format", offset: 1 },
        Cms::OtherChoice { what: "unknown", offset: 1 },
        Cms::NoSignedAttributes,
        Cms::MissingAttribute { attribute: "contentType" },
        Cms::RepeatedAttribute { attribute: "contentType" },
        Cms::ValueCount { attribute: "contentType", count: 2 },
        Cms::UnreadableAttribute { attribute: "signingTime" },
        Cms::MisplacedAttribute { attribute: "signingTime" },
        Cms::ContentTypeMismatch { signed: OID, actual: OID },
        Cms::ContentChanged { digest: "SHA-256", signed: text(), actual: text() },
        Cms::BadSignature,
        Cms::AttributesNotDer,
        Cms::AttributesSignedAsReceived,
        Cms::SigningTimeForm,
        Cms::Countersignature { outcome: "good" },
        Cms::Countersignature { outcome: "flawed" },
        Cms::Countersignature { outcome: "bad" },
        Cms::Countersignature { outcome: "unverifiable" },
        Cms::Countersignature { outcome: "unreadable" },
        Cms::TooManyCountersignatures { limit: 8 },
        Cms::TimeStamp { count: 1 },
        Cms::AlgorithmProtectionMismatch { what: "digest", signed: OID, actual: OID },
        Cms::SigningCertificateMismatch,
        Cms::SigningCertificateUnchecked { hash: OID },
        Cms::UnsupportedDigest { digest: text() },
        Cms::UnsupportedSignature { algorithm: text() },
        Cms::KeyMismatch { reason: text() },
        Cms::DigestMismatch { digest: text(), signature: text() },
        Cms::NoSignerCertificate,
        Cms::SeveralSignerCertificates { count: 2 },
    ];
    for (what, tolerated) in [("certificate", true), ("recipient", false), ("CRL", false)] {
        all.push(Cms::Oversized { what, offset: 1, limit: 2 });
        all.push(Cms::WeakDigest { digest: "SHA-1", tolerated });
    }
    all
}

fn key_files() -> Vec<KeyFileFinding> {
    let protections = ["none", "RC2-CBC-40 with SHA-1 (PKCS#12)"];
    let mut all: Vec<_> = protections.map(|protection| KeyFileFinding::WeakKeyProtection { protection: protection.to_owned() }).into();
    all.extend([KeyFileFinding::NoMac, KeyFileFinding::PasswordForm { by: "OpenSSL before 1.1" }]);
    all
}

fn envelopes() -> Vec<EnvelopeFinding> {
    vec![
        EnvelopeFinding::AeadInEnveloped { cipher: text() },
        EnvelopeFinding::CipherWithoutTag { cipher: text() },
        EnvelopeFinding::UnauthenticatedCipher { cipher: text() },
        EnvelopeFinding::WeakCipher { cipher: text() },
        EnvelopeFinding::UnsupportedCipher { cipher: text(), reason: text() },
        EnvelopeFinding::IcvDefault { length: 12 },
        EnvelopeFinding::NoEncryptedContent,
        EnvelopeFinding::NoRecipients,
        EnvelopeFinding::TooManyRecipients { count: 2, limit: 1 },
        EnvelopeFinding::UnreadableRecipients { count: 1, offset: 1, reason: text() },
        EnvelopeFinding::OtherRecipients { name: text(), count: 1 },
        EnvelopeFinding::RepeatedRecipient { recipient: text() },
        EnvelopeFinding::UnreadableAttributes { offset: 1, reason: text() },
        EnvelopeFinding::AuthenticatedNotDer,
        EnvelopeFinding::AuthenticatedTypeDiffers { covered: text(), actual: text() },
    ]
}

fn source(kind: SourceKind) -> StatusSource {
    StatusSource { kind, by: text(), this_update: AT, next_update: None }
}

fn pki() -> Vec<Pki> {
    let mut all = vec![
        Pki::AddressMismatch { from: text(), certificate: text() },
        Pki::AddressFolded { from: text(), certificate: text() },
        Pki::AddressInSubject { address: text() },
        Pki::AddressUnusable { address: text(), problem: "no @ in it" },
        Pki::AddressMissing,
        Pki::FromUnusable { from: text(), problem: "no @ in it" },
        Pki::AnchorNotForEmail { because: text() },
        Pki::AuthorityKeyMismatch,
        Pki::BudgetCut { limit: Cut::Steps },
        Pki::CheckNotMade { limit: Cut::NameComparisons },
        Pki::CrlUnusable { issuer: text(), because: "it is a delta CRL" },
        Pki::DuplicateExtension { extension: OID },
        Pki::Expired { not_after: AT, at: AT },
        Pki::ExtendedKeyUsage { needed: "emailProtection", present: text() },
        Pki::ExtensionsBeforeVersion3 { version: 1 },
        Pki::IssuerEmpty,
        Pki::IssuerNotFound { issuer: text(), aia: None },
        Pki::IssuerNameMismatch { issuer: text(), next: text() },
        Pki::KeyUsage { needed: "keyCertSign", present: text() },
        Pki::MalformedExtension { extension: OID, problem: text() },
        Pki::MisplacedExtension { extension: OID },
        Pki::NameExcluded { name: text(), constraint: text() },
        Pki::NameNotPermitted { name: text() },
        Pki::NameConstraintUnsupported { form: text() },
        Pki::NotCa { version: 3 },
        Pki::NotYetValid { not_before: AT, at: AT },
        Pki::PathLength { allowed: 0, present: 1 },
        Pki::PathLoop { issuer: text() },
        Pki::PolicyRequired,
        Pki::PolicyMappingAny,
        Pki::PolicyNotProcessed,
        Pki::OcspUnusable { responder: text(), because: "the responder does not know the certificate" },
        Pki::OnHold { since: AT, source: source(SourceKind::DeltaCrl) },
        Pki::SelfSignedNotAnchor,
        Pki::SerialNotConforming { serial: text() },
        Pki::SignatureBad,
        Pki::SignatureAlgorithmMismatch,
        Pki::UnsupportedAlgorithm { algorithm: text() },
        Pki::UnknownCriticalExtension { extension: OID },
    ];
    for kind in [SourceKind::Crl, SourceKind::DeltaCrl, SourceKind::Ocsp] {
        all.push(Pki::Revoked { since: AT, reason: "keyCompromise", source: source(kind) });
    }
    for (proven, accepted) in [(false, false), (true, false), (true, true)] {
        let source = source(SourceKind::Crl);
        all.push(Pki::RevokedAfterSigning { since: AT, reason: "superseded", source, signed: AT, proven, accepted });
    }
    for yes in [true, false] {
        all.push(Pki::RevocationNotChecked { demanded: yes });
        all.push(Pki::RevocationUnknown { because: "no usable CRL of the issuer", demanded: yes });
        all.push(Pki::WeakAlgorithm { algorithm: text(), accepted: yes });
        all.push(Pki::WeakKey { bits: 1024, accepted: yes });
    }
    for state in EmailState::ALL {
        all.push(Pki::RootLimited { root: text(), state, list: text(), attribute: text(), value: text() });
        all.push(Pki::Forbidden { certificate: text(), serial: text(), state, list: text(), attribute: text(), value: text() });
    }
    all
}

fn own() -> Vec<Finding> {
    let mut all = vec![
        Finding::FromMissing,
        Finding::FromRepeated { count: 2 },
        Finding::FromNotOne { count: 0 },
        Finding::FromAmbiguous { text: text() },
        Finding::SenderOnly { sender: text() },
        Finding::NotMail,
        Finding::NotWhole,
        Finding::CutOff,
        Finding::LoneFile,
        Finding::ContentMissing,
        Finding::SignatureMissing,
        Finding::OtherSignature { protocol: text() },
        Finding::OtherEncryption,
        Finding::ProtocolDiffers { declared: text() },
        Finding::PartCount { count: 3 },
        Finding::TypeDiffers { declared: text(), found: text() },
        Finding::MicalgDiffers { declared: text(), found: text() },
        Finding::TextBefore { bytes: 9 },
        Finding::TextAfter { bytes: 9 },
        Finding::CertificatesOnly { count: 2 },
        Finding::CanonicalLineEnds,
        Finding::NoKey,
        Finding::Undecryptable,
        Finding::Fetches,
        Finding::Compressed,
        Finding::ProtectedFrom { outer: text(), inner: text() },
        Finding::HeaderDiffers { name: text(), outer: text(), inner: text() },
        Finding::HeaderAdded { name: text(), value: text() },
        Finding::OtherContent { content: text() },
        Finding::CertificateUnreadable { why: text() },
        Finding::RevocationListUnreadable { why: text() },
        Finding::Unreadable { why: text() },
        Finding::TooManyLayers { limit: 10 },
        Finding::TooManySigners { count: 99, limit: 16 },
        Finding::InnerHeader { names: vec![text()] },
        Finding::SigningTimeFar { signed: AT, date: AT },
        Finding::SigningTimeAhead { signed: AT },
        Finding::TimeStamped { time: AT, authority: text() },
        Finding::TimeStampUnusable { time: AT, authority: text(), because: "it is of another signature" },
        Finding::TimeStampUnreadable { why: text() },
        Finding::TooManyTimeStamps { count: 9, limit: 4 },
        Finding::ExpiredSince { not_after: AT, proven: AT, by: "time-stamp" },
        Finding::ExpiredSince { not_after: AT, proven: AT, by: "received" },
        Finding::GoodWhenReceived { received: AT },
        Finding::NoPath { tried: 0 },
    ];
    for (part, same, declared, actual) in [("0", true, "encrypted", "signed only"), ("1.2", false, "signed only", "encrypted")] {
        let part = part.to_owned();
        all.extend([Finding::ContentTwice { same }, Finding::ProtectionDiffers { declared, actual }]);
        all.extend([Finding::StraySignature { part: part.clone() }, Finding::AttachedMessage { part: part.clone() }]);
        all.extend([Finding::EncryptedPart { part: part.clone() }, Finding::PartOnly { part }]);
    }
    all
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, out: &mut Vec<(PathBuf, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            out.push((path, text));
        }
    }
}

/// Ids in the source of the crates that make findings, with the name of the variant where one line holds both.
fn ids() -> BTreeMap<String, BTreeSet<String>> {
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for name in ["mime", "cms", "pki", "smime"] {
        let mut files = Vec::new();
        sources(&crates().join(name).join("src"), &mut files);
        let prefix = format!("\"{name}.");
        for line in files.iter().filter(|(path, _)| !is_test(path)).flat_map(|(_, text)| before_tests(text).lines()) {
            for piece in line.split(&prefix).skip(1) {
                let id = piece.split('"').next().unwrap();
                if !id.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-') {
                    continue;
                }
                let variants = ids.entry(format!("{name}.{id}")).or_default();
                let variant = line.trim().strip_prefix("Self::").or_else(|| line.trim().strip_prefix("Kind::"));
                variants.extend(variant.map(|variant| variant.split(|letter: char| !letter.is_alphanumeric()).next().unwrap().to_owned()));
            }
        }
    }
    assert!(ids.len() > 130, "only {} ids were found in the sources", ids.len());
    ids
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs")
}

fn before_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap()
}

#[test]
fn the_samples_are_all_findings() {
    let sampled: BTreeSet<String> = samples().iter().map(|finding| finding.id().to_owned()).collect();
    let ids: BTreeSet<String> = ids().into_keys().collect();
    let missing: Vec<_> = ids.difference(&sampled).collect();
    assert!(missing.is_empty(), "without a sample in this test: {missing:?}");
    let unknown: Vec<_> = sampled.difference(&ids).collect();
    assert!(unknown.is_empty(), "not found in the sources: {unknown:?}");
}

#[test]
fn each_has_a_sentence_with_all_its_facts_and_a_source() {
    for finding in samples() {
        assert!(!finding.source().is_empty(), "{} has no source", finding.id());
        for lang in Lang::ALL {
            let sentence = finding_text(&finding, lang);
            assert!(!sentence.contains(['⟨', '{', '}', '$']), "{}: {sentence}", finding.id());
            let end = if lang == Lang::Ja { '。' } else { '.' };
            assert!(sentence.ends_with(end), "{}: {sentence}", finding.id());
        }
    }
}

#[test]
fn no_sentence_is_left_over() {
    let known: BTreeSet<String> = ids().keys().map(|id| format!("finding-{}", id.replace('.', "-"))).collect();
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("words/findings.en.ftl")).unwrap();
    let names = file.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name).filter(|name| name.starts_with("finding-"));
    let left: Vec<_> = names.filter(|name| !known.contains(*name)).collect();
    assert!(left.is_empty(), "sentences without a finding: {left:?}");
}

#[test]
fn each_has_a_test() {
    let mut tests = String::new();
    for name in ["mime", "cms", "pki", "smime"] {
        let mut files = Vec::new();
        sources(&crates().join(name), &mut files);
        for (path, text) in files {
            if is_test(&path) {
                tests.push_str(&text);
            } else {
                tests.push_str(text.strip_prefix(before_tests(&text)).unwrap());
            }
        }
    }
    let named = |word: &str| {
        tests.match_indices(word).any(|(at, _)| {
            let after = tests[at + word.len()..].chars().next();
            after.is_none_or(|letter| !letter.is_alphanumeric() && letter != '-')
        })
    };
    let untested: Vec<String> = ids()
        .into_iter()
        .filter(|(id, variants)| !named(id) && !variants.iter().any(|variant| named(&format!("::{variant}"))))
        .map(|(id, _)| id)
        .collect();
    assert!(untested.is_empty(), "findings that no test names: {untested:?}");
}

#[test]
fn phrases_of_other_crates_have_words() {
    let mut files = Vec::new();
    sources(&crates().join("pki/src"), &mut files);
    sources(&crates().join("cms/src/timestamp"), &mut files);
    for file in ["cms/src/timestamp.rs", "smime/src/stamps.rs", "smime/src/time_stamp.rs"] {
        files.push((crates().join(file), fs::read_to_string(crates().join(file)).unwrap()));
    }
    let mut missing = Vec::new();
    for (path, text) in files.iter().filter(|(path, _)| !is_test(path)) {
        for marker in ["because: \"", "Err(\"", "ok_or(\"", "why = \"", "Some(\"it ", "Some(\"its ", "needed: \"", "problem: \""] {
            for piece in before_tests(text).split(marker).skip(1) {
                let said = ["revocation", "timestamp", "stamps", "info"]
                    .iter()
                    .any(|name| path.file_name().unwrap().to_string_lossy().starts_with(name));
                if !said && ["Err(\"", "ok_or(\"", "why = \""].contains(&marker) {
                    continue; // elsewhere these are errors of people who ask, not facts of findings
                }
                let phrase = piece.split('"').next().unwrap();
                let phrase = match marker.strip_prefix("Some(\"") {
                    Some(begun) if !begun.is_empty() => format!("{begun}{phrase}"),
                    _ => phrase.to_owned(),
                };
                let name: String = phrase
                    .to_ascii_lowercase()
                    .split(|letter: char| !letter.is_ascii_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .fold("phrase".to_owned(), |name, word| format!("{name}-{word}"));
                // What cannot be read in a file is an error of the command line, not a finding.
                let in_a_file = path.ends_with("pem.rs") || path.components().any(|part| part.as_os_str() == "issue");
                if !in_a_file && !words(Lang::Ja).has(&name) {
                    missing.push(phrase);
                }
            }
        }
    }
    assert!(missing.is_empty(), "no Japanese for {missing:?}");
}

#[test]
fn facts_from_a_mail_are_not_taken_for_phrases() {
    let finding = Finding::FromAmbiguous { text: "empty".to_owned() };
    assert!(finding_text(&finding, Lang::Ja).contains("「empty」"));
    let finding = Finding::Pki(Pki::Revoked { since: AT, reason: "keyCompromise", source: source(SourceKind::Crl) });
    assert_eq!(
        finding_text(&finding, Lang::Ja),
        "証明書は 2016年1月20日 9時00分(日本時間) に失効しています(理由: 鍵の漏えい、失効リスト: 「fact」、2016年1月20日 9時00分(日本時間))。"
    );
}
