//! Heading and badge of a verdict; "untrusted" takes the heading of its weightiest cause (glossary, section 3).

use kakitome_smime::{Cause, Report, Verdict};

use crate::words::Words;

/// The heading.
pub(crate) fn of(report: &Report, verdict: Verdict, words: &Words) -> String {
    match verdict {
        Verdict::Untrusted => {
            let cause = report.cause().map_or(Cause::Other, |(cause, _)| cause);
            words.get(&format!("heading-untrusted-{}", cause.word()), &[])
        }
        other => words.get(&format!("heading-{}", other.word()), &[]),
    }
}

/// One to four characters that stand beside it.
pub(crate) fn badge(verdict: Verdict, words: &Words) -> String {
    words.get(&format!("badge-{}", verdict.word()), &[])
}
