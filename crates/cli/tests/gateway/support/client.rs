//! A client that speaks SMTP word by word, so that tests decide every byte.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A socket, or TLS over one.
pub(crate) trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// One connection.
pub(crate) struct Client {
    stream: Box<dyn Stream>,
    seen: Vec<u8>,
}

impl Client {
    /// Connects and reads the greeting.
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let mut client = Self::over(socket(address));
        let greeting = client.reply();
        assert!(greeting.starts_with("220"), "{greeting}");
        client
    }

    /// Speaks over what is open already.
    pub(crate) fn over(stream: impl Stream + 'static) -> Self {
        Self { stream: Box::new(stream), seen: Vec::new() }
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).expect("the gateway reads");
    }

    /// Sends bytes; a gateway that has already closed is no fault here.
    pub(crate) fn try_send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// One command and its reply.
    pub(crate) fn say(&mut self, command: &str) -> String {
        self.send(format!("{command}\r\n").as_bytes());
        self.reply()
    }

    /// The next whole reply (all its lines, without the last line end); empty when the connection is closed.
    pub(crate) fn reply(&mut self) -> String {
        loop {
            if let Some(end) = whole_reply(&self.seen) {
                let rest = self.seen.split_off(end);
                let reply = std::mem::replace(&mut self.seen, rest);
                return String::from_utf8_lossy(&reply).trim_end().to_owned();
            }
            let mut buffer = [0; 4096];
            match self.stream.read(&mut buffer) {
                Ok(0) | Err(_) => return String::new(),
                Ok(count) => self.seen.extend_from_slice(&buffer[..count]),
            }
        }
    }

    /// The gateway has closed the connection (bytes that still come are read and dropped).
    pub(crate) fn is_closed(&mut self) -> bool {
        let mut buffer = [0; 4096];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() == std::io::ErrorKind::ConnectionReset,
            }
        }
    }
}

/// An open socket that waits for no answer longer than a minute.
pub(crate) fn socket(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("the gateway listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    stream
}

/// Where the first whole reply ends.
fn whole_reply(bytes: &[u8]) -> Option<usize> {
    let mut begin = 0;
    while let Some(length) = bytes[begin..].iter().position(|byte| *byte == b'\n') {
        let line = &bytes[begin..begin + length + 1];
        begin += length + 1;
        if line.get(3) != Some(&b'-') {
            return Some(begin);
        }
    }
    None
}

/// Sends one mail (bytes with CRLF line ends, dots not yet doubled) and returns the reply that ended it: the first refusal, or
/// the reply after the final dot.
pub(crate) fn submit(address: SocketAddr, mail_from: &str, rcpt_to: &[&str], mail: &[u8]) -> String {
    let mut client = Client::connect(address);
    let ehlo = client.say("EHLO client.test");
    assert!(ehlo.starts_with("250"), "{ehlo}");
    let reply = client.say(&format!("MAIL FROM:<{mail_from}>"));
    if !reply.starts_with('2') {
        return reply;
    }
    for rcpt in rcpt_to {
        let reply = client.say(&format!("RCPT TO:<{rcpt}>"));
        if !reply.starts_with('2') {
            return reply;
        }
    }
    let reply = client.say("DATA");
    if !reply.starts_with('3') {
        return reply;
    }
    client.try_send(&stuffed(mail));
    client.reply()
}

/// With dots doubled and the final dot added (RFC 5321 4.5.2).
pub(crate) fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + 8);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.is_empty() && !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}
