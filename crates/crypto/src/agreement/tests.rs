#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;

/// RFC 5753 section 7.2 spelled out: SEQUENCE { keyInfo, [0] ukm, [2] bits of the key as four octets }.
#[test]
fn shared_info_is_the_one_of_the_standard() {
    let wrap = KeyWrap::Aes128.to_der();
    assert_eq!(wrap, b"\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x05");
    let plain = [b"\x30\x15".as_slice(), &wrap, b"\xa2\x06\x04\x04\x00\x00\x00\x80"].concat();
    assert_eq!(shared_info(&wrap, None, 16), plain);
    let with_ukm = [b"\x30\x1b".as_slice(), &wrap, b"\xa0\x04\x04\x02\x0a\x0b\xa2\x06\x04\x04\x00\x00\x01\x00"].concat();
    assert_eq!(shared_info(&wrap, Some(&[10, 11]), 32), with_ukm);
}

#[test]
fn every_scheme_reads_as_it_is_written() {
    for scheme in SCHEMES {
        for wrap in [KeyWrap::Aes128, KeyWrap::Aes192, KeyWrap::Aes256, KeyWrap::TripleDes] {
            let made = KeyAgreement::new(scheme.kdf, scheme.cofactor, wrap).unwrap();
            let read = KeyAgreement::from_der(&made.to_der()).unwrap();
            assert_eq!(read, made);
            assert_eq!((read.kdf(), read.is_cofactor(), read.wrap()), (scheme.kdf, scheme.cofactor, wrap));
            let length = wrap.kek_len();
            assert_eq!(read.key_encryption_key(b"secret", None).unwrap().len(), length);
        }
    }
    let usual = KeyAgreement::usual(KeyKind::P256, KeyWrap::Aes128).unwrap();
    assert_eq!(usual.name(), "ECDH, X9.63 with SHA-256, AES-128 key wrap");
    assert_eq!(KeyAgreement::usual(KeyKind::X25519, KeyWrap::Aes256).unwrap().name(), "ECDH, HKDF with SHA-256, AES-256 key wrap");
    assert_eq!(KeyAgreement::usual(KeyKind::Ed25519, KeyWrap::Aes128), None);
    assert!(KeyAgreement::new(Kdf::Hkdf(Hash::Sha256), true, KeyWrap::Aes128).is_err());
    assert!(KeyAgreement::new(Kdf::X963(Hash::Md5), false, KeyWrap::Aes128).is_err());
}

/// NULL behind the wrap is another derivation than nothing: what was received counts first, the other is tried too.
#[test]
fn null_behind_the_wrap_goes_into_the_derivation() {
    let absent = KeyAgreement::new(Kdf::X963(Hash::Sha256), false, KeyWrap::Aes256).unwrap();
    let with_null = asn1::write_algorithm(KeyWrap::Aes256.oid(), asn1::NULL);
    let der = asn1::write_algorithm(ObjectIdentifier::new_unwrap("1.3.132.1.11.1"), &with_null);
    let null = KeyAgreement::from_der(&der).unwrap();
    assert_eq!(null.to_der(), der);
    let key = |agreement: &KeyAgreement| agreement.key_encryption_key(b"secret", None).unwrap();
    assert_ne!(key(&absent), key(&null));
    assert_eq!(absent.key_encryption_keys(b"secret", None).unwrap(), [key(&absent), key(&null)]);
    assert_eq!(null.key_encryption_keys(b"secret", None).unwrap(), [key(&null), key(&absent)]);
}

#[test]
fn m18_agreement_without_its_parameters_is_an_error() {
    for scheme in SCHEMES {
        let bare = KeyAgreement::from_der(&asn1::write_algorithm(scheme.oid, &[]));
        assert!(matches!(bare, Err(Error::Malformed { .. })), "{bare:?}");
        for parameters in [asn1::NULL, b"\x30\x00", b"\x04\x01\x00"] {
            assert!(KeyAgreement::from_der(&asn1::write_algorithm(scheme.oid, parameters)).is_err());
        }
    }
}

#[test]
fn what_is_not_offered_is_named() {
    let named = |oid: &str| match KeyAgreement::from_der(&asn1::write_algorithm(ObjectIdentifier::new_unwrap(oid), &[])) {
        Err(Error::Unsupported { what: "key agreement by", name, .. }) => name,
        other => panic!("{other:?}"),
    };
    assert_eq!(named("1.2.840.113549.1.9.16.3.5"), "ephemeral-static Diffie-Hellman");
    assert_eq!(named("1.3.133.16.840.63.0.16"), "ECMQV with SHA-1");
    assert_eq!(named("1.2.3.4"), "1.2.3.4");
}
