//! The content of one try as this hop takes it: as it lies in the outbox, or, where that is 8-bit and the hop takes none, converted for it
//! (RFC 6152 3). What it takes is known only now: the mail was stored before anybody had spoken to this hop.

use std::io;
use std::sync::Arc;

use kakitome_mime::Limits;
use kakitome_store::outbox::Content;
use kakitome_wire::client::Capabilities;
use kakitome_wire::{Body, Mail, Reply};

use crate::forms::content::{Arrived, Case, with_ours};
use crate::forms::eight_bit::made_seven;
use crate::forms::outgoing::{Form, Outgoing, planned_at_most};
use crate::replies;
use crate::state::Live;

/// What is handed over.
pub(super) enum Load {
    /// As it lies there.
    Stored(Content),
    /// Converted.
    Converted(Box<Outgoing>),
}

impl Load {
    /// As a hop with these capabilities takes it, and MAIL for it. The inner error is what the hop cannot be given: the reply says why.
    ///
    /// # Errors
    /// The content cannot be read.
    pub(super) async fn fitting(self, offers: &Capabilities, mail: &Mail, live: &Live) -> io::Result<Result<(Self, Mail), Reply>> {
        let mut mail = mail.clone();
        let content = match self {
            Self::Stored(content) if mail.body == Some(Body::EightBitMime) && !offers.eight_bit_mime => content,
            Self::Stored(content) => return Ok(Ok((Self::Stored(content), mail))),
            converted @ Self::Converted(_) => {
                as_seven_bit(&mut mail);
                return Ok(Ok((converted, mail)));
            }
        };
        as_seven_bit(&mut mail);
        let case = match laid_open(content, live).await? {
            Ok(case) => case,
            Err(beyond) => return Ok(Err(replies::eight_bit(&beyond.to_string()))),
        };
        Ok(made_seven(&case.index).map(|plan| {
            let at_most = planned_at_most(&plan);
            let outgoing =
                Outgoing { received: Vec::new(), source: case.source, form: Form::SevenBit(plan), at_most, edits: Arc::default() };
            (Self::Converted(Box::new(outgoing)), mail)
        }))
    }
}

/// Its size is no longer the one that is known.
fn as_seven_bit(mail: &mut Mail) {
    mail.body = None;
    mail.size = None;
}

/// Reads and indexes it: a large one in a private file. The inner error: it has more structure than may be, today and at every later try.
async fn laid_open(mut content: Content, live: &Live) -> io::Result<Result<Case, kakitome_mime::Error>> {
    let (spill, in_memory, mime) = (live.settings.spill.clone(), live.settings.limits.memory_bytes, budgets(&live.mime));
    let work = move || {
        let mut arriving = Vec::new();
        let small = io::Read::take(&mut content, in_memory.saturating_add(1));
        io::copy(&mut { small }, &mut arriving)?;
        let length = arriving.len() as u64;
        let arrived = Arrived::written(&spill, (length, in_memory), &mime, |out| {
            out.write_all(&arriving)?;
            io::copy(&mut content, &mut { out }).map(drop)
        });
        indexed(arrived)
    };
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// What was acknowledged may be as large as it is: it was measured before our fields stood above it, and perhaps before a reload made the
/// limits smaller than they usually are.
fn budgets(today: &Limits) -> Limits {
    let usual = Limits::default();
    with_ours(&Limits {
        header_bytes: today.header_bytes.max(usual.header_bytes),
        parts: today.parts.max(usual.parts),
        depth: today.depth.max(usual.depth),
        ..today.clone()
    })
}

/// Parts what passes from what stays: a budget that is overdrawn while it is written comes as an error of writing.
fn indexed(arrived: io::Result<Arrived>) -> io::Result<Result<Case, kakitome_mime::Error>> {
    let beyond = match arrived {
        Ok(Arrived { source, index: Ok(index) }) => return Ok(Ok(Case { source: Arc::new(source), index: Arc::new(index) })),
        Ok(Arrived { index: Err(error), .. }) => error,
        Err(error) => error.downcast::<kakitome_mime::Error>()?,
    };
    match beyond {
        limit @ kakitome_mime::Error::Limit { .. } => Ok(Err(limit)),
        other => Err(io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn content_beyond_the_budgets_is_refused_and_an_ill_disk_waits() {
        let limits = Limits { depth: 2, ..Limits::default() };
        let deep: String = (0..6).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n")).collect();
        let folder = tempfile::tempdir().unwrap();
        let of = |text: &str| {
            let write = |out: &mut dyn io::Write| out.write_all(text.as_bytes());
            indexed(Arrived::written(folder.path(), (text.len() as u64, 1 << 20), &limits, write))
        };
        assert!(matches!(of(&deep), Ok(Err(kakitome_mime::Error::Limit { .. }))));
        assert!(matches!(of("Subject: x\r\n\r\nD\u{e9}ar\r\n"), Ok(Ok(_))));
        let ill = Arrived::written(folder.path(), (1, 1 << 20), &limits, |_| Err(io::Error::from(io::ErrorKind::StorageFull)));
        assert!(matches!(indexed(ill), Err(error) if error.kind() == io::ErrorKind::StorageFull));
    }

    #[test]
    fn what_was_taken_within_the_limits_is_so_with_our_fields_above_it_and_after_a_reload() {
        let taken = Limits { header_bytes: 100_000, ..Limits::default() };
        let smaller = Limits { header_bytes: 1_000, parts: 3, depth: 2, ..Limits::default() };
        let within = |text: &str, limits: &Limits| {
            let mut indexer = kakitome_mime::Indexer::new(limits);
            indexer.push(text.as_bytes()).and_then(|()| indexer.finish()).is_ok()
        };
        let long = format!("Subject: {}\r\n\r\n", "x".repeat(99_900));
        let many = format!("{}\r\n", "X: y\r\n".repeat(5_000));
        for text in [long, many] {
            assert!(within(&text, &taken), "the client's mail");
            let stored = format!("{}{text}", format!("Received: {}\r\n", "y".repeat(300)).repeat(4));
            assert!(!within(&stored, &taken), "ours is too much for the client's limits");
            assert!(within(&stored, &budgets(&taken)));
            assert!(within(&stored, &budgets(&smaller)));
        }
    }
}
