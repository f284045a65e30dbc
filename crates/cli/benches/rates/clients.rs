//! A load of our own, because `smtp-source` tells no latencies: so many SMTP clients on one thread, each sending one mail after the other in
//! one session, without pipelining, as applications do. A latency is that of a whole mail: from MAIL to the reply to its end.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

/// What a load showed.
pub(crate) struct Load {
    pub(crate) seconds: f64,
    /// Milliseconds, least first.
    latencies: Vec<f64>,
}

impl Load {
    /// The latency that such a share of the mails stayed below, in milliseconds.
    pub(crate) fn latency(&self, share: f64) -> f64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "some thousand mails")]
        let at = (self.latencies.len() as f64 * share) as usize;
        self.latencies[at.min(self.latencies.len() - 1)]
    }
}

/// Longest wait for any reply: RFC 5321 section 4.5.3.2.6 has ten minutes, a benchmark has less.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends so many mails (lines that end in CRLF, without a line of one dot) over so many sessions.
pub(crate) fn send(port: u16, mail: &[u8], connections: usize, mails: usize) -> Load {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let left = Rc::new(Cell::new(mails));
    let latencies = Rc::new(RefCell::new(Vec::with_capacity(mails)));
    let text: Rc<[u8]> = [mail, b".\r\n"].concat().into();
    let local = tokio::task::LocalSet::new();
    let seconds = local.block_on(&runtime, async {
        let mut sessions = Vec::new();
        for _ in 0..connections {
            sessions.push(Session::open(port).await);
        }
        let begin = Instant::now();
        let tasks: Vec<_> = sessions
            .into_iter()
            .map(|mut session| {
                let (left, latencies, text) = (Rc::clone(&left), Rc::clone(&latencies), Rc::clone(&text));
                tokio::task::spawn_local(async move {
                    while left.get() > 0 {
                        left.set(left.get() - 1);
                        let begin = Instant::now();
                        session.mail(&text).await;
                        latencies.borrow_mut().push(begin.elapsed().as_secs_f64() * 1e3);
                    }
                    session
                })
            })
            .collect();
        let mut done = Vec::new();
        for task in tasks {
            done.push(task.await.unwrap());
        }
        let seconds = begin.elapsed().as_secs_f64();
        for mut session in done {
            session.say(b"QUIT\r\n", "221").await;
        }
        seconds
    });
    let mut latencies = Rc::try_unwrap(latencies).unwrap().into_inner();
    latencies.sort_by(f64::total_cmp);
    Load { seconds, latencies }
}

struct Session {
    replies: BufReader<OwnedReadHalf>,
    stream: OwnedWriteHalf,
    line: String,
}

impl Session {
    async fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (replies, stream) = stream.into_split();
        let mut session = Self { replies: BufReader::new(replies), stream, line: String::new() };
        session.expect("220").await;
        session.say(b"EHLO app.bank.example\r\n", "250").await;
        session
    }

    async fn mail(&mut self, text: &[u8]) {
        self.say(b"MAIL FROM:<noreply@bank.example>\r\n", "250").await;
        self.say(b"RCPT TO:<customer@home.example>\r\n", "250").await;
        self.say(b"DATA\r\n", "354").await;
        self.say(text, "250").await;
    }

    async fn say(&mut self, bytes: &[u8], wanted: &str) {
        self.stream.write_all(bytes).await.unwrap();
        self.expect(wanted).await;
    }

    async fn expect(&mut self, wanted: &str) {
        loop {
            self.line.clear();
            let read = tokio::time::timeout(PATIENCE, self.replies.read_line(&mut self.line)).await;
            let count = read.expect("a reply within a minute").unwrap();
            assert!(count > 0 && self.line.starts_with(wanted), "wanted {wanted}, was told {:?}", self.line);
            if self.line.as_bytes().get(3) == Some(&b' ') {
                return;
            }
        }
    }
}
