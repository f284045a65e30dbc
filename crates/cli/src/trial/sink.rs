//! The next hop of `try`: takes every mail and hands it over as it came. It listens on loopback alone.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use kakitome_wire::server::{Event, Peer, Session, Settings};
use kakitome_wire::{Safe, replies};

/// Mails larger than this are for a real next hop.
const MESSAGE_BYTES: u64 = 64 << 20;

/// One mail that arrived.
pub(super) struct Arrived {
    /// Its envelope's recipients, fit for a terminal.
    pub(super) recipients: Vec<String>,
    pub(super) bytes: Vec<u8>,
}

pub(super) struct Sink {
    pub(super) address: SocketAddr,
    pub(super) mails: Receiver<Arrived>,
}

/// Listens on a free port; threads end with the process.
pub(super) fn start() -> std::io::Result<Sink> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let (sender, mails) = channel();
    let mut settings = Settings::new("sink.localhost");
    settings.limits.message_size = MESSAGE_BYTES;
    let settings = Arc::new(settings);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (settings, sender) = (Arc::clone(&settings), sender.clone());
            // A broken connection is the gateway's affair; it answers its own client.
            std::thread::spawn(move || serve(stream, settings, &sender).ok());
        }
    });
    Ok(Sink { address, mails })
}

fn serve(mut stream: TcpStream, settings: Arc<Settings>, mails: &Sender<Arrived>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(300)))?;
    let mut session = Session::new(settings, Peer::default());
    let mut mail = Arrived { recipients: Vec::new(), bytes: Vec::new() };
    let mut buffer = vec![0; 16 * 1024];
    let mut filled = 0;
    loop {
        let read = buffer.get(..filled).unwrap_or_default();
        let mut input = read;
        loop {
            match session.next(&mut input) {
                Event::NeedInput => break,
                Event::Close(_) => {
                    stream.write_all(session.output())?;
                    return Ok(());
                }
                Event::Content(bytes) => mail.bytes.extend_from_slice(bytes),
                event => {
                    let reply = answer(event, &mut mail, mails);
                    if let Some(reply) = reply {
                        session.reply(&reply).map_err(std::io::Error::other)?;
                    }
                }
            }
        }
        let output = session.output();
        stream.write_all(output)?;
        let written = output.len();
        session.written(written);
        filled = stream.read(&mut buffer)?;
        if filled == 0 {
            return Ok(());
        }
    }
}

fn answer(event: Event<'_>, mail: &mut Arrived, mails: &Sender<Arrived>) -> Option<kakitome_wire::Reply> {
    match event {
        Event::Mail(_) => {
            *mail = Arrived { recipients: Vec::new(), bytes: Vec::new() };
            Some(replies::SENDER_OK)
        }
        Event::Rcpt(rcpt) => {
            mail.recipients.push(Safe(rcpt.to.as_str().as_bytes()).to_string());
            Some(replies::RECIPIENT_OK)
        }
        Event::Data => Some(replies::START_MAIL_INPUT),
        Event::ContentEnd { .. } => {
            let arrived = std::mem::replace(mail, Arrived { recipients: Vec::new(), bytes: Vec::new() });
            // Nobody takes mails any more: `try` is ending.
            Some(if mails.send(arrived).is_ok() { replies::ACCEPTED } else { replies::SHUTTING_DOWN })
        }
        _ => None,
    }
}
