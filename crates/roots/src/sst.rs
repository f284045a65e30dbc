//! Stores that Windows exports as .sst (CERT_STORE_SAVE_AS_STORE): certificates with their properties, purposes among them.
//! The form as far as it is published: each element is number, encoding, length and value, the properties before their certificate
//! (MS-GPNAP and MS-GPEF describe the same element for the registry).

use kakitome_pki::{Certificate, UnixTime};

use crate::error::Error;
use crate::fingerprint::sha256;
use crate::properties::Properties;
use crate::snapshot::{Root, Snapshot, Source};

const WHAT: &str = ".sst store";
/// Version 0, then "CERT".
const MAGIC: &[u8] = b"\0\0\0\0CERT";
/// The certificate itself; what stands before it are its properties.
const CERTIFICATE: u32 = 32;
const CRL: u32 = 33;
const TRUST_LIST: u32 = 34;
/// Elements of one store.
const MAX_ELEMENTS: usize = 200_000;

/// Whether the bytes begin like an export.
pub(crate) fn is_sst(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads the export; it has no date of its own.
pub(crate) fn read(bytes: &[u8], date: UnixTime) -> Result<Snapshot, Error> {
    let mut roots = Vec::new();
    let mut properties = Properties::default();
    let mut at = MAGIC.len();
    for _ in 0..MAX_ELEMENTS {
        let malformed = |problem: String| Error::Malformed { what: WHAT, offset: at as u64, problem };
        let header = bytes.get(at..at.saturating_add(12)).ok_or_else(|| malformed("cut off".to_owned()))?;
        let field = |from: usize| {
            let octets = header.get(from..from.saturating_add(4)).and_then(|octets| octets.try_into().ok());
            octets.map(u32::from_le_bytes).unwrap_or_default()
        };
        let (number, length) = (field(0), usize::try_from(field(8)).unwrap_or(usize::MAX));
        if number == 0 {
            return finish(bytes, date, roots);
        }
        let start = at.saturating_add(12);
        let end = start.checked_add(length).filter(|end| *end <= bytes.len());
        let value =
            end.and_then(|end| bytes.get(start..end)).ok_or_else(|| malformed(format!("an element of {length} bytes is cut off")))?;
        match number {
            CERTIFICATE => {
                let certificate = Certificate::from_der(value.to_vec()).map_err(|error| malformed(error.to_string()))?;
                let properties = std::mem::take(&mut properties);
                let mut root = Root::of(certificate);
                if let Some(name) = properties.name() {
                    name.clone_into(&mut root.name);
                }
                (root.limits, root.notes) = (properties.limits(), properties.notes());
                roots.push(root);
            }
            CRL | TRUST_LIST => properties = Properties::default(),
            number => properties.take(number, value).map_err(malformed)?,
        }
        at = start.saturating_add(length);
    }
    Err(Error::Malformed { what: WHAT, offset: at as u64, problem: format!("more than {MAX_ELEMENTS} elements") })
}

fn finish(bytes: &[u8], date: UnixTime, roots: Vec<Root>) -> Result<Snapshot, Error> {
    if roots.is_empty() {
        return Err(Error::Empty { what: WHAT });
    }
    crate::ctl::twice(&roots)?;
    Ok(Snapshot::new(Source::Windows, date, sha256(bytes), roots))
}
