//! A revocation list of a stranger, as a stream under small limits.
#![no_main]
use kakitome_pki::{Crl, CrlLimits, RevocationPool, Serial, crls_from};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut limits = CrlLimits::default();
    (limits.entries, limits.index) = (10_000, 1 << 20);
    if let Ok(crl) = Crl::read(bytes, &limits) {
        assert!(crl.entries() <= limits.entries);
        let _ = (crl.number(), crl.is_delta(), crl.issuer().display(), crl.algorithms_agree(), crl.signature().is_some());
        for serial in [&[0][..], &[1], &[0x0f], &[0x7f; 20]] {
            let _ = crl.find(&Serial::from_content(serial));
        }
        let twice = RevocationPool::of_crls([crl.clone(), crl]);
        assert_eq!(twice.len(), 1);
    }
    let _ = crls_from(bytes);
});
