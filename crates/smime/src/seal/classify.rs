//! What kind of mail this is, as far as it matters for signing. Whom to sign for is the gateway's rule.

use kakitome_mime::Message;

/// A kind of mail. The first that fits, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Signed with S/MIME or OpenPGP.
    AlreadySigned,
    /// Encrypted with S/MIME or OpenPGP.
    Encrypted,
    /// multipart/report about delivery (RFC 3464).
    Dsn,
    /// multipart/report about display (RFC 8098).
    Mdn,
    /// Another multipart/report (RFC 6522).
    Report,
    /// An invitation or its answer (RFC 6047): text/calendar decides, and programs read it only unsigned.
    Calendar,
    /// `Auto-Submitted` other than `no` (RFC 3834).
    AutoSubmitted,
    /// Everything else.
    Plain,
}

/// The kind of a mail.
#[must_use]
pub fn classify(index: &Message) -> Kind {
    let _ = index;
    todo!()
}
