//! What kind of mail this is, as far as it matters for signing. Whom to sign for is the gateway's rule.

use kakitome_mime::{Entity, Message};

use crate::recognise::{self, Claim};

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
    /// An invitation or its answer (RFC 6047): calendar programs read it only unsigned.
    Calendar,
    /// `Auto-Submitted` other than `no` (RFC 3834).
    AutoSubmitted,
    /// Everything else.
    Plain,
}

impl Kind {
    /// A stable word for rules and journals.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AlreadySigned => "already-signed",
            Self::Encrypted => "already-encrypted",
            Self::Dsn => "dsn",
            Self::Mdn => "mdn",
            Self::Report => "report",
            Self::Calendar => "calendar",
            Self::AutoSubmitted => "auto-submitted",
            Self::Plain => "plain",
        }
    }
}

/// The kind of a mail.
#[must_use]
pub fn classify(index: &Message) -> Kind {
    let root = &index.root;
    match recognise::claim(root) {
        // multipart/signed without a signature promises one all the same: it is not ours to put right.
        Claim::Clear(_) | Claim::ClearWithoutSignature { .. } | Claim::OtherSigned { .. } | Claim::Stray => return Kind::AlreadySigned,
        Claim::OtherEncrypted => return Kind::Encrypted,
        Claim::Opaque { declared } => {
            // Without a type it may be either; it is left alone either way.
            let signed = matches!(declared.as_deref(), Some("signed-data" | "certs-only"));
            return if signed { Kind::AlreadySigned } else { Kind::Encrypted };
        }
        Claim::None | Claim::Message => {}
    }
    if root.content_type.is("multipart/report") {
        let about = root.content_type.parameter("report-type").unwrap_or_default().to_ascii_lowercase();
        return match about.as_slice() {
            b"delivery-status" => Kind::Dsn,
            b"disposition-notification" => Kind::Mdn,
            _ => Kind::Report,
        };
    }
    if root.content_type.is("text/calendar") || has_invitation(root) {
        return Kind::Calendar;
    }
    let is_automatic = |value: &[u8]| {
        let word = value.split(|byte| *byte == b';' || byte.is_ascii_whitespace()).find(|word| !word.is_empty());
        word.is_some_and(|word| !word.eq_ignore_ascii_case(b"no"))
    };
    if root.header.named("Auto-Submitted").any(|field| is_automatic(&field.unfolded())) {
        return Kind::AutoSubmitted;
    }
    Kind::Plain
}

/// A calendar part with a method asks for something (RFC 6047 2.4); one without is a file.
fn has_invitation(entity: &Entity) -> bool {
    let own = entity.content_type.is("text/calendar") && entity.content_type.parameter("method").is_some();
    let inside = || entity.multipart().is_some_and(|multipart| multipart.parts.iter().any(has_invitation));
    own || inside()
}
