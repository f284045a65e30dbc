//! All ways on: one next hop for every mail, or one way for each recipient's domain, each with its own connections and its own pauses.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kakitome_store::MailId;
use kakitome_wire::{Rcpt, Reply};
use tokio::task::JoinSet;

use crate::config::Settings;
use crate::counts::HopCounts;
use crate::error::Error;
use crate::next_hop::fixed::Fixed;
use crate::next_hop::internet::Internet;
use crate::next_hop::memory::HopMemory;
use crate::next_hop::pool::Pool;
use crate::next_hop::turns::{Shut, Turns};
use crate::next_hop::way::Way;

/// All ways on.
#[derive(Debug)]
pub(crate) struct Ways {
    /// What a mail goes over while its client waits; of the Internet's ways none, and it is never connected.
    one: Arc<Pool>,
    internet: Option<Arc<Internet>>,
    domains: Mutex<HashMap<String, Arc<Pool>>>,
    turns: Arc<Mutex<HashMap<String, Turns>>>,
    met: Arc<HopCounts>,
}

/// A place on the way to a domain, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    turns: Arc<Mutex<HashMap<String, Turns>>>,
    domain: String,
    id: MailId,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(turns) = lock(&self.turns).get_mut(&self.domain) {
            turns.leave(self.id, Instant::now());
        }
    }
}

impl Ways {
    /// From the settings.
    ///
    /// # Errors
    /// A file that is named cannot be read or used.
    pub(crate) fn new(settings: &Settings, memory: &Arc<HopMemory>) -> Result<Self, Error> {
        let (way, internet) = if settings.next_hop.by_mx {
            let internet = Arc::new(Internet::new(settings, Arc::clone(memory))?);
            (Way::Domain(Arc::clone(&internet), String::new()), Some(internet))
        } else {
            (Way::Fixed(Box::new(Fixed::new(settings, Arc::clone(memory))?)), None)
        };
        let met = memory.met();
        Ok(Self { one: Arc::new(Pool::new(way, Arc::clone(&met))), met, internet, domains: Mutex::default(), turns: Arc::default() })
    }

    /// The one next hop.
    pub(crate) const fn one(&self) -> &Arc<Pool> {
        &self.one
    }

    /// Whether each domain has a way of its own.
    pub(crate) const fn by_domain(&self) -> bool {
        self.internet.is_some()
    }

    /// Parts recipients by the way that they go; the numbers are their places in the list.
    pub(crate) fn part(&self, rcpts: &[Rcpt]) -> Vec<(Arc<Pool>, Vec<usize>)> {
        let Some(internet) = &self.internet else { return vec![(Arc::clone(&self.one), (0..rcpts.len()).collect())] };
        let mut parted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, rcpt) in rcpts.iter().enumerate() {
            // `<postmaster>` without a domain is ours (RFC 5321 4.5.1), and we have nowhere to keep it.
            parted.entry(rcpt.to.domain().unwrap_or_default().to_lowercase()).or_default().push(at);
        }
        let mut pools = lock(&self.domains);
        let pool = |domain: String| {
            let way = || Way::Domain(Arc::clone(internet), domain.clone());
            Arc::clone(pools.entry(domain.clone()).or_insert_with(|| Arc::new(Pool::new(way(), Arc::clone(&self.met)))))
        };
        let (domains, places): (Vec<String>, Vec<Vec<usize>>) = parted.into_iter().unzip();
        domains.into_iter().map(pool).zip(places).collect()
    }

    /// A place for a mail among those who are on this way; or why it does not go now. `pause`: by the number of mails before it.
    pub(crate) fn turn(&self, way: &Pool, id: MailId, pause: impl FnOnce(u32) -> Duration) -> Result<Turn, Shut> {
        let domain = way.destination().to_owned();
        lock(&self.turns).entry(domain.clone()).or_default().enter((id, way.connections()), Instant::now(), pause)?;
        Ok(Turn { turns: Arc::clone(&self.turns), domain, id })
    }

    /// A way led nowhere: for a while nobody tries it. `pause`: by the failures in a row.
    pub(crate) fn rest(&self, way: &Pool, reply: &Reply, pause: impl FnOnce(u32) -> Duration) {
        lock(&self.turns).entry(way.destination().to_owned()).or_default().rests(reply, Instant::now(), pause);
    }

    /// A way is good.
    pub(crate) fn awake(&self, way: &Pool) {
        lock(&self.turns).entry(way.destination().to_owned()).or_default().is_good(Instant::now());
    }

    /// Ends connections that were kept for long enough and forgets ways that nobody uses. Call every second.
    pub(crate) async fn sweep(&self) {
        self.one.sweep().await;
        for pool in self.all() {
            pool.sweep().await;
        }
        lock(&self.domains).retain(|_, pool| Arc::strong_count(pool) > 1 || pool.has_idle());
        let long_ago = Duration::from_hours(1);
        lock(&self.turns).retain(|_, turns| turns.is_of_use(long_ago));
    }

    /// Ends all kept connections.
    pub(crate) async fn close(&self) {
        self.one.close().await;
        self.all().into_iter().map(|pool| async move { pool.close().await }).collect::<JoinSet<()>>().join_all().await;
    }

    fn all(&self) -> Vec<Arc<Pool>> {
        lock(&self.domains).values().cloned().collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
