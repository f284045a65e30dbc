//! Connections: who may, the hello, and the reading of requests. One thread reads each connection; there are few of them.

use std::{
    io::{Read, Write},
    os::unix::net::UnixStream,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use kakitome_keys::{Asked, Frames, Hello, Refusal, RefusalCode, Reply, Request, VERSION};

use crate::{
    outbox::Outbox,
    peer::Peer,
    state::{Done, Job, State},
};

/// Gateway, web, command line: more is a fault or an attack.
const MOST_CONNECTIONS: usize = 128;
/// Whoever knocks and knocks must not fill the program's log.
const COMPLAINTS: Duration = Duration::from_secs(1);
/// For the hello.
const PATIENCE: Duration = Duration::from_secs(5);
/// Requests are parsed, not computed, on these threads.
const STACK: usize = 256 * 1024;
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
            return Err(format!("process {} of user {} and group {} may not ask for signatures", peer.pid, peer.uid, peer.gid));
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
    while frames.fill(stream).map_err(words)? > 0 {
        hand_on(state, outbox, &mut frames)?;
    }
    Ok(())
}

/// All requests that have arrived, in one go.
fn hand_on(state: &State, outbox: &Arc<Outbox>, frames: &mut Frames) -> Result<(), String> {
    let mut quick = Vec::new();
    while let Some(Asked { id, request }) = Request::take(frames)? {
        while !outbox.begin() {
            // What was read already must be on its way before we wait for answers to it.
            state.jobs.push_all(quick.drain(..));
            outbox.wait();
        }
        let answer = |reply| state.done.push(Done { to: Arc::clone(outbox), id, reply, record: None });
        let job = |request| Job { from: Arc::clone(outbox), id, request };
        match request {
            Err(why) => answer(Reply::Refused(Refusal { code: RefusalCode::BadRequest, detail: why })),
            Ok(Request::Health) => answer(Reply::Health(state.health())),
            Ok(Request::ListKeys { after }) => {
                let (keys, more) = state.ring.page(after, PAGE);
                answer(Reply::Keys { keys, more });
            }
            Ok(request @ (Request::Sign(_) | Request::NewDataKey | Request::UnwrapDataKey { .. })) => quick.push(job(request)),
            Ok(request) => state.slow_jobs.push(job(request)),
        }
    }
    state.jobs.push_all(quick);
    Ok(())
}
