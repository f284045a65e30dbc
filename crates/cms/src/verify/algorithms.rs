//! The algorithms that a signer names: whether they are computed here, belong together, and are strong enough (RFC 8551 2.1, 2.2).

use kakitome_crypto::{DigestAlgorithm, Hasher, SignatureAlgorithm, Strength};

use super::{Check, Over};
use crate::finding::Finding;
use crate::oid;
use crate::signer_info::SignerInfo;

impl Check<'_> {
    /// The signer's digest algorithm, if it is computed here.
    pub(super) fn digest(&mut self) -> Option<DigestAlgorithm> {
        let oid = self.signer.digest_algorithm.oid;
        let known = DigestAlgorithm::from_oid(oid);
        let name = known.map_or_else(|| oid::foreign_digest(&oid), |algorithm| algorithm.name().to_owned());
        let listed = match self.over {
            Over::Content(signed_data) => signed_data.digest_algorithms.as_slice(),
            Over::Signature => &[],
        };
        if !listed.is_empty() && listed.iter().all(|algorithm| algorithm.oid != oid) {
            self.findings.push(Finding::DigestNotListed { digest: name.clone() });
        }
        let computed = known.filter(|algorithm| Hasher::new(*algorithm).is_some());
        match computed {
            None => self.findings.push(Finding::UnsupportedDigest { digest: name }),
            Some(algorithm) if algorithm.strength() != Strength::Good => {
                let tolerated = self.policy.tolerate_weak_digests;
                self.findings.push(Finding::WeakDigest { digest: algorithm.name(), tolerated });
            }
            Some(_) => {}
        }
        computed
    }

    /// The signer's signature algorithm, if it is offered and belongs to the digest.
    pub(super) fn algorithm(&mut self, digest: Option<DigestAlgorithm>) -> Option<SignatureAlgorithm> {
        let digest = digest?;
        let SignerInfo { signature_algorithm, digest_algorithm, .. } = self.signer;
        let algorithm = match SignatureAlgorithm::for_cms(&signature_algorithm.raw, &digest_algorithm.raw) {
            Ok(SignatureAlgorithm::Unsupported(unsupported)) => {
                let algorithm = unsupported.name.map_or_else(|| unsupported.oid.to_string(), str::to_owned);
                self.findings.push(Finding::UnsupportedSignature { algorithm });
                return None;
            }
            Ok(algorithm) => algorithm,
            Err(_) => {
                let algorithm = signature_algorithm.oid.to_string();
                self.findings.push(Finding::UnsupportedSignature { algorithm });
                return None;
            }
        };
        if algorithm.cms_digest().is_some_and(|wanted| wanted != digest) {
            let (digest, signature) = (digest.name().to_owned(), algorithm.name());
            self.findings.push(Finding::DigestMismatch { digest, signature });
        }
        Some(algorithm)
    }
}
