//! CompressedData, DigestedData and EncryptedData of a stranger: nothing grows beyond its limits, and what is written from what
//! was read reads the same again.
#![no_main]
use std::io::Cursor;

use kakitome_cms::{CompressedData, DigestedData, EncryptedData, Limits};
use kakitome_crypto::{ContentKey, Zeroizing};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { decompressed_bytes: 1 << 20, decompression_floor: 1 << 14, ..Limits::default() };
    let mut content = Vec::new();
    let read = CompressedData::read(bytes, &mut content, &limits);
    assert!(content.len() as u64 <= limits.decompressed_bytes);
    if let Ok(read) = read {
        assert_eq!(read.length, content.len() as u64);
        let written = CompressedData::write(read.content_type, &content).expect("small content is written");
        let mut again = Vec::new();
        CompressedData::read(&written[..], &mut again, &Limits::default()).expect("what was written is read");
        assert_eq!(again, content);
    }
    let mut content = Vec::new();
    if let Ok(digested) = DigestedData::read(bytes, &mut content) {
        assert!(content.len() <= bytes.len(), "content cannot be longer than what held it");
        let _ = digested.check(&digested.content_digests);
    }
    let mut source = Cursor::new(bytes);
    let Ok(data) = EncryptedData::read(&mut source, &limits) else { return };
    let length = data.encryption.algorithm.as_ref().map_or(16, |algorithm| algorithm.cipher().key_len());
    let key = ContentKey::from_bytes(Zeroizing::new(vec![0; length]));
    if let Ok(checked) = data.check(&mut source, &key) {
        let mut plain = Vec::new();
        checked.write_to(&mut source, &mut plain).expect("what was checked is decrypted");
        assert!(plain.len() <= bytes.len());
    }
});
