//! Who says of each certificate of a path whether it is revoked, as of when, and how old that is: lines for a terminal and
//! objects for JSON.

use kakitome_pki::path::TriedPath;
use kakitome_pki::{Certificate, CertificateStatus, StatusSource, UnixTime};
use kakitome_smime::Signer;
use serde_json::{Value, json};

use crate::moment;
use crate::sentence::shown;
use crate::words::Words;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// One line for each certificate of the accepted path, else of the best one that was tried, that somebody answers for.
pub(crate) fn lines(signer: &Signer, at: UnixTime, words: &Words) -> Vec<String> {
    let accepted = signer.path.as_ref().map(|path| (path.certificates(), path.statuses()));
    let best = || signer.tried.first().map(|path| (path.certificates.as_slice(), path.statuses.as_slice()));
    let Some((certificates, statuses)) = accepted.or_else(best) else { return Vec::new() };
    certificates.iter().zip(statuses).filter_map(|(certificate, status)| line(certificate, status, at, words)).collect()
}

/// What somebody says of one certificate; nothing if nobody says anything.
pub(crate) fn line(certificate: &Certificate, status: &CertificateStatus, at: UnixTime, words: &Words) -> Option<String> {
    let source = status.source()?;
    let values = [
        ("subject", shown(&certificate.subject().display()).into()),
        ("status", status.revocation().word().into()),
        ("kind", source.kind.word().into()),
        ("by", shown(&source.by).into()),
        ("updated", moment::written(source.this_update, words.lang()).into()),
        ("age", age(source, at, words).into()),
    ];
    Some(words.get("signer-revocation", &values))
}

/// In the largest unit of which it has at least two.
fn age(source: &StatusSource, at: UnixTime, words: &Words) -> String {
    let age = source.age(at);
    let (name, unit) = match age {
        _ if age >= 2 * DAY => ("age-days", DAY),
        _ if age >= 2 * HOUR => ("age-hours", HOUR),
        _ => ("age-minutes", MINUTE),
    };
    words.get(name, &[("count", usize::try_from(age / unit).unwrap_or(usize::MAX).into())])
}

/// For each certificate below the last one, leaf first.
pub(crate) fn objects(path: &TriedPath, at: UnixTime) -> Vec<Value> {
    path.statuses.iter().map(|status| object(status, at)).collect()
}

fn object(status: &CertificateStatus, at: UnixTime) -> Value {
    let source = status.source().map(|source| {
        json!({
            "kind": source.kind.word(),
            "by": source.by,
            "this_update": source.this_update.to_string(),
            "next_update": source.next_update.map(|next| next.to_string()),
            "age": source.age(at),
        })
    });
    let (since, reason, because) = match status {
        CertificateStatus::Revoked { entry, .. } => (Some(entry.since.to_string()), Some(entry.reason.word()), None),
        CertificateStatus::Unknown { because } => (None, None, Some(*because)),
        _ => (None, None, None),
    };
    json!({ "status": status.revocation().word(), "since": since, "reason": reason, "because": because, "source": source })
}
