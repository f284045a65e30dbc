//! The report as JSON: the contract `kakitome.report/1` (design, section 4). Facts stand as they are; only `text` and
//! `heading` are for people.

use kakitome_pki::path::TriedPath;
use kakitome_pki::{Certificate, UnixTime, Want};
use kakitome_smime::{Covers, Finding, Form, Layer, LayerKind, LayerState, Noted, ProtectedHeader, Report, Signer, TimeStamp};
use serde_json::{Map, Value, json};

use crate::lang::Lang;
use crate::words::{Words, words};
use crate::{heading, sentence, status};

/// The contract's object; sentences in this language.
#[must_use]
pub fn report(report: &Report, lang: Lang) -> Value {
    let words = words(lang);
    let verdict = report.verdict();
    json!({
        "schema": "kakitome.report/1",
        "verdict": verdict.word(),
        "heading": heading::of(report, verdict, words),
        "cause": report.cause().map(|(cause, _)| cause.word()),
        "at": report.at.to_string(),
        "received": report.received.map(|received| received.to_string()),
        "layers": report.layers.iter().enumerate().map(|(index, one)| layer(one, index, report)).collect::<Vec<_>>(),
        "protected_header": report.protected.as_ref().map(protected),
        "signers": report.signers.iter().map(|one| signer(one, report.at, words)).collect::<Vec<_>>(),
        "findings": report.findings.iter().map(|noted| finding(noted, report, words)).collect::<Vec<_>>(),
    })
}

fn layer(layer: &Layer, index: usize, report: &Report) -> Value {
    let signers = report.signers.iter().zip(0_usize..).filter(|(signer, _)| signer.layer == index);
    json!({
        "kind": match layer.kind {
            LayerKind::Signed => "signed",
            LayerKind::Encrypted => "encrypted",
            LayerKind::AuthenticatedEncrypted => "authenticated-encrypted",
            LayerKind::Compressed => "compressed",
            LayerKind::Certificates => "certificates",
            _ => "unknown",
        },
        "form": match layer.form {
            Form::Clear => "clear",
            Form::Opaque => "opaque",
        },
        "covers": covers(layer.covers),
        "part": layer.part,
        "inside": layer.inside,
        "state": match layer.state {
            LayerState::Read => "read",
            LayerState::NoKey => "no-key",
            LayerState::Undecryptable => "undecryptable",
            LayerState::Unreadable => "unreadable",
            _ => "not-opened",
        },
        "signers": signers.map(|(_, number)| number).collect::<Vec<_>>(),
        "opened": layer.opened.as_ref().map(|opened| json!({
            "cipher": opened.cipher,
            "recipient": opened.recipient,
            "recipients": opened.recipients,
            "authenticated": opened.is_authenticated,
        })),
    })
}

/// Header fields inside what is signed or encrypted, against those outside.
fn protected(header: &ProtectedHeader) -> Value {
    let fields = header.fields.iter().map(|field| json!({ "name": field.name, "value": field.value, "outer": field.outer.word() }));
    json!({
        "scheme": header.scheme.word(),
        "layer": header.layer,
        "signed": header.is_signed,
        "encrypted": header.is_encrypted,
        "fields": fields.collect::<Vec<_>>(),
    })
}

fn covers(covers: Covers) -> &'static str {
    match covers {
        Covers::Whole => "whole",
        Covers::Part => "part",
    }
}

fn signer(signer: &Signer, at: UnixTime, words: &Words) -> Value {
    let path: &[Certificate] = signer.path.as_ref().map_or(&[], |path| path.certificates());
    json!({
        "layer": signer.layer,
        "integrity": signer.integrity.word(),
        "covers": covers(signer.covers),
        "address": {
            "from": signer.address.from,
            "certificate": signer.address.certificate,
            "match": signer.address.matches,
        },
        "signing_time": signer.signing_time.map(|time| time.to_string()),
        "time_stamps": signer.time_stamps.iter().map(|stamp| time_stamp(stamp, at, words)).collect::<Vec<_>>(),
        "not_later_than": signer.proof.map(|proof| json!({ "time": proof.moment.to_string(), "by": proof.by.word() })),
        "judged_as_of": signer.path.as_ref().map(|path| path.at().to_string()),
        "digest": signer.digest.map(kakitome_crypto::DigestAlgorithm::name),
        "identity": signer.identity.map_or("unknown", kakitome_pki::Identity::word),
        "certificate": signer.certificate.as_ref().map(certificate),
        "path": path.iter().map(certificate).collect::<Vec<_>>(),
        "paths_tried": signer.tried.iter().map(|path| tried(path, at, words)).collect::<Vec<_>>(),
        "revocation": signer.revocation.word(),
        "wants": signer.wants.iter().filter_map(want).collect::<Vec<_>>(),
    })
}

fn time_stamp(stamp: &TimeStamp, at: UnixTime, words: &Words) -> Value {
    let path: &[Certificate] = stamp.path.as_ref().map_or(&[], |path| path.certificates());
    json!({
        "time": stamp.time.map(|time| time.to_string()),
        "proves": stamp.not_later_than().map(|time| time.to_string()),
        "because": stamp.because,
        "serial": stamp.serial,
        "policy": stamp.policy,
        "authority": stamp.authority.as_ref().map(certificate),
        "path": path.iter().map(certificate).collect::<Vec<_>>(),
        "paths_tried": stamp.tried.iter().map(|path| tried(path, at, words)).collect::<Vec<_>>(),
        "wants": stamp.wants.iter().filter_map(want).collect::<Vec<_>>(),
    })
}

/// What was not at hand, and where it can be had.
fn want(want: &Want) -> Option<Value> {
    let (kind, of, urls) = match want {
        Want::Issuer { of, urls } => ("issuer", of, urls),
        Want::Crl { of, urls } => ("crl", of, urls),
        Want::DeltaCrl { of, urls } => ("delta-crl", of, urls),
        Want::Ocsp { of, urls, .. } => ("ocsp", of, urls),
        _ => return None,
    };
    Some(json!({ "kind": kind, "of": of.subject().display(), "urls": urls }))
}

fn certificate(certificate: &Certificate) -> Value {
    json!({
        "subject": certificate.subject().display(),
        "issuer": certificate.issuer().display(),
        "serial": certificate.serial().hex(),
        "sha256": certificate.sha256_hex(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
    })
}

fn tried(path: &TriedPath, at: UnixTime, words: &Words) -> Value {
    let findings = path.findings.iter().map(|placed| {
        json!({
            "id": placed.finding.id(),
            "severity": placed.finding.severity().word(),
            "certificate": placed.at,
            "facts": facts(placed.finding.facts()),
            "source": placed.finding.source(),
            "text": sentence::of(&Finding::Pki(placed.finding.clone()), words),
        })
    });
    json!({
        "certificates": path.certificates.iter().map(certificate).collect::<Vec<_>>(),
        "complete": path.complete,
        "findings": findings.collect::<Vec<_>>(),
        "revocation": status::objects(path, at),
    })
}

fn finding(noted: &Noted, report: &Report, words: &Words) -> Value {
    json!({
        "id": noted.finding.id(),
        "severity": noted.severity.word(),
        "where": noted.place.to_string(),
        "facts": facts(noted.finding.facts()),
        "source": noted.finding.source(),
        "text": sentence::told(noted, report, words),
    })
}

fn facts(facts: Vec<(&'static str, String)>) -> Value {
    let object: Map<String, Value> = facts.into_iter().map(|(name, fact)| (name.to_owned(), Value::String(fact))).collect();
    Value::Object(object)
}
