//! A next hop that says at each step exactly what it is told to, and remembers every octet that it hears in clear.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What is said at each step; `None`: the connection is closed instead.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) greeting: Option<Vec<u8>>,
    pub(crate) ehlo: Option<Vec<u8>>,
    pub(crate) helo: Option<Vec<u8>>,
    pub(crate) starttls: Option<Vec<u8>>,
    /// To the first octets of a handshake.
    pub(crate) handshake: Option<Vec<u8>>,
}

impl Default for Case {
    fn default() -> Self {
        let say = |text: &str| Some(text.as_bytes().to_vec());
        Self {
            greeting: say("220 hop ESMTP\r\n"),
            ehlo: say("250-hop\r\n250-PIPELINING\r\n250 STARTTLS\r\n"),
            helo: say("250 hop\r\n"),
            starttls: say("220 go\r\n"),
            handshake: None,
        }
    }
}

pub(crate) struct Recorder {
    pub(crate) address: SocketAddr,
    case: Arc<Mutex<Case>>,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Recorder {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let case = Arc::new(Mutex::new(Case::default()));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (cases, ears) = (Arc::clone(&case), Arc::clone(&heard));
        tokio::spawn(async move {
            let mut visits = JoinSet::new();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let case = cases.lock().unwrap().clone();
                let number = {
                    let mut heard: std::sync::MutexGuard<'_, Vec<Vec<u8>>> = ears.lock().unwrap();
                    heard.push(Vec::new());
                    heard.len() - 1
                };
                visits.spawn(serve(socket, case, Arc::clone(&ears), number));
            }
        });
        Self { address, case, heard }
    }

    pub(crate) fn play(&self, case: Case) {
        *self.case.lock().unwrap() = case;
        self.heard.lock().unwrap().clear();
    }

    /// Connections since the case began.
    pub(crate) fn connections(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// What was said in clear that says something of a mail, or is no command that may be said in clear. Octets of a handshake are left out.
    pub(crate) fn leaked(&self) -> Vec<String> {
        let allowed = ["EHLO", "HELO", "STARTTLS", "QUIT", "RSET", "NOOP"];
        let heard = self.heard.lock().unwrap();
        let mut leaked = Vec::new();
        for octets in heard.iter() {
            let end = octets.windows(2).position(|two| two == [0x16, 0x03]).unwrap_or(octets.len());
            let lines = String::from_utf8_lossy(&octets[..end]).into_owned();
            leaked.extend(lines.lines().filter(|line| !allowed.contains(&line.split(' ').next().unwrap_or_default())).map(str::to_owned));
            // After the handshake's first octets nothing is text: whoever falls back into clear does it over this connection.
            let rest = String::from_utf8_lossy(&octets[end..]).into_owned();
            leaked.extend(
                ["MAIL FROM", "RCPT TO", "AUTH ", "DATA\r\n", "bank.example"]
                    .iter()
                    .filter(|word| rest.contains(**word))
                    .map(|word| (*word).to_owned()),
            );
        }
        leaked
    }
}

async fn serve(mut socket: TcpStream, case: Case, heard: Arc<Mutex<Vec<Vec<u8>>>>, number: usize) {
    socket.set_nodelay(true).unwrap();
    let Some(greeting) = case.greeting else { return };
    if socket.write_all(&greeting).await.is_err() {
        return;
    }
    let (mut pending, mut handshake) = (Vec::new(), false);
    loop {
        let mut octets = [0; 4096];
        let Ok(count) = socket.read(&mut octets).await else { return };
        if count == 0 {
            return;
        }
        if let Some(place) = heard.lock().unwrap().get_mut(number) {
            place.extend_from_slice(&octets[..count]);
        }
        if handshake {
            let Some(answer) = &case.handshake else { return };
            let _ = socket.write_all(answer).await;
            continue;
        }
        pending.extend_from_slice(&octets[..count]);
        while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = pending.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line).to_ascii_uppercase();
            let answer = match line.split([' ', ':', '\r']).next().unwrap_or_default() {
                "EHLO" => case.ehlo.clone(),
                "HELO" => case.helo.clone(),
                "STARTTLS" => {
                    handshake = case.starttls.as_ref().is_some_and(|answer| answer.starts_with(b"220 "));
                    case.starttls.clone()
                }
                "DATA" => Some(b"354 go\r\n".to_vec()),
                "QUIT" => Some(b"221 bye\r\n".to_vec()),
                _ => Some(b"250 ok\r\n".to_vec()),
            };
            let Some(answer) = answer else { return };
            if socket.write_all(&answer).await.is_err() {
                return;
            }
        }
    }
}
