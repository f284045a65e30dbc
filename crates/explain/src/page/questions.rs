//! Questions that people ask because they misread a display, with their answers: those that this mail gives rise to, most likely
//! first. The list is closed; a test holds every question to its answer.

use kakitome_clients::Shows;
use kakitome_smime::{Form, Report, Verdict};

use super::subject::Subject;
use crate::parts;
use crate::terms::{self, Term};
use crate::words::Words;

/// Questions on one page.
const MOST: usize = 6;

/// Question and answer.
pub(super) fn of(subject: &Subject<'_>, verdict: Verdict, red: bool, words: &Words) -> Vec<(String, String)> {
    let report = subject.report;
    let signed = !report.signers.is_empty();
    let cause = report.cause().map(|(cause, _)| cause.word()).unwrap_or_default();
    let clear = report.decisive_layer().and_then(|layer| report.layers.get(layer)).is_some_and(|layer| layer.form == Form::Clear);
    let off = subject.shown.iter().flat_map(|one| &one.cases).find(|case| case.status == "root-off" || case.status == "revoked");
    let via = subject.journey.is_some_and(|journey| journey.via().is_some());
    let asks = subject.shown.iter().flat_map(|one| &one.cases).any(|case| case.recipient.as_deref() == Some("install-root"));
    let shows_file = subject.shown.iter().any(|one| one.usual().is_some_and(|case| case.shows == Shows::Attachment));
    let lone = report.findings.iter().any(|noted| matches!(noted.finding, kakitome_smime::Finding::ContentMissing));
    let other = parts::has_other_content(report);
    let encrypted = report.layers.iter().any(|layer| layer.kind != kakitome_smime::LayerKind::Signed);
    let chosen = [
        ("p7s-more", other),
        ("altered", verdict == Verdict::Altered && !other),
        ("unsigned", verdict == Verdict::Unsigned),
        ("expired", cause == "expired"),
        ("revoked-words", cause == "purpose" && off.is_some()),
        ("red-lock", red),
        ("install", verdict == Verdict::Untrusted && asks && matches!(cause, "no-path" | "purpose")),
        ("p7s", signed && !other && (lone || clear && shows_file)),
        ("valid", verdict == Verdict::Valid),
        ("webmail", signed && clear && shows_file && verdict != Verdict::Altered),
        ("via", via),
        ("phone", matches!(verdict, Verdict::Altered | Verdict::Untrusted | Verdict::Unsigned)),
        ("serial", verdict == Verdict::Valid),
        ("encrypted", signed && !encrypted && verdict != Verdict::Incomplete),
    ];
    let quote = off.and_then(|case| case.quote.ja.clone()).unwrap_or_default();
    let one = |(name, _): &(&str, bool)| {
        let values = [("words", quote.as_str().into())];
        (words.get(&format!("ask-{name}"), &values), words.get(&format!("answer-{name}"), &values))
    };
    chosen.iter().filter(|(_, yes)| *yes).take(MOST).map(one).collect()
}

/// One plain sentence for each term that stands on the page.
pub(super) fn terms(report: &Report, words: &Words) -> Vec<Term> {
    if report.signers.is_empty() {
        return Vec::new();
    }
    terms::all(words)
}
