//! Who may have issued a certificate: the candidates of a search in the order in which they are tried (RFC 4158 3.2, 3.5).
//! Hints order and never exclude; whether an edge holds is the signature's to say.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use crate::certificate::Certificate;
use crate::clock::Clock;
use crate::pool::Evidence;

/// Candidates by certificate, each list made once in a search.
pub(crate) struct Candidates<'e> {
    evidence: &'e Evidence<'e>,
    lists: HashMap<[u8; 32], Rc<[Certificate]>>,
    reach: Option<Reach>,
}

impl<'e> Candidates<'e> {
    pub(crate) fn new(evidence: &'e Evidence<'e>) -> Self {
        Self { evidence, lists: HashMap::new(), reach: None }
    }

    /// Certificates at hand whose subject is the issuer of `top` and that are no anchors, likely ones first: key
    /// identifiers that fit (RFC 4158 3.5.12), then the shortest way to an anchor by names, then those within their time,
    /// then the message's own before those given.
    pub(crate) fn above(&mut self, top: &Certificate, clock: &Clock) -> Rc<[Certificate]> {
        if let Some(list) = self.lists.get(top.sha256()) {
            return Rc::clone(list);
        }
        let Evidence { message, given, anchors, .. } = self.evidence;
        let name = top.issuer();
        let elsewhere = given.named(name).filter(|issuer| !message.contains(issuer));
        let known = |issuer: &&Certificate| anchors.named(name).any(|anchor| anchor.certificate == **issuer);
        let mut list: Vec<Certificate> = message.named(name).chain(elsewhere).filter(|issuer| !known(issuer)).cloned().collect();
        if list.len() > 1 {
            let evidence = self.evidence;
            let reach = self.reach.get_or_insert_with(|| Reach::from(top, evidence));
            list.sort_by_cached_key(|issuer| {
                let out_of_time = clock.is_before(issuer.not_before()) || clock.is_after(issuer.not_after());
                (names_other_key(top, issuer), reach.distance(issuer), out_of_time)
            });
        }
        let list: Rc<[Certificate]> = list.into();
        self.lists.insert(*top.sha256(), Rc::clone(&list));
        list
    }
}

/// Both key identifiers are there and differ.
fn names_other_key(top: &Certificate, issuer: &Certificate) -> bool {
    let hint = (&top.extensions().authority_key_id, &issuer.extensions().subject_key_id);
    matches!(hint, (Some(ours), Some(theirs)) if ours != theirs)
}

/// How far it is from a name to an anchor, by names alone: made only where there is a choice.
struct Reach {
    /// Steps from the certificates of a subject to the nearest anchor.
    distances: HashMap<Box<[u8]>, u32>,
}

impl Reach {
    /// Looks at every certificate above `top` once.
    fn from(top: &Certificate, evidence: &Evidence<'_>) -> Self {
        let mut below: HashMap<&[u8], Vec<&[u8]>> = HashMap::new();
        let mut seen: HashSet<&[u8]> = HashSet::from([top.issuer().key()]);
        let mut open = vec![top.issuer().key()];
        let mut nearest: VecDeque<(&[u8], u32)> = VecDeque::new();
        while let Some(name) = open.pop() {
            if evidence.anchors.has_subject_key(name) {
                nearest.push_back((name, 0));
            }
            for certificate in evidence.message.with_subject_key(name).chain(evidence.given.with_subject_key(name)) {
                let issuer = certificate.issuer().key();
                below.entry(issuer).or_default().push(name);
                if seen.insert(issuer) {
                    open.push(issuer);
                }
            }
        }
        let mut distances: HashMap<Box<[u8]>, u32> = HashMap::new();
        while let Some((name, distance)) = nearest.pop_front() {
            if distances.contains_key(name) {
                continue;
            }
            distances.insert(name.into(), distance);
            let nexts = below.get(name).into_iter().flatten().filter(|next| !distances.contains_key(**next));
            nearest.extend(nexts.map(|next| (*next, distance.saturating_add(1))));
        }
        Self { distances }
    }

    fn distance(&self, issuer: &Certificate) -> u32 {
        self.distances.get(issuer.issuer().key()).copied().unwrap_or(u32::MAX)
    }
}
