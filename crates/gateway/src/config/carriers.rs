//! Domains of Japanese carriers' mail, where a signed mail may meet a phone's MMS program (design, section 5). The domain does not decide:
//! the same address is read in web mail and on an iPhone, so such mail is signed, and never opaquely.

use super::pattern::Pattern;

/// A carrier's domain and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carrier {
    /// The domain.
    pub domain: &'static str,
    /// The service, in its own words.
    pub service: &'static str,
}

/// The list. A mail program's profile in crate `clients` names the same domains; a test of the command line holds the two together.
pub const CARRIERS: &[Carrier] = &[
    Carrier { domain: "docomo.ne.jp", service: "ドコモメール" },
    Carrier { domain: "au.com", service: "auメール" },
    Carrier { domain: "ezweb.ne.jp", service: "auメール" },
    Carrier { domain: "uqmobile.jp", service: "UQ mobile メール" },
    Carrier { domain: "softbank.ne.jp", service: "S!メール(MMS)" },
    Carrier { domain: "ymobile.ne.jp", service: "Y!mobile メール(MMS)" },
];

pub(super) fn patterns() -> Vec<Pattern> {
    CARRIERS.iter().map(|carrier| Pattern::Domain(carrier.domain.to_owned())).collect()
}
