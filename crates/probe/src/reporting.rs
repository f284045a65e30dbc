//! Where a domain hears of failures (RFC 8460).

use kakitome_transport::{REPORT_LABEL, ReportTarget, read_report_records};

use crate::domain_asked::DomainProbe;
use crate::finding::{Check, Finding, Severity};
use crate::mail_servers::trouble;
use crate::reply::shown;

/// `wanted`: the domain demands TLS, and so ought to hear where it fails.
pub(crate) async fn check(asked: &DomainProbe<'_>, wanted: bool) -> Finding {
    let name = match asked.domain.below(REPORT_LABEL) {
        Ok(name) => name,
        Err(error) => return trouble(asked.domain, &error.into()),
    };
    let found = match asked.resolver.txt(&name).await {
        Ok(found) => found,
        Err(error) => return trouble(&name, &error),
    };
    match read_report_records(found.records()) {
        Ok(Some(record)) => {
            let place = |target: &ReportTarget| match target {
                ReportTarget::Mail(address) => shown(&format!("mailto:{address}")),
                ReportTarget::Web(address) => shown(address),
            };
            Finding::new(Check::ReportFound, Severity::Good).with("targets", record.targets.iter().map(place).collect::<Vec<_>>())
        }
        Ok(None) => Finding::new(Check::ReportNone, if wanted { Severity::Warning } else { Severity::Note }),
        Err(fault) => Finding::new(Check::ReportFault, Severity::Fault).with("why", fault.to_string()),
    }
}
