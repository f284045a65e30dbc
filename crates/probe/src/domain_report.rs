//! What was found at a domain, as a value: its mail servers, what it demands, and whether they are that.

use kakitome_dns::{DomainName, Proof};
use kakitome_transport::{Demand, Policy};

use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::report::{HostReport, Outcome, PointRule, outcome};

/// One mail server of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailServer {
    /// Its name.
    pub name: DomainName,
    /// Lower is tried first.
    pub preference: u16,
    /// What a sender who looks must demand of it.
    pub demand: Demand,
    /// What was found about it in the name system and in the policy, heaviest first.
    pub findings: Vec<Finding>,
    /// What was found by speaking to it; `None`: it has no address.
    pub host: Option<Result<HostReport, Error>>,
}

/// What was found at a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainReport {
    /// The domain.
    pub domain: DomainName,
    /// How far the list of its mail servers is proven.
    pub proof: Proof,
    /// Its MTA-STS policy, where it could be read.
    pub policy: Option<Policy>,
    /// What concerns the domain as a whole, heaviest first.
    pub findings: Vec<Finding>,
    /// Its mail servers, in the order in which they are tried.
    pub servers: Vec<MailServer>,
}

impl DomainReport {
    pub(crate) const fn new(domain: DomainName) -> Self {
        Self { domain, proof: Proof::Indeterminate, policy: None, findings: Vec::new(), servers: Vec::new() }
    }

    pub(crate) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        for server in &mut self.servers {
            server.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        }
    }

    /// What was found about the domain and about each of its servers in the name system; not what the servers said themselves.
    pub fn own_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().chain(self.servers.iter().flat_map(|server| &server.findings))
    }

    /// How it came out: a fault at any server is one of the domain.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let own: Vec<Finding> = self.own_findings().cloned().collect();
        let mut outcomes = vec![outcome(&own)];
        for server in &self.servers {
            match &server.host {
                Some(Ok(report)) => outcomes.push(report.outcome()),
                Some(Err(_)) => outcomes.push(Outcome::Undecided),
                None => {}
            }
        }
        let has = |wanted: &[Outcome]| outcomes.iter().any(|one| wanted.contains(one));
        if has(&[Outcome::Fault]) {
            Outcome::Fault
        } else if has(&[Outcome::Undecided, Outcome::Absent]) {
            Outcome::Undecided
        } else {
            Outcome::Good
        }
    }

    /// The points of the worst server, less those for what was found about the domain; none where nothing could be found out.
    #[must_use]
    pub fn points(&self) -> Option<u32> {
        let rule = PointRule::USUAL;
        let known = self.own_findings().any(|finding| finding.severity != Severity::Undecided);
        if !known {
            return None;
        }
        let points = self.servers.iter().filter_map(|server| server.host.as_ref()?.as_ref().ok()?.points());
        let worst = match points.min() {
            Some(worst) => worst,
            None if self.servers.is_empty() => rule.full,
            // none of them could be looked at
            None => return None,
        };
        let less = self.own_findings().fold(0_u32, |less, finding| match finding.severity {
            Severity::Fault => less.saturating_add(rule.fault),
            Severity::Warning => less.saturating_add(rule.warning),
            _ => less,
        });
        Some(worst.saturating_sub(less))
    }
}
