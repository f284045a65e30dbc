//! What of a domain's report is told the same way in text and HTML.

use kakitome_probe::{DomainReport, HostReport, MailServer, Outcome as Came, Severity};

use crate::context::Context;

/// How one server came out, by what it said itself and by what was found about it.
pub(super) fn outcome(server: &MailServer) -> Came {
    let host = server.host.as_ref().map_or(Came::Absent, |host| host.as_ref().map_or(Came::Undecided, HostReport::outcome));
    match server.findings.iter().map(|finding| finding.severity).max() {
        Some(Severity::Fault) => Came::Fault,
        _ if host == Came::Good && server.findings.iter().any(|finding| finding.severity == Severity::Undecided) => Came::Undecided,
        _ => host,
    }
}

/// What a sender must demand of it, in words.
pub(super) fn demand(server: &MailServer, context: Context) -> String {
    context.say("probe-demand", &[("demand", server.demand.word().into())])
}

pub(super) fn summary(reports: &[DomainReport], context: Context) -> String {
    let count = |wanted: &[Came]| reports.iter().filter(|report| wanted.contains(&report.outcome())).count();
    let (good, fault, undone) = (count(&[Came::Good]), count(&[Came::Fault]), count(&[Came::Undecided, Came::Absent]));
    let counted = [("all", reports.len().into()), ("good", good.into()), ("fault", fault.into()), ("undone", undone.into())];
    context.say("probe-summary-domains", &counted)
}
