//! Rates of content encryption, check and decryption beside the primitive library's own one-shot calls, in one run on one core.
//! `cargo run --release -p kakitome-crypto --example cipher_rates`
#![allow(clippy::print_stdout, reason = "a program whose output is figures")]

use std::{hint::black_box, time::Instant};

use aws_lc_rs::{
    aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    cipher::{AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey},
    iv::FixedLength,
};
use kakitome_crypto::{CheckedCiphertext, Checker, CipherAlgorithm, ContentCipher, ContentKey, Decryptor, Encryptor, Error};

/// The content of the measure: 200 MB.
const CONTENT: usize = 200 * 1000 * 1000;
/// What a reader of a file hands over at once.
const PIECE: usize = 64 * 1024;
const ROUNDS: usize = 5;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let piece: Vec<u8> = (0..=u8::MAX).cycle().take(PIECE).collect();
    let mut whole: Vec<u8> = (0..=u8::MAX).cycle().take(CONTENT).collect();

    for (name, algorithm, length) in [("AES-128-GCM", &AES_128_GCM, 16), ("AES-256-GCM", &AES_256_GCM, 32)] {
        let key = LessSafeKey::new(UnboundKey::new(algorithm, &vec![1; length])?);
        rate(&format!("primitive library, {name}, one call"), || {
            key.seal_in_place_separate_tag(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut whole)?;
            Ok(())
        })?;
    }
    let key = || UnboundCipherKey::new(&AES_256, &[1; 32]);
    rate("primitive library, AES-256-CBC encrypt, one call", || {
        EncryptingKey::cbc(key()?)?.less_safe_encrypt(&mut whole, EncryptionContext::Iv128(FixedLength::from([0; 16])))?;
        Ok(())
    })?;
    rate("primitive library, AES-256-CBC decrypt, one call", || {
        DecryptingKey::cbc(key()?)?.decrypt(&mut whole, DecryptionContext::Iv128(FixedLength::from([0; 16])))?;
        Ok(())
    })?;
    for cipher in [ContentCipher::Aes128Gcm, ContentCipher::Aes256Gcm, ContentCipher::Aes256Cbc] {
        ours(cipher, &piece)?;
    }
    Ok(())
}

fn ours(cipher: ContentCipher, piece: &[u8]) -> Outcome {
    let (algorithm, key) = (CipherAlgorithm::fresh(cipher)?, ContentKey::random(cipher)?);
    let mut out = Vec::with_capacity(2 * PIECE);
    rate(&format!("{} encrypt", cipher.name()), || {
        let mut encryptor = Encryptor::new(&algorithm, &key, b"")?;
        for _ in 0..CONTENT / PIECE {
            out.clear();
            encryptor.update(black_box(piece), &mut out)?;
        }
        encryptor.finish(&mut out)?;
        Ok(())
    })?;
    // The rates do not hang on what the octets are; the tag must be right all the same.
    let (checked, tag, last) = checked(&algorithm, &key, piece)?;
    rate(&format!("{} check", cipher.name()), || {
        let mut checker = Checker::new(&algorithm, &key)?;
        (0..CONTENT / PIECE).for_each(|_| checker.update(black_box(piece)));
        checker.update(&last);
        checker.finish(b"", &tag).map(drop).ok_or_else(|| "the check failed".into())
    })?;
    rate(&format!("{} decrypt", cipher.name()), || {
        let mut decryptor = Decryptor::new(&checked)?;
        for _ in 0..CONTENT / PIECE {
            out.clear();
            decryptor.update(black_box(piece), &mut out)?;
        }
        decryptor.update(&last, &mut out)?;
        decryptor.finish(&mut out)?;
        Ok(())
    })
}

/// The piece again and again, and an end that makes it a right ciphertext: for GCM its tag is searched for nowhere but computed by encrypting
/// twice (counter mode is its own inverse); for CBC a last pair of blocks from a content of its own.
fn checked(
    algorithm: &CipherAlgorithm,
    key: &ContentKey,
    piece: &[u8],
) -> Result<(CheckedCiphertext, Vec<u8>, Vec<u8>), Box<dyn std::error::Error>> {
    let repeated = CONTENT / PIECE;
    let mut last = Vec::new();
    let tag = if algorithm.cipher().is_authenticated() {
        tag_of(algorithm, key, piece, repeated)?
    } else {
        // CBC: the last block decrypts with the block before it as its chain.
        let chain = piece.get(piece.len() - algorithm.iv().len()..).unwrap_or_default();
        let alone = CipherAlgorithm::new(algorithm.cipher(), chain.to_vec(), 0)?;
        Encryptor::new(&alone, key, b"")?.finish(&mut last)?;
        Vec::new()
    };
    let mut checker = Checker::new(algorithm, key)?;
    (0..repeated).for_each(|_| checker.update(piece));
    checker.update(&last);
    let checked = checker.finish(b"", &tag).ok_or("the check failed")?;
    Ok((checked, tag, last))
}

fn tag_of(algorithm: &CipherAlgorithm, key: &ContentKey, piece: &[u8], repeated: usize) -> Result<Vec<u8>, Error> {
    let (mut keystream, mut encryptor) = (Encryptor::new(algorithm, key, b"")?, Encryptor::new(algorithm, key, b"")?);
    let (mut plaintext, mut ciphertext) = (Vec::new(), Vec::new());
    for _ in 0..repeated {
        plaintext.clear();
        keystream.update(piece, &mut plaintext)?;
        ciphertext.clear();
        encryptor.update(&plaintext, &mut ciphertext)?;
    }
    encryptor.finish(&mut ciphertext)
}

/// The best of some rounds, in megabytes a second.
fn rate(what: &str, mut work: impl FnMut() -> Outcome) -> Outcome {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        work()?;
        best = best.min(begin.elapsed().as_secs_f64());
    }
    println!("{what:50} {:7.0} MB/s  {:6.1} ms", CONTENT as f64 / 1e6 / best, best * 1e3);
    Ok(())
}
