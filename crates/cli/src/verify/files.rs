//! The evidence that was given in files: roots, certificates, revocation lists, OCSP responses.

use std::path::{Path, PathBuf};

use kakitome_pki::{Anchors, OcspResponse, ResponseStatus, UnixTime, crls_from};
use kakitome_smime::Evidence;

use super::stores::Stores;
use crate::failure::{Failure, failed};
use crate::{home, input, trust};

/// A list of every root there is has half a megabyte; Microsoft's with all certificates about two.
const TRUST_FILE_BYTES: u64 = 32 << 20;
/// The largest CRLs of public authorities have a few megabytes.
const CRL_BYTES: u64 = 64 << 20;
/// An OCSP response with a responder's certificates has 2 to 8 KB.
const OCSP_BYTES: u64 = 1 << 20;

/// What a person named.
#[derive(Default)]
pub(crate) struct Files<'a> {
    pub(crate) trust: &'a [PathBuf],
    pub(crate) cert: &'a [PathBuf],
    pub(crate) crl: &'a [PathBuf],
    pub(crate) ocsp: &'a [PathBuf],
    pub(crate) trust_time: &'a [PathBuf],
    pub(crate) home: Option<&'a Path>,
    /// The home's own root is believed also where others are named.
    pub(crate) own_root: bool,
}

/// The evidence in these files as of that moment, and the root stores among it.
pub(crate) fn evidence(files: &Files<'_>, at: UnixTime) -> Result<(Evidence, Stores), Failure> {
    let certificates = trust::store::certificates(files.cert)?;
    let stores = Stores::find(files.trust, files.home, at, &certificates)?;
    let mut anchors = stores.anchors();
    if (files.trust.is_empty() || files.own_root)
        && let Some(root) = home::own_root(files.home)?
    {
        anchors.extend(Anchors::from_certificates(input::certificates(&root)?));
    }
    let mut evidence = Evidence::new(anchors);
    if !files.trust_time.is_empty() {
        evidence = evidence.with_time_anchors(self::anchors(files.trust_time)?);
    }
    evidence = evidence.with_certificates(certificates);
    for file in files.crl {
        let bytes = input::small(file, CRL_BYTES)?;
        let read = crls_from(&bytes).map_err(|error| failed("cli-crl-unreadable", &error).with("file", file.display()))?;
        evidence = evidence.with_crls(read);
    }
    for file in files.ocsp {
        let bytes = input::small(file, OCSP_BYTES)?;
        let read = OcspResponse::from_der(&bytes).map_err(|error| failed("cli-ocsp-unreadable", &error).with("file", file.display()))?;
        if read.status() != ResponseStatus::Successful {
            return Err(Failure::new("cli-ocsp-no-answer").with("file", file.display()).with("status", format!("{:?}", read.status())));
        }
        evidence = evidence.with_ocsp([read]);
    }
    Ok((evidence, stores))
}

fn anchors(files: &[PathBuf]) -> Result<Anchors, Failure> {
    let mut anchors = Anchors::none();
    for file in files {
        let bytes = input::small(file, TRUST_FILE_BYTES)?;
        let read = Anchors::from_bytes(&bytes)
            .map_err(|error| failed("cli-trust-unreadable", &error).with("file", file.display()).hint("cli-trust-hint"))?;
        anchors.extend(read);
    }
    Ok(anchors)
}
