//! Who is tried when: as many mails at once as the next hop may be asked for, one alone while it is not there (R29), each in a task of its
//! own so that one that panics takes no other along (R30).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kakitome_store::{Happened, MailId};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::sleep_until;

use super::attempt::{self, MOST_PANICS, Tried, attempt};
use super::ownership::take_over;
use super::{backoff, control, journal};
use crate::alarms::Alarm;
use crate::state::{Phase, State};

/// How often mails are looked at that have grown too old while the next hop was away, and the outbox's clock is written down.
const ROUND: Duration = Duration::from_secs(60);
/// How the runtime says (by a panic) that it got no thread for work that waits.
const NO_THREAD: &str = "OS can't spawn worker thread";

/// The next hop, as the outbox has met it.
struct Hop {
    /// Failures in a row to reach it.
    failures: u32,
    /// Nobody tries before.
    until: Instant,
    /// So many may try at once: one after a failure, then twice as many with each success.
    at_once: usize,
}

/// Tries mails until the end begins, then waits for those that are under way. Where another gateway goes, it begins when that one has let
/// the outbox go; where another one comes, it is let go at the end.
pub(crate) async fn run(state: Arc<State>) {
    let Some(mut predecessor) = take_over(&state).await else { return };
    predecessor.look(&state).await;
    let control = control::open(&state);
    let mut phase = state.phase.clone();
    let mut tries = Tries { running: JoinSet::new(), ids: HashMap::new(), hop: Hop { failures: 0, until: Instant::now(), at_once: 1 } };
    let mut round = Instant::now() + ROUND;
    let mut looked = Instant::now();
    while *phase.borrow_and_update() == Phase::Running {
        tries.start(&state);
        let wake = [tries.next_start(&state), predecessor.next_look(looked)].into_iter().flatten().min();
        let next = wake.map_or(round, |next| next.min(round));
        tokio::select! {
            () = state.outbox.wake.notified() => {}
            () = sleep_until(next.into()) => {}
            Some(ended) = tries.running.join_next_with_id(), if !tries.running.is_empty() => tries.ended(&state, ended).await,
            _ = phase.changed() => {}
        }
        if predecessor.next_look(looked).is_some_and(|next| Instant::now() >= next) {
            predecessor.look(&state).await;
            looked = Instant::now();
        }
        if Instant::now() >= round {
            round = Instant::now() + ROUND;
            look_after(&state);
        }
    }
    tries.finish(&state).await;
    look_after(&state);
    drop(control);
    let leaving = *phase.borrow() == Phase::Leaving;
    if leaving {
        state.outbox.give_up();
        tracing::info!("the outbox was let go");
    }
}

/// Mails whose time is over are tried once more, whatever is known of the next hop: that try tells their senders. Who finds no place on its
/// way looks for one a while longer.
fn look_after(state: &State) {
    let outbox = &state.outbox;
    if let Err(error) = outbox.spool.keep_clock() {
        tracing::error!(%error, "the clock of the outbox could not be written down");
    }
    let lifetime = state.live().settings.outbox.lifetime.as_secs();
    let Some(born) = outbox.spool.now().checked_sub(lifetime) else { return };
    let mut queue = outbox.queue();
    for id in queue.taken_before(born) {
        queue.wait(id, Instant::now());
    }
}

struct Tries {
    running: JoinSet<Tried>,
    ids: HashMap<Id, (MailId, u64)>,
    hop: Hop,
}

impl Tries {
    fn start(&mut self, state: &Arc<State>) {
        let now = Instant::now();
        let most = self.most(state);
        while self.running.len() < most && now >= self.hop.until {
            let Some((id, born)) = state.outbox.queue().take(now) else { return };
            let shared = Arc::clone(state);
            let task = self.running.spawn(async move { attempt(&shared, id, born).await });
            self.ids.insert(task.id(), (id, born));
        }
    }

    /// So many at once: what is known of the one next hop says nothing of the Internet's, of which each has places of its own.
    fn most(&self, state: &State) -> usize {
        let live = state.live();
        let most = live.settings.outbox.connections;
        if live.ways.by_domain() { most } else { self.hop.at_once.min(most) }
    }

    /// When the next one can be started; none: not before something happens.
    fn next_start(&self, state: &State) -> Option<Instant> {
        let most = self.most(state);
        if self.running.len() >= most {
            return None;
        }
        state.outbox.queue().next_due().map(|due| due.max(self.hop.until))
    }

    /// Waits for those that are under way, as long as the end or the next gateway may be kept waiting.
    async fn finish(&mut self, state: &Arc<State>) {
        let limits = state.live().settings.limits;
        let mut phase = state.phase.clone();
        let leaving = *phase.borrow_and_update() == Phase::Leaving;
        let mut until = Instant::now() + if leaving { limits.handover } else { limits.shutdown };
        while !self.running.is_empty() {
            tokio::select! {
                Some(ended) = self.running.join_next_with_id() => self.ended(state, ended).await,
                () = sleep_until(until.into()) => {
                    tracing::warn!("mails of the outbox that were being handed on are left: they are tried again at the next start");
                    return self.running.shutdown().await;
                }
                // That the last session has ended is no hurry for what is being handed on.
                Ok(()) = phase.changed(), if !leaving => until = until.min(Instant::now() + limits.shutdown),
            }
        }
    }

    async fn ended(&mut self, state: &Arc<State>, ended: Result<(Id, Tried), JoinError>) {
        let task = match &ended {
            Ok((task, _)) => *task,
            Err(error) => error.id(),
        };
        let Some((id, born)) = self.ids.remove(&task) else { return };
        let (outbox, metrics) = (&state.outbox, &state.metrics);
        match &ended {
            Ok((_, Tried::Done)) => metrics.outbox_done.add(1),
            Ok((_, Tried::PutAside(_))) => metrics.outbox_aside.add(1),
            Ok((_, Tried::NoPlace(_))) => {}
            _ => metrics.outbox_later.add(1),
        }
        match ended {
            Ok((_, Tried::Done)) => {
                outbox.queue().remove(id);
                self.hop.answered();
            }
            Ok((_, Tried::Later { unreachable: true })) => self.hop.away(),
            Ok((_, Tried::Later { unreachable: false })) => self.hop.answered(),
            Ok((_, Tried::NoPlace(pause))) => outbox.queue().wait(id, Instant::now() + pause),
            Ok((_, Tried::Held)) => outbox.queue().hold(id),
            Ok((_, Tried::OwnTrouble(why))) => {
                tracing::error!(%id, why, "a mail of the outbox cannot be worked with now");
                outbox.put_back_soon(id);
            }
            // Nobody would ever be told of it.
            Ok((_, Tried::Unreadable(why))) if is_too_old(state, born) => put_aside(state, id, born, &why).await,
            Ok((_, Tried::Unreadable(why))) => {
                tracing::error!(%id, why, "a mail of the outbox cannot be read now");
                outbox.put_back_soon(id);
            }
            Ok((_, Tried::PutAside(why))) => put_aside(state, id, born, &why).await,
            // The system has no thread to give: that is nothing of the mail's.
            Err(error) if error.to_string().contains(NO_THREAD) => {
                tracing::error!(%id, "a mail of the outbox cannot be read now: the system gives no thread");
                outbox.put_back_soon(id);
            }
            Err(error) => {
                tracing::error!(%id, %error, "a mail of the outbox made its task panic; others go on");
                after_panic(state, id, born).await;
            }
        }
    }
}

impl Hop {
    fn answered(&mut self) {
        self.failures = 0;
        self.at_once = self.at_once.saturating_mul(2).max(1);
    }

    fn away(&mut self) {
        // Those that were under way together fail together: that is one failure.
        if Instant::now() >= self.until {
            self.failures = self.failures.saturating_add(1);
            self.until = Instant::now() + backoff::of_hop(self.failures);
        }
        self.at_once = 1;
    }
}

fn is_too_old(state: &State, born: u64) -> bool {
    state.outbox.spool.now().saturating_sub(born) >= state.live().settings.outbox.lifetime.as_secs()
}

/// Puts a mail aside where nothing tries it, and says so loudly.
async fn put_aside(state: &State, id: MailId, born: u64, why: &str) {
    state.outbox.alarms.note(Alarm::PutAside, Some(&id.to_string()), why);
    let outbox = state.outbox.clone();
    let reason = why.to_owned();
    let moved = tokio::task::spawn_blocking(move || outbox.spool.quarantine(id, born, &reason)).await;
    match moved.map_err(std::io::Error::other).flatten() {
        Ok(()) => {
            tracing::error!(%id, why, "ALARM: a mail of the outbox was put aside; `kakitome held list` shows it");
            state.outbox.queue().remove(id);
            journal::note(&state.journal, id, Happened::Quarantined, None, Some(why)).await;
        }
        Err(error) => {
            tracing::error!(%id, why, %error, "ALARM: a mail of the outbox cannot be tried, and cannot be put aside");
            state.outbox.queue().hold(id);
        }
    }
}

/// Counts the panic in the mail's file, so that a restart does not forget it.
async fn after_panic(state: &Arc<State>, id: MailId, born: u64) {
    let counted = tokio::spawn(count_panic(Arc::clone(state), id, born)).await;
    match counted {
        Ok(Ok(panics)) if panics < MOST_PANICS => {
            let settings = &state.live().settings.outbox;
            state.outbox.put_back(id, born, backoff::of_mail(panics, settings.first_pause, settings.longest_pause));
        }
        Ok(Ok(panics)) => put_aside(state, id, born, &format!("it made the program panic {panics} times")).await,
        Ok(Err(why)) => put_aside(state, id, born, &why).await,
        // It cannot even be read without a panic.
        Err(_) => put_aside(state, id, born, "it makes the program panic when it is read").await,
    }
}

async fn count_panic(state: Arc<State>, id: MailId, born: u64) -> Result<u32, String> {
    let mut stored = match attempt::read(&state, id, born).await {
        Ok(stored) => stored,
        Err(tried) => return Err(format!("it made the program panic, and then: {tried:?}")),
    };
    stored.progress.panics = stored.progress.panics.saturating_add(1);
    let panics = stored.progress.panics;
    let progress = stored.progress.clone();
    let kept = tokio::task::spawn_blocking(move || stored.keep(false)).await;
    if kept.map_err(std::io::Error::other).flatten().is_err() {
        state.outbox.remember(id, Some(progress));
    }
    Ok(panics)
}
