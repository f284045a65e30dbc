//! The result as a value: what was found at each port, and a score by a rule that can be said in one sentence.

use std::net::IpAddr;

use crate::finding::{Check, Finding, Severity};
use crate::host::Host;
use crate::service::Door;

/// The rule of the score, as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointRule {
    /// A port without a fault has these.
    pub full: u32,
    /// Less for each fault.
    pub fault: u32,
    /// Less for each warning.
    pub warning: u32,
    /// At most these where mail or passwords can be read or changed by whoever sits on the line.
    pub open_hole: u32,
}

impl PointRule {
    /// The one rule. Own: no standard weighs these.
    pub const USUAL: Self = Self { full: 100, fault: 30, warning: 10, open_hole: 20 };
}

/// How a port, or a host, came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything that could be found out is as it should be.
    Good,
    /// Something is wrong.
    Fault,
    /// Nothing wrong was seen, and not everything could be found out.
    Undecided,
    /// Nothing listens.
    Absent,
}

impl Outcome {
    /// A stable word for reports.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fault => "fault",
            Self::Undecided => "undecided",
            Self::Absent => "absent",
        }
    }
}

/// What was found at one port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorReport {
    /// The port.
    pub door: Door,
    /// The greeting, as far as it can be shown.
    pub banner: Option<String>,
    /// What is offered in clear.
    pub offered_clear: Vec<String>,
    /// What is offered inside TLS.
    pub offered_inside: Vec<String>,
    /// The newest version and its suite, as agreed with a client of today.
    pub tls: Option<(String, String)>,
    /// The certificates that the server sent, its own first.
    pub chain: Vec<Vec<u8>>,
    /// What was found, heaviest first.
    pub findings: Vec<Finding>,
    /// How many connections were made.
    pub connections: usize,
}

impl DoorReport {
    pub(crate) const fn new(door: Door) -> Self {
        Self {
            door,
            banner: None,
            offered_clear: Vec::new(),
            offered_inside: Vec::new(),
            tls: None,
            chain: Vec::new(),
            findings: Vec::new(),
            connections: 0,
        }
    }

    /// Is this among the findings?
    #[must_use]
    pub fn has(&self, check: Check) -> bool {
        self.findings.iter().any(|finding| finding.check == check)
    }

    /// How it came out.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.has(Check::Closed) || self.has(Check::Unreachable) {
            return Outcome::Absent;
        }
        outcome(&self.findings)
    }

    /// Points by [`PointRule::USUAL`]; none where nothing listens or nothing could be found out.
    #[must_use]
    pub fn points(&self) -> Option<u32> {
        let undecided_alone = self.findings.iter().all(|finding| finding.severity == Severity::Undecided);
        if self.outcome() == Outcome::Absent || undecided_alone {
            return None;
        }
        let rule = PointRule::USUAL;
        let count =
            |severity| u32::try_from(self.findings.iter().filter(|finding| finding.severity == severity).count()).unwrap_or(u32::MAX);
        let less = count(Severity::Fault).saturating_mul(rule.fault).saturating_add(count(Severity::Warning).saturating_mul(rule.warning));
        let points = rule.full.saturating_sub(less);
        let hole = self.findings.iter().any(|finding| finding.severity == Severity::Fault && is_open_hole(finding.check));
        Some(if hole { points.min(rule.open_hole) } else { points })
    }

    pub(crate) fn sort(&mut self) {
        self.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    }
}

/// What lets whoever sits on the line read or change mail or passwords.
const fn is_open_hole(check: Check) -> bool {
    matches!(
        check,
        Check::Injection
            | Check::StarttlsMissing
            | Check::StarttlsRefused
            | Check::ImplicitClear
            | Check::HandshakeFailed
            | Check::AuthClear
            | Check::Preauth
            | Check::TlsWeakSuite
    )
}

pub(crate) fn outcome(findings: &[Finding]) -> Outcome {
    match findings.iter().map(|finding| finding.severity).max() {
        Some(Severity::Fault) => Outcome::Fault,
        _ if findings.iter().any(|finding| finding.severity == Severity::Undecided) => Outcome::Undecided,
        _ => Outcome::Good,
    }
}

/// What was found at one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostReport {
    /// The host.
    pub host: Host,
    /// The address that was spoken to.
    pub address: IpAddr,
    /// How many addresses the name has; the others were not spoken to.
    pub addresses: usize,
    /// Port after port, in the order asked.
    pub doors: Vec<DoorReport>,
    /// What concerns the host as a whole.
    pub findings: Vec<Finding>,
}

impl HostReport {
    /// How it came out: a fault at any port is one of the host.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let mut outcomes: Vec<Outcome> = self.doors.iter().map(DoorReport::outcome).filter(|one| *one != Outcome::Absent).collect();
        if outcomes.is_empty() {
            return Outcome::Absent;
        }
        outcomes.push(outcome(&self.findings));
        let has = |wanted| outcomes.contains(&wanted);
        if has(Outcome::Fault) {
            Outcome::Fault
        } else if has(Outcome::Undecided) {
            Outcome::Undecided
        } else {
            Outcome::Good
        }
    }

    /// The points of its worst port, less those for warnings about the host.
    #[must_use]
    pub fn points(&self) -> Option<u32> {
        let worst = self.doors.iter().filter_map(DoorReport::points).min()?;
        let warnings = self.findings.iter().filter(|finding| finding.severity >= Severity::Warning).count();
        Some(worst.saturating_sub(PointRule::USUAL.warning.saturating_mul(u32::try_from(warnings).unwrap_or(u32::MAX))))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn door(findings: &[(Check, Severity)]) -> DoorReport {
        let mut report = DoorReport::new("587".parse().unwrap());
        report.findings = findings.iter().map(|&(check, severity)| Finding::new(check, severity)).collect();
        report
    }

    #[test]
    fn points_follow_the_rule() {
        let good = (Check::StarttlsWorks, Severity::Good);
        for (findings, points, outcome) in [
            (vec![good], Some(100), Outcome::Good),
            (vec![good, (Check::TlsOld, Severity::Warning)], Some(90), Outcome::Good),
            (vec![good, (Check::CertExpired, Severity::Fault)], Some(70), Outcome::Fault),
            (vec![good, (Check::Injection, Severity::Fault)], Some(20), Outcome::Fault),
            (vec![(Check::CertExpired, Severity::Fault); 5], Some(0), Outcome::Fault),
            (vec![good, (Check::Stalled, Severity::Undecided)], Some(100), Outcome::Undecided),
            (vec![(Check::Stalled, Severity::Undecided)], None, Outcome::Undecided),
            (vec![(Check::Closed, Severity::Note)], None, Outcome::Absent),
        ] {
            let report = door(&findings);
            assert_eq!((report.points(), report.outcome()), (points, outcome), "{findings:?}");
        }
    }
}
