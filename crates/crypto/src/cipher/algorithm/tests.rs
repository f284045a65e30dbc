#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;
use crate::asn1::NULL;

const OLD: [ContentCipher; 5] = [
    ContentCipher::TripleDesCbc,
    ContentCipher::DesCbc,
    ContentCipher::Rc2Cbc { effective_bits: 40 },
    ContentCipher::Rc2Cbc { effective_bits: 64 },
    ContentCipher::Rc2Cbc { effective_bits: 128 },
];

fn gcm_with(parameters: &[Vec<u8>]) -> Result<CipherAlgorithm, Error> {
    CipherAlgorithm::from_der(&write_algorithm(oid::AES_256_GCM, &tlv(0x30, &parameters.concat())))
}

#[test]
fn identifiers_come_back() {
    for cipher in ContentCipher::WRITTEN {
        let algorithm = CipherAlgorithm::fresh(cipher).unwrap();
        assert_eq!(CipherAlgorithm::from_der(&algorithm.to_der()), Ok(algorithm));
    }
    for cipher in OLD {
        let algorithm = CipherAlgorithm::new(cipher, vec![7; 8], 0).unwrap();
        assert_eq!(CipherAlgorithm::from_der(&algorithm.to_der()), Ok(algorithm));
    }
    for icv_len in 12..=16 {
        for nonce_len in [1, 7, 12, 13, 16, 1024] {
            let algorithm = CipherAlgorithm::new(ContentCipher::Aes128Gcm, vec![7; nonce_len], icv_len).unwrap();
            assert_eq!(CipherAlgorithm::from_der(&algorithm.to_der()), Ok(algorithm));
        }
    }
}

/// RFC 5084 section 3.2: absent means 12; RFC 8551 programs write 16.
#[test]
fn the_tag_length_may_be_absent() {
    let nonce = tlv(0x04, &[1; 12]);
    assert_eq!(gcm_with(std::slice::from_ref(&nonce)).unwrap().icv_len(), 12);
    assert_eq!(gcm_with(&[nonce.clone(), write_unsigned(16)]).unwrap().icv_len(), 16);
    assert_eq!(CipherAlgorithm::fresh(ContentCipher::Aes256Gcm).unwrap().icv_len(), 16);
    // DEFAULT is not written, but read: openssl writes none of it, others do.
    assert_eq!(gcm_with(&[nonce, write_unsigned(12)]).unwrap().icv_len(), 12);
}

#[test]
fn m11_tags_and_nonces_of_other_lengths_are_refused() {
    let nonce = tlv(0x04, &[1; 12]);
    for icv_len in [0, 1, 4, 8, 11, 17, 32, 128, u32::MAX] {
        let refused = gcm_with(&[nonce.clone(), write_unsigned(icv_len)]);
        assert!(matches!(&refused, Err(Error::Malformed { what: "GCMParameters", why }) if why.contains("12 to 16")), "{refused:?}");
    }
    let negative = gcm_with(&[nonce.clone(), tlv(0x02, &[0xff])]);
    assert!(matches!(negative, Err(Error::Malformed { .. })), "{negative:?}");
    for nonce_len in [0, 1025, 70_000] {
        let refused = gcm_with(&[tlv(0x04, &vec![1; nonce_len])]);
        assert!(matches!(&refused, Err(Error::Malformed { what: "GCMParameters", why }) if why.contains("nonce")), "{refused:?}");
    }
    for wrong in [vec![], vec![write_unsigned(16)], vec![nonce.clone(), nonce]] {
        assert!(matches!(gcm_with(&wrong), Err(Error::Malformed { .. })), "{wrong:?}");
    }
}

#[test]
fn initialization_vectors_are_one_block() {
    for cipher in ContentCipher::WRITTEN.into_iter().filter(|cipher| !cipher.is_authenticated()).chain(OLD) {
        for length in [0, 1, 7, 8, 9, 15, 16, 17, 4096] {
            let made = CipherAlgorithm::new(cipher, vec![0; length], 0);
            assert_eq!(made.is_ok(), length == cipher.block_len(), "{} {length}", cipher.name());
        }
    }
    for (oid, parameters) in [(oid::AES_128_CBC, &[][..]), (oid::AES_128_CBC, NULL), (oid::DES_EDE3_CBC, &[0x04, 0x01, 0x00])] {
        assert!(matches!(CipherAlgorithm::from_der(&write_algorithm(oid, parameters)), Err(Error::Malformed { .. })));
    }
}

/// RFC 3370 section 5.2 and RFC 2268 section 6.
#[test]
fn rc2_versions() {
    let iv = tlv(0x04, &[9; 8]);
    let rc2 = |parameters: &[u8]| CipherAlgorithm::from_der(&write_algorithm(oid::RC2_CBC, parameters));
    for (version, bits) in [(160, 40), (120, 64), (58, 128), (256, 256), (1024, 1024)] {
        let read = rc2(&tlv(0x30, &[write_unsigned(version), iv.clone()].concat())).unwrap();
        assert_eq!(read.cipher(), ContentCipher::Rc2Cbc { effective_bits: bits });
    }
    // an initialization vector alone means 32 bits, and is not confused with one of the versions
    let read = rc2(&iv).unwrap();
    assert_eq!(read.cipher(), ContentCipher::Rc2Cbc { effective_bits: 32 });
    assert_eq!(CipherAlgorithm::from_der(&read.to_der()), Ok(read));
    for version in [0, 1, 40, 128, 255, 1025, 70_000] {
        let refused = rc2(&tlv(0x30, &[write_unsigned(version), iv.clone()].concat()));
        assert!(matches!(refused, Err(Error::Malformed { what: "RC2 version", .. })), "{refused:?}");
    }
    assert!(CipherAlgorithm::new(ContentCipher::Rc2Cbc { effective_bits: 41 }, vec![0; 8], 0).is_err());
}

#[test]
fn m08_old_ciphers_are_read_never_written() {
    for cipher in OLD {
        assert!(!cipher.writes() && cipher.strength() < Strength::Good, "{}", cipher.name());
        assert!(matches!(CipherAlgorithm::fresh(cipher), Err(Error::Unsupported { .. })));
    }
    for cipher in ContentCipher::WRITTEN {
        assert!(cipher.writes() && cipher.strength() == Strength::Good);
    }
    assert_eq!(ContentCipher::TripleDesCbc.strength(), Strength::Weak);
    assert_eq!(ContentCipher::Rc2Cbc { effective_bits: 40 }.strength(), Strength::Broken);
}

#[test]
fn m08_what_is_not_offered_is_named() {
    for (oid, expected) in [("1.2.840.113549.3.4", "RC4"), ("2.16.840.1.101.3.4.1.7", "AES-128-CCM"), ("1.2.3.4", "1.2.3.4")] {
        let oid: ObjectIdentifier = oid.parse().unwrap();
        let refused = CipherAlgorithm::from_der(&write_algorithm(oid, NULL));
        assert!(
            matches!(&refused, Err(Error::Unsupported { name, oid: Some(said), .. }) if name == expected && *said == oid),
            "{refused:?}"
        );
    }
    for bytes in [&b""[..], b"\x30", b"\x30\x00", b"\x04\x00", b"\x30\x80\x00\x00"] {
        assert!(matches!(CipherAlgorithm::from_der(bytes), Err(Error::Malformed { .. })), "{bytes:?}");
    }
}
