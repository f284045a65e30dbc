//! What is said of recipients: who cannot be served and why, and what is notable about those who are. One line each, on standard error.

use kakitome_explain::finding_text;
use kakitome_pki::Severity;
use kakitome_smime::Finding;
use kakitome_smime::seal::{Obstacle, Unserved, Unusable};

use super::recipients::Served;
use crate::context::{Context, complain};
use crate::failure::Failure;
use crate::verify::online::Asked;
use crate::verify::told::lines;

/// Every recipient who cannot be served, and one line that names them all.
pub(super) fn refusal(unserved: &[Unserved], of: usize, context: Context) {
    for one in unserved {
        if one.candidates.is_empty() {
            complain(&Failure::new("encrypt-none-known").with("who", &one.who).line(context));
        }
        for unusable in &one.candidates {
            let failure = Failure::new("encrypt-unusable").with("who", &one.who).with("subject", &unusable.subject);
            complain(&failure.with("why", why(unusable, context)).line(context));
        }
    }
    let all: Vec<&str> = unserved.iter().map(|one| one.who.as_str()).collect();
    let failure = Failure::new("encrypt-refused").with("count", unserved.len()).with("of", of).with("all", all.join(", "));
    complain(&failure.hint("encrypt-refused-hint").line(context));
}

fn why(unusable: &Unusable, context: Context) -> String {
    match &unusable.why {
        Obstacle::Findings(findings) => {
            let texts = findings.iter().map(|finding| finding_text(&Finding::Pki(finding.clone()), context.lang));
            texts.collect::<Vec<_>>().join(" ")
        }
        Obstacle::Key { why } => context.say("encrypt-why-key", &[("why", why.into())]),
        // also what a later version of the library knows
        _ => context.say("encrypt-why-waiting", &[]),
    }
}

/// What was asked for over the network.
pub(super) fn fetched(asked: &[Asked], context: Context) {
    let text = lines(asked, context);
    if !text.is_empty() {
        complain(text.trim());
    }
}

/// What is no obstacle.
pub(super) fn notable(served: &Served, context: Context) {
    for one in served.visible.iter().chain(&served.blind) {
        let who = one.address.clone().unwrap_or_else(|| one.certificate.subject().display());
        for finding in one.findings.iter().filter(|finding| finding.severity() > Severity::Note) {
            complain(&format!("kakitome: {who}: {}", finding_text(&Finding::Pki(finding.clone()), context.lang)));
        }
    }
    if let Some(sender) = &served.no_copy {
        complain(&Failure::new("encrypt-no-copy").with("sender", sender).line(context));
    }
    if !served.left_out.is_empty() {
        let all: Vec<String> = served.left_out.iter().map(ToString::to_string).collect();
        complain(&Failure::new("encrypt-left-out").with("all", all.join(", ")).line(context));
    }
}
