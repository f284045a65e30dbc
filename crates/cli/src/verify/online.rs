//! `--online`: judge, fetch what was not at hand, judge again while that brings anything new. For this one command: on disk it would be
//! a list of whose mail was read.

use kakitome_evidence as evidence;
use kakitome_fetch::Rules;
use kakitome_smime::Evidence;

pub(crate) use evidence::{Asked, Outcome, Wants, of_report, rules};

use crate::failure::{Failure, failed};

/// Fetches for the judgement of mails, while a person waits.
pub(crate) struct Online {
    online: evidence::Online,
    runtime: tokio::runtime::Runtime,
}

impl Online {
    pub(crate) fn new(rules: Rules, any_issuer: bool) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| failed("cli-online-impossible", &error))?;
        let online = evidence::Online::new(rules, any_issuer).map_err(|error| failed("cli-online-impossible", &error))?;
        Ok(Self { online, runtime })
    }

    /// For so many certificates' owners instead of the signers of one mail.
    pub(crate) fn for_many(mut self, count: usize) -> Self {
        self.online = self.online.for_many(count);
        self
    }

    /// The judgement with everything that could be had, and what was asked for. `wants`: what a judgement lacked, search by search.
    pub(crate) fn judge<T>(
        &self,
        evidence: Evidence,
        judge: impl Fn(&Evidence) -> Result<T, Failure>,
        wants: impl Fn(&T) -> Wants,
    ) -> Result<(T, Vec<Asked>), Failure> {
        let mut search = self.online.search(evidence);
        let mut judged = judge(search.evidence())?;
        while self.runtime.block_on(search.further(&wants(&judged))) {
            judged = judge(search.evidence())?;
        }
        Ok((judged, search.into_asked()))
    }
}
