//! Reports of the Common CA Database as CSV: which roots the programs include, with which trust bits, and from which day on new
//! certificates are distrusted for S/MIME. Columns are found by name, in any order: the reports gain some every year.

use kakitome_pki::{Certificate, EmailLimit, EmailState, LimitedWhen, UnixTime, certificates_from};

use crate::csv::{Record, records};
use crate::error::Error;
use crate::fingerprint::{fixed, sha256};
use crate::snapshot::{Root, Snapshot, Source};

const WHAT: &str = "CCADB CSV";
const SHA256: &[&str] = &["SHA-256 Fingerprint"];
const SHA1: &[&str] = &["SHA-1 Fingerprint"];
const NAME: &[&str] =
    &["Common Name or Certificate Name", "Root Certificate Name", "Certificate Name", "CA Common Name or Certificate Name"];
const PEM: &[&str] = &["PEM Info", "PEM", "X.509 Certificate (PEM)"];
const BITS: &[&str] = &["Trust Bits", "Mozilla Trust Bits", "Trust Bits for Root Cert", "Derived Trust Bits", "Microsoft EKUs", "EKUs"];
const AFTER: &[&str] = &["Distrust for S/MIME After Date", "Mozilla Distrust for S/MIME After Date", "S/MIME Distrust Date"];
const STATUS: &[&str] = &["Status", "Mozilla Status", "Microsoft Status"];
const KIND: &[&str] = &["Certificate Record Type"];

/// Whether the bytes begin like such a report.
pub(crate) fn is_ccadb(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(8 << 10)).unwrap_or_default()).into_owned();
    let first = head.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    first.contains(',') && (SHA256.iter().chain(PEM)).any(|column| first.contains(column))
}

/// Reads a report; it has no date of its own.
pub(crate) fn read(bytes: &[u8], date: UnixTime) -> Result<Snapshot, Error> {
    let text = std::str::from_utf8(bytes).map_err(|error| Error::Malformed {
        what: WHAT,
        offset: error.valid_up_to() as u64,
        problem: "it is not UTF-8".to_owned(),
    })?;
    let mut records = records(text)?.into_iter();
    let header = records.next().ok_or(Error::Empty { what: WHAT })?;
    let columns = Columns::of(&header)?;
    let mut roots: Vec<Root> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    for record in records {
        let Some(root) = columns.root(&record, date)? else { continue };
        match seen.insert(root.sha256, root.limits.clone()) {
            None => roots.push(root),
            // the same once more says nothing new
            Some(before) if before == root.limits => {}
            Some(_) => {
                let problem = "this root stands there twice, and another state in it".to_owned();
                return Err(Error::Line { what: WHAT, line: record.line, problem });
            }
        }
    }
    if roots.is_empty() { Err(Error::Empty { what: WHAT }) } else { Ok(Snapshot::new(Source::Ccadb, date, sha256(bytes), roots)) }
}

/// Where the columns stand.
struct Columns {
    sha256: Option<usize>,
    sha1: Option<usize>,
    name: Option<usize>,
    pem: Option<usize>,
    bits: Option<(usize, String)>,
    after: Option<(usize, String)>,
    status: Option<(usize, String)>,
    kind: Option<usize>,
}

impl Columns {
    fn of(header: &Record) -> Result<Self, Error> {
        let find = |names: &[&str]| {
            let at = names.iter().find_map(|name| header.fields.iter().position(|field| field.trim().eq_ignore_ascii_case(name)))?;
            header.fields.get(at).map(|name| (at, name.trim().to_owned()))
        };
        let place = |names| find(names).map(|(at, _)| at);
        let columns = Self {
            sha256: place(SHA256),
            sha1: place(SHA1),
            name: place(NAME),
            pem: place(PEM),
            bits: find(BITS),
            after: find(AFTER),
            status: find(STATUS),
            kind: place(KIND),
        };
        if columns.sha256.is_none() && columns.pem.is_none() {
            let problem = format!("there is no column {} or {}", SHA256.join(", "), PEM.join(", "));
            return Err(Error::Line { what: WHAT, line: header.line, problem });
        }
        Ok(columns)
    }

    /// The root of a record; records of intermediates are passed over.
    fn root(&self, record: &Record, date: UnixTime) -> Result<Option<Root>, Error> {
        let field = |at: Option<usize>| at.and_then(|at| record.fields.get(at)).map_or("", |field| field.trim());
        let wrong = |problem: String| Error::Line { what: WHAT, line: record.line, problem };
        if self.kind.is_some() && !field(self.kind).eq_ignore_ascii_case("root certificate") {
            return Ok(None);
        }
        let sha256 = match field(self.sha256) {
            "" => None,
            text => Some(fixed(text).ok_or_else(|| wrong(format!("“{}” is no SHA-256", text.chars().take(80).collect::<String>())))?),
        };
        let certificate = match field(self.pem) {
            "" => None,
            text => Some(certificate(text).map_err(|error| wrong(error.to_string()))?),
        };
        let mut root = match certificate {
            Some(certificate) => Root::of(certificate),
            None => Root {
                sha1: fixed(field(self.sha1)),
                sha256,
                signed_hash: None,
                issuer_serial: None,
                name: String::new(),
                certificate: None,
                limits: Vec::new(),
                notes: Vec::new(),
            },
        };
        if root.sha256.is_none() || sha256.is_some() && sha256 != root.sha256 {
            return Err(wrong("its certificate and its SHA-256 do not belong together, or both are missing".to_owned()));
        }
        if !field(self.name).is_empty() {
            field(self.name).clone_into(&mut root.name);
        }
        root.limits = self.limits(&field, date).map_err(wrong)?;
        Ok(Some(root))
    }

    fn limits<'a>(&'a self, field: &impl Fn(Option<usize>) -> &'a str, date: UnixTime) -> Result<Vec<EmailLimit>, String> {
        let limit = |state, when, attribute: &String, value: &str| EmailLimit {
            state,
            when,
            attribute: attribute.clone(),
            value: value.to_owned(),
        };
        let mut limits = Vec::new();
        if let Some((at, name)) = &self.status {
            let status = field(Some(*at));
            match status.to_ascii_lowercase().as_str() {
                "" | "included" | "trusted" | "change requested" => {}
                "blocked" => limits.push(limit(EmailState::Disallowed, LimitedWhen::Always, name, status)),
                // Microsoft's report says that there is a day, and not which: what is issued after the report is after it
                "notbefore" | "not before" => limits.push(limit(EmailState::NotBefore, LimitedWhen::IssuedAfter(date), name, status)),
                "disabled" => limits.push(limit(EmailState::Disabled, LimitedWhen::Always, name, status)),
                _ => limits.push(limit(EmailState::EmailOff, LimitedWhen::Always, name, status)),
            }
        }
        if let Some((at, name)) = &self.bits {
            let bits = field(Some(*at));
            let email = bits.split([';', ',']).map(str::trim).any(|bit| {
                ["email", "secure email", "secureemail", "1.3.6.1.5.5.7.3.4", "all trust bits", "all"]
                    .iter()
                    .any(|known| bit.to_ascii_lowercase().starts_with(known))
            });
            if !email {
                limits.push(limit(EmailState::EmailOff, LimitedWhen::Always, name, if bits.is_empty() { "none" } else { bits }));
            }
        }
        if let Some((at, name)) = &self.after
            && !field(Some(*at)).is_empty()
        {
            let value = field(Some(*at));
            let moment = UnixTime::parse(&value.replace('.', "-")).map_err(|_| format!("{name}: “{value}” is not a date"))?;
            limits.push(limit(EmailState::DistrustAfter, LimitedWhen::IssuedAfter(moment), name, value));
        }
        Ok(limits)
    }
}

/// PEM as the reports have it, between apostrophes against spreadsheets.
fn certificate(text: &str) -> Result<Certificate, kakitome_pki::Error> {
    let text = text.trim_matches('\'').replace("\\n", "\n");
    let mut all = certificates_from(text.as_bytes())?;
    let nothing = kakitome_pki::Error::NothingFound { what: "certificate", label: "CERTIFICATE" };
    if all.len() == 1 { all.pop().ok_or(nothing) } else { Err(nothing) }
}
