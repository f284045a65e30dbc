//! XCLIENT: a trusted peer says whose mail it passes on. What follows is judged by that client's address, never by the peer's login.

use kakitome_wire::{Attribute, Forwarded};

use super::Visit;
use crate::replies;

impl Visit {
    /// A trusted peer says whose mail it passes on (XCLIENT).
    pub(super) fn introduce(&mut self, said: &Forwarded) {
        // Trusted by the configuration of now, not by that of its greeting.
        self.live = self.state.live();
        if let Some(reply) = self.peer_no_longer() {
            return self.session.shut_down(&reply);
        }
        match &said.addr {
            Some(Attribute::Known(address)) => {
                self.client.address = address.to_canonical();
                // Whose mail it is now has shown no certificate (S14), nor is one that follows the client's: STARTTLS is the peer's own.
                self.client.login = None;
                self.introduced = true;
            }
            // `[UNAVAILABLE]`: a client that nobody knows is of no network, least of all of its peer's.
            Some(Attribute::Unavailable | Attribute::TemporarilyUnavailable) => {
                return self.session.shut_down(&replies::not_allowed());
            }
            None => {}
        }
        if let Some(Attribute::Known(hello)) = &said.helo {
            self.client.hello.clone_from(hello);
        }
        let listener = self.live.settings.listeners.get(self.door);
        let network = listener.and_then(|listener| self.live.settings.admits(listener, self.client.address));
        match network {
            Some(network) => self.client.mta = network.mta,
            None => self.session.shut_down(&replies::not_allowed()),
        }
    }
}
