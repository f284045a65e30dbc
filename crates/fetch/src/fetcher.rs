//! Asking: one client, one set of rules, one memory. The same thing asked for by many at once is asked for once.

use std::collections::HashMap;
use std::io::{Seek, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use reqwest::redirect::{Attempt, Policy};
use reqwest::{Client, Response, header};
use rustls::crypto::SecureRandom;
use tokio::sync::{OnceCell, Semaphore};

use crate::address::{Address, shown};
use crate::body::Body;
use crate::error::Error;
use crate::memory::Memory;
use crate::request::Request;
use crate::resolver::{Gate, Refusals, Resolver, System};
use crate::rules::{Kind, Rules};

/// Fetches. Cheap to share; one for a process, so that its memory serves all.
pub struct Fetcher {
    /// For addresses that strangers wrote into certificates.
    client: Client,
    /// For root stores' lists.
    lists: Client,
    /// For domains' policies.
    policies: Client,
    random: &'static dyn SecureRandom,
    rules: Arc<Rules>,
    refusals: Refusals,
    memory: Mutex<Memory>,
    underway: Mutex<HashMap<Request, Underway>>,
    at_once: Semaphore,
}

type Underway = Arc<OnceCell<Result<(Body, SystemTime), Error>>>;

/// What came, and when it came.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The bytes.
    pub body: Body,
    /// When they were fetched; earlier than now if they were remembered.
    pub at: SystemTime,
}

impl Fetcher {
    /// With the system's resolver and the system's roots for TLS.
    ///
    /// # Errors
    /// [`Error::Setup`]
    pub fn new(rules: Rules, tls: rustls::ClientConfig) -> Result<Self, Error> {
        Self::with_resolver(rules, tls, Arc::new(System))
    }

    /// With a resolver of one's own.
    ///
    /// # Errors
    /// [`Error::Setup`]
    pub fn with_resolver(rules: Rules, tls: rustls::ClientConfig, resolver: Arc<dyn Resolver>) -> Result<Self, Error> {
        let rules = Arc::new(rules);
        let gate = Gate::new(resolver, rules.clone());
        let refusals = gate.refusals();
        let random = tls.crypto_provider().secure_random;
        let gate = Arc::new(gate);
        let client = client(&rules, Kind::Crl, tls.clone(), gate.clone())?;
        let lists = self::client(&rules, Kind::List, tls.clone(), gate.clone())?;
        let policies = self::client(&rules, Kind::Policy, tls, gate)?;
        let at_once = Semaphore::new(rules.at_once.max(1));
        Ok(Self { client, lists, policies, random, refusals, memory: Mutex::default(), underway: Mutex::default(), at_once, rules })
    }

    /// Fetches, or remembers. What is fetched is not remembered until [`Self::keep`] says for how long.
    ///
    /// # Errors
    /// Any; a failure is remembered for a short while ([`Rules::failure`]).
    pub async fn fetch(&self, request: &Request) -> Result<Fetched, Error> {
        if let Some(known) = self.memory().recall(request, SystemTime::now()) {
            return known.map(|(body, at)| Fetched { body, at });
        }
        let cell = self.underway().entry(request.clone()).or_default().clone();
        let outcome = cell.get_or_init(|| self.ask(request)).await.clone();
        self.underway().remove(request);
        if let Err(error) = &outcome {
            self.memory().fail(request, error, &self.rules);
        }
        outcome.map(|(body, at)| Fetched { body, at })
    }

    /// The caller has read the answer and knows how long it serves (`nextUpdate`).
    pub fn keep(&self, request: &Request, fetched: &Fetched, until: SystemTime) {
        self.memory().keep(request, &fetched.body, fetched.at, until, &self.rules);
    }

    async fn ask(&self, request: &Request) -> Result<(Body, SystemTime), Error> {
        let address = &request.address;
        address.permitted(&self.rules)?;
        if request.kind.needs_tls() && !address.is_tls() {
            return Err(Error::Address { address: address.to_string(), why: "this is fetched over TLS alone" });
        }
        if request.kind.is_for_a_mail() && !self.rules.jitter.is_zero() {
            tokio::time::sleep(self.wait()?).await;
        }
        let _turn = self.at_once.acquire().await.map_err(|why| Error::Setup { why: why.to_string() })?;
        let (at, limit) = (SystemTime::now(), self.rules.time(request.kind));
        let answer = tokio::time::timeout(limit, self.answer(request));
        let body = answer.await.map_err(|_| Error::TooSlow { address: address.to_string(), limit })??;
        tracing::debug!(%address, bytes = body.len(), "fetched");
        Ok((body, at))
    }

    /// Between nothing and the jitter of the rules, in thousandths of it.
    fn wait(&self) -> Result<Duration, Error> {
        let mut drawn = [0; 2];
        self.random.fill(&mut drawn).map_err(|_| Error::Setup { why: "no random number can be had".to_owned() })?;
        Ok(self.rules.jitter / 1000 * (u32::from(u16::from_be_bytes(drawn)) % 1000))
    }

    async fn answer(&self, request: &Request) -> Result<Body, Error> {
        let url = request.address.url().clone();
        let client = match request.kind {
            Kind::List => &self.lists,
            Kind::Policy => &self.policies,
            Kind::Issuer | Kind::Crl | Kind::Ocsp => &self.client,
        };
        let call = match &request.question {
            None => client.get(url),
            Some(question) => client.post(url).header(header::CONTENT_TYPE, "application/ocsp-request").body(question.clone()),
        };
        let answer = call.header(header::ACCEPT, request.kind.accept()).send().await.map_err(|why| self.failure(request, &why))?;
        // A redirect may have led from https to http.
        if request.kind.needs_tls() && answer.url().scheme() != "https" {
            return Err(Error::Address { address: request.address.to_string(), why: "it leads away from TLS" });
        }
        if answer.status() != reqwest::StatusCode::OK {
            return Err(Error::Status { address: request.address.to_string(), status: answer.status().as_u16() });
        }
        if let Some(wanted) = request.kind.content_type() {
            let found = answer.headers().get(header::CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            let media = found.as_deref().unwrap_or_default().split(';').next().unwrap_or_default().trim();
            if !media.eq_ignore_ascii_case(wanted) {
                return Err(Error::ContentType { address: request.address.to_string(), found: shown(media) });
            }
        }
        self.body(request, answer).await
    }

    /// Reads no byte more than the limit, whatever the server said of its length.
    async fn body(&self, request: &Request, mut answer: Response) -> Result<Body, Error> {
        let limit = self.rules.limit(request.kind);
        let too_long = || Error::TooLong { address: request.address.to_string(), limit };
        if answer.content_length().is_some_and(|length| length > limit) {
            return Err(too_long());
        }
        let mut held = Vec::new();
        let mut file = None;
        let mut length = 0u64;
        while let Some(piece) = answer.chunk().await.map_err(|why| self.failure(request, &why))? {
            length += piece.len() as u64;
            if length > limit {
                return Err(too_long());
            }
            if file.is_none() && held.len() + piece.len() > self.rules.in_memory {
                file = Some(tempfile::tempfile().map_err(disk)?);
            }
            match &mut file {
                None => held.extend_from_slice(&piece),
                Some(file) => {
                    file.write_all(&std::mem::take(&mut held)).map_err(disk)?;
                    file.write_all(&piece).map_err(disk)?;
                }
            }
        }
        match file {
            None => Ok(Body::memory(&held)),
            Some(mut file) => {
                file.rewind().map_err(disk)?;
                Ok(Body::file(file, length))
            }
        }
    }

    fn failure(&self, request: &Request, why: &reqwest::Error) -> Error {
        let address = &request.address;
        let host = why.url().and_then(|url| url.host_str()).unwrap_or(address.host());
        if let Some(refusal) = self.refusals.take(host) {
            return refusal;
        }
        if why.is_timeout() {
            return Error::TooSlow { address: address.to_string(), limit: self.rules.time(request.kind) };
        }
        if why.is_redirect()
            && let Some(refusal) = refused(why)
        {
            return refusal;
        }
        Error::Connection { address: address.to_string(), why: chain(why) }
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn underway(&self) -> std::sync::MutexGuard<'_, HashMap<Request, Underway>> {
        self.underway.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetcher").field("rules", &self.rules).finish_non_exhaustive()
    }
}

fn client(rules: &Arc<Rules>, kind: Kind, tls: rustls::ClientConfig, gate: Arc<Gate>) -> Result<Client, Error> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(gate)
        .redirect(redirects(rules.clone(), kind))
        .connect_timeout(rules.connect)
        .timeout(rules.time(kind))
        .no_proxy() // a proxy would reach what the gate refuses
        .referer(false)
        .pool_max_idle_per_host(1)
        .user_agent(concat!("kakitome/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|why| Error::Setup { why: chain(&why) })
}

/// Every step of a redirect is judged as the first address was, and stays on its host where a stranger wrote the address.
fn redirects(rules: Arc<Rules>, kind: Kind) -> Policy {
    Policy::custom(move |attempt: Attempt<'_>| {
        if kind == Kind::Policy {
            return attempt.stop();
        }
        let shown: String = attempt.url().as_str().chars().take(120).collect();
        let leaves = attempt.previous().first().is_some_and(|first| first.host() != attempt.url().host());
        let judged = Address::of_url(attempt.url().clone())
            .map_err(|why| Error::Address { address: shown.clone(), why })
            .and_then(|address| address.permitted(&rules));
        match judged {
            Err(refusal) => attempt.error(refusal),
            Ok(()) if attempt.previous().len() > rules.redirects => {
                attempt.error(Error::Address { address: shown, why: "too many redirects" })
            }
            Ok(()) if leaves && kind != Kind::List => {
                attempt.error(Error::Address { address: shown, why: "the server leads to another host, and none is followed there" })
            }
            Ok(()) => attempt.follow(),
        }
    })
}

/// Our own reason inside the client's.
fn refused(why: &reqwest::Error) -> Option<Error> {
    let mut cause = std::error::Error::source(why);
    while let Some(error) = cause {
        if let Some(own) = error.downcast_ref::<Error>() {
            return Some(own.clone());
        }
        cause = error.source();
    }
    None
}

/// An error with its causes; the client's outermost words alone say nothing.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn disk(why: std::io::Error) -> Error {
    Error::Disk { why: why.to_string() }
}
