//! What a page is made of: values that others have found out. Nothing is looked up while a page is written.

use kakitome_clients::{Journey, Promised, Shown};
use kakitome_roots::Trouble;
use kakitome_smime::{Report, Verdict};

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The report.
    pub report: &'a Report,
    /// What every program shows.
    pub shown: &'a [Shown],
    /// The way, if the header was read.
    pub journey: Option<&'a Journey>,
    /// Roots that are not for e-mail at the end of a path.
    pub troubles: &'a [Trouble],
    /// The lists that were judged by, in words.
    pub lists: &'a [String],
    /// Only these programs, by id; empty: all.
    pub only: &'a [String],
    /// It was judged as of another moment than now.
    pub replayed: bool,
    /// What the sender has promised of the mails of this address; see [`kakitome_clients::promised`].
    pub promise: Option<Promised<'a>>,
}

impl<'a> Subject<'a> {
    /// The promise, if there is no signature that it speaks of.
    pub(super) fn unkept(&self) -> Option<&Promised<'a>> {
        self.promise.as_ref().filter(|_| self.report.verdict() == Verdict::Unsigned)
    }
}
