//! Verification through the public face: pairs of key and algorithm (M20), broken keys (M17), forged padding with e = 3 (M16), limits (C09).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_crypto::{
    DigestAlgorithm as Hash, Error, KeyKind, Kind, MemorySigner, PrivateKey, PublicKey, SignatureAlgorithm as Algorithm, Signer,
    Verification, Why, digest,
};

const KINDS: [KeyKind; 5] = [KeyKind::Rsa { bits: 2048 }, KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519];

fn pss(digest: Hash, salt_len: u32) -> Algorithm {
    Algorithm::RsaPss { digest, mgf: digest, salt_len }
}

/// Eight algorithms, one of each family and digest that is offered for signing.
fn algorithms() -> [Algorithm; 8] {
    [
        Algorithm::RsaPkcs1 { digest: Hash::Sha256 },
        Algorithm::RsaPkcs1 { digest: Hash::Sha512 },
        pss(Hash::Sha256, 32),
        pss(Hash::Sha384, 48),
        Algorithm::Ecdsa { digest: Hash::Sha256 },
        Algorithm::Ecdsa { digest: Hash::Sha384 },
        Algorithm::Ecdsa { digest: Hash::Sha512 },
        Algorithm::Ed25519,
    ]
}

#[test]
fn m20_only_matching_pairs_of_key_and_algorithm_verify() {
    for kind in KINDS {
        let private = PrivateKey::generate(kind).unwrap();
        let key = PublicKey::from_spki(private.public_spki()).unwrap();
        assert_eq!(key.kind(), kind);
        let mut signed = 0;
        for made_with in algorithms() {
            if !private.can_sign(&made_with) {
                assert!(private.sign(&made_with, b"message").is_err());
                continue;
            }
            let signature = private.sign(&made_with, b"message").unwrap();
            signed += 1;
            for claimed in algorithms() {
                let said = key.verify(&claimed, b"message", &signature);
                if claimed == made_with {
                    assert_eq!(said, Verification::Good, "{kind} {made_with}");
                } else {
                    assert_ne!(said, Verification::Good, "{kind} {made_with} as {claimed}");
                }
            }
            assert_eq!(key.verify(&made_with, b"massage", &signature), Verification::Bad);
        }
        assert!(signed >= 1, "{kind}");
    }
}

#[test]
fn m20_a_signature_of_another_key_type_is_not_computed_at_all() {
    let rsa = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap();
    let key = PublicKey::from_spki(rsa.public_spki()).unwrap();
    let said = key.verify(&Algorithm::Ecdsa { digest: Hash::Sha256 }, b"m", b"s");
    assert!(matches!(said, Verification::Unsupported(Why::Mismatch { .. })), "{said:?}");
    let said = key.verify(&Algorithm::RsaPkcs1 { digest: Hash::Md2 }, b"m", b"s");
    let Verification::Unsupported(why) = said else { panic!("{said:?}") };
    assert_eq!(why.to_string(), "signature algorithm RSA with MD2 on RSA-2048 is not supported");
    let mixed = Algorithm::RsaPss { digest: Hash::Sha256, mgf: Hash::Ripemd160, salt_len: 32 };
    assert!(matches!(key.verify(&mixed, b"m", b"s"), Verification::Unsupported(Why::Algorithm(_))));
}

#[test]
fn pss_with_every_salt_that_fits() {
    let private = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap();
    let key = PublicKey::from_spki(private.public_spki()).unwrap();
    for salt_len in [0, 1, 20, 31, 32, 33, 64, 222] {
        let algorithm = pss(Hash::Sha256, salt_len);
        let signature = private.sign(&algorithm, b"message").unwrap();
        assert_eq!(key.verify(&algorithm, b"message", &signature), Verification::Good, "salt {salt_len}");
        assert_eq!(key.verify(&pss(Hash::Sha256, salt_len + 1), b"message", &signature), Verification::Bad);
    }
    assert!(private.sign(&pss(Hash::Sha256, 223), b"message").is_err(), "a salt that the key has no room for");
    assert_eq!(key.verify(&pss(Hash::Sha256, u32::MAX), b"message", &[0; 256]), Verification::Bad);
}

#[test]
fn from_a_digest_as_from_the_message() {
    for kind in KINDS {
        let private = PrivateKey::generate(kind).unwrap();
        let algorithm = private.default_algorithm();
        let signature = private.sign(&algorithm, b"message").unwrap();
        let key = PublicKey::from_spki(private.public_spki()).unwrap();
        let Some(inside) = algorithm.digest() else {
            let any = digest(Hash::Sha512, b"message").unwrap();
            let said = key.verify_digest(&algorithm, &any, &signature);
            assert!(matches!(said, Verification::Unsupported(Why::NeedsMessage { .. })));
            continue;
        };
        assert_eq!(key.verify_digest(&algorithm, &digest(inside, b"message").unwrap(), &signature), Verification::Good);
        assert_eq!(key.verify_digest(&algorithm, &digest(inside, b"massage").unwrap(), &signature), Verification::Bad);
        let other = digest(Hash::Sha3_256, b"message").unwrap();
        assert_eq!(key.verify_digest(&algorithm, &other, &signature), Verification::Bad, "{kind}: another digest than its own");
    }
}

#[test]
fn one_altered_bit_anywhere_is_bad() {
    for kind in [KeyKind::P256, KeyKind::Ed25519] {
        let signer = MemorySigner::new(PrivateKey::generate(kind).unwrap()).unwrap();
        let signature = signer.sign(Kind::SignedAttributes, b"message").unwrap();
        let key = PublicKey::from_spki(signer.public_key()).unwrap();
        for bit in 0..signature.len() * 8 {
            let mut altered = signature.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key.verify(&signer.algorithm(), b"message", &altered), Verification::Bad, "{kind} bit {bit}");
        }
        assert_eq!(key.verify(&signer.algorithm(), b"message", &[]), Verification::Bad);
    }
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=127 => vec![tag, length as u8],
        128..=255 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}

const RSA_ENCRYPTION: &[u8] = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";

fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = tlv(0x30, &[tlv(2, modulus), tlv(2, exponent)].concat());
    tlv(0x30, &[RSA_ENCRYPTION.to_vec(), tlv(3, &[vec![0], key].concat())].concat())
}

/// An odd number of so many octets, top bit set, in DER form.
fn modulus(octets: usize) -> Vec<u8> {
    let mut modulus = vec![0xc3; octets + 1];
    modulus[0] = 0;
    modulus[octets] = 1;
    modulus
}

/// A cube below 2^680 in a 2048-bit modulus never wraps: whoever reads DigestInfo leniently accepts
/// `00 01 FF.. 00 DigestInfo garbage` as the cube of a rational root. Here the cube root is taken from above, by big integers in base 256.
#[test]
fn m16_e3_forgery_with_garbage_behind_the_digest_is_refused() {
    let key = PublicKey::from_spki(&rsa_spki(&modulus(256), &[3])).unwrap();
    let info = [
        b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20".as_slice(),
        digest(Hash::Sha256, b"forged").unwrap().as_bytes(),
    ]
    .concat();
    let mut block = vec![0_u8, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
    block.extend(&info);
    let prefix = block.len();
    block.resize(256, 0);
    let root = cube_root_above(&block);
    let cube = multiply(&multiply(&root, &root), &root);
    let cube = &cube[cube.len() - 256..];
    assert_eq!(cube[..prefix], block[..prefix], "the forgery is a real one: its cube begins with padding and digest");
    let mut signature = vec![0; 256 - root.len()];
    signature.extend(&root);
    assert_eq!(key.verify(&Algorithm::RsaPkcs1 { digest: Hash::Sha256 }, b"forged", &signature), Verification::Bad);
}

/// The smallest 86-octet number whose cube is not below `block`: found bit by bit.
fn cube_root_above(block: &[u8]) -> Vec<u8> {
    let mut root = vec![0_u8; 86];
    for bit in 0..86 * 8 {
        root[bit / 8] |= 0x80 >> (bit % 8);
        let cube = multiply(&multiply(&root, &root), &root);
        let (high, low) = cube.split_at(cube.len() - 256);
        if high.iter().any(|octet| *octet != 0) || low >= block {
            root[bit / 8] &= !(0x80 >> (bit % 8));
        }
    }
    for octet in root.iter_mut().rev() {
        let (next, carried) = octet.overflowing_add(1);
        *octet = next;
        if !carried {
            break;
        }
    }
    root
}

fn multiply(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut product = vec![0_u8; left.len() + right.len()];
    for (i, a) in left.iter().enumerate().rev() {
        let mut carry = 0_u32;
        for (j, b) in right.iter().enumerate().rev() {
            let sum = u32::from(product[i + j + 1]) + u32::from(*a) * u32::from(*b) + carry;
            product[i + j + 1] = sum as u8;
            carry = sum >> 8;
        }
        product[i] = product[i].wrapping_add(carry as u8);
    }
    product
}

#[test]
fn m17_points_off_the_curve_are_no_keys() {
    let private = PrivateKey::generate(KeyKind::P256).unwrap();
    let good = private.public_spki().to_vec();
    let point = good.len() - 65;
    assert_eq!(good[point], 4);
    let mut off = good.clone();
    *off.last_mut().unwrap() ^= 1;
    let mut zero = good.clone();
    zero[point + 1..].fill(0);
    let infinity = [&good[..point - 3], &[3, 2, 0, 0]].concat();
    let infinity = tlv(0x30, &infinity[2..]);
    for (what, spki) in [("off the curve", off), ("zero", zero), ("infinity", infinity)] {
        let read = PublicKey::from_spki(&spki);
        assert!(matches!(read, Err(Error::BadKey { .. } | Error::Malformed { .. })), "{what}: {read:?}");
    }
}

#[test]
fn m17_zero_and_order_as_r_or_s_are_bad() {
    let private = PrivateKey::generate(KeyKind::P256).unwrap();
    let key = PublicKey::from_spki(private.public_spki()).unwrap();
    let mut order = vec![0];
    order.extend(
        b"\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51",
    );
    for r in [&[0][..], &[1], &order] {
        for s in [&[0][..], &[1], &order] {
            let signature = tlv(0x30, &[tlv(2, r), tlv(2, s)].concat());
            for message in [&b"message"[..], b""] {
                assert_eq!(key.verify(&Algorithm::Ecdsa { digest: Hash::Sha256 }, message, &signature), Verification::Bad);
            }
        }
    }
}

#[test]
fn c09_rsa_keys_outside_the_limits_are_named_and_cost_nothing() {
    for octets in [64, 96, 127, 1025, 2048, 4096] {
        let key = PublicKey::from_spki(&rsa_spki(&modulus(octets), &[1, 0, 1])).unwrap();
        let bits = octets as u32 * 8;
        assert_eq!(key.kind(), KeyKind::Rsa { bits });
        let begin = std::time::Instant::now();
        let said = key.verify(&Algorithm::RsaPkcs1 { digest: Hash::Sha256 }, b"m", &vec![1; octets]);
        assert_eq!(said, Verification::Unsupported(Why::KeySize { bits, least: 1024, most: 8192 }));
        assert!(begin.elapsed() < std::time::Duration::from_secs(1));
    }
}

#[test]
fn unsound_rsa_keys_are_refused() {
    let mut even = modulus(256);
    *even.last_mut().unwrap() = 2;
    for (what, modulus, exponent) in [
        ("even modulus", even, &[1, 0, 1][..]),
        ("exponent zero", modulus(256), &[0]),
        ("exponent one", modulus(256), &[1]),
        ("even exponent", modulus(256), &[2]),
        ("exponent of 64 bits", modulus(256), &[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        ("modulus zero", vec![0], &[3]),
        ("negative modulus", vec![0xc3; 256], &[3]),
    ] {
        let read = PublicKey::from_spki(&rsa_spki(&modulus, exponent));
        assert!(matches!(read, Err(Error::BadKey { .. } | Error::Malformed { .. })), "{what}: {read:?}");
    }
}

#[test]
fn keys_that_are_not_offered_are_named() {
    for (oid, name) in [
        (&b"\x2a\x86\x48\xce\x38\x04\x01"[..], "DSA"),
        (b"\x60\x86\x48\x01\x65\x03\x04\x03\x12", "ML-DSA-65"),
        (b"\x2a\x03\x04", "1.2.3.4"),
    ] {
        let spki = tlv(0x30, &[tlv(0x30, &tlv(6, oid)), tlv(3, &[0, 1, 2, 3])].concat());
        let key = PublicKey::from_spki(&spki).unwrap();
        assert_eq!(key.kind().name(), name);
        assert_eq!(key.key_bits(), [1, 2, 3]);
        let said = key.verify(&Algorithm::RsaPkcs1 { digest: Hash::Sha256 }, b"m", b"s");
        assert_eq!(said, Verification::Unsupported(Why::Key(name.to_owned())));
    }
    // Curve parameters spelled out instead of named: CVE-2020-0601.
    let explicit = tlv(0x30, &[tlv(0x30, &[tlv(6, b"\x2a\x86\x48\xce\x3d\x02\x01"), tlv(0x30, &[])].concat()), tlv(3, &[0, 4])].concat());
    assert!(matches!(PublicKey::from_spki(&explicit).unwrap().kind(), KeyKind::Unsupported(_)));
}

#[test]
fn a_key_for_pss_alone_verifies_nothing_else() {
    let private = PrivateKey::generate(KeyKind::Rsa { bits: 2048 }).unwrap();
    let bits = PublicKey::from_spki(private.public_spki()).unwrap().key_bits().to_vec();
    let spki = tlv(0x30, &[pss(Hash::Sha256, 32).to_der(), tlv(3, &[vec![0], bits].concat())].concat());
    let key = PublicKey::from_spki(&spki).unwrap();
    let good = private.sign(&pss(Hash::Sha256, 32), b"m").unwrap();
    assert_eq!(key.verify(&pss(Hash::Sha256, 32), b"m", &good), Verification::Good);
    let plain = private.sign(&Algorithm::RsaPkcs1 { digest: Hash::Sha256 }, b"m").unwrap();
    assert!(matches!(key.verify(&Algorithm::RsaPkcs1 { digest: Hash::Sha256 }, b"m", &plain), Verification::Unsupported(_)));
    let short = private.sign(&pss(Hash::Sha256, 20), b"m").unwrap();
    assert!(
        matches!(key.verify(&pss(Hash::Sha256, 20), b"m", &short), Verification::Unsupported(_)),
        "a salt shorter than the key demands"
    );
}

#[test]
fn garbage_is_no_key() {
    for garbage in [&b""[..], b"\x30", b"\x30\x80", b"\x30\x00", b"hello", &[0x30; 64], &[0xff; 300]] {
        assert!(PublicKey::from_spki(garbage).is_err());
        assert!(PrivateKey::from_pkcs8(garbage).is_err());
        assert!(PrivateKey::from_file(garbage, Some(b"x")).is_err());
        assert!(Algorithm::from_der(garbage).is_err());
    }
}
