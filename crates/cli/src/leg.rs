//! How a mail left, in words and as JSON: for the journal, and with the other facts of hops.

use kakitome_store::{HopTls, Leg};
use serde_json::{Value, json};

use crate::context::Context;
use crate::values::{date, hex, rfc3339};

/// Hexadecimal digits of a fingerprint that people are shown in a line.
const SHOWN: usize = 16;

/// One leg as JSON.
pub(crate) fn json_of(leg: &Leg) -> Value {
    json!({
        "time": rfc3339(leg.at),
        "hop": leg.hop,
        "recipients": leg.recipients,
        "encrypted": leg.tls.is_some(),
        "tls": leg.tls.as_ref().map(tls_json),
        "encrypted_since": leg.since.map(rfc3339),
        "why": leg.why,
    })
}

/// TLS with a hop as JSON.
pub(crate) fn tls_json(tls: &HopTls) -> Value {
    json!({
        "version": version(tls),
        "cipher": tls.cipher,
        "certificate": tls.certificate,
        "sha256": tls.sha256.map(|digest| hex(&digest)),
        "spki_sha256": tls.spki_sha256.map(|digest| hex(&digest)),
        "proven": tls.proven.as_str(),
    })
}

/// One leg in one line.
pub(crate) fn text_of(leg: &Leg, context: Context) -> String {
    let Some(tls) = &leg.tls else {
        let why = why(leg.why.as_deref().unwrap_or_default(), context);
        return context.say("leg-clear", &[("hop", leg.hop.as_str().into()), ("why", why.into())]);
    };
    let first = [("hop", leg.hop.as_str().into()), ("version", version(tls).into()), ("cipher", tls.cipher.as_str().into())];
    let mut said = vec![context.say("leg-tls", &first)];
    said.extend(certificate(tls, context));
    said.push(proven(tls, context));
    said.extend(leg.since.map(|since| context.say("leg-since", &[("since", date(since, context).into())])));
    said.extend(leg.why.as_deref().map(|word| context.say("leg-missing", &[("why", why(word, context).into())])));
    said.join("; ")
}

fn certificate(tls: &HopTls, context: Context) -> Option<String> {
    let name = tls.certificate.as_deref()?;
    let sha256: String = tls.sha256.map(|digest| hex(&digest)).unwrap_or_default().chars().take(SHOWN).collect();
    Some(context.say("leg-certificate", &[("name", name.into()), ("sha256", format!("{sha256}…").into())]))
}

/// Who proves that it is the right hop.
pub(crate) fn proven(tls: &HopTls, context: Context) -> String {
    context.say(&format!("leg-proven-{}", tls.proven.as_str()), &[])
}

/// `TLSv1_3` as people write it.
pub(crate) fn version(tls: &HopTls) -> String {
    tls.version.replace("TLSv", "TLS ").replace('_', ".")
}

/// A word of the gateway's as a sentence.
pub(crate) fn why(word: &str, context: Context) -> String {
    let known = [
        "not-offered",
        "refused",
        "handshake-failed",
        "off",
        "local",
        "starttls-not-supported",
        "certificate-host-mismatch",
        "certificate-expired",
        "certificate-not-trusted",
        "validation-failure",
        "tlsa-invalid",
        "dnssec-invalid",
    ];
    match known.contains(&word) {
        true => context.say(&format!("leg-why-{word}"), &[]),
        false => context.say("leg-why-other", &[("word", word.into())]),
    }
}
