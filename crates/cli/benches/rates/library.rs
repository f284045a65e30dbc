//! Signing through the library beside the raw primitive: 4 KB mails, a chain of two certificates, RSA-2048.

use std::io::Cursor;
use std::time::{Duration, Instant};

use kakitome_crypto::{KeyKind, Kind, MemorySigner, PrivateKey, SignatureAlgorithm, Signer, ToSign, sign_many};
use kakitome_mime::{Limits, Message};
use kakitome_pki::{Certificate, UnixTime};
use kakitome_smime::seal::{Identity, Options, Recipe, prepare};

use crate::measure::{ROUNDS, median, own_cpu, rate};
use crate::openssl;

/// The key that the raw primitive is measured with.
pub(crate) struct Raw {
    key: PrivateKey,
}

pub(crate) fn raw() -> Raw {
    kakitome_crypto::warm_up().unwrap();
    Raw { key: PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap() }
}

impl Raw {
    /// Microseconds of CPU that one signature costs a thread that does nothing else, over so long a time.
    pub(crate) fn cost(&self, time: Duration) -> f64 {
        let algorithm = self.key.default_algorithm();
        let (begin, before, mut count) = (Instant::now(), own_cpu(), 0_u32);
        while begin.elapsed() < time {
            drop(std::hint::black_box(self.key.sign(&algorithm, &[7; SIGNED_ATTRIBUTES]).unwrap()));
            count += 1;
        }
        (own_cpu() - before) * 1e6 / f64::from(count)
    }
}

impl Raw {
    /// Signatures a second on so many threads, one by one as aws-lc makes them.
    pub(crate) fn rate(&self, threads: usize) -> f64 {
        raw_rate(&self.key, threads)
    }

    /// The same, many at once: eight in a set of registers, where the processor has them.
    pub(crate) fn rate_of_many(&self, threads: usize) -> f64 {
        let algorithm = self.key.default_algorithm();
        let message = [7_u8; SIGNED_ATTRIBUTES];
        let jobs = [ToSign { key: &self.key, algorithm: &algorithm, message: &message }; 8];
        8.0 * rate(threads, || (), |()| drop(std::hint::black_box(sign_many(&jobs))))
    }
}

/// As many bytes as signed attributes have.
const SIGNED_ATTRIBUTES: usize = 240;

fn raw_rate(key: &PrivateKey, threads: usize) -> f64 {
    let algorithm = key.default_algorithm();
    rate(threads, || [7u8; SIGNED_ATTRIBUTES], |bytes| drop(std::hint::black_box(key.sign(&algorithm, bytes).unwrap())))
}

pub(crate) fn run(raw: &Raw) {
    let mail = mail();
    let (signer, identity) = signer(raw);
    println!("\nlibrary: sign a mail of {} bytes, RSA-2048, chain of two certificates", mail.len());
    for threads in [1, 2] {
        let (mut plain, mut signed, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let a = raw_rate(&raw.key, threads);
            let b = rate(threads, Vec::new, |out: &mut Vec<u8>| {
                out.clear();
                sign(&mail, &signer, &identity, out);
            });
            plain.push(a);
            signed.push(b);
            ratios.push(b / a);
        }
        let openssl = openssl::rsa2048(threads).map_or_else(|| "openssl not here".to_owned(), |rate| format!("openssl speed {rate:.0}/s"));
        println!(
            "  {threads} thread{}: raw {:.0}/s, {openssl}, mails {:.0}/s: ratio {:.3} of raw (required 0.92)",
            if threads == 1 { " " } else { "s" },
            median(plain),
            median(signed),
            median(ratios)
        );
    }
    // What the library does beside the signature, by a signer that does nothing.
    let nothing = Nothing { signature: vec![0; 256], algorithm: signer.algorithm(), spki: signer.public_key().to_vec() };
    let beside = median(
        (0..ROUNDS)
            .map(|_| {
                rate(1, Vec::new, |out: &mut Vec<u8>| {
                    out.clear();
                    sign(&mail, &nothing, &identity, out);
                })
            })
            .collect(),
    );
    println!("  beside the signature: {:.1} microseconds a mail", 1e6 / beside);
}

fn sign(mail: &[u8], signer: &impl Signer, identity: &Identity, out: &mut Vec<u8>) {
    let mut source = Cursor::new(mail);
    let index = Message::read(&mut source, &Limits::default()).unwrap();
    let prepared = prepare(&mut source, &index, identity, &Recipe::new(UnixTime::now(), [9; 16])).unwrap();
    let signature = signer.sign(Kind::SignedAttributes, prepared.request()).unwrap();
    prepared.finish(&signature).write_to(&mut source, out).unwrap();
    std::hint::black_box(&out);
}

struct Nothing {
    signature: Vec<u8>,
    algorithm: SignatureAlgorithm,
    spki: Vec<u8>,
}

impl Signer for Nothing {
    fn public_key(&self) -> &[u8] {
        &self.spki
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    fn sign(&self, _: Kind, _: &[u8]) -> Result<Vec<u8>, kakitome_crypto::SignError> {
        Ok(self.signature.clone())
    }
}

fn signer(raw: &Raw) -> (MemorySigner, Identity) {
    use rcgen::{BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, SanType};
    let pkcs8 = raw.key.to_pkcs8().unwrap();
    let leaf_key = KeyPair::try_from(pkcs8.as_slice()).unwrap();
    let root_key = KeyPair::generate().unwrap();
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuing = root.self_signed(&root_key).unwrap();
    let mut leaf = CertificateParams::new(Vec::new()).unwrap();
    leaf.subject_alt_names = vec![SanType::Rfc822Name("noreply@bank.example".try_into().unwrap())];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    let leaf = leaf.signed_by(&leaf_key, &Issuer::from_params(&root, &root_key)).unwrap();
    let parse = |der: &[u8]| Certificate::from_der(der.to_vec()).unwrap();
    let signer = MemorySigner::new(PrivateKey::from_pkcs8(&pkcs8).unwrap()).unwrap();
    let identity = Identity::new(&parse(leaf.der()), &[parse(issuing.der())], signer.algorithm(), &Options::default()).unwrap();
    (signer, identity)
}

/// A newsletter of 4 KB: ISO-2022-JP, 7-bit, as Japanese senders write it.
pub(crate) fn mail() -> Vec<u8> {
    let mut mail = format!(
        "Received: from app.bank.example (app.bank.example [192.0.2.7])\r\n\tby mx.bank.example with ESMTP id 4Xabc123;\r\n\tSun, 22 Nov 2026 10:00:00 +0900\r\n\
         From: =?ISO-2022-JP?B?GyRCOCtLXDZkOVQbKEI=?= <noreply@bank.example>\r\nTo: customer@home.example\r\nSubject: =?ISO-2022-JP?B?GyRCJCpDTiRpJDsbKEI=?=\r\n\
         Date: {}\r\nMessage-ID: <20261122100000.1234@bank.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n",
        time::OffsetDateTime::now_utc().format(&time::format_description::well_known::Rfc2822).unwrap()
    )
    .into_bytes();
    while mail.len() < 4096 {
        mail.extend_from_slice(b"\x1b$B$*CN$i$;!'K\\F|$N<jB3$-$,40N;$7$^$7$?!#<uIUHV9f$O\x1b(B 1234 \x1b$B$G$9!#\x1b(B\r\n");
    }
    mail
}
