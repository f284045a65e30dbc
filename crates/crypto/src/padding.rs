//! Paddings of RSA encryption: EME-PKCS1-v1_5 and EME-OAEP with MGF1 (RFC 8017 sections 7.1, 7.2 and B.2.1).
//! What is unpadded is a key whose length is known beforehand, so every position is known too: nothing branches on, indexes by or
//! returns early from what the padding holds (attack rows M06, M09). No bit of "good" or "bad" leaves this file.

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{
    digest::{DigestAlgorithm as Hash, Hasher, digest},
    error::Error,
    random,
};

/// `00 02`, eight octets of padding at least, `00` (RFC 8017 section 7.2.1).
const PKCS1_LEAST: usize = 11;

/// Pads a content key to the length of the modulus.
pub(crate) fn pkcs1_pad(content: &[u8], size: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let filling =
        size.checked_sub(content.len() + 3).filter(|_| content.len() + PKCS1_LEAST <= size).ok_or_else(|| too_long(content, size))?;
    let mut block = Zeroizing::new(vec![0, 2]);
    block.extend_from_slice(&nonzero(filling)?);
    block.push(0);
    block.extend_from_slice(content);
    Ok(block)
}

/// Overwrites `key` with the end of the block if, and only if, the block is well padded and a key of this length stands in it.
pub(crate) fn pkcs1_unpad(block: &[u8], key: &mut [u8]) {
    let Some((padding, content)) = block.len().checked_sub(key.len()).and_then(|split| block.split_at_checked(split)) else {
        return;
    };
    let [zero, two, filling @ .., end] = padding else {
        return;
    };
    if padding.len() < PKCS1_LEAST {
        return;
    }
    let mut good = zero.ct_eq(&0) & two.ct_eq(&2) & end.ct_eq(&0);
    for octet in filling {
        good &= !octet.ct_eq(&0);
    }
    overwrite(key, content, good);
}

/// Pads a content key by OAEP.
pub(crate) fn oaep_pad(hash: Hash, mgf: Hash, label: &[u8], content: &[u8], size: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let label = hashed(hash, label)?;
    let used = 2 * label.len() + 2;
    let zeros = size.checked_sub(used + content.len()).ok_or_else(|| too_long(content, size))?;
    let mut data = Zeroizing::new(Vec::with_capacity(size));
    data.extend_from_slice(&label);
    data.resize(label.len() + zeros, 0);
    data.push(1);
    data.extend_from_slice(content);
    let mut seed = Zeroizing::new(vec![0; label.len()]);
    random::fill(&mut seed)?;
    mask(mgf, &seed, &mut data)?;
    mask(mgf, &data, &mut seed)?;
    let mut block = Zeroizing::new(Vec::with_capacity(size));
    block.push(0);
    block.extend_from_slice(&seed);
    block.extend_from_slice(&data);
    Ok(block)
}

/// As [`pkcs1_unpad`], for OAEP.
pub(crate) fn oaep_unpad(hash: Hash, mgf: Hash, label: &[u8], block: &[u8], key: &mut [u8]) -> Result<(), Error> {
    let label = hashed(hash, label)?;
    let Some((first, masked)) = block.split_first() else {
        return Ok(());
    };
    let Some((seed, data)) = masked.split_at_checked(label.len()) else {
        return Ok(());
    };
    let mut seed = Zeroizing::new(seed.to_vec());
    let mut data = Zeroizing::new(data.to_vec());
    mask(mgf, &data, &mut seed)?;
    mask(mgf, &seed, &mut data)?;
    let Some((padding, content)) = data.len().checked_sub(key.len()).and_then(|split| data.split_at_checked(split)) else {
        return Ok(());
    };
    let Some((found, [zeros @ .., one])) = padding.split_at_checked(label.len()) else {
        return Ok(());
    };
    let mut good = first.ct_eq(&0) & found.ct_eq(&label) & one.ct_eq(&1);
    for octet in zeros {
        good &= octet.ct_eq(&0);
    }
    overwrite(key, content, good);
    Ok(())
}

fn overwrite(key: &mut [u8], content: &[u8], good: Choice) {
    for (to, from) in key.iter_mut().zip(content) {
        to.conditional_assign(from, good);
    }
}

fn hashed(hash: Hash, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let digest = digest(hash, bytes).ok_or_else(|| not_computed(hash))?;
    Ok(digest.as_bytes().to_vec())
}

fn not_computed(hash: Hash) -> Error {
    Error::Unsupported { what: "RSA padding with", name: hash.name().to_owned(), oid: Some(hash.oid()) }
}

fn too_long(content: &[u8], size: usize) -> Error {
    let why = format!("a content key of {} octets does not fit into an RSA key of {size} octets with this padding", content.len());
    Error::BadKey { what: "public key", why }
}

/// Adds MGF1 of the seed to the bytes.
pub(crate) fn mask(mgf: Hash, seed: &[u8], bytes: &mut [u8]) -> Result<(), Error> {
    let mut seeded = Hasher::new(mgf).ok_or_else(|| not_computed(mgf))?;
    seeded.update(seed);
    for (counter, piece) in (0_u32..).zip(bytes.chunks_mut(mgf.output_len())) {
        let mut hasher = seeded.clone();
        hasher.update(&counter.to_be_bytes());
        for (to, from) in piece.iter_mut().zip(hasher.finish().as_bytes()) {
            *to ^= from;
        }
    }
    Ok(())
}

/// Random octets, none of them zero, each of the others as likely as any.
fn nonzero(count: usize) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut octets = Zeroizing::new(Vec::with_capacity(count));
    let mut drawn = Zeroizing::new([0_u8; 64]);
    while octets.len() < count {
        random::fill(drawn.as_mut_slice())?;
        let missing = count - octets.len();
        octets.extend(drawn.iter().copied().filter(|octet| *octet != 0).take(missing));
    }
    Ok(octets)
}

#[cfg(test)]
mod tests;
