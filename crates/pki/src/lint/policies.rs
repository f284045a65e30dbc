//! Certificate policies: S/MIME Baseline Requirements 7.1.2.3(a) and 7.1.6.1, RFC 5280 4.2.1.4.

use std::collections::HashSet;

use kakitome_ber::Tag;
use unicode_normalization::UnicodeNormalization;

use super::linted::{Linted, every, legacy, subscriber};
use super::profile::Profile;
use super::qualifier::{Qualifier, qualifiers};
use super::rule::{Applies, BR_1_0_0, Check, Found, LEGACY_END, LintGroup, LintRule, LintSeverity, RFC_5280, RFC_6818, when};
use crate::oid;

const VISIBLE_STRING: Tag = Tag::universal(26);

const fn br(id: &'static str, severity: LintSeverity, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, "S/MIME BR 7.1.2.3(a)", severity, BR_1_0_0, LintGroup::Policy, applies, check)
}

const fn rfc(id: &'static str, severity: LintSeverity, check: Check) -> LintRule {
    LintRule::new(id, "RFC 5280 4.2.1.4", severity, RFC_5280, LintGroup::Policy, every, check)
}

pub(super) const RULES: &[LintRule] = &[
    br("br.7-1-2-3-a-policies-missing", LintSeverity::Error, meant_for_email, |linted| {
        when(linted.extension(oid::CERTIFICATE_POLICIES).is_none())
    }),
    br("br.7-1-2-3-a-reserved-policy-missing", LintSeverity::Error, states_policies, |linted| {
        let expected = linted.profile.and_then(Profile::policy);
        match expected {
            Some(policy) if !linted.reserved.contains(&policy) => vec![policy.to_string()],
            // any of the twelve would do
            None if linted.reserved.is_empty() => vec!["2.23.140.1.5.*".to_owned()],
            _ => Found::new(),
        }
    }),
    br("br.7-1-2-3-a-several-reserved-policies", LintSeverity::Error, subscriber, |linted| {
        if linted.reserved.len() > 1 { linted.reserved.iter().map(ToString::to_string).collect() } else { Found::new() }
    }),
    br("br.7-1-2-3-a-any-policy", LintSeverity::Error, subscriber, |linted| {
        when(linted.extensions().policies.iter().flatten().any(|information| information.policy == oid::ANY_POLICY))
    }),
    br("br.7-1-2-3-a-policies-critical", LintSeverity::Warning, subscriber, |linted| when(linted.is_critical(oid::CERTIFICATE_POLICIES))),
    br("br.7-1-2-3-a-cps-not-http", LintSeverity::Error, subscriber, |linted| {
        let http = |uri: &str| uri.starts_with("http://") || uri.starts_with("https://");
        let practice = |(_, qualifier)| match qualifier {
            Qualifier::Practice(uri) if !http(&uri) => Some(uri),
            _ => None,
        };
        qualifiers(linted).into_iter().filter_map(practice).collect()
    }),
    br("br.7-1-2-3-a-notice-reference", LintSeverity::Error, subscriber, |linted| when(has_notice_reference(linted))),
    br("br.7-1-2-3-a-notice-without-text", LintSeverity::Error, subscriber, |linted| {
        when(qualifiers(linted).iter().any(|(_, qualifier)| matches!(qualifier, Qualifier::Notice { text: None, .. })))
    }),
    LintRule::new("br.7-1-6-1-legacy-ended", "S/MIME BR 7.1.6.1", LintSeverity::Error, LEGACY_END, LintGroup::Policy, legacy, |_| {
        when(true)
    }),
    rfc("rfc5280.4-2-1-4-policy-twice", LintSeverity::Error, |linted| {
        let mut seen = HashSet::new();
        let policies = linted.extensions().policies.iter().flatten();
        policies.filter(|information| !seen.insert(information.policy)).map(|information| information.policy.to_string()).collect()
    }),
    rfc("rfc5280.4-2-1-4-any-policy-qualifier", LintSeverity::Error, |linted| {
        let strange = |(policy, qualifier)| match qualifier {
            Qualifier::Other(kind) if policy == oid::ANY_POLICY => Some(kind.to_string()),
            _ => None,
        };
        qualifiers(linted).into_iter().filter_map(strange).collect()
    }),
    rfc("rfc5280.4-2-1-4-notice-reference", LintSeverity::Warning, |linted| when(has_notice_reference(linted))),
    rfc("rfc5280.4-2-1-4-notice-encoding", LintSeverity::Error, |linted| {
        when(notices(linted).iter().any(|(tag, _)| [VISIBLE_STRING, Tag::BMP_STRING].contains(tag)))
    }),
    LintRule::new("rfc6818.3-notice-ia5", "RFC 6818 3", LintSeverity::Error, RFC_6818, LintGroup::Policy, every, |linted| {
        when(notices(linted).iter().any(|(tag, _)| *tag == Tag::IA5_STRING))
    }),
    rfc("rfc5280.4-2-1-4-notice-control-characters", LintSeverity::Warning, |linted| {
        when(notices(linted).iter().any(|(_, text)| text.chars().any(char::is_control)))
    }),
    rfc("rfc5280.4-2-1-4-notice-not-nfc", LintSeverity::Warning, |linted| {
        when(notices(linted).iter().any(|(tag, text)| *tag == Tag::UTF8_STRING && !text.nfc().eq(text.chars())))
    }),
    rfc("rfc5280.4-2-1-4-qualifier", LintSeverity::Notice, |linted| {
        let mut policies: Found = qualifiers(linted).into_iter().map(|(policy, _)| policy.to_string()).collect();
        policies.dedup();
        policies
    }),
];

/// It is a subscriber certificate, or would be one if it stated its policy.
fn meant_for_email(linted: &Linted<'_>) -> bool {
    !linted.certificate.is_ca() && (linted.profile.is_some() || linted.is_for_email())
}

/// What stands in the extension can be asked only where it stands.
fn states_policies(linted: &Linted<'_>) -> bool {
    meant_for_email(linted) && linted.extension(oid::CERTIFICATE_POLICIES).is_some()
}

fn has_notice_reference(linted: &Linted<'_>) -> bool {
    qualifiers(linted).iter().any(|(_, qualifier)| matches!(qualifier, Qualifier::Notice { reference: true, .. }))
}

fn notices(linted: &Linted<'_>) -> Vec<(Tag, String)> {
    let text = |(_, qualifier)| match qualifier {
        Qualifier::Notice { text, .. } => text,
        _ => None,
    };
    qualifiers(linted).into_iter().filter_map(text).collect()
}
