//! `Config`: the TOML file as written, every key with its default and its reason.
//!
//! The doc comments are the reference of the configuration. Nothing is judged here beyond the shape;
//! what the values mean together is decided in `meant.rs`.

use serde::Deserialize;
use toml::Spanned;

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
    /// What is logged and how.
    #[serde(default)]
    pub log: LogConfig,
    /// Named source networks; listeners and signing rules refer to them by name.
    #[serde(default)]
    pub network: Vec<NetworkConfig>,
    /// Doors that mail comes in by; at least one.
    #[serde(default)]
    pub listener: Vec<ListenerConfig>,
    /// The one server that every mail is handed to.
    pub next_hop: HopConfig,
    /// How mail of known identities is signed unless a rule says otherwise.
    #[serde(default)]
    pub signing: SigningConfig,
    /// Who may sign as whom; without an entry nobody may.
    #[serde(default)]
    pub may_sign: Vec<MaySignConfig>,
    /// Exceptions to `[signing]`, in order: for each setting the first matching rule that sets it wins.
    #[serde(default)]
    pub rule: Vec<RuleConfig>,
    /// Budgets; past a limit the client gets a clear reply and nothing is lost.
    #[serde(default)]
    pub limits: LimitsConfig,
}

/// `[home]`: files of the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct HomeConfig {
    /// The database of identities, certificates and the journal. Default `kakitome.db`.
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
    /// Longest wait for a signature before the mail is refused with 451. Default 10 seconds.
    pub seconds: Spanned<u64>,
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

/// `[[listener]]`: one door.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ListenerConfig {
    /// `"relay"`: SMTP from mail servers and applications, no login.
    pub kind: ListenerKind,
    /// Address and port: `"127.0.0.1:2525"`, `"[::1]:2525"`. Port 0 takes a free one.
    pub address: Spanned<String>,
    /// Names of the networks that may send here. All others get 554 at the greeting.
    pub networks: Vec<Spanned<String>>,
    /// `"off"` (default without `tls`), `"optional"` (default with `tls`), `"required"`.
    pub starttls: Option<Spanned<StartTls>>,
    /// Certificate and key of this door.
    pub tls: Option<TlsConfig>,
}

/// What a listener speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListenerKind {
    /// SMTP without login; clients are known by their network.
    Relay,
}

/// Whether a listener offers STARTTLS (RFC 3207).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartTls {
    /// Not offered.
    Off,
    /// Offered.
    Optional,
    /// Mail is taken only after it (530 before).
    Required,
}

/// `tls = { cert = …, key = … }`: both PEM files; read again at SIGHUP.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TlsConfig {
    /// The certificate, then its intermediates.
    pub cert: Spanned<String>,
    /// Its private key (PKCS#8, PKCS#1 or SEC1).
    pub key: Spanned<String>,
}

/// `[next-hop]`: the server behind the gateway, usually your MTA.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HopConfig {
    /// Host name or address. There is no MX look-up: this is the server itself.
    pub address: Spanned<String>,
    /// Port; default 25.
    #[serde(default = "default_hop_port")]
    pub port: Spanned<u16>,
    /// `"none"`, `"optional"` (default: STARTTLS when offered), `"required"` (never in clear).
    #[serde(default)]
    pub tls: HopTlsMode,
    /// `"none"` (default with optional TLS: any certificate) or `"name"` (default with required TLS:
    /// a trusted chain and the right name).
    pub verify: Option<Spanned<HopVerify>>,
    /// PEM file with the certification authorities to trust; without it those of the system.
    pub ca: Option<Spanned<String>>,
    /// The name that its certificate must carry; default: `address`.
    pub name: Option<Spanned<String>>,
    /// Most connections to it at once; further mail waits, then gets 451. Default 100.
    #[serde(default = "default_hop_connections")]
    pub connections: Spanned<u64>,
    /// An idle connection is kept for the next mail so long. Default 3 seconds; 0: never kept.
    #[serde(default = "default_reuse")]
    pub reuse_seconds: u64,
    /// Most mails over one connection. Default 100.
    #[serde(default = "default_reuse_mails")]
    pub reuse_mails: Spanned<u64>,
    /// Time to open the connection. Default 30 seconds (Postfix: 30).
    #[serde(default = "default_connect")]
    pub connect_seconds: Spanned<u64>,
    /// Time for each reply up to DATA. Default 300 seconds (RFC 5321 4.5.3.2).
    #[serde(default = "default_reply")]
    pub reply_seconds: Spanned<u64>,
    /// Time for each block of the mail to be taken. Default 180 seconds (RFC 5321 4.5.3.2.5).
    #[serde(default = "default_block")]
    pub block_seconds: Spanned<u64>,
    /// Time for the reply to the whole mail. Default 600 seconds (RFC 5321 4.5.3.2.6).
    #[serde(default = "default_data_end")]
    pub data_end_seconds: Spanned<u64>,
}

/// TLS towards the next hop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum HopTlsMode {
    /// Never.
    None,
    /// When the next hop offers it.
    #[default]
    Optional,
    /// Always; without it mail gets 451.
    Required,
}

/// What is asked of the next hop's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HopVerify {
    /// Nothing: protects against listeners only.
    None,
    /// A chain to a trusted root, in time, with the right name.
    Name,
}

/// `[signing]`: how mail of known identities is signed.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct SigningConfig {
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
    /// Kinds of mail that are signed although they usually stay unsigned: `"null-sender"`,
    /// `"auto-submitted"`, `"report"`, `"calendar"`. Default: none. A sender of notices wants
    /// `["auto-submitted"]`.
    pub also_sign: Vec<Kind>,
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
    pub networks: Vec<Spanned<String>>,
    /// As whom: `"noreply@example.jp"`, `"@example.jp"` (a whole domain), `"*"` (every identity).
    #[serde(rename = "as")]
    pub addresses: Vec<Spanned<String>>,
}

/// `[[rule]]`: an exception. All conditions that are given must hold; at least one is needed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleConfig {
    /// A name for logs and `rule explain`.
    pub name: Spanned<String>,
    /// The mailbox of `From` is one of these (`"a@example.jp"`, `"@example.jp"`).
    pub from: Option<Vec<Spanned<String>>>,
    /// Every recipient is one of these. A mail to others as well is not excepted.
    pub to: Option<Vec<Spanned<String>>>,
    /// The client is in one of these networks.
    pub networks: Option<Vec<Spanned<String>>>,
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
    pub also_sign: Option<Vec<Kind>>,
}

/// `[limits]`: every budget of the gateway.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct LimitsConfig {
    /// Largest mail in bytes, announced by SIZE (RFC 1870); larger gets 552. Default 52,428,800 (50 MiB).
    pub message_bytes: Spanned<u64>,
    /// Largest header of a mail in bytes; larger gets 552. Default 131,072 (Postfix allows 102,400).
    pub header_bytes: Spanned<u64>,
    /// A mail up to this size stays in memory; a larger one goes to a private file. Default 262,144.
    pub memory_bytes: Spanned<u64>,
    /// Most MIME parts of a mail; more gets 552. Default 1,000.
    pub parts: Spanned<u64>,
    /// Deepest nesting of MIME parts; deeper gets 552. Default 20.
    pub depth: Spanned<u64>,
    /// Most `Received:` fields before a mail counts as looping (554). Default 50 (Postfix: 50).
    pub hops: Spanned<u64>,
    /// Most recipients of one mail; further ones get 452. Default 1,000 (RFC 5321 4.5.3.1.8: at least 100).
    pub recipients: Spanned<u64>,
    /// Most connections; further clients get 421. Default 2,000.
    pub connections: Spanned<u64>,
    /// Most connections of one client address; further ones get 421. Default 200.
    pub connections_per_client: Spanned<u64>,
    /// Most commands that are wrong or do nothing in one connection; then 421. Default 50.
    pub junk_commands: Spanned<u64>,
    /// Longest silence before a command, and longest time for one command line. Default 300 seconds
    /// (RFC 5321 4.5.3.2.7).
    pub command_seconds: Spanned<u64>,
    /// Longest time for a TLS handshake. Default 30 seconds.
    pub handshake_seconds: Spanned<u64>,
    /// Slowest transfer of a mail, in bytes per second, once `data-grace-seconds` are over; slower is cut. Default 500
    /// (Postfix: 500 under stress); 0: any.
    pub data_rate: Spanned<u64>,
    /// Time that every mail has before its rate counts. Default 60 seconds.
    pub data_grace_seconds: Spanned<u64>,
    /// Time for running sessions to end at shutdown; then they get 421. Default 30 seconds.
    pub shutdown_seconds: Spanned<u64>,
}

fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

impl Default for HomeConfig {
    fn default() -> Self {
        Self { database: spanned("kakitome.db".into()), spill: spanned("spill".into()) }
    }
}

impl Default for KeyholderConfig {
    fn default() -> Self {
        Self {
            socket: spanned("run/keyholder.sock".into()),
            folder: spanned("keyholder".into()),
            key_encryption_key: spanned("keyholder/key-encryption.key".into()),
            seconds: spanned(10),
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: LogLevel::Info }
    }
}

impl Default for SigningConfig {
    fn default() -> Self {
        Self {
            sign: Sign::Clear,
            when_expired: WhenExpired::Refuse,
            unsignable: Unsignable::Opaque,
            dkim: Dkim::Remove,
            unauthorised: Unauthorised::Refuse,
            also_sign: Vec::new(),
        }
    }
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            message_bytes: spanned(50 * 1024 * 1024),
            header_bytes: spanned(128 * 1024),
            memory_bytes: spanned(256 * 1024),
            parts: spanned(1_000),
            depth: spanned(20),
            hops: spanned(50),
            recipients: spanned(1_000),
            connections: spanned(2_000),
            connections_per_client: spanned(200),
            junk_commands: spanned(50),
            command_seconds: spanned(300),
            handshake_seconds: spanned(30),
            data_rate: spanned(500),
            data_grace_seconds: spanned(60),
            shutdown_seconds: spanned(30),
        }
    }
}

fn default_hop_port() -> Spanned<u16> {
    spanned(25)
}

fn default_hop_connections() -> Spanned<u64> {
    spanned(100)
}

fn default_reuse() -> u64 {
    3
}

fn default_reuse_mails() -> Spanned<u64> {
    spanned(100)
}

fn default_connect() -> Spanned<u64> {
    spanned(30)
}

fn default_reply() -> Spanned<u64> {
    spanned(300)
}

fn default_block() -> Spanned<u64> {
    spanned(180)
}

fn default_data_end() -> Spanned<u64> {
    spanned(600)
}
