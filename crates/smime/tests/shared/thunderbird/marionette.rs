//! Marionette, the remote protocol of Mozilla's programs: JSON arrays with their length before them, over TCP, one order at a time.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

pub(super) struct Marionette {
    out: TcpStream,
    answers: BufReader<TcpStream>,
    number: u64,
}

impl Marionette {
    /// Connects; `patience` bounds every answer.
    pub(super) fn connect(port: u16, patience: Duration) -> Result<Self, String> {
        let out = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|error| error.to_string())?;
        // a script ends by itself before that
        out.set_read_timeout(Some(patience + Duration::from_secs(10))).map_err(|error| error.to_string())?;
        let answers = BufReader::new(out.try_clone().map_err(|error| error.to_string())?);
        let mut new = Self { out, answers, number: 0 };
        let hello = new.message()?;
        match hello["marionetteProtocol"].as_u64() {
            Some(3) => Ok(new),
            _ => Err(format!("not protocol 3: {hello}")),
        }
    }

    /// One order and its answer.
    pub(super) fn order(&mut self, name: &str, parameters: &Value) -> Result<Value, String> {
        self.number += 1;
        let text = json!([0, self.number, name, parameters]).to_string();
        let sent = write!(self.out, "{}:{text}", text.len()).and_then(|()| self.out.flush());
        sent.map_err(|error| format!("{name}: {error}"))?;
        let answer = self.message().map_err(|error| format!("{name}: {error}"))?;
        match &answer[2] {
            Value::Null => Ok(answer[3].clone()),
            error => Err(format!("{name}: {}: {}", error["error"], error["message"])),
        }
    }

    fn message(&mut self) -> Result<Value, String> {
        let mut length = Vec::new();
        self.answers.by_ref().take(20).read_until(b':', &mut length).map_err(|error| error.to_string())?;
        let length = std::str::from_utf8(&length).ok().and_then(|text| text.strip_suffix(':')).and_then(|text| text.parse().ok());
        let mut text = vec![0; length.ok_or("it went away")?];
        self.answers.read_exact(&mut text).map_err(|error| error.to_string())?;
        serde_json::from_slice(&text).map_err(|error| error.to_string())
    }
}
