//! A report for a terminal: a heading, a table of the ports, then what was found at each. Colour only where a person looks
//! (and not with NO_COLOR); the signs and words say the same without it.

use std::fmt::Write;
use std::io::IsTerminal;

use kakitome_pki::UnixTime;
use kakitome_probe::{DoorReport, Finding, HostReport, Outcome as Came, Severity};

use super::page::{parts, sign};
use super::probed::Probed;
use super::{args, facts};
use crate::context::Context;

/// How it may look.
pub(super) struct Look {
    colour: bool,
}

/// Lines are broken here: as wide as a page of a book.
const WIDTH: usize = 96;

impl Look {
    pub(super) fn of_standard_output() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { colour: std::io::stdout().is_terminal() && !unwanted }
    }

    pub(super) fn paint(&self, text: &str, code: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    pub(super) fn of(&self, text: &str, severity: Severity) -> String {
        let code = match severity {
            Severity::Good => "32",
            Severity::Note => "2",
            Severity::Undecided => "36",
            Severity::Warning => "33",
            Severity::Fault => "1;31",
        };
        self.paint(text, code)
    }
}

/// What was found at each host.
pub(super) fn hosts(results: &[Probed], now: UnixTime, context: Context, look: &Look) -> String {
    let mut page = String::new();
    for probed in results {
        match &probed.result {
            Ok(report) => host(&mut page, report, now, context, look),
            Err(error) => {
                let why = error.to_string();
                let said = context.say("probe-undone", &[("host", probed.host.name().into()), ("why", why.into())]);
                line(&mut page, &format!("{}\n", look.of(&said, Severity::Undecided)));
            }
        }
    }
    if results.len() > 1 {
        let (good, fault, undone) = args::counts(results);
        let counted = [("all", results.len().into()), ("good", good.into()), ("fault", fault.into()), ("undone", undone.into())];
        line(&mut page, &look.paint(&context.say("probe-summary", &counted), "1"));
        line(&mut page, "");
    }
    page
}

/// How points are counted, and what was not looked at.
pub(super) fn foot(domains: bool, context: Context, look: &Look) -> String {
    let mut page = String::new();
    for text in facts::foot(domains, context) {
        for part in wrapped(&text, WIDTH) {
            line(&mut page, &look.paint(&part, "2"));
        }
    }
    page
}

pub(super) fn line(page: &mut String, text: &str) {
    page.push_str(text);
    page.push('\n');
}

fn host(page: &mut String, report: &HostReport, now: UnixTime, context: Context, look: &Look) {
    let heading = context.say("probe-heading", &[("host", report.host.name().into())]);
    line(page, &look.paint(&heading, "1"));
    line(page, &look.paint(&facts::address(report, &now.to_string(), context), "2"));
    let outcome = context.say("probe-outcome", &[("outcome", report.outcome().word().into())]);
    let weight = weight(report.outcome());
    let score = facts::points(report.points(), context);
    line(page, &format!("\n  {} {}   {score}\n", look.of(sign(weight), weight), look.paint(&outcome, "1")));
    for door in &report.doors {
        row(page, door, context, look);
    }
    line(page, "");
    if !report.findings.is_empty() {
        line(page, &look.paint(&context.say("probe-whole-host", &[]), "1"));
        for finding in &report.findings {
            told(page, finding, context, look);
        }
        line(page, "");
    }
    for door in report.doors.iter().filter(|door| door.outcome() != Came::Absent) {
        at_door(page, door, context, look);
    }
}

pub(super) const fn weight(outcome: Came) -> Severity {
    match outcome {
        Came::Good => Severity::Good,
        Came::Fault => Severity::Fault,
        Came::Undecided => Severity::Undecided,
        Came::Absent => Severity::Note,
    }
}

/// One line of the table: port, what is spoken, how it came out, points, TLS.
fn row(page: &mut String, door: &DoorReport, context: Context, look: &Look) {
    let weight = weight(door.outcome());
    let outcome = context.say("probe-outcome-short", &[("outcome", door.outcome().word().into())]);
    let points = door.points().map_or_else(|| "–".to_owned(), |points| points.to_string());
    let tls = door.tls.as_ref().map(|(version, _)| version.as_str()).unwrap_or_default();
    let (port, outcome) = (format!("{:>5} {:<11}", door.door.port, door.door.word()), padded(&outcome, 10));
    let text = format!("  {port} {} {} {points:>4}  {tls}", look.of(sign(weight), weight), look.of(&outcome, weight));
    line(page, text.trim_end());
}

pub(super) fn at_door(page: &mut String, door: &DoorReport, context: Context, look: &Look) {
    line(page, &look.paint(&format!("{} {}", context.say("probe-port", &[]), door.door), "1"));
    let mut about = Vec::new();
    if let Some(banner) = &door.banner {
        about.push(context.say("probe-banner", &[("banner", banner.into())]));
    }
    if let Some((version, suite)) = &door.tls {
        about.push(context.say("probe-tls", &[("version", version.into()), ("suite", suite.into())]));
    }
    for text in about {
        for part in wrapped(&text, WIDTH - 4) {
            line(page, &look.paint(&format!("    {part}"), "2"));
        }
    }
    let (read, rest) = parts(door);
    for finding in read {
        told(page, finding, context, look);
    }
    for finding in rest {
        short(page, finding, context, look);
    }
    line(page, "");
}

/// What is wrong: sentence, remedy, source.
pub(super) fn told(page: &mut String, finding: &Finding, context: Context, look: &Look) {
    short(page, finding, context, look);
    let remedy = context.say("probe-remedy", &[("text", facts::remedy(finding, context).into())]);
    for part in wrapped(&remedy, WIDTH - 6) {
        line(page, &format!("      {part}"));
    }
    let source = context.say("probe-source", &[("source", finding.check.source().into())]);
    line(page, &look.paint(&format!("      {source}  [{}]", finding.check.id()), "2"));
}

pub(super) fn short(page: &mut String, finding: &Finding, context: Context, look: &Look) {
    let word = context.say("probe-severity", &[("severity", finding.severity.word().into())]);
    let text = facts::sentence(finding, context);
    // the word stands beside the sign where something is to be read
    let text = if finding.severity >= Severity::Undecided { format!("{word}: {text}") } else { text };
    for (at, part) in wrapped(&text, WIDTH - 4).iter().enumerate() {
        let begin = if at == 0 { look.of(sign(finding.severity), finding.severity) } else { " ".to_owned() };
        let _ = writeln!(page, "  {begin} {part}");
    }
}

/// Columns of a terminal: Japanese characters take two.
fn columns(text: &str) -> usize {
    text.chars().map(wide).sum()
}

const fn wide(character: char) -> usize {
    match character {
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' => 2,
        _ => 1,
    }
}

pub(super) fn padded(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(columns(text))))
}

/// Lines of at most so many columns: broken at blanks, and between Japanese characters, but never before a full stop or bracket.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0_usize;
    for piece in pieces(text) {
        let size = columns(piece.trim_end());
        if used > 0 && used.saturating_add(size) > width {
            if let Some(last) = lines.last_mut() {
                last.truncate(last.trim_end().len());
            }
            lines.push(String::new());
            used = 0;
        }
        if let Some(last) = lines.last_mut() {
            last.push_str(piece);
        }
        used = used.saturating_add(columns(piece));
    }
    lines
}

/// The pieces between which a line may end.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut begin, mut before) = (0, ' ');
    for (at, character) in text.char_indices() {
        let no_begin = "、。)」』!?:・ー々".contains(character);
        let no_end = "(「『".contains(before);
        let may = before == ' ' && character != ' ' || (wide(before) == 2 || wide(character) == 2) && !no_begin && !no_end;
        if at > begin && may {
            found.extend(text.get(begin..at));
            begin = at;
        }
        before = character;
    }
    found.extend(text.get(begin..));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_where_both_languages_allow() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("証明書は、有効です。", 8), ["証明書", "は、有効", "です。"]);
        for text in ["STARTTLS に対応し、実際に使えます。(確認済み)", "a fairly long line with words of several lengths in it"]
        {
            assert_eq!(wrapped(text, 20).concat().replace(' ', ""), text.replace(' ', ""));
            assert!(wrapped(text, 20).iter().all(|line| columns(line) <= 22), "{:?}", wrapped(text, 20));
        }
    }
}
