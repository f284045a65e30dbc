//! A client that sends one mail after the other and keeps what was answered.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Result, bail};

/// A session past EHLO.
pub(crate) struct Client {
    stream: TcpStream,
    replies: BufReader<TcpStream>,
}

impl Client {
    pub(crate) fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.set_nodelay(true)?;
        let mut client = Self { replies: BufReader::new(stream.try_clone()?), stream };
        client.reply()?;
        client.say("EHLO gate.example")?;
        Ok(client)
    }

    /// Waits so long for an answer.
    pub(crate) fn patience(&self, patience: Duration) -> Result<()> {
        Ok(self.stream.set_read_timeout(Some(patience))?)
    }

    /// Gives up what was begun.
    pub(crate) fn reset(&mut self) -> Result<()> {
        self.say("RSET").map(drop)
    }

    /// Sends a mail; the answer to the first thing that was refused, or to the whole.
    pub(crate) fn mail(&mut self, id: &str, size: usize) -> Result<String> {
        for command in ["MAIL FROM:<a@x.test>", "RCPT TO:<b@y.test>", "DATA"] {
            let reply = self.say(command)?;
            if !reply.starts_with(['2', '3']) {
                return Ok(reply);
            }
        }
        let mut mail = format!("From: a@x.test\r\nTo: b@y.test\r\nX-Test-Id: {id}\r\nSubject: t\r\n\r\n");
        let line = format!("{}\r\n", "x".repeat(70));
        mail.push_str(&line.repeat(size.div_ceil(line.len())));
        mail.push_str(".\r\n");
        self.stream.write_all(mail.as_bytes())?;
        self.reply()
    }

    fn say(&mut self, command: &str) -> Result<String> {
        self.stream.write_all(format!("{command}\r\n").as_bytes())?;
        self.reply()
    }

    fn reply(&mut self) -> Result<String> {
        loop {
            let mut line = String::new();
            if self.replies.read_line(&mut line)? == 0 {
                bail!("the connection has ended");
            }
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(line.trim_end().to_owned());
            }
        }
    }
}
