//! Under which conditions which roots a program reaches: for each kind of store the variables that the mail does not tell, and
//! what the search for a path says for every combination of them. The search itself is crate pki's.

use kakitome_pki::{
    Anchor, Anchors, Budget, Certificate, EmailState, EmailTrust, Evidence, Finding, LimitedWhen, Policy, Pool, Purpose, RevocationMode,
    RevocationPool, Severity, path,
};
use kakitome_roots::{Machine, Root, Snapshot};

use crate::case::Condition;
use crate::check::{Check, Checks};
use crate::facts::Facts;
use crate::profile::StoreKind;
use crate::stores::Stores;

/// Roots of one mail that are told apart; more names than this no cross-signed chain has.
const MOST_ROOTS: usize = 3;

/// Variables and, for every combination of their answers, what holds.
pub(crate) struct Scenario {
    pub(crate) variables: Vec<Condition>,
    outcomes: Vec<Checks>,
    /// The answers on a machine as its vendor ships and updates it.
    pub(crate) usual: u32,
}

impl Scenario {
    /// What holds under these answers.
    pub(crate) fn checks(&self, answers: u32) -> &Checks {
        static NOTHING: Checks = Checks::new();
        usize::try_from(answers).ok().and_then(|at| self.outcomes.get(at)).unwrap_or(&NOTHING)
    }

    fn fixed(checks: Checks) -> Self {
        Self { variables: Vec::new(), outcomes: vec![checks], usual: 0 }
    }

    /// One variable: what holds where it does, and where it does not.
    fn either(variable: Condition, yes: Checks, no: Checks, usual: bool) -> Self {
        Self { variables: vec![variable], outcomes: vec![no, yes], usual: u32::from(usual) }
    }

    /// The conditions of a store for a mail.
    pub(crate) fn of(kind: StoreKind, facts: &Facts, stores: &Stores) -> Self {
        if kind == StoreKind::Carrier {
            return Self::either(Condition::Mms { holds: true }, Checks::from([Check::Mms]), Checks::new(), true);
        }
        let Some(leaf) = &facts.leaf else { return Self::fixed(Checks::new()) };
        let ground = Ground { facts, leaf, stores };
        match kind {
            StoreKind::Windows => ground.windows(),
            StoreKind::Mozilla => ground.mozilla(),
            StoreKind::Apple => ground.apple(),
            StoreKind::Google => ground.unknown_list(|root| Condition::RootTrusted { root, holds: true }, true),
            StoreKind::Collection => ground.unknown_list(|root| Condition::InCollection { root, holds: true }, false),
            StoreKind::Carrier | StoreKind::None => Self::fixed(Checks::new()),
        }
    }
}

struct Ground<'a> {
    facts: &'a Facts,
    leaf: &'a Certificate,
    stores: &'a Stores,
}

impl Ground<'_> {
    /// The list reaches the machine by automatic updates, roots are in its store or not, and old systems heed no dates.
    fn windows(&self) -> Scenario {
        let trusted = |root| Condition::RootTrusted { root, holds: true };
        let Some(list) = &self.stores.microsoft else { return self.unknown_list(trusted, self.is_listed_anywhere()) };
        let roots = self.roots_with_certificates(list);
        if roots.is_empty() {
            // not listed, so that only somebody who installs it trusts it; or listed by a hash that nobody here can tell is this root's
            let is_blind = list.roots().iter().any(|root| root.certificate.is_none()) && self.known_roots().is_empty();
            return self.unknown_list(trusted, is_blind);
        }
        let mut small = Snapshot::new(list.source, list.date, list.origin, roots.clone());
        small.seen = list.seen;
        let certificates: Vec<Certificate> = roots.iter().filter_map(|root| root.certificate.clone()).collect();
        let dated = roots.iter().any(|root| root.limits.iter().any(|limit| limit.when != LimitedWhen::Always));
        let mut variables = vec![Condition::Updates { list: list.title(), holds: true }];
        variables.extend(roots.iter().map(|root| Condition::RootPresent { root: name(root), holds: true }));
        variables.extend(dated.then_some(Condition::HeedsDates { holds: true }));
        let outcome = |answers: u32| {
            let is_present = |at: usize| answers >> at.saturating_add(1) & 1 == 1;
            let present: Vec<Certificate> =
                certificates.iter().enumerate().filter(|(at, _)| is_present(*at)).map(|(_, root)| root.clone()).collect();
            let heeds_dates = !dated || is_present(roots.len());
            let machine = Machine { present: &present, updates: (answers & 1 == 1).then_some(&small), heeds_dates };
            self.judge(&machine.anchors(self.leaf, &self.facts.bag, self.facts.now))
        };
        let count = 1_u32 << variables.len();
        Scenario { outcomes: (0..count).map(outcome).collect(), usual: count.saturating_sub(1), variables }
    }

    /// Complete with the program; a person may import a root, which is then free of the list's limits.
    fn mozilla(&self) -> Scenario {
        let imported = |root| Condition::RootTrusted { root, holds: true };
        let Some(list) = &self.stores.mozilla else { return self.unknown_list(imported, true) };
        let roots = self.roots_of(list);
        if roots.is_empty() {
            return self.unknown_list(imported, false);
        }
        let mut anchors = Anchors::none();
        roots.iter().filter_map(|root| list.anchor(root)).for_each(|anchor| anchors.add(anchor));
        Scenario::fixed(self.judge(&anchors))
    }

    /// What Apple limits is known; whether it includes a root at all is not.
    fn apple(&self) -> Scenario {
        let limited = self.stores.apple.iter().flat_map(|list| self.facts.bag.iter().filter_map(|one| list.find(one)));
        let mut state = limited.map(|root| root.email(self.facts.now, self.leaf.not_before()).0).filter(|state| *state != EmailState::Ok);
        if let Some(state) = state.next() {
            let mut checks = self.judge(&self.all_known());
            checks.insert(of_state(state));
            return Scenario::fixed(checks);
        }
        self.unknown_list(|root| Condition::RootTrusted { root, holds: true }, self.is_listed_anywhere())
    }

    /// A store whose content nobody here knows: everything but the root is judged, the root is the condition.
    fn unknown_list(&self, condition: impl Fn(String) -> Condition, usual: bool) -> Scenario {
        let yes = self.judge(&self.all_known());
        let reached = !yes.contains(&Check::RootAbsent);
        let mut good = yes.clone();
        good.remove(&Check::RootAbsent);
        let mut no = good.clone();
        no.insert(Check::RootAbsent);
        // without any root at hand nobody can say that trusting one would do
        if !reached && self.top().is_none() {
            return Scenario::fixed(no);
        }
        Scenario::either(condition(self.root_name()), good, no, usual)
    }

    /// Roots at the end of any path, by whatever list or because they came along, trusted without limits.
    fn all_known(&self) -> Anchors {
        let mut anchors = Anchors::none();
        let mut add = |certificate: &Certificate| {
            anchors.add(Anchor { certificate: certificate.clone(), email: EmailTrust::Trusted });
        };
        self.facts.bag.iter().filter(|one| one.is_self_issued()).for_each(&mut add);
        for list in [&self.stores.microsoft, &self.stores.mozilla].into_iter().flatten() {
            self.roots_of(list).iter().filter_map(|root| root.certificate.as_ref()).for_each(&mut add);
        }
        anchors
    }

    /// The same with those that the list names by hash alone and that are known from elsewhere.
    fn roots_with_certificates(&self, list: &Snapshot) -> Vec<Root> {
        let mut roots: Vec<Root> = self.roots_of(list).into_iter().cloned().collect();
        for certificate in self.known_roots() {
            let Some(found) = list.find(&certificate) else { continue };
            if roots.len() < MOST_ROOTS && !roots.iter().any(|root| root.certificate.as_ref() == Some(&certificate)) {
                roots.push(Root { certificate: Some(certificate), ..found.clone() });
            }
        }
        roots
    }

    /// Roots that came along, and Mozilla's by name.
    fn known_roots(&self) -> Vec<Certificate> {
        let own = self.facts.bag.iter().filter(|one| one.is_self_issued() && *one != self.leaf).cloned();
        let mozilla = self.stores.mozilla.iter().flat_map(|list| self.roots_of(list)).filter_map(|root| root.certificate.clone());
        own.chain(mozilla).collect()
    }

    /// Roots of a list whose name issued something that came along, or that came along themselves.
    fn roots_of<'l>(&self, list: &'l Snapshot) -> Vec<&'l Root> {
        let mut found: Vec<&Root> = Vec::new();
        for root in list.roots() {
            let Some(certificate) = &root.certificate else { continue };
            let issued = |one: &Certificate| one.issuer() == certificate.subject() && one != certificate;
            if found.len() < MOST_ROOTS && self.facts.bag.iter().any(issued) {
                found.push(root);
            }
        }
        found
    }

    fn is_listed_anywhere(&self) -> bool {
        [&self.stores.microsoft, &self.stores.mozilla].into_iter().flatten().any(|list| !self.roots_of(list).is_empty())
    }

    /// The certificate nearest to a root.
    fn top(&self) -> Option<&Certificate> {
        let is_last = |one: &&Certificate| one.is_self_issued() || !self.facts.bag.iter().any(|other| other.subject() == one.issuer());
        self.facts.bag.iter().find(is_last)
    }

    /// The name of the root that the path leads to.
    fn root_name(&self) -> String {
        let listed = [&self.stores.microsoft, &self.stores.mozilla].into_iter().flatten().flat_map(|list| self.roots_of(list));
        let known = listed.map(name).next();
        known.or_else(|| self.top().map(|one| short(one.issuer()))).unwrap_or_default()
    }

    /// The search, without revocation: that the report has looked at.
    fn judge(&self, anchors: &Anchors) -> Checks {
        let (message, given, revocation) = (Pool::new(self.facts.bag.iter().cloned()), Pool::default(), RevocationPool::default());
        let evidence = Evidence { message: &message, given: &given, anchors, revocation: &revocation, signing_time: None };
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Off;
        let (purpose, memory) = (Purpose::EmailSigning, &self.stores.memory);
        let mut budget = Budget::default();
        let report = path::search_remembering(self.leaf, &evidence, purpose, self.facts.now, &policy, &mut budget, memory);
        if report.accepted.is_some() {
            return Checks::new();
        }
        let mut checks = self.of_leaf();
        match report.tried.iter().find(|tried| tried.complete) {
            Some(best) => checks.extend(best.findings.iter().filter_map(|placed| of_finding(&placed.finding))),
            None => _ = checks.insert(Check::RootAbsent),
        }
        checks
    }

    /// What is wrong with the signer's certificate whatever the path.
    fn of_leaf(&self) -> Checks {
        let mut checks = Checks::new();
        if self.leaf.not_after() < self.facts.now {
            checks.insert(Check::Expired);
        }
        if self.facts.now < self.leaf.not_before() {
            checks.insert(Check::NotYet);
        }
        checks
    }
}

fn name(root: &Root) -> String {
    root.certificate.as_ref().map_or_else(|| root.name.clone(), |certificate| short(certificate.subject()))
}

/// Common name, else the whole name.
pub(crate) fn short(name: &kakitome_pki::Name) -> String {
    name.common_name().unwrap_or_else(|| name.display())
}

fn of_state(state: EmailState) -> Check {
    match state {
        EmailState::NotBefore | EmailState::DistrustAfter => Check::RootNotBefore,
        _ => Check::RootOff,
    }
}

fn of_finding(finding: &Finding) -> Option<Check> {
    if finding.severity() != Severity::Error {
        return None;
    }
    Some(match finding {
        Finding::RootLimited { state, .. } => of_state(*state),
        Finding::AnchorNotForEmail { .. } => Check::RootOff,
        Finding::Expired { .. } => Check::Expired,
        Finding::NotYetValid { .. } => Check::NotYet,
        Finding::ExtendedKeyUsage { .. } | Finding::KeyUsage { .. } => Check::Purpose,
        _ => Check::PathBroken,
    })
}
