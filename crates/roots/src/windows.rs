//! Which roots a Windows machine has when it looks at a mail: those in its store, and those that it fetches from the list when a
//! path ends at a root that it lacks. The second happens only where automatic updates work, and only for a path that ends so
//! (vendor's documents; that no second root is fetched once a path ends at a local one is inferred from the notice of January 2016).

use kakitome_pki::{
    Anchor, Anchors, Budget, Certificate, EmailTrust, Evidence, LimitedWhen, Policy, Pool, Purpose, RevocationMode, RevocationPool,
    UnixTime, path,
};

use crate::snapshot::Snapshot;

/// A machine.
#[derive(Clone, Debug)]
pub struct Machine<'a> {
    /// Roots in its store.
    pub present: &'a [Certificate],
    /// The list that has reached it, and from which it fetches; `None`: automatic root updates do not work.
    pub updates: Option<&'a Snapshot>,
    /// Windows 10 and later heed the dates of disabled and not-before roots; older ones know purposes alone.
    pub heeds_dates: bool,
}

impl Machine<'_> {
    /// The anchors with which it judges a leaf; `message` are the certificates that come with the mail.
    #[must_use]
    pub fn anchors(&self, leaf: &Certificate, message: &[Certificate], now: UnixTime) -> Anchors {
        let mut anchors = Anchors::none();
        for root in self.present {
            anchors.add(self.anchor(root));
        }
        let Some(list) = self.updates else { return anchors };
        if !reaches(leaf, message, &anchors, now) {
            for root in list.roots().iter().filter_map(|root| root.certificate.as_ref()) {
                anchors.add(self.anchor(root));
            }
        }
        anchors
    }

    /// A root as the list has it; one that is installed and not listed is trusted without limits.
    fn anchor(&self, root: &Certificate) -> Anchor {
        let listed = self.updates.and_then(|list| list.find(root).map(|entry| (list, entry)));
        let email = match listed {
            None => EmailTrust::Trusted,
            Some((list, entry)) => {
                let heeded = |limit: &&kakitome_pki::EmailLimit| self.heeds_dates || matches!(limit.when, LimitedWhen::Always);
                EmailTrust::Listed { list: list.title().into(), limits: entry.limits.iter().filter(heeded).cloned().collect() }
            }
        };
        Anchor { certificate: root.clone(), email }
    }
}

/// Whether any path ends at one of these anchors, whatever is thought of it.
fn reaches(leaf: &Certificate, message: &[Certificate], anchors: &Anchors, now: UnixTime) -> bool {
    let (message, given, revocation) = (Pool::new(message.iter().cloned()), Pool::default(), RevocationPool::default());
    let evidence = Evidence { message: &message, given: &given, anchors, revocation: &revocation, signing_time: None };
    let mut policy = Policy::default();
    policy.revocation = RevocationMode::Off;
    let report = path::search(leaf, &evidence, Purpose::Any, now, &policy, &mut Budget::default());
    report.tried.iter().any(|tried| tried.complete)
}
