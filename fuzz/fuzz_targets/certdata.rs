//! Mozilla's certdata.txt of a stranger.
#![no_main]
use kakitome_pki::UnixTime;
use kakitome_roots::{Beside, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let beside = Beside { date: UnixTime(1_453_248_000), certificates: &[] };
    let Ok(list) = read(bytes, &beside) else { return };
    let saved = list.to_json();
    let again = read(saved.as_bytes(), &beside).expect("what was saved is read again");
    assert_eq!(again.to_json(), saved);
    assert!(list.anchors().len() <= list.roots().len());
});
