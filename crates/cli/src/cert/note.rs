//! The lint where certificates come in and go out: somebody else's gets a note and is never refused for it; our own CA
//! signs nothing that its own lint calls an error.

use kakitome_pki::Certificate;
use kakitome_pki::issue::Unsigned;
use kakitome_pki::lint::{LintReport, LintSeverity, lint, lint_unsigned};

use crate::context::Context;
use crate::failure::{Failure, failed};

/// A private CA need not state a policy of the Baseline Requirements: that it states none is no reason to say anything.
const PUBLIC_ONLY: [&str; 2] = ["br.7-1-2-3-a-policies-missing", "br.7-1-2-3-a-reserved-policy-missing"];

/// A line about a certificate that does not keep the rules; none if it keeps them.
pub(crate) fn note(certificate: &Certificate, context: Context) -> Option<String> {
    // what cannot be linted has been read and is in use: there is nothing to add
    let broken = broken(&lint(certificate).ok()?, LintSeverity::Warning);
    let values = [("count", broken.len().into()), ("rules", broken.join(", ").into())];
    (!broken.is_empty()).then(|| context.say("lint-note", &values))
}

/// Refuses what breaks a rule, before it is signed.
pub(crate) fn refuse(unsigned: &Unsigned) -> Result<(), Failure> {
    let report = lint_unsigned(unsigned).map_err(|error| failed("identity-not-issued", &error))?;
    let broken = broken(&report, LintSeverity::Error);
    if broken.is_empty() {
        return Ok(());
    }
    Err(Failure::new("lint-refused").with("rules", broken.join(", ")).hint("lint-refused-hint"))
}

fn broken(report: &LintReport, least: LintSeverity) -> Vec<&'static str> {
    let findings = report.findings().into_iter().map(|finding| finding.rule).filter(|rule| rule.severity >= least);
    findings.map(|rule| rule.id).filter(|id| report.profile.is_some() || !PUBLIC_ONLY.contains(id)).collect()
}
