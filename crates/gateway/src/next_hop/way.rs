//! Where a connection is to come from: the one next hop, or the mail servers of a domain.

use std::sync::Arc;

use kakitome_wire::client::Failure;

use crate::config::{HopProtocol, NextHop};
use crate::next_hop::fixed::Fixed;
use crate::next_hop::hop::Hop;
use crate::next_hop::internet::Internet;

/// A way on.
#[derive(Debug)]
pub(crate) enum Way {
    /// The next hop.
    Fixed(Box<Fixed>),
    /// The mail servers of a domain.
    Domain(Arc<Internet>, String),
}

impl Way {
    /// Connects.
    ///
    /// # Errors
    /// Whatever keeps mail from going there now.
    pub(crate) async fn connect(&self) -> Result<Hop, Failure> {
        match self {
            Self::Fixed(fixed) => fixed.connect().await,
            Self::Domain(internet, domain) => internet.connect(domain).await,
        }
    }

    /// Where it leads: `host:port`, `unix:` and a path, or a domain.
    pub(crate) fn destination(&self) -> &str {
        match self {
            Self::Fixed(fixed) => fixed.label(),
            Self::Domain(_, domain) => domain,
        }
    }

    /// How it is spoken to.
    pub(crate) fn settings(&self) -> &NextHop {
        match self {
            Self::Fixed(fixed) => fixed.settings(),
            Self::Domain(internet, _) => internet.settings(),
        }
    }

    /// Most connections at once.
    pub(crate) fn connections(&self) -> usize {
        match self {
            Self::Fixed(fixed) => fixed.settings().connections,
            Self::Domain(internet, _) => internet.connections(),
        }
    }

    /// Whether the other end answers for each recipient (RFC 2033).
    pub(crate) fn answers_each(&self) -> bool {
        self.settings().protocol == HopProtocol::Lmtp
    }
}
