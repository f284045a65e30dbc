//! Sending to the Internet: a connection to the best mail server of a domain that can be had and shows what it must (RFC 5321 5.1; DANE before
//! MTA-STS, RFC 8461 2). Knows nothing of mails.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use kakitome_dns::DomainName;
use kakitome_fetch::is_public;
use kakitome_pki::Anchors;
use kakitome_transport::{Demand, Shortfall, StsHop};
use kakitome_wire::Reply;
use kakitome_wire::client::{Failure, Outcome, Step, Tls};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::time::timeout;

use crate::config::{Mx, NextHop, Settings};
use crate::error::Error;
use crate::next_hop::approach::Approach;
use crate::next_hop::hop::{Hop, Place};
use crate::next_hop::memory::HopMemory;
use crate::next_hop::names::{Host, Names};
use crate::next_hop::policies::Policies;
use crate::next_hop::sessions::{Sessions, policy};
use crate::next_hop::showing::{Wanted, said};
use crate::replies;
use crate::tls;

/// Addresses that are tried for one mail; the next try begins anew (Postfix: 5).
const ADDRESSES: usize = 5;
/// Mail servers that are looked up for one mail. Own: the biggest domains have five; a list of hundreds is there to keep us busy.
const HOSTS: usize = 10;
/// All of it: names, policy, connections as far as EHLO inside TLS. Own: two servers that say nothing for five minutes each (RFC 5321 4.5.3.2).
pub(crate) const WHOLE: Duration = Duration::from_mins(10);

/// The way to every domain.
#[derive(Debug)]
pub(crate) struct Internet {
    names: Names,
    policies: Option<Policies>,
    anchors: Arc<Anchors>,
    client: Arc<ClientConfig>,
    sessions: Sessions,
    memory: Arc<HopMemory>,
    hop: NextHop,
    mx: Mx,
}

/// Why none of a domain's servers will do: trouble that may pass weighs more than any that will not.
#[derive(Default)]
struct Failed(Option<Failure>);

impl Failed {
    fn note(&mut self, failure: Failure) {
        let keep = match &self.0 {
            None => false,
            Some(before) => match (before.outcome(), failure.outcome()) {
                (Outcome::Deferred, Outcome::Rejected) => true,
                // What a policy forbids says more than that somebody could not be reached.
                (Outcome::Deferred, _) => matches!(before, Failure::Decided { .. }) && !matches!(failure, Failure::Decided { .. }),
                _ => false,
            },
        };
        if !keep {
            self.0 = Some(failure);
        }
    }

    fn decided(&mut self, reply: Reply) {
        self.note(Failure::Decided { reply });
    }
}

impl Internet {
    /// From the settings.
    ///
    /// # Errors
    /// A file that is named cannot be read or used; the system has no name servers or no authorities.
    pub(crate) fn new(settings: &Settings, memory: Arc<HopMemory>) -> Result<Self, Error> {
        let names = Names::new(settings)?;
        let hop = settings.next_hop.clone();
        let policies = match settings.mx.mta_sts {
            true => Some(Policies::new(&settings.mx, &names.resolver, &tls::for_policies(&hop.tls)?, memory.store())?),
            false => None,
        };
        Ok(Self {
            names,
            policies,
            anchors: Arc::new(tls::anchors(&hop.tls)?),
            client: tls::for_next_hop(&hop.tls)?,
            sessions: Sessions::new(settings),
            memory,
            hop,
            mx: settings.mx.clone(),
        })
    }

    /// How servers are spoken to.
    pub(crate) const fn settings(&self) -> &NextHop {
        &self.hop
    }

    /// Most connections to one domain.
    pub(crate) const fn connections(&self) -> usize {
        self.mx.connections
    }

    /// A connection for mail to this domain, as it stands in the address.
    ///
    /// # Errors
    /// Why there is none: [`Outcome::Rejected`] only where that will not pass.
    pub(crate) async fn connect(&self, domain: &str) -> Result<Hop, Failure> {
        match timeout(WHOLE, self.connect_best(domain)).await {
            Ok(connected) => connected,
            Err(_) => Err(Failure::TimedOut { step: Step::Greeting }),
        }
    }

    async fn connect_best(&self, domain: &str) -> Result<Hop, Failure> {
        let decided = |reply| Failure::Decided { reply };
        if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            return self.connect_literal(domain, literal).await;
        }
        let name: DomainName = domain.parse().map_err(|error| decided(replies::no_such_domain(domain, &format!("{error}"))))?;
        let exchangers = self.names.exchangers(&name).await.map_err(decided)?;
        let policy = match &self.policies {
            Some(policies) => policies.of(&name).await.map_err(decided)?,
            None => None,
        };
        let (mut failed, mut tried) = (Failed::default(), 0);
        for host in exchangers.hosts.iter().take(HOSTS) {
            if tried >= ADDRESSES {
                break;
            }
            let found = match self.names.host(host, self.hop.port, exchangers.proof, policy.as_ref()).await {
                Ok(found) => found,
                Err(reply) => {
                    failed.decided(reply);
                    continue;
                }
            };
            match self.connect_host(&name, host, found, &mut tried, &mut failed).await {
                Some(hop) => return Ok(hop),
                None => continue,
            }
        }
        Err(failed.0.unwrap_or_else(|| decided(replies::unroutable(domain, "it has no mail server"))))
    }

    async fn connect_host(
        &self,
        domain: &DomainName,
        host: &DomainName,
        found: Host,
        tried: &mut usize,
        failed: &mut Failed,
    ) -> Option<Hop> {
        let label = format!("{host}:{}", self.hop.port);
        let refusal = match &found.demand {
            Demand::Wait(wait) => Some(Shortfall::Unknown(*wait)),
            Demand::Sts(StsHop { enforced: true, named: false }) => Some(Shortfall::NotNamed),
            _ => None,
        };
        if let Some(short) = refusal {
            let why = said(short);
            tracing::warn!(%domain, hop = label, why, "nothing is sent to this mail server");
            self.memory.count(domain.as_str(), &label, found.demand.word(), short.report_word());
            failed.decided(replies::hop_unproven(&label, &why));
            return None;
        }
        let tls = match ServerName::try_from(found.base.clone()) {
            Ok(name) => Some((Arc::clone(&self.client), name)),
            // A name with an underscore is no name for TLS: then nobody can be proven, and mail goes only where nothing is demanded.
            Err(_) => None,
        };
        let names = vec![found.base, domain.as_str().to_owned()];
        let wanted = Wanted::Demand { demand: found.demand, names, anchors: Arc::clone(&self.anchors) };
        for address in found.addresses {
            if !self.may_reach(address) {
                tracing::warn!(%domain, hop = label, %address, "this mail server is in a network that is not public: it is not connected to");
                failed.decided(replies::unroutable(host.as_str(), "its address is in a network that is not public"));
                continue;
            }
            if *tried >= ADDRESSES {
                break;
            }
            *tried = tried.saturating_add(1);
            match self.approach(domain.as_str(), &label, address, tls.clone(), &wanted).go().await {
                Ok(hop) => return Some(hop),
                Err(failure) => failed.note(failure),
            }
        }
        None
    }

    /// `user@[192.0.2.1]` (RFC 5321 4.1.3): no name, so nothing is demanded and nothing proven.
    async fn connect_literal(&self, domain: &str, literal: &str) -> Result<Hop, Failure> {
        let bare = address_in(literal);
        let unroutable = |why| Failure::Decided { reply: replies::unroutable(domain, why) };
        let Some(address) = bare else { return Err(unroutable("this is no address")) };
        if !self.may_reach(address) {
            return Err(unroutable("its address is in a network that is not public"));
        }
        let label = std::net::SocketAddr::from((address, self.hop.port)).to_string();
        let tls = Some((Arc::clone(&self.client), ServerName::from(address)));
        self.approach(domain, &label, address, tls, &Wanted::Anything).go().await
    }

    /// Nobody's DNS leads us into our own network (loops, and requests in our name: SSRF).
    fn may_reach(&self, address: IpAddr) -> bool {
        is_public(address) || self.mx.networks.iter().any(|network| network.contains(address))
    }

    fn approach<'a>(
        &'a self,
        domain: &'a str,
        label: &'a str,
        address: IpAddr,
        tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
        wanted: &'a Wanted,
    ) -> Approach<'a> {
        let mode = policy(self.hop.tls.mode);
        Approach {
            memory: &self.memory,
            sessions: &self.sessions,
            domain,
            label,
            place: Place::At((address, self.hop.port).into()),
            mode: if tls.is_none() && mode == Tls::Optional && !wanted.needs_tls() { Tls::None } else { mode },
            sticky: self.hop.tls.sticky,
            lenient: true,
            tls,
            wanted,
            connect: self.hop.timeouts.connect,
        }
    }
}

/// The address in an address literal (RFC 5321 4.1.3). Letters count alike in either case, and the domain of a way has small ones.
fn address_in(literal: &str) -> Option<IpAddr> {
    const SIX: &str = "IPv6:";
    match literal.split_at_checked(SIX.len()) {
        Some((tag, six)) if tag.eq_ignore_ascii_case(SIX) => six.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        _ => literal.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_in_either_case() {
        let six = Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)));
        assert_eq!(address_in("IPv6:2001:db8::1"), six);
        assert_eq!(address_in("ipv6:2001:db8::1"), six, "as it stands in the domain of a way");
        assert_eq!(address_in("192.0.2.1"), Some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))));
        for none in ["2001:db8::1", "ipv6:192.0.2.1", "ipv6:", "x", "", "192.0.2", "例え:::1"] {
            assert_eq!(address_in(none), None, "{none}");
        }
    }
}
