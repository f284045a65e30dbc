//! `[signing]`, `[[may-sign]]` and `[[rule]]` as written: what is signed, who may, which exceptions there are. Decides nothing.

use serde::Deserialize;
use toml::Spanned;

use super::encryption::{Encrypt, WhenImpossible};
use crate::config::fault::unplaced;

/// `[signing]`: how mail of known identities is signed.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SigningConfig {
    /// `"sign"` (default), or `"observe"`: every mail passes as it came, and the journal says what would have been done with it. The way to
    /// begin: nothing changes for anybody.
    pub mode: Mode,
    /// Of a hundred mails that would be signed, so many are; the others pass as they came. Default 100. Which ones is decided by sender and
    /// `Message-ID`: a mail that is sent again meets the same decision.
    pub percent: Spanned<u64>,
    /// Recipients whose mail programs may break on signatures: signed all the same, since the address does not tell by what it is read, but
    /// never with the text inside the signature. Default: the domains of Japanese carriers' mail (`kakitome rule carriers`).
    pub never_opaque: Option<Vec<Spanned<String>>>,
    /// `"clear"` (default: readable everywhere), `"opaque"` (text inside the signature), `"no"`.
    pub sign: Sign,
    /// The identity has no certificate that is valid today: `"refuse"` the mail (default) or send it
    /// `"unsigned"`. It is never signed with an expired one.
    pub when_expired: WhenExpired,
    /// The mail cannot be made 7-bit safe, so a clear signature would break on its way: sign it `"opaque"`
    /// (default), send it `"unsigned"`, or `"refuse"` it.
    pub unsignable: Unsignable,
    /// The mail already has a `DKIM-Signature`, which signing breaks: `"remove"` it (default), send the
    /// mail `"unsigned"`, or `"refuse"` it. Let DKIM sign behind the gateway.
    pub dkim: Dkim,
    /// `From` is a known identity, but the client may not sign as it: `"refuse"` with 550 (default) or send
    /// it `"unsigned"`. It is never signed.
    pub unauthorised: Unauthorised,
    /// `From` is no identity with a key (`kakitome identity list`): send the mail `"unsigned"` (default) or `"refuse"` it with 550.
    pub without_identity: WithoutIdentity,
    /// Kinds of mail that are signed although they usually stay unsigned: `"null-sender"`,
    /// `"auto-submitted"`, `"report"`, `"calendar"`. Default: none. A sender of notices wants
    /// `["auto-submitted"]`.
    pub also_sign: Vec<Kind>,
}

/// Whether mail is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// It is signed.
    #[default]
    Sign,
    /// It passes as it came; what would have been done is written down.
    Observe,
}

/// The form of the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// `multipart/signed` (RFC 8551 3.5.3).
    #[default]
    Clear,
    /// `application/pkcs7-mime; smime-type=signed-data` (RFC 8551 3.5.2).
    Opaque,
    /// Not signed.
    No,
}

/// What happens when the certificate is out of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum WhenExpired {
    /// 550 5.7.1.
    #[default]
    Refuse,
    /// Passed on without a signature.
    Unsigned,
}

/// What happens when a mail cannot be made 7-bit safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Unsignable {
    /// Signed opaquely.
    #[default]
    Opaque,
    /// Passed on without a signature.
    Unsigned,
    /// 550 5.6.0.
    Refuse,
}

/// What happens to an existing `DKIM-Signature`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Dkim {
    /// Taken out, then the mail is signed.
    #[default]
    Remove,
    /// Kept; the mail is not signed.
    Unsigned,
    /// 550 5.7.1.
    Refuse,
}

/// What happens when the client may not sign as `From`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Unauthorised {
    /// 550 5.7.1.
    #[default]
    Refuse,
    /// Passed on without a signature.
    Unsigned,
}

/// What happens when `From` is no identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum WithoutIdentity {
    /// Passed on without a signature.
    #[default]
    Unsigned,
    /// 550 5.7.1.
    Refuse,
}

/// Kinds of mail that stay unsigned unless `also-sign` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// `MAIL FROM:<>`: bounces.
    NullSender,
    /// An `Auto-Submitted` field other than `no` (RFC 3834).
    AutoSubmitted,
    /// `multipart/report` or `message/disposition-notification` (RFC 6522, RFC 8098).
    Report,
    /// `text/calendar`: Outlook and Google cannot answer signed invitations.
    Calendar,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::NullSender, Self::AutoSubmitted, Self::Report, Self::Calendar];

    /// For the journal: why such a mail was not signed.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::NullSender => "rule.null-sender",
            Self::AutoSubmitted => "rule.auto-submitted",
            Self::Report => "rule.report",
            Self::Calendar => "rule.calendar",
        }
    }
}

/// `[[may-sign]]`: who may sign as whom.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MaySignConfig {
    /// Names of networks whose clients may.
    #[serde(default)]
    pub networks: Vec<Spanned<String>>,
    /// Logins that may: `"app@example.jp"`, `"@example.jp"`. Every account may as its own address, without an entry.
    #[serde(default)]
    pub logins: Vec<Spanned<String>>,
    /// As whom: `"noreply@example.jp"`, `"@example.jp"` (a whole domain), `"*"` (every identity).
    #[serde(rename = "as")]
    pub addresses: Vec<Spanned<String>>,
}

/// `[[rule]]`: an exception. All conditions that are given must hold; at least one is needed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleConfig {
    /// A name for the log.
    pub name: Spanned<String>,
    /// The mailbox of `From` is one of these (`"a@example.jp"`, `"@example.jp"`).
    pub from: Option<Vec<Spanned<String>>>,
    /// The recipient is one of these. A mail to others as well is parted, where the door allows it.
    pub to: Option<Vec<Spanned<String>>>,
    /// The client is in one of these networks.
    pub networks: Option<Vec<Spanned<String>>>,
    /// As in `[signing]`.
    pub mode: Option<Mode>,
    /// As in `[signing]`.
    pub percent: Option<Spanned<u64>>,
    /// As in `[signing]`.
    pub sign: Option<Sign>,
    /// As in `[signing]`.
    pub when_expired: Option<WhenExpired>,
    /// As in `[signing]`.
    pub unsignable: Option<Unsignable>,
    /// As in `[signing]`.
    pub dkim: Option<Dkim>,
    /// As in `[signing]`.
    pub unauthorised: Option<Unauthorised>,
    /// As in `[signing]`.
    pub without_identity: Option<WithoutIdentity>,
    /// As in `[signing]`.
    pub also_sign: Option<Vec<Kind>>,
    /// As in `[encryption]`.
    pub encrypt: Option<Encrypt>,
    /// As in `[encryption]`.
    pub when_impossible: Option<WhenImpossible>,
}

impl Default for SigningConfig {
    fn default() -> Self {
        Self {
            mode: Mode::Sign,
            percent: unplaced(100),
            never_opaque: None,
            sign: Sign::Clear,
            when_expired: WhenExpired::Refuse,
            unsignable: Unsignable::Opaque,
            dkim: Dkim::Remove,
            unauthorised: Unauthorised::Refuse,
            without_identity: WithoutIdentity::Unsigned,
            also_sign: Vec::new(),
        }
    }
}
