//! Many signatures at once: RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.1) eight by eight where the processor has the registers (see `lanes`:
//! blinded, and each checked against its public key before it is handed on), everything else one by one. The signatures are the same octets
//! either way. Nothing is waited for here: who has requests that overlap gathers them.

use crate::{
    algorithm::SignatureAlgorithm,
    digest::{DigestAlgorithm, digest},
    error::Error,
    lanes::{self, LaneKey},
    private::PrivateKey,
    rsa_signature::pkcs1_block,
};

/// A message to be signed.
#[derive(Clone, Copy, Debug)]
pub struct ToSign<'a> {
    /// By whom.
    pub key: &'a PrivateKey,
    /// How.
    pub algorithm: &'a SignatureAlgorithm,
    /// What.
    pub message: &'a [u8],
}

/// How many signatures go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bunch {
    /// So many are computed at once; more are the next bunch's.
    pub most: usize,
    /// Fewer take no less time than one by one.
    pub least: usize,
}

impl Bunch {
    /// What this processor can: one by one, or eight at once.
    #[must_use]
    pub fn of_this_processor() -> Self {
        if lanes::are_there() { Self { most: MOST, least: lanes::LEAST } } else { Self { most: 1, least: 1 } }
    }
}

/// Lanes of the registers.
const MOST: usize = 8;

/// Signs each; the errors are those of [`PrivateKey::sign`].
#[must_use]
pub fn sign_many(all: &[ToSign<'_>]) -> Vec<Result<Vec<u8>, Error>> {
    let worth_it = all.len() >= lanes::LEAST && lanes::are_there();
    let blocks: Vec<Option<Block<'_>>> = all.iter().map(|one| if worth_it { block(one) } else { None }).collect();
    let jobs: Vec<(&LaneKey, &[u8])> = blocks.iter().flatten().map(|block| (block.key, block.octets.as_slice())).collect();
    let mut powers = lanes::private_operations(&jobs).into_iter();
    let signatures = all.iter().zip(&blocks).map(|(one, block)| {
        let power = block.as_ref().and_then(|_| powers.next()).flatten();
        power.map_or_else(|| one.key.sign(one.algorithm, one.message), |power| Ok(power.to_vec()))
    });
    signatures.collect()
}

/// An encoded message and whose lane it goes to.
struct Block<'a> {
    key: &'a LaneKey,
    octets: Vec<u8>,
}

/// EMSA-PKCS1-v1_5 (RFC 8017 section 9.2). `None`: not for the lanes.
fn block<'a>(one: &ToSign<'a>) -> Option<Block<'a>> {
    let digest_algorithm: DigestAlgorithm = match one.algorithm {
        SignatureAlgorithm::RsaPkcs1 { digest } if one.key.can_sign(one.algorithm) => *digest,
        _ => return None,
    };
    let key = one.key.lane_key()?;
    let octets = pkcs1_block(&digest(digest_algorithm, one.message)?, key.octets_of_modulus())?;
    Some(Block { key, octets })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;
    use crate::{KeyKind, PublicKey, Verification};

    fn messages(count: usize) -> Vec<Vec<u8>> {
        (0..count).map(|number| format!("message {number}").into_bytes()).collect()
    }

    /// PKCS#1 has one signature for a message and a key: whoever computed it.
    #[test]
    fn many_signatures_are_the_same_octets_as_each() {
        let keys = [2048, 2048, 3072].map(|bits| PrivateKey::generate(KeyKind::Rsa { bits }).unwrap());
        let algorithms = [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512]
            .map(|digest| SignatureAlgorithm::RsaPkcs1 { digest });
        let messages = messages(40);
        for count in [0, 1, 3, 4, 5, 8, 9, 17, 40] {
            let jobs: Vec<ToSign<'_>> = messages[..count]
                .iter()
                .enumerate()
                .map(|(at, message)| ToSign { key: &keys[at % 3], algorithm: &algorithms[at / 2 % 3], message })
                .collect();
            for (signature, job) in sign_many(&jobs).into_iter().zip(&jobs) {
                assert_eq!(signature.unwrap(), job.key.sign(job.algorithm, job.message).unwrap(), "{count}");
            }
        }
    }

    /// What the lanes do not take stands among what they take, and each gets its own answer.
    #[test]
    fn others_in_between_are_signed_by_their_own_keys() {
        let rsa = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap();
        let curve = PrivateKey::generate(KeyKind::P256).unwrap();
        let digest = DigestAlgorithm::Sha256;
        let pss = SignatureAlgorithm::RsaPss { digest, mgf: digest, salt_len: 32 };
        let (pkcs1, ecdsa) = (rsa.default_algorithm(), curve.default_algorithm());
        let messages = messages(16);
        let ways = [(&rsa, &pkcs1), (&curve, &ecdsa), (&rsa, &pss), (&curve, &pkcs1)];
        let jobs: Vec<ToSign<'_>> =
            messages.iter().enumerate().map(|(at, message)| ToSign { key: ways[at % 4].0, algorithm: ways[at % 4].1, message }).collect();
        for (at, (signature, job)) in sign_many(&jobs).into_iter().zip(&jobs).enumerate() {
            if at % 4 == 3 {
                assert!(signature.is_err(), "a curve's key signs no RSA");
                continue;
            }
            let public = PublicKey::from_spki(job.key.public_spki()).unwrap();
            assert_eq!(public.verify(job.algorithm, job.message, &signature.unwrap()), Verification::Good, "{at}");
        }
    }
}
