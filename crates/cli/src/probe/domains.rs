//! Domains one after the other: who is asked for names, who fetches policies, whose certificates are believed.

use std::sync::Arc;

use kakitome_dns::{Anchor, DomainName, Limits as NameLimits, Resolver, Servers};
use kakitome_fetch::{Fetcher, Rules};
use kakitome_pki::{Anchors, UnixTime};
use kakitome_probe::{DomainProbe, DomainReport, Limits, Named, Stage, probe_domain};
use tokio::runtime::Runtime;

use super::args::Args;
use crate::failure::{Failure, failed};

/// `begun`: which domain by its number, and what is asked of it now.
pub(super) fn probe(
    args: &Args,
    domains: &[DomainName],
    anchors: &Anchors,
    now: UnixTime,
    runtime: &Runtime,
    begun: impl Fn(usize, &str),
) -> Result<Vec<DomainReport>, Failure> {
    let impossible = |error: &dyn std::error::Error| failed("cli-probe-impossible", error);
    let servers = args.dns.map_or(Servers::System, |address| Servers::At(vec![address]));
    let anchor = match &args.dns_anchor {
        Some(file) => Anchor::from_file(file).map_err(|error| impossible(&error))?,
        None => Anchor::iana(),
    };
    // inside the runtime: the resolver has tasks of its own
    let _inside = runtime.enter();
    let resolver = Resolver::new(&servers, &anchor, NameLimits::default()).map_err(|error| impossible(&error))?;
    let plain = resolver.unchecked().map_err(|error| impossible(&error))?;
    let mut rules = Rules::default();
    rules.allowed.extend(&args.allow_network);
    rules.ports.push(args.policy_port);
    let fetcher = Fetcher::with_resolver(rules, tls(anchors)?, Arc::new(Named(plain))).map_err(|error| impossible(&error))?;
    let mut reports = Vec::new();
    for (at, domain) in domains.iter().enumerate() {
        let asked = DomainProbe {
            domain,
            resolver: &resolver,
            fetcher: &fetcher,
            anchors,
            now,
            limits: Limits::default(),
            smtp_port: args.mx_port,
            policy_port: args.policy_port,
        };
        let report = probe_domain(&asked, |stage| match stage {
            Stage::Names => begun(at, domain.as_str()),
            Stage::Server(host) => begun(at, host.as_str()),
        });
        reports.push(runtime.block_on(report));
    }
    Ok(reports)
}

/// Policies are believed on the word of the same roots as certificates.
fn tls(anchors: &Anchors) -> Result<rustls::ClientConfig, Failure> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(anchors.iter().map(|anchor| anchor.certificate.as_der().to_vec().into()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| failed("cli-probe-impossible", &error))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}
