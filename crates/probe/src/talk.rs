//! One conversation: commands out, whole replies in, within the bounds of octets and time. Nothing that a server does makes it wait
//! longer or keep more.

use std::future::Future;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

use crate::reply::{Reply, Shape, Step, shown};

/// Why a conversation ended before it was over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Nothing listens.
    Closed,
    /// No connection.
    Unreachable(String),
    /// No reply in time; what was waited for.
    Stalled(&'static str),
    /// The server hung up.
    HungUp(&'static str),
    /// More octets than allowed.
    Flooded(usize),
    /// A line that is not of this protocol.
    Strange(String),
    /// The server does not want to speak to us; its words.
    TurnedAway(String),
    /// The handshake failed.
    Handshake(String),
    /// The bounds of the whole probe are reached.
    CutShort(&'static str),
}

impl Stop {
    /// One terse line, as a fact.
    pub(crate) fn because(&self) -> String {
        match self {
            Self::Closed => "connection refused".to_owned(),
            Self::Unreachable(why) | Self::Handshake(why) => why.clone(),
            Self::Stalled(at) => format!("no answer in time ({at})"),
            Self::HungUp(at) => format!("connection closed ({at})"),
            Self::Flooded(octets) => format!("more than {octets} octets"),
            Self::Strange(line) => format!("unexpected: {line}"),
            Self::TurnedAway(line) => format!("refused: {line}"),
            Self::CutShort(at) => format!("time is up ({at})"),
        }
    }
}

/// What a conversation may cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) reply: Duration,
    pub(crate) until: Instant,
    pub(crate) octets: usize,
}

/// A conversation over a socket, in clear or inside TLS.
pub(crate) struct Talk<S> {
    socket: S,
    held: Vec<u8>,
    read: usize,
    bounds: Bounds,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    pub(crate) const fn new(socket: S, bounds: Bounds) -> Self {
        Self { socket, held: Vec::new(), read: 0, bounds }
    }

    /// The socket, and what came on it and was not asked for.
    pub(crate) fn into_parts(self) -> (S, Vec<u8>) {
        (self.socket, self.held)
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let socket = &mut self.socket;
        let sent = within(self.bounds, "send", async {
            socket.write_all(bytes).await?;
            socket.flush().await
        });
        sent.await?.map_err(|_| Stop::HungUp("send"))
    }

    /// A command and its reply.
    pub(crate) async fn say(&mut self, command: &str, shape: Shape, at: &'static str) -> Result<Reply, Stop> {
        self.send(command.as_bytes()).await?;
        self.reply(shape, at).await
    }

    /// The next whole reply.
    pub(crate) async fn reply(&mut self, shape: Shape, at: &'static str) -> Result<Reply, Stop> {
        let bounds = self.bounds;
        within(bounds, at, self.whole(shape, at)).await?
    }

    /// Says goodbye; whether it is heard does not matter any more.
    pub(crate) async fn leave(mut self, command: &str) {
        let _ = self.send(command.as_bytes()).await;
        let _ = timeout_at(self.bounds.until.min(Instant::now() + FAREWELL), self.socket.shutdown()).await;
    }

    /// Waits for what nobody asked for.
    pub(crate) async fn listen(&mut self, time: Duration) -> Result<bool, Stop> {
        let until = self.bounds.until.min(Instant::now() + time);
        match timeout_at(until, self.more("listen")).await {
            Ok(Ok(())) => Ok(true),
            Ok(Err(stop)) if self.held.is_empty() => Err(stop),
            _ => Ok(!self.held.is_empty()),
        }
    }

    async fn whole(&mut self, shape: Shape, at: &'static str) -> Result<Reply, Stop> {
        let mut lines = Vec::new();
        loop {
            let line = self.line(at).await?;
            let step = shape.step(lines.len(), &line);
            match step {
                Step::Strange => return Err(Stop::Strange(shown(&line))),
                Step::More => lines.push(line),
                Step::End(code) => {
                    lines.push(line);
                    return Ok(Reply { lines, code });
                }
            }
        }
    }

    async fn line(&mut self, at: &'static str) -> Result<String, Stop> {
        loop {
            if let Some(end) = self.held.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.held.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned());
            }
            if self.held.len() > LONGEST_LINE {
                return Err(Stop::Strange(shown(&String::from_utf8_lossy(&self.held))));
            }
            self.more(at).await?;
        }
    }

    async fn more(&mut self, at: &'static str) -> Result<(), Stop> {
        let mut piece = [0; 2048];
        match self.socket.read(&mut piece).await {
            Ok(0) | Err(_) => Err(Stop::HungUp(at)),
            Ok(count) => {
                self.read = self.read.saturating_add(count);
                self.held.extend(piece.iter().take(count));
                if self.read > self.bounds.octets { Err(Stop::Flooded(self.bounds.octets)) } else { Ok(()) }
            }
        }
    }
}

/// RFC 5321 4.5.3.1.5 has 512 octets for a reply line, RFC 9051 8,192 for what IMAP clients should expect.
const LONGEST_LINE: usize = 8192;
/// For a farewell nobody waits.
const FAREWELL: Duration = Duration::from_millis(500);

/// The work, until its own time or that of the whole probe is up.
pub(crate) async fn within<T>(bounds: Bounds, at: &'static str, work: impl Future<Output = T>) -> Result<T, Stop> {
    let own = Instant::now() + bounds.reply;
    match timeout_at(own.min(bounds.until), work).await {
        Ok(done) => Ok(done),
        Err(_) if bounds.until <= own => Err(Stop::CutShort(at)),
        Err(_) => Err(Stop::Stalled(at)),
    }
}
