#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::cast_possible_truncation, reason = "tests may panic")]
use aws_lc_rs::{encoding::AsDer, rsa::KeySize, signature::RsaKeyPair};

use crate::rsa::RsaPair;

fn generated() -> RsaPair {
    RsaPair::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()).unwrap()
}

#[test]
fn quick() {
    let key = generated();
    let mut inputs = Vec::new();
    for _ in 0..64 {
        let mut octets = vec![0_u8; 256];
        crate::random::fill(&mut octets).unwrap();
        octets[0] &= 0x3f;
        inputs.push(octets);
    }
    let refs: Vec<&[u8]> = inputs.iter().map(|v| v.as_slice()).collect();
    let b = std::time::Instant::now();
    let lane = key.to_lanes().unwrap().unwrap();
    println!("key {:?}", b.elapsed());
    let jobs: Vec<_> = refs.iter().map(|r| (&lane, *r)).collect();
    for _ in 0..6 {
    let b = std::time::Instant::now();
    let many = super::private_operations(&jobs);
    println!("lanes {:?} each", b.elapsed() / 64);
    let b = std::time::Instant::now();
    for (m, r) in many.iter().zip(&refs) {
        assert_eq!(m.as_ref().map(|m| m.to_vec()), Some(key.raw(r).unwrap().to_vec()));
    }
    println!("aws-lc {:?} each", b.elapsed() / 64);
    }
}
