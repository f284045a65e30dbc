//! RSA signatures checked on the bare public operation: RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017 sections 8.2.2, 9.1.2, 9.2) with any
//! digest that is computed here, any digest inside MGF1 and any salt. What aws-lc-rs offers itself does not come this way.
//! Everything here is public; nothing needs to take the same time.

use crate::{
    asn1,
    digest::{Digest, DigestAlgorithm as Hash, Hasher},
    native::RsaPublic,
    padding,
};

/// The padding that a signature claims to have.
#[derive(Clone, Copy)]
pub(crate) enum Padding {
    Pkcs1,
    Pss { mgf: Hash, salt_len: usize },
}

/// Whether the signature was made over this digest with the private half of this RSAPublicKey of so many bits.
pub(crate) fn verifies(key: &[u8], bits: u32, padding: Padding, digest: &Digest, signature: &[u8]) -> bool {
    let Some(key) = RsaPublic::from_pkcs1(key) else {
        return false;
    };
    let mut block = vec![0; key.size()];
    // RFC 8017 section 8.2.2 step 1: as long as the modulus, nothing else.
    if signature.len() != block.len() || !key.transform(signature, &mut block) {
        return false;
    }
    match padding {
        Padding::Pkcs1 => pkcs1_block(digest, block.len()).is_some_and(|expected| expected == block),
        Padding::Pss { mgf, salt_len } => pss_fits(&block, bits, digest, mgf, salt_len).unwrap_or(false),
    }
}

/// The one block that a signature of this digest may hold: made and compared, never parsed (attack row M16).
pub(crate) fn pkcs1_block(digest: &Digest, size: usize) -> Option<Vec<u8>> {
    let algorithm = asn1::write_algorithm(digest.algorithm().oid(), asn1::NULL);
    let info = asn1::tlv(0x30, &[algorithm, asn1::tlv(0x04, digest.as_bytes())].concat());
    let filling = size.checked_sub(info.len() + 3).filter(|filling| *filling >= 8)?;
    Some([&[0, 1][..], &vec![0xff; filling], &[0], &info].concat())
}

/// EMSA-PSS-VERIFY (RFC 8017 section 9.1.2). `None`: the block is too short for this digest and salt.
fn pss_fits(block: &[u8], bits: u32, digest: &Digest, mgf: Hash, salt_len: usize) -> Option<bool> {
    let digest_len = digest.as_bytes().len();
    // The encoded message has one bit less than the modulus, which may be an octet less.
    let unused = (8 - (bits.checked_sub(1)? % 8)) % 8;
    let (front, encoded) = if unused == 0 { block.split_at_checked(1)? } else { block.split_at_checked(0)? };
    let (masked, rest) = encoded.split_at_checked(encoded.len().checked_sub(digest_len + 1)?)?;
    let (hash, trailer) = rest.split_at_checked(digest_len)?;
    let beyond = 0xff_u8.checked_shl(8 - unused).unwrap_or(0);
    if front.iter().any(|octet| *octet != 0) || trailer != [0xbc] || masked.first()? & beyond != 0 {
        return Some(false);
    }
    let mut data = masked.to_vec();
    padding::mask(mgf, hash, &mut data).ok()?;
    *data.first_mut()? &= !beyond;
    let (filling, salt) = data.split_at_checked(data.len().checked_sub(salt_len)?)?;
    let (one, zeros) = filling.split_last()?;
    let mut hasher = Hasher::new(digest.algorithm())?;
    for part in [&[0; 8][..], digest.as_bytes(), salt] {
        hasher.update(part);
    }
    Some(*one == 1 && zeros.iter().all(|octet| *octet == 0) && hasher.finish().as_bytes() == hash)
}
