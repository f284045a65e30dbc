//! What a mail's sender wants of its signature: choices as values, no mail in sight.

use kakitome_mime::seven_bit::Obstacle;
use kakitome_pki::UnixTime;

use crate::error::Error;
use crate::protected::write::HeaderProtection;

/// How one mail is to be signed.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// How the signature is written.
    pub form: Form,
    /// What to do with a mail that cannot be made 7-bit safe (a signature over it would not survive the way).
    pub not_seven_bit: NotSevenBit,
    /// What to do with an existing DKIM signature, which signing would break.
    pub dkim: Dkim,
    /// What to do with a mail that programs read in different ways (its signature would never count as valid).
    pub ambiguous: Ambiguous,
    /// Whether `Bcc` and `Resent-Bcc` stay. A gateway removes them; `sendmail -t` wants them.
    pub keep_bcc: bool,
    /// Whether the header's fields are signed too, inside the content (RFC 9788): `Clear` for a mail that is only signed, `Cipher` for one
    /// that is encrypted afterwards. Default: no; no listed mail program shows them.
    pub protect: Option<HeaderProtection>,
    /// The clock. It becomes the signing time when `Date:` is within an hour of it; otherwise no time is signed.
    pub now: UnixTime,
    /// Random bytes for the boundary, new for every mail.
    pub random: [u8; 16],
}

impl Recipe {
    /// The gateway's defaults: clear, DKIM removed, `Bcc` removed, what cannot be signed safely is left unsigned.
    #[must_use]
    pub const fn new(now: UnixTime, random: [u8; 16]) -> Self {
        Self {
            form: Form::Clear,
            not_seven_bit: NotSevenBit::LeaveUnsigned,
            dkim: Dkim::Remove,
            ambiguous: Ambiguous::LeaveUnsigned,
            keep_bcc: false,
            protect: None,
            now,
            random,
        }
    }
}

/// How the signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// multipart/signed (RFC 8551 3.5.3): readable by every mail program.
    Clear,
    /// application/pkcs7-mime; smime-type=signed-data (RFC 8551 3.5.2): the content is inside.
    Opaque,
}

/// A mail that cannot be made 7-bit safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotSevenBit {
    /// Signed opaquely: base64 protects it.
    Opaque,
    /// Left as it is.
    LeaveUnsigned,
    /// Not sent.
    Refuse,
}

/// A mail with a DKIM signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dkim {
    /// The DKIM signature is removed: S/MIME comes before DKIM.
    Remove,
    /// The mail is left as it is.
    LeaveUnsigned,
    /// Not sent.
    Refuse,
}

/// A mail that programs read in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ambiguous {
    /// Signed all the same.
    Sign,
    /// Left as it is.
    LeaveUnsigned,
    /// Not sent.
    Refuse,
}

/// No signature was made.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The mail goes on as it is.
    #[error("left as it is: {0}")]
    LeaveAsIs(Reason),
    /// The mail must not go on.
    #[error("refused: {0}")]
    Refuse(Reason),
    /// It could not be done.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// Why no signature was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// It is signed already.
    #[error("the mail is already signed")]
    AlreadySigned,
    /// It is encrypted already.
    #[error("the mail is already encrypted")]
    Encrypted,
    /// It has a DKIM signature, which the rule says to keep.
    #[error("the mail has a DKIM signature")]
    DkimSigned,
    /// Mail programs read its structure in different ways.
    #[error("mail programs read the structure in different ways: {finding} at byte {at}")]
    Ambiguous {
        /// The first finding that says so.
        finding: &'static str,
        /// Where.
        at: u64,
    },
    /// It cannot be made 7-bit safe.
    #[error("the mail cannot be made 7-bit safe: {}", obstacles(.0))]
    NotSevenBit(Vec<Obstacle>),
    /// Its header is to be signed, and has octets beyond ASCII.
    #[error("the header is to be signed, and is not ASCII")]
    HeaderNotSevenBit,
}

impl Reason {
    /// A stable word for journals and rules.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::AlreadySigned => "already-signed",
            Self::Encrypted => "already-encrypted",
            Self::DkimSigned => "dkim-signed",
            Self::Ambiguous { .. } => "ambiguous",
            Self::NotSevenBit(_) | Self::HeaderNotSevenBit => "not-seven-bit",
        }
    }
}

fn obstacles(list: &[Obstacle]) -> String {
    let one = |obstacle: &Obstacle| format!("part {} at byte {}: {:?}", obstacle.part, obstacle.at, obstacle.reason);
    list.iter().map(one).collect::<Vec<_>>().join("; ")
}
