//! Mails to try with, made by us and shipped with the program: a good one, one that was altered on the way, and the one of January
//! 2016 with its chain. Their keys were thrown away when they were made (`cargo xtask specimens`). No real sender, no real root: the
//! roots stand in for those whose names they bear, and nobody trusts them but the pages that show these mails.

use kakitome_pki::{Certificate, UnixTime};

use crate::error::Error;

/// When the good and the altered mail are looked at: 2026-11-22, 10:15 in Japan.
pub const LOOKED_AT: UnixTime = UnixTime(1_795_310_100);

/// A mail to try with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Specimen {
    /// Its name in addresses and file names.
    pub id: &'static str,
    /// The bytes.
    pub mail: &'static [u8],
}

/// All of them, in the order in which they are shown.
#[must_use]
pub const fn specimens() -> &'static [Specimen] {
    &ALL
}

const ALL: [Specimen; 3] = [
    Specimen { id: "good", mail: include_bytes!("../data/specimens/good.eml") },
    Specimen { id: "altered", mail: include_bytes!("../data/specimens/altered.eml") },
    Specimen { id: "case-2016", mail: WITH_CROSS },
];

/// The mail of January 2016 with the cross-root certificate.
pub(crate) const WITH_CROSS: &[u8] = include_bytes!("../data/specimens/case-2016.eml");
/// The same without it.
pub(crate) const WITHOUT_CROSS: &[u8] = include_bytes!("../data/specimens/case-2016-direct.eml");

/// The root of the good and the altered mail.
///
/// # Errors
/// What comes with the program cannot be read, which a test rules out.
pub fn example_root() -> Result<Certificate, Error> {
    read("example-root.der", include_bytes!("../data/specimens/example-root.der"))
}

/// What stands in for the older root of 2016.
pub(crate) fn old_root() -> Result<Certificate, Error> {
    read("old-root.der", include_bytes!("../data/specimens/old-root.der"))
}

/// What stands in for the newer one.
pub(crate) fn new_root() -> Result<Certificate, Error> {
    read("new-root.der", include_bytes!("../data/specimens/new-root.der"))
}

fn read(what: &'static str, der: &[u8]) -> Result<Certificate, Error> {
    Certificate::from_der(der.to_vec()).map_err(|error| Error::Data { what, line: 1, problem: error.to_string() })
}
