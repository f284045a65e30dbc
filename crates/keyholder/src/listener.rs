//! Connections: who may, the hello, and the reading of requests. One thread reads each connection; there are few of them.
//! A quick request that comes alone is done by the thread that read it: waking others costs a fifth of a signature.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use kakitome_keys::{Asked, Frames, Hello, Refusal, RefusalCode, Reply, Request, VERSION};

use crate::{
    bunches::Weight,
    outbox::Outbox,
    peer::Peer,
    release,
    state::{Done, Job, State},
    whole, work,
};

/// Gateway, web, command line: more is a fault or an attack.
const MOST_CONNECTIONS: usize = 128;
/// Whoever knocks and knocks must not fill the program's log.
const COMPLAINTS: Duration = Duration::from_secs(1);
/// For the hello.
const PATIENCE: Duration = Duration::from_secs(5);
/// A signature takes some tens of kibibytes of it.
const STACK: usize = 1024 * 1024;
/// After requests that overlapped so many must come one by one before they are done on the reading thread (again).
const CALM: u32 = 64;
/// Keys in one answer: each has some 600 octets, a frame a mebibyte.
const PAGE: usize = 500;

/// The connections that are open.
#[derive(Default)]
pub(crate) struct Connections {
    open: Mutex<Vec<Arc<Outbox>>>,
    complained: Mutex<Option<Instant>>,
}

impl Connections {
    /// Takes a connection in, or closes it.
    pub(crate) fn welcome(self: &Arc<Self>, state: &Arc<State>, stream: UnixStream) {
        let Err(why) = self.admit(state, stream) else { return };
        let mut complained = self.complained.lock().unwrap_or_else(PoisonError::into_inner);
        if complained.is_none_or(|last| last.elapsed() >= COMPLAINTS) {
            *complained = Some(Instant::now());
            tracing::warn!("a connection was closed (others like it in the next second are not told): {why}");
        }
    }

    fn admit(self: &Arc<Self>, state: &Arc<State>, stream: UnixStream) -> Result<(), String> {
        let words = |why: std::io::Error| why.to_string();
        let peer = Peer::of(&stream).map_err(words)?;
        if !state.admission.admits(peer) {
            return Err(format!("process {} of user {} and group {} may not ask for anything", peer.pid, peer.uid, peer.gid));
        }
        stream.set_nonblocking(false).map_err(words)?;
        let outbox = Arc::new(Outbox::new(stream, peer).map_err(words)?);
        {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            if open.len() >= MOST_CONNECTIONS {
                return Err(format!("{MOST_CONNECTIONS} are open already"));
            }
            open.push(Arc::clone(&outbox));
        }
        let (this, state, reader) = (Arc::clone(self), Arc::clone(state), Arc::clone(&outbox));
        let started = std::thread::Builder::new().name("reader".to_owned()).stack_size(STACK).spawn(move || {
            let leaving = Leaving { connections: this, outbox: reader };
            if let Err(why) = read(&state, &leaving.outbox) {
                tracing::warn!(pid = leaving.outbox.peer.pid, "a connection was closed: {why}");
            }
        });
        started.map(|_| ()).map_err(|why| {
            self.forget(&outbox);
            format!("no thread for it: {why}")
        })
    }

    fn forget(&self, outbox: &Arc<Outbox>) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).retain(|open| !Arc::ptr_eq(open, outbox));
    }

    /// No more requests are read.
    pub(crate) fn stop_reading(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).iter().for_each(|outbox| outbox.stop_reading());
    }

    pub(crate) fn are_gone(&self) -> bool {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

/// A connection leaves the list however its thread ends.
struct Leaving {
    connections: Arc<Connections>,
    outbox: Arc<Outbox>,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.connections.forget(&self.outbox);
    }
}

fn read(state: &State, outbox: &Arc<Outbox>) -> Result<(), String> {
    let words = |why: std::io::Error| why.to_string();
    let mut stream = outbox.stream();
    stream.set_read_timeout(Some(PATIENCE)).map_err(words)?;
    let mut hello = [0; Hello::LEN];
    stream.read_exact(&mut hello).map_err(|why| format!("no hello: {why}"))?;
    stream.write_all(&Hello::ours()).map_err(words)?;
    match Hello::read(&hello) {
        Some(Hello { version: VERSION }) => {}
        Some(Hello { version }) => return Err(format!("it speaks version {version} of the protocol")),
        None => return Err("it speaks another protocol".to_owned()),
    }
    stream.set_read_timeout(None).map_err(words)?;
    let mut frames = Frames::default();
    let mut rush = Rush::default();
    while outbox.next().and_then(|()| frames.fill(stream)).map_err(words)? > 0 {
        let quick = sort(state, outbox, &mut frames)?;
        rush.note(outbox, quick.len());
        if rush.is_over() {
            for job in quick {
                whole::or_not_at_all(|| {
                    let done = work::quick(state, job);
                    rush.look(outbox);
                    release::release_alone(state, done);
                });
            }
        } else {
            state.jobs.push_all(quick);
        }
    }
    Ok(())
}

/// Whether requests overlap. Then this thread only reads, and those that sign share the work.
#[derive(Default)]
struct Rush {
    left: u32,
}

impl Rush {
    /// So many quick requests have come together.
    fn note(&mut self, outbox: &Outbox, quick: usize) {
        let alone = quick <= 1 && outbox.under_way() <= 1;
        self.left = if alone { self.left.saturating_sub(1) } else { CALM };
    }

    fn is_over(&self) -> bool {
        self.left == 0
    }

    /// After a request was done here, before it is answered: whoever waits now waited for it. (Behind the answer the client's next
    /// request is no rush.)
    fn look(&mut self, outbox: &Outbox) {
        if !outbox.is_silent() {
            self.left = CALM;
        }
    }
}

/// All requests that have arrived; the quick ones are the caller's to do or to hand on.
fn sort(state: &State, outbox: &Arc<Outbox>, frames: &mut Frames) -> Result<Vec<Job>, String> {
    let mut quick = Vec::new();
    while let Some(Asked { id, request }) = Request::take(frames)? {
        while !outbox.begin() {
            // What was read already must be on its way before we wait for answers to it.
            state.jobs.push_all(quick.drain(..));
            outbox.wait();
        }
        let answer = |reply| state.done.push(Done { to: Arc::clone(outbox), id, reply, record: None });
        let job = |request, weight| Job { from: Arc::clone(outbox), id, weight, request };
        match request {
            Err(why) => answer(Reply::Refused(Refusal { code: RefusalCode::BadRequest, detail: why })),
            Ok(Request::Health) => answer(Reply::Health(state.health())),
            Ok(Request::ListKeys { after }) => {
                let (keys, more) = state.ring.page(after, PAGE);
                answer(Reply::Keys { keys, more });
            }
            Ok(request @ (Request::Sign(_) | Request::Unwrap(_) | Request::NewDataKey | Request::UnwrapDataKey { .. })) => {
                let weight = work::weight(state, &request);
                quick.push(job(request, weight));
            }
            Ok(request) => state.slow_jobs.push(job(request, Weight::Heavy)),
        }
    }
    Ok(quick)
}
