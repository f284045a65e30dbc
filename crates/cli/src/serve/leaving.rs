//! Processes whose place another one has taken: they end with their last session, or when everything ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustix::process::Signal;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::child::Child;

/// So many old ones at once: each has the memory of its sessions.
pub(super) const MOST_LEAVING: usize = 8;

/// Those that are going.
pub(super) struct Leaving {
    tasks: JoinSet<()>,
    count: Arc<AtomicUsize>,
    stop: watch::Sender<Option<Duration>>,
}

impl Default for Leaving {
    fn default() -> Self {
        Self { tasks: JoinSet::new(), count: Arc::default(), stop: watch::channel(None).0 }
    }
}

impl Leaving {
    /// It has been replaced: it is told so by this signal, and waited for.
    pub(super) fn add(&mut self, mut child: Child, signal: Signal) {
        // Those that have ended meanwhile.
        while self.tasks.try_join_next().is_some() {}
        child.signal(signal);
        self.count.fetch_add(1, Ordering::Relaxed);
        let (count, mut stop) = (Arc::clone(&self.count), self.stop.subscribe());
        self.tasks.spawn(async move {
            let patience = tokio::select! {
                _ = child.ended() => None,
                patience = stop.wait_for(Option::is_some) => patience.ok().and_then(|patience| *patience),
            };
            if let Some(patience) = patience {
                child.stop(patience).await;
            }
            count.fetch_sub(1, Ordering::Relaxed);
        });
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    /// Asks all to end now.
    pub(super) async fn stop(&mut self, patience: Duration) {
        self.stop.send_replace(Some(patience));
        while self.tasks.join_next().await.is_some() {}
    }
}
