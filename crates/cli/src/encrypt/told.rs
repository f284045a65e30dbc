//! What is said of recipients: who cannot be served and why, and what is notable about those who are. One line each, on standard error.

use std::path::PathBuf;

use kakitome_explain::finding_text;
use kakitome_pki::Severity;
use kakitome_smime::Finding;
use kakitome_smime::seal::{Envelope, Obstacle, Unserved, Unusable};
use serde_json::{Value, json};

use super::recipients::Served;
use crate::context::{Context, complain, tell};
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

/// Why nothing can be encrypted for somebody, in sentences.
pub(crate) fn why_not(unserved: &Unserved, context: Context) -> String {
    if unserved.candidates.is_empty() {
        return context.say("encrypt-why-unknown", &[]);
    }
    unserved.candidates.iter().map(|unusable| why(unusable, context)).collect::<Vec<_>>().join(" ")
}

/// The same for scripts: ids of findings.
pub(crate) fn why_not_ids(unserved: &Unserved) -> Vec<&'static str> {
    if unserved.candidates.is_empty() { vec!["unknown"] } else { unserved.candidates.iter().flat_map(ids).collect() }
}

fn ids(unusable: &Unusable) -> Vec<&'static str> {
    match &unusable.why {
        Obstacle::Findings(findings) => findings.iter().map(kakitome_pki::Finding::id).collect(),
        Obstacle::Key { .. } => vec!["key"],
        // also what a later version of the library knows
        _ => vec!["waiting"],
    }
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

/// Which message is for whom: file, `to` or `bcc`, addresses; between them tabs.
pub(super) fn messages(written: &[PathBuf], messages: &[Envelope]) {
    for (path, message) in written.iter().zip(messages) {
        tell(&format!("{}\t{}\t{}", path.display(), how(message), message.recipients.join(" ")));
    }
}

const fn how(message: &Envelope) -> &'static str {
    if message.blind { "bcc" } else { "to" }
}

/// The same for scripts.
pub(super) fn messages_json(written: &[PathBuf], messages: &[Envelope]) -> Value {
    let one = |(path, message): (&PathBuf, &Envelope)| {
        json!({
            "file": path.display().to_string(), "to": message.recipients, "how": how(message), "cipher": message.cipher.name(),
        })
    };
    json!({ "schema": "kakitome.encrypted/1", "messages": written.iter().zip(messages).map(one).collect::<Vec<_>>(), "unserved": [] })
}

/// Who cannot be served, for scripts: what stands against each certificate by the ids of findings.
pub(super) fn refusal_json(unserved: &[Unserved]) -> Value {
    let candidate = |one: &Unusable| json!({ "subject": one.subject, "sha256": one.sha256, "why": ids(one) });
    let who = |one: &Unserved| json!({ "who": one.who, "candidates": one.candidates.iter().map(candidate).collect::<Vec<_>>() });
    json!({ "schema": "kakitome.encrypted/1", "messages": [], "unserved": unserved.iter().map(who).collect::<Vec<_>>() })
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
