//! Does a signature fit a key? Asked once for each pair in a search, within the budget, always over bytes as received.

use std::collections::HashMap;
use std::sync::Mutex;

use kakitome_crypto::{Digest, PublicKey, SignatureAlgorithm, Verification};

use crate::budget::{Budget, Cut};
use crate::certificate::Certificate;
use crate::crl::Crl;
use crate::crl_reader::Covered;
use crate::generations::{Generations, held};
use crate::ocsp::BasicResponse;

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
    known: HashMap<Pair, Check>,
    remembered: Option<&'b Signatures>,
    /// SHA-256 of the certificates whose revocation is being asked for, the outermost first.
    asking: Vec<[u8; 32]>,
}

/// SHA-256 of what is signed (C21) and of the key info of who signed.
type Pair = ([u8; 32], [u8; 32]);

/// Signatures that were computed in searches before.
#[derive(Debug)]
pub(crate) struct Signatures(Mutex<Generations<Pair, Check>>);

impl Signatures {
    /// At most so many.
    pub(crate) fn new(most: usize) -> Self {
        Self(Mutex::new(Generations::new(most)))
    }
}

/// What carries a signature.
struct Signed<'a> {
    sha256: &'a [u8; 32],
    what: What<'a>,
    algorithm: &'a SignatureAlgorithm,
    signature: Option<&'a [u8]>,
}

/// The bytes under a signature, or their digest where they went by in a stream.
enum What<'a> {
    Bytes(&'a [u8]),
    Digest(&'a Digest),
}

impl<'b> Work<'b> {
    pub(crate) fn new(budget: &'b mut Budget) -> Self {
        Self { budget, known: HashMap::new(), remembered: None, asking: Vec::new() }
    }

    /// What others have computed is not computed again, and costs as much of the budget as if it were.
    pub(crate) fn remembering(budget: &'b mut Budget, remembered: &'b Signatures) -> Self {
        Self { remembered: Some(remembered), ..Self::new(budget) }
    }

    /// Somebody wants to know whether this certificate is revoked.
    pub(crate) fn begin_asking(&mut self, certificate: &Certificate) {
        self.asking.push(*certificate.sha256());
    }

    /// The question that was begun last is answered.
    pub(crate) fn end_asking(&mut self) {
        self.asking.pop();
    }

    /// That very question is open.
    pub(crate) fn is_asking(&self, certificate: &Certificate) -> bool {
        self.asking.contains(certificate.sha256())
    }

    /// A chain of somebody who signs answers costs as much as a signature check: hostile CRLs must not cost the product of
    /// their number and depth.
    pub(crate) fn take_chain(&mut self) -> Result<(), &'static str> {
        self.budget.take_signature().map_err(|_| "the budget of signature checks is spent")
    }

    /// A certificate under an issuer's key.
    pub(crate) fn certificate(&mut self, certificate: &Certificate, issuer: &Certificate) -> Check {
        let signed = Signed {
            sha256: certificate.sha256(),
            what: What::Bytes(certificate.tbs()),
            algorithm: certificate.signature_algorithm(),
            signature: certificate.signature(),
        };
        self.check(&signed, issuer)
    }

    /// A CRL under an issuer's key.
    pub(crate) fn crl(&mut self, crl: &Crl, issuer: &Certificate) -> Check {
        let what = match crl.covered() {
            Covered::Digest(digest) => What::Digest(digest),
            Covered::Message(bytes) => What::Bytes(bytes),
            Covered::Nothing => return Check::Unsupported(crl.signature_algorithm().name()),
        };
        self.check(&Signed { sha256: crl.sha256(), what, algorithm: crl.signature_algorithm(), signature: crl.signature() }, issuer)
    }

    /// An OCSP response under a responder's key.
    pub(crate) fn ocsp(&mut self, response: &BasicResponse, responder: &Certificate) -> Check {
        let signed = Signed {
            sha256: response.sha256(),
            what: What::Bytes(response.tbs()),
            algorithm: response.signature_algorithm(),
            signature: response.signature(),
        };
        self.check(&signed, responder)
    }

    fn check(&mut self, signed: &Signed<'_>, issuer: &Certificate) -> Check {
        let pair = (*signed.sha256, *issuer.spki_sha256());
        if let Some(check) = self.known.get(&pair) {
            return check.clone();
        }
        if let Err(cut) = self.budget.take_signature() {
            return Check::Cut(cut);
        }
        let before = self.remembered.and_then(|signatures| held(&signatures.0).find(&pair).cloned());
        let check = before.unwrap_or_else(|| {
            let check = compute(signed, issuer.public_key());
            if let Some(signatures) = self.remembered {
                held(&signatures.0).keep(pair, check.clone());
            }
            check
        });
        self.known.insert(pair, check.clone());
        check
    }
}

fn compute(signed: &Signed<'_>, key: Option<&PublicKey>) -> Check {
    let Some(key) = key else { return Check::Unsupported("a public key that cannot be read".to_owned()) };
    let Some(signature) = signed.signature else { return Check::Bad };
    let verification = match signed.what {
        What::Bytes(bytes) => key.verify(signed.algorithm, bytes, signature),
        What::Digest(digest) => key.verify_digest(signed.algorithm, digest, signature),
    };
    match verification {
        Verification::Good => Check::Good,
        Verification::Bad => Check::Bad,
        Verification::Unsupported(why) => Check::Unsupported(why.to_string()),
    }
}
