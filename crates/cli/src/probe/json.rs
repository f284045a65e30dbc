//! `probe --json`: one object. More may be added; these names stay.

use kakitome_pki::UnixTime;
use kakitome_probe::{DoorReport, Fact, Finding, HostReport};
use serde_json::{Map, Value, json};

use super::facts;
use super::probed::Probed;
use crate::context::Context;

pub(super) fn all(results: &[Probed], domains: &[Value], now: UnixTime, context: Context) -> String {
    let hosts: Vec<Value> = results.iter().map(|probed| host(probed, context)).collect();
    let object =
        json!({ "schema": "kakitome.probe/1", "time": now.to_string(), "rule": facts::rule(context), "hosts": hosts, "domains": domains });
    format!("{object:#}")
}

fn host(probed: &Probed, context: Context) -> Value {
    match &probed.result {
        Ok(report) => of_host(report, context),
        Err(error) => json!({ "host": probed.host.name(), "outcome": "undone", "error": error.to_string() }),
    }
}

/// One host.
pub(super) fn of_host(report: &HostReport, context: Context) -> Value {
    let HostReport { address, addresses, .. } = report;
    json!({
        "host": report.host.name(),
        "address": address.to_string(),
        "addresses": addresses,
        "outcome": report.outcome().word(),
        "points": report.points(),
        "findings": findings(&report.findings, context),
        "ports": report.doors.iter().map(|one| door(one, context)).collect::<Vec<_>>(),
    })
}

fn door(report: &DoorReport, context: Context) -> Value {
    json!({
        "port": report.door.port,
        "protocol": report.door.word(),
        "implicit_tls": report.door.implicit,
        "outcome": report.outcome().word(),
        "points": report.points(),
        "connections": report.connections,
        "banner": report.banner,
        "offered_clear": report.offered_clear,
        "offered_inside": report.offered_inside,
        "tls": report.tls.as_ref().map(|(version, suite)| json!({ "version": version, "suite": suite })),
        "findings": findings(&report.findings, context),
    })
}

/// What was found, with its words.
pub(super) fn findings(list: &[Finding], context: Context) -> Vec<Value> {
    let one = |finding: &Finding| {
        let filled: Map<String, Value> = finding.facts.iter().map(|(name, fact)| ((*name).to_owned(), value(fact))).collect();
        json!({
            "id": finding.check.id(),
            "severity": finding.severity.word(),
            "facts": filled,
            "source": finding.check.source(),
            "text": facts::sentence(finding, context),
            "remedy": facts::remedy(finding, context),
        })
    };
    list.iter().map(one).collect()
}

fn value(fact: &Fact) -> Value {
    match fact {
        Fact::Text(text) => json!(text),
        Fact::Number(number) => json!(number),
        Fact::List(list) => json!(list),
    }
}
