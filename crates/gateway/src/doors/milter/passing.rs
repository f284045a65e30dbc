//! One mail that an MTA shows: gathered from fields and pieces, judged like every other mail, and given back as changes.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use kakitome_store::MailId;
use kakitome_wire::Reply;
use kakitome_wire::milter::Session;

use super::changes::between;
use super::fields::{self, Field};
use crate::decision::arrival::{Answers, Envelope};
use crate::forms::content::{Arrived, Arriving};
use crate::forms::outgoing::{Form, Outgoing};
use crate::forms::pipeline::{Judgement, judge};
use crate::mail::Client;
use crate::record::Record;
use crate::replies;
use crate::state::{Live, State};

/// Room for the header of most mails, in fields and bytes.
const FIELDS: usize = 16;
const HEADER: usize = 2048;

/// One mail.
#[derive(Debug)]
pub(super) struct Passing {
    id: MailId,
    live: Arc<Live>,
    sender: Option<String>,
    to: Vec<String>,
    class: Option<Vec<bool>>,
    fields: Vec<Field>,
    /// The header, as a mail writes it, until it is complete.
    head: Vec<u8>,
    arriving: Arriving,
    size: u64,
    /// The last byte was CR.
    after_cr: bool,
    in_body: bool,
    /// The body began with the header: what would be signed is not what the author wrote.
    header_again: bool,
    fault: Option<Reply>,
}

/// What the MTA is to do with the mail.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Take it, changed like this.
    Take(Box<Changed>),
    /// Say this to the client.
    Refuse(Reply),
}

/// A mail as it goes on.
#[derive(Debug)]
pub(super) struct Changed {
    before: Vec<Field>,
    outgoing: Outgoing,
}

impl Passing {
    /// MAIL was shown; `sender` as it stands between the angle brackets.
    pub(super) fn begin(state: &State, live: Arc<Live>, sender: &[u8]) -> Self {
        let arriving = Arriving::new(live.settings.spill.clone(), live.settings.limits.memory_bytes, &live.mime);
        Self {
            id: state.ids.next(),
            sender: Some(bare(sender)).filter(|sender| !sender.is_empty()),
            live,
            to: Vec::new(),
            class: None,
            fields: Vec::with_capacity(FIELDS),
            head: Vec::with_capacity(HEADER),
            arriving,
            size: 0,
            after_cr: false,
            in_body: false,
            header_again: false,
            fault: None,
        }
    }

    /// RCPT was shown. A recipient that needs another treatment than the first cannot be served by one body.
    pub(super) fn recipient(&mut self, to: &[u8], client: &Client) -> Result<(), Reply> {
        let to = bare(to);
        let class = self.live.settings.treatment_class(&to);
        match &self.class {
            Some(first) if client.mta && *first != class => return Err(replies::other_treatment()),
            Some(_) => {}
            None => self.class = Some(class),
        }
        self.to.push(to);
        Ok(())
    }

    /// A field was shown.
    pub(super) fn field(&mut self, name: &[u8], value: &[u8], keeps_leading_space: bool) {
        let field = Field::told(name, value, keeps_leading_space);
        if field.has_bare_cr() {
            // It would stand in the body when the field moves into the signed part (S03).
            self.fault.get_or_insert(kakitome_wire::replies::BARE_NEWLINE);
        }
        field.write_to(&mut self.head);
        self.fields.push(field);
    }

    /// The header is complete.
    pub(super) fn end_of_headers(&mut self) {
        let mut head = std::mem::take(&mut self.head);
        head.extend_from_slice(b"\r\n");
        self.push(&head);
    }

    /// A piece of the body; says whether [`Passing::settle`] is due.
    pub(super) fn body(&mut self, piece: &[u8]) -> bool {
        if !std::mem::replace(&mut self.in_body, true) {
            self.header_again = fields::repeated_in(&self.fields, piece);
        }
        if self.fault.is_none() {
            self.fault = self.fault_of(piece);
        }
        self.after_cr = piece.last().map_or(self.after_cr, |last| *last == b'\r');
        if self.size > self.live.settings.limits.message_bytes {
            self.fault.get_or_insert(kakitome_wire::replies::TOO_LARGE);
        }
        if self.fault.is_none() {
            self.push(piece);
        }
        self.arriving.is_full()
    }

    /// The first line end in it that is none, or NUL.
    fn fault_of(&self, piece: &[u8]) -> Option<Reply> {
        // Where a line feed has to stand.
        let mut wanted = self.after_cr.then_some(0);
        for at in memchr::memchr3_iter(b'\r', b'\n', 0, piece) {
            let byte = piece.get(at).copied();
            match (wanted.take(), byte) {
                (Some(line_feed), _) if line_feed != at => return Some(kakitome_wire::replies::BARE_NEWLINE),
                (_, Some(0)) => return Some(kakitome_wire::replies::NUL_IN_CONTENT),
                (Some(_), Some(b'\n')) => {}
                (None, Some(b'\r')) => wanted = Some(at + 1),
                _ => return Some(kakitome_wire::replies::BARE_NEWLINE),
            }
        }
        wanted.filter(|line_feed| *line_feed < piece.len()).map(|_| kakitome_wire::replies::BARE_NEWLINE)
    }

    /// Brings what was gathered to the file. A fault is told at the end.
    pub(super) async fn settle(&mut self) {
        if let Err(error) = self.arriving.settle().await {
            tracing::error!(%error, folder = %self.live.settings.spill.display(), "a mail cannot be kept while it passes");
            self.fault = Some(kakitome_wire::replies::NO_SPACE);
        }
    }

    /// The mail is complete: judges and signs. `name`: what the MTA calls the mail.
    pub(super) async fn finish(mut self, state: &State, client: &Client, name: &str) -> Verdict {
        let begun = Instant::now();
        if self.after_cr {
            self.fault.get_or_insert(kakitome_wire::replies::BARE_NEWLINE);
        }
        if let Some(trouble) = state.journal.trouble() {
            tracing::error!(trouble, "the journal cannot be written");
            self.fault.get_or_insert_with(replies::no_journal);
        }
        if let Some(fault) = self.fault.take() {
            return self.conclude(state, client, name, Judgement::refused(fault), begun).await;
        }
        let arriving = std::mem::replace(&mut self.arriving, Arriving::new(std::path::PathBuf::new(), 0, &self.live.mime));
        let judgement = match arriving.finish().await {
            Ok(arrived) => self.judge(state, client, arrived).await,
            Err(error) => {
                tracing::error!(%error, "a mail cannot be kept while it passes");
                Judgement::refused(kakitome_wire::replies::NO_SPACE)
            }
        };
        self.conclude(state, client, name, judgement, begun).await
    }

    async fn judge(&self, state: &State, client: &Client, arrived: Arrived) -> Judgement {
        let envelope = Envelope {
            client: client.address,
            login: client.login.as_deref(),
            submission: false,
            id: self.id,
            null_sender: self.sender.is_none(),
            to: self.to.iter().map(String::as_str).collect(),
            received: Vec::new(),
            // The MTA has its own next hop and converts for it what it must.
            offers: None,
            answers: Answers::OneForm,
        };
        judge(state, &self.live, envelope, arrived).await
    }

    async fn conclude(self, state: &State, client: &Client, name: &str, mut judgement: Judgement, begun: Instant) -> Verdict {
        // The one form that it has been decided there is.
        let result = std::mem::replace(&mut judgement.result, Err(replies::own_trouble())).and_then(|mut portions| {
            let portion = portions.pop().filter(|_| portions.is_empty());
            let outgoing = portion.map(|portion| portion.outgoing).ok_or_else(replies::own_trouble)?;
            if self.header_again && !matches!(outgoing.form, Form::AsIs) {
                tracing::error!(mta = name, "the mail server shows the whole mail as its body; give it to another door (docs/recipes)");
                return Err(replies::header_again());
            }
            Ok(outgoing)
        });
        let accepted = result.is_ok();
        let reply = match &result {
            Ok(_) => kakitome_wire::replies::ACCEPTED,
            Err(reply) => reply.clone(),
        };
        let reply = reply.with(&self.id.to_string());
        let record = Record {
            id: self.id,
            peer: client.peer.to_string(),
            login: client.login_name().map(str::to_owned),
            sender: self.sender.unwrap_or_default(),
            to: self.to,
            message_id: judgement.message_id,
            from: judgement.from,
            reason: judgement.reason,
            signed: judgement.signed,
            would: judgement.would,
            fragile: judgement.fragile,
            ciphered: judgement.ciphered,
            size: self.size,
            next_hop: accepted.then(|| name.to_owned()),
            accepted,
            reply: reply.clone(),
            each: Vec::new(),
        };
        record.keep(state, client.kind, Some(begun.elapsed())).await;
        match result {
            Ok(outgoing) => Verdict::Take(Box::new(Changed { before: self.fields, outgoing })),
            Err(_) => Verdict::Refuse(reply),
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        self.arriving.push(bytes);
    }
}

/// Where changes are written, with the socket behind it.
pub(super) trait Wire {
    /// The session whose output goes to the socket.
    fn session(&mut self) -> &mut Session;
    /// Writes what has gathered, if it is much.
    fn relieve(&mut self) -> impl Future<Output = io::Result<()>>;
}

impl Changed {
    /// Tells the MTA all changes.
    pub(super) async fn tell(self, wire: &mut impl Wire) -> io::Result<()> {
        let Self { before, outgoing } = self;
        let keeps = wire.session().agreement().is_some_and(|agreement| agreement.keeps_leading_space());
        let mut telling = Telling { before, keeps, same_body: matches!(outgoing.form, Form::AsIs), head: Some(Vec::new()) };
        // No thread need read what is in memory.
        if let Some(whole) = outgoing.at_hand()? {
            wire.session().expect(whole.len());
            telling.piece(wire, whole).await?;
        } else {
            let mut pieces = outgoing.pieces();
            while let Some(piece) = pieces.next().await? {
                telling.piece(wire, piece).await?;
            }
        }
        telling.end(wire.session())
    }
}

/// Changes that are being told.
struct Telling {
    before: Vec<Field>,
    keeps: bool,
    same_body: bool,
    /// What came of the header so far; none: it is told.
    head: Option<Vec<u8>>,
}

impl Telling {
    async fn piece(&mut self, wire: &mut impl Wire, piece: Vec<u8>) -> io::Result<()> {
        let Some(mut head) = self.head.take() else { return self.body(wire, &piece).await };
        let seen = head.len();
        if seen == 0 {
            head = piece;
        } else {
            head.extend_from_slice(&piece);
        }
        match end_of_header(&head, seen) {
            Some(end) => {
                let (header, body) = head.split_at(end);
                self.header(wire.session(), header)?;
                self.body(wire, body.strip_prefix(b"\r\n").unwrap_or(body)).await
            }
            None => {
                self.head = Some(head);
                Ok(())
            }
        }
    }

    /// The mail is complete; it may have been a header alone.
    fn end(self, session: &mut Session) -> io::Result<()> {
        self.head.as_ref().map_or(Ok(()), |head| self.header(session, head))
    }

    fn header(&self, session: &mut Session, header: &[u8]) -> io::Result<()> {
        let after = fields::read(header);
        let edits = between(&self.before, &after);
        edits.iter().try_for_each(|edit| session.change(&edit.as_change(self.keeps))).map_err(io::Error::other)
    }

    async fn body(&self, wire: &mut impl Wire, piece: &[u8]) -> io::Result<()> {
        if self.same_body || piece.is_empty() {
            return Ok(());
        }
        wire.session().change(&kakitome_wire::milter::Change::Body(piece)).map_err(io::Error::other)?;
        wire.relieve().await
    }
}

/// Where the empty line begins; `seen` bytes were looked at before.
fn end_of_header(head: &[u8], seen: usize) -> Option<usize> {
    if head.starts_with(b"\r\n") {
        return Some(0);
    }
    let from = seen.saturating_sub(3);
    let at = memchr::memmem::find(head.get(from..)?, b"\r\n\r\n")?;
    Some(from + at + 2)
}

/// An address without its angle brackets. Bytes that are not UTF-8 cannot be anybody's here.
fn bare(word: &[u8]) -> String {
    let inside = word.strip_prefix(b"<").and_then(|word| word.strip_suffix(b">")).unwrap_or(word);
    String::from_utf8_lossy(inside).into_owned()
}
