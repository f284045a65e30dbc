//! Certificates that are looked ahead for, with the mails that they signed, and the paths that lead from them to roots. The paths
//! are searched once, as of a day on which the certificate was valid; what happens to their roots later is another question.

use std::collections::HashMap;

use kakitome_pki::{
    Anchor, Anchors, Budget, Certificate, EmailTrust, Evidence, Finding, Policy, Pool, Purpose, RevocationMode, RevocationPool, Severity,
    path,
};
use kakitome_roots::Snapshot;

use crate::stores::Stores;

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A certificate that signs here.
    Identity,
    /// A correspondent's.
    Person,
    /// One from a file.
    File,
    /// Known from mails alone.
    Mail,
}

impl Kind {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Person => "person",
            Self::File => "file",
            Self::Mail => "mail",
        }
    }
}

/// One certificate that is held.
#[derive(Debug, Clone)]
pub struct Held {
    /// A name for people: an address, a file.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The certificate.
    pub leaf: Certificate,
    /// What came with it: intermediates, cross certificates, perhaps roots.
    pub chain: Vec<Certificate>,
    /// Mails that were signed with it.
    pub mails: u64,
}

/// One of them with its paths.
#[derive(Debug, Clone)]
pub struct Line {
    /// What is held.
    pub held: Held,
    /// Its paths, leaf first, root last.
    pub paths: Vec<Vec<Certificate>>,
}

impl Line {
    /// The roots that it leads to, each once.
    pub fn roots(&self) -> impl Iterator<Item = &Certificate> {
        let last = |path: &Vec<Certificate>| path.last().map(|root| *root.sha256());
        let mut seen = std::collections::HashSet::new();
        self.paths.iter().filter(move |path| last(path).is_some_and(|hash| seen.insert(hash))).filter_map(|path| path.last())
    }

    /// The lines of all that is held; `lists` are where roots are looked for beside what came along.
    #[must_use]
    pub fn all(held: Vec<Held>, stores: &Stores, lists: &[&Snapshot]) -> Vec<Self> {
        let index = Index::new(stores, lists);
        let mut policy = Policy::default();
        policy.revocation = RevocationMode::Off;
        held.into_iter().map(|one| line(one, &index, &policy, stores)).collect()
    }
}

/// Roots by name.
struct Index {
    by_subject: HashMap<Vec<u8>, Vec<Certificate>>,
}

impl Index {
    fn new(stores: &Stores, lists: &[&Snapshot]) -> Self {
        let own = [&stores.microsoft, &stores.mozilla].into_iter().flatten();
        let mut by_subject: HashMap<Vec<u8>, Vec<Certificate>> = HashMap::new();
        for root in own.chain(lists.iter().copied()).flat_map(|list| list.roots()) {
            let Some(certificate) = &root.certificate else { continue };
            let same = by_subject.entry(certificate.subject().key().to_vec()).or_default();
            if !same.contains(certificate) {
                same.push(certificate.clone());
            }
        }
        Self { by_subject }
    }

    fn named<'a>(&'a self, one: &Certificate) -> impl Iterator<Item = &'a Certificate> + use<'a> {
        self.by_subject.get(one.issuer().key()).into_iter().flatten()
    }
}

fn line(held: Held, index: &Index, policy: &Policy, stores: &Stores) -> Line {
    let mut anchors = Anchors::none();
    let all = || std::iter::once(&held.leaf).chain(&held.chain);
    let own = held.chain.iter().filter(|one| one.is_self_issued());
    for root in own.chain(all().flat_map(|one| index.named(one))) {
        anchors.add(Anchor { certificate: root.clone(), email: EmailTrust::Trusted });
    }
    let (message, given, revocation) = (Pool::new(all().cloned()), Pool::default(), RevocationPool::default());
    let evidence = Evidence { message: &message, given: &given, anchors: &anchors, revocation: &revocation, signing_time: None };
    let (purpose, at, mut budget) = (Purpose::EmailSigning, held.leaf.not_before(), Budget::default());
    let report = path::search_remembering(&held.leaf, &evidence, purpose, at, policy, &mut budget, &stores.memory);
    // a link that was not valid yet on that day is a link all the same
    let sound = |finding: &Finding| {
        finding.severity() != Severity::Error || matches!(finding, Finding::NotYetValid { .. } | Finding::Expired { .. })
    };
    let whole = report.tried.into_iter().filter(|path| path.complete && path.findings.iter().all(|placed| sound(&placed.finding)));
    let paths = whole.map(|path| path.certificates).collect();
    Line { held, paths }
}
