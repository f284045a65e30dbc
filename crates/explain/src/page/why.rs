//! A valid signature that a program shows as something else all the same, and not because of a root: which property of the mail it is, in
//! a sentence, and what the sender can do. Whoever reads "not valid" beside a valid mail has to be told why.

use kakitome_clients::{Case, Shown, Shows};
use kakitome_smime::Verdict;

use super::named::{named, spaced};
use super::subject::Subject;
use crate::sentence;
use crate::words::Words;

/// The case of a program that shows a valid mail as not valid on every machine, or a signature not at all.
fn against<'a>(one: &'a Shown, subject: &Subject<'_>) -> Option<&'a Case> {
    let hidden = one.cases.iter().find(|case| case.shows == Shows::Unsigned);
    if !subject.report.signers.is_empty() && hidden.is_some() {
        return hidden;
    }
    if subject.report.verdict() != Verdict::Valid || one.cases.iter().any(|case| case.shows == Shows::Trusted) {
        return None;
    }
    // conditions that hold come first: what is left then is the mail's own
    one.cases.first().filter(|case| matches!(case.shows, Shows::Warning | Shows::Invalid))
}

fn of<'a>(programs: &[&'a Shown], subject: &Subject<'_>) -> Vec<(&'a Shown, &'a Case)> {
    let names = named(subject);
    let named = programs.iter().filter(|one| names.contains(&one.program.id.as_str()));
    named.filter_map(|one| against(one, subject).map(|case| (*one, case))).collect()
}

/// Why it is shown so, for each program that is told in sentences.
pub(super) fn sentences(programs: &[&Shown], subject: &Subject<'_>, words: &Words) -> Vec<String> {
    let mut out = Vec::new();
    for (one, case) in of(programs, subject) {
        let Some(text) = reason(case, subject, words) else { continue };
        let name = spaced(one, words.lang());
        let kind = if case.shows == Shows::Unsigned { "page-shows-nothing-of" } else { "page-shows-why" };
        out.push(words.get(kind, &[("program", name.into()), ("text", text.into())]));
    }
    out
}

/// What the sender can do about it.
pub(super) fn remedies(programs: &[&Shown], subject: &Subject<'_>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for id in of(programs, subject).into_iter().filter_map(|(_, case)| case.sender.clone()) {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

/// The findings that it comes from, else the sentence of the rule.
fn reason(case: &Case, subject: &Subject<'_>, words: &Words) -> Option<String> {
    let counted = subject.report.findings.iter().filter(|noted| case.because.contains(&noted.finding.id()));
    let told: Vec<String> = counted.take(1).map(|noted| sentence::told(noted, subject.report, words)).collect();
    told.into_iter().next().or_else(|| words.find(&format!("why-{}", case.rule), &[]))
}
