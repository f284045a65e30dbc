//! Policies of domains (MTA-STS, RFC 8461): asked for by DNS, fetched over HTTPS, kept in the database for as long as they say. A policy that is kept
//! stays in force while it can neither be looked up nor fetched anew (RFC 8461 3.3, 5.1).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kakitome_dns::{DomainName, Resolver};
use kakitome_fetch::{Address, Addresses, Fetcher, Kind, Request, Rules};
use kakitome_pki::UnixTime;
use kakitome_store::{Millis, Store, StoredPolicy};
use kakitome_transport::{Kept, Policy, STS_HOST, STS_LABEL, STS_PATH, Step, StsRecord, after_fetch, read_sts_records, step};
use kakitome_wire::Reply;
use rustls::ClientConfig;

use crate::config::Mx;
use crate::error::Error;
use crate::replies;

/// Domains whose policies are remembered without asking the database. Own.
const REMEMBERED: usize = 20_000;
/// A policy that could not be fetched is not asked for again within this time: every mail to the domain would wait for its web server, and
/// we would be a burden to whomever its name leads to. Own.
const FETCH_AGAIN: Duration = Duration::from_mins(5);

/// Policies.
pub(crate) struct Policies {
    resolver: Resolver,
    fetcher: Fetcher,
    store: Option<Store>,
    port: u16,
    kept: Mutex<HashMap<String, Option<Kept>>>,
    /// Domains whose policies could not be fetched, under which name, and when.
    failed: Mutex<HashMap<String, (String, Instant)>>,
}

impl std::fmt::Debug for Policies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policies").field("port", &self.port).finish_non_exhaustive()
    }
}

/// The resolver for the fetcher: a policy is proven by its certificate, not by DNSSEC.
struct Named(Resolver);

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

impl Policies {
    /// From `[mx]`.
    ///
    /// # Errors
    /// The fetcher cannot be set up.
    pub(crate) fn new(mx: &Mx, resolver: &Resolver, tls: &ClientConfig, store: Option<Store>) -> Result<Self, Error> {
        let fault = |why: String| Error::Tls { path: "[mx]".into(), why };
        let mut rules = Rules::default();
        rules.ports = vec![mx.policy_port];
        let networks = mx.networks.iter().map(|network| network.to_string().parse());
        rules.allowed = networks.collect::<Result<_, String>>().map_err(fault)?;
        let named = Named(resolver.unchecked().map_err(|error| fault(error.to_string()))?);
        let fetcher = Fetcher::with_resolver(rules, tls.clone(), Arc::new(named)).map_err(|error| fault(error.to_string()))?;
        Ok(Self { resolver: resolver.clone(), fetcher, store, port: mx.policy_port, kept: Mutex::default(), failed: Mutex::default() })
    }

    /// The policy of a domain that holds now.
    ///
    /// # Errors
    /// The database does not say what is kept: whether mail may go is not known then.
    pub(crate) async fn of(&self, domain: &DomainName) -> Result<Option<Policy>, Reply> {
        let kept = self.kept(domain).await?;
        let now = UnixTime::now();
        let record = self.record(domain).await;
        match step(kept.as_ref(), record.as_ref(), now) {
            Step::UseKept => Ok(kept.map(|kept| kept.policy)),
            Step::NoPolicy => Ok(None),
            Step::Fetch => {
                let id = record.map(|record| record.id).unwrap_or_default();
                let fetched = if self.failed_lately(domain, &id) { None } else { self.fetch_and_note(domain, &id).await };
                let came = fetched.is_some();
                let (policy, text) = fetched.unzip();
                let after = after_fetch(kept, policy, &id, now);
                if came {
                    self.keep(domain, after.clone(), text.unwrap_or_default()).await;
                }
                Ok(after.map(|kept| kept.policy))
            }
        }
    }

    /// What DNS says now. No answer, a faulty one, and none are alike (RFC 8461 3.1).
    async fn record(&self, domain: &DomainName) -> Option<StsRecord> {
        let name = domain.below(STS_LABEL).ok()?;
        match self.resolver.txt(&name).await {
            Ok(found) => read_sts_records(found.records()).unwrap_or_else(|fault| {
                tracing::warn!(%domain, %fault, "the MTA-STS record is faulty and does not count");
                None
            }),
            Err(error) => {
                tracing::debug!(%domain, %error, "the MTA-STS record could not be looked up");
                None
            }
        }
    }

    fn failed_lately(&self, domain: &DomainName, id: &str) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get(domain.as_str()).is_some_and(|(of, at)| of == id && at.elapsed() < FETCH_AGAIN)
    }

    async fn fetch_and_note(&self, domain: &DomainName, id: &str) -> Option<(Policy, String)> {
        let fetched = self.fetch(domain).await;
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        match fetched {
            Some(_) => drop(failed.remove(domain.as_str())),
            None => {
                if failed.len() >= REMEMBERED {
                    failed.clear();
                }
                failed.insert(domain.to_string(), (id.to_owned(), Instant::now()));
            }
        }
        fetched
    }

    /// The policy and its text; none: it could not be fetched, or is none.
    async fn fetch(&self, domain: &DomainName) -> Option<(Policy, String)> {
        let host = domain.below(STS_HOST).ok()?;
        let port = if self.port == 443 { String::new() } else { format!(":{}", self.port) };
        let fetched = async {
            let address = Address::read(&format!("https://{host}{port}{STS_PATH}")).map_err(|error| error.to_string())?;
            let fetched = self.fetcher.fetch(&Request::get(Kind::Policy, address)).await.map_err(|error| error.to_string())?;
            let body = fetched.body.to_vec().map_err(|error| error.to_string())?;
            let policy = Policy::read(&body).map_err(|error| error.to_string())?;
            let text = String::from_utf8(body).map_err(|error| error.to_string())?;
            Ok::<_, String>((policy, text))
        };
        match fetched.await {
            Ok(policy) => Some(policy),
            Err(why) => {
                tracing::warn!(%domain, why, "the MTA-STS policy could not be fetched; one that is kept stays in force");
                None
            }
        }
    }

    async fn kept(&self, domain: &DomainName) -> Result<Option<Kept>, Reply> {
        if let Some(kept) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(domain.as_str()) {
            return Ok(kept.clone());
        }
        let Some(store) = &self.store else { return Ok(None) };
        let stored = store.policy_of(domain.as_str()).await.map_err(|error| {
            tracing::error!(%domain, %error, "what is kept of a domain's policy cannot be read: nothing is sent to it");
            replies::own_trouble()
        })?;
        let kept = stored.and_then(|stored| match Policy::read(stored.text.as_bytes()) {
            Ok(policy) => Some(Kept { policy, id: stored.id, fetched: UnixTime(stored.fetched.seconds()) }),
            Err(fault) => {
                tracing::error!(%domain, %fault, "what is kept of a domain's policy is none: it is fetched anew");
                None
            }
        });
        // That there is none is not remembered: another gateway of this database may find one (RFC 8461 3.3).
        if kept.is_some() {
            self.remember(domain, kept.clone());
        }
        Ok(kept)
    }

    async fn keep(&self, domain: &DomainName, kept: Option<Kept>, text: String) {
        if let (Some(store), Some(kept)) = (&self.store, &kept) {
            let stored =
                StoredPolicy { domain: domain.to_string(), id: kept.id.clone(), fetched: Millis::from_seconds(kept.fetched.0), text };
            if let Err(error) = store.keep_policy(&stored).await {
                tracing::error!(%domain, %error, "a domain's policy could not be written down; it holds while this program runs");
            }
        }
        self.remember(domain, kept);
    }

    fn remember(&self, domain: &DomainName, kept: Option<Kept>) {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED {
            all.clear();
        }
        all.insert(domain.to_string(), kept);
    }
}
