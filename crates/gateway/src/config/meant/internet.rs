//! What `[dns]` and `[mx]` mean, and what sending to the Internet demands of the rest.

use std::net::SocketAddr;

use super::Reading;
use crate::config::internet::{Dns, DnsAnchor, Mx};
use crate::config::network::Cidr;
use crate::config::written::{Acknowledge, Config, DnsConfig, HopConfig, HopProtocol, HopTlsMode, ListenerKind, MxConfig};

/// The address that means "no next hop".
pub(super) const MX: &str = "mx:";

impl Reading<'_> {
    pub(super) fn dns(&mut self, dns: &DnsConfig) -> Dns {
        let mut servers = Vec::new();
        for server in &dns.servers {
            match server.get_ref().parse::<SocketAddr>() {
                Ok(address) => servers.push(address),
                Err(_) => self.faults.at(
                    server.span(),
                    format!("{:?} is not an address with a port", server.get_ref()),
                    Some("write 192.0.2.53:53 or [2001:db8::53]:53"),
                ),
            }
        }
        let anchor = match &dns.trust_anchor {
            None => DnsAnchor::Iana,
            Some(word) if word.get_ref() == "none" => DnsAnchor::Unchecked,
            Some(file) => DnsAnchor::File(self.path(file)),
        };
        Dns { servers, anchor }
    }

    pub(super) fn mx(&mut self, mx: &MxConfig) -> Mx {
        if *mx.policy_port.get_ref() == 0 {
            self.faults.at(mx.policy_port.span(), "a port cannot be 0", None);
        }
        Mx {
            mta_sts: mx.mta_sts,
            connections: self.count(&mx.connections),
            networks: self.parsed::<Cidr>(&mx.networks),
            policy_port: *mx.policy_port.get_ref(),
        }
    }

    /// Mail for several domains has several fates: only what was acknowledged before can go to the Internet.
    pub(super) fn who_may_send_to_the_internet(&mut self, config: &Config) {
        let hop = &config.next_hop;
        let unchecked = config.dns.trust_anchor.as_ref().filter(|word| word.get_ref() == "none");
        if let (HopTlsMode::Dane, Some(word)) = (hop.tls, unchecked) {
            self.faults.at(word.span(), "tls = \"dane\" needs answers that are checked", Some("leave trust-anchor out, or name a file"));
        }
        if hop.address.get_ref() != MX {
            return;
        }
        for listener in &config.listener {
            let fits = listener.kind == ListenerKind::Milter || listener.when_acknowledged() == Acknowledge::Outbox;
            if !fits {
                let what = "with [next-hop] address = \"mx:\" each recipient's domain has its own answer, and this door's clients take one for all";
                self.faults.at(listener.address.span(), what, Some("set acknowledge = \"outbox\" in this [[listener]]"));
            }
        }
        self.mx_hop(hop);
    }

    fn mx_hop(&mut self, hop: &HopConfig) {
        let place = hop.address.span();
        if hop.protocol == HopProtocol::Lmtp {
            self.faults.at(place.clone(), "the Internet's mail servers speak SMTP", Some("leave protocol out of [next-hop]"));
        }
        match hop.tls {
            HopTlsMode::None => {
                let what = "without TLS no domain's demands (DANE, MTA-STS) can be met";
                self.faults.at(place.clone(), what, Some("set tls = \"optional\" or \"required\" in [next-hop]"));
            }
            HopTlsMode::Dane => {
                let what = "tls = \"dane\" is for one next hop; with address = \"mx:\" DANE is used wherever a domain has it";
                self.faults.at(place.clone(), what, Some("set tls = \"optional\" in [next-hop]"));
            }
            HopTlsMode::Optional | HopTlsMode::Required => {}
        }
        if hop.name.is_some() || hop.verify.is_some() {
            let what = "name and verify are for one next hop; with address = \"mx:\" the domains say what a certificate must be";
            self.faults.at(place, what, Some("leave them out of [next-hop]"));
        }
    }
}
