//! An RSA private key: it signs (2048 bits and more, by aws-lc-rs) and opens content keys (512 to 16384 bits: old mail was written to
//! short keys). Reads RSAPrivateKey (RFC 8017 A.1.2) and writes PKCS#8 around it.

use std::sync::OnceLock;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    signature::{KeyPair, RsaKeyPair},
};
use der::Decode;
use zeroize::Zeroizing;

use crate::{
    asn1::{self, RsaPrivateKey, tlv},
    error::Error,
    lanes::{self, LaneKey},
    native::RsaPrivate,
    oid,
};

/// Below, a key is factored in an afternoon and has hardly room for a padded content key.
pub(crate) const LEAST_BITS: u32 = 512;
/// AWS-LC computes with no longer modulus.
pub(crate) const MOST_BITS: u32 = 16384;

/// A private key.
pub(crate) struct RsaPair {
    form: Form,
    bits: u32,
    /// The key for [`Self::raw`], made at its first use: a key that only signs does not pay for it.
    raw: OnceLock<Option<RsaPrivate>>,
    /// The key for [`Self::raw_many`], made likewise.
    lanes: OnceLock<Option<Box<LaneKey>>>,
}

enum Form {
    /// RSAPrivateKey of a key that aws-lc-rs does not take.
    Bare(Zeroizing<Vec<u8>>),
    Signing(RsaKeyPair),
}

impl RsaPair {
    /// A key that was made by aws-lc-rs.
    pub(crate) fn new(pair: RsaKeyPair) -> Result<Self, Error> {
        let pkcs8 = pkcs8_of(&pair)?;
        let bits = bits(asn1::private_key_octets(&pkcs8)?)?;
        Ok(Self { form: Form::Signing(pair), bits, raw: OnceLock::new(), lanes: OnceLock::new() })
    }

    /// Reads an RSAPrivateKey.
    pub(crate) fn from_pkcs1(der: &[u8]) -> Result<Self, Error> {
        let bits = bits(der)?;
        if !(LEAST_BITS..=MOST_BITS).contains(&bits) {
            let why = format!("an RSA key of {bits} bits is outside {LEAST_BITS} to {MOST_BITS}");
            return Err(Error::BadKey { what: "private key", why });
        }
        if let Ok(pair) = RsaKeyPair::from_der(der) {
            return Ok(Self { form: Form::Signing(pair), bits, raw: OnceLock::new(), lanes: OnceLock::new() });
        }
        let raw = RsaPrivate::from_pkcs1(der).ok_or_else(inconsistent)?;
        Ok(Self { form: Form::Bare(Zeroizing::new(der.to_vec())), bits, raw: OnceLock::from(Some(raw)), lanes: OnceLock::new() })
    }

    /// Bits of the modulus.
    pub(crate) fn bits(&self) -> u32 {
        self.bits
    }

    /// The key as one that signs.
    pub(crate) fn signing(&self) -> Option<&RsaKeyPair> {
        match &self.form {
            Form::Bare(_) => None,
            Form::Signing(pair) => Some(pair),
        }
    }

    /// PrivateKeyInfo.
    pub(crate) fn to_pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        match &self.form {
            Form::Bare(pkcs1) => Ok(asn1::write_private_key(&asn1::write_algorithm(oid::RSA, asn1::NULL), pkcs1)),
            Form::Signing(pair) => pkcs8_of(pair),
        }
    }

    /// SubjectPublicKeyInfo.
    pub(crate) fn to_spki(&self) -> Result<Vec<u8>, Error> {
        match &self.form {
            Form::Bare(pkcs1) => {
                let read = read(pkcs1)?;
                let number =
                    |number: &der::asn1::UintRef<'_>| der::Encode::to_der(number).map_err(|why| Error::malformed("RSAPrivateKey", why));
                let public = tlv(0x30, &[number(&read.modulus)?, number(&read.public_exponent)?].concat());
                Ok(asn1::write_public_key(&asn1::write_algorithm(oid::RSA, asn1::NULL), &public))
            }
            Form::Signing(pair) => {
                let der: PublicKeyX509Der<'_> =
                    pair.public_key().as_der().map_err(|_| Error::Primitive { what: "writing a public key" })?;
                Ok(der.as_ref().to_vec())
            }
        }
    }

    /// `encrypted^d mod n`, all zeros where that is not defined (a number of another length or not below the modulus): no padding reads
    /// them as good. PGP and some mail programs cut zeros off the front; they are put back.
    pub(crate) fn raw(&self, encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let key = self.raw.get_or_init(|| self.to_raw().ok().flatten()).as_ref().ok_or_else(inconsistent)?;
        let mut block = Zeroizing::new(vec![0; key.size()]);
        let mut input = vec![0; key.size().saturating_sub(encrypted.len())];
        input.extend_from_slice(encrypted);
        if !key.transform(&input, &mut block) {
            block.fill(0);
        }
        Ok(block)
    }

    /// [`Self::raw`] of many, eight at once where the processor can.
    pub(crate) fn raw_many(&self, encrypted: &[&[u8]]) -> Vec<Result<Zeroizing<Vec<u8>>, Error>> {
        let worth_it = encrypted.len() >= lanes::LEAST;
        let key = if worth_it { self.lane_key() } else { None };
        let jobs: Vec<_> = key.into_iter().flat_map(|key| encrypted.iter().map(move |encrypted| (key, *encrypted))).collect();
        let mut done = lanes::private_operations(&jobs).into_iter();
        encrypted.iter().map(|encrypted| done.next().flatten().map_or_else(|| self.raw(encrypted), Ok)).collect()
    }

    /// The key as the lanes take it, made at the first call; `None`: the processor has no lanes, or the key no form for them.
    pub(crate) fn lane_key(&self) -> Option<&LaneKey> {
        if !lanes::are_there() {
            return None;
        }
        self.lanes.get_or_init(|| self.to_lanes().ok().flatten().map(Box::new)).as_deref()
    }

    fn to_lanes(&self) -> Result<Option<LaneKey>, Error> {
        let pkcs8 = self.to_pkcs8()?;
        let read = read(asn1::private_key_octets(&pkcs8)?)?;
        Ok(LaneKey::new(&lane_parts(&read)))
    }

    fn to_raw(&self) -> Result<Option<RsaPrivate>, Error> {
        let pkcs8 = self.to_pkcs8()?;
        Ok(RsaPrivate::from_pkcs1(asn1::private_key_octets(&pkcs8)?))
    }
}

fn pkcs8_of(pair: &RsaKeyPair) -> Result<Zeroizing<Vec<u8>>, Error> {
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(pair).map_err(|_| Error::Primitive { what: "writing PKCS#8" })?;
    Ok(Zeroizing::new(der.as_ref().to_vec()))
}

fn read(der: &[u8]) -> Result<RsaPrivateKey<'_>, Error> {
    let read = RsaPrivateKey::from_der(der).map_err(|why| Error::malformed("RSAPrivateKey", why))?;
    // Keys of more than two primes (version 1) are in no use; without the public exponent nothing is blinded (see `native`).
    if read.version != 0 {
        return Err(Error::Unsupported { what: "private key of type", name: "RSA with more than two primes".to_owned(), oid: None });
    }
    if read.public_exponent.as_bytes().iter().all(|octet| *octet == 0) {
        return Err(Error::BadKey { what: "private key", why: "it lacks its public exponent".to_owned() });
    }
    Ok(read)
}

fn lane_parts<'k>(key: &RsaPrivateKey<'k>) -> lanes::Parts<'k> {
    lanes::Parts {
        modulus: key.modulus.as_bytes(),
        public_exponent: key.public_exponent.as_bytes(),
        prime1: key.prime1.as_bytes(),
        prime2: key.prime2.as_bytes(),
        exponent1: key.exponent1.as_bytes(),
        exponent2: key.exponent2.as_bytes(),
        coefficient: key.coefficient.as_bytes(),
    }
}

fn bits(der: &[u8]) -> Result<u32, Error> {
    let read = read(der)?;
    let modulus = read.modulus.as_bytes();
    let unused = modulus.first().map_or(0, |first| first.leading_zeros());
    Ok(u32::try_from(modulus.len()).unwrap_or(u32::MAX).saturating_mul(8).saturating_sub(unused))
}

fn inconsistent() -> Error {
    Error::BadKey { what: "private key", why: "its parts do not fit each other, or its public exponent is not one of 3 to 2^33".to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use super::*;
    use aws_lc_rs::rsa::KeySize;

    fn generated() -> RsaPair {
        RsaPair::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()).unwrap()
    }

    fn numbers(count: usize) -> Vec<Vec<u8>> {
        let mut numbers = vec![vec![0; 256]; count];
        numbers.iter_mut().for_each(|number| crate::random::fill(number).unwrap());
        numbers
    }

    /// What the lanes do not answer, for want of registers or because an answer was wrong, aws-lc answers.
    #[test]
    fn many_are_answered_as_each_whatever_the_lanes_do() {
        let numbers = numbers(11);
        let mut numbers: Vec<&[u8]> = numbers.iter().map(Vec::as_slice).collect();
        numbers.extend([&[][..], &[0; 256], &[0xff; 256], &[1; 300], &[5]]);
        let pair = generated();
        let with_lanes = |lanes: Option<LaneKey>| {
            let pkcs8 = pair.to_pkcs8().unwrap();
            let pair = RsaPair::from_pkcs1(asn1::private_key_octets(&pkcs8).unwrap()).unwrap();
            assert!(pair.lanes.set(lanes.map(Box::new)).is_ok());
            pair
        };
        // One without lanes, and one whose lanes hold a key with an exponent of another: none of their answers passes the check.
        let pairs = [with_lanes(None), with_lanes(mixed(&pair, &generated())), generated_again(&pair)];
        for count in [0, 1, 3, 4, 8, 16] {
            let each: Vec<_> = numbers[..count].iter().map(|number| pair.raw(number).unwrap()).collect();
            for pair in &pairs {
                let many: Vec<_> = pair.raw_many(&numbers[..count]).into_iter().map(Result::unwrap).collect();
                assert_eq!(many, each, "{count}");
            }
        }
    }

    fn generated_again(pair: &RsaPair) -> RsaPair {
        RsaPair::from_pkcs1(asn1::private_key_octets(&pair.to_pkcs8().unwrap()).unwrap()).unwrap()
    }

    /// The key with the first private exponent of another.
    fn mixed(pair: &RsaPair, other: &RsaPair) -> Option<LaneKey> {
        let (pkcs8, other) = (pair.to_pkcs8().unwrap(), other.to_pkcs8().unwrap());
        let key = read(asn1::private_key_octets(&pkcs8).unwrap()).unwrap();
        let other = read(asn1::private_key_octets(&other).unwrap()).unwrap();
        LaneKey::new(&lane_parts(&RsaPrivateKey { exponent1: other.exponent1, ..key }))
    }
}
