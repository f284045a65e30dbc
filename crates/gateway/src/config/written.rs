//! `Config`: the TOML file as written, every key with its default and its reason.
//!
//! The doc comments are the reference of the configuration. Nothing is judged here beyond the shape;
//! what the values mean together is decided in `meant.rs`.

mod accounts;
mod alerts;
mod encryption;
mod hop;
mod internet;
mod limits;
mod listener;
mod metrics;
mod outbox;
mod service;
mod signing;
mod watch;
mod web;

use serde::Deserialize;
use toml::Spanned;

use crate::config::fault::unplaced;
pub use accounts::{AccountsConfig, Check, Mechanism};
pub use alerts::{AlertsConfig, Language, SendersConfig};
pub use encryption::{Encrypt, EncryptionConfig, TriggersConfig, WhenImpossible};
pub use hop::{HopConfig, HopProtocol, HopTlsMode, HopVerify};
pub use internet::{DnsConfig, MxConfig};
pub use limits::LimitsConfig;
pub use listener::{Acknowledge, ClientCertificates, ListenerConfig, ListenerKind, StartTls, TlsConfig, WhenOutdated};
pub use metrics::MetricsConfig;
pub use outbox::OutboxConfig;
pub use service::{MailServiceConfig, ServiceLogin};
pub use signing::{
    Dkim, Kind, MaySignConfig, Mode, RuleConfig, Sign, SigningConfig, Unauthorised, Unsignable, WhenExpired, WithoutIdentity,
};
pub use watch::{MirrorConfig, WatchConfig};
pub use web::{WebConfig, WebLimitsConfig, WebTlsConfig};

/// The whole configuration file. Relative paths are taken from the folder that holds the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The name with which the gateway greets, as in `Received:` and EHLO: a fully qualified domain name.
    pub hostname: Spanned<String>,
    /// Where the gateway keeps what it keeps.
    #[serde(default)]
    pub home: HomeConfig,
    /// Where the keyholder is reached.
    #[serde(default)]
    pub keyholder: KeyholderConfig,
    /// As whom keyholder and gateway run when they are started as root.
    #[serde(default)]
    pub users: UsersConfig,
    /// What is logged and how.
    #[serde(default)]
    pub log: LogConfig,
    /// Where monitors ask.
    #[serde(default)]
    pub metrics: MetricsConfig,
    /// Named source networks; listeners and signing rules refer to them by name.
    #[serde(default)]
    pub network: Vec<NetworkConfig>,
    /// Doors that mail comes in by; at least one.
    #[serde(default)]
    pub listener: Vec<ListenerConfig>,
    /// Who may log in, and how that is checked.
    #[serde(default)]
    pub accounts: AccountsConfig,
    /// The one server that every mail is handed to.
    pub next_hop: HopConfig,
    /// Who is asked for names.
    #[serde(default)]
    pub dns: DnsConfig,
    /// How mail goes to the Internet.
    #[serde(default)]
    pub mx: MxConfig,
    /// How mail of known identities is signed unless a rule says otherwise.
    #[serde(default)]
    pub signing: SigningConfig,
    /// Who gets ciphertext unless a rule says otherwise.
    #[serde(default)]
    pub encryption: EncryptionConfig,
    /// What a sender may ask for in the subject.
    #[serde(default)]
    pub triggers: TriggersConfig,
    /// Who may sign as whom; without an entry nobody may.
    #[serde(default)]
    pub may_sign: Vec<MaySignConfig>,
    /// Exceptions to `[signing]` and `[encryption]`, in order: for each setting the first matching rule that sets it wins.
    #[serde(default)]
    pub rule: Vec<RuleConfig>,
    /// Budgets; past a limit the client gets a clear reply and nothing is lost.
    #[serde(default)]
    pub limits: LimitsConfig,
    /// Mail that was acknowledged and is not yet handed on.
    #[serde(default)]
    pub outbox: OutboxConfig,
    /// What root stores say of our certificates: looked at once a day.
    #[serde(default)]
    pub watch: WatchConfig,
    /// What whoever runs the gateway is told by mail.
    #[serde(default)]
    pub alerts: AlertsConfig,
    /// What people who send are told of their own mail.
    #[serde(default)]
    pub senders: SendersConfig,
    /// Pages and API for people who hold one of our mails.
    pub web: Option<WebConfig>,
    /// Domains whose customers get settings: guides, what mail programs read by themselves, letters on leaving STARTTLS.
    #[serde(default)]
    pub mail_service: Vec<MailServiceConfig>,
}

/// `[home]`: files of the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct HomeConfig {
    /// The database of identities, certificates and the journal, in a folder of its own: SQLite makes files beside it, so the
    /// gateway's user writes there. Default `data/kakitome.db`.
    pub database: Spanned<String>,
    /// Folder for private files that hold large mails while they pass (never named, gone at a crash).
    /// Default `spill`.
    pub spill: Spanned<String>,
}

/// `[keyholder]`: the process that has the private keys.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct KeyholderConfig {
    /// Its Unix socket. Default `run/keyholder.sock`.
    pub socket: Spanned<String>,
    /// Folder of the wrapped private keys and of the log of their use; opened by the keyholder alone.
    /// Default `keyholder`.
    pub folder: Spanned<String>,
    /// File with the key-encryption key, readable by the keyholder alone. Default
    /// `keyholder/key-encryption.key`; the empty text means that a passphrase is asked for at start.
    pub key_encryption_key: Spanned<String>,
    /// Whether `kakitome identity export-p12 ADDR` may take a mail key out of the folder while nothing runs, with a record in the log.
    /// Default no.
    pub allow_export: bool,
    /// Longest wait for a signature before the mail is refused with 451. Default 10 seconds.
    pub seconds: Spanned<u64>,
}

/// `[users]`: the system's users that keyholder and gateway run as. Only root can give them away: started by anybody else, both run as
/// that user. Where neither of the default users exists, both run as whoever started them, and that is said.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct UsersConfig {
    /// The gateway's user: the database and the folder for large mails are its own. Default `kakitome`.
    pub gateway: Spanned<String>,
    /// The keyholder's user: the only one who can read the keys and the key-encryption key. Default `kakitome-keyholder`.
    /// Both empty: no users of their own.
    pub keyholder: Spanned<String>,
}

/// `[log]`: one line per event on standard error; never mail content, never a secret.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct LogConfig {
    /// `"text"` for people (default), `"json"` for machines.
    pub format: LogFormat,
    /// `"error"`, `"warn"`, `"info"` (default: one line per mail), `"debug"`.
    pub level: LogLevel,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// One line of text per event.
    #[default]
    Text,
    /// One JSON object per event.
    Json,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum LogLevel {
    /// Only what an administrator has to act upon.
    Error,
    /// Also what went wrong for one mail.
    Warn,
    /// Also one line per mail.
    #[default]
    Info,
    /// Also connections and replies.
    Debug,
}

/// `[[network]]`: a named set of client addresses.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NetworkConfig {
    /// The name that listeners and rules use.
    pub name: Spanned<String>,
    /// Addresses or networks: `"10.1.0.0/16"`, `"192.0.2.7"`, `"2001:db8::/32"`. An IPv4 client on an IPv6
    /// socket counts with its IPv4 address.
    pub addresses: Vec<Spanned<String>>,
    /// Lines that end with a bare CR or LF: `"refuse"` with 550 (default), or `"repair"` to CRLF before
    /// anything else. Repair only for your own old programs: strangers smuggle mail this way.
    #[serde(default)]
    pub bare_newline: BareNewline,
    /// The clients are mail servers that queue and retry. Recipients that need different treatment then
    /// get 452, so that the mail comes again for them. Default `false`: applications lose such mail.
    #[serde(default)]
    pub mta: bool,
    /// The clients may tell whose mail they pass on (XCLIENT). Only for mail servers of your own: what they
    /// tell is believed. Default `false`.
    #[serde(default)]
    pub xclient: bool,
}

/// What happens to bare CR and LF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum BareNewline {
    /// 550 5.5.2, and the connection is closed.
    #[default]
    Refuse,
    /// Made CRLF on entry.
    Repair,
}

impl Default for HomeConfig {
    fn default() -> Self {
        Self { database: unplaced("data/kakitome.db".into()), spill: unplaced("spill".into()) }
    }
}

impl Default for KeyholderConfig {
    fn default() -> Self {
        Self {
            socket: unplaced("run/keyholder.sock".into()),
            folder: unplaced("keyholder".into()),
            key_encryption_key: unplaced("keyholder/key-encryption.key".into()),
            allow_export: false,
            seconds: unplaced(10),
        }
    }
}

impl Default for UsersConfig {
    fn default() -> Self {
        Self { gateway: unplaced("kakitome".into()), keyholder: unplaced("kakitome-keyholder".into()) }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: LogLevel::Info }
    }
}
