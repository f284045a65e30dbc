//! Does a signature fit a key? Asked once for each pair in a search, within the budget, always over bytes as received.

use std::collections::HashMap;

use kakitome_crypto::{PublicKey, SignatureAlgorithm, Verification};

use crate::budget::{Budget, Cut};
use crate::certificate::Certificate;
use crate::crl::Crl;

/// What came of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Check {
    Good,
    Bad,
    /// Key or algorithm is not offered, with its name.
    Unsupported(String),
    /// Not computed: the budget is spent.
    Cut(Cut),
}

/// The budget of a search, and what was already computed in it.
pub(crate) struct Work<'b> {
    pub(crate) budget: &'b mut Budget,
    /// By SHA-256 of what is signed (C21), then by the signer's key info.
    known: HashMap<[u8; 32], Vec<(Vec<u8>, Check)>>,
}

/// What carries a signature.
struct Signed<'a> {
    sha256: &'a [u8; 32],
    bytes: &'a [u8],
    algorithm: &'a SignatureAlgorithm,
    signature: Option<&'a [u8]>,
}

impl<'b> Work<'b> {
    pub(crate) fn new(budget: &'b mut Budget) -> Self {
        Self { budget, known: HashMap::new() }
    }

    /// A certificate under an issuer's key.
    pub(crate) fn certificate(&mut self, certificate: &Certificate, issuer: &Certificate) -> Check {
        let signed = Signed {
            sha256: certificate.sha256(),
            bytes: certificate.tbs(),
            algorithm: certificate.signature_algorithm(),
            signature: certificate.signature(),
        };
        self.check(&signed, issuer)
    }

    /// A CRL under an issuer's key.
    pub(crate) fn crl(&mut self, crl: &Crl, issuer: &Certificate) -> Check {
        let signed = Signed { sha256: crl.sha256(), bytes: crl.tbs(), algorithm: crl.signature_algorithm(), signature: crl.signature() };
        self.check(&signed, issuer)
    }

    fn check(&mut self, signed: &Signed<'_>, issuer: &Certificate) -> Check {
        let known = self.known.entry(*signed.sha256).or_default();
        if let Some((_, check)) = known.iter().find(|(spki, _)| spki == issuer.spki()) {
            return check.clone();
        }
        if let Err(cut) = self.budget.take_signature() {
            return Check::Cut(cut);
        }
        let check = compute(signed, issuer.public_key());
        known.push((issuer.spki().to_vec(), check.clone()));
        check
    }
}

fn compute(signed: &Signed<'_>, key: Option<&PublicKey>) -> Check {
    let Some(key) = key else { return Check::Unsupported("a public key that cannot be read".to_owned()) };
    let Some(signature) = signed.signature else { return Check::Bad };
    match key.verify(signed.algorithm, signed.bytes, signature) {
        Verification::Good => Check::Good,
        Verification::Bad => Check::Bad,
        Verification::Unsupported(why) => Check::Unsupported(why.to_string()),
    }
}
