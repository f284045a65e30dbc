//! Whose mails the outbox's are while one gateway takes the place of another (R20, R32): the old one finishes what it is handing on and
//! lets the folder go, the new one takes it, and looks for a while at what the old one's last sessions still bring.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::state::{Phase, State};

/// How often the lock is asked for while another gateway goes.
const ASK: Duration = Duration::from_millis(20);
/// How often the folder is looked at while another gateway may still bring mail into it.
pub(super) const LOOK: Duration = Duration::from_millis(500);
/// Beyond the time that a gateway takes to go, so long it may take to end its last writes.
const LAST_WRITES: Duration = Duration::from_secs(30);

/// Another gateway that may still bring mail into the folder, until then.
pub(super) struct Predecessor {
    until: Option<Instant>,
}

/// Waits until the folder is ours; `None`: the end has begun before.
pub(super) async fn take_over(state: &Arc<State>) -> Option<Predecessor> {
    let outbox = &state.outbox;
    if outbox.spool.owns() {
        return Some(Predecessor { until: None });
    }
    let mut phase = state.phase.clone();
    let mut told = false;
    while *phase.borrow_and_update() == Phase::Running {
        match outbox.spool.take_over() {
            Ok(true) => {
                tracing::info!("the outbox was taken over");
                let limits = &state.live().settings.limits;
                return Some(Predecessor { until: Some(Instant::now() + limits.handover + limits.shutdown + LAST_WRITES) });
            }
            Ok(false) => {}
            Err(error) if told => tracing::debug!(%error, "the outbox cannot be taken over"),
            Err(error) => {
                told = true;
                tracing::error!(%error, "the outbox cannot be taken over: mail is taken into it and waits");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(ASK) => {}
            _ = phase.changed() => {}
        }
    }
    None
}

impl Predecessor {
    /// When the folder is to be looked at next; none: nobody else writes into it.
    pub(super) fn next_look(&self, last: Instant) -> Option<Instant> {
        self.until.map(|_| last + LOOK)
    }

    /// Looks what it has brought.
    pub(super) async fn look(&mut self, state: &Arc<State>) {
        let Some(until) = self.until else { return };
        let over = Instant::now() >= until;
        let outbox = state.outbox.clone();
        let looked = tokio::task::spawn_blocking(move || {
            outbox.take_in_newcomers()?;
            if over { outbox.spool.clear_left_behind() } else { Ok(()) }
        });
        if let Err(error) = looked.await.map_err(std::io::Error::other).flatten() {
            tracing::error!(%error, "the outbox cannot be looked through; what another gateway has brought waits for the next look");
            return;
        }
        if over {
            self.until = None;
        }
    }
}
