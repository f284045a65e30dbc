//! A stage for tests of a running gateway: a next hop that can fail, a keyholder with keys in memory, a store with identities,
//! a client that speaks byte for byte. Everything listens on free ports of this machine.

#![allow(dead_code, unused_imports, unreachable_pub, reason = "each test file uses a part of the stage")]

pub mod client;
pub mod doors;
pub mod hop;
pub mod keyholder;
pub mod mta;
pub mod people;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use kakitome_crypto::{PrivateKey, digest};
use kakitome_gateway::config::Settings;
use kakitome_gateway::{Error, Gateway, Handle, Kept};
use kakitome_keys::KeyId;
use kakitome_pki::{Anchors, Certificate, UnixTime};
use kakitome_smime::{Evidence, Policy, Report};
use kakitome_store::outbox::Disk;
use kakitome_store::{Address, Entry, Install, KeySource, Millis, NewCertificate, NewKey, NewLink, Purpose, Query, Role, Store};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, SanType,
};
use tempfile::TempDir;
use tokio::task::JoinHandle;

#[allow(unused_imports, reason = "each test file uses a part of the stage")]
pub use client::Dialogue;
pub use doors::Doors;
pub use hop::{FakeHop, Fault, Received, Script, Step};
pub use keyholder::FakeKeyholder;
pub use people::Reader;

/// The identity that every stage has.
pub const NOREPLY: &str = "noreply@bank.example";
/// An identity that the stage's rule does not let anybody sign as.
pub const BOSS: &str = "boss@bank.example";
/// An identity whose certificate has expired.
pub const LATE: &str = "late@bank.example";

/// A gateway with everything around it.
pub struct Stage {
    pub folder: TempDir,
    pub hop: FakeHop,
    pub keyholder: FakeKeyholder,
    pub store: Store,
    pub address: SocketAddr,
    /// All doors, in the order of the configuration.
    pub addresses: Vec<SocketAddr>,
    pub handle: Handle,
    pub root: Vec<u8>,
    pub authority: CertifiedIssuer<'static, KeyPair>,
    pub running: JoinHandle<Result<(), Error>>,
    /// Where monitors ask.
    pub monitors: Option<SocketAddr>,
    /// The doors' sockets, for another gateway.
    pub sockets: Vec<(String, std::os::fd::OwnedFd)>,
}

/// What a test changes of the usual stage.
#[derive(Default)]
pub struct Changes<'a> {
    /// How the next hop behaves.
    pub script: Script,
    /// More configuration: top-level keys of tables that the stage does not write.
    pub config: &'a str,
    /// Lines within `[next-hop]`.
    pub next_hop: &'a str,
    /// Lines within `[[listener]]`.
    pub listener: &'a str,
    /// Lines within `[[network]]`.
    pub network: &'a str,
    /// Lines within `[outbox]`.
    pub outbox: &'a str,
    /// Sees what the outbox does to its disk.
    pub disk: Disk,
    /// The doors stay open for [`Stage::replace`], whatever becomes of the gateway.
    pub keeps_sockets: bool,
}

impl Stage {
    pub async fn usual() -> Self {
        Self::with(Changes::default()).await
    }

    pub async fn with(changes: Changes<'_>) -> Self {
        let hop = FakeHop::start(changes.script.clone()).await;
        Self::towards(hop, None, changes).await
    }

    /// With a next hop of the test's own; the stage's is not used.
    pub async fn at(address: SocketAddr, changes: Changes<'_>) -> Self {
        let hop = FakeHop::start(changes.script.clone()).await;
        Self::towards(hop, Some((address.ip().to_string(), address.port())), changes).await
    }

    /// The same by name, or with `mx:` in place of one.
    pub async fn hop_at(host: &str, port: u16, changes: Changes<'_>) -> Self {
        let hop = FakeHop::start(changes.script.clone()).await;
        Self::towards(hop, Some((host.to_owned(), port)), changes).await
    }

    async fn towards(hop: FakeHop, other: Option<(String, u16)>, changes: Changes<'_>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        let store = Store::create(&folder.path().join("data/kakitome.db")).await.unwrap();
        let authority = authority();
        let now = time::OffsetDateTime::now_utc();
        let day = time::Duration::DAY;
        let mut keys = Vec::new();
        for (address, from, to) in [(NOREPLY, now - day, now + day), (BOSS, now - day, now + day), (LATE, now - day * 9, now - day)] {
            keys.push(identity(&store, &authority, address, from, to).await);
        }
        let keyholder = FakeKeyholder::start(&folder.path().join("keyholder.sock"), keys).await;
        let path = folder.path().join("kakitome.toml");
        std::fs::write(&path, config(&changes, &other.unwrap_or((hop.address.ip().to_string(), hop.address.port())))).unwrap();
        let settings = Settings::load(&path).unwrap_or_else(|error| panic!("{error}"));
        let gateway = Gateway::start_on(settings, changes.disk.clone()).await.unwrap_or_else(|error| panic!("{error}"));
        let addresses = gateway.addresses().to_vec();
        let address = addresses[0];
        let handle = gateway.handle();
        let monitors = gateway.monitors().unwrap().and_then(|place| place.tcp());
        let sockets = if changes.keeps_sockets { gateway.sockets().unwrap() } else { Vec::new() };
        let running = tokio::spawn(gateway.run());
        let root = authority.der().to_vec();
        Self { folder, hop, keyholder, store, address, addresses, handle, root, authority, running, monitors, sockets }
    }

    /// A gateway over what an earlier one left, with a keyholder that opens its outbox and has no key to sign.
    pub async fn again(folder: TempDir, hop: FakeHop) -> Self {
        let socket = folder.path().join("keyholder.sock");
        let _ = std::fs::remove_file(&socket);
        let keyholder = FakeKeyholder::start(&socket, Vec::new()).await;
        let store = Store::open(&folder.path().join("data/kakitome.db")).await.unwrap();
        let settings = Settings::load(&folder.path().join("kakitome.toml")).unwrap_or_else(|error| panic!("{error}"));
        let gateway = Gateway::start(settings).await.unwrap_or_else(|error| panic!("{error}"));
        let addresses = gateway.addresses().to_vec();
        let address = addresses[0];
        let handle = gateway.handle();
        let (sockets, monitors) = (Vec::new(), None);
        let running = tokio::spawn(gateway.run());
        let authority = authority();
        let root = authority.der().to_vec();
        Self { folder, hop, keyholder, store, address, addresses, handle, root, authority, running, monitors, sockets }
    }

    /// Another gateway takes the place of this one, whose end is given back.
    pub async fn replace(&mut self) -> JoinHandle<Result<(), Error>> {
        let settings = Settings::load(&self.folder.path().join("kakitome.toml")).unwrap_or_else(|error| panic!("{error}"));
        let kept = Kept { sockets: std::mem::take(&mut self.sockets), beside: true, ..Kept::default() };
        let gateway = Gateway::start_with(settings, kept).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(gateway.addresses(), self.addresses);
        let old = std::mem::replace(&mut self.handle, gateway.handle());
        self.sockets = gateway.sockets().unwrap();
        let running = std::mem::replace(&mut self.running, tokio::spawn(gateway.run()));
        old.leave().await;
        running
    }

    /// A client past EHLO.
    pub async fn client(&self) -> Dialogue {
        let mut client = Dialogue::connect(self.address).await;
        client.expect("220").await;
        client.command("EHLO app.example", "250").await;
        client
    }

    /// What the report says of a mail that the next hop got.
    pub fn report(&self, mail: &[u8]) -> Report {
        let root = Certificate::from_der(self.root.clone()).unwrap();
        let evidence = Evidence::new(Anchors::from_certificates([root]));
        let now = UnixTime(Millis::now().seconds());
        kakitome_smime::open(&mut std::io::Cursor::new(mail), &evidence, &Policy::default(), now).unwrap()
    }

    /// Mails at the next hop, once there are `count`: those of an outbox come a moment after they were acknowledged.
    pub async fn at_hop(&self, count: usize) -> Vec<Received> {
        for _ in 0..1000 {
            let mails = self.hop.mails();
            if mails.len() >= count {
                return mails;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{count} mails did not come to the next hop");
    }

    /// Journal entries, newest first, once there are `count`.
    pub async fn journal(&self, count: usize) -> Vec<Entry> {
        for _ in 0..1_500 {
            let entries = self.store.find_mails(&Query::default()).await.unwrap();
            if entries.len() >= count {
                return entries;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{count} journal entries did not come");
    }

    /// How a mail left, once that is written down.
    pub async fn leg(&self, id: kakitome_store::MailId) -> kakitome_store::Leg {
        for _ in 0..500 {
            if let Some(leg) = self.store.mail_legs(&[id]).await.unwrap().pop() {
                return leg;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("how {id} left was not written down");
    }

    /// Gives the identity a new key and certificate.
    pub async fn renew(&self, address: &str) {
        let now = time::OffsetDateTime::now_utc();
        let day = time::Duration::DAY;
        let key = identity(&self.store, &self.authority, address, now - day, now + day).await;
        self.keyholder.add(key);
    }

    /// Ends the gateway, which must end well; the folder stays.
    pub async fn stop_keeping_folder(self) -> TempDir {
        self.handle.stop().await;
        self.running.await.unwrap().unwrap();
        self.folder
    }

    /// Ends the gateway and says how.
    pub async fn stop(self) -> Result<(), Error> {
        self.handle.stop().await;
        self.running.await.unwrap()
    }
}

pub fn config(changes: &Changes<'_>, (host, port): &(String, u16)) -> String {
    format!(
        r#"hostname = "gw.example"
[keyholder]
socket = "keyholder.sock"
seconds = 5
[[network]]
name = "here"
addresses = ["127.0.0.0/8"]
{network}
[[listener]]
kind = "relay"
address = "127.0.0.1:0"
networks = ["here"]
{listener}
[next-hop]
address = "{host}"
port = {port}
{next_hop}
[[may-sign]]
networks = ["here"]
as = ["noreply@bank.example", "late@bank.example"]
[outbox]
free-bytes = 0
{outbox}
{config}
"#,
        network = changes.network,
        listener = changes.listener,
        next_hop = changes.next_hop,
        outbox = changes.outbox,
        config = changes.config,
    )
}

pub fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Stage Root");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

pub async fn identity(
    store: &Store,
    authority: &CertifiedIssuer<'static, KeyPair>,
    address: &str,
    from: time::OffsetDateTime,
    to: time::OffsetDateTime,
) -> (KeyId, Arc<PrivateKey>) {
    identity_for(store, authority, address, (from, to), &[KeyUsagePurpose::DigitalSignature]).await
}

pub async fn identity_for(
    store: &Store,
    authority: &CertifiedIssuer<'static, KeyPair>,
    address: &str,
    (from, to): (time::OffsetDateTime, time::OffsetDateTime),
    usages: &[KeyUsagePurpose],
) -> (KeyId, Arc<PrivateKey>) {
    let pair = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, address);
    params.subject_alt_names = vec![SanType::Rfc822Name(address.try_into().unwrap())];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    params.key_usages = usages.to_vec();
    params.not_before = from;
    params.not_after = to;
    params.use_authority_key_identifier_extension = true;
    let certificate = params.signed_by(&pair, authority).unwrap();
    let key = PrivateKey::from_pkcs8(&pair.serialize_der()).unwrap();
    let id = KeyId::of_public_key(key.public_spki());
    let sha256 =
        |bytes: &[u8]| -> [u8; 32] { digest(kakitome_crypto::DigestAlgorithm::Sha256, bytes).unwrap().as_bytes().try_into().unwrap() };
    let millis = |at: time::OffsetDateTime| Millis::from_seconds(at.unix_timestamp());
    let new = |der: &[u8], role: Role| {
        let parsed = Certificate::from_der(der.to_vec()).unwrap();
        NewCertificate {
            der: der.to_vec(),
            sha256: *parsed.sha256(),
            role,
            subject: parsed.subject().display(),
            issuer: parsed.issuer().display(),
            serial: parsed.serial().hex(),
            not_before: millis(from),
            not_after: millis(to),
        }
    };
    let address = Address::parse(address).unwrap();
    let row = store.add_identity(&address, None, Millis::now()).await.unwrap();
    let kept = store
        .add_key(
            row,
            NewKey {
                holder_id: id.to_string(),
                spki: key.public_spki().to_vec(),
                spki_sha256: sha256(key.public_spki()),
                kind: key.kind().name(),
                purpose: Purpose::Both,
                source: KeySource::Made,
            },
            Millis::now(),
        )
        .await
        .unwrap();
    let install = Install {
        key: kept.id,
        leaf: new(certificate.der(), Role::Leaf),
        chain: vec![NewLink { certificate: new(authority.der(), Role::Root), crossed: false, sent: false }],
        purpose: Purpose::Both,
        activate: true,
        now: Millis::now(),
    };
    store.install(install).await.unwrap();
    (id, Arc::new(key))
}

/// A plain mail.
pub fn mail(from: &str, id: &str) -> String {
    format!(
        "From: Bank <{from}>\r\nTo: customer@example.com\r\nSubject: Notice\r\nMessage-ID: <{id}@bank.example>\r\n\
         Date: {}\r\nX-Test-Id: {id}\r\n\r\nDear customer,\r\n..\r\nThe end.\r\n",
        time::OffsetDateTime::now_utc().format(&time::format_description::well_known::Rfc2822).unwrap()
    )
}

/// Whether a file is there.
pub fn exists(path: &Path) -> bool {
    path.exists()
}
