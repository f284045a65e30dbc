//! Whole mails of 4 KB with a chain of three certificates (RSA-2048), judged at first sight and by a memory: microseconds a
//! mail, and each beside the raw RSA private operation in the same run. One core, medians.
//! `cargo bench -p kakitome-smime --bench chains`; libcrypto's `CMS_verify` does 0.64 mails for each raw operation
//! (2,358 beside 3,700 in a second), so that 2.5 and 8 times its rate are 1.6 and 5.1 mails for each.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::expect_used, reason = "figures for people at a terminal")]

use std::hint::black_box;
use std::io::Cursor;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kakitome_crypto::{KeyKind, Kind, MemorySigner, PrivateKey, Signer};
use kakitome_mime::Message;
use kakitome_pki::issue::{self, CaRequest, LeafRequest, PolicyChoice};
use kakitome_pki::{Anchors, Certificate, Name, Remembered, UnixTime};
use kakitome_smime::seal::{self, Identity, Options, Recipe};
use kakitome_smime::{Evidence, Policy, Verdict, open};

/// Mails for each raw operation: the bounds of the project (2.5 and 8 times libcrypto).
const COLD: f64 = 1.6;
const WARM: f64 = 5.1;

const KIND: KeyKind = KeyKind::Rsa { bits: 2048 };

fn main() {
    let now = UnixTime::now();
    let (root, issuing, leaf, owner) = chain(now);
    let mail = mail(&leaf, &issuing, &owner, now);
    let cold = Evidence::new(Anchors::from_certificates([root]));
    let warm = cold.clone().with_memory(Arc::new(Remembered::default()));
    let policy = Policy::default();
    let judge = |evidence: &Evidence| {
        let begun = Instant::now();
        let report = open(&mut Cursor::new(&mail[..]), evidence, &policy, now).unwrap();
        let taken = begun.elapsed();
        assert_eq!(black_box(report).verdict(), Verdict::Valid);
        taken
    };
    let mut times: [Vec<Duration>; 3] = Default::default();
    // interleaved, so that whatever else the machine does falls on all alike
    for _ in 0..1001 {
        let [raw, first, again] = &mut times;
        let begun = Instant::now();
        black_box(owner.sign(Kind::SignedAttributes, b"raw").unwrap());
        raw.push(begun.elapsed());
        first.push(judge(&cold));
        again.push(judge(&warm));
    }
    let [raw, first, again] = times.map(median);
    let each = |time: Duration| raw.as_secs_f64() / time.as_secs_f64();
    println!("a mail of {} octets; raw RSA-2048 private operation: {raw:?}", mail.len());
    println!("first sight: {first:?} a mail, {:.2} mails for each raw operation (at least {COLD})", each(first));
    println!("remembered:  {again:?} a mail, {:.2} mails for each raw operation (at least {WARM})", each(again));
    assert!(each(first) >= COLD && each(again) >= WARM, "slower than the project allows");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn chain(now: UnixTime) -> (Certificate, Certificate, Certificate, MemorySigner) {
    let signer = || MemorySigner::new(PrivateKey::generate(KIND).unwrap()).unwrap();
    let (root_key, issuing_key, owner) = (signer(), signer(), signer());
    let ca = |name: &str| Name::build(&[("C", "JP"), ("O", "Mihon Bank"), ("CN", name)]).unwrap();
    let request = CaRequest {
        subject: ca("Mihon Root"),
        spki: root_key.public_key(),
        not_before: now,
        not_after: issue::not_after(now, 3650),
        crl_url: None,
        issuer_url: None,
    };
    let root = issue::root(&request, &root_key.algorithm(), now).unwrap().sign(&root_key).unwrap();
    let root = Certificate::from_der(root).unwrap();
    let request = CaRequest { subject: ca("Mihon Issuing"), spki: issuing_key.public_key(), ..request };
    let issuing = issue::issuing(&request, &root, &root_key.algorithm(), now).unwrap().sign(&root_key).unwrap();
    let issuing = Certificate::from_der(issuing).unwrap();
    let request = LeafRequest {
        subject: None,
        emails: &["notice@bank.example"],
        spki: owner.public_key(),
        not_before: now,
        not_after: issue::not_after(now, 365),
        crl_url: "http://ca.bank.example/issuing.crl",
        issuer_url: None,
        policy: PolicyChoice::default(),
    };
    let leaf = issue::leaf(&request, &issuing, &issuing_key.algorithm(), now).unwrap().sign(&issuing_key).unwrap();
    (root, issuing, Certificate::from_der(leaf).unwrap(), owner)
}

/// A Japanese newsletter of 4 KB, sealed with the issuing CA's certificate along.
fn mail(leaf: &Certificate, issuing: &Certificate, owner: &MemorySigner, now: UnixTime) -> Vec<u8> {
    let line = "いつも見本銀行をご利用いただき、ありがとうございます。\r\n";
    let head = "From: notice@bank.example\r\nTo: a@customer.example\r\nSubject: notice\r\nMIME-Version: 1.0\r\n\
                Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    let text = format!("{head}{}", line.repeat(4096 / line.len()));
    let identity = Identity::new(leaf, std::slice::from_ref(issuing), owner.algorithm(), &Options::default()).unwrap();
    let index = Message::from_bytes(text.as_bytes(), &kakitome_mime::Limits::default()).unwrap();
    let mut source = Cursor::new(text.as_bytes());
    let prepared = seal::prepare(&mut source, &index, &identity, &Recipe::new(now, *b"0123456789abcdef")).unwrap();
    let signature = owner.sign(Kind::SignedAttributes, prepared.request()).unwrap();
    let mut out = Vec::new();
    prepared.finish(&signature).write_to(&mut source, &mut out).unwrap();
    out
}
