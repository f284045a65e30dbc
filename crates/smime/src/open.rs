//! A mail arrives: layers are peeled, signatures checked, and everything seen is put into a report.

use std::io::{Read, Seek};

use kakitome_pki::UnixTime;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::policy::Policy;
use crate::report::Report;
use crate::spill::{InMemory, Spill};

/// Opens a mail, or a CMS file on its own.
///
/// # Errors
/// The source cannot be read. Whatever the bytes are is in the report.
pub fn open(source: &mut (impl Read + Seek), evidence: &Evidence, policy: &Policy, now: UnixTime) -> Result<Report, Error> {
    open_with(source, evidence, policy, now, &InMemory)
}

/// As [`open`], with a place for content that is too large for memory.
///
/// # Errors
/// As [`open`], and when the place fails.
pub fn open_with(
    source: &mut (impl Read + Seek),
    evidence: &Evidence,
    policy: &Policy,
    now: UnixTime,
    spill: &dyn Spill,
) -> Result<Report, Error> {
    let _ = (source, evidence, policy, now, spill);
    todo!()
}

/// A signature file and the content that it is said to sign.
///
/// # Errors
/// As [`open`].
pub fn open_detached(
    signature: &mut (impl Read + Seek),
    content: &mut (impl Read + Seek),
    evidence: &Evidence,
    policy: &Policy,
    now: UnixTime,
) -> Result<Report, Error> {
    let _ = (signature, content, evidence, policy, now);
    todo!()
}
