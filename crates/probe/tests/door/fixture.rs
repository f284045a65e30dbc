//! A server with the faults that a test wants, and no others. One thread a connection, on a free port of loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use kakitome_probe::{Door, Service};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::certificates::Made;
use crate::dialogue::{Dialogue, Then};

/// What becomes of octets that came after STARTTLS and before the handshake.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Hole {
    /// Thrown away.
    None,
    /// Postfix before 2.8, Cyrus, and others: the buffer outlives the handshake.
    Buffered,
    /// Whole lines are thrown away, the beginning of one is kept.
    PartialLine,
    /// What comes after the answer to STARTTLS is kept (a race).
    Late,
    /// They are answered in clear.
    AnsweredInClear,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Shake {
    Works,
    /// Hangs up.
    Fails,
    /// Says nothing more.
    Stalls,
}

#[derive(Clone)]
pub(crate) struct Script {
    pub(crate) service: Service,
    pub(crate) implicit: bool,
    pub(crate) greeting: Option<Vec<u8>>,
    pub(crate) clear: &'static [&'static str],
    pub(crate) inside: &'static [&'static str],
    pub(crate) hole: Hole,
    pub(crate) keeps_state: bool,
    pub(crate) refuses: bool,
    pub(crate) shake: Shake,
    /// Takes hellos up to this old version with an answer of its own.
    pub(crate) old: Option<u16>,
    /// Knows no current version.
    pub(crate) only_old: bool,
    /// Takes RC4.
    pub(crate) weak: bool,
    pub(crate) floods: bool,
    pub(crate) silent: bool,
    /// Says 250 to every word.
    pub(crate) agreeable: bool,
}

impl Script {
    /// As it should be.
    pub(crate) fn good(service: Service) -> Self {
        let (clear, inside): (&[&str], &[&str]) = match service {
            Service::Relay => (&["STARTTLS", "8BITMIME"], &["8BITMIME"]),
            Service::Submission => (&["STARTTLS", "8BITMIME"], &["AUTH PLAIN LOGIN"]),
            Service::Pop3 => (&["STLS", "TOP"], &["TOP", "USER", "SASL PLAIN"]),
            Service::Imap => (&["STARTTLS", "LOGINDISABLED"], &["AUTH=PLAIN"]),
            Service::Sieve => (&["\"SASL\" \"\"", "\"STARTTLS\""], &["\"SASL\" \"PLAIN\""]),
        };
        Self {
            service,
            implicit: false,
            greeting: None,
            clear,
            inside,
            hole: Hole::None,
            keeps_state: false,
            refuses: false,
            shake: Shake::Works,
            old: None,
            only_old: false,
            weak: false,
            floods: false,
            silent: false,
            agreeable: false,
        }
    }

    /// TLS from the first byte.
    pub(crate) fn implicit(service: Service) -> Self {
        Self { implicit: true, ..Self::good(service) }
    }

    /// Listens; the thread ends with the test.
    pub(crate) fn start(self, made: &Made) -> Door {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (service, implicit) = (self.service, self.implicit);
        let config = Arc::new(made.server());
        std::thread::spawn(move || {
            for socket in listener.incoming().map_while(Result::ok) {
                let (script, config) = (self.clone(), Arc::clone(&config));
                std::thread::spawn(move || drop(script.session(socket, config)));
            }
        });
        Door { port, service, implicit }
    }

    fn session(&self, mut socket: TcpStream, config: Arc<ServerConfig>) -> std::io::Result<()> {
        socket.set_read_timeout(Some(Duration::from_secs(30)))?;
        socket.set_nodelay(true)?;
        let mut dialogue = Dialogue { service: self.service, offers: self.clear, sender: false, agreeable: self.agreeable };
        let mut pending = Vec::new();
        if self.silent {
            return std::io::copy(&mut socket, &mut std::io::sink()).map(drop);
        }
        if self.floods {
            loop {
                socket.write_all(&b"220-more\r\n".repeat(100))?;
            }
        }
        if !self.implicit || self.shake == Shake::Works && self.greeting.is_some() {
            let greeting = self.greeting.clone().unwrap_or_else(|| dialogue.greeting().into_bytes());
            socket.write_all(&greeting)?;
            if !converse(&mut socket, &mut dialogue, &mut pending, self)? {
                return Ok(());
            }
        }
        match self.hole {
            Hole::None | Hole::AnsweredInClear => pending.clear(),
            Hole::PartialLine => drop(pending.drain(..pending.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1))),
            Hole::Late => {
                pending.clear();
                let mut first = [0];
                // anything but the record of a handshake
                while socket.peek(&mut first)? == 1 && first[0] != 22 && pending.last() != Some(&b'\n') {
                    socket.read_exact(&mut first)?;
                    pending.push(first[0]);
                }
            }
            Hole::Buffered => {}
        }
        match self.shake {
            Shake::Fails => return Ok(()),
            Shake::Stalls => {
                std::thread::sleep(Duration::from_secs(5));
                return Ok(());
            }
            Shake::Works => {}
        }
        if let Some(answer) = self.old_answer(&socket)? {
            return socket.write_all(&answer);
        }
        let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
        dialogue.offers = self.inside;
        dialogue.sender &= self.keeps_state;
        if self.implicit || self.service == Service::Sieve {
            stream.write_all(dialogue.greeting().as_bytes())?;
            stream.flush()?;
        } else {
            stream.conn.complete_io(&mut stream.sock)?;
        }
        converse(&mut stream, &mut dialogue, &mut pending, self)?;
        stream.conn.send_close_notify();
        stream.flush()
    }

    /// To a hello that rustls would not take: the head of a ServerHello, or an alert.
    fn old_answer(&self, socket: &TcpStream) -> std::io::Result<Option<Vec<u8>>> {
        let mut hello = [0; 64];
        if socket.peek(&mut hello)? < 48 || hello[0] != 22 {
            return Ok(None);
        }
        let offered = u16::from_be_bytes([hello[9], hello[10]]);
        // NULL-MD5 is the first suite of an offer of weak ones; rustls sends a session of 32 octets here
        let weak = hello[43] == 0 && hello[46..48] == [0, 1];
        let taken = match self.old {
            Some(newest) if offered < 0x0303 => Some((offered.min(newest), 0x002f)),
            _ if weak && self.weak => Some((0x0303, 0x0005)),
            _ if self.only_old || weak || offered < 0x0303 => Some((0, 0)),
            _ => None,
        };
        Ok(taken.map(|(version, suite)| if version == 0 { vec![21, 3, 1, 0, 2, 2, 70] } else { server_hello(version, suite) }))
    }
}

fn server_hello(version: u16, suite: u16) -> Vec<u8> {
    let mut body = version.to_be_bytes().to_vec();
    body.extend([5; 32]);
    body.push(0);
    body.extend(suite.to_be_bytes());
    body.push(0);
    let mut record = vec![22, 3, version as u8, 0, body.len() as u8 + 4, 2, 0, 0, body.len() as u8];
    record.extend(body);
    record
}

/// Until the other side leaves (`false`) or wants TLS (`true`). What was read and not worked on stays in `pending`.
fn converse(stream: &mut (impl Read + Write), dialogue: &mut Dialogue, pending: &mut Vec<u8>, script: &Script) -> std::io::Result<bool> {
    loop {
        while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = pending.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let (reply, leaves, tls) = match dialogue.hear(&line) {
                Then::Say(reply) => (reply, false, false),
                Then::Bye(reply) => (reply, true, false),
                Then::StartTls(_) if script.refuses => ("454 4.7.0 TLS not available\r\n".to_owned(), false, false),
                Then::StartTls(reply) => (reply, false, true),
            };
            stream.write_all(reply.as_bytes())?;
            stream.flush()?;
            if leaves {
                return Ok(false);
            }
            if tls && script.hole == Hole::AnsweredInClear {
                while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = pending.drain(..=end).collect();
                    if let Then::Say(reply) = dialogue.hear(String::from_utf8_lossy(&line).trim_end()) {
                        stream.write_all(reply.as_bytes())?;
                    }
                }
            }
            if tls {
                return Ok(true);
            }
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece)? {
            0 => return Ok(false),
            count => pending.extend(&piece[..count]),
        }
    }
}
