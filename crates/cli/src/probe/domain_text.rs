//! Domains for a terminal: a heading, a table of the mail servers, then what was found about the domain and about each server.

use kakitome_pki::UnixTime;
use kakitome_probe::{DomainReport, Finding, MailServer, Severity};

use super::page::sign;
use super::text::{Look, at_door, line, padded, short, told, weight};
use super::{domains_facts as of, facts};
use crate::context::Context;

pub(super) fn domains(reports: &[DomainReport], now: UnixTime, context: Context, look: &Look) -> String {
    let mut page = String::new();
    for report in reports {
        domain(&mut page, report, now, context, look);
    }
    if reports.len() > 1 {
        line(&mut page, &look.paint(&of::summary(reports, context), "1"));
        line(&mut page, "");
    }
    page
}

fn domain(page: &mut String, report: &DomainReport, now: UnixTime, context: Context, look: &Look) {
    line(page, &look.paint(&context.say("probe-heading-domain", &[("domain", report.domain.as_str().into())]), "1"));
    line(page, &look.paint(&now.to_string(), "2"));
    let outcome = context.say("probe-outcome-domain", &[("outcome", report.outcome().word().into())]);
    let (weight, score) = (weight(report.outcome()), facts::points(report.points(), context));
    line(page, &format!("\n  {} {}   {score}\n", look.of(sign(weight), weight), look.paint(&outcome, "1")));
    for server in &report.servers {
        row(page, server, context, look);
    }
    if !report.servers.is_empty() {
        line(page, "");
    }
    line(page, &look.paint(&context.say("probe-whole-domain", &[]), "1"));
    findings(page, &report.findings, context, look);
    for server in &report.servers {
        at_server(page, server, context, look);
    }
}

/// One line of the table: preference, name, how it came out, what must be demanded of it.
fn row(page: &mut String, server: &MailServer, context: Context, look: &Look) {
    let weight = weight(of::outcome(server));
    let outcome = context.say("probe-outcome-short", &[("outcome", of::outcome(server).word().into())]);
    let name = padded(server.name.as_str(), 32);
    let text = format!(
        "  {:>5} {name} {} {} {}",
        server.preference,
        look.of(sign(weight), weight),
        look.of(&padded(&outcome, 10), weight),
        of::demand(server, context)
    );
    line(page, text.trim_end());
}

fn at_server(page: &mut String, server: &MailServer, context: Context, look: &Look) {
    line(page, &look.paint(&context.say("probe-server", &[("host", server.name.as_str().into())]), "1"));
    findings(page, &server.findings, context, look);
    match &server.host {
        Some(Ok(report)) => report.doors.iter().for_each(|door| at_door(page, door, context, look)),
        Some(Err(error)) => line(page, &format!("    {error}\n")),
        None => {}
    }
}

fn findings(page: &mut String, list: &[Finding], context: Context, look: &Look) {
    for finding in list {
        if finding.severity >= Severity::Undecided { told(page, finding, context, look) } else { short(page, finding, context, look) }
    }
    line(page, "");
}
