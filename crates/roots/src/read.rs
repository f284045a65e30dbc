//! Reading a list whatever its format is. The format is seen from the bytes, never from a name.

use kakitome_pki::{Certificate, UnixTime};

use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::{bundle, cabinet, ccadb, ctl, mozilla, saved, sst};

/// Largest list that is read. Microsoft's has 200 KB, Mozilla's 2 MB, the CCADB's with certificates 15 MB.
pub const MAX_LIST: usize = 64 << 20;

/// What is known beside the bytes.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The date of a list that says none itself: certdata.txt, reports, bundles, exports.
    pub date: UnixTime,
    /// Certificates at hand: Microsoft's lists name roots by hash alone, and are signed below a root of Microsoft.
    pub certificates: &'a [Certificate],
}

/// Reads a list; certificates at hand are put beside the entries that name them.
///
/// # Errors
/// The format is unknown, the list is broken, its signature is not good, or there is no root in it.
pub fn read(bytes: &[u8], beside: &Beside<'_>) -> Result<Snapshot, Error> {
    if bytes.len() > MAX_LIST {
        return Err(Error::TooLarge { limit: MAX_LIST });
    }
    let mut snapshot = if cabinet::is_cabinet(bytes) {
        ctl::read(&cabinet::unpack(bytes, ".stl")?, beside.certificates)?
    } else if sst::is_sst(bytes) {
        sst::read(bytes, beside.date)?
    } else if saved::is_saved(bytes) {
        saved::read(bytes)?
    } else if is_ctl(bytes) {
        ctl::read(bytes, beside.certificates)?
    } else if mozilla::is_certdata(bytes) {
        mozilla::read(bytes, beside.date)?
    } else if ccadb::is_ccadb(bytes) {
        ccadb::read(bytes, beside.date)?
    } else if looks_like_certificates(bytes) {
        bundle::read(bytes, beside.date)?
    } else {
        return Err(Error::Unknown);
    };
    snapshot.resolve(beside.certificates);
    Ok(snapshot)
}

/// szOID_CTL near the beginning; the digest algorithms and the headers before it have less than 200 octets.
fn is_ctl(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(256)).unwrap_or_default();
    bytes.first() == Some(&0x30) && head.windows(ctl::CTL.as_bytes().len()).any(|window| window == ctl::CTL.as_bytes())
}

fn looks_like_certificates(bytes: &[u8]) -> bool {
    bytes.first() == Some(&0x30) || bytes.windows(11).any(|window| window == b"-----BEGIN ")
}

/// Whether the bytes are a list with states of its own, not certificates alone.
#[must_use]
pub fn is_list(bytes: &[u8]) -> bool {
    cabinet::is_cabinet(bytes)
        || sst::is_sst(bytes)
        || saved::is_saved(bytes)
        || is_ctl(bytes)
        || mozilla::is_certdata(bytes)
        || ccadb::is_ccadb(bytes)
}
