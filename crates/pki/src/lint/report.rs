//! The lint itself: every rule in turn, for whom and since when it holds, and what came of it.

use super::linted::Linted;
use super::profile::Profile;
use super::rule::{Found, LintGroup, LintRule, LintSeverity};
use super::{
    access, addresses, basics, distinguished, encoding, identifiers, key_usage, keys, lei, organization, policies, statements, subject,
    usage, validity,
};
use crate::certificate::Certificate;
use crate::error::Error;
use crate::issue::Unsigned;
use crate::text;
use crate::time::UnixTime;

/// How many things are named in one finding; the rest is counted.
const NAMED: usize = 8;
/// Longest thing that is named, in characters.
const SHOWN: usize = 120;

/// Every rule, by subject.
const ALL: &[&[LintRule]] = &[
    policies::RULES,
    usage::RULES,
    key_usage::RULES,
    addresses::RULES,
    subject::RULES,
    distinguished::RULES,
    organization::RULES,
    lei::RULES,
    access::RULES,
    keys::RULES,
    validity::RULES,
    identifiers::RULES,
    statements::RULES,
    basics::RULES,
    encoding::RULES,
];

/// Every rule that there is.
pub fn rules() -> impl Iterator<Item = &'static LintRule> {
    ALL.iter().copied().flatten()
}

/// What came of one rule.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// The rule is not about certificates like this one.
    NotApplicable,
    /// The certificate was issued before the rule was in force.
    NotEffective,
    /// The rule is kept.
    Kept,
    /// The rule is not kept; what was found, shown harmlessly (empty where there is nothing to name).
    Broken(String),
}

/// A rule that a certificate does not keep.
#[derive(Clone, Debug)]
pub struct LintFinding {
    /// Which rule: id, clause, severity, since when.
    pub rule: &'static LintRule,
    /// What was found; empty where there is nothing to name.
    pub found: String,
}

/// What the lint says of one certificate. It decides nothing: no verdict on a mail looks at it.
#[derive(Clone, Debug)]
pub struct LintReport {
    /// What it was held to; none: it states no policy of the Baseline Requirements, so only the general rules were asked.
    pub profile: Option<Profile>,
    /// Every rule with its outcome, in the order of [`rules`].
    pub outcomes: Vec<(&'static LintRule, Outcome)>,
}

impl LintReport {
    /// The rules that are not kept, by group.
    pub fn findings(&self) -> Vec<LintFinding> {
        let mut findings: Vec<LintFinding> = self
            .outcomes
            .iter()
            .filter_map(|(rule, outcome)| match outcome {
                Outcome::Broken(found) => Some(LintFinding { rule, found: found.clone() }),
                _ => None,
            })
            .collect();
        findings.sort_by_key(|finding| finding.rule.group);
        findings
    }

    /// The gravest severity found.
    pub fn worst(&self) -> Option<LintSeverity> {
        let broken = self.outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Broken(_)));
        broken.map(|(rule, _)| rule.severity).max()
    }

    /// How many rules were about this certificate and in force.
    pub fn asked(&self) -> usize {
        self.outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Kept | Outcome::Broken(_))).count()
    }

    /// How many were not yet in force when it was issued.
    pub fn too_early(&self) -> usize {
        self.outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::NotEffective).count()
    }
}

/// What a certificate is held to where not to what it says itself.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Terms {
    /// The rules of this profile, whatever it states.
    pub profile: Option<Profile>,
    /// The rules of this moment, whenever it was issued: would it be issued like this today?
    pub issued: Option<UnixTime>,
}

/// Holds a certificate to the rules of the profile that it states, as they were when it was issued.
///
/// # Errors
/// Only where the certificate's own reader and the lint's disagree about its structure.
pub fn lint(certificate: &Certificate) -> Result<LintReport, Error> {
    lint_as(certificate, Terms::default())
}

/// As [`lint`], but to these terms.
///
/// # Errors
/// As [`lint`].
pub fn lint_as(certificate: &Certificate, terms: Terms) -> Result<LintReport, Error> {
    let issued = terms.issued.unwrap_or_else(|| certificate.not_before());
    let linted = Linted::new(certificate, terms.profile, issued).map_err(|error| Error::ber("certificate", &error))?;
    let outcome = |rule: &LintRule| match () {
        () if !(rule.applies)(&linted) => Outcome::NotApplicable,
        () if issued < rule.since => Outcome::NotEffective,
        () => judged(&(rule.check)(&linted)),
    };
    let outcomes = rules().map(|rule| (rule, outcome(rule))).collect();
    Ok(LintReport { profile: linted.profile, outcomes })
}

/// What is about to be signed, before it is: an empty signature stands where the real one will.
///
/// # Errors
/// The bytes are no certificate.
pub fn lint_unsigned(unsigned: &Unsigned) -> Result<LintReport, Error> {
    use kakitome_ber::der;
    let der = der::sequence(&[unsigned.bytes(), &unsigned.algorithm().to_der(), &der::bit_string(&[])]);
    lint(&Certificate::from_der(der)?)
}

fn judged(found: &Found) -> Outcome {
    if found.is_empty() {
        return Outcome::Kept;
    }
    let mut named: Vec<String> = found.iter().take(NAMED).filter(|one| !one.is_empty()).map(|one| text::shown(one, SHOWN)).collect();
    let more = found.len().saturating_sub(NAMED);
    if more > 0 {
        named.push(format!("+{more}"));
    }
    Outcome::Broken(named.join(", "))
}

impl LintReport {
    /// Findings of one group.
    pub fn of_group(&self, group: LintGroup) -> Vec<LintFinding> {
        self.findings().into_iter().filter(|finding| finding.rule.group == group).collect()
    }
}
