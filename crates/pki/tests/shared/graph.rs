//! Random graphs of certificates, and a searcher too simple to be wrong: it walks every way and asks the judge.
//! Stands alone, so that the fuzz target can use the same file.
#![allow(dead_code, clippy::unwrap_used, clippy::indexing_slicing, reason = "each user needs a part of it; tests may panic")]

use std::collections::BTreeSet;
use std::sync::OnceLock;

use const_oid::ObjectIdentifier;
use kakitome_ber::{Tag, der};
use kakitome_crypto::{KeyKind, Kind, MemorySigner, PrivateKey, Signer, Verification};
use kakitome_pki::{Anchors, Budget, Certificate, Name, Policy, Purpose, UnixTime, chain};

/// Names of CAs, and their keys.
const NAMES: u8 = 5;
const KEYS: u8 = 6;

/// The moment of every search here.
pub(crate) const NOW: UnixTime = UnixTime(1_795_305_600);

/// One certificate of a graph, by numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) subject: u8,
    pub(crate) key: u8,
    pub(crate) issuer: u8,
    pub(crate) issuer_key: u8,
    /// Bits: over, no CA mark, path length 0, for TLS, key identifiers, wrong key identifier, given (not in the message).
    pub(crate) flags: u8,
}

/// What a search is made of.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) leaf: Certificate,
    pub(crate) message: Vec<Certificate>,
    pub(crate) given: Vec<Certificate>,
    pub(crate) anchors: Anchors,
}

/// Five octets for each certificate; the first two of all are the leaf's issuer and how many anchors there are.
pub(crate) fn from_octets(octets: &[u8]) -> Option<Graph> {
    let (head, rest) = octets.split_at_checked(3)?;
    let (edges, _) = rest.as_chunks::<5>();
    let edges: Vec<Edge> = edges
        .iter()
        .take(24)
        .map(|&[subject, key, issuer, issuer_key, flags]| Edge {
            subject: subject % NAMES,
            key: key % KEYS,
            issuer: issuer % NAMES,
            issuer_key: issuer_key % KEYS,
            flags,
        })
        .collect();
    let leaf = Edge { subject: NAMES, key: 0, issuer: head[0] % NAMES, issuer_key: head[1] % KEYS, flags: 2 | (head[1] & 0x30) };
    let made: Vec<Certificate> = edges.iter().enumerate().map(|(at, edge)| certificate(*edge, at)).collect();
    let count = usize::from(head[2] % 4).min(made.len());
    let (anchors, pool) = made.split_at(count);
    let is_given = |at: usize| edges[count + at].flags & 0x40 != 0;
    let part = |wanted: bool| pool.iter().enumerate().filter(|(at, _)| is_given(*at) == wanted).map(|(_, one)| one.clone()).collect();
    Some(Graph {
        leaf: certificate(leaf, 1000),
        message: part(false),
        given: part(true),
        anchors: Anchors::from_certificates(anchors.iter().cloned()),
    })
}

fn signer(number: u8) -> &'static MemorySigner {
    static SIGNERS: OnceLock<Vec<MemorySigner>> = OnceLock::new();
    let make = || MemorySigner::new(PrivateKey::generate(KeyKind::P256).unwrap()).unwrap();
    &SIGNERS.get_or_init(|| (0..KEYS).map(|_| make()).collect())[usize::from(number)]
}

fn name(number: u8) -> Name {
    Name::build(&[("CN", &format!("name {number}"))]).unwrap()
}

fn extension(oid: &str, value: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::oid(&ObjectIdentifier::new(oid).unwrap()), &der::octet_string(value)])
}

fn certificate(edge: Edge, serial: usize) -> Certificate {
    let has = |bit: u8| edge.flags & bit != 0;
    let mut extensions = Vec::new();
    if !has(2) {
        let length = if has(4) { der::unsigned(0) } else { Vec::new() };
        extensions.push(extension("2.5.29.19", &der::sequence(&[&der::boolean(true), &length])));
    }
    if has(8) && !has(2) {
        let tls = der::oid(&ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1"));
        extensions.push(extension("2.5.29.37", &der::sequence(&[&tls])));
    }
    if has(16) {
        let authority = if has(32) { 99 } else { edge.issuer_key };
        extensions.push(extension("2.5.29.14", &der::octet_string(&[edge.key])));
        extensions.push(extension("2.5.29.35", &der::sequence(&[&der::context_primitive(0, &[authority])])));
    }
    let (by, days) = (signer(edge.issuer_key), if has(1) { (-20, -10) } else { (-10, 10) });
    let algorithm = by.algorithm().to_der();
    let parts: Vec<&[u8]> = extensions.iter().map(Vec::as_slice).collect();
    let extensions = if parts.is_empty() { Vec::new() } else { der::context(3, &[&der::sequence(&parts)]) };
    let tbs = der::sequence(&[
        &der::context(0, &[&der::unsigned(2)]),
        &der::element(Tag::INTEGER, false, &[&[1, u8::try_from(serial % 251).unwrap(), u8::try_from(serial / 251).unwrap()]]),
        &algorithm,
        name(edge.issuer).as_der(),
        &der::sequence(&[&der::time(NOW.plus_days(days.0).0), &der::time(NOW.plus_days(days.1).0)]),
        name(edge.subject).as_der(),
        signer(edge.key).public_key(),
        &extensions,
    ]);
    let signature = by.sign(Kind::Certificate, &tbs).unwrap();
    Certificate::from_der(der::sequence(&[&tbs, &algorithm, &der::bit_string(&signature)])).unwrap()
}

/// What the simple searcher finds.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Simple {
    /// Every path that ends at an anchor.
    pub(crate) complete: BTreeSet<Vec<[u8; 32]>>,
    /// Those of them that the judge accepts.
    pub(crate) accepted: BTreeSet<Vec<[u8; 32]>>,
    /// It was too much for it.
    pub(crate) tired: bool,
    steps: u32,
}

impl Graph {
    /// Walks every way up to `depth` certificates.
    pub(crate) fn simply(&self, depth: usize, policy: &Policy) -> Simple {
        let mut simple = Simple::default();
        self.walk(&mut vec![self.leaf.clone()], depth, policy, &mut simple);
        simple
    }

    fn walk(&self, path: &mut Vec<Certificate>, depth: usize, policy: &Policy, simple: &mut Simple) {
        let top = path[path.len() - 1].clone();
        simple.steps += 1;
        if simple.steps > 20_000 {
            simple.tired = true;
            return;
        }
        for anchor in self.anchors.iter() {
            let itself = anchor.certificate == top;
            if simple.complete.len() > 64 {
                simple.tired = true;
                return;
            }
            if itself && path.len() > 1 || !itself && anchor.certificate.subject() != top.issuer() {
                continue;
            }
            let links = if itself { Vec::new() } else { path.clone() };
            let whole: Vec<[u8; 32]> = links.iter().chain([&anchor.certificate]).map(|one| *one.sha256()).collect();
            let judged = chain::judge(&links, anchor, &[], Purpose::EmailSigning, NOW, policy, &mut Budget::default());
            if judged.is_accepted() {
                simple.accepted.insert(whole.clone());
            }
            simple.complete.insert(whole);
        }
        if path.len() + 2 > depth {
            return;
        }
        for issuer in self.message.iter().chain(&self.given) {
            let again = path.iter().any(|known| known.spki() == issuer.spki() && known.subject() == issuer.subject());
            let anchored = self.anchors.iter().any(|anchor| anchor.certificate == *issuer);
            if again || anchored || issuer.subject() != top.issuer() || !signed_by(&top, issuer) {
                continue;
            }
            path.push(issuer.clone());
            self.walk(path, depth, policy, simple);
            path.pop();
        }
    }
}

fn signed_by(certificate: &Certificate, issuer: &Certificate) -> bool {
    let key = issuer.public_key().unwrap();
    key.verify(certificate.signature_algorithm(), certificate.tbs(), certificate.signature().unwrap()) == Verification::Good
}
