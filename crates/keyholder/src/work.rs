//! What is done with requests: the quick ones (signing, opening, data keys) on every core, the slow ones (making keys, importing, rotating) on a
//! thread of their own. Nothing is answered here: answers go to the log first.

use std::{
    sync::{Arc, PoisonError, atomic::Ordering, mpsc},
    time::Duration,
};

use kakitome_crypto::{Bunch, KeyKind, PrivateKey, SignatureAlgorithm, ToSign, Zeroizing, sign_many};
use kakitome_keys::{DataKey, KeyId, KeyInfo, NewKek, Purpose, Refusal, RefusalCode, Reply, Request, SignRequest, UnwrapRequest};
use time::OffsetDateTime;

use crate::{
    bunches::Weight,
    chain::sha256,
    error::Error,
    judge,
    opening::Opening,
    options::KekSource,
    outbox::Outbox,
    proof,
    record::Record,
    ring::Held,
    rotation,
    state::{Adoption, Done, Job, State},
    vault,
};

/// Answers that wait for the disk together while there is more to sign: a wait for it costs a tenth of a signature, whether for one
/// record or for many. The delay is that of a few signatures, at a time when requests wait for longer than that.
const TOGETHER: usize = 8;

/// Does quick jobs until there will be no more.
pub(crate) fn work(state: &State) {
    while let Some(jobs) = state.jobs.take() {
        let (long, short): (Vec<Job>, Vec<Job>) = jobs.into_iter().partition(|job| lasts(state, job));
        let waiting = state.done.add(sign_bunch(state, short));
        if long.is_empty() {
            state.jobs.done();
        } else {
            // No answer waits for these, and no other job.
            state.done.wake();
            state.jobs.step_aside();
            for job in long {
                state.done.push(quick(state, job));
            }
        }
        // Looked at after the answers are there: whoever takes the last job finds the queue empty behind it and wakes the log.
        if waiting >= TOGETHER || state.jobs.is_empty() {
            state.done.wake();
        }
    }
}

/// Quick jobs together: their signatures are computed at once, where the processor can.
fn sign_bunch(state: &State, jobs: Vec<Job>) -> Vec<Done> {
    if jobs.len() < Bunch::of_this_processor().least.max(2) {
        return jobs.into_iter().map(|job| quick(state, job)).collect();
    }
    let begun: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            let begun = match &job.request {
                Request::Sign(request) => Some(begin_sign(state, request, Record::new("sign", Some(job.from.peer)))),
                _ => None,
            };
            (job, begun)
        })
        .collect();
    let to_sign: Vec<ToSign<'_>> = begun.iter().filter_map(|(job, begun)| to_sign(job, begun.as_ref()?.0.as_ref().ok()?)).collect();
    let mut signed = sign_many(&to_sign).into_iter();
    drop(to_sign);
    let finish = |(job, begun): (Job, Option<Begun>)| match begun {
        None => quick(state, job),
        Some((Err(refusal), record)) => done(job, Err(refusal), record),
        Some((Ok(_), record)) => {
            let signature = signed.next().unwrap_or(Err(kakitome_crypto::Error::Primitive { what: "signing" }));
            done(job, signature_reply(state, signature), record)
        }
    };
    begun.into_iter().map(finish).collect()
}

/// A signature that was asked for: the key that is to make it, or why none does; and the record.
type Begun = (Result<Arc<Held>, Refusal>, Record);

fn to_sign<'a>(job: &'a Job, held: &'a Held) -> Option<ToSign<'a>> {
    match &job.request {
        Request::Sign(SignRequest { algorithm, bytes, .. }) => Some(ToSign { key: held.private(), algorithm, message: bytes }),
        _ => None,
    }
}

/// Eight signatures of such keys take less than a millisecond in the lanes, one by one nearly two.
const LIGHT_RSA: u32 = 2048;

/// What a quick request weighs in the queue.
pub(crate) fn weight(state: &State, request: &Request) -> Weight {
    let Request::Sign(SignRequest { key, algorithm: SignatureAlgorithm::RsaPkcs1 { .. }, .. }) = request else { return Weight::Heavy };
    let light = |held: Arc<Held>| matches!(held.private().kind(), KeyKind::Rsa { bits } if bits <= LIGHT_RSA);
    if state.ring.find(*key).is_some_and(light) { Weight::Light } else { Weight::Heavy }
}

/// Longer RSA keys take tens of milliseconds: no answer waits for such a one.
const SHORT_RSA: u32 = 4096;

fn lasts(state: &State, job: &Job) -> bool {
    let key = match &job.request {
        Request::Sign(SignRequest { key, .. }) | Request::Unwrap(UnwrapRequest { key, .. }) => *key,
        _ => return false,
    };
    state.ring.find(key).is_some_and(|held| matches!(held.private().kind(), KeyKind::Rsa { bits } if bits > SHORT_RSA))
}

/// Does one quick job.
pub(crate) fn quick(state: &State, job: Job) -> Done {
    let peer = Some(job.from.peer);
    let (outcome, record) = match &job.request {
        Request::Sign(request) => sign(state, request, Record::new("sign", peer)),
        Request::Unwrap(request) => unwrap(state, request, Record::new("unwrap", peer)),
        Request::NewDataKey => (new_data_key(state), Record::new("new-data-key", peer)),
        Request::UnwrapDataKey { wrapped } => (unwrap_data_key(state, wrapped), Record::new("unwrap-data-key", peer)),
        _ => (Err(refusal(RefusalCode::Internal, "not a quick job")), Record::new("unknown", peer)),
    };
    done(job, outcome, record)
}

/// Does slow jobs until there will be no more.
pub(crate) fn work_slowly(state: &State) {
    while let Some(job) = state.slow_jobs.take() {
        let peer = Some(job.from.peer);
        let (outcome, record) = match &job.request {
            Request::MakeKey { purpose, kind, label } => {
                let made = log_works(state).and_then(|()| PrivateKey::generate(*kind).map_err(|why| not_offered(&why)));
                take_in(state, made, *purpose, label, Record::new("make-key", peer))
            }
            Request::ImportKey { purpose, label, pkcs8 } => {
                let read = log_works(state).and_then(|()| PrivateKey::from_pkcs8(pkcs8).map_err(|why| not_offered(&why)));
                take_in(state, read, *purpose, label, Record::new("import-key", peer))
            }
            Request::RotateKek(new) => (rotate(state, &job.from, new), Record::new("rotate", peer)),
            _ => (Err(refusal(RefusalCode::Internal, "not a slow job")), Record::new("unknown", peer)),
        };
        state.done.push(done(job, outcome, record));
    }
}

fn done(job: Job, outcome: Result<Reply, Refusal>, mut record: Record) -> Done {
    let reply = match outcome {
        Ok(reply) => reply,
        Err(refusal) => {
            record.outcome = refusal.code.as_str();
            Reply::Refused(refusal)
        }
    };
    Done { to: job.from, id: job.id, reply, record: Some(record) }
}

fn refusal(code: RefusalCode, detail: impl Into<String>) -> Refusal {
    Refusal { code, detail: detail.into() }
}

fn not_offered(why: &kakitome_crypto::Error) -> Refusal {
    refusal(RefusalCode::Unsupported, why.to_string())
}

fn internal(why: &Error) -> Refusal {
    tracing::error!("{why}");
    refusal(RefusalCode::Internal, why.to_string())
}

/// Attack row W19: where nothing can be logged, no key is used, not even for an answer that would be held back.
fn log_works(state: &State) -> Result<(), Refusal> {
    if state.log_works.load(Ordering::Relaxed) {
        Ok(())
    } else {
        Err(refusal(RefusalCode::LogUnavailable, "the audit log cannot be written"))
    }
}

fn sign(state: &State, request: &SignRequest, record: Record) -> (Result<Reply, Refusal>, Record) {
    let (held, record) = begin_sign(state, request, record);
    let signed = held.and_then(|held| signature_reply(state, held.private().sign(&request.algorithm, &request.bytes)));
    (signed, record)
}

/// The key that is to sign this, after everything that must hold before it is touched.
fn begin_sign(state: &State, request: &SignRequest, mut record: Record) -> Begun {
    record.key = Some(request.key);
    record.kind = Some(judge::name(request.kind));
    record.sha256 = Some(sha256(&request.bytes));
    let judged = || {
        log_works(state)?;
        let held = find(state, request.key)?;
        judge::judge(&held, request)?;
        Ok(held)
    };
    (judged(), record)
}

fn signature_reply(state: &State, signature: Result<Vec<u8>, kakitome_crypto::Error>) -> Result<Reply, Refusal> {
    let signature = signature.map_err(|why| refusal(RefusalCode::Internal, why.to_string()))?;
    state.signatures.fetch_add(1, Ordering::Relaxed);
    Ok(Reply::Signature(signature))
}

fn find(state: &State, key: KeyId) -> Result<Arc<Held>, Refusal> {
    state.ring.find(key).ok_or_else(|| refusal(RefusalCode::NoSuchKey, format!("there is no key {key}")))
}

/// The record says the same whether it was the right key or not.
fn unwrap(state: &State, request: &UnwrapRequest, mut record: Record) -> (Result<Reply, Refusal>, Record) {
    let opening = Opening::read(request, &mut record);
    let opened = || {
        log_works(state)?;
        opening?.with(&*find(state, request.key)?)
    };
    (opened(), record)
}

fn new_data_key(state: &State) -> Result<Reply, Refusal> {
    log_works(state)?;
    let (key, wrapped) = state.data.new_key().map_err(|why| internal(&why))?;
    Ok(Reply::DataKey(DataKey { wrapped, key }))
}

fn unwrap_data_key(state: &State, wrapped: &[u8]) -> Result<Reply, Refusal> {
    log_works(state)?;
    let key = state.data.unwrap(wrapped).map_err(|_| refusal(RefusalCode::NotOfItsKind, "no data key of this keyholder"))?;
    Ok(Reply::DataKey(DataKey { wrapped: wrapped.to_vec(), key }))
}

fn take_in(
    state: &State,
    key: Result<PrivateKey, Refusal>,
    purpose: Purpose,
    label: &str,
    mut record: Record,
) -> (Result<Reply, Refusal>, Record) {
    let taken = || {
        let key = key?;
        let public_key = key.public_spki().to_vec();
        let info = KeyInfo {
            id: KeyId::of_public_key(&public_key),
            purpose,
            label: label.to_owned(),
            public_key,
            made: OffsetDateTime::now_utc().unix_timestamp(),
        };
        record.key = Some(info.id);
        record.note = Some(format!("{purpose}: {label}"));
        if let Some(present) = state.ring.find(info.id) {
            return already_there(&present.info, purpose);
        }
        if !proof::is_of_use(purpose, &key) {
            return Err(refusal(RefusalCode::Unsupported, format!("a key of type {} does not work for {purpose}", key.kind())));
        }
        let pkcs8 = key.to_pkcs8().map_err(|why| refusal(RefusalCode::Internal, why.to_string()))?;
        {
            let kek = state.kek.lock().unwrap_or_else(PoisonError::into_inner);
            vault::keep(&state.places, &kek, &info, &pkcs8).map_err(|why| internal(&why))?;
        }
        adopt(state, info.clone(), pkcs8)?;
        Ok(Reply::Key(info))
    };
    (taken(), record)
}

/// The same key again is the same key; for another purpose it stays what it is.
fn already_there(present: &KeyInfo, purpose: Purpose) -> Result<Reply, Refusal> {
    if present.purpose == purpose {
        return Ok(Reply::Key(present.clone()));
    }
    let detail = format!("key {} is there already, for {}", present.id, present.purpose);
    Err(refusal(RefusalCode::WrongPurpose, detail))
}

/// How long the main thread may take; it does nothing else that lasts.
const ADOPTION: Duration = Duration::from_secs(30);

fn adopt(state: &State, info: KeyInfo, pkcs8: Zeroizing<Vec<u8>>) -> Result<(), Refusal> {
    let (done, adopted) = mpsc::sync_channel(1);
    state.adoptions.push(Adoption { info, pkcs8, done });
    (state.wake)();
    match adopted.recv_timeout(ADOPTION) {
        Ok(outcome) => outcome.map_err(|why| internal(&why)),
        Err(_) => Err(refusal(RefusalCode::Busy, "the keyholder is stopping; the key is kept and there at its next start")),
    }
}

fn rotate(state: &State, from: &Outbox, new: &NewKek) -> Result<Reply, Refusal> {
    if !state.admission.is_master(from.peer) {
        return Err(refusal(RefusalCode::NotAllowed, "only the keyholder's own user and root rotate the key-encryption key"));
    }
    log_works(state)?;
    let source = match new {
        NewKek::File if !state.kek_is_passphrase => KekSource::File(state.kek_path.clone()),
        NewKek::Passphrase(passphrase) if state.kek_is_passphrase => KekSource::Passphrase(passphrase.clone()),
        // The configuration names the source; it changes while nobody runs.
        _ => return Err(refusal(RefusalCode::Unsupported, "from a file to a passphrase or back only while the keyholder does not run")),
    };
    let mut kek = state.kek.lock().unwrap_or_else(PoisonError::into_inner);
    let (next, keys) = rotation::rotate(&state.places, &kek, &state.kek_path, &source, &mut |_| Ok(())).map_err(|why| internal(&why))?;
    *kek = next;
    Ok(Reply::Rotated { keys })
}
