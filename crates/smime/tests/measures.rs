//! What opening costs: memory that does not grow with the mail, and time that is the arithmetic's and little more.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "tests may panic, and say what they measured"
)]

mod support;

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Seek, Write};
use std::sync::Arc;

use kakitome_cms::encrypt::{Options, Recipient, Request};
use kakitome_cms::{Envelope, UnlockPolicy};
use kakitome_crypto::{ContentCipher, Kind, PublicKey, Signer, digest};
use kakitome_mime::Message;
use kakitome_smime::seal::{self, Recipe};
use kakitome_smime::{Backing, Evidence, LayerKind, Policy, Spill, open_encrypted};
use support::cast::ALICE;
use support::envelope::{CBC, GCM, Reader};
use support::{Authority, NOW, TEXT, ids, mail, opaque};

struct OnDisk;

impl Spill for OnDisk {
    fn create(&self) -> io::Result<Box<dyn Backing>> {
        Ok(Box::new(tempfile::tempfile()?))
    }
}

/// Highest resident memory of this process so far, in kB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A mail of so many megabytes, signed and then encrypted, in a file.
fn large(alice: &support::Person, bob: &Reader, form: seal::Form, cipher: ContentCipher, megabytes: usize) -> File {
    let limits = kakitome_mime::Limits::default();
    let mut plain = BufWriter::new(tempfile::tempfile().unwrap());
    plain.write_all(format!("From: {ALICE}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n").as_bytes()).unwrap();
    let lines = "The same sixty-two octets are repeated until the mail is long.\r\n".repeat(1 << 10);
    (0..megabytes << 4).for_each(|_| plain.write_all(lines.as_bytes()).unwrap());
    let mut plain = plain.into_inner().unwrap();
    plain.rewind().unwrap();
    let index = Message::read(&mut plain, &limits).unwrap();
    let recipe = Recipe { form, ..Recipe::new(NOW, *b"0123456789abcdef") };
    let prepared = seal::prepare(&mut plain, &index, &alice.identity(), &recipe).unwrap();
    let signature = alice.signer.sign(Kind::SignedAttributes, prepared.request()).unwrap();
    let mut signed = tempfile::tempfile().unwrap();
    prepared.finish(&signature).write_to(&mut plain, &mut BufWriter::new(&mut signed)).unwrap();
    drop(plain);
    signed.rewind().unwrap();
    let index = Message::read(&mut signed, &limits).unwrap();
    let recipient = Recipient::certificate(&bob.person.certificate, &Options::default()).unwrap();
    let request = Request::new(&[recipient], cipher).unwrap();
    let mut sealed = tempfile::tempfile().unwrap();
    seal::encrypt(&mut signed, &index, &request, &mut BufWriter::new(&mut sealed)).unwrap();
    sealed
}

/// Megabytes of the mail; another size with `KAKITOME_LARGE_MB`.
fn megabytes() -> usize {
    std::env::var("KAKITOME_LARGE_MB").ok().and_then(|number| number.parse().ok()).unwrap_or(40)
}

/// Both in one test: the peak is that of the whole process.
#[test]
fn a_large_mail_signed_and_encrypted_is_opened_in_constant_memory() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, "bob@bank.example"));
    for (form, cipher) in [(seal::Form::Clear, CBC), (seal::Form::Opaque, GCM)] {
        let mut file = large(&alice, &bob, form, cipher, megabytes());
        let before = peak();
        let report = open_encrypted(&mut file, &root.evidence(), &Policy::default(), NOW, &bob.keys(), &OnDisk).unwrap();
        assert_eq!((report.verdict().word(), report.layers.len()), ("valid", 2), "{:?}", ids(&report));
        let more = peak().saturating_sub(before);
        println!("{form:?}: {more} kB more for a mail of {} MB; peak {} kB", megabytes(), peak());
        assert!(more < 16_000, "{form:?}: {more} kB more");
    }
}

/// Nanoseconds of CPU that this thread has had.
fn cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse().unwrap()
}

/// How often work is done in one round: the clock counts in steps of milliseconds.
const TIMES: u64 = 100;

/// What one time costs, in the least of several rounds: what others do on the machine falls away.
fn least(mut work: impl FnMut()) -> u64 {
    let round = |_| {
        let began = cpu();
        (0..TIMES).for_each(|_| work());
        (cpu() - began) / TIMES
    };
    (0..8).map(round).min().unwrap()
}

const LAYERS: usize = 10;

#[test]
fn ten_layers_cost_little_more_than_their_arithmetic() {
    let root = Authority::new("Root");
    let (alice, bob) = (root.person(ALICE), Reader::new(&root, "bob@bank.example"));
    let mut entity = TEXT.to_owned();
    let (mut envelopes, mut signed) = (Vec::new(), Vec::new());
    for number in 0..LAYERS {
        entity = if number % 2 == 0 {
            signed.push(entity.clone());
            opaque("signed-data", &alice.opaque(entity.as_bytes()))
        } else {
            let container = bob.envelope(GCM, entity.as_bytes());
            envelopes.push(container.clone());
            opaque("authEnveloped-data", &container)
        };
    }
    let bytes = mail(ALICE, &entity);
    let evidence = Evidence::with_memory(root.evidence(), Arc::default());
    let keys = bob.keys();
    let judge = || open_encrypted(&mut Cursor::new(&bytes), &evidence, &Policy::default(), NOW, &keys, &kakitome_smime::InMemory).unwrap();
    let report = judge();
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    let count = |kind| report.layers.iter().filter(|layer| layer.kind == kind).count();
    assert_eq!((count(LayerKind::Signed), count(LayerKind::AuthenticatedEncrypted)), (LAYERS / 2, LAYERS / 2));
    let whole = least(|| assert_eq!(judge().layers.len(), LAYERS));
    // The same signatures, key agreements, digests and ciphers without a mail around them.
    let key = PublicKey::from_spki(alice.certificate.spki()).unwrap();
    let message = b"as long as signed attributes are: a hundred octets, more or less, which the digest takes in two blocks";
    let signature = alice.signer.key().sign(&alice.signer.algorithm(), message).unwrap();
    let arithmetic = least(|| {
        for content in &signed {
            digest(kakitome_crypto::DigestAlgorithm::Sha256, content.as_bytes()).unwrap();
            assert_eq!(key.verify(&alice.signer.algorithm(), message, &signature), kakitome_crypto::Verification::Good);
        }
        for container in &envelopes {
            let mut source = Cursor::new(container);
            let envelope = Envelope::read(&mut source, &kakitome_cms::Limits::default()).unwrap();
            let unlocked = envelope.unlock(&keys, &UnlockPolicy::default()).unwrap();
            let checked = envelope.check(&mut source, &unlocked).unwrap();
            checked.write_to(&mut source, &mut io::sink()).unwrap();
        }
    });
    let more = whole.saturating_sub(arithmetic);
    println!("{LAYERS} layers: {} µs, of which arithmetic {} µs", whole / 1000, arithmetic / 1000);
    // Two milliseconds where machine and neighbours are as usual; on a slow one arithmetic is slow too.
    assert!(more < 2_000_000 || whole < 8 * arithmetic, "{LAYERS} layers: {whole} ns, of which arithmetic {arithmetic} ns");
    assert!(arithmetic > 10_000, "the clock does not go: {arithmetic} ns");
}
