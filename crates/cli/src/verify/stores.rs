//! The root stores that a verdict rests on: found by what was written after --trust, joined with certificates at hand, and asked
//! afterwards what can be done where a root is not for e-mail.

use std::path::{Path, PathBuf};

use kakitome_pki::{Anchors, Certificate, UnixTime};
use kakitome_roots::{History, Snapshot, Source, Trouble, troubles};
use kakitome_smime::Report;

use crate::failure::{Failure, failed};
use crate::trust::store::{Finder, shelf};

/// The stores in the order in which they were given, each with the name it was given by.
#[derive(Default)]
pub(crate) struct Stores {
    pub(super) used: Vec<(PathBuf, Snapshot)>,
}

/// A trouble, and whether it is one of other machines: here another path is good.
pub(super) struct Told {
    pub(super) trouble: Trouble,
    pub(super) elsewhere: bool,
}

/// Microsoft publishes what is forbidden as a list of its own: where its roots come from the home and that list is kept there too, it
/// goes along, as on a real machine.
fn microsofts_forbidden(
    used: &[(PathBuf, Snapshot)],
    given: &[(PathBuf, Snapshot)],
    home: Option<&Path>,
    at: UnixTime,
) -> Result<Option<(PathBuf, Snapshot)>, Failure> {
    let from_home = used.iter().any(|(name, list)| list.source == Source::Microsoft && !name.exists());
    let is_given = given.iter().any(|(_, list)| list.source == Source::MicrosoftDisallowed);
    if !from_home || is_given {
        return Ok(None);
    }
    let name = Source::MicrosoftDisallowed.word();
    let kept = shelf(home)?.at(name, at).map_err(|error| failed("trust-unreadable", &error).with("store", name))?;
    Ok(kept.map(|list| (PathBuf::from(name), list)))
}

impl Stores {
    pub(crate) fn find(names: &[PathBuf], home: Option<&Path>, at: UnixTime, certificates: &[Certificate]) -> Result<Self, Failure> {
        let finder = Finder { home, at, certificates };
        let mut used = Vec::new();
        let mut taken_away = Vec::new();
        for name in names {
            let list = finder.find(name)?;
            if list.source.only_takes_away() { taken_away.push((name.clone(), list)) } else { used.push((name.clone(), list)) }
        }
        if let Some(forbidden) = microsofts_forbidden(&used, &taken_away, home, at)? {
            taken_away.push(forbidden);
        }
        // what only takes away is taken from every other list
        for (_, forbidden) in &taken_away {
            used = used.into_iter().map(|(name, list)| (name, list.without(forbidden))).collect();
        }
        used.extend(taken_away);
        Ok(Self { used })
    }

    pub(crate) fn anchors(&self) -> Anchors {
        let mut anchors = Anchors::none();
        for (_, list) in &self.used {
            if list.source.only_takes_away() { list.forbid(&mut anchors) } else { anchors.extend(list.anchors()) }
        }
        anchors
    }

    /// Some list names roots by hash alone: what comes with the mail may be one of them.
    pub(crate) fn lack_certificates(&self) -> bool {
        self.used.iter().any(|(_, list)| list.roots().iter().any(|root| root.certificate.is_none()))
    }

    /// Puts roots that came with the mail beside the entries whose hash they have; whether any was found.
    pub(crate) fn resolve(&mut self, report: &Report) -> bool {
        let seen = report.signers.iter().flat_map(|signer| &signer.tried).flat_map(|tried| &tried.certificates);
        let mut roots: Vec<Certificate> = Vec::new();
        for certificate in seen.filter(|certificate| certificate.is_self_issued()) {
            if !roots.contains(certificate) {
                roots.push(certificate.clone());
            }
        }
        let mut found = false;
        for (_, list) in &mut self.used {
            found |= list.resolve(&roots) > 0;
        }
        found
    }

    /// Roots that are not for e-mail at the end of a path, with what can be done; each once. Where another path is good, only those
    /// that matter on other machines: Windows fetches no second root once a path has ended at one that it has.
    pub(super) fn troubles(&self, report: &Report, home: Option<&Path>) -> Vec<Told> {
        let mut found: Vec<Told> = Vec::new();
        for (name, list) in &self.used {
            let history = self.history(name, list, home);
            for signer in &report.signers {
                let elsewhere = signer.path.is_some();
                if elsewhere && !matches!(list.source, Source::Microsoft | Source::Windows) {
                    continue;
                }
                for trouble in troubles(&signer.tried, list, &history, report.at) {
                    let is_known = found.iter().any(|known| known.trouble.root == trouble.root && known.trouble.list == trouble.list);
                    if !is_known && (!elsewhere || trouble.recipient.is_some()) {
                        found.push(Told { trouble, elsewhere });
                    }
                }
            }
        }
        found
    }

    /// All editions at hand of the list of that name: those that are kept, else those that were given beside it.
    fn history(&self, name: &Path, list: &Snapshot, home: Option<&Path>) -> History {
        let kept = name.to_str().map(|name| name.split('@').next().unwrap_or_default());
        let kept = kept.zip(shelf(home).ok()).and_then(|(name, shelf)| shelf.history(name).ok());
        match kept {
            Some(history) if !history.editions().is_empty() => history,
            _ => {
                let same = |other: &&Snapshot| other.source == list.source && list.source != Source::Bundle;
                History::new(self.used.iter().map(|(_, other)| other).filter(same).cloned())
            }
        }
    }
}
