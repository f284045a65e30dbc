//! The BER reader over bytes of a stranger: skipping everything, and flattening every string.
#![no_main]
use kakitome_ber::{Cursor, Reader};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // The stream and the slice must agree on what is an element and where it ends.
    assert_eq!(by_reader(bytes), by_cursor(bytes));
    let mut reader = Reader::new(bytes);
    while let Ok(Some(header)) = reader.peek() {
        let done = if header.constructed { reader.enter(header.tag).map(|_| ()) } else { reader.octets(&mut std::io::sink()).map(|_| ()) };
        if done.is_err() {
            break;
        }
    }
});

/// Lengths of the elements, or `None` if the bytes are not whole elements.
fn by_reader(bytes: &[u8]) -> Option<Vec<usize>> {
    let mut reader = Reader::new(bytes);
    let mut lengths = Vec::new();
    while reader.peek().ok()?.is_some() {
        lengths.push(reader.element(bytes.len()).ok()?.len());
    }
    Some(lengths)
}

fn by_cursor(bytes: &[u8]) -> Option<Vec<usize>> {
    let mut cursor = Cursor::new(bytes);
    let mut lengths = Vec::new();
    while !cursor.is_empty() {
        lengths.push(cursor.any().ok()?.raw().len());
    }
    Some(lengths)
}
