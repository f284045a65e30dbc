#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;

const RSA_ENCRYPTION: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";

#[test]
fn what_is_written_is_read_back() {
    let salts = [0, 20, 32, 127, 128, 222, 478, 70_000];
    let pss = salts.map(|salt_len| SignatureAlgorithm::RsaPss { digest: Hash::Sha256, mgf: Hash::Sha256, salt_len });
    let odd = SignatureAlgorithm::RsaPss { digest: Hash::Sha512, mgf: Hash::Sha1, salt_len: 20 };
    let rows = TABLE.iter().map(|(_, algorithm)| *algorithm);
    for algorithm in rows.chain(pss).chain([odd]) {
        assert_eq!(SignatureAlgorithm::from_der(&algorithm.to_der()), Ok(algorithm));
    }
}

/// Baseline Requirements 7.1.3.2.1, RSASSA-PSS with SHA-256, MGF-1 with SHA-256, and a salt length of 32 bytes.
#[test]
fn pss_is_written_as_the_baseline_requirements_print_it() {
    let wanted = "304106092a864886f70d01010a3034a00f300d0609608648016503040201 0500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120";
    let algorithm = SignatureAlgorithm::RsaPss { digest: Hash::Sha256, mgf: Hash::Sha256, salt_len: 32 };
    let written: String = algorithm.to_der().iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(written, wanted.replace(' ', ""));
}

#[test]
fn plain_key_types_take_the_digest_of_the_other_field() {
    let sha256 = Hash::Sha256.to_der();
    let rsa = SignatureAlgorithm::for_cms(RSA_ENCRYPTION, &sha256);
    assert_eq!(rsa, Ok(SignatureAlgorithm::RsaPkcs1 { digest: Hash::Sha256 }));
    let ec = asn1::write_algorithm(oid::EC, &[]);
    assert_eq!(SignatureAlgorithm::for_cms(&ec, &sha256), Ok(SignatureAlgorithm::Ecdsa { digest: Hash::Sha256 }));
    // In a certificate a bare key type says nothing.
    assert!(matches!(SignatureAlgorithm::from_der(RSA_ENCRYPTION), Ok(SignatureAlgorithm::Unsupported(_))));
}

#[test]
fn m20_two_fields_that_name_different_digests_are_an_error() {
    for digest in Hash::all() {
        for (_, algorithm) in TABLE {
            let Some(inside) = algorithm.digest() else { continue };
            let read = SignatureAlgorithm::for_cms(&algorithm.to_der(), &digest.to_der());
            if digest == inside {
                assert_eq!(read, Ok(*algorithm));
            } else {
                assert!(matches!(read, Err(Error::DigestMismatch { .. })), "{algorithm} beside {}", digest.name());
            }
        }
    }
}

#[test]
fn parameters_where_there_are_none_are_refused() {
    let oid = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
    let odd = asn1::write_algorithm(oid, &asn1::tlv(0x04, b"junk"));
    assert!(matches!(SignatureAlgorithm::from_der(&odd), Err(Error::Malformed { .. })));
    let trailing = [SignatureAlgorithm::Ed25519.to_der(), vec![0]].concat();
    assert!(matches!(SignatureAlgorithm::from_der(&trailing), Err(Error::Malformed { .. })));
    let pss_without = asn1::write_algorithm(oid::RSA_PSS, &[]);
    assert!(matches!(SignatureAlgorithm::from_der(&pss_without), Err(Error::Malformed { .. })));
}

#[test]
fn what_is_not_offered_is_named() {
    for (oid, name) in [("2.16.840.1.101.3.4.3.18", "ML-DSA-65"), ("1.2.840.10040.4.3", "DSA with SHA-1"), ("1.2.3.4", "1.2.3.4")] {
        let der = asn1::write_algorithm(ObjectIdentifier::new_unwrap(oid), &[]);
        let read = SignatureAlgorithm::from_der(&der).unwrap();
        assert!(matches!(read, SignatureAlgorithm::Unsupported(_)));
        assert_eq!(read.name(), name);
    }
}
