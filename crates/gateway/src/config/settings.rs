//! `Settings`: what a configuration means, checked as a whole.
//!
//! Values only; `meant.rs` builds them, `describe.rs` says them.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use kakitome_explain::settings::MailService;

use super::believed::Believed;
use super::internet::{Dns, Mx};
use super::network::Cidr;
use super::pattern::Pattern;
use super::place::Place;
use super::telling::{Alerts, Senders};
use super::treated::{Encryption, Triggers};
use super::web::Web;
use super::written::{
    Acknowledge, BareNewline, Dkim, Encrypt, HopProtocol, HopTlsMode, HopVerify, Kind, ListenerKind, LogFormat, LogLevel, Mechanism, Mode,
    Sign, StartTls, Unauthorised, Unsignable, WhenExpired, WhenImpossible, WithoutIdentity,
};

/// What the gateway runs by. Built by [`Settings::load`](crate::config::Settings::load) alone.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Settings {
    /// The file that it was read from, for a reload.
    pub source: PathBuf,
    /// Our name.
    pub hostname: String,
    /// Database of identities and journal.
    pub database: PathBuf,
    /// Folder of private files for large mails.
    pub spill: PathBuf,
    /// The keyholder's socket.
    pub keyholder_socket: PathBuf,
    /// The keyholder's own folder (not opened by the gateway).
    pub keyholder_folder: PathBuf,
    /// The key-encryption key's file (not opened by the gateway); `None`: a passphrase is asked for.
    pub key_encryption_key: Option<PathBuf>,
    /// Mail keys may be taken out of the keyholder's folder by hand.
    pub keyholder_allow_export: bool,
    /// The users that keyholder and gateway get when they are started as root; `None`: none of their own.
    pub users: Option<Users>,
    /// Longest wait for a signature.
    pub signature_wait: Duration,
    /// Where monitors ask; `None`: nowhere.
    pub metrics: Option<Place>,
    /// What is logged.
    pub log: LogSettings,
    /// Source networks.
    pub networks: Vec<NetworkSettings>,
    /// Doors.
    pub listeners: Vec<ListenerSettings>,
    /// Logins.
    pub accounts: Accounts,
    /// The server behind.
    pub next_hop: NextHop,
    /// Who is asked for names.
    pub dns: Dns,
    /// Sending to the Internet.
    pub mx: Mx,
    /// Treatment without a rule.
    pub signing: Signing,
    /// Who gets ciphertext without a rule.
    pub encryption: Encryption,
    /// What senders may ask for.
    pub triggers: Triggers,
    /// Who may sign as whom.
    pub may_sign: Vec<MaySign>,
    /// Exceptions, first match first.
    pub rules: Vec<Rule>,
    /// Budgets.
    pub limits: Limits,
    /// Mail that was acknowledged and is not yet handed on.
    pub outbox: OutboxSettings,
    /// What root stores say of our certificates.
    pub watch: Watch,
    /// What whoever runs the gateway is told by mail.
    pub alerts: Alerts,
    /// What people who send are told.
    pub senders: Senders,
    /// The pages, another process; `None`: none.
    pub web: Option<Web>,
    /// Where customers of a domain fetch and hand in mail.
    pub services: Vec<MailService>,
}

/// Names of the system's users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Users {
    /// The gateway's.
    pub gateway: String,
    /// The keyholder's.
    pub keyholder: String,
}

/// What is logged and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSettings {
    /// Text or JSON.
    pub format: LogFormat,
    /// How much.
    pub level: LogLevel,
}

/// A named source network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkSettings {
    /// Its name.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<Cidr>,
    /// Bare CR and LF.
    pub bare_newline: BareNewline,
    /// Its clients queue and retry.
    pub mta: bool,
    /// Its clients may use XCLIENT.
    pub xclient: bool,
}

impl NetworkSettings {
    /// Whether a client is in it.
    pub fn contains(&self, client: IpAddr) -> bool {
        self.addresses.iter().any(|cidr| cidr.contains(client))
    }
}

/// One door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenerSettings {
    /// What it speaks.
    pub kind: ListenerKind,
    /// Where it listens.
    pub place: Place,
    /// Who may come in: indexes into [`Settings::networks`].
    pub networks: Vec<usize>,
    /// Anybody may come in, whatever the networks.
    pub everybody: bool,
    /// When its clients get their 250.
    pub acknowledge: Acknowledge,
    /// `Received:` names its clients.
    pub name_client: bool,
    /// Whether TLS is offered.
    pub starttls: StartTls,
    /// Certificate and key.
    pub tls: Option<ServerTls>,
    /// At a milter: which logins count that the mail server names.
    pub believed: Believed,
}

/// Certificate and key of a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerTls {
    /// PEM file with the certificate and its intermediates.
    pub cert: PathBuf,
    /// PEM file with the key.
    pub key: PathBuf,
    /// Whose certificates clients may log in with.
    pub clients: Option<ClientCa>,
}

/// Certificates of clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCa {
    /// PEM file with the authorities.
    pub ca: PathBuf,
    /// Without one there is no connection.
    pub required: bool,
    /// Which of them are revoked.
    pub crl: Option<ClientCrl>,
}

/// A list of revoked certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCrl {
    /// PEM or DER file.
    pub file: PathBuf,
    /// Nobody is let in by a list that is out of date.
    pub enforced: bool,
}

/// How logins are checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// Dovecot's socket; `None`: our own database.
    pub dovecot: Option<PathBuf>,
    /// What is offered.
    pub mechanisms: Vec<Mechanism>,
    /// Wrong logins from one client.
    pub wrong_per_client: u64,
    /// Wrong logins of one account.
    pub wrong_per_account: u64,
    /// How long they are counted.
    pub wrong_window: Duration,
    /// A wrong login is answered so long after it was sent.
    pub wrong_delay: Duration,
    /// Checks at once.
    pub at_once: usize,
    /// Longest wait for a check.
    pub patience: Duration,
}

/// The server behind the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextHop {
    /// Host name or address; `unix:` and a path.
    pub address: String,
    /// The Unix socket, where it is one.
    pub unix: Option<PathBuf>,
    /// There is none: mail goes to the mail servers of recipients' domains.
    pub by_mx: bool,
    /// Port.
    pub port: u16,
    /// What it speaks.
    pub protocol: HopProtocol,
    /// TLS mode and what is asked of its certificate.
    pub tls: HopTls,
    /// Most connections at once.
    pub connections: usize,
    /// How long an idle connection is kept.
    pub reuse: Duration,
    /// Most mails over one connection.
    pub reuse_mails: u64,
    /// How long each step may take.
    pub timeouts: Timeouts,
}

/// TLS towards the next hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HopTls {
    /// None, optional, required, dane.
    pub mode: HopTlsMode,
    /// A hop that has done TLS must do it.
    pub sticky: bool,
    /// What is asked of its certificate.
    pub verify: HopVerify,
    /// Trusted authorities; `None`: those of the system.
    pub ca: Option<PathBuf>,
    /// The name that its certificate must carry.
    pub name: String,
}

/// How long each step with the next hop may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// To open the connection.
    pub connect: Duration,
    /// For each reply up to DATA.
    pub reply: Duration,
    /// For each block of the mail.
    pub block: Duration,
    /// For the reply to the mail.
    pub data_end: Duration,
}

/// How mail of a known identity is treated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// Whether mail is changed.
    pub mode: Mode,
    /// Of a hundred mails.
    pub percent: u8,
    /// Recipients for whom a signature is never opaque.
    pub never_opaque: Vec<Pattern>,
    /// The form of the signature.
    pub sign: Sign,
    /// Certificate out of time.
    pub when_expired: WhenExpired,
    /// Cannot be made 7-bit safe.
    pub unsignable: Unsignable,
    /// Has a `DKIM-Signature`.
    pub dkim: Dkim,
    /// The client may not sign as `From`.
    pub unauthorised: Unauthorised,
    /// `From` is no identity.
    pub without_identity: WithoutIdentity,
    /// Kinds that are signed all the same.
    pub also_sign: Vec<Kind>,
}

/// Clients of these networks, and these logins, may sign as these addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaySign {
    /// Indexes into [`Settings::networks`].
    pub networks: Vec<usize>,
    /// Logins.
    pub logins: Vec<Pattern>,
    /// As whom.
    pub addresses: Vec<Pattern>,
}

/// An exception to [`Settings::signing`] and [`Settings::encryption`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name in logs.
    pub name: String,
    /// Condition on `From`.
    pub from: Option<Vec<Pattern>>,
    /// Condition on the recipient.
    pub to: Option<Vec<Pattern>>,
    /// Condition on the client: indexes into [`Settings::networks`].
    pub networks: Option<Vec<usize>>,
    /// Replaces [`Signing::mode`].
    pub mode: Option<Mode>,
    /// Replaces [`Signing::percent`].
    pub percent: Option<u8>,
    /// Replaces [`Signing::sign`].
    pub sign: Option<Sign>,
    /// Replaces [`Signing::when_expired`].
    pub when_expired: Option<WhenExpired>,
    /// Replaces [`Signing::unsignable`].
    pub unsignable: Option<Unsignable>,
    /// Replaces [`Signing::dkim`].
    pub dkim: Option<Dkim>,
    /// Replaces [`Signing::unauthorised`].
    pub unauthorised: Option<Unauthorised>,
    /// Replaces [`Signing::without_identity`].
    pub without_identity: Option<WithoutIdentity>,
    /// Replaces [`Signing::also_sign`].
    pub also_sign: Option<Vec<Kind>>,
    /// Replaces [`Encryption::encrypt`].
    pub encrypt: Option<Encrypt>,
    /// Replaces [`Encryption::when_impossible`].
    pub when_impossible: Option<WhenImpossible>,
}

/// Budgets of the gateway; the sources of the defaults stand at
/// [`LimitsConfig`](crate::config::LimitsConfig).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest mail in bytes.
    pub message_bytes: u64,
    /// Largest header in bytes.
    pub header_bytes: u64,
    /// Largest mail that stays in memory.
    pub memory_bytes: u64,
    /// Most MIME parts.
    pub parts: usize,
    /// Deepest nesting of MIME parts.
    pub depth: usize,
    /// Most `Received:` fields.
    pub hops: usize,
    /// Most recipients of one mail.
    pub recipients: usize,
    /// Most connections.
    pub connections: usize,
    /// Most connections of one client.
    pub connections_per_client: usize,
    /// Most wrong or idle commands in one connection.
    pub junk_commands: usize,
    /// Longest silence before, and time for, a command.
    pub command: Duration,
    /// Longest TLS handshake.
    pub handshake: Duration,
    /// Slowest transfer in bytes per second; 0: any.
    pub data_rate: u64,
    /// Time that every mail has before its rate counts.
    pub data_grace: Duration,
    /// Time for sessions to end at shutdown.
    pub shutdown: Duration,
    /// Time for sessions to end when another gateway has taken this one's place.
    pub handover: Duration,
    /// Most mails of one client in an hour; 0: any, here and below.
    pub client_mails: u64,
    /// Most recipients of one client in an hour.
    pub client_recipients: u64,
    /// Most connections of one client in a minute.
    pub client_connections: u64,
    /// Most mails of one login in an hour.
    pub login_mails: u64,
    /// Most recipients of one login in an hour.
    pub login_recipients: u64,
    /// Most mails that are signed as one identity in an hour.
    pub identity_mails: u64,
}

/// Where and how long mail waits; the sources of the defaults stand at [`OutboxConfig`](crate::config::OutboxConfig).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxSettings {
    /// Its folder.
    pub folder: PathBuf,
    /// Pause after the first try that failed.
    pub first_pause: Duration,
    /// Longest pause.
    pub longest_pause: Duration,
    /// A mail that waits longer is given up.
    pub lifetime: Duration,
    /// Who asked for it is told when a mail has waited so long.
    pub delay: Duration,
    /// Most mails that are being handed on at once.
    pub connections: usize,
    /// Most mails in it.
    pub mails: usize,
    /// Most bytes in it.
    pub bytes: u64,
    /// Least room on its disk.
    pub free_bytes: u64,
}

/// Which lists of roots are looked at, how often, and who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Names of lists; none: nothing is looked at.
    pub lists: Vec<String>,
    /// From one look to the next.
    pub every: Duration,
    /// Who is told of everything; none: each identity's own address of its own certificates.
    pub to: Vec<String>,
    /// From whom the mail is.
    pub from: String,
    /// Other places for lists.
    pub mirrors: Vec<Mirror>,
    /// Authorities of the mirrors' TLS certificates; `None`: those of the system.
    pub ca: Option<PathBuf>,
    /// Private networks in which a mirror may be.
    pub networks: Vec<Cidr>,
    /// Ports beside 443.
    pub ports: Vec<u16>,
}

/// Another place for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mirror {
    /// The list's name.
    pub name: String,
    /// Where it is.
    pub url: String,
}
