//! The prediction: for every program its cases, from the report, the stores at hand and what was observed. Pure: the same values
//! give the same answer. What the lock of Gmail shows is another question and another file.

use std::collections::HashMap;

use kakitome_smime::Report;

use crate::case::{Case, Condition, Seen, branches};
use crate::check::{Check, Checks};
use crate::evidence::Confidence;
use crate::facts::{Encryption, Facts};
use crate::observation::Observation;
use crate::profile::{Program, StoreKind, programs};
use crate::rules::{Rule, RuleSet, Shows};
use crate::scenario::Scenario;
use crate::stores::Stores;

/// A mail as it is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// Its report.
    pub report: &'a Report,
    /// Addresses it goes to, if they are known: programs in which they are usually read come first.
    pub recipients: &'a [String],
}

/// What one program shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Shown {
    /// The program.
    pub program: &'static Program,
    /// A recipient's address is usually read in it.
    pub likely: bool,
    /// By condition.
    pub cases: Vec<Case>,
}

impl Shown {
    /// The case of a machine as its vendor ships and updates it.
    #[must_use]
    pub fn usual(&self) -> Option<&Case> {
        self.cases.iter().find(|case| case.usual).or(self.cases.first())
    }
}

/// What every program shows; nothing if the report is not about a whole mail.
#[must_use]
pub fn predict(mail: Mail<'_>, stores: &Stores, observations: &[Observation]) -> Vec<Shown> {
    let Some(facts) = Facts::of(mail.report) else { return Vec::new() };
    let mut scenarios: HashMap<StoreKind, Scenario> = HashMap::new();
    let domains: Vec<&str> = mail.recipients.iter().filter_map(|address| address.rsplit_once('@').map(|(_, domain)| domain)).collect();
    let mut all = Vec::new();
    for program in programs() {
        let Some(rules) = program.rule_set() else { continue };
        let scenario = scenarios.entry(program.store).or_insert_with(|| Scenario::of(program.store, &facts, stores));
        let oracle = Oracle { program, rules, facts: &facts, report: mail.report, observations };
        let likely = domains.iter().any(|domain| program.reads(domain));
        all.push(Shown { program, likely, cases: oracle.cases(scenario) });
    }
    all
}

struct Oracle<'a> {
    program: &'static Program,
    rules: &'static RuleSet,
    facts: &'a Facts,
    report: &'a Report,
    observations: &'a [Observation],
}

impl Oracle<'_> {
    /// The cases that a machine with the key has, and where it matters one more for those without.
    fn cases(&self, scenario: &Scenario) -> Vec<Case> {
        let Some(encryption) = self.facts.encryption else { return self.branches(scenario, true) };
        let opened = self.program.keys && encryption == Encryption::Opened;
        let same = |bits: u32| self.status(self.decide(scenario, bits, true)) == self.status(self.decide(scenario, bits, false));
        let count = 1_u32 << scenario.variables.len();
        if self.program.keys && !(0..count).all(same) {
            let mut with = self.branches(scenario, true);
            let mut without = self.branches(scenario, false);
            for (cases, holds, usual) in [(&mut with, true, opened), (&mut without, false, !opened)] {
                for case in cases.iter_mut() {
                    case.when.insert(0, Condition::KeyPresent { holds });
                    case.usual &= usual;
                }
            }
            with.append(&mut without);
            return with;
        }
        self.branches(scenario, self.program.keys)
    }

    fn branches(&self, scenario: &Scenario, key: bool) -> Vec<Case> {
        // what is shown tells cases apart, not by which rule it came about
        let decide = |answers: u32| self.status(self.decide(scenario, answers, key));
        let usual = decide(scenario.usual);
        let mut met = false;
        let mut cases = Vec::new();
        for (when, status, bits) in branches(&scenario.variables, &decide) {
            let Some(found) = self.decide(scenario, bits, key).and_then(|at| self.rules.rules.get(at)) else { continue };
            let checks = self.checks(scenario, bits, key);
            let Some(mut case) = self.case(found, &checks) else { continue };
            // the first of the branches that the usual answers lead into
            case.usual = !met && status == usual && fits(&when, scenario);
            met |= case.usual;
            case.when = when;
            cases.push(case);
        }
        cases
    }

    /// The rule that decides.
    fn decide(&self, scenario: &Scenario, answers: u32, key: bool) -> Option<usize> {
        let checks = self.checks(scenario, answers, key);
        self.rules.rules.iter().position(|rule| rule.if_all.iter().all(|check| check.holds(&checks)))
    }

    /// What it comes to: the first rule with the same status.
    fn status(&self, rule: Option<usize>) -> Option<usize> {
        let status = &self.rules.rules.get(rule?)?.status;
        self.rules.rules.iter().position(|one| one.status == *status)
    }

    fn checks(&self, scenario: &Scenario, answers: u32, key: bool) -> Checks {
        let mut checks: Checks = self.facts.checks.union(scenario.checks(answers)).copied().collect();
        if !key && self.facts.encryption.is_some() {
            checks.insert(Check::NoKey);
        }
        checks
    }

    fn case(&self, rule: &Rule, checks: &Checks) -> Option<Case> {
        let quote = self.rules.quote(&self.program.id, &rule.status)?.clone();
        let ids = rule.if_all.iter().filter(|check| check.holds(checks)).flat_map(|check| check.findings());
        let stands = |id: &&&str| self.report.findings.iter().any(|noted| noted.finding.id() == **id);
        let seen = self.seen(&rule.status);
        let confidence = match (&seen, quote.shows) {
            (Some(_), _) => Confidence::Observed,
            (None, Shows::Unknown) => Confidence::Unknown,
            (None, _) => rule.evidence.class.confidence().max(quote.evidence.class.confidence()),
        };
        Some(Case {
            when: Vec::new(),
            usual: false,
            rule: rule.id.clone(),
            status: rule.status.clone(),
            shows: quote.shows,
            quote,
            because: ids.filter(stands).copied().collect(),
            sender: rule.sender.clone(),
            recipient: rule.recipient.clone(),
            evidence: rule.evidence.clone(),
            confidence,
            seen,
        })
    }

    /// The newest observation of this program in this situation that was not taken back.
    fn seen(&self, status: &str) -> Option<Seen> {
        let fits = |one: &&Observation| one.program == self.program.id && one.status == status;
        let newest = self.observations.iter().filter(fits).max_by(|one, other| one.date.cmp(&other.date))?;
        (!newest.gone).then(|| Seen { date: newest.date.clone(), by: newest.by.clone() })
    }
}

/// The usual answers fulfil these conditions.
fn fits(when: &[Condition], scenario: &Scenario) -> bool {
    when.iter().all(|condition| {
        let at = scenario.variables.iter().position(|variable| variable.with(true) == condition.with(true));
        at.is_some_and(|at| (scenario.usual >> at & 1 == 1) == (condition.with(true) == *condition))
    })
}
