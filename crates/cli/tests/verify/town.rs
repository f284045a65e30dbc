//! A small public-key infrastructure with a server of its own on loopback: a root, an issuing CA, and somebody who signs mail with
//! `kakitome sign`. The server counts who asked for what.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CrlDistributionPoint, CustomExtension, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason, RevokedCertParams, SanType,
    SerialNumber,
};

const ALICE: &str = "alice@bank.example";

/// What stands at a path: status, further header lines, body.
type Page = (u16, String, Vec<u8>);

/// An HTTP server whose pages can be changed while it runs.
pub(crate) struct Server {
    pub(crate) port: u16,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    pages: BTreeMap<String, Page>,
    asked: Vec<String>,
    /// Where OCSP requests are answered: the folder with what `openssl ocsp` needs.
    responder: Option<PathBuf>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, shared) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Shared::default())));
        let own = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = own.clone();
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { port, shared }
    }

    pub(crate) fn put(&self, path: &str, body: &[u8]) {
        self.page(path, (200, String::new(), body.to_vec()));
    }

    pub(crate) fn page(&self, path: &str, page: Page) {
        self.shared.lock().unwrap().pages.insert(path.to_owned(), page);
    }

    /// Everything that was asked for since the last call.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.lock().unwrap().asked)
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

fn serve(mut stream: TcpStream, shared: &Mutex<Shared>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    let mut question = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    stream.read_exact(&mut question).unwrap();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let (page, responder) = {
        let mut shared = shared.lock().unwrap();
        shared.asked.push(path.clone());
        (shared.pages.get(&path).cloned(), shared.responder.clone().filter(|_| path == "/ocsp"))
    };
    let (status, lines, body) = match (page, responder) {
        (Some(page), _) => page,
        (None, Some(folder)) => (200, String::new(), ocsp(&folder, &question)),
        (None, None) => (404, String::new(), Vec::new()),
    };
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{lines}Connection: close\r\n\r\n", body.len());
    let _ = stream.write_all(&[head.as_bytes(), &body].concat());
}

/// `openssl ocsp` answers.
fn ocsp(folder: &std::path::Path, question: &[u8]) -> Vec<u8> {
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap();
    fs::write(folder.join("question"), question).unwrap();
    let words = "ocsp -index index -CA issuing.pem -rsigner issuing.pem -rkey issuing.key -reqin question -respout answer -ndays 1";
    let output = Command::new("openssl").current_dir(folder).args(words.split(' ')).output().expect("openssl is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::read(folder.join("answer")).unwrap()
}

/// Names and keys of one CA.
pub(crate) struct Authority {
    params: CertificateParams,
    key: KeyPair,
    pub(crate) pem: String,
    pub(crate) der: Vec<u8>,
}

/// Everybody together.
pub(crate) struct Town {
    pub(crate) server: Server,
    folder: tempfile::TempDir,
    root: Authority,
    issuing: Authority,
    leaf: CertificateParams,
    leaf_serial: SerialNumber,
}

pub(crate) fn params(organization: &str, name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, organization);
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2045, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params
}

pub(crate) fn as_ca(mut params: CertificateParams) -> CertificateParams {
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    params
}

/// DER with lengths below 64 KiB.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let header = if length < 128 { vec![tag, length as u8] } else { vec![tag, 0x82, (length >> 8) as u8, length as u8] };
    [header, content.to_vec()].concat()
}

/// authorityInfoAccess: `caIssuers` and `OCSP`.
pub(crate) fn access(issuer: Option<&str>, responder: Option<&str>) -> CustomExtension {
    let one = |last: u8, url: &str| {
        let method = tlv(6, &[0x2b, 6, 1, 5, 5, 7, 48, last]);
        tlv(0x30, &[method, tlv(0x86, url.as_bytes())].concat())
    };
    let list = [issuer.map(|url| one(2, url)), responder.map(|url| one(1, url))].into_iter().flatten().collect::<Vec<_>>().concat();
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 5, 5, 7, 1, 1], tlv(0x30, &list))
}

/// Where Alice's certificate says that things are; `{}` is the server.
#[derive(Clone, Copy)]
pub(crate) struct Says<'a> {
    pub(crate) issuer: Option<&'a str>,
    pub(crate) responder: Option<&'a str>,
    pub(crate) crl: Option<&'a str>,
}

impl Town {
    /// Everything is published; the organization is that of the issuing CA.
    pub(crate) fn new(organization: &str, says: Says<'_>) -> Self {
        let server = Server::start();
        let folder = tempfile::tempdir().unwrap();
        let root = authority(as_ca(params("Mihon Bank", "Mihon Root")), None);
        let mut below = as_ca(params(organization, "Mihon Issuing"));
        below.crl_distribution_points = vec![CrlDistributionPoint { uris: vec![server.url("/root.crl")] }];
        let issuing = authority(below, Some(&root));

        let filled = |url: Option<&str>| url.map(|url| url.replace("{}", &format!("http://127.0.0.1:{}", server.port)));
        let (issuer, responder, crl) = (filled(says.issuer), filled(says.responder), filled(says.crl));
        let mut leaf = params(organization, "Alice");
        leaf.subject_alt_names = vec![SanType::Rfc822Name(ALICE.try_into().unwrap())];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyAgreement];
        leaf.crl_distribution_points = crl.into_iter().map(|url| CrlDistributionPoint { uris: vec![url] }).collect();
        if issuer.is_some() || responder.is_some() {
            leaf.custom_extensions.push(access(issuer.as_deref(), responder.as_deref()));
        }
        leaf.serial_number = Some(SerialNumber::from(0x1234_5678_u64));
        let key = KeyPair::generate().unwrap();
        let alice = leaf.signed_by(&key, &issuing.issuer()).unwrap();

        let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
        write("root.pem", root.pem.as_bytes());
        write("issuing.pem", issuing.pem.as_bytes());
        write("issuing.key", issuing.key.serialize_pem().as_bytes());
        write("alice.pem", alice.pem().as_bytes());
        write("alice.key", key.serialize_pem().as_bytes());
        let town = Self { server, folder, root, issuing, leaf, leaf_serial: SerialNumber::from(0x1234_5678_u64) };
        town.server.put("/issuing.cer", &town.issuing.der.clone());
        town.publish(false);
        town
    }

    /// Lists and answers in which Alice is revoked or not.
    pub(crate) fn publish(&self, revoked: bool) {
        self.server.put("/root.crl", &self.root.crl(None));
        self.server.put("/issuing.crl", &self.issuing.crl(revoked.then_some(&self.leaf_serial)));
        let state = if revoked { "R\t450101000000Z\t200601000000Z,superseded" } else { "V\t450101000000Z\t" };
        fs::write(self.path("index"), format!("{state}\t12345678\tunknown\t/CN=Alice\n")).unwrap();
        self.server.shared.lock().unwrap().responder = Some(self.folder.path().to_owned());
    }

    /// Alice has another key and certificate from here on; the files of the old ones are called `old.key` and `old.pem`.
    pub(crate) fn renew(&mut self) {
        for ending in ["key", "pem"] {
            fs::rename(self.path(&format!("alice.{ending}")), self.path(&format!("old.{ending}"))).unwrap();
        }
        self.leaf.serial_number = Some(SerialNumber::from(0x1234_5679_u64));
        let key = KeyPair::generate().unwrap();
        fs::write(self.path("alice.pem"), self.leaf.signed_by(&key, &self.issuing.issuer()).unwrap().pem()).unwrap();
        fs::write(self.path("alice.key"), key.serialize_pem()).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A list as it is published, in a file.
    pub(crate) fn list(&self, name: &str) -> PathBuf {
        let body = self.server.shared.lock().unwrap().pages[&format!("/{name}")].2.clone();
        fs::write(self.path(name), body).unwrap();
        self.path(name)
    }

    /// Alice's mail, with the issuing CA's certificate or without it.
    pub(crate) fn mail(&self, whole_chain: bool) -> PathBuf {
        fs::write(self.path("letter.eml"), format!("From: {ALICE}\nTo: you@home.example\nSubject: hello\n\nHello.\n")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kakitome"));
        command.arg("sign").arg("--key").arg(self.path("alice.key")).arg("--cert").arg(self.path("alice.pem"));
        if whole_chain {
            command.arg("--chain").arg(self.path("issuing.pem"));
        }
        let output = command.arg(self.path("letter.eml")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let signed = self.path(if whole_chain { "whole.eml" } else { "bare.eml" });
        fs::write(&signed, output.stdout).unwrap();
        signed
    }
}

pub(crate) fn authority(params: CertificateParams, by: Option<&Authority>) -> Authority {
    let key = KeyPair::generate().unwrap();
    let certificate = match by {
        Some(issuer) => params.signed_by(&key, &issuer.issuer()).unwrap(),
        None => params.self_signed(&key).unwrap(),
    };
    Authority { pem: certificate.pem(), der: certificate.der().to_vec(), params, key }
}

impl Authority {
    pub(crate) fn issuer(&self) -> Issuer<'_, &KeyPair> {
        Issuer::from_params(&self.params, &self.key)
    }

    /// The same name and key, certified by somebody else; with another extension, if one is given, in place of its own.
    pub(crate) fn certified_by(&self, issuer: &Self, extension: Option<CustomExtension>) -> rcgen::Certificate {
        let mut params = self.params.clone();
        if let Some(extension) = extension {
            params.custom_extensions = vec![extension];
        }
        params.signed_by(&self.key, &issuer.issuer()).unwrap()
    }

    fn crl(&self, revoked: Option<&SerialNumber>) -> Vec<u8> {
        let entry = |serial: &SerialNumber| RevokedCertParams {
            serial_number: serial.clone(),
            revocation_time: rcgen::date_time_ymd(2020, 6, 1),
            reason_code: Some(RevocationReason::Superseded),
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(2020, 6, 2),
            next_update: rcgen::date_time_ymd(2044, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: revoked.into_iter().map(entry).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&self.issuer()).unwrap().der().to_vec()
    }
}
