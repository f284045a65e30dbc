//! Large content is decrypted in constant memory: the only test of this program, because it looks at the whole process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may panic")]
#![cfg(target_os = "linux")]

mod support;

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};

use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_cms::{Envelope, Keys, Limits, UnlockPolicy};
use kakitome_crypto::{ContentCipher, MemoryOpener};
use support::World;

/// OpenSSL 3.0 takes 822 MiB for a mail of 274 MB.
const LENGTH: u64 = 200 << 20;

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Sees that all it is given are the same letters.
struct Letters(u64);

impl Write for Letters {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(bytes.iter().all(|byte| *byte == b'm'));
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn decrypt(source: &mut File, keys: &Keys<'_>) -> u64 {
    source.rewind().unwrap();
    let envelope = Envelope::read(&mut *source, &Limits::default()).unwrap();
    let unlocked = envelope.unlock(keys, &UnlockPolicy::default()).unwrap();
    let checked = envelope.check(source, &unlocked).unwrap();
    let mut letters = Letters(0);
    assert_eq!(checked.write_to(source, &mut letters).unwrap(), letters.0);
    letters.0
}

#[test]
fn content_of_200_mb_in_constant_memory() {
    let world = World::get();
    let (certificate, opener) = (world.certificate("p256"), MemoryOpener::new(world.key("p256")).unwrap());
    let keys = Keys::new().own(&certificate, &opener);
    let recipient = Recipient::certificate(&certificate, &Options::default()).unwrap();
    kakitome_crypto::warm_up().unwrap();
    let before = peak();
    for cipher in [ContentCipher::Aes256Cbc, ContentCipher::Aes256Gcm] {
        let request = Request::new(std::slice::from_ref(&recipient), cipher).unwrap();
        // indefinite lengths, and DER around content of a length that is known
        let mut stream = request.stream(BufWriter::new(tempfile::tempfile().unwrap())).unwrap();
        io::copy(&mut io::repeat(b'm').take(LENGTH), &mut stream).unwrap();
        let mut file = stream.finish().unwrap().into_inner().unwrap();
        assert_eq!(decrypt(&mut file, &keys), LENGTH);
        file.rewind().unwrap();
        let mut definite = request.definite(LENGTH, BufWriter::new(file)).unwrap();
        io::copy(&mut io::repeat(b'm').take(LENGTH), &mut definite).unwrap();
        let mut file = definite.finish().unwrap().into_inner().unwrap();
        let length = file.stream_position().unwrap();
        file.set_len(length).unwrap();
        assert_eq!(decrypt(&mut file, &keys), LENGTH);
    }
    let grown = peak() - before;
    assert!(grown < 16 << 10, "{grown} KiB more");
}
