//! Connections to the next hop that are kept for the next mail, and how many there may be at once.
//!
//! A kept connection is clean: no transaction is open on it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use kakitome_wire::client::{Capabilities, Failure, Step};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::counts::HopCounts;
use crate::next_hop::hop::Hop;
use crate::next_hop::way::Way;

/// Kept connections.
#[derive(Debug)]
pub(crate) struct Pool {
    way: Way,
    idle: Mutex<Vec<Hop>>,
    places: Arc<Semaphore>,
    offers: Mutex<Option<Capabilities>>,
    counts: Arc<HopCounts>,
}

/// A connection in use; give it back with [`Pool::give_back`], or drop it to close it.
#[derive(Debug)]
pub(crate) struct Lease {
    /// The connection.
    pub(crate) hop: Hop,
    place: OwnedSemaphorePermit,
    /// Whether it was kept from an earlier mail.
    pub(crate) kept: bool,
}

impl Pool {
    /// An empty pool.
    pub(crate) fn new(way: Way, counts: Arc<HopCounts>) -> Self {
        let places = Arc::new(Semaphore::new(way.connections().min(Semaphore::MAX_PERMITS)));
        Self { way, idle: Mutex::default(), places, offers: Mutex::default(), counts }
    }

    /// Where it leads: `host:port`, `unix:` and a path, or a domain.
    pub(crate) fn destination(&self) -> &str {
        self.way.destination()
    }

    /// Most connections at once.
    pub(crate) fn connections(&self) -> usize {
        self.way.connections()
    }

    /// Whether it answers for each recipient (RFC 2033).
    pub(crate) fn answers_each(&self) -> bool {
        self.way.answers_each()
    }

    /// What the next hop offered last; `None` before the first contact.
    pub(crate) fn offers(&self) -> Option<Capabilities> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A connection: a kept one if there is one, else a new one.
    ///
    /// # Errors
    /// There is no place, or the next hop is not ready.
    pub(crate) async fn lease(&self) -> Result<Lease, Failure> {
        let place = self.place().await?;
        match self.kept() {
            Some(hop) => Ok(Lease { hop, place, kept: true }),
            None => self.connect(place).await,
        }
    }

    /// A new connection, whatever is kept.
    ///
    /// # Errors
    /// There is no place, or the next hop is not ready.
    pub(crate) async fn lease_new(&self) -> Result<Lease, Failure> {
        let place = self.place().await?;
        self.connect(place).await
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let wait = self.way.settings().timeouts.connect;
        match timeout(wait, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(place)) => Ok(place),
            _ => {
                tracing::warn!(
                    next_hop = self.destination(),
                    connections = self.way.connections(),
                    "all connections to the next hop are in use; raise [next-hop] connections ([mx] connections) if it can take more"
                );
                Err(Failure::TimedOut { step: Step::Greeting })
            }
        }
    }

    async fn connect(&self, place: OwnedSemaphorePermit) -> Result<Lease, Failure> {
        let connected = self.way.connect().await;
        self.counts.met(connected.is_ok());
        let hop = connected?;
        let mut offers = self.offers.lock().unwrap_or_else(PoisonError::into_inner);
        if offers.as_ref() != Some(hop.capabilities()) {
            let tls = hop.passage.tls.as_ref();
            tracing::info!(
                next_hop = hop.passage.hop,
                offers = hop.capabilities().to_string(),
                tls = tls.map(|tls| format!("{} {}", tls.version, tls.cipher)),
                proven = tls.map(|tls| tls.proven.as_str()),
                "next hop reached"
            );
            *offers = Some(hop.capabilities().clone());
        }
        Ok(Lease { hop, place, kept: false })
    }

    fn kept(&self) -> Option<Hop> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(hop) = idle.pop() {
            if hop.idle_since.elapsed() < self.way.settings().reuse && hop.is_fresh() {
                return Some(hop);
            }
        }
        None
    }

    /// Takes a clean connection back.
    pub(crate) fn give_back(&self, lease: Lease) {
        let Lease { mut hop, place, .. } = lease;
        hop.mails += 1;
        let settings = self.way.settings();
        if settings.reuse > Duration::ZERO && hop.mails < settings.reuse_mails {
            hop.idle_since = Instant::now();
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(hop);
        } else {
            tokio::spawn(hop.quit());
        }
        drop(place);
    }

    /// Ends connections that were kept for long enough. Call every second.
    pub(crate) async fn sweep(&self) {
        let old = {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            let reuse = self.way.settings().reuse;
            let (keep, old): (Vec<_>, Vec<_>) = idle.drain(..).partition(|hop| hop.idle_since.elapsed() < reuse);
            *idle = keep;
            old
        };
        for hop in old {
            // A server that does not answer keeps nobody waiting.
            tokio::spawn(hop.quit());
        }
    }

    /// Whether connections are kept.
    pub(crate) fn has_idle(&self) -> bool {
        !self.idle.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Ends all kept connections.
    pub(crate) async fn close(&self) {
        let all = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        // All at once: servers that do not answer are waited for together.
        all.into_iter().map(Hop::quit).collect::<JoinSet<()>>().join_all().await;
    }
}
