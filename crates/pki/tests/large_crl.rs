//! Large CRLs in bounded memory (C14, G15): 100,000 entries in less than 16 MB, a million as well, the signature checked
//! over the bytes as they stream by; and the limits that end a CRL that has no end.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod shared;

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use kakitome_ber::der;
use kakitome_pki::chain::Revocation;
use kakitome_pki::path::search;
use kakitome_pki::{Anchors, Budget, Certificate, Crl, CrlLimits, Evidence, Policy, Pool, Purpose, RevocationPool, Serial, UnixTime};
use shared::forge::Plan;
use shared::lists::{List, entry};

const LIST: &str = "KAKITOME_TEST_LIST";

/// Serial numbers of 16 octets that are in no order.
fn serial(number: u64) -> [u8; 16] {
    let mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut octets = [0x11; 16];
    octets[1..9].copy_from_slice(&mixed.to_be_bytes());
    octets[9..16].copy_from_slice(&number.to_be_bytes()[1..]);
    octets
}

fn write(folder: &Path, entries: u64) {
    let root = Plan::ca("root").root();
    let leaf = |number| Plan { serial: serial(number).to_vec(), ..Plan::named("leaf") }.under(&root).certificate;
    let mut list = List::of(&root.certificate);
    list.entries = (0..entries).map(|number| entry(&serial(number), UnixTime(1_700_000_000), &[])).collect();
    fs::write(folder.join("list"), list.der(&root.signer)).unwrap();
    fs::write(folder.join("root"), root.certificate.as_der()).unwrap();
    fs::write(folder.join("revoked"), leaf(entries / 2).as_der()).unwrap();
    fs::write(folder.join("good"), leaf(entries).as_der()).unwrap();
}

/// Highest resident memory so far, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// In a process of its own, so that nothing but the reading counts. Answers KiB.
fn read_and_judge(folder: &Path, entries: usize) -> u64 {
    let certificate = |name: &str| Certificate::from_der(fs::read(folder.join(name)).unwrap()).unwrap();
    let before = peak();
    let crl = Crl::read(File::open(folder.join("list")).unwrap(), &CrlLimits::default()).unwrap();
    let used = peak() - before;
    assert_eq!(crl.entries(), entries);
    let anchors = Anchors::from_certificates([certificate("root")]);
    let revocation = RevocationPool::of_crls([crl.clone()]);
    let none = Pool::default();
    let evidence = Evidence { message: &none, given: &none, anchors: &anchors, revocation: &revocation, signing_time: None };
    for (name, expected) in [("revoked", Revocation::Revoked), ("good", Revocation::Good)] {
        let report = search(&certificate(name), &evidence, Purpose::Any, UnixTime::now(), &Policy::default(), &mut Budget::default());
        assert_eq!(report.tried[0].revocation, expected, "{name}");
    }
    let begun = Instant::now();
    for number in 0..1000 {
        assert!(crl.find(&Serial::from_content(&serial(number))).unwrap().is_some());
    }
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    used
}

#[test]
fn c14_g15_a_hundred_thousand_entries_take_less_than_16_mb_and_a_million_are_read() {
    if let Some(list) = std::env::var_os(LIST) {
        let folder = Path::new(&list);
        let entries = fs::read_to_string(folder.join("entries")).unwrap().parse().unwrap();
        fs::write(folder.join("used"), read_and_judge(folder, entries).to_string()).unwrap();
        return;
    }
    for (entries, most) in [(100_000, 16 * 1024), (1_000_000, 128 * 1024)] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), entries);
        fs::write(folder.path().join("entries"), entries.to_string()).unwrap();
        let name = "c14_g15_a_hundred_thousand_entries_take_less_than_16_mb_and_a_million_are_read";
        let begun = Instant::now();
        let mut child = Command::new(std::env::current_exe().unwrap());
        let output = child.args(["--exact", name, "--test-threads=1"]).env(LIST, folder.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        let used: u64 = fs::read_to_string(folder.path().join("used")).unwrap().parse().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(60), "{entries} entries: {:?}", begun.elapsed());
        assert!((1..most).contains(&used), "{entries} entries took {used} KiB");
    }
}

/// A list that begins well and never ends.
struct Endless {
    head: Vec<u8>,
    entry: Vec<u8>,
    at: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for octet in &mut *buffer {
            *octet = match self.head.get(self.at) {
                Some(head) => *head,
                None => self.entry[(self.at - self.head.len()) % self.entry.len()],
            };
            self.at += 1;
        }
        Ok(buffer.len())
    }
}

#[test]
fn c14_a_list_without_an_end_ends_at_a_limit() {
    let root = Plan::ca("root").root();
    let made = List::of(&root.certificate);
    let algorithm = kakitome_crypto::Signer::algorithm(&root.signer).to_der();
    let fields =
        [der::unsigned(1), algorithm, made.issuer.as_der().to_vec(), der::time(made.times.0.0), der::time(made.times.0.plus_days(7).0)];
    let begin = |tag: u8, bits: u32| [&[tag, 0x88][..], &(1_u64 << bits).to_be_bytes()].concat();
    let head = [begin(0x30, 42), begin(0x30, 41), fields.concat(), begin(0x30, 40)].concat();
    let endless = |entry: Vec<u8>| Endless { head: head.clone(), entry, at: 0 };
    let plain = entry(&[5; 16], UnixTime(1_700_000_000), &[]);
    let mut limits = CrlLimits::default();
    (limits.entries, limits.bytes, limits.index) = (10_000, 1 << 30, 1 << 30);
    let text = Crl::read(endless(plain.clone()), &limits).unwrap_err().to_string();
    assert!(text.contains("larger than the limit of 10000"), "{text}");
    (limits.entries, limits.bytes) = (usize::MAX, 1 << 20);
    let text = Crl::read(endless(plain.clone()), &limits).unwrap_err().to_string();
    assert!(text.contains("more than 1048576 bytes"), "{text}");
    (limits.bytes, limits.index) = (1 << 30, 1 << 20);
    let text = Crl::read(endless(plain), &limits).unwrap_err().to_string();
    assert!(text.contains("larger than the limit of 1048576"), "{text}");
    // an entry that is one endless serial number
    let text = Crl::read(endless([begin(0x30, 39), begin(0x02, 38)].concat()), &limits).unwrap_err().to_string();
    assert!(text.contains("larger than the limit of 65536"), "{text}");
}
