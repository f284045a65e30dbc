//! A bag of certificates put in order, leaf first, with the name of the link that is missing. No trust is decided here.

use crate::certificate::Certificate;
use crate::name::Name;

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
    /// Certificates of the bag that are no part of the chain.
    pub unused: Vec<Certificate>,
    /// What is missing above the last one; `None` if the chain ends in a self-signed certificate.
    pub missing: Option<Missing>,
}

/// Orders `bag` above `leaf`; every link's signature is checked.
pub fn order_chain(leaf: &Certificate, bag: &[Certificate]) -> OrderedChain {
    let _ = (leaf, bag);
    todo!()
}
