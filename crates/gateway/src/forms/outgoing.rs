//! What goes to the next hop: `Received:`, then the mail as it came, made 7-bit safe, signed, or encrypted, without the fields that must
//! not leave. Streams; a large mail is read by a thread of its own so that files do not hold up other connections.

use std::io::{self, Write};
use std::sync::Arc;

use kakitome_mime::Message;
use kakitome_mime::seven_bit::{Piece, Plan};
use kakitome_smime::seal::{self, Chosen, Sealed};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::forms::content::Source;
use crate::head::{Edits, HeadFilter};
use crate::next_hop::hop::Hop;

/// Size of the pieces in which a large mail is passed between threads.
const PIECE: usize = 64 * 1024;
/// Pieces on their way at once.
const PIECES: usize = 4;

/// The form in which a mail goes on.
#[derive(Debug)]
pub(crate) enum Form {
    /// As it came.
    AsIs,
    /// Converted for a next hop without 8BITMIME (RFC 6152 3).
    SevenBit(Plan),
    /// Signed.
    Sealed(Arc<Sealed>),
    /// Encrypted: the source is what goes inside, signed or not, and here is what is where in it.
    Encrypted(Box<(Arc<Message>, seal::Envelope)>),
}

/// A mail as it goes out.
#[derive(Debug)]
pub(crate) struct Outgoing {
    /// `Received:`.
    pub(crate) received: Vec<u8>,
    /// As received; or as it was signed, where that is encrypted. Forms of one mail share it and are written one after the other.
    pub(crate) source: Arc<Source>,
    /// What is made of it.
    pub(crate) form: Form,
    /// So many octets it has at most as it goes out, `Received:` and all.
    pub(crate) at_most: u64,
    /// What is changed in its header.
    pub(crate) edits: Arc<Edits>,
}

/// Why the content did not get out.
#[derive(Debug)]
pub(crate) enum SendError {
    /// Our side: the mail cannot be read back.
    Source(io::Error),
    /// The next hop's side.
    Hop(io::Error),
}

impl Outgoing {
    /// Sends the content, without its end.
    pub(crate) async fn send(self, hop: &mut Hop) -> Result<(), SendError> {
        if self.source.is_file() {
            return self.send_from_thread(hop).await;
        }
        // Stuffed dots and the end.
        const BESIDE: u64 = 64;
        hop.session().expect(self.length() + BESIDE);
        let mut sink = Sink::new(hop.gather());
        match self.write_to(&mut sink) {
            Ok(()) => hop.relieve().await.map_err(SendError::Hop),
            Err(error) => Err(sink.blame(error)),
        }
    }

    /// Bytes in all, or a little more: fields that do not leave are counted.
    fn length(&self) -> u64 {
        let mail = match (&self.form, self.source.as_ref()) {
            (Form::Sealed(sealed), _) => sealed.len(),
            (Form::Encrypted(_), Source::Memory(bytes)) => encrypted_length(bytes.len() as u64),
            (_, Source::Memory(bytes)) => bytes.len() as u64,
            (_, Source::File(_)) => 0,
        };
        mail + self.received.len() as u64
    }

    async fn send_from_thread(self, hop: &mut Hop) -> Result<(), SendError> {
        let mut pieces = self.read_by_thread();
        let mut taken = Ok(());
        while let Some(piece) = pieces.arriving.recv().await {
            taken = take(hop, &piece).await;
            if taken.is_err() {
                break;
            }
        }
        let read = pieces.end().await;
        taken.map_err(SendError::Hop)?;
        read.map_err(SendError::Source)
    }

    /// All of it, where no file has to be read for it.
    pub(crate) fn at_hand(&self) -> io::Result<Option<Vec<u8>>> {
        if self.source.is_file() {
            return Ok(None);
        }
        let mut whole = Vec::with_capacity(usize::try_from(self.length()).unwrap_or_default());
        self.write_to(&mut whole)?;
        Ok(Some(whole))
    }

    /// The mail in pieces, for whoever is no SMTP server.
    pub(crate) fn pieces(self) -> Pieces {
        self.read_by_thread()
    }

    fn read_by_thread(self) -> Pieces {
        let (sender, arriving) = mpsc::channel(PIECES);
        let reading = tokio::task::spawn_blocking(move || {
            let mut gather = Gather { gathered: Vec::with_capacity(PIECE), pieces: sender };
            self.write_to(&mut gather)?;
            gather.hand_on()
        });
        Pieces { arriving, reading }
    }

    /// Writes all of it.
    pub(crate) fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&self.received)?;
        let mut filter = HeadFilter::new(out, &self.edits);
        let mut reader = self.source.reader()?;
        match &self.form {
            Form::AsIs => match self.source.as_ref() {
                Source::Memory(bytes) => filter.write_all(bytes)?,
                Source::File(_) => {
                    io::copy(&mut reader, &mut filter)?;
                }
            },
            Form::SevenBit(plan) => plan.write_to(&mut reader, &mut filter).map_err(io::Error::other)?,
            Form::Sealed(sealed) => sealed.write_to(&mut reader, &mut filter).map_err(io::Error::other)?,
            Form::Encrypted(inside) => {
                let (index, message) = inside.as_ref();
                seal::encrypt(&mut reader, index, &message.request, &mut filter).map_err(io::Error::other)?;
            }
        }
        filter.finish()?;
        Ok(())
    }
}

/// So long is a mail of this length at least when it is encrypted: base64 in lines of 57 octets (RFC 2045 6.8).
pub(crate) const fn encrypted_length(mail: u64) -> u64 {
    mail.div_ceil(57) * 78
}

/// So long is what is made of a mail of this length by a plan: base64 makes four of three, quoted-printable three of one and lines of 76 (RFC
/// 2045 6.7). Line ends are canonical when a mail is taken (RFC 5321 2.3.8) or made so; where some are not, each may grow by one.
pub(crate) fn planned_at_most(plan: &Plan) -> u64 {
    const GROWTH: u64 = 4;
    let of = |piece: &Piece| match piece {
        Piece::Bytes(bytes) => bytes.len() as u64,
        Piece::Source(range) => range.end.saturating_sub(range.start).saturating_mul(if plan.canonicalise { 2 } else { 1 }),
        Piece::Recoded { range, .. } => range.end.saturating_sub(range.start).saturating_mul(GROWTH).saturating_add(BESIDE),
    };
    plan.pieces.iter().map(of).fold(0, u64::saturating_add)
}

/// So long is the mail encrypted at most: its body goes inside, with what CMS has beside it for these recipients, in base64; its header stays
/// outside, with fields of ours in place of `Content-…`.
pub(crate) fn encrypted_at_most<'a>(inside: &Message, to: impl Iterator<Item = &'a Chosen>) -> u64 {
    // A RecipientInfo has of the certificate issuer, serial number and a key as long as its own (RFC 5652 6.2.1).
    let infos: u64 = to.map(|one| one.certificate.as_der().len() as u64 + BESIDE).sum();
    let lines = &inside.lines;
    let canonical = inside.len.saturating_add(lines.bare_lf).saturating_add(lines.bare_cr);
    let cms = canonical.saturating_add(infos).saturating_add(BESIDE);
    encrypted_length(cms).saturating_add(inside.root.header.range.end).saturating_add(BESIDE)
}

/// Fields, algorithm identifiers and what else has a bounded length.
const BESIDE: u64 = 1024;

async fn take(hop: &mut Hop, piece: &[u8]) -> io::Result<()> {
    hop.gather().write_all(piece)?;
    hop.relieve().await
}

/// Remembers whether it was the destination that failed.
struct Sink<W> {
    out: W,
    failed: bool,
}

impl<W: Write> Sink<W> {
    fn new(out: W) -> Self {
        Self { out, failed: false }
    }

    fn blame(&self, error: io::Error) -> SendError {
        if self.failed { SendError::Hop(error) } else { SendError::Source(error) }
    }
}

impl<W: Write> Write for Sink<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes);
        self.failed |= written.is_err();
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A mail that is read by a thread of its own.
#[derive(Debug)]
pub(crate) struct Pieces {
    arriving: mpsc::Receiver<Vec<u8>>,
    reading: JoinHandle<io::Result<()>>,
}

impl Pieces {
    /// The next piece; none when the mail is at its end.
    pub(crate) async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        match self.arriving.recv().await {
            Some(piece) => Ok(Some(piece)),
            None => (&mut self.reading).await.map_err(io::Error::other).flatten().map(|()| None),
        }
    }

    /// Nothing more is wanted: whether the reading went well.
    async fn end(self) -> io::Result<()> {
        drop(self.arriving);
        self.reading.await.map_err(io::Error::other).flatten()
    }
}

/// Passes bytes to the task that sends them; waits while too many are on their way.
struct Gather {
    gathered: Vec<u8>,
    pieces: mpsc::Sender<Vec<u8>>,
}

impl Gather {
    fn hand_on(&mut self) -> io::Result<()> {
        let piece = std::mem::replace(&mut self.gathered, Vec::with_capacity(PIECE));
        self.pieces.blocking_send(piece).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

impl Write for Gather {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PIECE {
            self.hand_on()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
