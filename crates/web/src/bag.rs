//! The certificates that came with a mail or a signature file, and those of its paths: what they say, and themselves as PEM.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kakitome_pki::Certificate;
use kakitome_smime::Report;
use serde_json::{Value, json};

use crate::shown::shown;

/// Certificates in one answer: ten signers with five each.
const MOST: usize = 50;
/// RFC 7468 2: all lines but the last have 64 characters.
const LINE: usize = 64;

/// `kakitome.certificates/1`
pub(crate) fn object(report: &Report) -> Value {
    let mut all: Vec<(&Certificate, &'static str)> = Vec::new();
    let mut add = |certificate, role| {
        let is_known = all.iter().any(|(known, _): &(&Certificate, _)| *known == certificate);
        if !is_known && all.len() < MOST {
            all.push((certificate, role));
        }
    };
    for signer in &report.signers {
        signer.certificate.iter().for_each(|certificate| add(certificate, "signer"));
    }
    for signer in &report.signers {
        let path = signer.path.iter().flat_map(|path| path.certificates());
        let tried = signer.tried.iter().flat_map(|tried| &tried.certificates);
        path.chain(tried).for_each(|certificate| add(certificate, if certificate.is_self_issued() { "root" } else { "intermediate" }));
    }
    let certificates: Vec<Value> = all.into_iter().map(|(certificate, role)| one(certificate, role)).collect();
    json!({ "schema": "kakitome.certificates/1", "verdict": report.verdict().word(), "certificates": certificates })
}

fn one(certificate: &Certificate, role: &str) -> Value {
    json!({
        "role": role,
        "subject": shown(&certificate.subject().display()),
        "issuer": shown(&certificate.issuer().display()),
        "serial": certificate.serial().hex(),
        "sha256": certificate.sha256_hex(),
        "not_before": certificate.not_before().to_string(),
        "not_after": certificate.not_after().to_string(),
        "pem": pem(certificate.as_der()),
    })
}

/// RFC 7468
pub(crate) fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut out = String::from("-----BEGIN CERTIFICATE-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, later) = rest.split_at_checked(LINE).unwrap_or((rest, ""));
        out.push_str(line);
        out.push('\n');
        rest = later;
    }
    out.push_str("-----END CERTIFICATE-----\n");
    out
}
