#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;
use asn1::{NULL, tlv, write_algorithm};

fn oaep(parts: &[Vec<u8>]) -> Vec<u8> {
    write_algorithm(oid::RSA_OAEP, &tlv(0x30, &parts.concat()))
}

fn hash(digest: Hash) -> Vec<u8> {
    tlv(0xa0, &write_algorithm(digest.oid(), NULL))
}

fn mgf(digest: Hash) -> Vec<u8> {
    tlv(0xa1, &write_algorithm(oid::MGF1, &write_algorithm(digest.oid(), NULL)))
}

fn made(digest: Hash, mgf: Hash, label: &[u8]) -> KeyTransport {
    KeyTransport::RsaOaep { digest, mgf, label: label.to_vec() }
}

#[test]
fn reads_as_it_writes() {
    let digests = [Hash::Sha1, Hash::Sha224, Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sha3_256];
    for digest in digests {
        for mgf in digests {
            for label in [&b""[..], b"label"] {
                let transport = made(digest, mgf, label);
                assert_eq!(KeyTransport::from_der(&transport.to_der()).unwrap(), transport);
            }
        }
    }
    let pkcs1 = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    assert_eq!(KeyTransport::RsaPkcs1.to_der(), pkcs1);
    assert_eq!(KeyTransport::from_der(pkcs1).unwrap(), KeyTransport::RsaPkcs1);
    assert_eq!(KeyTransport::from_der(b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01").unwrap(), KeyTransport::RsaPkcs1);
}

/// RFC 4055 section 4.1: SHA-1 and no label where nothing is said, DER or not.
#[test]
fn defaults_are_filled_in() {
    let all_default = made(Hash::Sha1, Hash::Sha1, b"");
    assert_eq!(all_default.to_der(), b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x07\x30\x00");
    let empty_label = tlv(0xa2, &write_algorithm(oid::P_SPECIFIED, &tlv(4, b"")));
    for written in [
        oaep(&[]),
        oaep(&[hash(Hash::Sha1)]),
        oaep(&[hash(Hash::Sha1), mgf(Hash::Sha1), empty_label.clone()]),
        oaep(&[tlv(0xa0, &write_algorithm(Hash::Sha1.oid(), &[]))]),
        write_algorithm(oid::RSA_OAEP, &[]),
        write_algorithm(oid::RSA_OAEP, NULL),
    ] {
        assert_eq!(KeyTransport::from_der(&written).unwrap(), all_default, "{written:02x?}");
    }
    // What Java writes for OAEPWithSHA-256AndMGF1Padding, with and without its defaults.
    let java = made(Hash::Sha256, Hash::Sha1, b"");
    assert_eq!(KeyTransport::from_der(&oaep(&[hash(Hash::Sha256)])).unwrap(), java);
    assert_eq!(KeyTransport::from_der(&oaep(&[hash(Hash::Sha256), mgf(Hash::Sha1), empty_label])).unwrap(), java);
    assert_eq!(java.name(), "RSA-OAEP with SHA-256, MGF1 with SHA-1");
}

#[test]
fn what_is_not_offered_is_named() {
    let named = |der: &[u8]| match KeyTransport::from_der(der) {
        Err(Error::Unsupported { what: "key transport by", name, oid: Some(_) }) => name,
        other => panic!("{other:?}"),
    };
    assert_eq!(named(&oaep(&[hash(Hash::Md2)])), "RSA-OAEP with MD2");
    assert_eq!(named(&oaep(&[mgf(Hash::Ripemd160)])), "RSA-OAEP with MGF1 and RIPEMD-160");
    let other_mask = tlv(0xa1, &write_algorithm(ObjectIdentifier::new_unwrap("1.2.3"), &[]));
    assert_eq!(named(&oaep(&[other_mask])), "RSA-OAEP with mask generation 1.2.3");
    let other_source = tlv(0xa2, &write_algorithm(ObjectIdentifier::new_unwrap("1.2.3"), &[]));
    assert_eq!(named(&oaep(&[other_source])), "RSA-OAEP with label source 1.2.3");
    assert_eq!(named(&write_algorithm(ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.3.14"), &[])), "RSA-KEM");
    assert_eq!(named(&write_algorithm(ObjectIdentifier::new_unwrap("1.2.643.7.1.1.1.1"), &[])), "GOST R 34.10-2012 (256)");
}

#[test]
fn broken_parameters_are_errors() {
    for broken in [
        write_algorithm(oid::RSA, &tlv(4, b"x")),
        write_algorithm(oid::RSA_OAEP, &tlv(4, b"x")),
        oaep(&[tlv(0xa0, NULL)]),
        oaep(&[tlv(0xa1, &write_algorithm(oid::MGF1, &[]))]),
        oaep(&[tlv(0xa1, &write_algorithm(oid::MGF1, NULL))]),
        oaep(&[tlv(0xa2, &write_algorithm(oid::P_SPECIFIED, &[]))]),
        oaep(&[tlv(0xa2, &write_algorithm(oid::P_SPECIFIED, NULL))]),
        oaep(&[mgf(Hash::Sha1), hash(Hash::Sha1)]),
        oaep(&[hash(Hash::Sha1), hash(Hash::Sha1)]),
        oaep(&[tlv(0xa3, NULL)]),
        vec![],
        vec![0x30],
        vec![0x30, 0x80],
        [KeyTransport::RsaPkcs1.to_der(), vec![0]].concat(),
    ] {
        let read = KeyTransport::from_der(&broken);
        assert!(matches!(read, Err(Error::Malformed { .. })), "{broken:02x?}: {read:?}");
    }
}
