//! A From field of a stranger.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let list = kakitome_mime::address::parse(bytes, 0);
    if let Some(one) = list.single() {
        assert_eq!(list.mailboxes().count(), 1);
        let _ = one.address.domain_ascii();
    }
    let _ = kakitome_mime::encoded_word::decode(bytes);
});
