//! The mails of the truth test: made here, by people whom one root vouches for, each with something that a rule of the profile asks of.

#![allow(unreachable_pub, reason = "a piece of one test")]

use kakitome_ber::{Tag, der};
use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_cms::{oid, sign};
use kakitome_crypto::{
    ContentCipher, DigestAlgorithm, KeyKind, KeyTransport, MemoryOpener, PrivateKey, SignatureAlgorithm, Signer as _, digest,
};
use kakitome_pki::{Certificate, UnixTime};
use rcgen::{CertificateParams, DnType, DnValue, ExtendedKeyUsagePurpose, KeyUsagePurpose};

use super::support::{Authority, Person, TEXT, clear, opaque, signed_data};

pub const ALICE: &str = "alice@bank.example";
pub const BOB: &str = "bob@bank.example";

/// Name, bytes.
pub type Case = (String, Vec<u8>);

/// A root that the program trusts, one that it does not, and people.
pub struct World {
    pub root: Authority,
    pub stranger: Authority,
    pub alice: Person,
    pub bob: Person,
    pub now: UnixTime,
}

const RSA: KeyKind = KeyKind::Rsa { bits: 2048 };

impl World {
    pub fn new() -> Self {
        let (root, stranger) = (Authority::new("Root of this test"), Authority::new("Root of nobody"));
        let both = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        let person = |address| root.person_with(address, RSA, |params| params.key_usages = both.clone());
        let (alice, bob) = (person(ALICE), person(BOB));
        Self { root, stranger, alice, bob, now: UnixTime::now() }
    }

    pub fn bob_opens(&self) -> MemoryOpener {
        MemoryOpener::new(PrivateKey::from_pkcs8(&self.bob.pkcs8).unwrap()).unwrap()
    }

    fn someone(&self, change: impl FnOnce(&mut CertificateParams)) -> Person {
        self.root.person_with(ALICE, KeyKind::P256, change)
    }

    /// Of the same root, whose name is written in capitals: the same name by RFC 5280 7.1.
    fn issued_in_capitals(&self) -> Person {
        let mut issuer = CertificateParams::default();
        issuer.distinguished_name = rcgen::DistinguishedName::new();
        issuer.distinguished_name.push(DnType::CommonName, "ROOT OF THIS TEST");
        let key = rcgen::KeyPair::try_from(self.root.key()).unwrap();
        let issuer = rcgen::Issuer::from_params(&issuer, key);
        let mut person = self.someone(|_| {});
        let mut params = CertificateParams::default();
        (params.not_before, params.not_after) = (rcgen::date_time_ymd(2020, 1, 1), rcgen::date_time_ymd(2036, 1, 1));
        params.subject_alt_names = vec![rcgen::SanType::Rfc822Name(ALICE.try_into().unwrap())];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let pair = rcgen::KeyPair::try_from(person.pkcs8.as_slice()).unwrap();
        person.certificate = Certificate::from_der(params.signed_by(&pair, &issuer).unwrap().der().to_vec()).unwrap();
        person
    }

    /// Valid from so many to so many days from now.
    fn within(&self, from: i64, until: i64) -> Person {
        let moment = |days: i64| time::OffsetDateTime::from_unix_timestamp(self.now.plus_days(days).0).unwrap();
        self.someone(|params| (params.not_before, params.not_after) = (moment(from), moment(until)))
    }

    fn mail(&self, header: &str, entity: &str) -> Vec<u8> {
        format!("{header}To: {BOB}\r\nSubject: truth\r\nMIME-Version: 1.0\r\n{entity}").into_bytes()
    }

    fn header(&self, from: &str) -> String {
        format!("From: {from}\r\nDate: {}\r\n", date(self.now))
    }

    /// Clear signed just now by somebody, as this From.
    fn signed(&self, person: &Person, from: &str) -> Vec<u8> {
        self.mail(&self.header(from), &clear(TEXT, &self.detached(person, self.now)))
    }

    fn detached(&self, person: &Person, at: UnixTime) -> Vec<u8> {
        detached(person, TEXT.as_bytes(), Some(at))
    }

    /// With the content inside, signed just now.
    fn opaque(&self, person: &Person, content: &str) -> Vec<u8> {
        let algorithm = person.signer.algorithm();
        let (request, signature) = request(person, algorithm, content.as_bytes(), Some(self.now));
        let around = request.opaque(&signature, content.len() as u64);
        [&around.head, content.as_bytes(), &around.tail].concat()
    }

    fn sealed(&self, to: &Person, entity: &str) -> String {
        let options = Options { transport: KeyTransport::RsaPkcs1, ..Options::default() };
        let recipient = Recipient::certificate(&to.certificate, &options).unwrap();
        opaque("enveloped-data", &Request::new(&[recipient], ContentCipher::Aes256Cbc).unwrap().encrypt(entity.as_bytes()).unwrap())
    }

    /// All of them.
    pub fn cases(&self) -> Vec<Case> {
        let mut all = self.plain();
        all.extend(self.certificates());
        all.extend(self.addresses());
        all.extend(self.times());
        all.extend(self.several());
        all.extend(self.encrypted());
        all.into_iter().map(|(name, mail)| (name.to_owned(), mail)).collect()
    }

    fn plain(&self) -> Vec<(&'static str, Vec<u8>)> {
        let good = self.signed(&self.alice, ALICE);
        let text = String::from_utf8(good.clone()).unwrap();
        let other = TEXT.replace("nobody", "Mallory");
        let inside = self.opaque(&self.alice, TEXT);
        let part = clear(TEXT, &self.detached(&self.alice, self.now));
        let mixed = format!(
            "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n{part}\r\n--m\r\nContent-Type: text/plain\r\n\r\nFooter.\r\n--m--\r\n"
        );
        let footer = text.replace("\r\n--outer--\r\n", "\r\n--outer\r\nContent-Type: text/plain\r\n\r\nFooter.\r\n--outer--\r\n");
        let mut broken = self.detached(&self.alice, self.now);
        let last = broken.len() - 1;
        broken[last] ^= 1;
        let weak = signature_of(&self.alice, TEXT.as_bytes(), DigestAlgorithm::Sha1);
        vec![
            ("no S/MIME", self.mail(&self.header(ALICE), TEXT)),
            ("good", good),
            ("altered", text.replace("nobody", "Mallory").into_bytes()),
            ("signature altered", self.mail(&self.header(ALICE), &clear(TEXT, &broken))),
            ("opaque", self.mail(&self.header(ALICE), &opaque("signed-data", &inside))),
            ("opaque altered", self.mail(&self.header(ALICE), &opaque("signed-data", &swapped(&inside, TEXT, &other)))),
            ("a signed part of a mail", self.mail(&self.header(ALICE), &mixed)),
            ("a third part behind the signature", footer.into_bytes()),
            ("SHA-1", self.mail(&self.header(ALICE), &clear(TEXT, &weak).replace("sha-256", "sha-1"))),
            ("SHA-1 said to be SHA-256", self.mail(&self.header(ALICE), &clear(TEXT, &weak))),
            ("line ends LF", text.replace("\r\n", "\n").into_bytes()),
        ]
    }

    fn certificates(&self) -> Vec<(&'static str, Vec<u8>)> {
        let by = |person: &Person| self.signed(person, ALICE);
        let purpose = |purposes: Vec<ExtendedKeyUsagePurpose>| by(&self.someone(|params| params.extended_key_usages = purposes));
        let usage = |usages: Vec<KeyUsagePurpose>| by(&self.someone(|params| params.key_usages = usages));
        let nobody = self.root.person(ALICE);
        let larger = self.root.person_with(ALICE, KeyKind::P384, |_| {});
        let said = |person: &Person, micalg: &str| String::from_utf8(by(person)).unwrap().replace("sha-256", micalg).into_bytes();
        let without = without_certificate(&nobody, TEXT.as_bytes());
        vec![
            ("P-256", by(&self.someone(|_| {}))),
            ("P-384", said(&larger, "sha-384")),
            ("SHA-384 said to be SHA-256", by(&larger)),
            ("unknown root", by(&self.stranger.person(ALICE))),
            ("expired", by(&self.within(-100, -10))),
            ("not yet valid", by(&self.within(10, 100))),
            ("for servers only", purpose(vec![ExtendedKeyUsagePurpose::ServerAuth])),
            ("for any purpose", purpose(Vec::new())),
            ("for encryption only", usage(vec![KeyUsagePurpose::KeyEncipherment])),
            ("for non-repudiation only", usage(vec![KeyUsagePurpose::ContentCommitment])),
            ("any key usage", usage(Vec::new())),
            ("issuer's name in capitals", by(&self.issued_in_capitals())),
            ("certificate left out", self.mail(&self.header(ALICE), &clear(TEXT, &without))),
            ("RSASSA-PSS", self.mail(&self.header(ALICE), &clear(TEXT, &pss(&self.alice, TEXT.as_bytes())))),
        ]
    }

    fn addresses(&self) -> Vec<(&'static str, Vec<u8>)> {
        let nameless = self.someone(|params| params.subject_alt_names.clear());
        let in_subject = |san: bool| {
            self.someone(|params| {
                let address = DnValue::Ia5String(ALICE.try_into().unwrap());
                params.distinguished_name.push(DnType::CustomDnType(vec![1, 2, 840, 113_549, 1, 9, 1]), address);
                let other = rcgen::SanType::Rfc822Name("other@bank.example".try_into().unwrap());
                params.subject_alt_names = if san { vec![other] } else { Vec::new() };
            })
        };
        let by_alice = |from: &str| self.signed(&self.alice, from);
        let sender = format!("Sender: {ALICE}\r\n{}", self.header("eve@evil.example"));
        let entity = clear(TEXT, &self.detached(&self.alice, self.now));
        vec![
            ("another From", by_alice("eve@evil.example")),
            ("the signer is Sender only", self.mail(&sender, &entity)),
            ("letters' case", by_alice("Alice@BANK.example")),
            ("a display name", by_alice(&format!("\"Bank\" <{ALICE}>"))),
            ("two in From, the signer first", by_alice(&format!("{ALICE}, eve@evil.example"))),
            ("two in From, the signer second", by_alice(&format!("eve@evil.example, {ALICE}"))),
            ("no address in the certificate", self.signed(&nameless, ALICE)),
            ("address in the subject", self.signed(&in_subject(false), ALICE)),
            ("address in the subject, another beside it", self.signed(&in_subject(true), ALICE)),
        ]
    }

    fn times(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut all = Vec::new();
        for (name, minutes) in
            [("59 minutes before Date", -59), ("59 minutes after Date", 59), ("61 minutes before Date", -61), ("61 minutes after Date", 61)]
        {
            let entity = clear(TEXT, &self.detached(&self.alice, self.now.plus_seconds(minutes * 60)));
            all.push((name, self.mail(&self.header(ALICE), &entity)));
        }
        let entity = clear(TEXT, &self.detached(&self.alice, self.now));
        all.push(("no Date", self.mail(&format!("From: {ALICE}\r\n"), &entity)));
        all.push(("a Date that is none", self.mail(&format!("From: {ALICE}\r\nDate: yesterday\r\n"), &entity)));
        let timeless = clear(TEXT, &detached(&self.alice, TEXT.as_bytes(), None));
        all.push(("no signing time", self.mail(&self.header(ALICE), &timeless)));
        // good today, and not on the day that the signature names
        let young = self.within(-10, 100);
        let before = self.now.plus_days(-20);
        let header = format!("From: {ALICE}\r\nDate: {}\r\n", date(before));
        all.push(("signed before the certificate", self.mail(&header, &clear(TEXT, &self.detached(&young, before)))));
        // the other way round: expired today, and signed in time
        let old = self.within(-100, -10);
        all.push(("expired since", self.mail(&header, &clear(TEXT, &self.detached(&old, before)))));
        all
    }

    fn several(&self) -> Vec<(&'static str, Vec<u8>)> {
        let eve = self.root.person_with("eve@evil.example", RSA, |_| {});
        let info =
            |person: &Person, content: &str| person.signer_info(content.as_bytes(), Some(Person::usual_attributes(content.as_bytes())));
        let two = |first: (&Person, &str), second: (&Person, &str)| {
            let certificates = [first.0.certificate.as_der(), second.0.certificate.as_der()];
            let infos = [info(first.0, first.1), info(second.0, second.1)];
            self.mail(&self.header(ALICE), &clear(TEXT, &in_this_order(&certificates, &infos)))
        };
        let (alice, other) = (&self.alice, TEXT.replace("nobody", "Mallory"));
        let inner = clear(TEXT, &detached(alice, TEXT.as_bytes(), Some(self.now))).replace("outer", "inner");
        let inner_opaque = opaque("signed-data", &self.opaque(alice, TEXT));
        let around = |entity: &str| clear(entity, &detached(alice, entity.as_bytes(), Some(self.now)));
        let inside = |entity: &str| opaque("signed-data", &self.opaque(alice, entity));
        vec![
            ("two signers", two((alice, TEXT), (&eve, TEXT))),
            ("two signers, From is the second", two((&eve, TEXT), (alice, TEXT))),
            ("two signers, the second altered", two((alice, TEXT), (&eve, &other))),
            ("two signers, the first altered", two((alice, &other), (&eve, TEXT))),
            ("clear in clear", self.mail(&self.header(ALICE), &around(&inner))),
            ("opaque in clear", self.mail(&self.header(ALICE), &around(&inner_opaque))),
            ("clear in opaque", self.mail(&self.header(ALICE), &inside(&inner))),
            ("opaque in opaque", self.mail(&self.header(ALICE), &inside(&inner_opaque))),
        ]
    }

    fn encrypted(&self) -> Vec<(&'static str, Vec<u8>)> {
        let nobody = self.root.person_with(BOB, RSA, |params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment]);
        let signed = clear(TEXT, &self.detached(&self.alice, self.now));
        let altered = signed.replace("nobody", "Mallory");
        let around = |entity: &str| clear(entity, &detached(&self.alice, entity.as_bytes(), Some(self.now)));
        let mail = |entity: &str| self.mail(&self.header(ALICE), entity);
        vec![
            ("encrypted", mail(&self.sealed(&self.bob, TEXT))),
            ("encrypted to somebody else", mail(&self.sealed(&nobody, TEXT))),
            ("signed and encrypted", mail(&self.sealed(&self.bob, &signed))),
            ("signed, altered and encrypted", mail(&self.sealed(&self.bob, &altered))),
            ("signed and encrypted to somebody else", mail(&self.sealed(&nobody, &signed))),
            ("signed and encrypted, another From", self.mail(&self.header("eve@evil.example"), &self.sealed(&self.bob, &signed))),
            ("encrypted and then signed", mail(&around(&self.sealed(&self.bob, TEXT)))),
            ("encrypted to somebody else and then signed", mail(&around(&self.sealed(&nobody, TEXT)))),
        ]
    }
}

pub fn date(at: UnixTime) -> String {
    let at = time::OffsetDateTime::from_unix_timestamp(at.0).unwrap();
    at.format(&time::format_description::well_known::Rfc2822).unwrap()
}

fn detached(person: &Person, content: &[u8], at: Option<UnixTime>) -> Vec<u8> {
    signed_by(person, person.signer.algorithm(), content, at)
}

fn signed_by(person: &Person, algorithm: SignatureAlgorithm, content: &[u8], at: Option<UnixTime>) -> Vec<u8> {
    let (request, signature) = request(person, algorithm, content, at);
    request.detached(&signature)
}

fn request(person: &Person, algorithm: SignatureAlgorithm, content: &[u8], at: Option<UnixTime>) -> (sign::Request, Vec<u8>) {
    let identity = sign::Identity::new(&person.certificate, &[], algorithm, &sign::Options::default()).unwrap();
    let hash = digest(identity.digest(), content).unwrap();
    let request = sign::Request::new(&identity, &hash, at).unwrap();
    let signature = person.signer.key().sign(&algorithm, request.to_be_signed()).unwrap();
    (request, signature)
}

/// Signers in the order in which they are given: DER would sort them.
fn in_this_order(certificates: &[&[u8]], infos: &[Vec<u8>]) -> Vec<u8> {
    let algorithm = DigestAlgorithm::Sha256.to_der();
    let inside = der::sequence(&[&der::oid(&oid::DATA)]);
    let infos: Vec<&[u8]> = infos.iter().map(Vec::as_slice).collect();
    let signers = der::element(Tag::SET, true, &infos);
    let data = der::sequence(&[&der::unsigned(1), &der::set_of(&[&algorithm]), &inside, &der::context(0, certificates), &signers]);
    der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&data])])
}

fn pss(person: &Person, content: &[u8]) -> Vec<u8> {
    let sha256 = DigestAlgorithm::Sha256;
    signed_by(person, SignatureAlgorithm::RsaPss { digest: sha256, mgf: sha256, salt_len: 32 }, content, None)
}

/// By a digest that no identity is given.
fn signature_of(person: &Person, content: &[u8], weak: DigestAlgorithm) -> Vec<u8> {
    let hash = digest(weak, content).unwrap();
    let attributes = [
        super::support::attribute(&oid::CONTENT_TYPE, &[&der::oid(&oid::DATA)]),
        super::support::attribute(&oid::MESSAGE_DIGEST, &[&der::octet_string(hash.as_bytes())]),
    ];
    let set = der::set_of(&[&attributes[0], &attributes[1]]);
    let mut tagged = set.clone();
    tagged[0] = 0xa0;
    let serial = der::element(Tag::INTEGER, false, &[person.certificate.serial().content()]);
    let sid = der::sequence(&[person.certificate.issuer().as_der(), &serial]);
    let algorithm = SignatureAlgorithm::RsaPkcs1 { digest: DigestAlgorithm::Sha256 };
    let signature = der::octet_string(&person.signer.key().sign(&algorithm, &set).unwrap());
    let info = der::sequence(&[&der::unsigned(1), &sid, &weak.to_der(), &tagged, &algorithm.to_der(), &signature]);
    signed_data(&[&weak.to_der()], None, &[person.certificate.as_der()], &[&info])
}

fn without_certificate(person: &Person, content: &[u8]) -> Vec<u8> {
    let info = person.signer_info(content, Some(Person::usual_attributes(content)));
    signed_data(&[&DigestAlgorithm::Sha256.to_der()], None, &[], &[&info])
}

/// The same octets with one text in the place of another of the same length.
fn swapped(der: &[u8], text: &str, other: &str) -> Vec<u8> {
    let at = der.windows(text.len()).position(|window| window == text.as_bytes()).unwrap();
    // what does not fit is cut: the length of the octet string stays
    let mut out = der.to_vec();
    out[at..at + text.len()].copy_from_slice(&other.as_bytes()[..text.len()]);
    out
}

/// In PEM, as `certutil` reads it.
pub fn pem(certificate: &Certificate) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", super::support::base64(certificate.as_der()).replace('\r', ""))
}
