#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
use super::*;

const SIZE: usize = 128;
/// What stands in a key before it is unpadded: a "random" key.
const OTHER: u8 = 0xa5;

/// The length with which the block opens, of all lengths that could be asked for.
fn opens_with(block: &[u8], unpad: impl Fn(&[u8], &mut [u8])) -> Vec<(usize, Vec<u8>)> {
    let mut found = Vec::new();
    for length in 1..=block.len() + 1 {
        let mut key = vec![OTHER; length];
        unpad(block, &mut key);
        if key.iter().any(|octet| *octet != OTHER) {
            found.push((length, key));
        }
    }
    found
}

fn pkcs1(block: &[u8]) -> Vec<(usize, Vec<u8>)> {
    opens_with(block, pkcs1_unpad)
}

fn oaep(hash: Hash, mgf: Hash, label: &[u8], block: &[u8]) -> Vec<(usize, Vec<u8>)> {
    opens_with(block, |block, key| oaep_unpad(hash, mgf, label, block, key).unwrap())
}

#[test]
fn pkcs1_opens_with_its_own_length_and_no_other() {
    for length in [1, 5, 16, 24, 32, 117] {
        let content: Vec<u8> = (1..=length).collect();
        let block = pkcs1_pad(&content, SIZE).unwrap();
        assert_eq!(block.len(), SIZE);
        assert_eq!(pkcs1(&block), [(content.len(), content)]);
    }
    assert!(matches!(pkcs1_pad(&[1; SIZE - 10], SIZE), Err(Error::BadKey { .. })));
    assert!(matches!(pkcs1_pad(&[], 10), Err(Error::BadKey { .. })));
}

/// The positions and values of RFC 8017 section 7.2.2 step 3, each broken in turn, each of 256 values.
#[test]
fn m06_every_octet_of_the_padding_counts() {
    let content = [7; 16];
    let good = pkcs1_pad(&content, SIZE).unwrap();
    let split = SIZE - content.len();
    for position in [0, 1, split - 1] {
        for value in 0..=255 {
            let mut block = good.clone();
            block[position] = value;
            let mut key = [OTHER; 16];
            pkcs1_unpad(&block, &mut key);
            assert_eq!(key == content, value == good[position], "octet {position} = {value}");
            assert_eq!(key == [OTHER; 16], value != good[position]);
        }
    }
    for position in 2..split - 1 {
        let mut block = good.clone();
        block[position] = 0;
        let mut key = [OTHER; 16];
        pkcs1_unpad(&block, &mut key);
        assert_eq!(key, [OTHER; 16], "a zero among the padding, octet {position}");
    }
}

#[test]
fn m06_seven_octets_of_padding_are_too_few() {
    for filling in [0, 7, 8] {
        let content = vec![7; SIZE - 3 - filling];
        let block = [&[0, 2][..], &vec![1; filling], &[0], &content].concat();
        let mut key = vec![OTHER; content.len()];
        pkcs1_unpad(&block, &mut key);
        assert_eq!(key == content, filling == 8, "{filling}");
    }
}

#[test]
fn oaep_opens_with_its_own_length_digests_and_label_and_no_other() {
    let ways = [(Hash::Sha1, Hash::Sha1), (Hash::Sha256, Hash::Sha1), (Hash::Sha256, Hash::Sha256), (Hash::Sha1, Hash::Sha384)];
    for (hash, mgf) in ways {
        for label in [&b""[..], b"label"] {
            let content: Vec<u8> = (1..=32).collect();
            let block = oaep_pad(hash, mgf, label, &content, SIZE).unwrap();
            assert_eq!((block.len(), block[0]), (SIZE, 0));
            for (other_hash, other_mgf) in ways {
                for other_label in [&b""[..], b"label", b"Label"] {
                    let found = oaep(other_hash, other_mgf, other_label, &block);
                    let same = (hash, mgf, label) == (other_hash, other_mgf, other_label);
                    assert_eq!(found, if same { vec![(32, content.clone())] } else { vec![] });
                }
            }
        }
    }
    assert!(matches!(oaep_pad(Hash::Sha512, Hash::Sha512, b"", &[1], SIZE), Err(Error::BadKey { .. })), "no room for two SHA-512");
    assert!(oaep_pad(Hash::Sha1, Hash::Sha1, b"", &[1; SIZE - 42], SIZE).is_ok());
    assert!(oaep_pad(Hash::Sha1, Hash::Sha1, b"", &[1; SIZE - 41], SIZE).is_err());
}

/// Manger's oracle is the first octet; the others are the digest of the label, the zeros, and the one.
#[test]
fn m09_every_octet_of_oaep_counts() {
    let content = [7; 16];
    let good = oaep_pad(Hash::Sha1, Hash::Sha1, b"", &content, SIZE).unwrap();
    for position in 0..SIZE {
        for bit in 0..8 {
            let mut block = good.clone();
            block[position] ^= 1 << bit;
            let mut key = [OTHER; 16];
            oaep_unpad(Hash::Sha1, Hash::Sha1, b"", &block, &mut key).unwrap();
            let inside_content = position >= SIZE - content.len();
            // A bit of the content alters the seed that is read, and so everything.
            assert_eq!(key, [OTHER; 16], "octet {position} bit {bit} {inside_content}");
        }
    }
    for short in 0..45 {
        let mut key = [OTHER; 16];
        oaep_unpad(Hash::Sha1, Hash::Sha1, b"", &vec![0; short], &mut key).unwrap();
        assert_eq!(key, [OTHER; 16]);
    }
}

/// RFC 8017 B.2.1; values computed with another program (MGF1 of "foo" and "bar", 3, 5 and 50 octets).
#[test]
fn mask_known_answers() {
    let masked = |hash, seed: &[u8], length| {
        let mut bytes = vec![0; length];
        mask(hash, seed, &mut bytes).unwrap();
        bytes
    };
    assert_eq!(masked(Hash::Sha1, b"foo", 3), [0x1a, 0xc9, 0x07]);
    assert_eq!(masked(Hash::Sha1, b"foo", 5), [0x1a, 0xc9, 0x07, 0x5c, 0xd4]);
    assert_eq!(masked(Hash::Sha1, b"bar", 5), [0xbc, 0x0c, 0x65, 0x5e, 0x01]);
    assert_eq!(masked(Hash::Sha256, b"bar", 50)[..8], [0x38, 0x25, 0x76, 0xa7, 0x84, 0x10, 0x21, 0xcc]);
    assert_eq!(masked(Hash::Sha256, b"bar", 50)[42..], [0xcb, 0x81, 0x45, 0x02, 0xef, 0x04, 0xea, 0xe1]);
    assert!(mask(Hash::Md2, b"", &mut [0]).is_err());
}

#[test]
fn padding_octets_are_never_zero_and_not_always_the_same() {
    let octets = nonzero(10_000).unwrap();
    assert_eq!(octets.len(), 10_000);
    assert!(octets.iter().all(|octet| *octet != 0));
    let distinct: std::collections::BTreeSet<_> = octets.iter().collect();
    assert_eq!(distinct.len(), 255);
}
