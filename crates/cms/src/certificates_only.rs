//! A SignedData that carries certificates and signs nothing (RFC 5652 5.1, RFC 8551 3.8): how certificates are handed over as one file
//! (`.p7c`). Writing only; reading one is reading any SignedData.

use kakitome_ber::der;

use crate::oid;

/// The container with these certificates, each in DER, as DER.
#[must_use]
pub fn certificates_only(certificates: &[&[u8]]) -> Vec<u8> {
    let mut sorted = certificates.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let nothing = der::set_of(&[]);
    let inside = der::sequence(&[&der::oid(&oid::DATA)]);
    // version 1: no certificate is of another kind, nobody signs
    let data = der::sequence(&[&der::unsigned(1), &nothing, &inside, &der::context(0, &sorted), &nothing]);
    der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&data])])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_certificate_is_in_it_once_in_the_order_of_der() {
        let (one, other) = (der::sequence(&[&der::unsigned(2)]), der::sequence(&[&der::unsigned(1)]));
        let made = certificates_only(&[&one, &other, &one]);
        let count = |what: &[u8]| made.windows(what.len()).filter(|at| *at == what).count();
        assert_eq!((count(&one), count(&other)), (1, 1));
        let place = |what: &[u8]| made.windows(what.len()).position(|at| at == what);
        assert!(place(&other) < place(&one));
        assert_eq!(certificates_only(&[]).first(), Some(&0x30));
    }
}
