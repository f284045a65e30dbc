//! One certificate's panel: what it was held to, what it does not keep by group, with clause, day and what to do.

use std::path::Path;

use kakitome_pki::Certificate;
use kakitome_pki::lint::{LintFinding, LintGroup, LintReport, LintSeverity};
use serde_json::{Value, json};

use crate::context::Context;

/// For people.
pub(super) fn text(certificate: &Certificate, report: &LintReport, context: Context) -> String {
    let date = day(&certificate.not_before().to_string());
    let mut lines = vec![context.say("lint-title", &[("subject", title(certificate).into()), ("date", date.into())])];
    lines.push(match report.profile {
        Some(profile) => context.say("lint-held-to", &[("profile", profile.name().into())]),
        None => context.say("lint-held-to-general", &[]),
    });
    lines.push(count(report, context));
    if report.too_early() > 0 {
        lines.push(context.say("lint-early", &[("count", report.too_early().into())]));
    }
    for group in LintGroup::ALL {
        let findings = report.of_group(group);
        if findings.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(context.say(&format!("lint-group-{}", group.word()), &[]));
        for finding in &findings {
            let severity = context.say(&format!("lint-severity-{}", finding.rule.severity.word()), &[]);
            let line = context.say("lint-line", &[("severity", severity.into()), ("text", sentence(finding, context).into())]);
            lines.push(format!("  {line}"));
            let since = day(&finding.rule.since.to_string());
            let values = [("clause", finding.rule.clause.into()), ("date", since.into()), ("id", finding.rule.id.into())];
            lines.push(format!("    {}", context.say("lint-where", &values)));
        }
        lines.push(format!("  {}", context.say("lint-do", &[("text", what_to_do(group, context).into())])));
    }
    lines.join("\n")
}

/// For programs.
pub(super) fn json(certificate: &Certificate, report: &LintReport, file: &Path, context: Context) -> Value {
    let findings: Vec<Value> = report
        .findings()
        .iter()
        .map(|finding| {
            json!({
                "id": finding.rule.id,
                "severity": finding.rule.severity.word(),
                "clause": finding.rule.clause,
                "effective": day(&finding.rule.since.to_string()),
                "group": finding.rule.group.word(),
                "facts": {"found": finding.found},
                "text": sentence(finding, context),
                "do": what_to_do(finding.rule.group, context),
            })
        })
        .collect();
    json!({
        "file": file.display().to_string(),
        "subject": certificate.subject().display(),
        "issuer": certificate.issuer().display(),
        "serial": certificate.serial().hex(),
        "sha256": certificate.sha256_hex(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
        "profile": report.profile.map(kakitome_pki::lint::Profile::name),
        "rules_asked": report.asked(),
        "rules_not_yet_effective": report.too_early(),
        "worst": report.worst().map(LintSeverity::word),
        "findings": findings,
    })
}

fn count(report: &LintReport, context: Context) -> String {
    let findings = report.findings();
    let of = |severity| findings.iter().filter(|finding| finding.rule.severity == severity).count();
    if findings.is_empty() {
        return context.say("lint-clean", &[("asked", report.asked().into())]);
    }
    let values = [
        ("count", findings.len().into()),
        ("asked", report.asked().into()),
        ("errors", of(LintSeverity::Error).into()),
        ("warnings", of(LintSeverity::Warning).into()),
        ("notices", of(LintSeverity::Notice).into()),
    ];
    context.say("lint-count", &values)
}

fn sentence(finding: &LintFinding, context: Context) -> String {
    context.say(&format!("lint-{}", finding.rule.id.replace('.', "-")), &[("found", finding.found.as_str().into())])
}

fn what_to_do(group: LintGroup, context: Context) -> String {
    context.say(&format!("lint-do-{}", group.word()), &[])
}

/// The subject, else the first address, else the serial number.
fn title(certificate: &Certificate) -> String {
    let subject = certificate.subject().display();
    if subject.is_empty() { certificate.serial().hex() } else { subject }
}

/// The day of a moment in RFC 3339.
fn day(moment: &str) -> String {
    moment.split('T').next().unwrap_or_default().to_owned()
}
