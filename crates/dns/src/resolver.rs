//! Asking. One resolver for a process: its memory serves all.

use std::net::{IpAddr, SocketAddr};

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ProtocolConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::dnssec;
use hickory_resolver::proto::rr::{Name, RecordType};
use hickory_resolver::system_conf::read_system_conf;
use kakitome_crypto::{DigestAlgorithm, digest};

use crate::anchor::Anchor;
use crate::answer::{Absence, Answer, Found, Missing};
use crate::error::Error;
use crate::limits::Limits;
use crate::name::DomainName;
use crate::record::{Mx, Readable, Srv, Tlsa};
use crate::sieve::Asked;

/// Who is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Servers {
    /// Those of the system (`/etc/resolv.conf`).
    #[default]
    System,
    /// These, over UDP and, for what is longer, TCP.
    At(Vec<SocketAddr>),
}

/// Asks name servers and checks their answers.
#[derive(Clone)]
pub struct Resolver {
    inner: TokioResolver,
    servers: Servers,
    checked: bool,
    limits: Limits,
}

impl Resolver {
    /// A resolver. Nothing is asked yet.
    ///
    /// # Errors
    /// [`Error::Setup`]: the system names no server, or none was given.
    pub fn new(servers: &Servers, anchor: &Anchor, limits: Limits) -> Result<Self, Error> {
        let setup = |why: String| Error::Setup { why };
        let config = match servers {
            Servers::System => {
                let (config, _) = read_system_conf().map_err(|why| setup(format!("the system's name servers: {why}")))?;
                // no search list: a name is asked for as it is written
                ResolverConfig::from_name_servers(config.name_servers().to_vec())
            }
            Servers::At(list) => ResolverConfig::from_name_servers(list.iter().map(|address| server(*address)).collect()),
        };
        if config.name_servers().is_empty() {
            return Err(setup("no name server is known".to_owned()));
        }
        let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            .with_options(options(&limits))
            .nsec3_iteration_limits(Some(limits.nsec3_insecure), Some(limits.nsec3_refused));
        let keys = anchor.keys();
        let checked = keys.is_some();
        if let Some(keys) = keys {
            builder = builder.with_trust_anchor(keys);
        }
        let inner = builder.build().map_err(|why| setup(why.to_string()))?;
        Ok(Self { inner, servers: servers.clone(), checked, limits })
    }

    /// Do the name servers hand on what DNSSEC needs, down from the root's own keys? Some home routers do not: then everything
    /// would look tampered with.
    ///
    /// # Errors
    /// [`Error::Temporary`]: they do not answer.
    pub async fn can_check(&self) -> Result<bool, Error> {
        if !self.checked {
            return Ok(false);
        }
        let root = Name::root();
        let asked = tokio::time::timeout(self.limits.question, self.inner.lookup(root.clone(), RecordType::DNSKEY)).await;
        match asked {
            Ok(Ok(lookup)) => {
                let mut keys = lookup.answers().iter().filter(|record| record.record_type() == RecordType::DNSKEY);
                Ok(keys.any(|record| record.proof == dnssec::Proof::Secure))
            }
            Ok(Err(error)) if error.is_no_records_found() => Ok(false),
            Ok(Err(hickory_resolver::net::NetError::Dns(
                hickory_resolver::net::DnsError::DnssecBogus | hickory_resolver::net::DnsError::Nsec { .. },
            ))) => Ok(false),
            Ok(Err(error)) => Err(Error::Temporary { name: DomainName::of(&root), kind: "DNSKEY", why: error.to_string() }),
            Err(_) => Err(Error::Temporary { name: DomainName::of(&root), kind: "DNSKEY", why: "no answer in time".to_owned() }),
        }
    }

    /// One that asks the same servers and checks nothing: for telling what there is where [`Self::can_check`] says no.
    ///
    /// # Errors
    /// [`Error::Setup`]
    pub fn unchecked(&self) -> Result<Self, Error> {
        Self::new(&self.servers, &Anchor::unchecked(), self.limits)
    }

    /// Mail servers, in the order in which they are to be tried.
    ///
    /// # Errors
    /// Any but [`Error::Setup`]; the same for all that follow.
    pub async fn mx(&self, domain: &DomainName) -> Result<Found<Mx>, Error> {
        let mut found = self.ask(domain, RecordType::MX, "MX").await?;
        if let Found::Records(answer) = &mut found {
            answer.records.sort();
        }
        Ok(found)
    }

    /// IPv4 addresses.
    ///
    /// # Errors
    /// As [`Self::mx`].
    pub async fn a(&self, host: &DomainName) -> Result<Found<IpAddr>, Error> {
        self.ask(host, RecordType::A, "A").await
    }

    /// IPv6 addresses.
    ///
    /// # Errors
    /// As [`Self::mx`].
    pub async fn aaaa(&self, host: &DomainName) -> Result<Found<IpAddr>, Error> {
        self.ask(host, RecordType::AAAA, "AAAA").await
    }

    /// Addresses of both kinds, IPv6 first. The weaker of the two proofs counts; what one kind lacks, the other may have, but an
    /// error of one is an error unless the other has addresses.
    ///
    /// # Errors
    /// As [`Self::mx`].
    pub async fn addresses(&self, host: &DomainName) -> Result<Found<IpAddr>, Error> {
        let (six, four) = tokio::join!(self.aaaa(host), self.a(host));
        match (six, four) {
            (Ok(Found::Records(six)), Ok(Found::Records(four))) => Ok(Found::Records(Answer {
                records: six.records.into_iter().chain(four.records).collect(),
                proof: six.proof.min(four.proof),
                lifetime: six.lifetime.min(four.lifetime),
                aliases: six.aliases,
            })),
            (Ok(Found::Records(only)), _) | (_, Ok(Found::Records(only))) => Ok(Found::Records(only)),
            (Err(error), _) | (_, Err(error)) => Err(error),
            (Ok(Found::Nothing(six)), Ok(Found::Nothing(four))) => {
                let missing = if six.missing == Missing::Name { six.missing } else { four.missing };
                Ok(Found::Nothing(Absence { missing, proof: six.proof.min(four.proof), lifetime: six.lifetime.min(four.lifetime) }))
            }
        }
    }

    /// Texts, the strings of each put together.
    ///
    /// # Errors
    /// As [`Self::mx`].
    pub async fn txt(&self, name: &DomainName) -> Result<Found<Vec<u8>>, Error> {
        self.ask(name, RecordType::TXT, "TXT").await
    }

    /// The alias that stands at a name, not followed.
    ///
    /// # Errors
    /// As [`Self::mx`].
    pub async fn cname(&self, name: &DomainName) -> Result<Found<DomainName>, Error> {
        self.ask(name, RecordType::CNAME, "CNAME").await
    }

    /// What the certificate at a port must be (RFC 6698 3: `_25._tcp.host`).
    ///
    /// # Errors
    /// As [`Self::mx`].
    pub async fn tlsa(&self, host: &DomainName, port: u16) -> Result<Found<Tlsa>, Error> {
        self.ask(&host.below(&format!("_{port}._tcp"))?, RecordType::TLSA, "TLSA").await
    }

    /// The certificates of a mail address (RFC 8162 3: the local part hashed as it is written, cut to 28 octets).
    ///
    /// # Errors
    /// As [`Self::mx`].
    pub async fn smimea(&self, local: &str, domain: &DomainName) -> Result<Found<Tlsa>, Error> {
        let hashed =
            digest(DigestAlgorithm::Sha256, local.as_bytes()).ok_or_else(|| Error::Setup { why: "SHA-256 is missing".to_owned() })?;
        let hex = hashed.to_hex();
        let label = hex.get(..56).unwrap_or(&hex);
        self.ask(&domain.below(&format!("{label}._smimecert"))?, RecordType::SMIMEA, "SMIMEA").await
    }

    /// Where a service is, by priority; `service` as `_submissions._tcp`.
    ///
    /// # Errors
    /// As [`Self::mx`].
    pub async fn srv(&self, service: &str, domain: &DomainName) -> Result<Found<Srv>, Error> {
        let mut found = self.ask(&domain.below(service)?, RecordType::SRV, "SRV").await?;
        if let Found::Records(answer) = &mut found {
            answer.records.sort();
        }
        Ok(found)
    }

    async fn ask<T: Readable>(&self, name: &DomainName, kind: RecordType, word: &'static str) -> Result<Found<T>, Error> {
        let asked = Asked { name, kind, word, checked: self.checked, limits: &self.limits };
        let outcome = tokio::time::timeout(self.limits.question, self.inner.lookup(name.question()?, kind)).await;
        match outcome {
            Ok(outcome) => asked.read(outcome),
            Err(_) => Err(asked.temporary(format!("no answer within {} seconds", self.limits.question.as_secs()))),
        }
    }
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolver").field("checked", &self.checked).field("limits", &self.limits).finish_non_exhaustive()
    }
}

fn server(address: SocketAddr) -> NameServerConfig {
    let connection = |protocol| {
        let mut connection = ConnectionConfig::new(protocol);
        connection.port = address.port();
        connection
    };
    NameServerConfig::new(address.ip(), true, vec![connection(ProtocolConfig::Udp), connection(ProtocolConfig::Tcp)])
}

fn options(limits: &Limits) -> ResolverOpts {
    let mut options = ResolverOpts::default();
    options.timeout = limits.packet;
    options.attempts = limits.again;
    options.cache_size = limits.remembered;
    options.positive_max_ttl = Some(limits.longest);
    options.negative_max_ttl = Some(limits.longest);
    // the system's file of hosts has no proofs
    options.use_hosts_file = ResolveHosts::Never;
    options.try_tcp_on_error = true;
    options.preserve_intermediates = true;
    options
}
