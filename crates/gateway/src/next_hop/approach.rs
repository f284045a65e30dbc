//! One connection to one hop under everything that is known of it: what the configuration wants, what its domain demands, and what it has done
//! before (sticky TLS, T07). Nothing is sent in clear to a hop that has been seen to do TLS.

use std::sync::Arc;
use std::time::Duration;

use kakitome_wire::client::{Failure, Tls};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use crate::next_hop::hop::{Hop, Missed, Place, Target};
use crate::next_hop::memory::{HopMemory, day};
use crate::next_hop::sessions::Sessions;
use crate::next_hop::showing::Wanted;
use crate::replies;

/// What a connection is made with.
#[derive(Debug)]
pub(crate) struct Approach<'a> {
    /// What is remembered.
    pub(crate) memory: &'a HopMemory,
    /// Sessions of each kind.
    pub(crate) sessions: &'a Sessions,
    /// For whom it is counted.
    pub(crate) domain: &'a str,
    /// The hop's name: `mx.example.jp:25`.
    pub(crate) label: &'a str,
    /// Where it is.
    pub(crate) place: Place<'a>,
    /// What the configuration wants.
    pub(crate) mode: Tls,
    /// A hop that has done TLS must do it.
    pub(crate) sticky: bool,
    /// Where a handshake fails and nothing demands TLS, mail goes in clear: strangers' servers have broken TLS, and nobody here can mend them.
    pub(crate) lenient: bool,
    /// TLS and the name for it, unless there is none.
    pub(crate) tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
    /// What it must show.
    pub(crate) wanted: &'a Wanted,
    /// Longest wait for the connection.
    pub(crate) connect: Duration,
}

impl Approach<'_> {
    /// Connects.
    ///
    /// # Errors
    /// Whatever keeps mail from going there now.
    pub(crate) async fn go(&self) -> Result<Hop, Failure> {
        let since = match self.sticky {
            true => self.memory.since(self.label).await.map_err(|error| {
                tracing::error!(hop = self.label, %error, "what is known of this hop cannot be read: nothing is sent to it");
                Failure::Decided { reply: replies::own_trouble() }
            })?,
            false => None,
        };
        let required = self.mode == Tls::Required || self.wanted.needs_tls() || since.is_some();
        let missed = match Hop::connect(&self.target(if required { Tls::Required } else { self.mode })).await {
            Ok(hop) => return Ok(self.reached(hop).await),
            Err(missed) => missed,
        };
        self.memory.count(self.domain, self.label, self.wanted.word(), missed.word);
        match (missed, since) {
            // A certificate that is not good enough is no downgrade: what is wrong with it has been said.
            (Missed { failure: failure @ Failure::Decided { .. }, .. }, _) => Err(failure),
            (Missed { failure, lacks_tls: true, .. }, Some(since)) => {
                let why = failure.to_string();
                self.memory.downgraded(self.label, since, &why).await;
                Err(Failure::Decided { reply: replies::hop_downgraded(self.label, &day(since), missing(&failure)) })
            }
            (Missed { failure: Failure::Handshake, .. }, None) if self.lenient && !required => self.in_clear().await,
            (Missed { failure, .. }, _) => Err(failure),
        }
    }

    async fn in_clear(&self) -> Result<Hop, Failure> {
        let mut hop = Hop::connect(&self.target(Tls::None)).await.map_err(|missed| missed.failure)?;
        tracing::warn!(next_hop = self.label, "not encrypted: the handshake failed, and nothing demands TLS of this hop");
        hop.note(|passage| passage.why = Some("handshake-failed"));
        Ok(self.reached(hop).await)
    }

    /// Remembers what the hop has shown.
    async fn reached(&self, mut hop: Hop) -> Hop {
        let passage = Arc::clone(&hop.passage);
        let result = match &passage.tls {
            None => "clear",
            Some(tls) => {
                let since = self.memory.saw(self.label, tls).await;
                hop.note(|passage| passage.since = since);
                match (passage.why, tls.proven.as_str()) {
                    (Some(missing), _) => missing,
                    (None, "none") => "encrypted",
                    (None, proven) => proven,
                }
            }
        };
        self.memory.count(self.domain, self.label, self.wanted.word(), result);
        hop
    }

    fn target(&self, tls: Tls) -> Target<'_> {
        Target {
            place: self.place,
            label: self.label,
            session: self.sessions.with(tls),
            tls: self.tls.clone().filter(|_| tls != Tls::None),
            wanted: self.wanted,
            connect: self.connect,
        }
    }
}

fn missing(failure: &Failure) -> &'static str {
    match failure {
        Failure::TlsUnavailable { what, .. } => what,
        Failure::InjectedBeforeTls => "it sent bytes before the handshake",
        _ => "the handshake failed",
    }
}
