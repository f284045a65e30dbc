//! A host and what came of it: what is told in three forms.

use kakitome_probe::{Error, Host, HostReport, Outcome as Came};

/// A host and what came of it.
pub(super) struct Probed {
    pub(super) host: Host,
    pub(super) result: Result<HostReport, Error>,
}

impl Probed {
    pub(super) fn outcome(&self) -> Came {
        self.result.as_ref().map_or(Came::Absent, HostReport::outcome)
    }
}
