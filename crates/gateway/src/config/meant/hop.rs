//! What `[next-hop]` means: where the server behind is, in which language, with which TLS.

use std::time::Duration;

use toml::Spanned;

use super::internet::MX;
use super::{MOST_SECONDS, Reading};
use crate::config::settings::{HopTls, NextHop, Timeouts};
use crate::config::written::{Acknowledge, Config, HopConfig, HopProtocol, HopTlsMode, HopVerify, ListenerKind};

impl Reading<'_> {
    pub(super) fn next_hop(&mut self, hop: &HopConfig) -> NextHop {
        let address = hop.address.get_ref();
        let unix = address.strip_prefix("unix:").map(|path| self.base.join(path));
        if unix.is_some() {
            self.unix_hop(hop);
        } else if address.is_empty() || address.contains(|c: char| c.is_whitespace() || c == '/') {
            self.faults.at(hop.address.span(), format!("{address:?} is not a host name or address"), None);
        }
        if *hop.port.get_ref() == 0 {
            self.faults.at(hop.port.span(), "the next hop's port cannot be 0", None);
        }
        if hop.sticky == Some(true) && hop.tls == HopTlsMode::None {
            self.faults.at(hop.address.span(), "sticky = true says nothing without TLS", Some("set tls = \"optional\" in [next-hop]"));
        }
        if hop.tls == HopTlsMode::Dane && (hop.verify.is_some() || hop.ca.is_some() || hop.name.is_some()) {
            let what = "with tls = \"dane\" DNS says what the certificate must be";
            self.faults.at(hop.address.span(), what, Some("leave verify, ca and name out of [next-hop]"));
        }
        let verify = match &hop.verify {
            Some(verify) => *verify.get_ref(),
            None if hop.tls == HopTlsMode::Required => HopVerify::Name,
            None => HopVerify::None,
        };
        if let Some(written) = &hop.verify
            && verify == HopVerify::Name
            && hop.tls != HopTlsMode::Required
        {
            self.faults.at(
                written.span(),
                "verify = \"name\" protects nothing while mail may also go in clear",
                Some("set tls = \"required\" in [next-hop]"),
            );
        }
        NextHop {
            address: address.clone(),
            unix,
            by_mx: address == MX,
            protocol: hop.protocol,
            port: *hop.port.get_ref(),
            tls: HopTls {
                mode: if hop.address.get_ref().starts_with("unix:") { HopTlsMode::None } else { hop.tls },
                sticky: hop.sticky.unwrap_or(address != MX) && hop.tls != HopTlsMode::None,
                verify,
                ca: hop.ca.as_ref().map(|p| self.path(p)),
                name: hop.name.as_ref().map_or(address, Spanned::get_ref).clone(),
            },
            connections: self.count(&hop.connections),
            reuse: Duration::from_secs(hop.reuse_seconds.min(MOST_SECONDS)),
            reuse_mails: self.positive(&hop.reuse_mails),
            timeouts: Timeouts {
                connect: self.seconds(&hop.connect_seconds),
                reply: self.seconds(&hop.reply_seconds),
                block: self.seconds(&hop.block_seconds),
                data_end: self.seconds(&hop.data_end_seconds),
            },
        }
    }

    /// A Unix socket has no TLS, and a path.
    fn unix_hop(&mut self, hop: &HopConfig) {
        if hop.address.get_ref() == "unix:" {
            self.faults.at(hop.address.span(), "a path is empty", None);
        }
        if hop.protocol != HopProtocol::Lmtp {
            let hint = Some("set protocol = \"lmtp\" in [next-hop]");
            self.faults.at(hop.address.span(), "a Unix socket is spoken to in LMTP only", hint);
        }
        if matches!(hop.tls, HopTlsMode::Required | HopTlsMode::Dane) {
            self.faults.at(hop.address.span(), "there is no TLS on a Unix socket", Some("set tls = \"none\" in [next-hop]"));
        }
    }

    /// A server that answers for each recipient needs somebody in front who takes as many answers, or sends again.
    pub(super) fn who_may_hand_to_lmtp(&mut self, config: &Config) {
        if config.next_hop.protocol != HopProtocol::Lmtp {
            return;
        }
        for listener in &config.listener {
            let retries =
                |name: &Spanned<String>| config.network.iter().any(|network| network.name.get_ref() == name.get_ref() && network.mta);
            let fits = match listener.kind {
                ListenerKind::Lmtp | ListenerKind::Milter => true,
                // what waits in the outbox may be answered one by one
                _ if listener.when_acknowledged() == Acknowledge::Outbox => true,
                ListenerKind::Relay => listener.networks.iter().all(retries),
                ListenerKind::Submission | ListenerKind::SubmissionStarttls => false,
            };
            if !fits {
                let what = "the next hop answers for each recipient (LMTP), and this door's clients take one answer for all";
                let hint = "set acknowledge = \"outbox\", let mail servers in only (mta = true in [[network]]), make it an \"lmtp\" door, or speak SMTP to the next hop";
                self.faults.at(listener.address.span(), what, Some(hint));
            }
        }
    }
}
