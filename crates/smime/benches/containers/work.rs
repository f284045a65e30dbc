//! What a process does that is measured: one operation, then its seconds of CPU and its peak of memory in KiB on standard output.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Cursor, Write};
use std::sync::Arc;

use kakitome_cms::sign::Opaque;
use kakitome_cms::{ContentDigests, Envelope, Integrity, Keys, Limits, Policy, SignedData, UnlockPolicy, unlock_many};
use kakitome_crypto::{ContentCipher, MemoryOpener, PrivateKey};
use kakitome_pki::{Anchors, Certificate, Remembered, UnixTime};
use kakitome_smime::{Evidence, InMemory, Verdict, decrypt_many, open};

use crate::stage::Own;

/// The word by which this program runs itself.
pub(crate) const CHILD: &str = "work";
/// What is read and written at once.
const BLOCK: usize = 64 << 10;

pub(crate) fn run(words: &[String]) {
    let [work, key, certificate, input] = words else { panic!("work OPERATION KEY CERT FILE") };
    // The first random number of a process costs some 30 milliseconds, whatever it is for.
    kakitome_crypto::warm_up().unwrap();
    let began = cpu();
    let seconds = match work.as_str() {
        "verify-many" => {
            let known = Remembered::default();
            many(input, |message| verify(message, &known, &mut io::sink()))
        }
        "verify-mails" => {
            let evidence = Evidence::new(Anchors::none()).with_memory(Arc::default());
            many(input, |mail| verify_mail(mail, &evidence))
        }
        "verify-chains" => {
            let judge = Judge::new(certificate, None);
            many(input, |mail| judge.mail(mail))
        }
        "verify-chains-remembered" => {
            let judge = Judge::new(certificate, Some(Arc::default()));
            many(input, |mail| judge.mail(mail))
        }
        "decrypt-mails" => {
            let receiver = Receiver::read(key, certificate);
            let mut plain = Vec::new();
            batches(input, |mails| receiver.decrypt_mails(mails, &mut plain))
        }
        "decrypt-mails-singly" => {
            let receiver = Receiver::read(key, certificate);
            let mut plain = Vec::new();
            many(input, |mail| receiver.decrypt_mails(&[mail], &mut plain))
        }
        "decrypt-many" => {
            let receiver = Receiver::read(key, certificate);
            let mut plain = Vec::new();
            batches(input, |messages| receiver.decrypt_many(messages, &mut plain))
        }
        large => {
            one(large, key, certificate, input);
            cpu() - began
        }
    };
    println!("{seconds:.6} {}", peak_kib());
}

fn one(work: &str, key: &str, certificate: &str, input: &str) {
    let mut file = File::open(input).unwrap();
    let sink = || BufWriter::with_capacity(BLOCK, File::create("/dev/null").unwrap());
    match work {
        "sign" => {
            let own = Own::read(key, certificate);
            let mut opaque = Opaque::new(&[own.identity()], sink()).unwrap();
            copy(&mut file, &mut opaque);
            own.finish(opaque).flush().unwrap();
        }
        "verify" => verify(BufReader::with_capacity(BLOCK, file), &Remembered::default(), &mut sink()),
        "encrypt-cbc" | "encrypt-gcm" => {
            let cipher = if work == "encrypt-cbc" { ContentCipher::Aes256Cbc } else { ContentCipher::Aes256Gcm };
            let mut writer = Own::read(key, certificate).encrypt(cipher).stream(sink()).unwrap();
            copy(&mut file, &mut writer);
            writer.finish().unwrap().flush().unwrap();
        }
        "decrypt" => Receiver::read(key, certificate).decrypt(&mut file, &mut sink()),
        other => panic!("there is no work {other}"),
    }
}

fn copy(from: &mut File, to: &mut impl Write) {
    let mut block = vec![0; BLOCK];
    loop {
        match io::Read::read(from, &mut block).unwrap() {
            0 => return,
            count => to.write_all(&block[..count]).unwrap(),
        }
    }
}

/// The arithmetic of the signature alone: no path is built.
fn verify(message: impl io::Read, known: &Remembered, sink: &mut dyn Write) {
    let signed = SignedData::read(message, sink, &[], &Limits::default()).unwrap();
    let certificates: Vec<_> = signed.certificates.iter().map(|der| known.certificate(der).unwrap()).collect();
    let content: &ContentDigests = &signed.content_digests;
    let checks = signed.check(content, &certificates, &Policy::default());
    assert!(checks.iter().all(|check| matches!(check.integrity, Integrity::Good(_))), "{checks:?}");
}

/// As `verify`, whatever the path: everything that a report has is looked at.
fn verify_mail(mail: &[u8], evidence: &Evidence) {
    let report = open(&mut Cursor::new(mail), evidence, &kakitome_smime::Policy::default(), UnixTime::now()).unwrap();
    assert!(matches!(report.signers[0].integrity, kakitome_smime::Integrity::Intact(_)), "{report:?}");
}

/// The whole: a valid verdict, with the chain up to a root.
struct Judge {
    evidence: Evidence,
    policy: kakitome_smime::Policy,
}

impl Judge {
    fn new(root: &str, memory: Option<Arc<Remembered>>) -> Self {
        let mut evidence = Evidence::new(Anchors::from_certificates([Own::read_certificate(root)]));
        evidence.remembered = memory;
        Self { evidence, policy: kakitome_smime::Policy::default() }
    }

    fn mail(&self, mail: &[u8]) {
        let report = open(&mut Cursor::new(mail), &self.evidence, &self.policy, UnixTime::now()).unwrap();
        assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.findings);
    }
}

struct Receiver {
    opener: MemoryOpener,
    certificate: Certificate,
}

impl Receiver {
    fn read(key: &str, certificate: &str) -> Self {
        let key = PrivateKey::from_file(&std::fs::read(key).unwrap(), None).unwrap();
        Self { opener: MemoryOpener::new(key).unwrap(), certificate: Own::read_certificate(certificate) }
    }

    fn decrypt_mails(&self, mails: &[&[u8]], plain: &mut Vec<u8>) {
        let keys = Keys::new().own(&self.certificate, &self.opener);
        let limits = kakitome_smime::Limits::default();
        let mut mails: Vec<_> = mails.iter().map(Cursor::new).collect();
        for decrypted in decrypt_many(&mut mails, &keys, &UnlockPolicy::default(), &limits, &InMemory) {
            plain.clear();
            decrypted.unwrap().write_to(plain).unwrap();
        }
    }

    fn decrypt_many(&self, messages: &[&[u8]], plain: &mut Vec<u8>) {
        let keys = Keys::new().own(&self.certificate, &self.opener);
        let mut sources: Vec<_> = messages.iter().map(Cursor::new).collect();
        let envelopes: Vec<_> = sources.iter_mut().map(|source| Envelope::read(source, &Limits::default()).unwrap()).collect();
        let unlocked = unlock_many(&envelopes.iter().collect::<Vec<_>>(), &keys, &UnlockPolicy::default());
        for ((envelope, source), unlocked) in envelopes.iter().zip(&mut sources).zip(unlocked) {
            plain.clear();
            envelope.check(source, &unlocked.unwrap()).unwrap().write_to(source, plain).unwrap();
        }
    }

    fn decrypt(&self, source: &mut (impl io::Read + io::Seek), sink: &mut dyn Write) {
        let envelope = Envelope::read(&mut *source, &Limits::default()).unwrap();
        let keys = Keys::new().own(&self.certificate, &self.opener);
        let unlocked = envelope.unlock(&keys, &UnlockPolicy::default()).unwrap();
        let checked = envelope.check(source, &unlocked).unwrap();
        checked.write_to(source, sink).unwrap();
        sink.flush().unwrap();
    }
}

/// How many are decrypted together.
pub(crate) const BATCH: usize = 8;

fn many(input: &str, mut each: impl FnMut(&[u8])) -> f64 {
    batches_of(1, input, |messages| messages.iter().for_each(|message| each(message)))
}

fn batches(input: &str, each: impl FnMut(&[&[u8]])) -> f64 {
    batches_of(BATCH, input, each)
}

/// All messages are in memory before the clock starts.
fn batches_of(count: usize, input: &str, each: impl FnMut(&[&[u8]])) -> f64 {
    let bytes = std::fs::read(input).unwrap();
    let began = cpu();
    let (mut rest, mut messages) = (bytes.as_slice(), Vec::new());
    while let Some((length, behind)) = rest.split_first_chunk::<4>() {
        let (message, behind) = behind.split_at(u32::from_be_bytes(*length) as usize);
        messages.push(message);
        rest = behind;
    }
    messages.chunks(count).for_each(each);
    cpu() - began
}

/// Seconds of CPU that this process has had: other work on the machine falls on nobody's figure.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e9
}

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
