//! Domains in `probe --json`: under `domains`, beside `hosts`. More may be added; these names stay.

use kakitome_probe::{DomainReport, MailServer};
use kakitome_transport::Policy;
use serde_json::{Value, json};

use super::json::{findings, of_host};
use crate::context::Context;

pub(super) fn domains(reports: &[DomainReport], context: Context) -> Vec<Value> {
    reports.iter().map(|report| domain(report, context)).collect()
}

fn domain(report: &DomainReport, context: Context) -> Value {
    json!({
        "domain": report.domain.as_str(),
        "outcome": report.outcome().word(),
        "points": report.points(),
        "dnssec": report.proof.word(),
        "mta_sts": report.policy.as_ref().map(policy),
        "findings": findings(&report.findings, context),
        "mail_servers": report.servers.iter().map(|one| server(one, context)).collect::<Vec<_>>(),
    })
}

fn policy(policy: &Policy) -> Value {
    json!({ "mode": policy.mode.word(), "mx": policy.mx, "max_age": policy.max_age.as_secs() })
}

fn server(server: &MailServer, context: Context) -> Value {
    let host = server.host.as_ref().map(|host| match host {
        Ok(report) => of_host(report, context),
        Err(error) => json!({ "outcome": "undone", "error": error.to_string() }),
    });
    json!({
        "name": server.name.as_str(),
        "preference": server.preference,
        "demand": server.demand.word(),
        "findings": findings(&server.findings, context),
        "host": host,
    })
}
