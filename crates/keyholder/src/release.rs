//! Answers leave when their records are on the disk. One thread takes all that are ready, writes their records, waits once for the disk,
//! and lets them go; while it waits the next ones are signed. If the log cannot be written, those who wait are refused.
//! A lone answer needs no hand-over: whoever has it may do the same for it at once.

use std::{
    collections::VecDeque,
    sync::{Arc, MutexGuard, PoisonError, atomic::Ordering},
    time::Duration,
};

use kakitome_crypto::Zeroizing;
use kakitome_keys::{Refusal, RefusalCode, Reply};

use crate::{
    audit::Audit,
    outbox::Outbox,
    record::Record,
    state::{Done, State},
};

/// How often a broken log is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// Nothing to do meanwhile.
const IDLE: Duration = Duration::from_secs(3600);
/// Room for an answer with a secret in it: a wrapped data key, a content key of 128 octets.
const LETTER: usize = 1024;

/// Works until there will be no more answers; then the log gets its last record.
pub(crate) fn release(state: &State) {
    loop {
        let works = state.log_works.load(Ordering::Relaxed);
        let Some(batch) = state.done.take_all(if works { IDLE } else { RETRY }) else { break };
        if !works {
            recover(state);
        }
        if !batch.is_empty() {
            release_batch(state, batch);
        }
    }
    if let Err(why) = log(state).write(&[Record::new("stop", None)]) {
        tracing::error!("the audit log cannot be written: {why}");
    }
}

/// Releases an answer on the thread of whoever has it, unless others are being released or the log is in trouble: then the log's own
/// thread does it.
pub(crate) fn release_alone(state: &State, done: Done) {
    if log_alone(state, &done) {
        let mut letter = Zeroizing::new(Vec::with_capacity(LETTER));
        done.reply.put(&mut letter, done.id);
        done.to.send(&letter, 1);
    } else {
        state.done.push(done);
    }
}

/// Whether the record is on the disk now.
fn log_alone(state: &State, done: &Done) -> bool {
    let Ok(mut audit) = state.audit.try_lock() else { return false };
    // A log that is closed has its last record, or will have it next.
    let open = state.log_works.load(Ordering::Relaxed) && !state.done.is_closed();
    open && audit.write(done.record.as_slice()).is_ok()
}

fn log(state: &State) -> MutexGuard<'_, Audit> {
    state.audit.lock().unwrap_or_else(PoisonError::into_inner)
}

fn recover(state: &State) {
    if log(state).write(&[Record::new("log-recovered", None)]).is_ok() {
        state.log_works.store(true, Ordering::Relaxed);
        tracing::info!("the audit log can be written again");
    }
}

fn release_batch(state: &State, mut batch: VecDeque<Done>) {
    let records: Vec<Record> = batch.iter_mut().filter_map(|done| done.record.take()).collect();
    let logged = log(state).write(&records);
    if let Err(why) = &logged
        && state.log_works.swap(false, Ordering::Relaxed)
    {
        tracing::error!("the audit log cannot be written, no key is used until it can: {why}");
    }
    // Wiped: data keys and content keys may be in it.
    let mut letters: Vec<(Arc<Outbox>, Zeroizing<Vec<u8>>, usize)> = Vec::new();
    for Done { to, id, reply, .. } in batch {
        let reply = if logged.is_ok() || !uses_a_key(&reply) { reply } else { unlogged() };
        let position = letters.iter().position(|(outbox, ..)| Arc::ptr_eq(outbox, &to));
        match position.and_then(|position| letters.get_mut(position)) {
            Some((_, letter, count)) => {
                append(letter, &reply, id);
                *count += 1;
            }
            None => {
                let mut letter = Zeroizing::new(Vec::with_capacity(LETTER));
                reply.put(&mut letter, id);
                letters.push((to, letter, 1));
            }
        }
    }
    for (outbox, letter, count) in letters {
        outbox.send(&letter, count);
    }
}

/// A vector that grows by itself leaves its old octets behind.
fn append(letter: &mut Zeroizing<Vec<u8>>, reply: &Reply, id: u64) {
    let mut one = Zeroizing::new(Vec::with_capacity(LETTER));
    reply.put(&mut one, id);
    if letter.capacity() - letter.len() < one.len() {
        let mut larger = Zeroizing::new(Vec::with_capacity((letter.len() + one.len()) * 2));
        larger.extend_from_slice(letter);
        *letter = larger;
    }
    letter.extend_from_slice(&one);
}

fn uses_a_key(reply: &Reply) -> bool {
    !matches!(reply, Reply::Refused(_) | Reply::Health(_) | Reply::Keys { .. })
}

fn unlogged() -> Reply {
    Reply::Refused(Refusal { code: RefusalCode::LogUnavailable, detail: "the audit log cannot be written".to_owned() })
}
