//! Period of validity: S/MIME Baseline Requirements 6.3.2, RFC 5280 4.1.2.5.

use kakitome_ber::{Tag, time};

use super::linted::{Linted, every, legacy, not_legacy, subscriber};
use super::raw::WrittenTime;
use super::rule::{Applies, BR_1_0_0, Check, Found, LintGroup, LintRule, LintSeverity, RFC_5280, when};

/// A day of the Baseline Requirements.
const DAY: i64 = 86_400;
/// The Legacy generation.
const LEGACY_DAYS: i64 = 1185;
/// The others.
const DAYS: i64 = 825;

const fn br(id: &'static str, severity: LintSeverity, applies: Applies, check: Check) -> LintRule {
    LintRule::new(id, "S/MIME BR 6.3.2", severity, BR_1_0_0, LintGroup::Validity, applies, check)
}

const fn rfc(id: &'static str, clause: &'static str, check: Check) -> LintRule {
    LintRule::new(id, clause, LintSeverity::Error, RFC_5280, LintGroup::Validity, every, check)
}

pub(super) const RULES: &[LintRule] = &[
    br("br.6-3-2-legacy-too-long", LintSeverity::Error, legacy, |linted| longer(linted, LEGACY_DAYS)),
    br("br.6-3-2-too-long", LintSeverity::Error, not_legacy, |linted| longer(linted, DAYS)),
    br("br.6-3-2-at-maximum", LintSeverity::Warning, subscriber, |linted| {
        let most = if legacy(linted) { LEGACY_DAYS } else { DAYS };
        when(seconds(linted) == most.saturating_mul(DAY))
    }),
    rfc("rfc5280.4-1-2-5-ends-before-it-begins", "RFC 5280 4.1.2.5", |linted| when(seconds(linted) <= 0)),
    rfc("rfc5280.4-1-2-5-wrong-time-type", "RFC 5280 4.1.2.5", |linted| {
        let wrong = |time: &&WrittenTime<'_>| {
            let seconds = match time.tag {
                Tag::UTC_TIME => time::parse_utc(time.text),
                _ => time::parse_generalized(time.text),
            };
            seconds.is_some_and(|seconds| time::is_utc_time(seconds) != (time.tag == Tag::UTC_TIME))
        };
        written(linted, wrong)
    }),
    rfc("rfc5280.4-1-2-5-1-utc-time-syntax", "RFC 5280 4.1.2.5.1", |linted| {
        written(linted, |time| time.tag == Tag::UTC_TIME && !is_plain(time.text, 12))
    }),
    rfc("rfc5280.4-1-2-5-2-generalized-time-syntax", "RFC 5280 4.1.2.5.2", |linted| {
        written(linted, |time| time.tag == Tag::GENERALIZED_TIME && !is_plain(time.text, 14))
    }),
];

/// Both ends count (RFC 5280 4.1.2.5: "through, inclusive"), so a second is added.
fn seconds(linted: &Linted<'_>) -> i64 {
    let (from, to) = (linted.certificate.not_before().0, linted.certificate.not_after().0);
    to.saturating_sub(from).saturating_add(1)
}

fn longer(linted: &Linted<'_>, most: i64) -> Found {
    let seconds = seconds(linted);
    // a part of a day is a whole day
    let days = seconds.saturating_add(DAY - 1).div_euclid(DAY);
    if seconds > most.saturating_mul(DAY) { vec![days.to_string()] } else { Found::new() }
}

fn written(linted: &Linted<'_>, wrong: impl Fn(&&WrittenTime<'_>) -> bool) -> Found {
    linted.raw.times.iter().filter(|time| wrong(time)).map(|time| String::from_utf8_lossy(time.text).into_owned()).collect()
}

/// Figures and `Z`: seconds are there, nothing after them.
fn is_plain(text: &[u8], figures: usize) -> bool {
    text.len() == figures.saturating_add(1) && text.last() == Some(&b'Z') && text.iter().take(figures).all(u8::is_ascii_digit)
}
