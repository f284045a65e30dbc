//! The mails to try with: what they show, and how they are made. `KAKITOME_MAKE_SPECIMENS=1` (`cargo xtask specimens`) writes them anew
//! with new keys, which nobody keeps.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::io::Cursor;
use std::path::Path;

use base64::Engine as _;
use kakitome_clients::{LOOKED_AT, Shows, Specimen, specimens, stage};
use kakitome_crypto::{Kind, MemorySigner, PrivateKey, Signer};
use kakitome_mime::{Limits, Message};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_smime::seal::{self, Identity, Options, Recipe};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};

const SENDER: &str = "noreply@bank.example";
const TEXT: &str = "\
見本 太郎 様\r\n\
\r\n\
見本銀行からのお知らせです。\r\n\
ご登録の住所の変更を受け付けました。お心当たりのない場合は、\r\n\
カードに記載の番号にお電話ください。\r\n\
\r\n\
このメールは Kakitome を試すための見本です。実在の銀行のものではありません。\r\n\
-- \r\n\
株式会社見本銀行\r\n";
/// What a mailing list adds after signing.
const FOOTER: &str =
    "\r\n_______________________________________________\r\nこのメールは社内メーリングリスト news@lists.example から配信されました。\r\n";

#[test]
fn the_shipped_mails_say_what_they_are_for() {
    if std::env::var_os("KAKITOME_MAKE_SPECIMENS").is_some() {
        make(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/specimens"));
        return;
    }
    let verdict = |one: &Specimen| stage::explained(one).unwrap().report.verdict().word();
    let told: Vec<(&str, &str)> = specimens().iter().map(|one| (one.id, verdict(one))).collect();
    assert_eq!(told, [("good", "valid"), ("altered", "altered"), ("case-2016", "untrusted")]);
    let good = stage::explained(&specimens()[0]).unwrap();
    let signer = &good.report.signers[0];
    assert_eq!(signer.address.certificate, [SENDER]);
    assert!(signer.path.as_ref().unwrap().certificates().len() == 3, "an intermediate stands between");
    let usual = |id: &str| good.shown.iter().find(|one| one.program.id == id).unwrap().usual().unwrap().shows;
    assert_eq!((usual("outlook-classic"), usual("thunderbird"), usual("gmail-web")), (Shows::Trusted, Shows::Trusted, Shows::Trusted));
    assert_eq!(good.report.at, LOOKED_AT);
}

#[test]
fn no_key_stands_in_what_is_shipped() {
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/specimens")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(PrivateKey::from_pkcs8(&bytes).is_err() && !bytes.windows(11).any(|at| at == b"PRIVATE KEY"));
    }
}

/// One certificate with its key.
struct Made {
    params: CertificateParams,
    key: KeyPair,
    certificate: Certificate,
}

fn params(name: &str, from: (i32, u8), to: (i32, u8), is_ca: bool) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (date_time_ymd(from.0, from.1, 1), date_time_ymd(to.0, to.1, 1));
    if is_ca {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        return params;
    }
    params.distinguished_name.push(DnType::OrganizationName, "株式会社見本銀行");
    params.subject_alt_names = vec![SanType::Rfc822Name(SENDER.try_into().unwrap())];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    // organisation-validated, strict (S/MIME Baseline Requirements 7.1.6.1): SEQUENCE { SEQUENCE { 2.23.140.1.5.2.3 } }
    let policy = vec![0x30, 0x0b, 0x30, 0x09, 0x06, 0x07, 0x67, 0x81, 0x0c, 0x01, 0x05, 0x02, 0x03];
    params.custom_extensions = vec![CustomExtension::from_oid_content(&[2, 5, 29, 32], policy)];
    params
}

impl Made {
    fn root(params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = Certificate::from_der(params.self_signed(&key).unwrap().der().to_vec()).unwrap();
        Self { params, key, certificate }
    }

    fn under(params: CertificateParams, issuer: &Self) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = issuer.issue(&params, &key);
        Self { params, key, certificate }
    }

    fn issue(&self, params: &CertificateParams, key: &KeyPair) -> Certificate {
        let own = KeyPair::try_from(self.key.serialize_der()).unwrap();
        let issuer = Issuer::new(self.params.clone(), own);
        Certificate::from_der(params.signed_by(key, &issuer).unwrap().der().to_vec()).unwrap()
    }

    fn seal(&self, mail: &str, chain: &[Certificate], now: UnixTime) -> Vec<u8> {
        let signer = MemorySigner::new(PrivateKey::from_pkcs8(&self.key.serialize_der()).unwrap()).unwrap();
        let identity = Identity::new(&self.certificate, chain, signer.algorithm(), &Options::default()).unwrap();
        let index = Message::from_bytes(mail.as_bytes(), &Limits::default()).unwrap();
        let mut source = Cursor::new(mail.as_bytes());
        let prepared = seal::prepare(&mut source, &index, &identity, &Recipe::new(now, *b"mihon specimen  ")).unwrap();
        let signature = signer.sign(Kind::SignedAttributes, prepared.request()).unwrap();
        let mut out = Vec::new();
        prepared.finish(&signature).write_to(&mut source, &mut out).unwrap();
        out
    }
}

fn encoded(text: &str) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(text);
    text.as_bytes().chunks(76).map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap())).collect()
}

fn mail(id: &str, date: &str) -> String {
    // 「お知らせ(見本)」 and 「見本銀行」 (RFC 2047)
    let word = |text: &str| format!("=?UTF-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(text));
    let (subject, name) = (word("お知らせ(見本)"), word("見本銀行"));
    format!(
        "From: {name} <{SENDER}>\r\nTo: you@customer.example\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id}@bank.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        encoded(TEXT)
    )
}

fn make(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).unwrap();

    let root = Made::root(params("Example Root CA", (2024, 1), (2044, 1), true));
    let issuing = Made::under(params("Example CA", (2025, 1), (2035, 1), true), &root);
    let bank = Made::under(params("株式会社見本銀行", (2026, 10), (2028, 10), false), &issuing);
    let sent = UnixTime::parse("2026-11-22T10:00:00+09:00").unwrap();
    let good = bank.seal(&mail("good", "Sun, 22 Nov 2026 10:00:00 +0900"), std::slice::from_ref(&issuing.certificate), sent);
    let text = String::from_utf8(good.clone()).unwrap();
    let altered = text.replace(&encoded(TEXT), &encoded(&format!("{TEXT}{FOOTER}"))).replace("<good@", "<altered@");
    assert!(altered.len() > text.len(), "the text is where it is looked for");
    write("example-root.der", root.certificate.as_der());
    write("good.eml", &good);
    write("altered.eml", altered.as_bytes());

    let table = stage::table().unwrap();
    let old = Made::root(params(&table.old.name, (1996, 2), (2028, 8), true));
    let new = Made::root(params(&table.new.name, (1999, 10), (2036, 7), true));
    let issuing = Made::under(params("Example CA (2010)", (2010, 2), (2020, 2), true), &new);
    let bank = Made::under(params("株式会社見本銀行", (2015, 6), (2017, 6), false), &issuing);
    let mut crossed = params(&table.new.name, (2006, 11), (2021, 11), true);
    crossed.distinguished_name = new.params.distinguished_name.clone();
    let cross = old.issue(&crossed, &new.key);
    let sent = UnixTime::parse("2016-01-19T09:00:00+09:00").unwrap();
    let text = mail("case-2016", "Tue, 19 Jan 2016 09:00:00 +0900");
    write("old-root.der", old.certificate.as_der());
    write("new-root.der", new.certificate.as_der());
    write("case-2016.eml", &bank.seal(&text, &[issuing.certificate.clone(), cross], sent));
    write("case-2016-direct.eml", &bank.seal(&text, std::slice::from_ref(&issuing.certificate), sent));
}
