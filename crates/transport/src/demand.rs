//! What one mail server of a domain must show before mail goes to it (RFC 7672 2.2, RFC 8461 4, 2).
//!
//! DANE comes first: where it holds, MTA-STS is not asked, and never makes up for a DANE that fails (RFC 8461 2).

use kakitome_dns::{Error, Found, Proof, Tlsa};

use crate::dane::usable;
use crate::sts_policy::{Mode, Policy};

/// What is known of a hop.
#[derive(Debug, Clone, Copy)]
pub struct Hop<'a> {
    /// The mail server's name.
    pub host: &'a str,
    /// How far the list of mail servers is proven; of a host that was configured, [`Proof::Secure`].
    pub mx: Proof,
    /// How far its addresses are proven; an error: they could not be found out.
    pub addresses: Result<Proof, &'a Error>,
    /// TLSA at port 25; `None`: not asked, because what comes before is not secure (RFC 7672 2.2.2).
    pub tlsa: Option<Result<&'a Found<Tlsa>, &'a Error>>,
    /// The domain's policy, if it has one that holds now.
    pub sts: Option<&'a Policy>,
}

/// What the hop must show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// TLS if it can be had, else none.
    Opportunistic,
    /// TLS, whoever it is: secure TLSA records that cannot be used (RFC 7672 2.2).
    Encrypted,
    /// One of these records holds.
    Dane(Vec<Tlsa>),
    /// By a policy, to be reported or kept.
    Sts(StsHop),
    /// Nothing is sent now.
    Wait(Wait),
}

impl Demand {
    /// A stable word for reports and journals.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Opportunistic => "opportunistic",
            Self::Encrypted => "encrypted",
            Self::Dane(_) => "dane",
            Self::Sts(StsHop { enforced: true, .. }) => "mta-sts-enforce",
            Self::Sts(_) => "mta-sts-testing",
            Self::Wait(_) => "wait",
        }
    }
}

/// A hop under a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StsHop {
    /// No mail otherwise.
    pub enforced: bool,
    /// The policy names this host; where it does not and is enforced, no mail goes there.
    pub named: bool,
}

/// Why nothing is sent to this host now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Its addresses could not be found out.
    Addresses,
    /// Whether it has TLSA records could not be found out (RFC 7672 2.1.1): whoever suppresses the answer gains nothing.
    Tlsa,
}

/// What the hop must show.
#[must_use]
pub fn demand(hop: &Hop<'_>) -> Demand {
    let Ok(addresses) = hop.addresses else { return Demand::Wait(Wait::Addresses) };
    if hop.mx.is_secure() && addresses.is_secure() {
        match hop.tlsa {
            Some(Err(_)) | None => return Demand::Wait(Wait::Tlsa),
            Some(Ok(Found::Records(answer))) if answer.proof.is_secure() => {
                let parted = usable(&answer.records);
                return if parted.records.is_empty() { Demand::Encrypted } else { Demand::Dane(parted.records) };
            }
            // there is none, or it is not proven and does not count
            Some(Ok(_)) => {}
        }
    }
    match hop.sts {
        Some(policy) if policy.mode != Mode::None => {
            Demand::Sts(StsHop { enforced: policy.mode == Mode::Enforce, named: policy.names(hop.host) })
        }
        _ => Demand::Opportunistic,
    }
}
