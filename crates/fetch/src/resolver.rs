//! Names become addresses here, and only those that may be reached are handed on: whoever writes a name into a certificate
//! also writes what it resolves to.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use crate::address::may_reach;
use crate::error::Error;
use crate::rules::Rules;

/// The addresses of a name, as they come.
pub type Addresses = Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;

/// Who resolves names.
pub trait Resolver: Send + Sync + 'static {
    /// All addresses of a host.
    fn resolve(&self, host: &str) -> Addresses;
}

/// The resolver of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Resolver for System {
    fn resolve(&self, host: &str) -> Addresses {
        let host = host.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

/// Stands between the HTTP client and the resolver: the client connects to what this lets through, so a name that changes
/// its answer between check and use changes nothing (DNS rebinding).
pub(crate) struct Gate {
    resolver: Arc<dyn Resolver>,
    rules: Arc<Rules>,
    /// Why a name was refused: the client would only tell that it could not connect.
    refusals: Arc<Mutex<Vec<(String, Error)>>>,
}

/// How many refusals wait to be asked for; each is taken by the request that met it.
const WAITING: usize = 256;

impl Gate {
    pub(crate) fn new(resolver: Arc<dyn Resolver>, rules: Arc<Rules>) -> Self {
        Self { resolver, rules, refusals: Arc::default() }
    }

    pub(crate) fn refusals(&self) -> Refusals {
        Refusals(self.refusals.clone())
    }
}

/// Why names were refused.
pub(crate) struct Refusals(Arc<Mutex<Vec<(String, Error)>>>);

impl Refusals {
    pub(crate) fn take(&self, host: &str) -> Option<Error> {
        let mut refusals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = refusals.iter().position(|(refused, _)| refused == host)?;
        Some(refusals.remove(at).1)
    }
}

impl reqwest::dns::Resolve for Gate {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let host = name.as_str().to_owned();
        let (answer, rules, refusals) = (self.resolver.resolve(&host), self.rules.clone(), self.refusals.clone());
        Box::pin(async move {
            judged(&host, answer.await, &rules).map(|addresses| Box::new(addresses.into_iter()) as reqwest::dns::Addrs).map_err(|error| {
                let mut refusals = refusals.lock().unwrap_or_else(PoisonError::into_inner);
                refusals.truncate(WAITING);
                refusals.insert(0, (host, error.clone()));
                error.into()
            })
        })
    }
}

/// One address that must not be reached spoils the name: an honest CA has none such, and picking the others would let an
/// attacker choose by turns.
fn judged(host: &str, answer: std::io::Result<Vec<IpAddr>>, rules: &Rules) -> Result<Vec<SocketAddr>, Error> {
    let failed = |why: String| Error::Name { host: host.to_owned(), why };
    let addresses = answer.map_err(|why| failed(why.to_string()))?;
    if let Some(found) = addresses.iter().copied().find(|address| !may_reach(*address, rules)) {
        return Err(Error::Private { host: host.to_owned(), found });
    }
    if addresses.is_empty() {
        return Err(failed("it has no address".to_owned()));
    }
    Ok(addresses.into_iter().map(|address| SocketAddr::new(address, 0)).collect())
}
