//! The application of `try`: hands one mail to the gateway, as any program does that speaks SMTP.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use kakitome_wire::client::{Event, Session, Settings, Step, Tls};
use kakitome_wire::{Mail, Mailbox, Rcpt, Reply};

/// Everything here happens on loopback.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends the mail; the reply that decided over it.
pub(super) fn deliver(to: SocketAddr, sender: &str, recipient: &str, mail: &[u8]) -> std::io::Result<Reply> {
    let mut stream = TcpStream::connect_timeout(&to, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut session = Session::new(Arc::new(Settings::new("application.localhost", Tls::None)), false);
    let parse = |text: &str| Mailbox::parse(text).ok_or_else(|| wrong(&format!("{text} is not an address")));
    let envelope = (Mail::new(Some(parse(sender)?)), Rcpt::new(parse(recipient)?));
    let mut buffer = vec![0; 4096];
    let mut filled = 0;
    loop {
        let read = buffer.get(..filled).unwrap_or_default();
        let mut input = read;
        loop {
            match session.next(&mut input) {
                Event::NeedInput => break,
                Event::Ready => session.mail(&envelope.0).map_err(std::io::Error::other)?,
                Event::Answer { step: Step::Mail, reply } if reply.is_positive() => {
                    session.rcpt(&envelope.1).map_err(std::io::Error::other)?;
                }
                Event::Answer { step: Step::Rcpt, reply } if reply.is_positive() => session.data().map_err(std::io::Error::other)?,
                Event::Answer { step: Step::Data, reply } if reply.code() == 354 => {
                    session.content(mail).map_err(std::io::Error::other)?;
                    session.content_end().map_err(std::io::Error::other)?;
                }
                // The fate of the mail, or the first refusal on the way.
                Event::Answer { reply, .. } => return Ok(reply),
                Event::Failed(failure) => return Err(wrong(&failure.to_string())),
                other => return Err(wrong(&format!("unexpected on loopback: {other:?}"))),
            }
        }
        let output = session.output();
        stream.write_all(output)?;
        let written = output.len();
        session.written(written);
        filled = stream.read(&mut buffer)?;
        if filled == 0 {
            session.lost();
        }
    }
}

fn wrong(text: &str) -> std::io::Error {
    std::io::Error::other(text.to_owned())
}
