//! The evidence that was given in files: roots, certificates, revocation lists, OCSP responses.

use std::path::PathBuf;

use kakitome_pki::{Anchors, OcspResponse, UnixTime, crls_from};
use kakitome_smime::Evidence;

use super::args::Args;
use super::stores::Stores;
use crate::failure::{Failure, failed};
use crate::{home, input, trust};

/// A list of every root there is has half a megabyte; Microsoft's with all certificates about two.
const TRUST_FILE_BYTES: u64 = 32 << 20;
/// The largest CRLs of public authorities have a few megabytes.
const CRL_BYTES: u64 = 64 << 20;
/// An OCSP response with a responder's certificates has 2 to 8 KB.
const OCSP_BYTES: u64 = 1 << 20;

pub(super) fn evidence(args: &Args, at: UnixTime) -> Result<(Evidence, Stores), Failure> {
    let certificates = trust::store::certificates(&args.cert)?;
    let stores = Stores::find(&args.trust, args.home.as_deref(), at, &certificates)?;
    let mut anchors = stores.anchors();
    if args.trust.is_empty()
        && let Some(root) = home::own_root(args.home.as_deref())?
    {
        anchors.extend(Anchors::from_certificates(input::certificates(&root)?));
    }
    let mut evidence = Evidence::new(anchors);
    evidence.received = args.received;
    if !args.trust_time.is_empty() {
        evidence = evidence.with_time_anchors(self::anchors(&args.trust_time)?);
    }
    evidence = evidence.with_certificates(certificates);
    for file in &args.crl {
        let bytes = input::small(file, CRL_BYTES)?;
        let read = crls_from(&bytes).map_err(|error| failed("cli-crl-unreadable", &error).with("file", file.display()))?;
        evidence = evidence.with_crls(read);
    }
    for file in &args.ocsp {
        let bytes = input::small(file, OCSP_BYTES)?;
        let read = OcspResponse::from_der(&bytes).map_err(|error| failed("cli-ocsp-unreadable", &error).with("file", file.display()))?;
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
