//! `[alerts]` and `[senders]` as written: what people are told by mail. Decides nothing.

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;

/// `[alerts]`: what whoever runs the gateway is told by mail: certificates that expire, a keyholder or next hop that is away, trouble of the
/// outbox, findings of the daily check of every identity, changes of root lists.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct AlertsConfig {
    /// Who is told. Default: nobody.
    pub to: Vec<Spanned<String>>,
    /// From whom the mail is; it is signed if this is an identity with a key. Default: postmaster at our name.
    pub from: Option<Spanned<String>>,
    /// `"both"` (default: Japanese, then English), `"ja"`, `"en"`.
    pub language: Language,
    /// So many days before a certificate expires it is told, once each. Default 30, 14, 7, 1.
    pub days: Vec<Spanned<u64>>,
    /// Keyholder or next hop are told of when they have been away for so long. Default 300 seconds.
    pub after_seconds: Spanned<u64>,
    /// Most mails an hour; what is more is told together in the next one. Default 6.
    pub per_hour: Spanned<u64>,
    /// Hours between two checks of every identity (`kakitome preflight`); 0: none. Default 24.
    pub preflight_hours: Spanned<u64>,
}

/// `[senders]`: what people who send are told of their own mail.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SendersConfig {
    /// Whether a sender is told when a signed mail went to addresses that may be read on phones that break on signatures
    /// (`kakitome rule carriers`). Never told are senders that are programs. Default yes.
    pub tell_of_carriers: bool,
    /// A sender is told of the same domain again after so many days. Default 30.
    pub days: Spanned<u64>,
    /// Senders that are programs although their mail does not say so: addresses, `"@domain"`, `"*"`. Beside them `noreply` and its like.
    pub automatic: Vec<Spanned<String>>,
    /// From whom the mail is; it is signed if this is an identity with a key. Default: postmaster at our name.
    pub from: Option<Spanned<String>>,
    /// `"both"` (default: Japanese, then English), `"ja"`, `"en"`.
    pub language: Language,
}

/// In which language something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Japanese, then English.
    #[default]
    Both,
    /// Japanese.
    Ja,
    /// English.
    En,
}

impl Default for AlertsConfig {
    fn default() -> Self {
        Self {
            to: Vec::new(),
            from: None,
            language: Language::Both,
            days: [30, 14, 7, 1].map(unplaced).into(),
            after_seconds: unplaced(300),
            per_hour: unplaced(6),
            preflight_hours: unplaced(24),
        }
    }
}

impl Default for SendersConfig {
    fn default() -> Self {
        Self { tell_of_carriers: true, days: unplaced(30), automatic: Vec::new(), from: None, language: Language::Both }
    }
}
