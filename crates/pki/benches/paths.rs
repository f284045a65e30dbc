//! What a chain costs beside its signatures, and what a memory saves: one run, the same core, medians.
//! `cargo bench -p kakitome-pki --bench paths`; it fails if a chain of three costs 60 microseconds beside its signatures.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a figure for people at a terminal")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use kakitome_crypto::{KeyKind, MemorySigner, PrivateKey, PublicKey, Signer, Verification};
use kakitome_pki::issue::{self, CaRequest, LeafRequest, PolicyChoice};
use kakitome_pki::path::{search, search_remembering};
use kakitome_pki::{Anchors, Budget, Certificate, Evidence, Name, Policy, Pool, Purpose, Remembered, RevocationPool, UnixTime};

/// The bound of the project for a chain of three beside its signatures.
const BESIDE: Duration = Duration::from_micros(60);

struct Stage {
    now: UnixTime,
    leaf: Vec<u8>,
    issuing: Vec<u8>,
    anchors: Anchors,
}

fn main() {
    let stage = stage(KeyKind::Rsa { bits: 2048 });
    let memory = Remembered::default();
    let signatures = median(|| signatures(&stage));
    let cold = median(|| cold(&stage));
    let beside = cold.saturating_sub(signatures);
    println!("three certificates, RSA-2048, first sight: {cold:?}, of which signatures {signatures:?}, beside them {beside:?}");
    let warm = median(|| warm(&stage, &memory));
    println!("the same, remembered: {warm:?}");
    let (one, two) = (rate(&stage, &memory, 1), rate(&stage, &memory, 2));
    println!("remembered, per second: one thread {one:.0}, two threads {two:.0} ({:.2} times)", two / one);
    assert!(warm * 4 < cold, "a chain that is remembered costs {warm:?}, at first sight {cold:?}");
    assert!(beside < BESIDE, "a chain of three costs {beside:?} beside its signatures, and may cost {BESIDE:?}");
}

fn stage(kind: KeyKind) -> Stage {
    let now = UnixTime::now();
    let signer = || MemorySigner::new(PrivateKey::generate(kind).unwrap()).unwrap();
    let (root, issuing, owner) = (signer(), signer(), signer());
    let request = |name: &str, key: &MemorySigner, url: Option<&'static str>| CaRequest {
        subject: Name::build(&[("C", "JP"), ("O", "Mihon Bank"), ("CN", name)]).unwrap(),
        spki: Box::leak(key.public_key().to_vec().into_boxed_slice()),
        not_before: now,
        not_after: issue::not_after(now, 3650),
        crl_url: url,
        issuer_url: url,
    };
    let made = issue::root(&request("Mihon Root", &root, None), &root.algorithm(), now).unwrap();
    let root_certificate = Certificate::from_der(made.sign(&root).unwrap()).unwrap();
    let made =
        issue::issuing(&request("Mihon Issuing", &issuing, Some("http://ca.bank.example/x")), &root_certificate, &root.algorithm(), now);
    let issuing_der = made.unwrap().sign(&root).unwrap();
    let leaf = LeafRequest {
        subject: None,
        emails: &["noreply@bank.example"],
        spki: owner.public_key(),
        not_before: now,
        not_after: issue::not_after(now, 365),
        crl_url: "http://ca.bank.example/issuing.crl",
        issuer_url: Some("http://ca.bank.example/issuing.crt"),
        policy: PolicyChoice::default(),
    };
    let issuing_certificate = Certificate::from_der(issuing_der.clone()).unwrap();
    let leaf = issue::leaf(&leaf, &issuing_certificate, &issuing.algorithm(), now).unwrap().sign(&issuing).unwrap();
    Stage { now, leaf, issuing: issuing_der, anchors: Anchors::from_certificates([root_certificate]) }
}

/// The two signatures of the chain, with the keys as they stand in the certificates.
fn signatures(stage: &Stage) -> Duration {
    let read = |der: &[u8]| Certificate::from_der(der.to_vec()).unwrap();
    let (leaf, issuing, root) = (read(&stage.leaf), read(&stage.issuing), stage.anchors.iter().next().unwrap().certificate.clone());
    let begun = Instant::now();
    for (certificate, issuer) in [(&leaf, &issuing), (&issuing, &root)] {
        let key = PublicKey::from_spki(issuer.spki()).unwrap();
        let good = key.verify(certificate.signature_algorithm(), certificate.tbs(), certificate.signature().unwrap());
        assert_eq!(good, Verification::Good);
    }
    begun.elapsed()
}

/// From the bytes to the accepted path.
fn cold(stage: &Stage) -> Duration {
    let anchors =
        Anchors::from_certificates(stage.anchors.iter().map(|one| Certificate::from_der(one.certificate.as_der().to_vec()).unwrap()));
    let begun = Instant::now();
    let leaf = Certificate::from_der(stage.leaf.clone()).unwrap();
    let bag = Pool::new([leaf.clone(), Certificate::from_der(stage.issuing.clone()).unwrap()]);
    let evidence =
        Evidence { message: &bag, given: &Pool::default(), anchors: &anchors, revocation: &RevocationPool::default(), signing_time: None };
    let report = search(&leaf, &evidence, Purpose::EmailSigning, stage.now, &Policy::default(), &mut Budget::default());
    let taken = begun.elapsed();
    assert!(black_box(report).accepted.is_some());
    taken
}

fn warm(stage: &Stage, memory: &Remembered) -> Duration {
    let begun = Instant::now();
    remembered(stage, memory);
    begun.elapsed()
}

fn remembered(stage: &Stage, memory: &Remembered) {
    let leaf = memory.certificate(&stage.leaf).unwrap();
    let bag = Pool::new([leaf.clone(), memory.certificate(&stage.issuing).unwrap()]);
    let evidence = Evidence {
        message: &bag,
        given: &Pool::default(),
        anchors: &stage.anchors,
        revocation: &RevocationPool::default(),
        signing_time: None,
    };
    let mut budget = Budget::default();
    let report = search_remembering(&leaf, &evidence, Purpose::EmailSigning, stage.now, &Policy::default(), &mut budget, memory);
    assert!(black_box(report).accepted.is_some());
}

fn rate(stage: &Stage, memory: &Remembered, threads: u32) -> f64 {
    /// Searches of each thread.
    const EACH: u32 = 50_000;
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| (0..EACH).for_each(|_| remembered(stage, memory)));
        }
    });
    f64::from(EACH * threads) / begun.elapsed().as_secs_f64()
}

fn median(mut run: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..2001).map(|_| run()).collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
