//! Whose mails the outbox's are while one gateway takes the place of another (R20, R32): the old one finishes what it is handing on and
//! lets the folder go, the new one takes it, and looks at what the old one's last sessions still bring until that one is gone. How long
//! that is, is the old one's affair: its configuration may be another, and so may that of one before it which has not ended yet.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::state::{Phase, State};

/// How often the lock is asked for while another gateway goes.
const ASK: Duration = Duration::from_millis(20);
/// How often the folder is looked at while another gateway may still bring mail into it.
pub(super) const LOOK: Duration = Duration::from_millis(500);
/// Another gateway that may still bring mail into the folder.
pub(super) struct Predecessor {
    may_be_there: bool,
    /// That the folder cannot be looked through is known.
    told: bool,
}

/// Waits until the folder is ours; `None`: the end has begun before.
pub(super) async fn take_over(state: &Arc<State>) -> Option<Predecessor> {
    let outbox = &state.outbox;
    if outbox.spool.owns() {
        return Some(Predecessor { may_be_there: true, told: false });
    }
    let mut phase = state.phase.clone();
    let mut told = false;
    while *phase.borrow_and_update() == Phase::Running {
        match outbox.spool.take_over() {
            Ok(true) => {
                tracing::info!("the outbox was taken over");
                return Some(Predecessor { may_be_there: true, told: false });
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
        self.may_be_there.then(|| last + LOOK)
    }

    /// Looks what it has brought.
    pub(super) async fn look(&mut self, state: &Arc<State>) {
        if !self.may_be_there {
            return;
        }
        let outbox = state.outbox.clone();
        let looked = tokio::task::spawn_blocking(move || {
            // Asked first: what it brings until then is found by this look.
            let there = outbox.spool.is_anybody_else_at_work();
            // Who cannot be told apart may be there; the mails are handed on all the same.
            outbox.take_in_newcomers()?;
            if matches!(there, Ok(false)) {
                outbox.spool.clear_left_behind()?;
            }
            there
        });
        match looked.await.map_err(std::io::Error::other).flatten() {
            Ok(there) => (self.may_be_there, self.told) = (there, false),
            Err(error) if self.told => tracing::debug!(%error, "the outbox cannot be looked through"),
            Err(error) => {
                self.told = true;
                tracing::error!(%error, "the outbox cannot be looked through as a whole; it is looked at again and again");
            }
        }
    }
}
