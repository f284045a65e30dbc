//! A report as one HTML file: no script, nothing fetched from anywhere, readable on a phone, light or dark as the reader likes.
//! Everything a server said is escaped.

use std::fmt::Write;

use kakitome_explain::page::escaped;
use kakitome_pki::UnixTime;
use kakitome_probe::{DoorReport, Finding, HostReport, Outcome as Came, Severity};

use super::page::{parts, sign};
use super::probed::Probed;
use super::{args, facts};
use crate::context::Context;

/// Colours tell nothing that the sign and the word beside them do not tell.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1d2430;--dim:#5c6675;--paper:#fff;--card:#f5f6f8;--line:#d9dde3;--good:#1a6b3c;--warning:#7a5200;--fault:#a11b1b;--undecided:#1b5a8a}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ee;--dim:#a2abb8;--paper:#14171c;--card:#1e232a;--line:#363d47;--good:#6fcf97;--warning:#e6b45c;--fault:#ff8f8f;--undecided:#7cc0f2}}\
*{box-sizing:border-box}body{margin:0 auto;padding:1rem;max-width:52rem;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}\
h1{font-size:1.4rem;margin:1.5rem 0 .2rem}h2{font-size:1.1rem;margin:0 0 .4rem}.dim{color:var(--dim);font-size:.9rem}\
.sum{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;align-items:baseline;margin:.8rem 0;font-size:1.1rem}\
table{border-collapse:collapse;width:100%;margin:0 0 1rem}th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--line)}th{font-weight:600;color:var(--dim);font-size:.9rem}\
section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1rem;margin:0 0 1rem}\
ul{list-style:none;margin:.4rem 0 0;padding:0}li{padding:.35rem 0 .35rem 1.7rem;position:relative}li>b:first-child{position:absolute;left:.2rem}\
td:nth-child(2){white-space:nowrap}.good{color:var(--good)}.warning{color:var(--warning)}.fault{color:var(--fault)}.undecided{color:var(--undecided)}.note{color:var(--dim)}\
p{margin:.2rem 0}footer{border-top:1px solid var(--line);margin-top:1.5rem;padding-top:.8rem}@media print{section{break-inside:avoid}}";

/// The page around what was found.
pub(super) fn page(parts: &str, domains: bool, context: Context) -> String {
    let title = escaped(&context.say("probe-title", &[]));
    let foot: String = facts::foot(domains, context).iter().map(|text| format!("<p>{}</p>", escaped(text))).collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{parts}</main>\n\
         <footer class=\"dim\">{foot}</footer>\n</body>\n</html>\n",
        context.lang.code()
    )
}

/// What was found at each host.
pub(super) fn hosts(results: &[Probed], now: UnixTime, context: Context) -> String {
    let mut page = String::new();
    if results.len() > 1 {
        let (good, fault, undone) = args::counts(results);
        let counted = [("all", results.len().into()), ("good", good.into()), ("fault", fault.into()), ("undone", undone.into())];
        let _ = writeln!(page, "<p>{}</p>", escaped(&context.say("probe-summary", &counted)));
    }
    for probed in results {
        match &probed.result {
            Ok(report) => host(&mut page, report, now, context),
            Err(error) => {
                let heading = context.say("probe-heading", &[("host", probed.host.name().into())]);
                let _ = writeln!(page, "<h1>{}</h1>\n<p class=\"undecided\">{}</p>", escaped(&heading), escaped(&error.to_string()));
            }
        }
    }
    page
}

fn host(page: &mut String, report: &HostReport, now: UnixTime, context: Context) {
    let heading = context.say("probe-heading", &[("host", report.host.name().into())]);
    let address = facts::address(report, &now.to_string(), context);
    let outcome = context.say("probe-outcome", &[("outcome", report.outcome().word().into())]);
    let (class, points) = (class(report.outcome()), facts::points(report.points(), context));
    let _ = writeln!(page, "<h1>{}</h1>\n<p class=\"dim\">{}</p>", escaped(&heading), escaped(&address));
    let _ = writeln!(
        page,
        "<p class=\"sum\"><b class=\"{}\">{} {}</b><span>{}</span></p>",
        class.word(),
        sign(class),
        escaped(&outcome),
        escaped(&points)
    );
    table(page, report, context);
    if !report.findings.is_empty() {
        let _ = writeln!(page, "<section>\n<h2>{}</h2>\n<ul>", escaped(&context.say("probe-whole-host", &[])));
        report.findings.iter().for_each(|finding| told(page, finding, context));
        page.push_str("</ul>\n</section>\n");
    }
    report.doors.iter().filter(|door| door.outcome() != Came::Absent).for_each(|door| at_door(page, door, context));
}

pub(super) const fn class(outcome: Came) -> Severity {
    match outcome {
        Came::Good => Severity::Good,
        Came::Fault => Severity::Fault,
        Came::Undecided => Severity::Undecided,
        Came::Absent => Severity::Note,
    }
}

fn table(page: &mut String, report: &HostReport, context: Context) {
    let head = |name| escaped(&context.say(name, &[]));
    let (port, result, score) = (head("probe-port"), head("probe-result"), head("probe-score"));
    let _ = writeln!(
        page,
        "<table>\n<thead><tr><th scope=\"col\">{port}</th><th scope=\"col\">{result}</th><th scope=\"col\">{score}</th><th scope=\"col\">TLS</th></tr></thead>\n<tbody>"
    );
    for door in &report.doors {
        let class = class(door.outcome());
        let outcome = context.say("probe-outcome-short", &[("outcome", door.outcome().word().into())]);
        let points = door.points().map_or_else(|| "–".to_owned(), |points| points.to_string());
        let tls = door.tls.as_ref().map(|(version, _)| escaped(version)).unwrap_or_default();
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td class=\"{}\">{} {}</td><td>{points}</td><td>{tls}</td></tr>",
            escaped(&door.door.to_string()),
            class.word(),
            sign(class),
            escaped(&outcome)
        );
    }
    page.push_str("</tbody>\n</table>\n");
}

fn at_door(page: &mut String, door: &DoorReport, context: Context) {
    let _ = writeln!(page, "<section>\n<h2>{} {}</h2>", escaped(&context.say("probe-port", &[])), escaped(&door.door.to_string()));
    inside_door(page, door, context);
    page.push_str("</section>\n");
}

/// What was found at one port, without its heading.
pub(super) fn inside_door(page: &mut String, door: &DoorReport, context: Context) {
    if let Some(banner) = &door.banner {
        let _ = writeln!(page, "<p class=\"dim\">{}</p>", escaped(&context.say("probe-banner", &[("banner", banner.into())])));
    }
    if let Some((version, suite)) = &door.tls {
        let said = context.say("probe-tls", &[("version", version.into()), ("suite", suite.into())]);
        let _ = writeln!(page, "<p class=\"dim\">{}</p>", escaped(&said));
    }
    page.push_str("<ul>\n");
    let (read, rest) = parts(door);
    read.iter().chain(&rest).for_each(|finding| told(page, finding, context));
    page.push_str("</ul>\n");
}

pub(super) fn told(page: &mut String, finding: &Finding, context: Context) {
    let severity = finding.severity;
    let word = context.say("probe-severity", &[("severity", severity.word().into())]);
    let text = escaped(&facts::sentence(finding, context));
    let _ = write!(page, "<li><b class=\"{0}\" title=\"{1}\">{2}</b>", severity.word(), escaped(&word), sign(severity));
    if severity >= Severity::Undecided {
        let remedy = context.say("probe-remedy", &[("text", facts::remedy(finding, context).into())]);
        let source = context.say("probe-source", &[("source", finding.check.source().into())]);
        let _ = write!(
            page,
            "<p><b class=\"{}\">{}</b> {text}</p><p>{}</p><p class=\"dim\">{} [{}]</p>",
            severity.word(),
            escaped(&word),
            escaped(&remedy),
            escaped(&source),
            finding.check.id()
        );
    } else {
        let _ = write!(page, "<p>{text}</p>");
    }
    page.push_str("</li>\n");
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_a_server_says_is_no_markup() {
        assert_eq!(super::escaped("<script>\"&'"), "&lt;script&gt;&quot;&amp;&#39;");
    }
}
