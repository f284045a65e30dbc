//! Roots, states and changes in words and as JSON.

use std::io::Write;

use kakitome_pki::{EmailLimit, LimitedWhen, UnixTime};
use kakitome_roots::{ListSignature, Root, Shift, Snapshot, Standing};
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::values::hex;

/// Prints; a reader that went away is no failure of ours.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}

/// About a list.
pub(crate) fn list_json(list: &Snapshot) -> Value {
    let signature = match &list.signature {
        ListSignature::Traced { signer, root } => json!({ "state": "good", "signer": signer, "root": root }),
        ListSignature::Untraced { signer, missing } => json!({ "state": "root-not-at-hand", "signer": signer, "root": missing }),
        _ => json!({ "state": "none" }),
    };
    json!({
        "title": list.title(),
        "source": list.source.word(),
        "date": list.date.to_string(),
        "seen": list.seen.map(|seen| seen.to_string()),
        "roots": list.roots().len(),
        "certificates": list.roots().iter().filter(|root| root.certificate.is_some()).count(),
        "signature": signature,
    })
}

/// `{"sha1", "sha256", "name"}`: what names a root.
pub(super) fn root_json(root: &Root) -> serde_json::Map<String, Value> {
    let mut object = serde_json::Map::new();
    object.insert("sha1".to_owned(), json!(root.sha1.map(|hash| hex(&hash))));
    object.insert("sha256".to_owned(), json!(root.sha256.map(|hash| hex(&hash))));
    object.insert("name".to_owned(), json!(root.name));
    object
}

/// What says so.
pub(super) fn because_json(limit: Option<&EmailLimit>) -> Value {
    limit.map_or(Value::Null, |limit| {
        let (from, issued_after) = match limit.when {
            LimitedWhen::From(moment) => (Some(moment.to_string()), None),
            LimitedWhen::IssuedAfter(moment) => (None, Some(moment.to_string())),
            _ => (None, None),
        };
        json!({ "attribute": limit.attribute, "value": limit.value, "from": from, "issued_after": issued_after })
    })
}

pub(super) fn shift_json(shift: &Shift) -> Value {
    json!({ "before": shift.before.word(), "after": shift.after.word(), "because": because_json(shift.after.because.as_ref()) })
}

/// About a list in a line or two.
pub(crate) fn list_line(list: &Snapshot, context: Context) -> String {
    let mut line = context.say(
        "trust-list-line",
        &[
            ("title", list.title().into()),
            ("roots", list.roots().len().into()),
            ("certificates", list.roots().iter().filter(|root| root.certificate.is_some()).count().into()),
        ],
    );
    let signature = match &list.signature {
        ListSignature::Traced { signer, root } => {
            Some(context.say("trust-signature-good", &[("signer", harmless(signer).into()), ("root", harmless(root).into())]))
        }
        ListSignature::Untraced { signer, missing } => {
            Some(context.say("trust-signature-untraced", &[("signer", harmless(signer).into()), ("root", harmless(missing).into())]))
        }
        _ => None,
    };
    if let Some(signature) = signature {
        line.push('\n');
        line.push_str(&signature);
    }
    line
}

/// The state in a short sentence.
pub(super) fn state(standing: &Standing, context: Context) -> String {
    let limit = standing.because.as_ref();
    let day = limit.and_then(|limit| limit.when.moment()).map(day).unwrap_or_default();
    context.say(&format!("trust-state-{}", standing.word()), &[("day", day.into())])
}

/// The calendar day of a moment (UTC).
pub(crate) fn day(moment: UnixTime) -> String {
    moment.to_string().get(..10).map(str::to_owned).unwrap_or_default()
}

/// A name out of a list is a stranger's word.
pub(crate) fn harmless(text: &str) -> String {
    const LONGEST: usize = 120;
    text.chars().take(LONGEST).map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}
