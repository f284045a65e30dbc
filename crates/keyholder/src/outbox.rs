//! The answering side of one connection. Whoever releases answers must never wait for a client that does not read: what the socket
//! does not take at once goes to a thread of that connection's own, and too much of it ends the connection.

use std::{
    io::Write,
    net::Shutdown,
    os::unix::net::UnixStream,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use kakitome_crypto::Zeroizing;
use rustix::{
    event::{PollFd, PollFlags, poll},
    net::{RecvFlags, SendFlags, recv, send},
};

use crate::peer::Peer;

/// Requests of one connection that may be under way; then it is not read until some are answered.
const MOST_UNDER_WAY: usize = 1024;
/// Answers that may wait for a client that does not read.
const MOST_UNREAD: usize = 8 * 1024 * 1024;
/// How long such a client may take.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Outbox {
    stream: UnixStream,
    pub(crate) peer: Peer,
    state: Mutex<State>,
    answered: Condvar,
}

#[derive(Default)]
struct State {
    under_way: usize,
    unread: Zeroizing<Vec<u8>>,
    /// Octets in `unread` and those on their way out of it.
    owed: usize,
    /// The reader waits for room: to wake nobody is a system call all the same.
    blocked: bool,
    draining: bool,
    dead: bool,
}

impl Outbox {
    pub(crate) fn new(stream: UnixStream, peer: Peer) -> std::io::Result<Self> {
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self { stream, peer, state: Mutex::default(), answered: Condvar::new() })
    }

    pub(crate) fn stream(&self) -> &UnixStream {
        &self.stream
    }

    /// Counts a request in. `false`: too many are under way; [`Self::wait`] first.
    pub(crate) fn begin(&self) -> bool {
        let mut state = self.state();
        let room = state.under_way < MOST_UNDER_WAY;
        state.under_way += usize::from(room);
        room
    }

    /// Waits for requests, or the end. A blocking read would do, but the kernel wakes that also when the client has taken an answer.
    pub(crate) fn next(&self) -> std::io::Result<()> {
        match poll(&mut [PollFd::new(&self.stream, PollFlags::IN)], None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(why) => Err(why.into()),
        }
    }

    /// Requests that were counted in and not answered yet.
    pub(crate) fn under_way(&self) -> usize {
        self.state().under_way
    }

    /// Whether nothing has come in that was not read.
    pub(crate) fn is_silent(&self) -> bool {
        let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
        matches!(recv(&self.stream, &mut [0_u8; 1], flags), Err(rustix::io::Errno::AGAIN))
    }

    /// Waits until some requests were answered, or the connection is over.
    pub(crate) fn wait(&self) {
        let full = |state: &mut State| state.under_way >= MOST_UNDER_WAY && !state.dead;
        let mut state = self.state();
        state.blocked = true;
        state = self.answered.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        state.blocked = false;
    }

    /// Sends answers to so many requests.
    pub(crate) fn send(self: &Arc<Self>, answers: &[u8], count: usize) {
        let mut state = self.state();
        state.under_way = state.under_way.saturating_sub(count);
        if state.blocked {
            self.answered.notify_all();
        }
        if state.dead {
            return;
        }
        let sent = if state.draining { 0 } else { self.send_now(answers, &mut state) };
        let left = answers.get(sent..).unwrap_or_default();
        if left.is_empty() || state.dead {
            return;
        }
        state.unread.extend_from_slice(left);
        state.owed += left.len();
        if state.owed > MOST_UNREAD {
            self.kill(&mut state);
        } else if !state.draining {
            state.draining = true;
            let this = Arc::clone(self);
            let started = std::thread::Builder::new().name("drain".to_owned()).stack_size(128 * 1024).spawn(move || this.drain());
            if started.is_err() {
                self.kill(&mut state);
            }
        }
    }

    fn send_now(&self, answers: &[u8], state: &mut State) -> usize {
        let mut sent = 0;
        while let Some(rest) = answers.get(sent..).filter(|rest| !rest.is_empty()) {
            match send(&self.stream, rest, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
                Ok(count) => sent += count,
                Err(rustix::io::Errno::INTR) => {}
                Err(rustix::io::Errno::AGAIN) => break,
                Err(_) => {
                    self.kill(state);
                    break;
                }
            }
        }
        sent
    }

    fn drain(&self) {
        loop {
            let piece = {
                let mut state = self.state();
                if state.unread.is_empty() || state.dead {
                    state.draining = false;
                    return;
                }
                std::mem::take(&mut state.unread)
            };
            let written = (&self.stream).write_all(&piece);
            let mut state = self.state();
            state.owed = state.owed.saturating_sub(piece.len());
            if written.is_err() {
                self.kill(&mut state);
            }
        }
    }

    /// The reader sees its end and goes.
    fn kill(&self, state: &mut State) {
        state.dead = true;
        state.unread = Zeroizing::default();
        self.answered.notify_all();
        // It may be closed already.
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// No more requests are read; answers still go out.
    pub(crate) fn stop_reading(&self) {
        let mut state = self.state();
        // Whoever waits for room goes on and sees the end of its stream.
        state.under_way = 0;
        self.answered.notify_all();
        // It may be closed already.
        let _ = self.stream.shutdown(Shutdown::Read);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use std::{io::Read, time::Instant};

    use super::*;

    fn pair() -> (Arc<Outbox>, UnixStream) {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let peer = Peer { pid: 1, uid: 0, gid: 0 };
        (Arc::new(Outbox::new(ours, peer).unwrap()), theirs)
    }

    #[test]
    fn a_client_that_reads_late_gets_everything_in_order_and_nobody_waits_for_it() {
        let (outbox, mut theirs) = pair();
        let begin = Instant::now();
        let mut expected = Vec::new();
        for number in 0..4_000_u32 {
            let answer = number.to_be_bytes().repeat(256);
            outbox.send(&answer, 1);
            expected.extend(answer);
        }
        assert!(begin.elapsed() < Duration::from_secs(5));
        let mut got = vec![0; expected.len()];
        theirs.read_exact(&mut got).unwrap();
        assert!(got == expected);
    }

    #[test]
    fn a_client_that_never_reads_is_cut_off() {
        let (outbox, _theirs) = pair();
        for _ in 0..200 {
            outbox.send(&[0; 64 * 1024], 1);
        }
        assert!(outbox.state().dead);
        assert!(outbox.state().unread.is_empty());
    }

    #[test]
    fn requests_under_way_are_bounded() {
        let (outbox, _theirs) = pair();
        assert!((0..MOST_UNDER_WAY).all(|_| outbox.begin()));
        assert!(!outbox.begin());
        let waiting = {
            let outbox = Arc::clone(&outbox);
            std::thread::spawn(move || outbox.wait())
        };
        outbox.send(b"x", 10);
        waiting.join().unwrap();
        assert!(outbox.begin());
    }
}
