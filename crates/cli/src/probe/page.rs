//! The order in which a report is told, shared by terminal and HTML: what is wrong first, then what could not be found out, then the rest.

use kakitome_probe::{DoorReport, Finding, Severity};

/// Findings that a person should read, and those that only say that all is well.
pub(super) fn parts(report: &DoorReport) -> (Vec<&Finding>, Vec<&Finding>) {
    report.findings.iter().partition(|finding| finding.severity >= Severity::Undecided)
}

/// The sign beside a finding: shape and word tell, never the colour alone.
pub(super) const fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Good => "✓",
        Severity::Note => "·",
        Severity::Undecided => "?",
        Severity::Warning => "!",
        Severity::Fault => "✗",
    }
}
