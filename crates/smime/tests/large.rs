//! A mail of 200 MB is signed, and encrypted for many, in a few megabytes of memory. Alone in its process, since it counts the process's
//! memory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "tests may panic, and this one says what it measured"
)]

mod support;

use std::io::{self, Read, Seek, SeekFrom, Write};

use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_crypto::{ContentCipher, KeyKind, Kind, Signer};
use kakitome_mime::Message;
use kakitome_smime::seal::{self, Form, Recipe};
use rcgen::KeyUsagePurpose;
use support::{Authority, NOW};

const LENGTH: u64 = 200 << 20;
/// The bound that is promised.
const MOST_KIB: u64 = 16 << 10;

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

const HEADER: &[u8] = b"From: a@bank.example\r\nTo: b@bank.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n";
const LINE: &[u8; 78] = b"A line of a very long mail, one of some millions, and all of them the same.\x20\r\n";

/// A mail that is nowhere whole.
struct Long(u64);

impl Read for Long {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let (header, mut done) = (HEADER.len() as u64, 0);
        while done < bytes.len() && self.0 < LENGTH {
            let rest: &[u8] = match self.0.checked_sub(header) {
                None => &HEADER[self.0 as usize..],
                Some(at) => &LINE[(at % 78) as usize..],
            };
            let count = rest.len().min(bytes.len() - done).min((LENGTH - self.0) as usize);
            bytes[done..done + count].copy_from_slice(&rest[..count]);
            (done, self.0) = (done + count, self.0 + count as u64);
        }
        Ok(done)
    }
}

impl Seek for Long {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0 = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.0.checked_add_signed(by).unwrap(),
            SeekFrom::End(by) => LENGTH.checked_add_signed(by).unwrap(),
        };
        Ok(self.0)
    }
}

#[derive(Default)]
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn two_hundred_megabytes_are_sealed_in_sixteen() {
    let root = Authority::new("Root");
    let alice = root.person("a@bank.example");
    let taro = root.person_with("b@bank.example", KeyKind::Rsa { bits: 2048 }, |params| {
        params.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    });
    let before = peak();
    let index = Message::read(&mut Long(0), &kakitome_mime::Limits::default()).unwrap();
    for form in [Form::Clear, Form::Opaque] {
        let mut recipe = Recipe::new(NOW, *b"0123456789abcdef");
        recipe.form = form;
        let mut source = Long(0);
        let prepared = seal::prepare(&mut source, &index, &alice.identity(), &recipe).unwrap();
        let signature = alice.signer.sign(Kind::SignedAttributes, prepared.request()).unwrap();
        let sealed = prepared.finish(&signature);
        let mut out = Counted::default();
        sealed.write_to(&mut source, &mut out).unwrap();
        assert!(out.0 > LENGTH && out.0 == sealed.len(), "{form:?}: {}", out.0);
    }
    let to = Recipient::certificate(&taro.certificate, &Options::default()).unwrap();
    for cipher in [ContentCipher::Aes256Cbc, ContentCipher::Aes256Gcm] {
        let request = Request::new(&vec![to.clone(); 50], cipher).unwrap();
        let mut out = Counted::default();
        seal::encrypt(&mut Long(0), &index, &request, &mut out).unwrap();
        assert!(out.0 > LENGTH * 4 / 3, "{cipher:?}: {}", out.0);
    }
    let grown = peak() - before;
    println!("signed twice and encrypted twice: {grown} KiB more than before");
    assert!(grown < MOST_KIB, "{grown} KiB for mails of {LENGTH} bytes");
}
