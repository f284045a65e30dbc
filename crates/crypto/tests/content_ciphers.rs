//! Content ciphers as a user of the crate sees them: pieces of every size, wrong keys and altered bytes, nothing decrypted before the check,
//! and the openssl program as the other side. The vectors of others stand in `wycheproof_symmetric.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use std::{
    io::Write,
    process::{Command, Stdio},
};

use kakitome_crypto::{
    CheckedCiphertext, Checker, CipherAlgorithm, ContentCipher, ContentKey, Decryptor, DigestAlgorithm, Encryptor, Error, Pbkdf2Limits,
    Zeroizing, hkdf, pbkdf2, x963_kdf,
};
use proptest::prelude::*;

const OLD: [ContentCipher; 5] = [
    ContentCipher::TripleDesCbc,
    ContentCipher::DesCbc,
    ContentCipher::Rc2Cbc { effective_bits: 40 },
    ContentCipher::Rc2Cbc { effective_bits: 64 },
    ContentCipher::Rc2Cbc { effective_bits: 128 },
];

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 7 + at / 251) as u8).collect()
}

fn fixed_key(cipher: ContentCipher) -> ContentKey {
    ContentKey::from_bytes(Zeroizing::new((1..=cipher.key_len()).map(|octet| octet as u8 * 3).collect()))
}

/// The sizes of `steps` in turn, again and again.
fn pieces<'a>(all: &'a [u8], steps: &[usize]) -> Vec<&'a [u8]> {
    let mut rest = all;
    let mut pieces = Vec::new();
    for step in steps.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, tail) = rest.split_at(rest.len().min(*step));
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

fn encrypt(algorithm: &CipherAlgorithm, key: &ContentKey, associated: &[u8], plaintext: &[u8], steps: &[usize]) -> (Vec<u8>, Vec<u8>) {
    let (mut encryptor, mut out) = (Encryptor::new(algorithm, key, associated).unwrap(), Vec::new());
    for piece in pieces(plaintext, steps) {
        encryptor.update(piece, &mut out).unwrap();
    }
    let tag = encryptor.finish(&mut out).unwrap();
    (out, tag)
}

fn check(
    algorithm: &CipherAlgorithm,
    key: &ContentKey,
    associated: &[u8],
    ciphertext: &[u8],
    tag: &[u8],
    steps: &[usize],
) -> Option<CheckedCiphertext> {
    let mut checker = Checker::new(algorithm, key).unwrap();
    pieces(ciphertext, steps).into_iter().for_each(|piece| checker.update(piece));
    checker.finish(associated, tag)
}

fn decrypt(checked: &CheckedCiphertext, ciphertext: &[u8], steps: &[usize]) -> Result<Vec<u8>, Error> {
    let (mut decryptor, mut out) = (Decryptor::new(checked).unwrap(), Vec::new());
    for piece in pieces(ciphertext, steps) {
        decryptor.update(piece, &mut out)?;
    }
    decryptor.finish(&mut out)?;
    assert_eq!(out.len() as u64, checked.content_len());
    Ok(out)
}

#[test]
fn every_length_around_a_block_comes_back() {
    for cipher in ContentCipher::WRITTEN {
        let (algorithm, key) = (CipherAlgorithm::fresh(cipher).unwrap(), ContentKey::random(cipher).unwrap());
        for length in (0..50).chain([8191, 8192, 8193, 65_535, 65_536, 65_537, 200_001]) {
            let plaintext = content(length);
            let (ciphertext, tag) = encrypt(&algorithm, &key, b"", &plaintext, &[65_536]);
            let checked = check(&algorithm, &key, b"", &ciphertext, &tag, &[65_536]).unwrap();
            assert_eq!(decrypt(&checked, &ciphertext, &[65_536]).unwrap(), plaintext, "{} {length}", cipher.name());
            assert_eq!(tag.len(), algorithm.icv_len());
        }
    }
}

/// More at once than goes to the primitive library in one call.
#[test]
fn one_large_piece_is_as_many_small_ones() {
    let plaintext = content(2_500_001);
    for cipher in [ContentCipher::Aes256Gcm, ContentCipher::Aes256Cbc] {
        let (algorithm, key) = (CipherAlgorithm::fresh(cipher).unwrap(), fixed_key(cipher));
        let (ciphertext, tag) = encrypt(&algorithm, &key, b"", &plaintext, &[usize::MAX]);
        assert!(encrypt(&algorithm, &key, b"", &plaintext, &[65_536]) == (ciphertext.clone(), tag.clone()));
        for steps in [usize::MAX, 1_000_003, 65_536] {
            let checked = check(&algorithm, &key, b"", &ciphertext, &tag, &[steps]).unwrap();
            assert!(decrypt(&checked, &ciphertext, &[steps]).unwrap() == plaintext, "{} {steps}", cipher.name());
        }
    }
}

/// A gateway moves them between its threads.
#[test]
fn they_may_be_sent_to_another_thread() {
    fn sent<T: Send>() {}
    fn shared<T: Send + Sync>() {}
    sent::<Encryptor>();
    sent::<Checker>();
    sent::<Decryptor>();
    shared::<CheckedCiphertext>();
    shared::<ContentKey>();
    shared::<CipherAlgorithm>();
}

/// RFC 9709: what was encrypted with a derived key opens with nothing else, so that GCM made CBC by an attacker gives noise.
#[test]
fn m10_a_derived_key_is_another_key() {
    for cipher in ContentCipher::WRITTEN {
        let plain = CipherAlgorithm::new(cipher, content(16), if cipher.is_authenticated() { 16 } else { 0 }).unwrap();
        let derived = plain.clone().with_key_derivation();
        let key = fixed_key(cipher);
        let (ciphertext, tag) = encrypt(&derived, &key, b"", &content(1000), &[100]);
        let checked = check(&derived, &key, b"", &ciphertext, &tag, &[100]).unwrap();
        assert_eq!(decrypt(&checked, &ciphertext, &[100]).unwrap(), content(1000));
        assert!(check(&plain, &key, b"", &ciphertext, &tag, &[100]).is_none(), "{}", cipher.name());
        assert_ne!(encrypt(&plain, &key, b"", &content(1000), &[100]).0, ciphertext);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However the pieces are cut, on all three ways, the result is the same.
    #[test]
    fn pieces_of_every_size_give_the_same(
        which in 0..ContentCipher::WRITTEN.len(),
        length in 0_usize..40_000,
        associated in proptest::collection::vec(any::<u8>(), 0..100),
        nonce_len in 1_usize..40,
        steps in proptest::collection::vec(prop_oneof![Just(1_usize), Just(15), Just(16), Just(17), 1_usize..70, 1_usize..20_000], 1..8),
        other in proptest::collection::vec(prop_oneof![Just(1_usize), Just(15), Just(16), Just(17), 1_usize..20_000], 1..8),
    ) {
        let cipher = ContentCipher::WRITTEN[which];
        let (iv_len, icv_len) = if cipher.is_authenticated() { (nonce_len, 12 + length % 5) } else { (16, 0) };
        let associated = if cipher.is_authenticated() { associated } else { Vec::new() };
        let algorithm = CipherAlgorithm::new(cipher, content(iv_len), icv_len).unwrap();
        let (key, plaintext) = (fixed_key(cipher), content(length));
        let whole = encrypt(&algorithm, &key, &associated, &plaintext, &[usize::MAX]);
        let cut = encrypt(&algorithm, &key, &associated, &plaintext, &steps);
        prop_assert!(whole == cut);
        let checked = check(&algorithm, &key, &associated, &cut.0, &cut.1, &other).expect("it is whole");
        prop_assert!(decrypt(&checked, &cut.0, &steps).unwrap() == plaintext);
    }

    /// What is not a ciphertext is refused or decrypted, and nothing panics.
    #[test]
    fn noise_is_refused_or_decrypted(
        which in 0..ContentCipher::WRITTEN.len() + OLD.len(),
        ciphertext in proptest::collection::vec(any::<u8>(), 0..200),
        tag in proptest::collection::vec(any::<u8>(), 0..20),
    ) {
        let cipher = ContentCipher::WRITTEN.into_iter().chain(OLD).nth(which).unwrap();
        let algorithm = CipherAlgorithm::new(cipher, content(cipher.block_len()), if cipher.is_authenticated() { 12 } else { 0 }).unwrap();
        for tag in [&tag[..], b""] {
            if let Some(checked) = check(&algorithm, &fixed_key(cipher), b"", &ciphertext, tag, &[33]) {
                prop_assert!(!cipher.is_authenticated());
                prop_assert!(decrypt(&checked, &ciphertext, &[17]).is_ok());
            }
        }
    }
}

#[test]
fn m11_altered_gcm_is_refused_at_every_octet() {
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes192Gcm, ContentCipher::Aes256Gcm] {
        for icv_len in [12, 13, 16] {
            let algorithm = CipherAlgorithm::new(cipher, content(12), icv_len).unwrap();
            let key = fixed_key(cipher);
            let (ciphertext, tag) = encrypt(&algorithm, &key, b"about", &content(100), &[100]);
            let refused = |algorithm: &CipherAlgorithm, associated: &[u8], ciphertext: &[u8], tag: &[u8]| {
                check(algorithm, &key, associated, ciphertext, tag, &[30]).is_none()
            };
            assert!(!refused(&algorithm, b"about", &ciphertext, &tag));
            for at in 0..ciphertext.len() {
                let mut altered = ciphertext.clone();
                altered[at] ^= 1;
                assert!(refused(&algorithm, b"about", &altered, &tag), "octet {at}");
                assert!(refused(&algorithm, b"about", &ciphertext[..at], &tag), "cut at {at}");
            }
            for at in 0..tag.len() {
                let mut altered = tag.clone();
                altered[at] ^= 0x80;
                assert!(refused(&algorithm, b"about", &ciphertext, &altered), "tag octet {at}");
                // a right beginning is not a tag
                assert!(refused(&algorithm, b"about", &ciphertext, &tag[..at]), "tag of {at}");
            }
            assert!(refused(&algorithm, b"about", &ciphertext, &[&tag[..], b"\0"].concat()));
            assert!(refused(&algorithm, b"", &ciphertext, &tag));
            let other_nonce = CipherAlgorithm::new(cipher, content(13), icv_len).unwrap();
            assert!(refused(&other_nonce, b"about", &ciphertext, &tag));
        }
    }
}

#[test]
fn m08_a_key_of_another_length_is_refused() {
    for cipher in ContentCipher::WRITTEN.into_iter().chain(OLD) {
        let algorithm = CipherAlgorithm::new(cipher, content(cipher.block_len()), if cipher.is_authenticated() { 16 } else { 0 }).unwrap();
        for length in (0..40).filter(|length| *length != cipher.key_len()) {
            let key = ContentKey::from_bytes(Zeroizing::new(vec![1; length]));
            let refused = Checker::new(&algorithm, &key).err();
            assert!(matches!(refused, Some(Error::BadKey { what: "content-encryption key", .. })), "{} {length}", cipher.name());
            assert!(Encryptor::new(&algorithm, &key, b"").is_err());
        }
    }
}

#[test]
fn m08_old_ciphers_are_never_written() {
    for cipher in OLD {
        assert!(matches!(ContentKey::random(cipher), Err(Error::Unsupported { .. })));
        let algorithm = CipherAlgorithm::new(cipher, content(8), 0).unwrap();
        assert!(matches!(Encryptor::new(&algorithm, &fixed_key(cipher), b"").err(), Some(Error::Unsupported { .. })));
    }
}

/// The type already says it: a `Decryptor` is made from what a `Checker` gave. What it then meets must be as long as what was checked.
#[test]
fn m12_the_second_pass_takes_what_the_first_checked() {
    for cipher in [ContentCipher::Aes256Cbc, ContentCipher::Aes256Gcm] {
        let algorithm = CipherAlgorithm::fresh(cipher).unwrap();
        let key = fixed_key(cipher);
        let (ciphertext, tag) = encrypt(&algorithm, &key, b"", &content(100), &[100]);
        let checked = check(&algorithm, &key, b"", &ciphertext, &tag, &[100]).unwrap();
        assert_eq!(checked.content_len(), 100);
        assert_eq!(decrypt(&checked, &ciphertext[..ciphertext.len() - 1], &[100]), Err(Error::CiphertextChanged));
        assert_eq!(decrypt(&checked, &[&ciphertext[..], b"x"].concat(), &[16]), Err(Error::CiphertextChanged));
        assert_eq!(decrypt(&checked, &ciphertext, &[16]).unwrap(), content(100), "it may be asked again");
    }
}

/// CBC: cut to half a block, without its last block, with another key: refused, or (one padding of 256) decrypted to something else.
#[test]
fn m05_cbc_answers_only_yes_or_no() {
    for cipher in [ContentCipher::Aes128Cbc, ContentCipher::Aes192Cbc, ContentCipher::Aes256Cbc] {
        let algorithm = CipherAlgorithm::new(cipher, content(16), 0).unwrap();
        let key = fixed_key(cipher);
        let (ciphertext, _) = encrypt(&algorithm, &key, b"", &content(70), &[70]);
        let answer = |ciphertext: &[u8]| check(&algorithm, &key, b"", ciphertext, b"", &[7]).is_some();
        assert!(answer(&ciphertext));
        assert!((0..ciphertext.len()).filter(|length| length % 16 != 0 || *length == 0).all(|length| !answer(&ciphertext[..length])));
        // Every value of the last octet before the last block: those that make a right padding are yes, no others.
        let mut yes = Vec::new();
        for value in 0..=255_u8 {
            let mut altered = ciphertext.clone();
            let at = altered.len() - 17;
            altered[at] = value;
            if answer(&altered) {
                yes.push(value ^ ciphertext[at] ^ 10);
            }
        }
        yes.sort_unstable();
        assert_eq!(yes, [1, 10], "content of 70 octets is padded with ten, and one is always right");
        assert!(check(&algorithm, &key, b"", &ciphertext, b"tag", &[7]).is_none());
        assert!(check(&algorithm, &key, b"about", &ciphertext, b"", &[7]).is_none());
        assert!(matches!(Encryptor::new(&algorithm, &key, b"about").err(), Some(Error::Unsupported { .. })));
    }
}

#[test]
fn secrets_are_not_shown() {
    let key = ContentKey::from_bytes(Zeroizing::new(b"0123456789abcdef".to_vec()));
    let algorithm = CipherAlgorithm::fresh(ContentCipher::Aes128Cbc).unwrap();
    let checker = Checker::new(&algorithm, &key).unwrap();
    let encryptor = Encryptor::new(&algorithm, &key, b"").unwrap();
    for shown in [format!("{key:?}"), format!("{checker:?}"), format!("{encryptor:?}")] {
        assert!(!shown.contains("0123") && !shown.contains("48, 49"), "{shown}");
    }
    let (ciphertext, _) = encrypt(&algorithm, &key, b"", b"x", &[1]);
    let checked = check(&algorithm, &key, b"", &ciphertext, b"", &[1]).unwrap();
    assert!(!format!("{checked:?}").contains("48, 49"));
}

fn openssl(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test needs the openssl program (Debian: apt-get install openssl)");
    child.stdin.take().unwrap().write_all(input).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    done.stdout
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Small enough for the pipe: the program writes while we still do.
const PIPED: usize = 30_000;

#[test]
fn openssl_and_we_encrypt_cbc_alike() {
    for (cipher, name) in
        [(ContentCipher::Aes128Cbc, "-aes-128-cbc"), (ContentCipher::Aes192Cbc, "-aes-192-cbc"), (ContentCipher::Aes256Cbc, "-aes-256-cbc")]
    {
        let (key, iv) = (fixed_key(cipher), content(16));
        let algorithm = CipherAlgorithm::new(cipher, iv.clone(), 0).unwrap();
        let theirs = openssl(&["enc", name, "-K", &hex(key.as_bytes()), "-iv", &hex(&iv)], &content(PIPED));
        assert!(encrypt(&algorithm, &key, b"", &content(PIPED), &[1000]).0 == theirs, "{name}");
    }
}

#[test]
fn openssl_encrypts_with_old_ciphers_and_we_read() {
    for (cipher, name) in OLD.into_iter().zip(["-des-ede3-cbc", "-des-cbc", "-rc2-40-cbc", "-rc2-64-cbc", "-rc2-cbc"]) {
        let (key, iv) = (fixed_key(cipher), content(8));
        let algorithm = CipherAlgorithm::new(cipher, iv.clone(), 0).unwrap();
        for length in [0, 1, 7, 8, 9, 1000, PIPED] {
            let arguments = ["enc", name, "-K", &hex(key.as_bytes()), "-iv", &hex(&iv), "-provider", "legacy", "-provider", "default"];
            let theirs = openssl(&arguments, &content(length));
            for steps in [&[1][..], &[7, 8, 9], &[16], &[PIPED * 2]] {
                let checked = check(&algorithm, &key, b"", &theirs, b"", steps).unwrap();
                assert!(decrypt(&checked, &theirs, steps).unwrap() == content(length), "{name} {length}");
            }
        }
    }
}

/// Keys of old mail that other libraries refuse: two of three equal, even parity, all weak.
#[test]
fn m08_odd_des_keys_are_read() {
    let iv = content(8);
    for key in [&b"12345678abcdefgh12345678"[..], &[0; 24], &[1; 24], &[0xfe; 24]] {
        let algorithm = CipherAlgorithm::new(ContentCipher::TripleDesCbc, iv.clone(), 0).unwrap();
        let theirs = openssl(&["enc", "-des-ede3-cbc", "-K", &hex(key), "-iv", &hex(&iv)], b"old mail");
        let key = ContentKey::from_bytes(Zeroizing::new(key.to_vec()));
        let checked = check(&algorithm, &key, b"", &theirs, b"", &[100]).unwrap();
        assert_eq!(decrypt(&checked, &theirs, &[100]).unwrap(), b"old mail");
    }
}

#[test]
fn openssl_and_we_derive_alike() {
    let (secret, info) = (content(66), content(40));
    let (secret_hex, info_hex) = (format!("hexkey:{}", hex(&secret)), format!("hexinfo:{}", hex(&info)));
    for digest in
        [DigestAlgorithm::Sha1, DigestAlgorithm::Sha224, DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512]
    {
        let name = format!("digest:{}", digest.name().replace('-', ""));
        let theirs = |kdf: &str, options: &[&str]| {
            let mut arguments = vec!["kdf", "-keylen", "77", "-binary", "-kdfopt", &name];
            options.iter().for_each(|option| arguments.extend(["-kdfopt", option]));
            arguments.push(kdf);
            openssl(&arguments, b"")
        };
        assert_eq!(x963_kdf(digest, &secret, &info, 77).unwrap().as_slice(), theirs("X963KDF", &[&secret_hex, &info_hex]), "{name}");
        let derived = pbkdf2(digest, b"password", b"saltsalt", 1000, 77, &Pbkdf2Limits::default()).unwrap();
        assert_eq!(derived.as_slice(), theirs("PBKDF2", &["pass:password", "salt:saltsalt", "iter:1000"]), "{name}");
        if digest.output_len() >= 32 {
            let derived = hkdf(digest, b"salt", &secret, &info, 77).unwrap();
            assert_eq!(derived.as_slice(), theirs("HKDF", &[&secret_hex, "salt:salt", &info_hex]), "{name}");
        }
    }
}
