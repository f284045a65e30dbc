//! A time stamp as the report has it: what it says, who made it, and whether that proves anything (RFC 3161 appendix A).

use kakitome_cms::GoodTimeStamp;
use kakitome_pki::path::{TriedPath, VerifiedPath};
use kakitome_pki::{Certificate, UnixTime, Want};

/// A time stamp that came with a signature.
#[derive(Debug)]
#[non_exhaustive]
pub struct TimeStamp {
    /// The moment that it states.
    pub time: Option<UnixTime>,
    /// Its number, in hexadecimal.
    pub serial: String,
    /// Under which policy of its authority it was made (an object identifier).
    pub policy: String,
    /// Who made it.
    pub authority: Option<Certificate>,
    /// The path to a root that is trusted for time, accepted as of the moment of judgement.
    pub path: Option<VerifiedPath>,
    /// The paths that were tried, best first.
    pub tried: Vec<TriedPath>,
    /// What was not at hand and has an address.
    pub wants: Vec<Want>,
    /// Why it proves nothing, in a short phrase.
    pub because: Option<&'static str>,
    pub(crate) good: Option<GoodTimeStamp>,
}

impl TimeStamp {
    /// The signature was there at this moment at the latest. Nothing: the stamp proves nothing.
    #[must_use]
    pub fn not_later_than(&self) -> Option<UnixTime> {
        self.good.as_ref().filter(|_| self.path.is_some()).map(GoodTimeStamp::not_later_than)
    }

    pub(crate) fn unreadable() -> Self {
        Self {
            time: None,
            serial: String::new(),
            policy: String::new(),
            authority: None,
            path: None,
            tried: Vec::new(),
            wants: Vec::new(),
            because: Some("it cannot be read"),
            good: None,
        }
    }
}
