//! The prediction: for every program its cases, from the report, the stores at hand and what was observed. Pure: the same values
//! give the same answer. What the lock of Gmail shows is another question and another file.

use std::collections::HashMap;

use kakitome_pki::{Certificate, UnixTime};
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
    let known = |id: &str| mail.report.findings.iter().any(|noted| noted.finding.id() == id);
    every(&facts, &known, mail.recipients, stores, observations)
}

/// A mail that is not there yet: clear signed, as it should be, with this certificate.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The sender's address.
    pub address: &'a str,
    /// The signer's certificate.
    pub leaf: &'a Certificate,
    /// What goes along with it, and the root if it is known.
    pub along: &'a [Certificate],
    /// When it is looked at.
    pub at: UnixTime,
    /// Addresses it goes to, if they are known.
    pub recipients: &'a [String],
}

/// What every program would show of a mail in order that is signed with this certificate.
#[must_use]
pub fn expect(sample: Sample<'_>, stores: &Stores, observations: &[Observation]) -> Vec<Shown> {
    let facts = Facts::of_sample(sample.address, sample.leaf, sample.along, sample.at);
    every(&facts, &|_| false, sample.recipients, stores, observations)
}

fn every(facts: &Facts, known: &dyn Fn(&str) -> bool, recipients: &[String], stores: &Stores, observations: &[Observation]) -> Vec<Shown> {
    let mut scenarios: HashMap<StoreKind, Scenario> = HashMap::new();
    let domains: Vec<&str> = recipients.iter().filter_map(|address| address.rsplit_once('@').map(|(_, domain)| domain)).collect();
    let mut all = Vec::new();
    for program in programs() {
        let Some(rules) = program.rule_set() else { continue };
        let scenario = scenarios.entry(program.store).or_insert_with(|| Scenario::of(program.store, facts, stores));
        let oracle = Oracle { program, rules, facts, known, observations };
        let likely = domains.iter().any(|domain| program.reads(domain));
        all.push(Shown { program, likely, cases: oracle.cases(scenario) });
    }
    all
}

struct Oracle<'a> {
    program: &'static Program,
    rules: &'static RuleSet,
    facts: &'a Facts,
    /// A finding of this id stands in the report.
    known: &'a dyn Fn(&str) -> bool,
    observations: &'a [Observation],
}

/// Something that is there or not, and that is no question of roots.
struct Gate {
    /// What holds where it is not there.
    shut: Check,
    condition: fn(bool) -> Condition,
    /// Whether it is there as the vendor ships the machine, or here.
    usual: bool,
}

impl Oracle<'_> {
    /// What decides beside the roots, outermost first.
    fn gates(&self) -> Vec<Gate> {
        let mut gates = Vec::new();
        if self.program.control {
            gates.push(Gate { shut: Check::NoControl, condition: |holds| Condition::SmimeControl { holds }, usual: false });
        }
        if let Some(encryption) = self.facts.encryption.filter(|_| self.program.keys) {
            let usual = encryption == Encryption::Opened;
            gates.push(Gate { shut: Check::NoKey, condition: |holds| Condition::KeyPresent { holds }, usual });
        }
        gates
    }

    fn cases(&self, scenario: &Scenario) -> Vec<Case> {
        let keyless = self.facts.encryption.is_some() && !self.program.keys;
        self.gated(scenario, &self.gates(), &keyless.then_some(Check::NoKey).into_iter().collect())
    }

    /// The cases with a gate open and those with it shut; where there is no difference, it is no condition.
    fn gated(&self, scenario: &Scenario, gates: &[Gate], shut: &Checks) -> Vec<Case> {
        let Some((gate, rest)) = gates.split_first() else { return self.branches(scenario, shut) };
        let mut more = shut.clone();
        more.insert(gate.shut);
        let (mut open, mut closed) = (self.gated(scenario, rest, shut), self.gated(scenario, rest, &more));
        let alike = |one: &Case, other: &Case| one.when == other.when && one.status == other.status;
        if open.len() == closed.len() && open.iter().zip(&closed).all(|(one, other)| alike(one, other)) {
            return open;
        }
        for (cases, holds) in [(&mut open, true), (&mut closed, false)] {
            for case in cases.iter_mut() {
                case.when.insert(0, (gate.condition)(holds));
                case.usual &= gate.usual == holds;
            }
        }
        open.append(&mut closed);
        open
    }

    fn branches(&self, scenario: &Scenario, shut: &Checks) -> Vec<Case> {
        // what is shown tells cases apart, not by which rule it came about
        let decide = |answers: u32| self.status(self.decide(scenario, answers, shut));
        let usual = decide(scenario.usual);
        let mut met = false;
        let mut cases = Vec::new();
        for (when, status, bits) in branches(&scenario.variables, &decide) {
            let Some(found) = self.decide(scenario, bits, shut).and_then(|at| self.rules.rules.get(at)) else { continue };
            let checks = self.checks(scenario, bits, shut);
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
    fn decide(&self, scenario: &Scenario, answers: u32, shut: &Checks) -> Option<usize> {
        let checks = self.checks(scenario, answers, shut);
        self.rules.rules.iter().position(|rule| rule.if_all.iter().all(|check| check.holds(&checks)))
    }

    /// What it comes to: the first rule with the same status.
    fn status(&self, rule: Option<usize>) -> Option<usize> {
        let status = &self.rules.rules.get(rule?)?.status;
        self.rules.rules.iter().position(|one| one.status == *status)
    }

    fn checks(&self, scenario: &Scenario, answers: u32, shut: &Checks) -> Checks {
        self.facts.checks.iter().chain(scenario.checks(answers)).chain(shut).copied().collect()
    }

    fn case(&self, rule: &Rule, checks: &Checks) -> Option<Case> {
        let mut quote = self.rules.quote(&self.program.id, &rule.status)?.clone();
        let ids = rule.if_all.iter().filter(|check| check.holds(checks)).flat_map(|check| check.findings());
        let stands = |id: &&&str| (self.known)(id);
        let observed = self.newest(&rule.status);
        let seen = observed.map(|one| Seen { date: one.date.clone(), by: one.by.clone() });
        if let Some(words) = observed.map(|one| one.words.as_str()).filter(|words| !words.is_empty()) {
            quote.observe(words);
        }
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
    fn newest(&self, status: &str) -> Option<&Observation> {
        let fits = |one: &&Observation| one.program == self.program.id && one.status == status;
        let newest = self.observations.iter().filter(fits).max_by(|one, other| one.date.cmp(&other.date))?;
        (!newest.gone).then_some(newest)
    }
}

/// The usual answers fulfil these conditions.
fn fits(when: &[Condition], scenario: &Scenario) -> bool {
    when.iter().all(|condition| {
        let at = scenario.variables.iter().position(|variable| variable.with(true) == condition.with(true));
        at.is_some_and(|at| (scenario.usual >> at & 1 == 1) == (condition.with(true) == *condition))
    })
}
