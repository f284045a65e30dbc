//! The verdict on a mail that arrived, with the root of the home and nothing else trusted.

use kakitome_pki::{Anchors, UnixTime};
use kakitome_smime::{Evidence, Policy, Report, open};

use crate::failure::{Failure, failed};

pub(super) fn judge(mail: &[u8], anchors: &Anchors) -> Result<Report, Failure> {
    open(&mut std::io::Cursor::new(mail), &Evidence::new(anchors.clone()), &Policy::default(), UnixTime::now())
        .map_err(|error| failed("cli-mail-unreadable", &error).with("file", "received.eml"))
}
