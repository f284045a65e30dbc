//! What the name system says of a domain's mail servers: which, in which order, where, and what they must show (RFC 5321 5.1, 7505, 7672). Trouble
//! of the name system is 4xx and never "there is none" (R23); that there is none is 5xx.

use std::net::IpAddr;

use kakitome_crypto::random_fill;
use kakitome_dns::{Anchor, DomainName, Error as Unknown, Found, Limits, Missing, Mx, Proof, Resolver, Servers};
use kakitome_transport::{Demand, Hop, Policy, demand};
use kakitome_wire::Reply;

use crate::config::{DnsAnchor, Settings};
use crate::error::Error;
use crate::replies;

/// The resolver, and who we are.
#[derive(Debug)]
pub(crate) struct Names {
    /// Who is asked.
    pub(crate) resolver: Resolver,
    hostname: String,
}

/// The mail servers of a domain, in the order in which they are tried.
#[derive(Debug)]
pub(crate) struct Exchangers {
    /// Their names.
    pub(crate) hosts: Vec<DomainName>,
    /// How far the list is proven.
    pub(crate) proof: Proof,
}

/// One mail server.
#[derive(Debug)]
pub(crate) struct Host {
    /// Where it is; IPv6 and IPv4 by turns.
    pub(crate) addresses: Vec<IpAddr>,
    /// What it must show.
    pub(crate) demand: Demand,
    /// The name under which its TLSA records stand (RFC 7672 2.2.2), for SNI and for the certificate.
    pub(crate) base: String,
}

impl Names {
    /// From `[dns]`.
    ///
    /// # Errors
    /// The system names no server; the file of the root's keys cannot be used.
    pub(crate) fn new(settings: &Settings) -> Result<Self, Error> {
        let fault = |path: &std::path::Path, why: &Unknown| Error::Tls { path: path.to_owned(), why: why.to_string() };
        let anchor = match &settings.dns.anchor {
            DnsAnchor::Iana => Anchor::iana(),
            DnsAnchor::Unchecked => Anchor::unchecked(),
            DnsAnchor::File(path) => Anchor::from_file(path).map_err(|why| fault(path, &why))?,
        };
        let servers = match settings.dns.servers.as_slice() {
            [] => Servers::System,
            some => Servers::At(some.to_vec()),
        };
        let resolver = Resolver::new(&servers, &anchor, Limits::default()).map_err(|why| fault(std::path::Path::new("[dns]"), &why))?;
        Ok(Self { resolver, hostname: settings.hostname.to_ascii_lowercase() })
    }

    /// The mail servers of a domain.
    ///
    /// # Errors
    /// The reply that says why there is none, or that it could not be found out.
    pub(crate) async fn exchangers(&self, domain: &DomainName) -> Result<Exchangers, Reply> {
        let found = self.resolver.mx(domain).await.map_err(|error| unknown(&format!("the mail servers of {domain}"), &error))?;
        let answer = match found {
            Found::Records(answer) => answer,
            Found::Nothing(absence) if absence.missing == Missing::Name => {
                return Err(replies::no_such_domain(domain.as_str(), "there is no such domain"));
            }
            // RFC 5321 5.1: then its own address takes its mail. It is looked for when it is connected to.
            Found::Nothing(absence) if domain.as_str() != self.hostname => {
                return Ok(Exchangers { hosts: vec![domain.clone()], proof: absence.proof });
            }
            Found::Nothing(_) => return Err(replies::mx_loop(domain.as_str())),
        };
        let mut list: Vec<Mx> = answer.records.into_iter().filter(|mx| !mx.host.is_root()).collect();
        if list.is_empty() {
            return Err(replies::null_mx(domain.as_str()));
        }
        // RFC 5321 5.1: those that stand behind us in the list send to us.
        if let Some(own) = list.iter().filter(|mx| mx.host.as_str() == self.hostname).map(|mx| mx.preference).min() {
            list.retain(|mx| mx.preference < own);
            if list.is_empty() {
                return Err(replies::mx_loop(domain.as_str()));
            }
        }
        Ok(Exchangers { hosts: in_turn(list), proof: answer.proof })
    }

    /// Where a mail server is, and what it must show. `mx`: how far its name is proven.
    ///
    /// # Errors
    /// The reply that says that it has no address, or that it could not be found out.
    pub(crate) async fn host(&self, host: &DomainName, port: u16, mx: Proof, sts: Option<&Policy>) -> Result<Host, Reply> {
        let found = self.resolver.addresses(host).await.map_err(|error| unknown(&format!("the address of {host}"), &error))?;
        let Found::Records(answer) = found else { return Err(replies::unroutable(host.as_str(), "it has no address")) };
        let secure = mx.is_secure() && answer.proof.is_secure();
        let mut base = host.clone();
        let mut tlsa = None;
        if secure {
            // The name that an alias leads to first, then the alias itself (RFC 7672 2.2.2).
            for name in answer.aliases.last().into_iter().chain([host]) {
                let asked = self.resolver.tlsa(name, port).await;
                let there = matches!(&asked, Ok(Found::Records(records)) if records.proof.is_secure());
                let over = there || asked.is_err();
                tlsa = Some(asked);
                if over {
                    base = name.clone();
                    break;
                }
            }
        }
        if let Some(Err(error)) = &tlsa {
            tracing::warn!(%host, %error, "whether a mail server has TLSA records could not be found out: nothing is sent to it");
        }
        let known = Hop { host: host.as_str(), mx, addresses: Ok(answer.proof), tlsa: tlsa.as_ref().map(Result::as_ref), sts };
        Ok(Host { demand: demand(&known), addresses: by_turns(answer.records), base: base.as_str().to_owned() })
    }

    /// The same of a host that the administrator has named.
    ///
    /// # Errors
    /// See [`Names::host`].
    pub(crate) async fn one_host(&self, host: &DomainName, port: u16) -> Result<Host, Reply> {
        self.host(host, port, Proof::Secure, None).await
    }
}

/// Not an answer: 4xx. A name that nobody can ask for is none.
pub(crate) fn unknown(what: &str, error: &Unknown) -> Reply {
    if let Unknown::Bogus { .. } = error {
        tracing::warn!(
            what,
            %error,
            "signed DNS does not hold; if this is so for every domain, the name servers do not hand on DNSSEC: see [dns] trust-anchor"
        );
    }
    if error.is_temporary() { replies::names_unknown(what, &error.to_string()) } else { replies::no_such_domain(what, &error.to_string()) }
}

/// By preference; equals in an order of chance (RFC 5321 5.1).
fn in_turn(list: Vec<Mx>) -> Vec<DomainName> {
    let mut drawn: Vec<(u16, [u8; 4], DomainName)> = list
        .into_iter()
        .map(|mx| {
            let mut lot = [0; 4];
            if let Err(error) = random_fill(&mut lot) {
                tracing::debug!(%error, "no random number: equal mail servers are tried by name");
            }
            (mx.preference, lot, mx.host)
        })
        .collect();
    drawn.sort();
    drawn.into_iter().map(|(_, _, host)| host).collect()
}

/// IPv6 first, then IPv4, by turns: a machine without the one reaches the other.
fn by_turns(addresses: Vec<IpAddr>) -> Vec<IpAddr> {
    let (six, four): (Vec<IpAddr>, Vec<IpAddr>) = addresses.into_iter().partition(IpAddr::is_ipv6);
    let longest = six.len().max(four.len());
    (0..longest).flat_map(|at| [six.get(at), four.get(at)]).flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
    use super::*;

    #[test]
    fn equals_are_tried_in_an_order_of_chance_and_better_ones_first() {
        let mx = |preference, host: &str| Mx { preference, host: host.parse().unwrap() };
        let list = vec![mx(20, "last.example"), mx(10, "a.example"), mx(10, "b.example"), mx(5, "first.example")];
        let orders: std::collections::BTreeSet<Vec<DomainName>> = (0..64).map(|_| in_turn(list.clone())).collect();
        assert_eq!(orders.len(), 2, "{orders:?}");
        assert!(orders.iter().all(|order| order[0].as_str() == "first.example" && order[3].as_str() == "last.example"));
    }

    #[test]
    fn families_take_turns() {
        let addresses: Vec<IpAddr> = ["::1", "::2", "::3", "192.0.2.1"].iter().map(|text| text.parse().unwrap()).collect();
        let turns: Vec<String> = by_turns(addresses).iter().map(ToString::to_string).collect();
        assert_eq!(turns, ["::1", "192.0.2.1", "::2", "::3"]);
    }
}
