//! The report as JSON: the contract `kakitome.report/1` (design, section 4).

use kakitome_smime::Report;
use serde_json::Value;

use crate::lang::Lang;

/// The contract's object; sentences in this language.
#[must_use]
pub fn report(report: &Report, lang: Lang) -> Value {
    let _ = (report, lang);
    todo!()
}
