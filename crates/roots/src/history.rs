//! Many editions of a list, joined with roots: from which edition on each root had which state for a leaf. One pass over each
//! edition, by hash; the lists themselves are not copied.

use kakitome_pki::{Certificate, UnixTime};

use crate::change::Standing;
use crate::fingerprint::sha1;
use crate::snapshot::Snapshot;

/// Editions in the order in which they came into the world.
#[derive(Clone, Debug, Default)]
pub struct History {
    editions: Vec<Snapshot>,
}

/// From this edition on.
#[derive(Clone, Debug)]
pub struct Turn<'a> {
    /// The edition.
    pub list: &'a Snapshot,
    /// The state that it gives.
    pub standing: Standing,
}

impl History {
    /// Of these editions; order does not matter.
    #[must_use]
    pub fn new(editions: impl IntoIterator<Item = Snapshot>) -> Self {
        let mut editions: Vec<Snapshot> = editions.into_iter().collect();
        editions.sort_by_key(|edition| (edition.in_force(), edition.date));
        Self { editions }
    }

    /// All of them, oldest first.
    #[must_use]
    pub fn editions(&self) -> &[Snapshot] {
        &self.editions
    }

    /// The edition that was in force at a moment.
    #[must_use]
    pub fn at(&self, moment: UnixTime) -> Option<&Snapshot> {
        self.editions.iter().rev().find(|edition| edition.in_force() <= moment)
    }

    /// The life of one root for one leaf: each edition in which its state differs from the one before, asked on the day the
    /// edition came.
    #[must_use]
    pub fn of(&self, root: &Certificate, leaf_not_before: UnixTime) -> Vec<Turn<'_>> {
        let chain = Chain::new(leaf_not_before, [root]);
        self.life(&chain)
    }

    /// Which of these certificates' paths are touched by each edition: for every leaf with the roots it leads to, the editions
    /// at which its best state changed.
    #[must_use]
    pub fn join<'a>(&'a self, chains: &[Chain]) -> Vec<Vec<Turn<'a>>> {
        chains.iter().map(|chain| self.life(chain)).collect()
    }

    fn life<'a>(&'a self, chain: &Chain) -> Vec<Turn<'a>> {
        let mut turns: Vec<Turn<'a>> = Vec::new();
        for list in &self.editions {
            let standings = chain.roots.iter().map(|(by_sha1, by_sha256)| {
                let root = list.by_sha256(by_sha256).or_else(|| list.by_sha1(by_sha1));
                Standing::of(root, list.in_force(), chain.leaf_not_before)
            });
            // one good path is enough
            let best = standings.min_by_key(|standing| (standing.state.is_none(), standing.state));
            let standing = best.unwrap_or(Standing { state: None, because: None });
            if turns.last().is_none_or(|last| last.standing.state != standing.state) {
                turns.push(Turn { list, standing });
            }
        }
        turns
    }
}

/// A certificate with the roots that its paths lead to.
#[derive(Clone, Debug)]
pub struct Chain {
    /// First day of the leaf's validity.
    pub leaf_not_before: UnixTime,
    roots: Vec<([u8; 20], [u8; 32])>,
}

impl Chain {
    /// Of a leaf and these roots.
    #[must_use]
    pub fn new<'a>(leaf_not_before: UnixTime, roots: impl IntoIterator<Item = &'a Certificate>) -> Self {
        let roots = roots.into_iter().map(|root| (sha1(root.as_der()), *root.sha256())).collect();
        Self { leaf_not_before, roots }
    }
}
