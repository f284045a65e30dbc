#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;
use crate::asn1::{NULL, tlv, write_unsigned};

const QUICK: Pbkdf2Limits = Pbkdf2Limits { iterations: 10_000_000, milliseconds: 5_000 };

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn with_iterations(iterations: u32, inner: ContentCipher) -> PasswordKek {
    PasswordKek::with(Some(Pbkdf2::fresh(iterations).unwrap()), CipherAlgorithm::fresh(inner).unwrap()).unwrap()
}

/// RFC 3211 section 3, first example: PBKDF2 of "password" with five iterations, DES.
#[test]
fn the_rfc_s_example_with_des() {
    let derivation = unhex("301a 06092a864886f70d01050c 300d 0408 1234567878563412 020105");
    let inner = unhex("3011 06052b0e030207 0408 efe598ef21b33d6d");
    let kek = PasswordKek::from_der(Some(&derivation), &write_algorithm(oid::PWRI_KEK, &inner));
    let kek = kek.unwrap();
    assert_eq!(kek.stretching(), Some((DigestAlgorithm::Sha1, 5)));
    assert_eq!(kek.cipher(), ContentCipher::DesCbc);
    let wrapped = unhex("b81b2565ee373ca6dedca26a178b0c10");
    let key = kek.unwrap(b"password", &wrapped, &QUICK).unwrap().unwrap();
    assert_eq!(key.as_slice(), unhex("8c627c897323a2f8"));
    assert_eq!(kek.unwrap(b"passwort", &wrapped, &QUICK), Ok(None));
}

/// RFC 3211 section 3, second example: 500 iterations, 3DES, a key of sixteen octets for RC2.
#[test]
fn the_rfc_s_example_with_3des() {
    let derivation = unhex("301b 06092a864886f70d01050c 300e 0408 1234567878563412 020201f4");
    let inner = unhex("3014 06082a864886f70d0307 0408 baf1ca7931213c4e");
    let kek = PasswordKek::from_der(Some(&derivation), &write_algorithm(oid::PWRI_KEK, &inner)).unwrap();
    let password = b"All n-entities must communicate with other n-entities via n-1 entiteeheehees";
    let wrapped = unhex("c03c514abdb9e2c5aac038572b5e24553876b377aafb82eca5a9d73f8ab143d9ec74e6cad7db260c");
    let key = kek.unwrap(password, &wrapped, &QUICK).unwrap().unwrap();
    assert_eq!(key.as_slice(), unhex("8c637d887223a2f965b566eb014b0fa5d52300a3f7ea40fffc577203c71baf3b"));
}

#[test]
fn what_is_wrapped_is_unwrapped_by_this_password_alone() {
    for inner in [ContentCipher::Aes128Cbc, ContentCipher::Aes192Cbc, ContentCipher::Aes256Cbc] {
        let kek = with_iterations(3, inner);
        let read = PasswordKek::from_der(kek.derivation_der().as_deref(), &kek.encryption_der()).unwrap();
        assert_eq!(read, kek);
        for length in [3, 5, 16, 24, 32, 64, 255] {
            let key: Vec<u8> = (0..length).collect();
            let wrapped = kek.wrap("合言葉".as_bytes(), &key, &QUICK).unwrap();
            assert_eq!(read.unwrap("合言葉".as_bytes(), &wrapped, &QUICK).unwrap().unwrap().as_slice(), key);
            assert_eq!(read.unwrap(b"another", &wrapped, &QUICK), Ok(None));
            for at in 0..wrapped.len() {
                assert_eq!(read.unwrap("合言葉".as_bytes(), &wrapped[..at], &QUICK), Ok(None), "cut at {at}");
            }
        }
        for length in [0, 2, 256] {
            assert!(matches!(kek.wrap(b"x", &vec![1; length], &QUICK), Err(Error::BadKey { .. })), "{length}");
        }
    }
}

/// Every alteration is refused but for the luck of three octets, and then the key is another one.
#[test]
fn altered_wraps_are_refused_alike() {
    let kek = with_iterations(1, ContentCipher::Aes256Cbc);
    let wrapped = kek.wrap(b"x", &[7; 32], &QUICK).unwrap();
    for at in 0..wrapped.len() {
        let mut altered = wrapped.clone();
        altered[at] ^= 1;
        assert_eq!(kek.unwrap(b"x", &altered, &QUICK), Ok(None), "octet {at}");
    }
    // lengths that the block does not bear out
    let cipher = kek.block_cipher(b"x", &QUICK).unwrap();
    for lie in [0_u8, 1, 2, 61, 255] {
        let mut body = [vec![lie, !7, !7, !7], vec![7; 60]].concat();
        let mut chain = kek.cipher.iv().to_vec();
        cipher.cbc_encrypt(&mut chain, &mut body).unwrap();
        cipher.cbc_encrypt(&mut chain, &mut body).unwrap();
        assert_eq!(kek.unwrap(b"x", &body, &QUICK), Ok(None), "{lie}");
    }
}

#[test]
fn m24_iterations_are_bounded() {
    let mut kek = with_iterations(1, ContentCipher::Aes256Cbc);
    let wrapped = kek.wrap(b"x", &[7; 32], &QUICK).unwrap();
    if let Some(derivation) = &mut kek.derivation {
        derivation.iterations = 1 << 31;
    }
    let refused = kek.unwrap(b"x", &wrapped, &QUICK);
    assert_eq!(refused, Err(Error::TooMuchWork { asked: 1 << 31, limit: 10_000_000, unit: "iterations" }));
}

#[test]
fn a_key_agreed_on_elsewhere() {
    let kek = PasswordKek::with(None, CipherAlgorithm::fresh(ContentCipher::Aes128Cbc).unwrap()).unwrap();
    assert_eq!(kek.stretching(), None);
    let read = PasswordKek::from_der(None, &kek.encryption_der()).unwrap();
    let wrapped = kek.wrap(&[3; 16], &[7; 32], &QUICK).unwrap();
    assert_eq!(read.unwrap(&[3; 16], &wrapped, &QUICK).unwrap().unwrap().as_slice(), [7; 32]);
    assert_eq!(read.unwrap(&[3; 15], &wrapped, &QUICK), Ok(None));
    assert!(matches!(kek.wrap(&[3; 15], &[7; 32], &QUICK), Err(Error::BadKey { .. })));
}

#[test]
fn what_is_not_offered_is_named() {
    let gcm = CipherAlgorithm::fresh(ContentCipher::Aes128Gcm).unwrap().to_der();
    assert!(matches!(PasswordKek::fresh(ContentCipher::Aes128Gcm), Err(Error::Unsupported { .. })));
    assert!(matches!(PasswordKek::fresh(ContentCipher::TripleDesCbc), Err(Error::Unsupported { .. })));
    let refused = PasswordKek::from_der(None, &write_algorithm(oid::PWRI_KEK, &gcm));
    assert!(matches!(refused, Err(Error::Unsupported { what: "PWRI-KEK with", .. })), "{refused:?}");
    let refused = PasswordKek::from_der(None, &write_algorithm(oid::AES_128_WRAP, &[]));
    assert!(matches!(refused, Err(Error::Unsupported { oid: Some(oid), .. }) if oid == oid::AES_128_WRAP));
    let kek = with_iterations(1, ContentCipher::Aes128Cbc);
    let scrypt = write_algorithm("1.3.6.1.4.1.11591.4.11".parse().unwrap(), NULL);
    let refused = PasswordKek::from_der(Some(&scrypt), &kek.encryption_der());
    assert!(matches!(&refused, Err(Error::Unsupported { name, .. }) if name == "scrypt"), "{refused:?}");
    // keyLength must be the cipher's
    let parameters = tlv(0x30, &[tlv(0x04, b"saltsalt"), write_unsigned(1), write_unsigned(24)].concat());
    let derivation = write_algorithm(oid::PBKDF2, &parameters);
    let lying = PasswordKek::from_der(Some(&derivation), &kek.encryption_der()).unwrap();
    assert!(matches!(lying.unwrap(b"x", &[0; 48], &QUICK), Err(Error::Malformed { .. })));
}
