//! What a lint rule is: an id, the clause that it enforces, since when, for whom, and a small pure function.
//! The days stand here with their sources; the rules stand in files by subject.

use crate::lint::linted::Linted;
use crate::time::UnixTime;

/// How grave it is that a rule is not kept.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum LintSeverity {
    /// For the eye: RECOMMENDED, or a mail program's wish beyond the standards.
    Notice,
    /// SHOULD, SHOULD NOT.
    Warning,
    /// SHALL, MUST, and their negations.
    Error,
}

impl LintSeverity {
    /// The word of the JSON output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What a rule is about: the panel shows findings by it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum LintGroup {
    /// Which rules the certificate claims to keep.
    Policy,
    /// What the key may be used for.
    Usage,
    /// The mail addresses.
    Addresses,
    /// The name of the person or organisation.
    Subject,
    /// The identifier of the organisation.
    Organization,
    /// Where revocation lists and issuers are.
    Access,
    /// Key and signature.
    Key,
    /// Period of validity.
    Validity,
    /// Other extensions.
    Extensions,
    /// How it is written.
    Encoding,
}

impl LintGroup {
    /// All, in the order of the panel.
    pub const ALL: [Self; 10] = [
        Self::Policy,
        Self::Usage,
        Self::Addresses,
        Self::Subject,
        Self::Organization,
        Self::Access,
        Self::Key,
        Self::Validity,
        Self::Extensions,
        Self::Encoding,
    ];

    /// The word of the JSON output.
    pub fn word(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Usage => "usage",
            Self::Addresses => "addresses",
            Self::Subject => "subject",
            Self::Organization => "organization",
            Self::Access => "access",
            Self::Key => "key",
            Self::Validity => "validity",
            Self::Extensions => "extensions",
            Self::Encoding => "encoding",
        }
    }
}

/// What does not keep the rule: one text each, empty where there is nothing to name. Nothing found: the rule is kept.
pub(super) type Found = Vec<String>;

/// Whether a rule is about this certificate at all.
pub(super) type Applies = fn(&Linted<'_>) -> bool;

/// Looks for what does not keep the rule.
pub(super) type Check = fn(&Linted<'_>) -> Found;

/// One rule.
#[derive(Clone, Copy)]
pub struct LintRule {
    /// Stable: `br.7-1-2-3-h-san-missing`.
    pub id: &'static str,
    /// Document and clause: `S/MIME BR 7.1.2.3(h)`, `RFC 5280 4.2.1.6`.
    pub clause: &'static str,
    /// How grave.
    pub severity: LintSeverity,
    /// For certificates issued (notBefore) from this moment on.
    pub since: UnixTime,
    /// What it is about.
    pub group: LintGroup,
    pub(super) applies: Applies,
    pub(super) check: Check,
}

impl std::fmt::Debug for LintRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LintRule").field("id", &self.id).field("clause", &self.clause).finish_non_exhaustive()
    }
}

impl LintRule {
    pub(super) const fn new(
        id: &'static str,
        clause: &'static str,
        severity: LintSeverity,
        since: UnixTime,
        group: LintGroup,
        applies: Applies,
        check: Check,
    ) -> Self {
        Self { id, clause, severity, since, group, applies, check }
    }
}

/// Nothing more to say than that it is so.
pub(super) fn when(broken: bool) -> Found {
    if broken { vec![String::new()] } else { Found::new() }
}

/// Midnight UTC of a day in seconds since 1970, from the number of days.
const fn day(days: i64) -> UnixTime {
    UnixTime(days * 86_400)
}

/// S/MIME Baseline Requirements 1.0.0: in force since 2023-09-01.
pub(super) const BR_1_0_0: UnixTime = day(19_601);
/// Ballot SMC08: no Legacy certificates from 2025-07-15 on (7.1.6.1).
pub(super) const LEGACY_END: UnixTime = day(20_284);
/// Ballot SMC013, version 1.0.11: ML-DSA and ML-KEM from 2025-08-22 on.
pub(super) const BR_1_0_11: UnixTime = day(20_322);
/// RFC 3279, April 2002.
pub(super) const RFC_3279: UnixTime = day(11_778);
/// RFC 4262, December 2005.
pub(super) const RFC_4262: UnixTime = day(13_118);
/// RFC 4519, June 2006.
pub(super) const RFC_4519: UnixTime = day(13_300);
/// RFC 5280, May 2008.
pub(super) const RFC_5280: UnixTime = day(14_000);
/// RFC 6818, January 2013.
pub(super) const RFC_6818: UnixTime = day(15_706);
/// RFC 6962, June 2013.
pub(super) const RFC_6962: UnixTime = day(15_857);
/// RFC 8398, May 2018.
pub(super) const RFC_8398: UnixTime = day(17_652);
/// RFC 8813, August 2020.
pub(super) const RFC_8813: UnixTime = day(18_475);
/// RFC 9295, September 2022.
pub(super) const RFC_9295: UnixTime = day(19_236);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_are_the_days() {
        for (moment, text) in [
            (BR_1_0_0, "2023-09-01"),
            (LEGACY_END, "2025-07-15"),
            (BR_1_0_11, "2025-08-22"),
            (RFC_3279, "2002-04-01"),
            (RFC_4262, "2005-12-01"),
            (RFC_4519, "2006-06-01"),
            (RFC_5280, "2008-05-01"),
            (RFC_6818, "2013-01-01"),
            (RFC_6962, "2013-06-01"),
            (RFC_8398, "2018-05-01"),
            (RFC_8813, "2020-08-01"),
            (RFC_9295, "2022-09-01"),
        ] {
            assert_eq!(moment.to_string(), format!("{text}T00:00:00Z"));
        }
    }
}
