//! A next hop that keeps what it gets and fails where it is told to. It knows SMTP only as far as it must, and shares no code with
//! the gateway.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// Where a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    Greeting,
    Ehlo,
    StartTls,
    Mail,
    Rcpt,
    Data,
    Body,
    Eod,
    Quit,
}

/// What happens there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Say(&'static str),
    Close,
    Reset,
    Hang,
    /// An answer without end, a letter now and then.
    Drip,
    /// For so long; then it goes on.
    Stall(Duration),
    Garbage,
    LongLine,
    TwoReplies,
}

/// How the next hop behaves.
#[derive(Debug, Clone)]
pub struct Script {
    /// Lines of the answer to EHLO.
    pub offers: Vec<&'static str>,
    /// What fails.
    pub fault: Option<(Step, Fault)>,
    /// In so many connections; then all is well.
    pub times: usize,
    /// Answers to certain senders.
    pub senders: HashMap<&'static str, &'static str>,
    /// Answers to certain recipients.
    pub recipients: HashMap<&'static str, &'static str>,
    /// Answers to certain recipients from the second connection on.
    pub later: HashMap<&'static str, &'static str>,
    /// Certificate and key for STARTTLS.
    pub tls: Option<Arc<rustls::ServerConfig>>,
    /// Pause before the answer to the content.
    pub slow: Duration,
    /// Content is counted and not kept.
    pub forgets: bool,
    /// It takes each content once without an answer (RFC 1047): the connection ends behind the final dot.
    pub first_answer_is_lost: bool,
    /// It speaks LMTP: answers to the content for certain recipients, 250 for others.
    pub each: Option<HashMap<&'static str, &'static str>>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            offers: vec!["PIPELINING", "SIZE 100000000", "8BITMIME", "ENHANCEDSTATUSCODES", "DSN", "SMTPUTF8"],
            fault: None,
            times: usize::MAX,
            senders: HashMap::new(),
            recipients: HashMap::new(),
            later: HashMap::new(),
            tls: None,
            slow: Duration::ZERO,
            forgets: false,
            first_answer_is_lost: false,
            each: None,
        }
    }
}

impl Script {
    pub fn failing(step: Step, fault: Fault) -> Self {
        Self { fault: Some((step, fault)), ..Self::default() }
    }
}

/// One mail that the next hop has accepted.
#[derive(Debug, Clone)]
pub struct Received {
    pub mail_from: String,
    pub rcpt_to: Vec<String>,
    /// Unstuffed.
    pub content: Vec<u8>,
    /// As it came, with stuffing and its end.
    pub wire: Vec<u8>,
    /// Bytes of content.
    pub size: usize,
    pub acknowledged: bool,
    pub inside_tls: bool,
}

pub struct FakeHop {
    pub address: SocketAddr,
    pub seen: Arc<Seen>,
    task: JoinHandle<()>,
}

#[derive(Default)]
pub struct Seen {
    pub mails: Mutex<Vec<Received>>,
    pub commands: Mutex<Vec<String>>,
    pub connections: AtomicUsize,
    /// Connections that are open now, and the most that ever were.
    pub open: AtomicUsize,
    pub most_open: AtomicUsize,
    /// Contents that it has without having said so.
    unanswered: Mutex<HashSet<Vec<u8>>>,
}

impl FakeHop {
    pub async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, script)
    }

    pub fn on(listener: TcpListener, script: Script) -> Self {
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Seen::default());
        let shared = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            let mut visits = tokio::task::JoinSet::new();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let number = shared.connections.fetch_add(1, Ordering::SeqCst);
                let (script, seen) = (script.clone(), Arc::clone(&shared));
                visits.spawn(async move {
                    let open = seen.open.fetch_add(1, Ordering::SeqCst) + 1;
                    seen.most_open.fetch_max(open, Ordering::SeqCst);
                    serve(socket, script, Arc::clone(&seen), number).await;
                    seen.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, seen, task }
    }

    pub fn mails(&self) -> Vec<Received> {
        self.seen.mails.lock().unwrap().clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.commands.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// Ends it and all its connections.
    pub fn stop(&self) {
        self.task.abort();
    }
}

impl Drop for FakeHop {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The connection is over.
struct Over;

struct Visit {
    script: Script,
    seen: Arc<Seen>,
    number: usize,
    inside_tls: bool,
}

async fn serve(socket: TcpStream, script: Script, seen: Arc<Seen>, number: usize) {
    socket.set_nodelay(true).unwrap();
    let mut visit = Visit { script, seen, number, inside_tls: false };
    let mut plain = BufReader::new(socket);
    if visit.inject(&mut plain, Step::Greeting).await.is_err() {
        if matches!(visit.script.fault, Some((_, Fault::Reset))) {
            let _ = plain.get_ref().set_zero_linger();
        }
        return;
    }
    match visit.talk(&mut plain).await {
        Ended::StartTls => {
            let config = visit.script.tls.clone().unwrap();
            if let Ok(tls) = TlsAcceptor::from(config).accept(plain.into_inner()).await {
                visit.inside_tls = true;
                visit.talk(&mut BufReader::new(tls)).await;
            }
        }
        Ended::Reset => {
            let _ = plain.get_ref().set_zero_linger();
        }
        Ended::Closed => {}
    }
}

enum Ended {
    Closed,
    Reset,
    StartTls,
}

impl Visit {
    fn fault(&self, step: Step) -> Option<Fault> {
        self.script.fault.filter(|(at, _)| *at == step && self.number < self.script.times).map(|(_, fault)| fault)
    }

    /// Whether an answer was given by the fault.
    async fn answered(&self, stream: &mut (impl AsyncWrite + Unpin), step: Step) -> Result<bool, Over> {
        let Some(fault) = self.fault(step) else { return Ok(false) };
        let text: Vec<u8> = match fault {
            Fault::Say(text) => format!("{text}\r\n").into_bytes(),
            Fault::Close | Fault::Reset => return Err(Over),
            Fault::Hang => std::future::pending().await,
            Fault::Drip => loop {
                for letter in b"250-not yet\r\n" {
                    stream.write_all(&[*letter]).await.map_err(|_| Over)?;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            Fault::Stall(pause) => {
                tokio::time::sleep(pause).await;
                return Ok(false);
            }
            Fault::Garbage => b"\x00\xff\xfegarbage\r\n".to_vec(),
            Fault::LongLine => format!("250 {}\r\n", "A".repeat(200_000)).into_bytes(),
            Fault::TwoReplies => b"250 ok\r\n250 ok\r\n".to_vec(),
        };
        stream.write_all(&text).await.map_err(|_| Over)?;
        stream.flush().await.map_err(|_| Over)?;
        if matches!(fault, Fault::Say(text) if text.starts_with("421")) { Err(Over) } else { Ok(true) }
    }

    async fn inject(&self, stream: &mut (impl AsyncWrite + Unpin), step: Step) -> Result<(), Over> {
        if !self.answered(stream, step).await? {
            self.say(stream, "220 hop ESMTP").await?;
        }
        Ok(())
    }

    async fn say(&self, stream: &mut (impl AsyncWrite + Unpin), text: &str) -> Result<(), Over> {
        stream.write_all(format!("{text}\r\n").as_bytes()).await.map_err(|_| Over)?;
        stream.flush().await.map_err(|_| Over)
    }

    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut BufReader<S>) -> Ended {
        match self.try_talk(stream).await {
            Ok(ended) => ended,
            Err(Over) if matches!(self.script.fault, Some((_, Fault::Reset))) => Ended::Reset,
            Err(Over) => Ended::Closed,
        }
    }

    async fn try_talk<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: &mut BufReader<S>) -> Result<Ended, Over> {
        let (mut from, mut to) = (String::new(), Vec::new());
        loop {
            let mut line = Vec::new();
            if stream.read_until(b'\n', &mut line).await.map_err(|_| Over)? == 0 {
                return Ok(Ended::Closed);
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            self.seen.commands.lock().unwrap().push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" | "HELO" | "LHLO" => {
                    if !self.answered(stream, Step::Ehlo).await? {
                        let mut offers = vec!["hop"];
                        offers.extend(self.script.offers.iter().copied());
                        if self.script.tls.is_some() && !self.inside_tls {
                            offers.push("STARTTLS");
                        }
                        let last = offers.len() - 1;
                        for (i, offer) in offers.into_iter().enumerate() {
                            self.say(stream, &format!("250{}{offer}", if i == last { ' ' } else { '-' })).await?;
                        }
                    }
                }
                "STARTTLS" => {
                    if !self.answered(stream, Step::StartTls).await? {
                        self.say(stream, "220 go").await?;
                        return Ok(Ended::StartTls);
                    }
                }
                "MAIL" => {
                    let refusal = self.script.senders.iter().find(|(who, _)| line.contains(*who)).map(|(_, say)| *say);
                    from = if refusal.is_none() { line } else { String::new() };
                    to.clear();
                    if !self.answered(stream, Step::Mail).await? {
                        self.say(stream, refusal.unwrap_or("250 2.1.0 sender ok")).await?;
                    }
                }
                "RCPT" => {
                    let found =
                        |table: &HashMap<&str, &'static str>| table.iter().find(|(who, _)| line.contains(*who)).map(|(_, say)| *say);
                    if from.is_empty() {
                        self.say(stream, "503 5.5.1 MAIL first").await?;
                        continue;
                    }
                    let later = (self.number > 0).then(|| found(&self.script.later)).flatten();
                    if self.answered(stream, Step::Rcpt).await? {
                        continue;
                    }
                    let say = later.or_else(|| found(&self.script.recipients)).unwrap_or("250 2.1.5 recipient ok");
                    if say.starts_with('2') {
                        to.push(line);
                    }
                    self.say(stream, say).await?;
                }
                "DATA" => {
                    if self.answered(stream, Step::Data).await? {
                        if !matches!(self.fault(Step::Data), Some(Fault::Say(text)) if text.starts_with('3')) {
                            continue;
                        }
                    } else {
                        self.say(stream, "354 go").await?;
                    }
                    self.content(stream, &from, &to).await?;
                    (from, to) = (String::new(), Vec::new());
                }
                "QUIT" => {
                    if !self.answered(stream, Step::Quit).await? {
                        self.say(stream, "221 bye").await?;
                    }
                    return Ok(Ended::Closed);
                }
                "RSET" | "NOOP" => self.say(stream, "250 2.0.0 ok").await?,
                _ => self.say(stream, "502 no").await?,
            }
        }
    }

    async fn content<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: &mut BufReader<S>, from: &str, to: &[String]) -> Result<(), Over> {
        let mut mail = Received {
            mail_from: from.to_owned(),
            rcpt_to: to.to_vec(),
            content: Vec::new(),
            wire: Vec::new(),
            size: 0,
            acknowledged: false,
            inside_tls: self.inside_tls,
        };
        let mut lines = 0;
        loop {
            let mut line = Vec::new();
            if stream.read_until(b'\n', &mut line).await.map_err(|_| Over)? == 0 {
                return Err(Over);
            }
            if !self.script.forgets {
                mail.wire.extend_from_slice(&line);
            }
            if line == b".\r\n" {
                break;
            }
            mail.size += line.len();
            if self.script.forgets {
                continue;
            }
            mail.content.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            lines += 1;
            if lines == 3 {
                self.answered(stream, Step::Body).await?;
            }
        }
        tokio::time::sleep(self.script.slow).await;
        // RFC 1870 6.3 lets it; what a gateway announces has to hold.
        let announced = from.split(' ').find_map(|word| word.strip_prefix("SIZE=")).map(|size| size.parse::<usize>().unwrap());
        if announced.is_some_and(|announced| mail.content.len() > announced) {
            return self.say(stream, "552 5.3.4 longer than announced").await;
        }
        if self.script.first_answer_is_lost && self.seen.unanswered.lock().unwrap().insert(mail.content.clone()) {
            self.seen.mails.lock().unwrap().push(mail);
            return Err(Over);
        }
        if let Some(fault) = self.fault(Step::Eod) {
            mail.acknowledged = matches!(fault, Fault::TwoReplies | Fault::LongLine);
            self.seen.mails.lock().unwrap().push(mail);
            self.answered(stream, Step::Eod).await?;
            return Ok(());
        }
        mail.acknowledged = true;
        let answers: Option<Vec<&'static str>> = self.script.each.as_ref().map(|table| {
            let of = |to: &String| table.iter().find(|(who, _)| to.contains(*who)).map_or("250 2.0.0 delivered", |(_, say)| *say);
            mail.rcpt_to.iter().map(of).collect()
        });
        self.seen.mails.lock().unwrap().push(mail);
        if let Some(answers) = answers {
            for answer in answers {
                self.say(stream, answer).await?;
            }
            return Ok(());
        }
        self.say(stream, "250 2.0.0 Ok: queued as HOP123").await
    }
}
