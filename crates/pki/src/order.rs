//! A bag of certificates put in order, leaf first, with the name of the link that is missing. No trust is decided here.

use crate::budget::Budget;
use crate::certificate::Certificate;
use crate::name::Name;
use crate::signed::{Check, Work};

/// Longest chain, as in a search.
const DEPTH: usize = 12;

/// The link that is not in the bag.
#[derive(Clone, Debug)]
pub struct Missing {
    /// Subject of the wanted certificate.
    pub subject: Name,
    /// Where the last certificate says it can be fetched.
    pub urls: Vec<String>,
}

/// A bag in order.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OrderedChain {
    /// Leaf first; a self-signed root, if in the bag, last.
    pub chain: Vec<Certificate>,
    /// Certificates of the bag that are no part of the chain (cross certificates among them).
    pub unused: Vec<Certificate>,
    /// What is missing above the last one; `None` if the chain ends in a self-signed certificate.
    pub missing: Option<Missing>,
}

/// Orders `bag` above `leaf`; every link's signature is checked. Where several certificates of the bag fit, one that is
/// self-signed wins, then the one valid longest.
pub fn order_chain(leaf: &Certificate, bag: &[Certificate]) -> OrderedChain {
    let mut budget = Budget::default();
    let mut work = Work::new(&mut budget);
    let mut chain = vec![leaf.clone()];
    let mut missing = None;
    while let Some(top) = chain.last().cloned() {
        if top.is_self_issued() && work.certificate(&top, &top) == Check::Good {
            break;
        }
        let fits = |issuer: &&Certificate| issuer.subject() == top.issuer() && !chain.contains(issuer);
        let mut fitting: Vec<&Certificate> = bag.iter().filter(fits).collect();
        fitting.retain(|issuer| work.certificate(&top, issuer) == Check::Good);
        fitting.sort_by_key(|issuer| (!issuer.is_self_issued(), std::cmp::Reverse(issuer.not_after())));
        match fitting.first() {
            Some(issuer) if chain.len() < DEPTH => chain.push((*issuer).clone()),
            _ => {
                missing = Some(Missing { subject: top.issuer().clone(), urls: top.extensions().issuer_urls() });
                break;
            }
        }
    }
    let unused = bag.iter().filter(|certificate| !chain.contains(certificate)).cloned().collect();
    OrderedChain { chain, unused, missing }
}
