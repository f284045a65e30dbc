//! Heading and badge of a verdict; "untrusted" takes the heading of its weightiest cause (glossary, section 3).

use kakitome_smime::{Cause, Finding, Report, Verdict};

use crate::words::Words;

/// The heading.
pub(crate) fn of(report: &Report, verdict: Verdict, words: &Words) -> String {
    match verdict {
        Verdict::Untrusted => {
            let cause = report.cause().map_or(Cause::Other, |(cause, _)| cause);
            if cause == Cause::Expired && was_good_when_received(report) {
                return words.get("heading-untrusted-expired-received", &[]);
            }
            if cause == Cause::Address && is_without_address(report) {
                return words.get("heading-untrusted-address-none", &[]);
            }
            words.get(&format!("heading-untrusted-{}", cause.word()), &[])
        }
        other => words.get(&format!("heading-{}", other.word()), &[]),
    }
}

/// The certificate of the signer has no address, so that nothing can be compared: that is no mismatch.
pub(crate) fn is_without_address(report: &Report) -> bool {
    let decisive = report.decisive_layer();
    let mut signers = report.signers.iter().filter(|signer| Some(signer.layer) == decisive);
    signers.any(|signer| signer.certificate.is_some() && signer.address.certificate.is_empty())
}

/// Its path was good on the day the mail was received, by the records of whoever judges.
pub(crate) fn was_good_when_received(report: &Report) -> bool {
    report.findings.iter().any(|noted| report.counts(noted) && matches!(noted.finding, Finding::GoodWhenReceived { .. }))
}

/// One to four characters that stand beside it.
pub(crate) fn badge(verdict: Verdict, words: &Words) -> String {
    words.get(&format!("badge-{}", verdict.word()), &[])
}
