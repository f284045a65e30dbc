//! The report in words, for a terminal.

use kakitome_smime::Report;

use crate::lang::Lang;

/// Heading, the four parts, and the technical lines beneath.
#[must_use]
pub fn report(report: &Report, lang: Lang) -> String {
    let _ = (report, lang);
    todo!()
}
