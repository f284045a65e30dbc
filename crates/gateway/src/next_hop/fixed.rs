//! The one next hop of the configuration: where it is, and what it must show (RFC 5321 3.6.1; RFC 7672 where it is to be proven by DNS).

use std::sync::Arc;

use kakitome_transport::Demand;
use kakitome_wire::client::Failure;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;

use crate::config::{HopTlsMode, HopVerify, NextHop, Settings};
use crate::error::Error;
use crate::next_hop::approach::Approach;
use crate::next_hop::hop::{Hop, Place};
use crate::next_hop::memory::HopMemory;
use crate::next_hop::names::Names;
use crate::next_hop::sessions::{Sessions, policy};
use crate::next_hop::showing::Wanted;
use crate::replies;
use crate::tls;

/// The next hop.
#[derive(Debug)]
pub(crate) struct Fixed {
    hop: NextHop,
    label: String,
    sessions: Sessions,
    tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
    wanted: Wanted,
    names: Option<Names>,
    memory: Arc<HopMemory>,
}

impl Fixed {
    /// From the settings.
    ///
    /// # Errors
    /// A file that is named for TLS or for names cannot be read or used.
    pub(crate) fn new(settings: &Settings, memory: Arc<HopMemory>) -> Result<Self, Error> {
        let hop = settings.next_hop.clone();
        let tls = match hop.tls.mode {
            HopTlsMode::None => None,
            _ => Some((tls::for_next_hop(&hop.tls)?, tls::name(&hop.tls)?)),
        };
        let wanted = match (hop.tls.mode, hop.tls.verify) {
            (HopTlsMode::Required, HopVerify::Name) => Wanted::ByCa,
            _ => Wanted::Anything,
        };
        let names = (hop.tls.mode == HopTlsMode::Dane).then(|| Names::new(settings)).transpose()?;
        let label = match &hop.unix {
            Some(_) => hop.address.clone(),
            None => format!("{}:{}", hop.address, hop.port),
        };
        Ok(Self { sessions: Sessions::new(settings), hop, label, tls, wanted, names, memory })
    }

    /// Where it is: `host:port`, or `unix:` and a path.
    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    /// How it is spoken to.
    pub(crate) const fn settings(&self) -> &NextHop {
        &self.hop
    }

    /// Connects.
    ///
    /// # Errors
    /// Whatever keeps mail from going there now.
    pub(crate) async fn connect(&self) -> Result<Hop, Failure> {
        if let Some(names) = &self.names {
            return self.connect_by_dane(names).await;
        }
        let place = match &self.hop.unix {
            Some(path) => Place::Unix(path),
            None => Place::Host(&self.hop.address, self.hop.port),
        };
        self.approach(place, &self.wanted).go().await
    }

    async fn connect_by_dane(&self, names: &Names) -> Result<Hop, Failure> {
        let decided = |reply| Failure::Decided { reply };
        let host = self.hop.address.parse().map_err(|error| decided(replies::unroutable(&self.hop.address, &format!("{error}"))))?;
        // The administrator has named it: that it is not in DNS now is no word on the mail.
        let away = |why: &str| decided(replies::names_unknown(&self.label, why));
        let found = names.one_host(&host, self.hop.port).await.map_err(|reply| away(&reply.to_string()))?;
        if !matches!(found.demand, Demand::Dane(_)) {
            let why = "there is no usable TLSA record for it in signed DNS";
            self.memory.count(&self.hop.address, &self.label, "dane", "dane-required");
            return Err(decided(replies::hop_unproven(&self.label, why)));
        }
        let wanted = Wanted::Demand { demand: found.demand, names: vec![found.base], anchors: Arc::default() };
        let mut failed = away("it has no address");
        for address in found.addresses {
            match self.approach(Place::At((address, self.hop.port).into()), &wanted).go().await {
                Ok(hop) => return Ok(hop),
                Err(failure) => failed = failure,
            }
        }
        Err(failed)
    }

    fn approach<'a>(&'a self, place: Place<'a>, wanted: &'a Wanted) -> Approach<'a> {
        Approach {
            memory: &self.memory,
            sessions: &self.sessions,
            domain: &self.hop.address,
            label: &self.label,
            place,
            mode: policy(self.hop.tls.mode),
            sticky: self.hop.tls.sticky,
            lenient: false,
            tls: self.tls.clone(),
            wanted,
            connect: self.hop.timeouts.connect,
        }
    }
}
