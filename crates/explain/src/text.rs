//! The report in words, for a terminal: heading, four parts, then the basis, the certificates and every finding.

use kakitome_pki::Severity;
use kakitome_pki::chain::Revocation;
use kakitome_smime::{Report, Signer, Verdict};

use crate::lang::Lang;
use crate::sentence::{self, shown};
use crate::words::{Words, words};
use crate::{heading, moment, parts, status};

/// Heading, the four parts, and the technical lines beneath.
#[must_use]
pub fn report(report: &Report, lang: Lang) -> String {
    let words = words(lang);
    let verdict = report.verdict();
    let parts = parts::of(report, verdict, words);
    let mut page = Page { words, out: String::new() };
    page.heading(&heading::of(report, verdict, words), &heading::badge(verdict, words));
    page.part("part-known", &parts.known);
    page.part("part-unknown", &parts.unknown);
    page.part("part-clients", &parts.clients);
    page.lines("part-todo", &parts.todo);
    if !report.signers.is_empty() {
        page.lines("part-basis", &basis(report, words));
    }
    for (number, signer) in report.signers.iter().enumerate() {
        let lines = signer_lines(signer, report, number, words);
        page.lines("part-signer", &lines);
    }
    let findings = finding_lines(report, words);
    if !findings.is_empty() {
        page.lines("part-findings", &findings);
    }
    page.out
}

/// The heading alone: `署名は有効です`.
#[must_use]
pub fn heading(report: &Report, lang: Lang) -> String {
    heading::of(report, report.verdict(), words(lang))
}

struct Page {
    words: &'static Words,
    out: String,
}

impl Page {
    fn heading(&mut self, heading: &str, badge: &str) {
        self.out.push_str(&format!("[{badge}] {heading}\n"));
    }

    /// Sentences run on as prose; an empty part says so.
    fn part(&mut self, title: &str, sentences: &[String]) {
        let gap = if self.words.lang() == Lang::Ja { "" } else { " " };
        let text = if sentences.is_empty() { self.words.get("part-nothing", &[]) } else { sentences.join(gap) };
        self.out.push_str(&format!("\n{}\n  {text}\n", self.words.get(title, &[])));
    }

    fn lines(&mut self, title: &str, lines: &[String]) {
        self.out.push_str(&format!("\n{}\n", self.words.get(title, &[])));
        for line in lines {
            self.out.push_str(&format!("  {line}\n"));
        }
    }
}

pub(crate) fn basis(report: &Report, words: &Words) -> Vec<String> {
    let revocation = report.signers.iter().map(|signer| signer.revocation).max().unwrap_or(Revocation::NotChecked);
    let revocation = words.get(&format!("revocation-{}", revocation.word()), &[]);
    let at = moment::written(report.at, words.lang());
    let basis = words.get("basis", &[("roots", report.anchors.into()), ("at", at.into()), ("revocation", revocation.into())]);
    let received = report.received.map(|received| moment::written(received, words.lang()));
    std::iter::once(basis).chain(received.map(|value| words.get("basis-received", &[("value", value.into())]))).collect()
}

pub(crate) fn signer_lines(signer: &Signer, report: &Report, number: usize, words: &Words) -> Vec<String> {
    let line = |name: &str, value: String| words.get(name, &[("value", value.into())]);
    let mut lines = Vec::new();
    if report.signers.len() > 1 {
        lines.push(words.get("signer-number", &[("number", number.saturating_add(1).into())]));
    }
    let Some(certificate) = &signer.certificate else {
        lines.push(words.get("known-signed-by-unknown", &[]));
        return lines;
    };
    let at = |moment| moment::written(moment, words.lang());
    lines.push(line("certificate-subject", shown(&certificate.subject().display())));
    lines.push(line("certificate-issuer", shown(&certificate.issuer().display())));
    lines.push(line("certificate-serial", certificate.serial().hex()));
    if !signer.address.certificate.is_empty() {
        lines.push(line("certificate-addresses", shown(&signer.address.certificate.join(", "))));
    }
    let validity = [("from", at(certificate.not_before()).into()), ("until", at(certificate.not_after()).into())];
    lines.push(words.get("certificate-validity", &validity));
    lines.push(line("certificate-sha256", certificate.sha256_hex()));
    if let Some(path) = &signer.path {
        let names: Vec<String> = path.certificates().iter().map(|link| shown(&link.subject().display())).collect();
        lines.push(line("signer-path", names.join(" < ")));
    }
    lines.extend(status::lines(signer, report.at, words));
    if let Some(time) = signer.signing_time {
        lines.push(line("signer-time", at(time)));
    }
    for stamp in &signer.time_stamps {
        let Some(time) = stamp.time else { continue };
        let authority = stamp.authority.as_ref().map(|authority| shown(&authority.subject().display())).unwrap_or_default();
        let proves = if stamp.not_later_than().is_some() { "yes" } else { "no" };
        let values = [("value", at(time).into()), ("authority", authority.into()), ("proves", proves.into())];
        lines.push(words.get("signer-time-stamp", &values));
    }
    if let Some(then) = signer.path.as_ref().map(kakitome_pki::path::VerifiedPath::at).filter(|then| *then != report.at) {
        lines.push(line("signer-judged-as-of", at(then)));
    }
    lines
}

/// A line for each finding.
pub(crate) fn finding_lines(report: &Report, words: &Words) -> Vec<String> {
    by_weight(report).into_iter().map(|noted| finding_line(noted, report, words)).collect()
}

/// Errors first, in the order in which they were found.
fn by_weight(report: &Report) -> Vec<&kakitome_smime::Noted> {
    let mut findings: Vec<_> = report.findings.iter().collect();
    findings.sort_by_key(|noted| std::cmp::Reverse(noted.severity));
    findings
}

fn finding_line(noted: &kakitome_smime::Noted, report: &Report, words: &Words) -> String {
    let (severity, text) = weighed(noted, report, words);
    let values = [
        ("badge", words.get(&format!("severity-{severity}"), &[]).into()),
        ("text", text.into()),
        ("where", sentence::place(noted, words).into()),
        ("source", sentence::source(&noted.finding, words).into()),
        ("id", noted.finding.id().into()),
    ];
    words.get("finding-line", &values)
}

/// What is wrong with an inner signature does not lower the verdict unless it is altered: it must not look as if it did.
fn weighed(noted: &kakitome_smime::Noted, report: &Report, words: &Words) -> (&'static str, String) {
    let text = sentence::told(noted, report, words);
    let inner = noted.severity == Severity::Error && !report.counts(noted) && report.verdict() == Verdict::Valid;
    if inner { (Severity::Note.word(), words.get("finding-apart", &[("text", text.into())])) } else { (noted.severity.word(), text) }
}

/// A verdict's heading without a report: for tables and help.
#[must_use]
pub fn verdict_heading(verdict: Verdict, lang: Lang) -> String {
    let words = words(lang);
    match verdict {
        Verdict::Untrusted => words.get("heading-untrusted-other", &[]),
        other => words.get(&format!("heading-{}", other.word()), &[]),
    }
}
