//! One sample of every finding: its id is listed, its rule is named, its facts are told apart.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]

use std::collections::HashSet;

use kakitome_pki::Severity;

use super::{EnvelopeFinding, Finding, KeyFileFinding};
use crate::oid;

fn samples() -> Vec<Finding> {
    let attribute = "signingTime";
    let text = || "text".to_owned();
    vec![
        Finding::Ber { offset: 1 },
        Finding::NonMinimalLength { offset: 1 },
        Finding::TrailingBytes { offset: 1 },
        Finding::UnexpectedVersion { of: "SignedData", found: 9, expected: 1 },
        Finding::EmptyDigestAlgorithms,
        Finding::DigestNotListed { digest: text() },
        Finding::NoSigners,
        Finding::TooManySigners { limit: 16 },
        Finding::UnreadableSigner { offset: 1, reason: text() },
        Finding::TooManyCertificates { count: 65, limit: 64 },
        Finding::TooManyCrls { count: 65, limit: 64 },
        Finding::Oversized { what: "CRL", offset: 1, limit: 2 },
        Finding::OtherChoice { what: "certificates", offset: 1 },
        Finding::NoSignedAttributes,
        Finding::MissingAttribute { attribute },
        Finding::RepeatedAttribute { attribute },
        Finding::ValueCount { attribute, count: 0 },
        Finding::UnreadableAttribute { attribute },
        Finding::MisplacedAttribute { attribute },
        Finding::ContentTypeMismatch { signed: oid::DATA, actual: oid::SIGNED_DATA },
        Finding::ContentChanged { digest: "SHA-256", signed: text(), actual: text() },
        Finding::BadSignature,
        Finding::AttributesNotDer,
        Finding::AttributesSignedAsReceived,
        Finding::SigningTimeForm,
        Finding::Countersignature { outcome: "good" },
        Finding::TooManyCountersignatures { limit: 8 },
        Finding::TimeStamp { count: 1 },
        Finding::AlgorithmProtectionMismatch { what: "digest", signed: oid::DATA, actual: oid::SIGNED_DATA },
        Finding::SigningCertificateMismatch,
        Finding::SigningCertificateUnchecked { hash: oid::DATA },
        Finding::WeakDigest { digest: "SHA-1", tolerated: false },
        Finding::UnsupportedDigest { digest: text() },
        Finding::UnsupportedSignature { algorithm: text() },
        Finding::KeyMismatch { reason: text() },
        Finding::DigestMismatch { digest: text(), signature: text() },
        Finding::NoSignerCertificate,
        Finding::SeveralSignerCertificates { count: 2 },
    ]
    .into_iter()
    .chain(envelopes().into_iter().map(Finding::from))
    .chain(key_files().map(Finding::from))
    .collect()
}

#[test]
fn a_version_names_the_rule_of_its_container() {
    for (of, source, severity) in [
        ("SignedData", "RFC 5652 5.1", Severity::Error),
        ("EnvelopedData", "RFC 5652 6.1", Severity::Warning),
        ("AuthEnvelopedData", "RFC 5083 2.1", Severity::Warning),
        ("DigestedData", "RFC 5652 7", Severity::Warning),
        ("EncryptedData", "RFC 5652 8", Severity::Warning),
        ("CompressedData", "RFC 3274 1.1", Severity::Error),
    ] {
        let finding = Finding::UnexpectedVersion { of, found: 9, expected: 0 };
        assert_eq!((finding.source(), finding.severity()), (source, severity), "{of}");
    }
}

fn key_files() -> impl Iterator<Item = KeyFileFinding> {
    let weak = KeyFileFinding::WeakKeyProtection { protection: "none".to_owned() };
    [KeyFileFinding::NoMac, weak, KeyFileFinding::PasswordForm { by: "programs" }].into_iter()
}

fn envelopes() -> Vec<EnvelopeFinding> {
    let text = || "text".to_owned();
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

#[test]
fn every_finding_has_an_id_of_its_own_and_a_source() {
    let samples = samples();
    let mut ids: Vec<&str> = samples.iter().map(Finding::id).collect();
    ids.sort_unstable();
    assert_eq!(ids, Finding::ids(), "a finding without a sample, or an id that is not listed");
    for finding in &samples {
        assert!(!finding.source().is_empty());
        let names: Vec<&str> = finding.facts().iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), names.iter().collect::<HashSet<_>>().len(), "{finding:?}");
    }
}
