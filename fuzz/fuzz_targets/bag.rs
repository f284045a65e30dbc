//! A bag of certificates or revocation lists of a stranger, inside a container that is right: what is kept is what stood there, within
//! the limits, and one bad element spoils no other.
#![no_main]
use kakitome_ber::{Tag, der};
use kakitome_cms::{Envelope, Limits, SignedData, oid};
use kakitome_pki::Remembered;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { certificates: 4, crls: 2, certificate_bytes: 4096, crl_bytes: 8192, bag_elements: 1000, ..Limits::default() };
    for number in [0, 1] {
        let definite = read(&signed_data(&der::context(number, &[bytes])), &limits);
        let indefinite = read(&signed_data(&[&[0xa0 | number as u8, 0x80], bytes, &[0, 0]].concat()), &limits);
        let Some(kept) = definite else { continue };
        assert!(kept.len() <= if number == 0 { limits.certificates } else { 2 * limits.crls });
        for element in &kept {
            assert!(element.len() <= limits.crl_bytes && bytes.windows(element.len()).any(|window| window == element));
        }
        assert!(indefinite.is_none_or(|other| other == kept), "the form of a length changes nothing");
    }
    // the same bags as an originator sends them
    let _ = Envelope::read(&enveloped(&der::context(0, &[&der::context(0, &[bytes])]))[..], &limits);
});

/// All that is kept of both bags.
fn read(container: &[u8], limits: &Limits) -> Option<Vec<Vec<u8>>> {
    let read = SignedData::read(container, &mut std::io::sink(), &[], limits).ok()?;
    let known = Remembered::new(16);
    for der in &read.certificates {
        let Ok(certificate) = known.certificate(der) else { continue };
        assert!(known.certificate(der).is_ok_and(|again| again == certificate));
    }
    Some([read.certificates, read.crls, read.ocsp_responses].concat())
}

fn signed_data(bag: &[u8]) -> Vec<u8> {
    let empty = der::element(Tag::SET, true, &[]);
    let body = der::sequence(&[&der::unsigned(1), &empty, &der::sequence(&[&der::oid(&oid::DATA)]), bag, &empty]);
    der::sequence(&[&der::oid(&oid::SIGNED_DATA), &der::context(0, &[&body])])
}

fn enveloped(originator: &[u8]) -> Vec<u8> {
    let algorithm = der::sequence(&[&der::oid(&oid::AES_256_CBC), &der::octet_string(&[0; 16])]);
    let content = der::sequence(&[&der::oid(&oid::DATA), &algorithm, &der::context_primitive(0, &[0; 16])]);
    let body = der::sequence(&[&der::unsigned(0), originator, &der::element(Tag::SET, true, &[]), &content]);
    der::sequence(&[&der::oid(&oid::ENVELOPED_DATA), &der::context(0, &[&body])])
}
