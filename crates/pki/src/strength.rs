//! Are a signature's digest and a key strong enough for the policy? (RFC 8550 4.3, S/MIME Baseline Requirements 6.1.5.)

use kakitome_crypto::{KeyKind, SignatureAlgorithm, Strength};

use crate::certificate::Certificate;
use crate::finding::Finding;
use crate::oid;
use crate::policy::Policy;

/// A finding if the digest under a signature is weak. MD2, MD4 and DSA (historic by RFC 8550 appendix B) are never
/// accepted: nothing computes them.
pub(crate) fn digest(algorithm: &SignatureAlgorithm, policy: &Policy) -> Option<Finding> {
    if let SignatureAlgorithm::Unsupported(unsupported) = algorithm {
        let historic = oid::HISTORIC_SIGNATURES.contains(&unsupported.oid);
        return historic.then(|| Finding::WeakAlgorithm { algorithm: algorithm.name(), accepted: false });
    }
    let accepted = match algorithm.digest()?.strength() {
        Strength::Good => return None,
        Strength::Weak => policy.allow_sha1,
        Strength::Broken => policy.allow_md5,
    };
    Some(Finding::WeakAlgorithm { algorithm: algorithm.name(), accepted })
}

/// A finding if the key of a certificate is short or of no use.
pub(crate) fn key(certificate: &Certificate, policy: &Policy) -> Option<Finding> {
    let Some(key) = certificate.public_key() else {
        return Some(Finding::UnsupportedAlgorithm { algorithm: "a public key that cannot be read".to_owned() });
    };
    match key.kind() {
        KeyKind::Rsa { bits } if bits < policy.good_rsa_bits => Some(Finding::WeakKey { bits, accepted: bits >= policy.min_rsa_bits }),
        KeyKind::Unsupported { .. } => Some(Finding::UnsupportedAlgorithm { algorithm: key.kind().name() }),
        _ => None,
    }
}
