//! SMTP and LMTP, both ends, as state machines without sockets (RFC 5321, 2033, 2920, 3207, 4954, 1870, 6152, 6531, 2034, 3461).
//!
//! Bytes in, events out; replies in, bytes out. No clock, no thread, no file: the owner has the socket, the time and the decisions.
//! What this crate does not do: CHUNKING (`BDAT` is refused), and AUTH as a client. Milter stands in [`milter`].
//!
//! # The receiving end
//!
//! The owner reads into a buffer of its own, hands the bytes to [`server::Session::next`] until the input is used up, and writes
//! [`server::Session::output`] whenever the session asks for input. Content comes as slices of that buffer.
//!
//! ```
//! use std::io::{Read, Write};
//! use std::sync::Arc;
//! use kakitome_wire::replies;
//! use kakitome_wire::server::{Event, Peer, Session, Settings};
//!
//! /// Takes mails from one peer and keeps them in memory.
//! fn receive(mut socket: impl Read + Write) -> Result<Vec<Vec<u8>>, Box<dyn std::error::Error>> {
//!     let mut session = Session::new(Arc::new(Settings::new("mx.example")), Peer::default());
//!     let (mut mails, mut mail) = (Vec::new(), Vec::new());
//!     let mut buffer = vec![0; 16 * 1024];
//!     let mut input: &[u8] = &[];
//!     loop {
//!         match session.next(&mut input) {
//!             Event::NeedInput => {
//!                 flush(&mut session, &mut socket)?;
//!                 let read = socket.read(&mut buffer)?; // at most session.timeout(), then session.time_out()
//!                 if read == 0 {
//!                     return Ok(mails); // what was open is not a mail: only ContentEnd makes one
//!                 }
//!                 input = &buffer[..read];
//!             }
//!             Event::Flush => flush(&mut session, &mut socket)?,
//!             Event::Mail(_) => session.reply(&replies::SENDER_OK)?,
//!             Event::Rcpt(_) => session.reply(&replies::RECIPIENT_OK)?,
//!             Event::Data => session.reply(&replies::START_MAIL_INPUT)?,
//!             Event::Content(bytes) => mail.extend_from_slice(bytes),
//!             Event::ContentEnd { .. } => {
//!                 mails.push(std::mem::take(&mut mail));
//!                 session.reply(&replies::ACCEPTED)?;
//!             }
//!             Event::ContentRefused(_) | Event::Reset | Event::Hello { .. } => mail.clear(),
//!             Event::Close(_) => {
//!                 flush(&mut session, &mut socket)?;
//!                 // shut down writing, read and throw away for a moment, close: else a reset may eat the last reply
//!                 return Ok(mails);
//!             }
//!             // With STARTTLS offered: flush, drop `input` (it is empty), do the handshake on the bare socket, then
//!             // `session.tls_established()`. Never carry bytes that were read before over into the TLS stream or the session.
//!             Event::StartTls => return Err("not offered here".into()),
//!             // `Awaiting` comes only if an answer is put off, to hand a whole group of RCPTs to the next hop at once
//!             other => return Err(format!("{other:?}").into()),
//!         }
//!     }
//! }
//!
//! fn flush(session: &mut Session, socket: &mut impl Write) -> std::io::Result<()> {
//!     socket.write_all(session.output())?;
//!     session.written(session.output().len());
//!     socket.flush()
//! }
//! # struct Wire(std::io::Cursor<Vec<u8>>, Vec<u8>);
//! # impl Read for Wire { fn read(&mut self, b: &mut [u8]) -> std::io::Result<usize> { let n = b.len().min(1); self.0.read(&mut b[..n]) } }
//! # impl Write for Wire {
//! #     fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { self.1.write(b) }
//! #     fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
//! # }
//! # let dialogue = b"EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\n..\r\n.\r\nQUIT\r\n".to_vec();
//! # assert_eq!(receive(Wire(std::io::Cursor::new(dialogue), Vec::new())).unwrap(), [b"Subject: x\r\n\r\n.\r\n"]);
//! ```
//!
//! # The sending end
//!
//! [`client::Session`] is driven the same way; commands are calls, and each gives one [`client::Event::Answer`].
//!
//! ```
//! use std::io::{Read, Write};
//! use std::sync::Arc;
//! use kakitome_wire::client::{Event, Outcome, Session, Settings, Step, Tls};
//! use kakitome_wire::{Mail, Mailbox, Rcpt};
//!
//! /// Sends one mail to one recipient and says what became of it.
//! fn send(mut socket: impl Read + Write, content: &[u8]) -> Result<Outcome, Box<dyn std::error::Error>> {
//!     let mut session = Session::new(Arc::new(Settings::new("gateway.example", Tls::Optional)), false);
//!     let mut buffer = vec![0; 4096];
//!     let mut input: &[u8] = &[];
//!     let mut outcome = None;
//!     loop {
//!         match session.next(&mut input) {
//!             Event::NeedInput => {
//!                 socket.write_all(session.output())?;
//!                 session.written(session.output().len());
//!                 let read = socket.read(&mut buffer).unwrap_or(0); // at most session.timeout(), then session.timed_out()
//!                 if read == 0 {
//!                     session.lost();
//!                 }
//!                 input = &buffer[..read];
//!             }
//!             Event::Ready => {
//!                 session.mail(&Mail::new(Mailbox::parse("a@b.example")))?;
//!                 session.rcpt(&Rcpt::new(Mailbox::parse("c@d.example").ok_or("no mailbox")?))?;
//!             }
//!             Event::Answer { step, reply } => match (step, Outcome::of(step, &reply)) {
//!                 (Step::Rcpt, Outcome::Sent) => session.data()?,
//!                 (Step::Data, Outcome::Sent) => {
//!                     session.content(content)?;
//!                     session.content_end()?;
//!                 }
//!                 (Step::ContentEnd, end) => {
//!                     outcome = Some(end);
//!                     session.quit()?;
//!                 }
//!                 (_, Outcome::Sent) => {}
//!                 (_, refused) => return Ok(refused),
//!             },
//!             // what the hop said of the mail stays true, whatever becomes of the connection after it
//!             Event::Failed(failure) => return Ok(outcome.unwrap_or_else(|| failure.outcome())),
//!             Event::Closed => return Ok(outcome.unwrap_or(Outcome::Deferred)),
//!             Event::StartTls => session.handshake_failed(), // here: the handshake, then session.tls_established()
//!             other => return Err(format!("{other:?}").into()),
//!         }
//!     }
//! }
//! # struct Wire(Vec<&'static [u8]>);
//! # impl Read for Wire {
//! #     fn read(&mut self, b: &mut [u8]) -> std::io::Result<usize> {
//! #         if self.0.is_empty() { return Ok(0); }
//! #         let next = self.0.remove(0); b[..next.len()].copy_from_slice(next); Ok(next.len())
//! #     }
//! # }
//! # impl Write for Wire {
//! #     fn write(&mut self, b: &[u8]) -> std::io::Result<usize> { Ok(b.len()) }
//! #     fn flush(&mut self) -> std::io::Result<()> { Ok(()) }
//! # }
//! # let hop: Vec<&'static [u8]> = vec![b"220 hop\r\n", b"250 hop\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"250 taken\r\n", b"221 bye\r\n"];
//! # assert_eq!(send(Wire(hop), b"Subject: x\r\n\r\n.\r\n").unwrap(), Outcome::Sent);
//! ```

mod address;
pub mod client;
pub mod data;
mod display;
mod envelope;
mod error;
mod forwarded;
pub mod milter;
mod output;
mod parameters;
mod protocol;
pub mod replies;
mod reply;
pub mod server;
mod xtext;

pub use address::Mailbox;
pub use display::Safe;
pub use envelope::{Body, Mail, Rcpt, Ret};
pub use error::Error;
pub use forwarded::{Attribute, Forwarded};
pub use protocol::Protocol;
pub use reply::{Class, Enhanced, Reply};
