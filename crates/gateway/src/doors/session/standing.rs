//! What the peer at the other end may, by its network: granted when it comes in, asked again at each mail and at XCLIENT, since a reload may
//! have taken it away (attack S12). Whose mail it passes on does not enter into it: that is asked beside.

use kakitome_wire::Reply;

use super::Visit;
use crate::config::{ListenerSettings, StartTls};
use crate::replies;

impl Visit {
    /// A new configuration may have taken away the network of the peer, or of the client whose mail it passes on, or given it another: it holds
    /// from the next mail on.
    pub(super) fn no_longer_of_a_network(&mut self) -> Option<Reply> {
        if let Some(reply) = self.peer_no_longer() {
            return Some(reply);
        }
        let listener = self.live.settings.listeners.get(self.door);
        if listener.is_some_and(|listener| self.is_less_than_asked(listener)) {
            tracing::info!(peer = %self.client.peer, "more of TLS is asked for at this door now (starttls, client-certificates): the session ends");
            return Some(replies::rights_changed());
        }
        match listener.and_then(|listener| self.live.settings.admits(listener, self.client.address)) {
            Some(network) => {
                self.client.mta = network.mta;
                self.client.named = listener.is_some_and(|listener| listener.name_client);
                None
            }
            None => {
                tracing::warn!(peer = %self.client.peer, client = %self.client.address, "its network may no longer send here: the session ends");
                Some(replies::no_longer_allowed())
            }
        }
    }

    /// Why the session cannot go on with what was granted to the peer. wire was told at the greeting what to take from it: what holds now holds
    /// for a new session alone. A right that has been added is no reason.
    pub(super) fn peer_no_longer(&self) -> Option<Reply> {
        let peer = self.client.peer;
        let listener = self.live.settings.listeners.get(self.door);
        let Some(now) = listener.and_then(|listener| self.live.settings.admits(listener, peer.ip())) else {
            tracing::warn!(%peer, client = %self.client.address, "the peer's network may no longer send here: the session ends");
            return Some(replies::no_longer_allowed());
        };
        if self.granted.xclient && !now.xclient {
            tracing::warn!(%peer, client = %self.client.address, "the peer may no longer say whose mail it passes on (xclient): the session ends");
            return Some(replies::rights_changed());
        }
        if self.granted.bare_newline != now.bare_newline {
            tracing::info!(%peer, "bare CR and LF of this peer are treated otherwise now (bare-newline): the session ends");
            return Some(replies::rights_changed());
        }
        None
    }

    /// Whether a session that begins now would have to be inside TLS, or to have shown a certificate, and this one is or has not.
    fn is_less_than_asked(&self, listener: &ListenerSettings) -> bool {
        let in_clear = listener.starttls == StartTls::Required && !self.client.secured;
        let asked = listener.tls.as_ref().and_then(|tls| tls.clients.as_ref()).is_some_and(|clients| clients.required);
        in_clear || (asked && self.client.secured && self.stream.peer_certificates().is_empty())
    }
}
