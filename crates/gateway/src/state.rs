//! What all connections share, and the part of it that a reload replaces.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use kakitome_mime::Limits as MimeLimits;
use kakitome_store::{Journal, MailIds, Store};
use kakitome_wire::{Protocol, server};
use rustls::ServerConfig;
use tokio::sync::watch;

use crate::admission::accounts::Accounts;
use crate::admission::census::Census;
use crate::admission::client_certificates::Clients;
use crate::admission::guard::Guard;
use crate::admission::quota::Quota;
use crate::certificates::addressees::Addressees;
use crate::certificates::identities::Identities;
use crate::config::{Acknowledge, ListenerKind, Mechanism, ServerTls, Settings, StartTls};
use crate::counts::Metrics;
use crate::error::Error;
use crate::files::Files;
use crate::keyholder::Keyholder;
use crate::next_hop::memory::HopMemory;
use crate::next_hop::pool::Pool;
use crate::next_hop::ways::Ways;
use crate::notes::Notes;
use crate::outbox::Outbox;
use crate::tls;
use crate::usage::Usage;

/// What all connections share.
#[derive(Debug)]
pub(crate) struct State {
    /// The database.
    pub(crate) store: Store,
    /// Who may log in.
    pub(crate) accounts: Accounts,
    /// Wrong logins.
    pub(crate) guard: Guard,
    /// How much may be sent.
    pub(crate) quota: Quota,
    /// What is counted.
    pub(crate) metrics: Metrics,
    /// Who signs for whom.
    pub(crate) identities: Identities,
    /// Who has the keys.
    pub(crate) keyholder: Keyholder,
    /// Where handled mail is written down.
    pub(crate) journal: Journal,
    /// Mail that was acknowledged and is not yet handed on.
    pub(crate) outbox: Outbox,
    /// What is remembered of hops.
    pub(crate) hops: Arc<HopMemory>,
    /// Names for mails.
    pub(crate) ids: MailIds,
    /// Mails whose senders may be told something.
    pub(crate) notes: Notes,
    /// Connections.
    pub(crate) census: Census,
    /// By which door accounts hand in mail.
    pub(crate) usage: Arc<Usage>,
    /// How far the end has come.
    pub(crate) phase: watch::Receiver<Phase>,
    live: RwLock<Arc<Live>>,
    off: AtomicBool,
}

/// How far the end of the process has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Mail is taken.
    Running,
    /// Another gateway has taken our place: no new connections, those that are open go on.
    Leaving,
    /// Only mails whose content is on its way are finished.
    Ending,
    /// Nothing is waited for any more.
    Over,
}

/// What follows from the configuration; replaced as a whole by a reload.
#[derive(Debug)]
pub(crate) struct Live {
    /// The configuration.
    pub(crate) settings: Settings,
    /// Connections to the next hop.
    pub(crate) pool: Arc<Pool>,
    /// All ways on; the next hop's is one of them.
    pub(crate) ways: Arc<Ways>,
    /// Doors, in the order of the configuration.
    pub(crate) doors: Vec<Door>,
    /// Who gets ciphertext with which certificate.
    pub(crate) addressees: Addressees,
    /// Budgets for the index of a mail.
    pub(crate) mime: MimeLimits,
    /// Files of the doors' certificates, as they were when they were read.
    files: Files,
}

/// What a session at a door needs.
#[derive(Debug)]
pub(crate) struct Door {
    /// For the handshake.
    pub(crate) tls: Option<Arc<ServerConfig>>,
    /// Judges certificates of clients.
    pub(crate) clients: Option<Clients>,
    /// The handshake comes first.
    pub(crate) implicit: bool,
    /// For the sessions, by what the next hop offers: plain, DSN, SMTPUTF8, both.
    offers: [Arc<server::Settings>; 4],
    /// Its mail goes into the outbox: we report ourselves, whatever the next hop offers.
    own_reports: bool,
}

/// What is made at the start and stays.
pub(crate) struct Parts {
    /// The database.
    pub(crate) store: Store,
    /// Who may log in.
    pub(crate) accounts: Accounts,
    /// Who has the keys.
    pub(crate) keyholder: Keyholder,
    /// Where handled mail is written down.
    pub(crate) journal: Journal,
    /// Mail that was acknowledged and is not yet handed on.
    pub(crate) outbox: Outbox,
    /// What is remembered of hops.
    pub(crate) hops: Arc<HopMemory>,
    /// Names for mails.
    pub(crate) ids: MailIds,
    /// What is counted.
    pub(crate) metrics: Metrics,
}

impl State {
    /// Puts the parts together.
    pub(crate) fn new(parts: Parts, phase: watch::Receiver<Phase>, live: Live) -> Self {
        let Parts { store, accounts, keyholder, journal, outbox, hops, ids, metrics } = parts;
        Self {
            identities: Identities::new(store.clone()),
            store,
            accounts,
            guard: Guard::default(),
            quota: Quota::default(),
            metrics,
            keyholder,
            journal,
            outbox,
            hops,
            ids,
            notes: Notes::default(),
            census: Census::default(),
            usage: Arc::default(),
            phase,
            live: RwLock::new(Arc::new(live)),
            off: AtomicBool::new(false),
        }
    }

    /// Whether the gateway was switched off (`kakitome off`): mail passes as it came.
    pub(crate) fn is_off(&self) -> bool {
        self.off.load(Ordering::Relaxed)
    }

    /// Puts the switch, and says whether that changed anything.
    pub(crate) fn put_switch(&self, off: bool) -> bool {
        self.off.swap(off, Ordering::Relaxed) != off
    }

    /// What is in force now.
    pub(crate) fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a new configuration in force and gives the old one back.
    pub(crate) fn replace(&self, live: Live) -> Arc<Live> {
        let mut place = self.live.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *place, Arc::new(live))
    }
}

impl Live {
    /// Reads what the settings name: certificates, keys, authorities.
    ///
    /// # Errors
    /// A file cannot be read or used.
    pub(crate) fn new(settings: Settings, memory: &Arc<HopMemory>) -> Result<Self, Error> {
        let ways = Arc::new(Ways::new(&settings, memory)?);
        Self::with_ways(settings, ways)
    }

    fn with_ways(settings: Settings, ways: Arc<Ways>) -> Result<Self, Error> {
        // Looked at before they are read: what changes in between is seen in the next round.
        let files = Files::look(
            settings
                .listeners
                .iter()
                .filter_map(|listener| listener.tls.as_ref())
                .flat_map(paths)
                .chain(Addressees::files(&settings.encryption)),
        );
        let doors = (0..settings.listeners.len()).map(|index| door(&settings, index)).collect::<Result<_, _>>()?;
        let mime = mime_limits(&settings);
        let addressees = Addressees::new(&settings)?;
        Ok(Self { settings, pool: Arc::clone(ways.one()), ways, doors, addressees, mime, files })
    }

    /// The same with the doors' certificates read again.
    ///
    /// # Errors
    /// A file cannot be read or used.
    pub(crate) fn with_files_of_today(&self) -> Result<Self, Error> {
        Self::with_ways(self.settings.clone(), Arc::clone(&self.ways))
    }

    /// Whether a file of the doors' certificates is another than it was.
    pub(crate) fn files_have_changed(&self) -> bool {
        self.files.have_changed()
    }

    /// Remembers why changed files could not be used; whether that is news.
    pub(crate) fn note_trouble(&self, why: &str) -> bool {
        self.files.note_trouble(why)
    }

    /// What a new session at this door is told: what the next hop cannot do is not offered.
    pub(crate) fn session_settings(&self, door: &Door) -> Arc<server::Settings> {
        let offers = self.pool.offers();
        let smtputf8 = offers.as_ref().is_none_or(|offers| offers.smtputf8);
        let dsn = door.own_reports || offers.as_ref().is_none_or(|offers| offers.dsn);
        let [plain, only_dsn, only_smtputf8, both] = &door.offers;
        Arc::clone(match (smtputf8, dsn) {
            (false, false) => plain,
            (false, true) => only_dsn,
            (true, false) => only_smtputf8,
            (true, true) => both,
        })
    }
}

fn paths(tls: &ServerTls) -> impl Iterator<Item = PathBuf> {
    let clients = tls.clients.as_ref();
    let crl = clients.and_then(|clients| clients.crl.as_ref()).map(|crl| crl.file.clone());
    [Some(tls.cert.clone()), Some(tls.key.clone()), clients.map(|clients| clients.ca.clone()), crl].into_iter().flatten()
}

fn door(settings: &Settings, index: usize) -> Result<Door, Error> {
    let listener = settings.listeners.get(index);
    let files = listener.and_then(|listener| listener.tls.as_ref());
    let clients = files.and_then(|files| files.clients.as_ref()).map(Clients::new).transpose()?;
    let verifier = || clients.as_ref().map(|clients| Arc::clone(&clients.verifier));
    let tls = files.map(|files| tls::for_listener(files, verifier())).transpose()?;
    let starttls = listener.map_or(StartTls::Off, |listener| listener.starttls);
    let kind = listener.map_or(ListenerKind::Relay, |listener| listener.kind);
    let offered = |mechanism| kind.is_submission() && settings.accounts.mechanisms.contains(&mechanism);
    let with = |smtputf8: bool, dsn: bool| {
        let mut told = server::Settings::new(&settings.hostname);
        told.tls = match starttls {
            StartTls::Off => server::Tls::Unavailable,
            StartTls::Optional => server::Tls::Offered,
            StartTls::Required => server::Tls::Required,
        };
        if kind == ListenerKind::Lmtp {
            told.protocol = Protocol::Lmtp;
        }
        told.auth = server::Mechanisms {
            plain: offered(Mechanism::Plain),
            login: offered(Mechanism::Login),
            scram_sha_256: offered(Mechanism::ScramSha256),
            external: offered(Mechanism::External),
        };
        told.login_required = kind.is_submission();
        told.smtputf8 = smtputf8;
        told.dsn = dsn;
        told.hops = matches!(kind, ListenerKind::Relay | ListenerKind::Lmtp);
        let limits = &settings.limits;
        told.limits.message_size = limits.message_bytes;
        told.limits.recipients = u32::try_from(limits.recipients).unwrap_or(u32::MAX);
        told.limits.junk_commands = u32::try_from(limits.junk_commands).unwrap_or(u32::MAX);
        told.timeouts.command = limits.command;
        told.timeouts.data_block = limits.command;
        told.timeouts.handshake = limits.handshake;
        Arc::new(told)
    };
    let own_reports = listener.is_some_and(|listener| listener.acknowledge == Acknowledge::Outbox);
    Ok(Door {
        tls,
        clients,
        own_reports,
        implicit: kind == ListenerKind::Submission,
        offers: [with(false, false), with(false, true), with(true, false), with(true, true)],
    })
}

fn mime_limits(settings: &Settings) -> MimeLimits {
    MimeLimits {
        header_bytes: settings.limits.header_bytes,
        parts: settings.limits.parts as u64,
        depth: settings.limits.depth as u64,
        ..MimeLimits::default()
    }
}
