//! An OCSP response of a stranger.
#![no_main]
use kakitome_pki::{OcspResponse, ResponseStatus, RevocationPool};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(response) = OcspResponse::from_der(bytes) else { return };
    let is_signed = response.status() == ResponseStatus::Successful;
    assert_eq!(response.produced_at().is_some(), is_signed, "only a successful response says anything");
    let _ = response.nonce();
    let pool = RevocationPool::new([], [response.clone(), response]);
    assert_eq!(pool.len(), usize::from(is_signed));
});
