//! A mail server at the milter's door, byte for byte, that does what the milter asks for. Postfix itself is asked in crate `cli`.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// One connection.
pub struct Mta {
    pub stream: TcpStream,
    /// Macros that it tells with MAIL, beside the mail's name: `{auth_authen}`, a NUL, the value, a NUL.
    pub at_mail: String,
    /// Steps that the milter has said it does not answer.
    silent: u32,
}

/// `SMFIP_NR_CONN`, `SMFIP_NR_HELO`, `SMFIP_NR_MAIL`.
const SILENT_CONNECT: u32 = 0x1000;
const SILENT_HELLO: u32 = 0x2000;
const SILENT_MAIL: u32 = 0x4000;

/// What became of a mail.
#[derive(Debug, PartialEq, Eq)]
pub enum Fate {
    /// Taken; the mail as the mail server now has it.
    Taken(String),
    /// Refused, in the milter's words or with a bare letter of the protocol.
    Refused(String),
}

impl Mta {
    /// Connects, agrees, and introduces a client.
    pub async fn connect(address: SocketAddr, client: &str) -> Self {
        let mut mta = Self { stream: TcpStream::connect(address).await.unwrap(), at_mail: String::new(), silent: 0 };
        mta.send(b'O', &[0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff]).await;
        let (kind, agreed) = mta.read().await.expect("an agreement");
        assert_eq!((kind, agreed.len()), (b'O', 12));
        mta.silent = u32::from_be_bytes(agreed[8..].try_into().unwrap());
        mta.introduce(client).await;
        mta
    }

    pub async fn introduce(&mut self, client: &str) {
        self.send(b'D', b"Cj\0mx.example\0").await;
        let family: &[u8] = if client.contains(':') { b"6" } else { b"4" };
        self.send(b'C', &[b"app.example\0", family, b"\x30\x39", client.as_bytes(), b"\0"].concat()).await;
        self.goes_on(SILENT_CONNECT).await;
        self.send(b'H', b"app.example\0").await;
        self.goes_on(SILENT_HELLO).await;
    }

    /// The milter goes on, or has said before that it does not answer this step.
    pub async fn goes_on(&mut self, silent: u32) {
        if self.silent & silent == 0 {
            assert_eq!(self.read().await, Some((b'c', Vec::new())));
        }
    }

    /// MAIL and RCPTs; the answers to the RCPTs.
    pub async fn envelope(&mut self, from: &str, to: &[&str]) -> Vec<String> {
        self.send(b'D', format!("Mi\0QUEUEID\0{}", self.at_mail).as_bytes()).await;
        self.send(b'M', format!("<{from}>\0SIZE=100\0").as_bytes()).await;
        self.goes_on(SILENT_MAIL).await;
        let mut answers = Vec::new();
        for to in to {
            self.send(b'R', format!("<{to}>\0").as_bytes()).await;
            let (kind, data) = self.read().await.expect("an answer");
            answers.push(said(kind, &data));
        }
        answers
    }

    /// Header and body as Postfix sends them: fields one by one, the body in pieces.
    pub async fn content(&mut self, mail: &str) {
        let (header, body) = mail.split_once("\r\n\r\n").unwrap();
        for (name, value) in fields(header) {
            self.send(b'L', format!("{name}\0{}\0", value.replace("\r\n", "\n")).as_bytes()).await;
        }
        self.send(b'N', b"").await;
        for piece in body.as_bytes().chunks(65_535) {
            self.send(b'B', piece).await;
        }
    }

    /// The end of the mail: does what is asked, and says what became of it.
    pub async fn end(&mut self, mail: &str) -> Fate {
        self.send(b'E', b"").await;
        let (header, body) = mail.split_once("\r\n\r\n").unwrap();
        let mut fields = fields(header);
        let mut new_body: Option<Vec<u8>> = None;
        loop {
            let (kind, data) = self.read().await.expect("an answer to the end");
            let text = String::from_utf8_lossy(&data).into_owned();
            let words: Vec<&str> = text.trim_end_matches('\0').split('\0').collect();
            match kind {
                b'p' => {}
                b'b' => new_body.get_or_insert_default().extend(data),
                b'h' => fields.push((words[0].to_owned(), words.get(1).copied().unwrap_or_default().replace('\n', "\r\n"))),
                b'm' => {
                    let index = u32::from_be_bytes(data[..4].try_into().unwrap()) as usize;
                    let words: Vec<String> = data[4..].split(|b| *b == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect();
                    let mut of_name = fields.iter().enumerate().filter(|(_, (name, _))| name.eq_ignore_ascii_case(&words[0]));
                    let at = of_name.nth(index - 1).map(|(at, _)| at).expect("such a field");
                    if words[1].is_empty() {
                        fields.remove(at);
                    } else {
                        fields[at].1 = words[1].replace('\n', "\r\n");
                    }
                }
                b'c' | b'a' => break,
                _ => return Fate::Refused(said(kind, &data)),
            }
        }
        let header: String = fields.iter().map(|(name, value)| format!("{name}:{value}\r\n")).collect();
        let body = new_body.map_or_else(|| body.to_owned(), |body| String::from_utf8(body).unwrap());
        Fate::Taken(format!("{header}\r\n{body}"))
    }

    /// A whole mail.
    pub async fn pass(&mut self, from: &str, to: &[&str], mail: &str) -> Fate {
        let answers = self.envelope(from, to).await;
        assert!(answers.iter().all(|answer| answer == "c"), "{answers:?}");
        self.content(mail).await;
        self.end(mail).await
    }

    pub async fn send(&mut self, kind: u8, data: &[u8]) {
        let mut packet = u32::try_from(data.len() + 1).unwrap().to_be_bytes().to_vec();
        packet.push(kind);
        packet.extend_from_slice(data);
        self.stream.write_all(&packet).await.unwrap();
    }

    /// The next packet; nothing when the connection has ended.
    pub async fn read(&mut self) -> Option<(u8, Vec<u8>)> {
        let read = async {
            let mut length = [0; 4];
            self.stream.read_exact(&mut length).await.ok()?;
            let mut packet = vec![0; u32::from_be_bytes(length) as usize];
            self.stream.read_exact(&mut packet).await.ok()?;
            let data = packet.split_off(1);
            Some((packet[0], data))
        };
        timeout(Duration::from_secs(30), read).await.expect("the milter answers")
    }
}

fn said(kind: u8, data: &[u8]) -> String {
    match kind {
        b'y' => String::from_utf8_lossy(data).trim_end_matches('\0').to_owned(),
        _ => char::from(kind).to_string(),
    }
}

fn fields(header: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in header.split("\r\n") {
        match (line.starts_with([' ', '\t']), fields.last_mut()) {
            (true, Some((_, value))) => {
                value.push_str("\r\n");
                value.push_str(line);
            }
            _ => {
                let (name, value) = line.split_once(':').unwrap();
                fields.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    fields
}
