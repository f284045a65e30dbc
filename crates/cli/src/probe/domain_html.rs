//! Domains as HTML, inside the page of the hosts.

use std::fmt::Write;

use kakitome_explain::page::escaped;
use kakitome_pki::UnixTime;
use kakitome_probe::{DomainReport, MailServer};

use super::html::{class, inside_door, told};
use super::page::sign;
use super::{domains_facts as of, facts};
use crate::context::Context;

pub(super) fn domains(reports: &[DomainReport], now: UnixTime, context: Context) -> String {
    let mut page = String::new();
    if reports.len() > 1 {
        let _ = writeln!(page, "<p>{}</p>", escaped(&of::summary(reports, context)));
    }
    reports.iter().for_each(|report| domain(&mut page, report, now, context));
    page
}

fn domain(page: &mut String, report: &DomainReport, now: UnixTime, context: Context) {
    let heading = context.say("probe-heading-domain", &[("domain", report.domain.as_str().into())]);
    let outcome = context.say("probe-outcome-domain", &[("outcome", report.outcome().word().into())]);
    let (weight, points) = (class(report.outcome()), facts::points(report.points(), context));
    let _ = writeln!(page, "<h1>{}</h1>\n<p class=\"dim\">{}</p>", escaped(&heading), escaped(&now.to_string()));
    let _ = writeln!(
        page,
        "<p class=\"sum\"><b class=\"{}\">{} {}</b><span>{}</span></p>",
        weight.word(),
        sign(weight),
        escaped(&outcome),
        escaped(&points)
    );
    if !report.servers.is_empty() {
        table(page, report, context);
    }
    let _ = writeln!(page, "<section>\n<h2>{}</h2>\n<ul>", escaped(&context.say("probe-whole-domain", &[])));
    report.findings.iter().for_each(|finding| told(page, finding, context));
    page.push_str("</ul>\n</section>\n");
    report.servers.iter().for_each(|server| at_server(page, server, context));
}

fn table(page: &mut String, report: &DomainReport, context: Context) {
    let head = |name| escaped(&context.say(name, &[]));
    let (server, result, demand) = (head("probe-mail-server"), head("probe-result"), head("probe-demanded"));
    let _ = writeln!(
        page,
        "<table>\n<thead><tr><th scope=\"col\">{server}</th><th scope=\"col\">{result}</th><th scope=\"col\">{demand}</th></tr></thead>\n<tbody>"
    );
    for server in &report.servers {
        let weight = class(of::outcome(server));
        let outcome = context.say("probe-outcome-short", &[("outcome", of::outcome(server).word().into())]);
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{} ({})</th><td class=\"{}\">{} {}</td><td>{}</td></tr>",
            escaped(server.name.as_str()),
            server.preference,
            weight.word(),
            sign(weight),
            escaped(&outcome),
            escaped(&of::demand(server, context))
        );
    }
    page.push_str("</tbody>\n</table>\n");
}

fn at_server(page: &mut String, server: &MailServer, context: Context) {
    let heading = context.say("probe-server", &[("host", server.name.as_str().into())]);
    let _ = writeln!(page, "<section>\n<h2>{}</h2>\n<ul>", escaped(&heading));
    server.findings.iter().for_each(|finding| told(page, finding, context));
    page.push_str("</ul>\n");
    match &server.host {
        Some(Ok(report)) => report.doors.iter().for_each(|door| inside_door(page, door, context)),
        Some(Err(error)) => {
            let _ = writeln!(page, "<p class=\"undecided\">{}</p>", escaped(&error.to_string()));
        }
        None => {}
    }
    page.push_str("</section>\n");
}
