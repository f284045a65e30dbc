//! Fifty mails that mean no good: scripts and markup in every place that a page shows, marks that turn the direction of writing or cannot
//! be seen, certificates and file names of the same kind. All made here.

use std::io::Cursor;
use std::path::Path;

use kakitome_crypto::{Kind, MemorySigner, PrivateKey, Signer};
use kakitome_mime::{Limits, Message};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_smime::seal::{self, Identity, Options, Recipe};
use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, SanType};

/// What is tried in every place.
const TRIED: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>",
    "</title></head><body onload=alert(1)>",
    "{{7*7}}{% raw %}<b>bold</b>",
    "bank.example\u{202e}elpmaxe.live",
    "b\u{200b}a\u{200d}n\u{2060}k\u{feff}",
    "<a href=\"javascript:alert(1)\">click</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;<base href=//evil.example>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe><style>*{display:none}</style>",
];

/// Writes them; the names of the files are of the same kind as far as a file system takes them.
pub(crate) fn write(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for (at, tried) in TRIED.iter().enumerate() {
        let clean = |text: &str| text.replace('/', "\u{2215}");
        let name = |kind: &str| folder.join(format!("{at}-{kind}-{}.eml", clean(tried).chars().take(40).collect::<String>()));
        std::fs::write(name("subject"), mail("a@b.example", tried, "text/plain", "hello")).unwrap();
        std::fs::write(name("from"), mail(&format!("\"{}\" <a@b.example>", tried.replace('"', "\\\"")), "hello", "text/plain", "hello"))
            .unwrap();
        std::fs::write(name("body"), mail("a@b.example", tried, "text/html", tried)).unwrap();
        std::fs::write(name("certificate"), signed(tried)).unwrap();
        std::fs::write(name("way"), way(tried)).unwrap();
    }
}

fn mail(from: &str, subject: &str, kind: &str, body: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: you@example.net\r\nSubject: {subject}\r\nDate: Sun, 22 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n\
         Content-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    )
    .into_bytes()
}

/// What servers wrote on the way, and a file name.
fn way(tried: &str) -> Vec<u8> {
    let plain = mail("a@b.example", "hello", &format!("application/pkcs7-mime; name=\"{}\"", tried.replace('"', "\\\"")), "AAAA");
    let received =
        format!("Received: from {tried} (evil) by mx.{tried} with ESMTP; Sun, 22 Nov 2026 10:00:00 +0900\r\nList-Id: {tried}\r\n");
    [received.as_bytes(), &plain].concat()
}

/// Signed by somebody whose certificate says it.
fn signed(tried: &str) -> Vec<u8> {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, tried);
    params.distinguished_name.push(DnType::OrganizationName, tried);
    params.subject_alt_names = vec![SanType::Rfc822Name("a@b.example".try_into().unwrap())];
    let certificate = Certificate::from_der(params.self_signed(&key).unwrap().der().to_vec()).unwrap();
    let signer = MemorySigner::new(PrivateKey::from_pkcs8(&key.serialize_der()).unwrap()).unwrap();
    let identity = Identity::new(&certificate, &[], signer.algorithm(), &Options::default()).unwrap();
    let plain = mail("a@b.example", "hello", "text/plain", "hello");
    let index = Message::from_bytes(&plain, &Limits::default()).unwrap();
    let mut source = Cursor::new(&plain);
    let now = UnixTime::parse("2026-11-22T10:00:00+09:00").unwrap();
    let prepared = seal::prepare(&mut source, &index, &identity, &Recipe::new(now, *b"0123456789abcdef")).unwrap();
    let signature = signer.sign(Kind::SignedAttributes, prepared.request()).unwrap();
    let mut out = Vec::new();
    prepared.finish(&signature).write_to(&mut source, &mut out).unwrap();
    out
}
