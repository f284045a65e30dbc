//! Whose certificate a change touches: one of ours, or a correspondent's. Who is told depends on it.

use std::collections::HashSet;

use kakitome_store::NewRootChange;

use crate::failure::Failure;
use crate::home::Home;

/// The certificates that are ours.
pub(crate) struct Owners {
    own: HashSet<[u8; 32]>,
}

impl Owners {
    /// As the home has them now.
    pub(crate) fn of(home: &Home) -> Result<Self, Failure> {
        let identities = home.ask(async |store| store.identities().await)?;
        let stored = identities.iter().flat_map(|identity| &identity.keys).flat_map(|key| &key.certificates);
        Ok(Self { own: stored.map(|one| one.sha256).collect() })
    }

    /// A correspondent's.
    pub(crate) fn is_persons(&self, change: &NewRootChange) -> bool {
        !self.own.contains(&change.certificate)
    }

    #[cfg(test)]
    pub(super) fn only(own: impl IntoIterator<Item = [u8; 32]>) -> Self {
        Self { own: own.into_iter().collect() }
    }
}
