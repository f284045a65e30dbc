//! What the web door runs by. The configuration file is read by whoever starts it (`[web]`, see docs/web.md); here stand values.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use kakitome_explain::settings::MailService;
use kakitome_fetch::{Network, Rules};

/// What the web door runs by.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Settings {
    /// Where it listens.
    pub listen: Vec<SocketAddr>,
    /// Certificate and key; `None`: plain HTTP, for a reverse proxy or this machine.
    pub tls: Option<TlsFiles>,
    /// The address that people use, without a slash at its end.
    pub public_url: Option<String>,
    /// Certificates of identities may be looked up.
    pub look_up: bool,
    /// Reverse proxies, whose `X-Forwarded-For` is believed.
    pub proxies: Vec<Network>,
    /// The home: lists of roots and the built-in authority's certificate are in it.
    pub home: PathBuf,
    /// The database of identities.
    pub database: PathBuf,
    /// Folder of private files for large mails, which have no name.
    pub spill: PathBuf,
    /// What may be fetched for a visitor who asks for it.
    pub fetch: Rules,
    /// Domains whose customers get settings.
    pub services: Vec<MailService>,
    /// Budgets.
    pub limits: Limits,
}

impl Settings {
    /// On a free port of this machine, for that home.
    #[must_use]
    pub fn new(home: impl Into<PathBuf>, database: impl Into<PathBuf>) -> Self {
        let home = home.into();
        Self {
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 0))],
            tls: None,
            public_url: None,
            look_up: true,
            proxies: Vec::new(),
            database: database.into(),
            spill: home.join("spill"),
            home,
            fetch: Rules::default(),
            services: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// People reach it by https: by itself or by the proxy before it.
    pub(crate) fn is_https(&self) -> bool {
        self.tls.is_some() || self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// PEM files; read again at SIGHUP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, then its intermediates.
    pub cert: PathBuf,
    /// Its private key: of this door's TLS, and of nothing else.
    pub key: PathBuf,
}

/// Budgets. A client past one gets a clear answer; others do not notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Largest file that is taken: what mail servers usually let pass (50 MB), and room for base64.
    pub upload_bytes: u64,
    /// What stays in memory of one upload; a larger one goes to a private file without a name.
    pub memory_bytes: usize,
    /// Uploads that are received or judged at once; further ones wait their turn.
    pub uploads: usize,
    /// Mails that are judged at once: judging is arithmetic, and more at once than there are processors only takes memory.
    pub judgements: usize,
    /// How long an upload waits for its turn before it is told to come again.
    pub turn: Duration,
    /// Connections in all.
    pub connections: usize,
    /// Connections of one client (an IPv6 network of 64 bits is one).
    pub connections_per_client: usize,
    /// Time for the head of a request, from its first byte (slowloris).
    pub head: Duration,
    /// Time for a request that brings no mail.
    pub request: Duration,
    /// Time for a request that brings one: 64 MiB at 2 Mbit/s take 270 seconds.
    pub upload: Duration,
    /// Longest silence of a client in the middle of an upload.
    pub silence: Duration,
    /// Pages a minute for one client.
    pub pages_per_minute: u32,
    /// Mails a minute for one client: a person reads one in a minute.
    pub mails_per_minute: u32,
    /// Look-ups a minute for one client: enough for a person, too slow to try addresses.
    pub look_ups_per_minute: u32,
    /// Clients whose pace is remembered; 40 bytes each.
    pub clients_remembered: usize,
    /// Time for requests to end at shutdown.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            upload_bytes: 64 << 20,
            memory_bytes: 256 << 10,
            uploads: 32,
            judgements: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            turn: Duration::from_secs(30),
            connections: 2000,
            connections_per_client: 100,
            head: Duration::from_secs(10),
            request: Duration::from_secs(20),
            upload: Duration::from_secs(300),
            silence: Duration::from_secs(20),
            pages_per_minute: 600,
            mails_per_minute: 60,
            look_ups_per_minute: 30,
            clients_remembered: 65_536,
            shutdown: Duration::from_secs(10),
        }
    }
}
