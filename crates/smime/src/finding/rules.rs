//! The table of findings: stable id, usual weight, the rule that makes it notable, and the facts by name.

use kakitome_mime::FindingKind;
use kakitome_pki::Severity::{self, Error, Note, Warning};

use super::Finding;

/// How much it weighs where all programs read alike.
fn mime_weight(kind: &FindingKind) -> Severity {
    match kind {
        // Most programs show the name and not the address: who is shown another's address there is deceived (V08).
        FindingKind::DisplayNameAddress { same: false, whole: true } => Error,
        FindingKind::DisplayNameAddress { same: false, .. } | FindingKind::DisplayNameInvisible | FindingKind::BodyNul { .. } => Warning,
        _ => Note,
    }
}

/// Id, usual weight and source of a finding.
struct Rule(&'static str, Severity, &'static str);

impl Finding {
    /// The stable name, `crate.what`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Mime(finding) => finding.id(),
            Self::Cms(finding) => finding.id(),
            Self::Pki(finding) => finding.id(),
            own => own.rule().0,
        }
    }

    /// How much it weighs under the default policy.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            // What splits parsers makes a mail ambiguous, and what is ambiguous is never valid (design, section 5).
            Self::Mime(finding) if finding.splits_parsers() => Error,
            Self::Mime(finding) => mime_weight(&finding.kind),
            Self::Cms(finding) => finding.severity(),
            Self::Pki(finding) => finding.severity(),
            own => own.rule().1,
        }
    }

    /// The rule that makes it notable.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match self {
            Self::Mime(finding) => finding.source(),
            Self::Cms(finding) => finding.source(),
            Self::Pki(finding) => finding.source(),
            own => own.rule().2,
        }
    }

    fn rule(&self) -> Rule {
        match self {
            Self::Mime(_) | Self::Cms(_) | Self::Pki(_) => Rule("", Note, ""), // asked of the finding inside
            Self::FromMissing => Rule("smime.from-missing", Error, "RFC 5322 3.6"),
            Self::FromRepeated { .. } => Rule("smime.from-repeated", Error, "RFC 5322 3.6"),
            Self::FromNotOne { .. } => Rule("smime.from-not-one", Error, "RFC 8550 3"),
            Self::FromAmbiguous { .. } => Rule("smime.from-ambiguous", Error, "RFC 5322 3.4"),
            Self::SenderOnly { .. } => Rule("smime.sender-only", Warning, "RFC 8550 3"),
            Self::NotMail => Rule("smime.not-mail", Error, "RFC 5322 2.1"),
            Self::NotWhole => Rule("smime.not-whole", Note, "RFC 5322 3.6"),
            Self::CutOff => Rule("smime.cut-off", Error, "RFC 2046 5.1.1"),
            Self::LoneFile => Rule("smime.lone-file", Note, "RFC 8551 3.2"),
            Self::ContentMissing => Rule("smime.content-missing", Note, "RFC 5652 5.2"),
            Self::SignatureMissing => Rule("smime.signature-missing", Error, "RFC 1847 2.1"),
            Self::OtherSignature { .. } => Rule("smime.other-signature", Note, "RFC 1847 2.1"),
            Self::OtherEncryption => Rule("smime.other-encryption", Note, "RFC 3156 4"),
            Self::ProtocolDiffers { .. } => Rule("smime.protocol-differs", Warning, "RFC 8551 3.5.3.2"),
            Self::PartCount { .. } => Rule("smime.part-count", Error, "RFC 1847 2.1"),
            Self::TypeDiffers { .. } => Rule("smime.type-differs", Note, "RFC 8551 3.2.2"),
            Self::MicalgDiffers { .. } => Rule("smime.micalg-differs", Note, "RFC 8551 3.5.3.2"),
            Self::TextBefore { .. } => Rule("smime.text-before", Note, "RFC 2046 5.1.1"),
            Self::TextAfter { .. } => Rule("smime.text-after", Warning, "RFC 2046 5.1.1"),
            Self::StraySignature { .. } => Rule("smime.stray-signature", Warning, "RFC 1847 2.1"),
            Self::PartOnly { .. } => Rule("smime.part-only", Error, "RFC 8551 3.1"),
            Self::AttachedMessage { .. } => Rule("smime.attached-message", Note, "RFC 8551 3.1"),
            Self::CertificatesOnly { .. } => Rule("smime.certificates-only", Note, "RFC 8551 3.2.2"),
            Self::ContentTwice { same } => Rule("smime.content-twice", if *same { Warning } else { Error }, "RFC 8551 3.5.3.1"),
            Self::CanonicalLineEnds => Rule("smime.canonical-line-ends", Note, "RFC 8551 3.1.1"),
            Self::NoKey => Rule("smime.no-key", Note, "RFC 5652 6"),
            Self::Undecryptable => Rule("smime.undecryptable", Error, "RFC 5652 6"),
            Self::EncryptedPart { .. } => Rule("smime.encrypted-part", Warning, "RFC 8551 3.3"),
            Self::Fetches => Rule("smime.fetches", Warning, "RFC 8551 6"),
            Self::Compressed => Rule("smime.compressed", Note, "RFC 3274"),
            Self::OtherContent { .. } => Rule("smime.other-content", Error, "RFC 8551 2.4"),
            Self::CertificateUnreadable { .. } => Rule("smime.certificate-unreadable", Warning, "RFC 5280 4.1"),
            Self::RevocationListUnreadable { .. } => Rule("smime.revocation-list-unreadable", Warning, "RFC 5280 5.1"),
            Self::Unreadable { .. } => Rule("smime.unreadable", Error, "RFC 5652 3"),
            Self::TooManyLayers { .. } => Rule("smime.too-many-layers", Error, "limit"),
            Self::TooManySigners { .. } => Rule("smime.too-many-signers", Error, "limit"),
            Self::InnerHeader { .. } => Rule("smime.inner-header", Note, "RFC 9788"),
            Self::ProtectedFrom { .. } => Rule("smime.protected-from", Error, "RFC 9788 4.4"),
            Self::HeaderDiffers { .. } => Rule("smime.header-differs", Warning, "RFC 9788 4.3"),
            Self::HeaderAdded { .. } => Rule("smime.header-added", Warning, "RFC 9788 4.3"),
            Self::ProtectionDiffers { .. } => Rule("smime.protection-differs", Warning, "RFC 9788 2.1.1"),
            Self::SigningTimeFar { .. } => Rule("smime.signing-time-far", Warning, "RFC 8551 2.5.1"),
            Self::SigningTimeAhead { .. } => Rule("smime.signing-time-ahead", Warning, "RFC 8551 2.5.1"),
            Self::TimeStamped { .. } => Rule("smime.time-stamp", Note, "RFC 3161 A"),
            Self::TimeStampUnusable { .. } => Rule("smime.time-stamp-unusable", Warning, "RFC 3161 2.4.2"),
            Self::TimeStampUnreadable { .. } => Rule("smime.time-stamp-unreadable", Warning, "RFC 3161 2.4.2"),
            Self::TooManyTimeStamps { .. } => Rule("smime.too-many-time-stamps", Warning, "limit"),
            Self::ExpiredSince { .. } => Rule("smime.expired-since", Note, "RFC 3161 B"),
            Self::GoodWhenReceived { .. } => Rule("smime.good-when-received", Note, "RFC 5280 6.1.1(b)"),
            Self::NoPath { .. } => Rule("smime.no-path", Error, "RFC 5280 6.1"),
        }
    }

    /// What was found, by name.
    #[must_use]
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Mime(finding) => finding.facts(),
            Self::Cms(finding) => finding.facts(),
            Self::Pki(finding) => finding.facts(),
            Self::FromRepeated { count } | Self::FromNotOne { count } | Self::PartCount { count } | Self::CertificatesOnly { count } => {
                vec![("count", count.to_string())]
            }
            Self::FromAmbiguous { text } => vec![("text", text.clone())],
            Self::SenderOnly { sender } => vec![("sender", sender.clone())],
            Self::OtherSignature { protocol } => vec![("protocol", protocol.clone())],
            Self::ProtocolDiffers { declared } => vec![("declared", declared.clone())],
            Self::TypeDiffers { declared, found } | Self::MicalgDiffers { declared, found } => {
                vec![("declared", declared.clone()), ("found", found.clone())]
            }
            Self::TextBefore { bytes } | Self::TextAfter { bytes } => vec![("bytes", bytes.to_string())],
            Self::PartOnly { part } | Self::AttachedMessage { part } | Self::StraySignature { part } | Self::EncryptedPart { part } => {
                vec![("part", part.clone())]
            }
            Self::ProtectedFrom { outer, inner } => vec![("outer", outer.clone()), ("inner", inner.clone())],
            Self::HeaderDiffers { name, outer, inner } => {
                vec![("name", name.clone()), ("outer", outer.clone()), ("inner", inner.clone())]
            }
            Self::HeaderAdded { name, value } => vec![("name", name.clone()), ("value", value.clone())],
            Self::ProtectionDiffers { declared, actual } => {
                vec![("declared", (*declared).to_owned()), ("actual", (*actual).to_owned())]
            }
            Self::ContentTwice { same } => vec![("same", same.to_string())],
            Self::OtherContent { content } => vec![("content", content.clone())],
            Self::Unreadable { why }
            | Self::CertificateUnreadable { why }
            | Self::RevocationListUnreadable { why }
            | Self::TimeStampUnreadable { why } => {
                vec![("why", why.clone())]
            }
            Self::TooManyLayers { limit } => vec![("limit", limit.to_string())],
            Self::TooManySigners { count, limit } | Self::TooManyTimeStamps { count, limit } => {
                vec![("count", count.to_string()), ("limit", limit.to_string())]
            }
            Self::InnerHeader { names } => vec![("names", names.join(", "))],
            Self::SigningTimeFar { signed, date } => vec![("signed", signed.to_string()), ("date", date.to_string())],
            Self::SigningTimeAhead { signed } => vec![("signed", signed.to_string())],
            Self::TimeStamped { time, authority } => vec![("time", time.to_string()), ("authority", authority.clone())],
            Self::TimeStampUnusable { time, authority, because } => {
                let named = (!authority.is_empty()).to_string();
                vec![("time", time.to_string()), ("authority", authority.clone()), ("named", named), ("because", (*because).to_owned())]
            }
            Self::ExpiredSince { not_after, proven, by } => {
                vec![("not_after", not_after.to_string()), ("proven", proven.to_string()), ("by", (*by).to_owned())]
            }
            Self::GoodWhenReceived { received } => vec![("received", received.to_string())],
            Self::NoPath { tried } => vec![("tried", tried.to_string())],
            Self::FromMissing
            | Self::NotMail
            | Self::NotWhole
            | Self::CutOff
            | Self::LoneFile
            | Self::ContentMissing
            | Self::SignatureMissing
            | Self::OtherEncryption
            | Self::CanonicalLineEnds
            | Self::NoKey
            | Self::Undecryptable
            | Self::Fetches
            | Self::Compressed => Vec::new(),
        }
    }
}
