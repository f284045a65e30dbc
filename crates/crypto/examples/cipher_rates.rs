//! Rates of content encryption, check and decryption beside the primitive library's own one-shot calls, in one run on one core.
//! `cargo run --release -p kakitome-crypto --example cipher_rates`
#![allow(clippy::print_stdout, reason = "a program whose output is figures")]

use std::time::Instant;

use aws_lc_rs::{
    aead::{AES_128_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    cipher::{AES_256, DecryptingKey, DecryptionContext, EncryptingKey, EncryptionContext, UnboundCipherKey},
    iv::FixedLength,
};
use kakitome_crypto::{Checker, CipherAlgorithm, ContentCipher, ContentKey, Decryptor, Encryptor};

/// The content of the measure: 200 MB.
const CONTENT: usize = 200 * 1000 * 1000;
/// What a reader of a file hands over at once.
const PIECE: usize = 64 * 1024;
const ROUNDS: usize = 5;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let mut whole: Vec<u8> = (0..=u8::MAX).cycle().take(CONTENT).collect();

    for (name, algorithm, length) in [("AES-128-GCM", &AES_128_GCM, 16), ("AES-256-GCM", &AES_256_GCM, 32)] {
        let key = LessSafeKey::new(UnboundKey::new(algorithm, &vec![1; length])?);
        rate(&format!("primitive library, {name}, one call"), || {
            let _tag = key.seal_in_place_separate_tag(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut whole)?;
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
        ours(cipher, &whole)?;
    }
    Ok(())
}

fn ours(cipher: ContentCipher, plaintext: &[u8]) -> Outcome {
    let (algorithm, key) = (CipherAlgorithm::fresh(cipher)?, ContentKey::random(cipher)?);
    let mut out = Vec::with_capacity(2 * PIECE);
    rate(&format!("{} encrypt", cipher.name()), || {
        let mut encryptor = Encryptor::new(&algorithm, &key, b"")?;
        for piece in plaintext.chunks(PIECE) {
            out.clear();
            encryptor.update(piece, &mut out)?;
        }
        encryptor.finish(&mut out)?;
        Ok(())
    })?;
    let mut ciphertext = Vec::with_capacity(plaintext.len() + PIECE);
    let mut encryptor = Encryptor::new(&algorithm, &key, b"")?;
    encryptor.update(plaintext, &mut ciphertext)?;
    let tag = encryptor.finish(&mut ciphertext)?;
    let check = || {
        let mut checker = Checker::new(&algorithm, &key)?;
        ciphertext.chunks(PIECE).for_each(|piece| checker.update(piece));
        checker.finish(b"", &tag).ok_or_else(|| Box::<dyn std::error::Error>::from("the check failed"))
    };
    rate(&format!("{} check", cipher.name()), || check().map(drop))?;
    let checked = check()?;
    rate(&format!("{} decrypt", cipher.name()), || {
        let mut decryptor = Decryptor::new(&checked)?;
        for piece in ciphertext.chunks(PIECE) {
            out.clear();
            decryptor.update(piece, &mut out)?;
        }
        decryptor.finish(&mut out)?;
        Ok(())
    })
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
