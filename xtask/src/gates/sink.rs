//! A next hop of our own for trials of many mails: it keeps count of what it has taken, says how many connections it had at once, and takes
//! as slowly as it is told. Content is not kept.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};

#[derive(Default)]
struct Seen {
    copies: Mutex<HashMap<String, u32>>,
    open: AtomicUsize,
    most_open: AtomicUsize,
    connections: AtomicUsize,
    /// Milliseconds for each mail, one after the other.
    pace: AtomicU64,
    turn: Mutex<()>,
    over: AtomicBool,
}

/// The next hop.
pub(crate) struct Sink {
    seen: Arc<Seen>,
    port: u16,
}

impl Sink {
    /// Listens there; each mail takes `pace`, and no two are taken at once unless it is zero.
    pub(crate) fn at(port: u16, pace: Duration) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).context("the next hop's port")?;
        let seen = Arc::new(Seen::default());
        let sink = Self { seen: Arc::clone(&seen), port };
        sink.set_pace(pace);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(std::result::Result::ok) {
                if seen.over.load(Ordering::Relaxed) {
                    return;
                }
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || {
                    seen.connections.fetch_add(1, Ordering::Relaxed);
                    let open = seen.open.fetch_add(1, Ordering::Relaxed) + 1;
                    seen.most_open.fetch_max(open, Ordering::Relaxed);
                    // A connection that ends is its client's business.
                    let _ = session(&stream, &seen);
                    seen.open.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        Ok(sink)
    }

    pub(crate) fn set_pace(&self, pace: Duration) {
        self.seen.pace.store(u64::try_from(pace.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// How many copies there are of each mail, by its `X-Test-Id`.
    pub(crate) fn copies(&self) -> HashMap<String, u32> {
        self.seen.copies.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many different mails there are.
    pub(crate) fn count(&self) -> usize {
        self.seen.copies.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The ids, once for each copy.
    pub(crate) fn ids(&self) -> Vec<String> {
        let copies = self.copies();
        copies.into_iter().flat_map(|(id, count)| std::iter::repeat_n(id, usize::try_from(count).unwrap_or(usize::MAX))).collect()
    }

    /// Connections in all, and the most at once.
    pub(crate) fn connections(&self) -> (usize, usize) {
        (self.seen.connections.load(Ordering::Relaxed), self.seen.most_open.load(Ordering::Relaxed))
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.seen.over.store(true, Ordering::Relaxed);
        // The thread that listens looks at that with the next connection.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn session(stream: &TcpStream, seen: &Seen) -> Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream);
    let mut line = Vec::new();
    answer(stream, "220 sink.test ESMTP")?;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_slice() {
            b"EHLO" => answer(stream, "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 1000000000")?,
            b"DATA" => {
                answer(stream, "354 go on")?;
                let Some(id) = content(&mut lines)? else { return Ok(()) };
                take(seen, id);
                answer(stream, "250 2.0.0 taken")?;
            }
            b"QUIT" => return answer(stream, "221 2.0.0 bye"),
            _ => answer(stream, "250 2.0.0 ok")?,
        }
    }
}

/// Reads up to the final dot; the mail's id.
fn content(lines: &mut impl BufRead) -> Result<Option<String>> {
    let mut id = String::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line == b".\r\n" {
            return Ok(Some(id));
        }
        if id.is_empty()
            && let Some(rest) = line.strip_prefix(b"X-Test-Id: ")
        {
            id = String::from_utf8_lossy(rest).trim().to_owned();
        }
    }
}

fn take(seen: &Seen, id: String) {
    let pace = seen.pace.load(Ordering::Relaxed);
    if pace > 0 {
        let _turn = seen.turn.lock().unwrap_or_else(PoisonError::into_inner);
        std::thread::sleep(Duration::from_millis(pace));
    }
    *seen.copies.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default() += 1;
}

fn answer(mut stream: &TcpStream, text: &str) -> Result<()> {
    stream.write_all(format!("{text}\r\n").as_bytes())?;
    Ok(())
}
