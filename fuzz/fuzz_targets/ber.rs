//! The BER reader over bytes of a stranger: skipping everything, and flattening every string.
#![no_main]
use kakitome_ber::Reader;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut reader = Reader::new(bytes);
    while let Ok(Some(_)) = reader.peek() {
        if reader.skip().is_err() {
            break;
        }
    }
    let mut reader = Reader::new(bytes);
    while let Ok(Some(header)) = reader.peek() {
        let done = if header.constructed { reader.enter(header.tag).map(|_| ()) } else { reader.octets(&mut std::io::sink()).map(|_| ()) };
        if done.is_err() {
            break;
        }
    }
});
