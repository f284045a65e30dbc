//! A PKCS#12 file of a stranger, with the password that everybody uses.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = kakitome_cms::pkcs12::read(bytes, "changeit");
});
