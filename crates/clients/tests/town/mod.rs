//! The chain of 2016, made here: a leaf, an issuing CA, a newer root, an older root, and the cross certificate between them.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::io::Cursor;
use std::path::{Path, PathBuf};

use kakitome_crypto::{MemorySigner, PrivateKey};
use kakitome_pki::{Certificate, Crl, UnixTime};
use kakitome_roots::{Beside, Machine, Root, Snapshot, read};
use kakitome_smime::{Evidence, Policy, Report, open};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType};

use super::support::{Person, TEXT};

const G1: &str = "742c3192e607e424eb4549542be1bbc53e6174e2";
const G3: &str = "132d0d45534b6997cdb2d5c339e25576609b5cc6";
pub const SENDER: &str = "noreply@bank.example";

pub struct Chain {
    pub person: Person,
    pub issuing: Certificate,
    pub cross: Certificate,
    pub old_root: Certificate,
    pub new_root: Certificate,
    /// Names and key of the issuing CA.
    issuer: (CertificateParams, Vec<u8>),
}

fn corpus(path: &str) -> PathBuf {
    let shared =
        std::env::var_os("KAKITOME_SHARED").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let file = shared.join("corpus").join(path);
    assert!(file.exists(), "no {}: set KAKITOME_SHARED to the folder that holds the corpus", file.display());
    file
}

/// Microsoft's list of that day.
pub fn authroot(date: &str) -> Snapshot {
    let bytes = std::fs::read(corpus(&format!("authroot/authroot-{date}.stl"))).unwrap();
    let seen = UnixTime::parse(date).unwrap();
    let mut list = read(&bytes, &Beside { date: seen, certificates: &[] }).unwrap();
    list.seen = Some(seen);
    list
}

/// Mozilla's list of that day.
pub fn certdata(edition: &str) -> Snapshot {
    let bytes = std::fs::read(corpus(&format!("nss-certdata/certdata-{edition}.txt"))).unwrap();
    read(&bytes, &Beside { date: UnixTime::parse(&edition[..10]).unwrap(), certificates: &[] }).unwrap()
}

fn params(name: &str, is_ca: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (rcgen::date_time_ymd(2006, 1, 1), rcgen::date_time_ymd(2036, 1, 1));
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    } else {
        params.not_before = rcgen::date_time_ymd(2006, 6, 1);
        params.subject_alt_names = vec![SanType::Rfc822Name(SENDER.try_into().unwrap())];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    }
    params
}

impl Chain {
    pub fn new() -> Self {
        let keys: Vec<KeyPair> = (0..4).map(|_| KeyPair::generate().unwrap()).collect();
        let old = params("Class 3 Public Primary Certification Authority", true);
        let new = params("VeriSign Class 3 Public Primary Certification Authority - G3", true);
        let (issuing, leaf) = (params("Issuing CA", true), params("Mihon Bank", false));
        let read = |der: &rcgen::Certificate| Certificate::from_der(der.der().to_vec()).unwrap();
        let by = |params: &CertificateParams, key: &KeyPair| Issuer::new(params.clone(), KeyPair::try_from(key.serialize_der()).unwrap());
        let certificate = read(&leaf.signed_by(&keys[3], &by(&issuing, &keys[2])).unwrap());
        let pkcs8 = keys[3].serialize_der();
        let signer = MemorySigner::new(PrivateKey::from_pkcs8(&pkcs8).unwrap()).unwrap();
        Self {
            person: Person { certificate, signer, pkcs8 },
            issuing: read(&issuing.signed_by(&keys[2], &by(&new, &keys[1])).unwrap()),
            cross: read(&new.signed_by(&keys[1], &by(&old, &keys[0])).unwrap()),
            old_root: read(&old.self_signed(&keys[0]).unwrap()),
            new_root: read(&new.self_signed(&keys[1]).unwrap()),
            issuer: (issuing, keys[2].serialize_der()),
        }
    }

    /// The issuing CA's revocation list of that day: nobody is on it.
    pub fn crl(&self, at: UnixTime) -> Crl {
        let moment = |at: UnixTime| rcgen::date_time_ymd(1970, 1, 1) + std::time::Duration::from_secs(at.0.unsigned_abs());
        let params = rcgen::CertificateRevocationListParams {
            this_update: moment(at.plus_days(-1)),
            next_update: moment(at.plus_days(30)),
            crl_number: rcgen::SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: rcgen::KeyIdMethod::Sha256,
        };
        let issuer = Issuer::new(self.issuer.0.clone(), KeyPair::try_from(self.issuer.1.as_slice()).unwrap());
        Crl::from_der(params.signed_by(&issuer).unwrap().der()).unwrap()
    }

    /// A list in which the two roots stand in for the real ones.
    pub fn stand_in(&self, list: &Snapshot) -> Snapshot {
        let swap = |root: &Root| {
            let hash: String = root.sha1.iter().flatten().map(|octet| format!("{octet:02x}")).collect();
            let twin = match hash.as_str() {
                G1 => &self.old_root,
                G3 => &self.new_root,
                _ => return root.clone(),
            };
            Root { name: root.name.clone(), limits: root.limits.clone(), notes: root.notes.clone(), ..Root::of(twin.clone()) }
        };
        let mut stand_in = Snapshot::new(list.source, list.date, list.origin, list.roots().iter().map(swap).collect());
        stand_in.seen = list.seen;
        stand_in
    }

    pub fn mail(&self) -> Vec<u8> {
        let date = "Date: Thu, 21 Jan 2016 10:00:00 +0900\r\n";
        let mail = format!("From: {SENDER}\r\nTo: you@example.net\r\nSubject: test\r\n{date}MIME-Version: 1.0\r\n{TEXT}");
        self.person.seal_with(mail.as_bytes(), |recipe| recipe.now = UnixTime::parse("2016-01-21T01:00:00Z").unwrap())
    }

    /// The report of a machine that the list has reached and that has the old root alone.
    pub fn report(&self, list: &Snapshot, at: UnixTime, cross: bool) -> Report {
        self.report_with(list, at, cross, Vec::new())
    }

    /// The same with revocation lists at hand.
    pub fn report_with(&self, list: &Snapshot, at: UnixTime, cross: bool, crls: Vec<Crl>) -> Report {
        let mut message = vec![self.issuing.clone()];
        message.extend(cross.then(|| self.cross.clone()));
        let present = [self.old_root.clone()];
        let machine = Machine { present: &present, updates: Some(list), heeds_dates: true };
        let anchors = machine.anchors(&self.person.certificate, &message, at);
        let evidence = Evidence::new(anchors).with_certificates(message).with_crls(crls);
        open(&mut Cursor::new(self.mail()), &evidence, &Policy::default(), at).unwrap()
    }
}
