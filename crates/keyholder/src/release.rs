//! The one thread that writes the log: it takes all answers that are ready, writes their records, waits once for the disk, and lets the
//! answers go. While it waits the next ones are signed. If the log cannot be written, those who wait are refused.

use std::{
    collections::VecDeque,
    sync::{Arc, atomic::Ordering},
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

/// Works until there will be no more answers; then the log gets its last record.
pub(crate) fn release(state: &State, mut audit: Audit) {
    loop {
        let works = state.log_works.load(Ordering::Relaxed);
        let Some(batch) = state.done.take_all(if works { IDLE } else { RETRY }) else { break };
        if !works {
            recover(state, &mut audit);
        }
        if !batch.is_empty() {
            release_batch(state, &mut audit, batch);
        }
    }
    if let Err(why) = audit.write(&[Record::new("stop", None)]) {
        tracing::error!("the audit log cannot be written: {why}");
    }
}

fn recover(state: &State, audit: &mut Audit) {
    if audit.write(&[Record::new("log-recovered", None)]).is_ok() {
        state.log_works.store(true, Ordering::Relaxed);
        tracing::info!("the audit log can be written again");
    }
}

fn release_batch(state: &State, audit: &mut Audit, mut batch: VecDeque<Done>) {
    let records: Vec<Record> = batch.iter_mut().filter_map(|done| done.record.take()).collect();
    let logged = audit.write(&records);
    if let Err(why) = &logged
        && state.log_works.swap(false, Ordering::Relaxed)
    {
        tracing::error!("the audit log cannot be written, no key is used until it can: {why}");
    }
    // Wiped: a data key may be in it.
    let mut letters: Vec<(Arc<Outbox>, Zeroizing<Vec<u8>>, usize)> = Vec::new();
    for Done { to, id, reply, .. } in batch {
        let reply = if logged.is_ok() || !uses_a_key(&reply) { reply } else { unlogged() };
        let position = letters.iter().position(|(outbox, ..)| Arc::ptr_eq(outbox, &to));
        match position.and_then(|position| letters.get_mut(position)) {
            Some((_, letter, count)) => {
                reply.put(letter, id);
                *count += 1;
            }
            None => {
                let mut letter = Zeroizing::new(Vec::with_capacity(1024));
                reply.put(&mut letter, id);
                letters.push((to, letter, 1));
            }
        }
    }
    for (outbox, letter, count) in letters {
        outbox.send(&letter, count);
    }
}

fn uses_a_key(reply: &Reply) -> bool {
    !matches!(reply, Reply::Refused(_) | Reply::Health(_) | Reply::Keys { .. })
}

fn unlogged() -> Reply {
    Reply::Refused(Refusal { code: RefusalCode::LogUnavailable, detail: "the audit log cannot be written".to_owned() })
}
