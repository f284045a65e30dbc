//! Certificates, mails and CMS structures for tests: all made here, nothing taken from anywhere.

#![allow(dead_code, unreachable_pub, clippy::needless_pass_by_value, reason = "each test file uses a part of it")]

pub mod cast;
pub mod envelope;

use std::io::Cursor;
use std::time::Duration;

use kakitome_ber::{Tag, der};
use kakitome_cms::{oid, sign};
use kakitome_crypto::{DigestAlgorithm, KeyKind, Kind, MemorySigner, PrivateKey, Signer, digest};
use kakitome_mime::Message;
use kakitome_pki::{Anchors, Certificate, UnixTime};
use kakitome_smime::seal::{self, Identity, Options, Recipe};
use kakitome_smime::{Evidence, Policy, Report, open};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SanType};

/// Every test lives at this moment: 2026-11-22T01:00:00Z.
pub const NOW: UnixTime = UnixTime(1_795_309_200);
/// The same, as a mail writes it.
pub const DATE: &str = "Date: Sun, 22 Nov 2026 10:00:00 +0900\r\n";

/// Time that this thread has been given: the clock on the wall runs for other programs as well.
pub fn thread_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells a thread's time");
    Duration::from_nanos(text.split_whitespace().next().unwrap().parse().unwrap())
}

/// A root that signs for people.
pub struct Authority {
    params: CertificateParams,
    key: Vec<u8>,
    pub certificate: Certificate,
}

/// Somebody with a key and a certificate.
pub struct Person {
    pub certificate: Certificate,
    pub signer: MemorySigner,
    pub pkcs8: Vec<u8>,
}

fn key(kind: KeyKind) -> (PrivateKey, Vec<u8>) {
    let key = PrivateKey::generate(kind).unwrap();
    let pkcs8 = key.to_pkcs8().unwrap().to_vec();
    (key, pkcs8)
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let (_, pkcs8) = key(KeyKind::P256);
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2036, 1, 1);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let pair = KeyPair::try_from(pkcs8.as_slice()).unwrap();
        let certificate = Certificate::from_der(params.self_signed(&pair).unwrap().der().to_vec()).unwrap();
        Self { params, key: pkcs8, certificate }
    }

    /// Somebody with this address.
    pub fn person(&self, address: &str) -> Person {
        self.person_with(address, KeyKind::P256, |_| {})
    }

    /// Somebody with this address, this kind of key, and a certificate changed by `change`.
    pub fn person_with(&self, address: &str, kind: KeyKind, change: impl FnOnce(&mut CertificateParams)) -> Person {
        let (private, pkcs8) = key(kind);
        let mut params = CertificateParams::default();
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Test Person");
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2036, 1, 1);
        params.subject_alt_names = vec![SanType::Rfc822Name(address.try_into().unwrap())];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        change(&mut params);
        let pair = KeyPair::try_from(pkcs8.as_slice()).unwrap();
        let issuer_key = KeyPair::try_from(self.key.as_slice()).unwrap();
        let issuer = Issuer::from_params(&self.params, issuer_key);
        let der = params.signed_by(&pair, &issuer).unwrap().der().to_vec();
        Person { certificate: Certificate::from_der(der).unwrap(), signer: MemorySigner::new(private).unwrap(), pkcs8 }
    }

    /// A revocation list of yesterday that names these people.
    pub fn crl(&self, people: &[&Person]) -> Vec<u8> {
        let compromised = |person: &&Person| rcgen::RevokedCertParams {
            serial_number: rcgen::SerialNumber::from_slice(person.certificate.serial().content()),
            revocation_time: rcgen::date_time_ymd(2026, 11, 20),
            reason_code: Some(rcgen::RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let (this, next) = (rcgen::date_time_ymd(2026, 11, 21), rcgen::date_time_ymd(2026, 12, 21));
        self.crl_of(people.iter().map(compromised).collect(), |params| (params.this_update, params.next_update) = (this, next))
    }

    /// A revocation list with this one entry.
    pub fn crl_with(&self, person: &Person, since: UnixTime, reason: rcgen::RevocationReason, this: UnixTime, next: UnixTime) -> Vec<u8> {
        let written = |moment: UnixTime| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(moment.0.unsigned_abs());
        let entry = rcgen::RevokedCertParams {
            serial_number: rcgen::SerialNumber::from_slice(person.certificate.serial().content()),
            revocation_time: written(since),
            reason_code: Some(reason),
            invalidity_date: None,
        };
        self.crl_of(vec![entry], |params| (params.this_update, params.next_update) = (written(this), written(next)))
    }

    fn crl_of(
        &self,
        revoked_certs: Vec<rcgen::RevokedCertParams>,
        change: impl FnOnce(&mut rcgen::CertificateRevocationListParams),
    ) -> Vec<u8> {
        let day = rcgen::date_time_ymd(2026, 11, 21);
        let mut params = rcgen::CertificateRevocationListParams {
            this_update: day,
            next_update: day,
            crl_number: rcgen::SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: rcgen::KeyIdMethod::Sha256,
        };
        change(&mut params);
        let issuer = Issuer::from_params(&self.params, KeyPair::try_from(self.key.as_slice()).unwrap());
        params.signed_by(&issuer).unwrap().der().to_vec()
    }

    /// Its private key (PKCS#8).
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    pub fn evidence(&self) -> Evidence {
        Evidence::new(Anchors::from_certificates([self.certificate.clone()]))
    }

    /// The report about a mail, with this root trusted.
    pub fn judge(&self, mail: &[u8]) -> Report {
        open(&mut Cursor::new(mail), &self.evidence(), &Policy::default(), NOW).unwrap()
    }

    /// The word of the verdict.
    pub fn verdict(&self, mail: &[u8]) -> &'static str {
        self.judge(mail).verdict().word()
    }
}

impl Person {
    pub fn identity(&self) -> Identity {
        Identity::new(&self.certificate, &[], self.signer.algorithm(), &Options::default()).unwrap()
    }

    /// The sealed form of a whole mail.
    pub fn seal(&self, mail: &[u8]) -> Vec<u8> {
        self.seal_with(mail, |_| {})
    }

    pub fn seal_with(&self, mail: &[u8], change: impl FnOnce(&mut Recipe)) -> Vec<u8> {
        let mut recipe = Recipe::new(NOW, *b"0123456789abcdef");
        change(&mut recipe);
        let index = Message::from_bytes(mail, &kakitome_mime::Limits::default()).unwrap();
        let mut source = Cursor::new(mail);
        let prepared = seal::prepare(&mut source, &index, &self.identity(), &recipe).unwrap();
        let signature = self.signer.sign(Kind::SignedAttributes, prepared.request()).unwrap();
        let sealed = prepared.finish(&signature);
        let mut out = Vec::new();
        sealed.write_to(&mut source, &mut out).unwrap();
        assert_eq!(out.len() as u64, sealed.len(), "the length that is announced is the length that is written");
        out
    }

    /// A detached signature over these bytes, in DER.
    pub fn detached(&self, content: &[u8]) -> Vec<u8> {
        let request = self.request(content);
        let signature = self.signer.sign(Kind::SignedAttributes, request.to_be_signed()).unwrap();
        request.detached(&signature)
    }

    /// An opaque signature over these bytes, in DER.
    pub fn opaque(&self, content: &[u8]) -> Vec<u8> {
        let request = self.request(content);
        let signature = self.signer.sign(Kind::SignedAttributes, request.to_be_signed()).unwrap();
        let around = request.opaque(&signature, content.len() as u64);
        [&around.head, content, &around.tail].concat()
    }

    fn request(&self, content: &[u8]) -> sign::Request {
        let digest = digest(DigestAlgorithm::Sha256, content).unwrap();
        sign::Request::new(&self.identity(), &digest, Some(NOW)).unwrap()
    }

    /// One SignerInfo over these bytes, attributes made of these pieces; the last one is `messageDigest`.
    pub fn signer_info(&self, content: &[u8], attributes: Option<Vec<Vec<u8>>>) -> Vec<u8> {
        let sha256 = DigestAlgorithm::Sha256.to_der();
        let sid = der::sequence(&[
            self.certificate.issuer().as_der(),
            &der::element(Tag::INTEGER, false, &[self.certificate.serial().content()]),
        ]);
        let algorithm = self.signer.algorithm().to_der();
        let (attributes, signed) = match &attributes {
            Some(list) => {
                let parts: Vec<&[u8]> = list.iter().map(Vec::as_slice).collect();
                let set = der::set_of(&parts);
                let mut tagged = set.clone();
                tagged[0] = 0xa0;
                (tagged, set)
            }
            None => (Vec::new(), content.to_vec()),
        };
        let signature = der::octet_string(&self.signer.key().sign(&self.signer.algorithm(), &signed).unwrap());
        der::sequence(&[&der::unsigned(1), &sid, &sha256, &attributes, &algorithm, &signature])
    }

    pub fn usual_attributes(content: &[u8]) -> Vec<Vec<u8>> {
        let hash = digest(DigestAlgorithm::Sha256, content).unwrap();
        vec![
            attribute(&oid::CONTENT_TYPE, &[&der::oid(&oid::DATA)]),
            attribute(&oid::MESSAGE_DIGEST, &[&der::octet_string(hash.as_bytes())]),
        ]
    }
}

/// An Attribute with these values.
pub fn attribute(kind: &const_oid::ObjectIdentifier, values: &[&[u8]]) -> Vec<u8> {
    der::sequence(&[&der::oid(kind), &der::set_of(values)])
}

/// SignedData of any parts.
pub fn signed_data(digests: &[&[u8]], content: Option<&[u8]>, certificates: &[&[u8]], signers: &[&[u8]]) -> Vec<u8> {
    let octets = content.map(|content| der::context(0, &[&der::octet_string(content)])).unwrap_or_default();
    let inside = der::sequence(&[&der::oid(&oid::DATA), &octets]);
    let bag = if certificates.is_empty() { Vec::new() } else { der::context(0, certificates) };
    let data = der::sequence(&[&der::unsigned(1), &der::set_of(digests), &inside, &bag, &der::set_of(signers)]);
    der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&data])])
}

pub fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    text.as_bytes().chunks(76).map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap())).collect()
}

/// A part that is a signature file.
pub fn p7s(der: &[u8]) -> String {
    format!("Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", base64(der))
}

/// multipart/signed of a content and a signature, without the mail's own fields.
pub fn clear(content: &str, der: &[u8]) -> String {
    format!(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=outer\r\n\r\n\
         --outer\r\n{content}\r\n--outer\r\n{}--outer--\r\n",
        p7s(der)
    )
}

/// application/pkcs7-mime with this structure, without the mail's own fields.
pub fn opaque(smime_type: &str, der: &[u8]) -> String {
    format!(
        "Content-Type: application/pkcs7-mime; smime-type={smime_type}; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        base64(der)
    )
}

/// A mail from this address with this entity as its body.
pub fn mail(from: &str, entity: &str) -> Vec<u8> {
    format!("From: {from}\r\nTo: you@example.net\r\nSubject: test\r\n{DATE}MIME-Version: 1.0\r\n{entity}").into_bytes()
}

pub const TEXT: &str = "Content-Type: text/plain; charset=us-ascii\r\n\r\nHello.\r\nPay nobody.\r\n";

/// Ids of all findings, for messages of failed tests.
pub fn ids(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|noted| noted.finding.id()).collect()
}

pub fn has(report: &Report, id: &str) -> bool {
    ids(report).contains(&id)
}
