//! A database in which one identity is published and another is not; made here.
#![allow(dead_code, reason = "every test file takes what it needs")]

use std::path::Path;

use kakitome_clients::notice::{Both, Contact, Notice, State, Version};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_store::{Address, Install, KeySource, Millis, NewCertificate, NewKey, NewLink, Purpose, Role, Store};

/// Pages that there are because of it, without language.
pub(crate) const PATHS: [&str; 9] = [
    "/check/noreply@bank.example",
    "/check/noreply@bank.example/promise",
    "/check/noreply@bank.example/card",
    "/check/noreply@bank.example/card?domain=docomo.ne.jp",
    "/check/noreply@bank.example/calendar",
    "/notices",
    "/notices/example",
    "/observations",
    "/about",
];

/// A promise and a notice, in a home.
pub(crate) fn keep(home: &Path) {
    std::fs::write(home.join("promises.toml"), "[[promise]]\naddress = \"noreply@bank.example\"\nsince = \"2025-04-01\"\n").unwrap();
    let folder = home.join("notices");
    std::fs::create_dir_all(&folder).unwrap();
    let both = |ja: &str, en: &str| Both::new(ja, en);
    let first = Version {
        at: UnixTime::parse("2026-11-20T01:00:00Z").unwrap(),
        state: State::Ongoing,
        summary: both("お知らせします。", "First told."),
        unaffected: Vec::new(),
        phenomenon: both("署名付きメールの一部が、警告の表示になります。", "Some signed mail is shown with a warning."),
        cause: both("調査しています。", "It is being looked into."),
        conditions: vec![both("Windows のメールソフトで受信している", "the mail is read in a program of Windows")],
        recipient: Vec::new(),
        sender: Vec::new(),
        cautions: Vec::new(),
        confirmed: Vec::new(),
    };
    let contact = Contact { name: both("見本銀行 お問い合わせ窓口", "Example Bank, support"), ..Contact::default() };
    let notice = Notice::new("example", both("署名の表示について(見本)", "How signatures are shown (example)"), contact, first);
    let text = notice.written();
    Notice::read(&text).unwrap();
    std::fs::write(folder.join("example.toml"), text).unwrap();
}

/// The bank of the examples, twice: one has published its certificate, the other has not.
pub(crate) fn publish(database: &Path) -> (Certificate, Certificate) {
    let authority = rcgen_authority("Example CA");
    let leaf = |address: &str| authority.1(address);
    let (shown, hidden) = (leaf("noreply@bank.example"), leaf("hidden@bank.example"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(database).await.unwrap();
        for (mark, (address, certificate)) in [("noreply@bank.example", &shown), ("hidden@bank.example", &hidden)].into_iter().enumerate() {
            let (address, now) = (Address::parse(address).unwrap(), Millis::now());
            let identity = store.add_identity(&address, None, now).await.unwrap();
            let key = NewKey {
                holder_id: format!("key-{mark}"),
                spki: certificate.spki().to_vec(),
                spki_sha256: [mark as u8; 32],
                kind: "p256".into(),
                purpose: Purpose::Both,
                source: KeySource::Made,
            };
            let key = store.add_key(identity, key, now).await.unwrap();
            let link = NewLink { certificate: row(&authority.0, Role::Intermediate), crossed: false, sent: true };
            let install =
                Install { key: key.id, leaf: row(certificate, Role::Leaf), chain: vec![link], purpose: Purpose::Both, activate: true, now };
            store.install(install).await.unwrap();
        }
        assert!(store.publish(&Address::parse("noreply@bank.example").unwrap(), Some(Millis::now())).await.unwrap());
        store.close().await;
    });
    (shown, hidden)
}

fn row(certificate: &Certificate, role: Role) -> NewCertificate {
    NewCertificate {
        der: certificate.as_der().to_vec(),
        sha256: *certificate.sha256(),
        role,
        subject: certificate.subject().display(),
        issuer: certificate.issuer().display(),
        serial: certificate.serial().hex(),
        not_before: Millis::from_seconds(certificate.not_before().0),
        not_after: Millis::from_seconds(certificate.not_after().0),
    }
}

type Leaf = Box<dyn Fn(&str) -> Certificate>;

/// An authority, and what it issues for an address.
fn rcgen_authority(name: &str) -> (Certificate, Leaf) {
    use rcgen::{BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair, SanType};
    let params = |name: &str| {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        (params.not_before, params.not_after) = (rcgen::date_time_ymd(2024, 1, 1), rcgen::date_time_ymd(2034, 1, 1));
        params
    };
    let mut authority = params(name);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = Certificate::from_der(authority.self_signed(&key).unwrap().der().to_vec()).unwrap();
    let issuer = Issuer::new(authority, key);
    let leaf = move |address: &str| {
        let mut params = params("<b>株式会社見本銀行</b>\u{202e}");
        params.subject_alt_names = vec![SanType::Rfc822Name(address.try_into().unwrap())];
        Certificate::from_der(params.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().der().to_vec()).unwrap()
    };
    (certificate, Box::new(leaf))
}
