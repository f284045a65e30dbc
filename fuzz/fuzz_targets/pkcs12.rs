//! A PKCS#12 file of a stranger, with the password that most seeds have; keys and certificates are paired and named.
#![no_main]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(archive) = kakitome_cms::pkcs12::open(bytes, "nss") {
        let _ = archive.keys().iter().map(kakitome_cms::pkcs12::Entry::name).count();
        let _ = archive.into_each();
    }
});
