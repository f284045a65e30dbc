//! Whether what a hop showed is what it must show, and what is said when it is not.

use std::sync::Arc;

use kakitome_pki::{Anchors, UnixTime};
use kakitome_store::ProvenBy;
use kakitome_transport::{CertificateFault, Demand, Proven, Settled, Shortfall, Wait, settle};

/// What a hop must show inside TLS.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    /// Whatever it is.
    Anything,
    /// A certificate for the name that was written down; the handshake sees to that.
    ByCa,
    /// What its domain demands.
    Demand {
        /// The demand.
        demand: Demand,
        /// The hop's name, then the domain's.
        names: Vec<String>,
        /// Whom to believe.
        anchors: Arc<Anchors>,
    },
}

impl Wanted {
    /// A word for counts.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Anything => "opportunistic",
            Self::ByCa => "ca",
            Self::Demand { demand, .. } => demand.word(),
        }
    }

    /// Whether nothing may be sent in clear.
    pub(crate) const fn needs_tls(&self) -> bool {
        match self {
            Self::Anything => false,
            Self::ByCa => true,
            Self::Demand { demand, .. } => match demand {
                Demand::Opportunistic => false,
                Demand::Sts(hop) => hop.enforced,
                Demand::Encrypted | Demand::Dane(_) | Demand::Wait(_) => true,
            },
        }
    }

    /// Judges a chain (the hop's own first; none: no TLS came about): who proves it and what was missing all the same, or why it must not be used.
    pub(crate) fn judge(&self, chain: Option<&[Vec<u8>]>) -> Result<(ProvenBy, Option<&'static str>), Shortfall> {
        let (demand, names, anchors) = match self {
            Self::Anything => return Ok((ProvenBy::Nobody, None)),
            Self::ByCa => return if chain.is_some() { Ok((ProvenBy::Ca, None)) } else { Err(Shortfall::NoTls) },
            Self::Demand { demand, names, anchors } => (demand, names, anchors),
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match settle(demand, &names, chain, anchors, UnixTime::now()) {
            Settled::Send(Proven::Clear | Proven::Encrypted) => Ok((ProvenBy::Nobody, None)),
            Settled::Send(Proven::Sts) => Ok((ProvenBy::MtaSts, None)),
            Settled::Send(Proven::Dane(_)) => Ok((ProvenBy::Dane, None)),
            Settled::SendAndReport(short) => Ok((ProvenBy::Nobody, Some(short.report_word()))),
            Settled::Hold(short) => Err(short),
        }
    }
}

/// What was missing, for a reply.
pub(crate) fn said(short: Shortfall) -> String {
    match short {
        Shortfall::NoTls => "TLS is demanded and was not to be had".to_owned(),
        Shortfall::NotNamed => "the domain's MTA-STS policy does not name this server".to_owned(),
        Shortfall::Certificate(fault) => format!("the domain's MTA-STS policy demands a certificate, and {fault}"),
        Shortfall::Tlsa(CertificateFault::Untrusted) => "its certificate is not what DNS (DANE) says".to_owned(),
        Shortfall::Tlsa(fault) => format!("DNS (DANE) demands a certificate, and {fault}"),
        Shortfall::Unknown(Wait::Addresses) => "its addresses could not be found out".to_owned(),
        Shortfall::Unknown(Wait::Tlsa) => "whether it has TLSA records could not be found out".to_owned(),
    }
}
