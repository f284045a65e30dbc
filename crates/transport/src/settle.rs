//! Whether what a hop showed is what was demanded of it.

use kakitome_pki::{Anchors, UnixTime};

use crate::certificate::{CertificateFault, judge_certificate};
use crate::dane::{Matched, judge_dane};
use crate::demand::{Demand, StsHop, Wait};

/// Whether mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It goes; so far the hop is proven.
    Send(Proven),
    /// It goes, and the domain wants to hear of this (MTA-STS in testing).
    SendAndReport(Shortfall),
    /// Not to this host, not now: 4xx, another host, or later.
    Hold(Shortfall),
}

/// How far the hop is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proven {
    /// Not encrypted.
    Clear,
    /// Encrypted; nobody knows for whom.
    Encrypted,
    /// Encrypted for the host that the policy names.
    Sts,
    /// Encrypted for the host that DNS names.
    Dane(Matched),
}

/// What was missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall {
    /// STARTTLS was not offered, refused, or the handshake failed.
    NoTls,
    /// The policy does not name this host.
    NotNamed,
    /// The certificate.
    Certificate(CertificateFault),
    /// No TLSA record holds.
    Tlsa(CertificateFault),
    /// DNS did not say enough.
    Unknown(Wait),
}

impl Shortfall {
    /// The result type of a report (RFC 8460 4.3).
    #[must_use]
    pub const fn report_word(self) -> &'static str {
        match self {
            Self::NoTls => "starttls-not-supported",
            Self::NotNamed => "validation-failure",
            Self::Certificate(fault) => fault.report_word(),
            Self::Tlsa(_) => "tlsa-invalid",
            Self::Unknown(_) => "dnssec-invalid",
        }
    }
}

/// `names`: the host's own first, then the domain's, for DANE (RFC 7672 3.2.2); `chain`: what the host showed inside TLS, its own
/// certificate first; `None`: no TLS came about.
#[must_use]
pub fn settle(demanded: &Demand, names: &[&str], chain: Option<&[Vec<u8>]>, anchors: &Anchors, now: UnixTime) -> Settled {
    let host = names.get(..1).unwrap_or_default();
    match (demanded, chain) {
        (Demand::Wait(wait), _) => Settled::Hold(Shortfall::Unknown(*wait)),
        (Demand::Opportunistic, None) => Settled::Send(Proven::Clear),
        (Demand::Opportunistic | Demand::Encrypted, Some(_)) => Settled::Send(Proven::Encrypted),
        (Demand::Encrypted | Demand::Dane(_), None) => Settled::Hold(Shortfall::NoTls),
        (Demand::Dane(records), Some(chain)) => match judge_dane(records, chain, names, now) {
            Ok(matched) => Settled::Send(Proven::Dane(matched)),
            Err(fault) => Settled::Hold(Shortfall::Tlsa(fault)),
        },
        (Demand::Sts(hop), chain) => match sts(*hop, host, chain, anchors, now) {
            None => Settled::Send(Proven::Sts),
            Some(short) if hop.enforced => Settled::Hold(short),
            Some(short) => Settled::SendAndReport(short),
        },
    }
}

fn sts(hop: StsHop, host: &[&str], chain: Option<&[Vec<u8>]>, anchors: &Anchors, now: UnixTime) -> Option<Shortfall> {
    if !hop.named {
        return Some(Shortfall::NotNamed);
    }
    let Some(chain) = chain else { return Some(Shortfall::NoTls) };
    judge_certificate(chain, host, anchors, now).err().map(Shortfall::Certificate)
}
