//! The chain of 2016, made here: a leaf, an issuing CA, a newer root, an older root, and the cross certificate between them.

#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::io::Cursor;
use std::path::{Path, PathBuf};

use kakitome_crypto::{MemorySigner, PrivateKey};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_roots::{Beside, Machine, Root, Snapshot, read};
use kakitome_smime::{Evidence, Policy, Report, open};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType};

use super::support::{Person, TEXT, clear};

const G1: &str = "742c3192e607e424eb4549542be1bbc53e6174e2";
const G3: &str = "132d0d45534b6997cdb2d5c339e25576609b5cc6";
pub const SENDER: &str = "noreply@bank.example";

pub struct Chain {
    pub person: Person,
    pub issuing: Certificate,
    pub cross: Certificate,
    pub old_root: Certificate,
    pub new_root: Certificate,
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
        }
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
        let entity = clear(TEXT, &self.person.detached(TEXT.as_bytes()));
        let date = "Date: Thu, 21 Jan 2016 10:00:00 +0900\r\n";
        format!("From: {SENDER}\r\nTo: you@example.net\r\nSubject: test\r\n{date}MIME-Version: 1.0\r\n{entity}").into_bytes()
    }

    /// The report of a machine that the list has reached and that has the old root alone.
    pub fn report(&self, list: &Snapshot, at: UnixTime, cross: bool) -> Report {
        let mut message = vec![self.issuing.clone()];
        message.extend(cross.then(|| self.cross.clone()));
        let present = [self.old_root.clone()];
        let machine = Machine { present: &present, updates: Some(list), heeds_dates: true };
        let anchors = machine.anchors(&self.person.certificate, &message, at);
        let evidence = Evidence::new(anchors).with_certificates(message);
        open(&mut Cursor::new(self.mail()), &evidence, &Policy::default(), at).unwrap()
    }
}
