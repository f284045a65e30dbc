//! What sessions with hops are told: our name, times, and one policy on TLS each (RFC 5321 4.5.3.2).

use std::sync::Arc;

use kakitome_wire::Protocol;
use kakitome_wire::client::{Settings as Told, Tls};

use crate::config::{HopProtocol, HopTlsMode, Settings};

/// The three ways a session can go about TLS.
#[derive(Debug)]
pub(crate) struct Sessions {
    never: Arc<Told>,
    optional: Arc<Told>,
    required: Arc<Told>,
}

impl Sessions {
    /// From the settings of the next hop.
    pub(crate) fn new(settings: &Settings) -> Self {
        let with = |tls| Arc::new(told(settings, tls));
        Self { never: with(Tls::None), optional: with(Tls::Optional), required: with(Tls::Required) }
    }

    /// Those with this policy.
    pub(crate) fn with(&self, tls: Tls) -> Arc<Told> {
        Arc::clone(match tls {
            Tls::None => &self.never,
            Tls::Optional => &self.optional,
            Tls::Required => &self.required,
        })
    }
}

/// The policy that the configuration names.
pub(crate) const fn policy(mode: HopTlsMode) -> Tls {
    match mode {
        HopTlsMode::None => Tls::None,
        HopTlsMode::Optional => Tls::Optional,
        HopTlsMode::Required | HopTlsMode::Dane => Tls::Required,
    }
}

fn told(settings: &Settings, tls: Tls) -> Told {
    let mut told = Told::new(&settings.hostname, tls);
    if settings.next_hop.protocol == HopProtocol::Lmtp {
        told.protocol = Protocol::Lmtp;
    }
    let timeouts = settings.next_hop.timeouts;
    told.timeouts.greeting = timeouts.reply;
    told.timeouts.hello = timeouts.reply;
    told.timeouts.mail = timeouts.reply;
    told.timeouts.rcpt = timeouts.reply;
    told.timeouts.data = timeouts.reply;
    told.timeouts.data_block = timeouts.block;
    told.timeouts.data_end = timeouts.data_end;
    told
}
