//! CRLs and OCSP responses at hand, found by issuer and by serial number. Being here gives no trust: each is checked
//! when a certificate asks.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::certificate::sha256;
use crate::crl::Crl;
use crate::name::Name;
use crate::ocsp::{BasicResponse, OcspResponse};
use crate::serial::Serial;

/// Revocation data, given or from a message. Cloning is cheap; a clone that is added to becomes one of its own.
#[derive(Clone, Debug, Default)]
pub struct RevocationPool {
    held: Arc<Held>,
}

#[derive(Clone, Debug, Default)]
struct Held {
    crls: Vec<Crl>,
    by_issuer: HashMap<Box<[u8]>, Vec<usize>>,
    responses: Vec<BasicResponse>,
    by_serial: HashMap<Serial, Vec<usize>>,
    known: HashSet<[u8; 32]>,
    identity: [u8; 32],
}

impl RevocationPool {
    /// From CRLs and OCSP responses; order is kept, a duplicate is kept once.
    pub fn new(crls: impl IntoIterator<Item = Crl>, responses: impl IntoIterator<Item = OcspResponse>) -> Self {
        let mut pool = Self::default();
        crls.into_iter().for_each(|crl| pool.add_crl(crl));
        responses.into_iter().for_each(|response| pool.add_response(&response));
        pool
    }

    /// Only CRLs.
    pub fn of_crls(crls: impl IntoIterator<Item = Crl>) -> Self {
        Self::new(crls, [])
    }

    /// Adds a CRL.
    pub fn add_crl(&mut self, crl: Crl) {
        let held = Arc::make_mut(&mut self.held);
        if held.is_new(crl.sha256()) {
            held.by_issuer.entry(crl.issuer().key().into()).or_default().push(held.crls.len());
            held.crls.push(crl);
        }
    }

    /// Adds an OCSP response. One that is not successful is signed by nobody, says nothing and is left out (C15).
    pub fn add_response(&mut self, response: &OcspResponse) {
        let Some(basic) = response.basic() else { return };
        let held = Arc::make_mut(&mut self.held);
        if !held.is_new(basic.sha256()) {
            return;
        }
        let at = held.responses.len();
        for answer in basic.answers() {
            let places = held.by_serial.entry(answer.id.serial().clone()).or_default();
            if places.last() != Some(&at) {
                places.push(at);
            }
        }
        held.responses.push(basic.clone());
    }

    /// All CRLs.
    pub fn crls(&self) -> impl Iterator<Item = &Crl> {
        self.held.crls.iter()
    }

    /// How many CRLs and OCSP responses.
    pub fn len(&self) -> usize {
        self.held.crls.len().saturating_add(self.held.responses.len())
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The CRLs of an issuer, in the order they were added.
    pub(crate) fn of_issuer<'a>(&'a self, issuer: &Name) -> impl Iterator<Item = &'a Crl> + use<'a> {
        let found = self.held.by_issuer.get(issuer.key()).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|&at| self.held.crls.get(at))
    }

    /// The responses that speak of a serial number, of whatever issuer.
    pub(crate) fn about<'a>(&'a self, serial: &Serial) -> impl Iterator<Item = &'a BasicResponse> + use<'a> {
        let found = self.held.by_serial.get(serial).map_or(&[][..], Vec::as_slice);
        found.iter().filter_map(|&at| self.held.responses.get(at))
    }

    /// Tells this content from any other.
    pub(crate) fn identity(&self) -> [u8; 32] {
        self.held.identity
    }
}

impl Held {
    fn is_new(&mut self, item: &[u8; 32]) -> bool {
        let new = self.known.insert(*item);
        if new {
            self.identity = sha256(&[self.identity, *item].concat());
        }
        new
    }
}
