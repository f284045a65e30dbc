//! Our own resolver for the fetcher: what is fetched for a domain leads where its checked answers lead.

use kakitome_dns::{DomainName, Resolver};
use kakitome_fetch::Addresses;

/// The resolver of crate `dns`, as crate `fetch` wants it. A policy is proven by its certificate, not by DNSSEC: one that is
/// [`unchecked`](Resolver::unchecked) serves.
#[derive(Debug, Clone)]
pub struct Named(pub Resolver);

impl kakitome_fetch::Resolver for Named {
    fn resolve(&self, host: &str) -> Addresses {
        let (resolver, host) = (self.0.clone(), host.to_owned());
        Box::pin(async move {
            let name: DomainName = host.parse().map_err(std::io::Error::other)?;
            let found = resolver.addresses(&name).await.map_err(std::io::Error::other)?;
            Ok(found.records().to_vec())
        })
    }
}
