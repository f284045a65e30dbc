//! A snapshot as JSON (`kakitome.snapshot/1`): how it is kept in the home, shipped with the program, and handed on. Reading it back
//! gives the same value; what does not fit is refused by name.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kakitome_pki::{Certificate, EmailLimit, EmailState, LimitedWhen, UnixTime};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::fingerprint::{fixed, from_hex, hex};
use crate::snapshot::{ListSignature, Note, Root, Snapshot, Source};

const WHAT: &str = "snapshot";
/// The form's name and version.
pub(crate) const SCHEMA: &str = "kakitome.snapshot/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    schema: String,
    source: String,
    date: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sequence: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed_by: Option<SavedSignature>,
    origin: String,
    roots: Vec<SavedRoot>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedSignature {
    signer: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedRoot {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha1: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signed_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issuer_serial: Option<(String, String)>,
    name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    limits: Vec<SavedLimit>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    notes: Vec<SavedNote>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    certificate: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedLimit {
    state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issued_after: Option<String>,
    attribute: String,
    value: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedNote {
    attribute: String,
    value: String,
}

/// Whether the bytes are one: an object that names the form, wherever in it.
pub(crate) fn is_saved(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{") && bytes.windows(SCHEMA.len()).any(|window| window == SCHEMA.as_bytes())
}

impl Snapshot {
    /// As JSON, one root a line.
    #[must_use]
    pub fn to_json(&self) -> String {
        let saved = Saved {
            schema: SCHEMA.to_owned(),
            source: self.source.word().to_owned(),
            date: self.date.to_string(),
            seen: self.seen.map(|seen| seen.to_string()),
            sequence: self.sequence.as_deref().map(hex),
            signed_by: match &self.signature {
                ListSignature::None => None,
                ListSignature::Untraced { signer, missing } => {
                    Some(SavedSignature { signer: signer.clone(), root: None, missing: Some(missing.clone()) })
                }
                ListSignature::Traced { signer, root } => {
                    Some(SavedSignature { signer: signer.clone(), root: Some(root.clone()), missing: None })
                }
            },
            origin: hex(&self.origin),
            roots: Vec::new(),
        };
        // strings and numbers alone: nothing that JSON cannot say
        let head = serde_json::to_string(&saved).unwrap_or_default();
        let lines: Vec<String> = self.roots().iter().map(|root| serde_json::to_string(&save(root)).unwrap_or_default()).collect();
        format!("{}[\n{}\n]}}\n", head.trim_end_matches("[]}"), lines.join(",\n"))
    }
}

fn save(root: &Root) -> SavedRoot {
    SavedRoot {
        sha1: root.sha1.map(|hash| hex(&hash)),
        sha256: root.sha256.map(|hash| hex(&hash)),
        signed_hash: root.signed_hash.as_deref().map(hex),
        issuer_serial: root.issuer_serial.as_ref().map(|(issuer, serial)| (hex(issuer), hex(serial))),
        name: root.name.clone(),
        limits: root.limits.iter().map(save_limit).collect(),
        notes: root.notes.iter().map(|note| SavedNote { attribute: note.attribute.clone(), value: note.value.clone() }).collect(),
        certificate: root.certificate.as_ref().map(|certificate| STANDARD.encode(certificate.as_der())),
    }
}

fn save_limit(limit: &EmailLimit) -> SavedLimit {
    let (from, issued_after) = match limit.when {
        LimitedWhen::From(moment) => (Some(moment.to_string()), None),
        LimitedWhen::IssuedAfter(moment) => (None, Some(moment.to_string())),
        _ => (None, None),
    };
    SavedLimit { state: limit.state.word().to_owned(), from, issued_after, attribute: limit.attribute.clone(), value: limit.value.clone() }
}

/// Reads one back.
pub(crate) fn read(bytes: &[u8]) -> Result<Snapshot, Error> {
    let saved: Saved =
        serde_json::from_slice(bytes).map_err(|error| Error::Line { what: WHAT, line: error.line(), problem: error.to_string() })?;
    let wrong = |problem: String| Error::Line { what: WHAT, line: 1, problem };
    if saved.schema != SCHEMA {
        return Err(wrong(format!("it is a “{}”, and {SCHEMA} is read", saved.schema)));
    }
    let source = Source::from_word(&saved.source).ok_or_else(|| wrong(format!("“{}” is no kind of list", saved.source)))?;
    let origin = fixed(&saved.origin).ok_or_else(|| wrong("origin is no SHA-256".to_owned()))?;
    let roots = saved.roots.into_iter().map(restore).collect::<Result<Vec<_>, _>>()?;
    crate::ctl::twice(&roots)?;
    let mut snapshot = Snapshot::new(source, moment(&saved.date)?, origin, roots);
    snapshot.seen = saved.seen.as_deref().map(moment).transpose()?;
    snapshot.sequence =
        saved.sequence.map(|text| from_hex(&text).ok_or_else(|| wrong("sequence is not hexadecimal".to_owned()))).transpose()?;
    snapshot.signature = match saved.signed_by {
        None => ListSignature::None,
        Some(SavedSignature { signer, root: Some(root), .. }) => ListSignature::Traced { signer, root },
        Some(SavedSignature { signer, missing, .. }) => ListSignature::Untraced { signer, missing: missing.unwrap_or_default() },
    };
    Ok(snapshot)
}

fn restore(saved: SavedRoot) -> Result<Root, Error> {
    let entry = saved.sha256.as_deref().or(saved.sha1.as_deref()).unwrap_or(&saved.name).to_owned();
    let wrong = |problem: &str| Error::Entry { what: WHAT, entry: entry.clone(), problem: problem.to_owned() };
    let certificate = match saved.certificate {
        Some(text) => {
            let der = STANDARD.decode(text).map_err(|_| wrong("its certificate is not base64"))?;
            Some(Certificate::from_der(der).map_err(|error| wrong(&error.to_string()))?)
        }
        None => None,
    };
    let root = Root {
        sha1: saved.sha1.map(|text| fixed(&text).ok_or_else(|| wrong("no SHA-1"))).transpose()?,
        sha256: saved.sha256.map(|text| fixed(&text).ok_or_else(|| wrong("no SHA-256"))).transpose()?,
        signed_hash: saved.signed_hash.map(|text| from_hex(&text).ok_or_else(|| wrong("no hash"))).transpose()?,
        issuer_serial: saved
            .issuer_serial
            .map(|(issuer, serial)| from_hex(&issuer).zip(from_hex(&serial)).ok_or_else(|| wrong("no issuer and serial number")))
            .transpose()?,
        name: saved.name,
        limits: saved.limits.into_iter().map(|limit| restore_limit(limit, &wrong)).collect::<Result<_, _>>()?,
        notes: saved.notes.into_iter().map(|note| Note { attribute: note.attribute, value: note.value }).collect(),
        certificate: None,
    };
    match certificate {
        Some(certificate) if root.is(&certificate) => Ok(Root { certificate: Some(certificate), ..root }),
        Some(_) => Err(wrong("its certificate has another hash")),
        None if root.sha1.is_none() && root.sha256.is_none() && root.signed_hash.is_none() && root.issuer_serial.is_none() => {
            Err(wrong("no hash names it"))
        }
        None => Ok(root),
    }
}

fn restore_limit(saved: SavedLimit, wrong: &impl Fn(&str) -> Error) -> Result<EmailLimit, Error> {
    let state = EmailState::from_word(&saved.state).ok_or_else(|| wrong("an unknown state"))?;
    let when = match (&saved.from, &saved.issued_after) {
        (None, None) => LimitedWhen::Always,
        (Some(from), None) => LimitedWhen::From(moment(from)?),
        (None, Some(after)) => LimitedWhen::IssuedAfter(moment(after)?),
        (Some(_), Some(_)) => return Err(wrong("a limit with two moments")),
    };
    Ok(EmailLimit { state, when, attribute: saved.attribute, value: saved.value })
}

fn moment(text: &str) -> Result<UnixTime, Error> {
    Ok(UnixTime::parse(text)?)
}
