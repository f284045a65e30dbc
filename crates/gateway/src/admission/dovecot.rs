//! Logins checked by Dovecot: the client's side of its authentication protocol, version 1.2, over a Unix socket, with mechanism PLAIN.
//! One connection for each login. Dovecot itself delays wrong ones.

use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kakitome_crypto::Zeroizing;
use kakitome_wire::server::Credentials;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::time::timeout;

use crate::admission::accounts::LoginTrouble;
use crate::admission::login::Login;
use crate::config::Pattern;

/// The version that is spoken; a server of another first number is none that we know.
const MAJOR: &str = "1";
/// Longest that Dovecot may say in one session: its greeting names some ten mechanisms.
const LONGEST: usize = 64 * 1024;

/// Who logs in with this password, as Dovecot says; `None`: the login is wrong.
pub(crate) async fn check(
    socket: &Path,
    credentials: &Credentials,
    client: IpAddr,
    patience: Duration,
) -> Result<Option<Login>, LoginTrouble> {
    let asked = timeout(patience, ask(socket, credentials, client)).await;
    let trouble = |why: &dyn std::fmt::Display| LoginTrouble::Failed(format!("Dovecot at {}: {why}", socket.display()));
    match asked {
        Ok(Ok(user)) => Ok(user.map(login)),
        Ok(Err(error)) => Err(trouble(&error)),
        Err(_) => Err(trouble(&"no answer in time")),
    }
}

async fn ask(socket: &Path, credentials: &Credentials, client: IpAddr) -> io::Result<Option<String>> {
    let mut session = Session { stream: UnixStream::connect(socket).await?, heard: Vec::new() };
    session.say(format!("VERSION\t{MAJOR}\t2\nCPID\t{}\n", std::process::id()).as_bytes()).await?;
    loop {
        let line = session.line().await?;
        let mut words = line.split('\t');
        match words.next() {
            Some("VERSION") if words.next() != Some(MAJOR) => return Err(unfit("another version of the protocol")),
            Some("DONE") => break,
            _ => {}
        }
    }
    session.say(request(credentials, client).as_bytes()).await?;
    loop {
        let line = session.line().await?;
        let mut words = line.split('\t');
        let (word, id) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if id != "1" {
            continue;
        }
        match word {
            "OK" => return user(words).map(Some).ok_or_else(|| unfit("it does not say who has logged in")),
            // "temp": Dovecot's own trouble, not the password
            "FAIL" if words.any(|word| word == "temp") => return Err(io::Error::other("it cannot check logins for the moment")),
            "FAIL" => return Ok(None),
            "CONT" => return Err(unfit("it wants more than a password")),
            _ => {}
        }
    }
}

/// AUTH: the response comes last. TLS was there, so that Dovecot takes a password in clear.
fn request(credentials: &Credentials, client: IpAddr) -> Zeroizing<String> {
    let message = Zeroizing::new(format!("\0{}\0{}", credentials.login, credentials.password.as_str()));
    // As much room as is needed, so that no copy is left behind by growing.
    let mut line = Zeroizing::new(String::with_capacity(message.len() * 2 + 128));
    line.push_str(&format!("AUTH\t1\tPLAIN\tservice=smtp\tsecured\trip={}\tresp=", client.to_canonical()));
    STANDARD.encode_string(message.as_bytes(), &mut line);
    line.push('\n');
    line
}

fn user<'l>(mut words: impl Iterator<Item = &'l str>) -> Option<String> {
    words.find_map(|word| word.strip_prefix("user=")).filter(|user| !user.is_empty()).map(unescaped)
}

/// Dovecot writes tab, line end and its own mark as `\x01` and a letter.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\u{1}' => match letters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('1') => '\u{1}',
                _ => '?',
            },
            other => other,
        });
    }
    plain
}

/// A user's own address is the name, if it is one.
fn login(user: String) -> Login {
    let own = user.parse::<Pattern>().ok().filter(|pattern| matches!(pattern, Pattern::Address(_)));
    Login { name: user, own: own.into_iter().collect(), by_certificate: false }
}

fn unfit(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

struct Session {
    stream: UnixStream,
    heard: Vec<u8>,
}

impl Session {
    async fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// The next line, without its end.
    async fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.heard.iter().position(|octet| *octet == b'\n') {
                let line: Vec<u8> = self.heard.drain(..=end).collect();
                let text = line.strip_suffix(b"\n").unwrap_or(&line);
                return String::from_utf8(text.to_vec()).map_err(|_| unfit("a line that is not UTF-8"));
            }
            if self.heard.len() > LONGEST {
                return Err(unfit("a line without end"));
            }
            if self.stream.read_buf(&mut self.heard).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn nothing_that_a_client_sends_leaves_its_field() {
        let credentials = Credentials { login: "a\tb".into(), password: Zeroizing::new("x\ty\u{1}".into()) };
        let line = request(&credentials, "::ffff:192.0.2.1".parse().unwrap());
        let text = line.as_str();
        assert_eq!(text.matches('\n').count(), 1);
        assert!(text.starts_with("AUTH\t1\tPLAIN\tservice=smtp\tsecured\trip=192.0.2.1\tresp="), "{text}");
        assert_eq!(text.matches('\t').count(), 6);
    }

    #[test]
    fn a_user_is_read_from_its_field() {
        assert_eq!(user("original_user=x\tuser=a@x.example\tproxy".split('\t')), Some("a@x.example".into()));
        assert_eq!(user("user=".split('\t')), None);
        assert_eq!(unescaped("a\u{1}tb\u{1}1"), "a\tb\u{1}");
        assert!(login("a@x.example".into()).owns("A@x.example"));
        assert!(!login("@x.example".into()).owns("a@x.example"), "a name is never a whole domain");
        assert!(!login("*".into()).owns("a@x.example"));
    }
}
