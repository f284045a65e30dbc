//! The keyholder's gate: what `parse_strict` lets through, and what it refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

mod support;

use kakitome_ber::{Tag, der};
use kakitome_cms::sign::{Identity, Options, Request};
use kakitome_cms::{Error, oid, signed_attributes};
use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_pki::UnixTime;
use support::World;
use support::craft::{CONTENT, attribute, content_type, message_digest, signing_time, slices};

fn refused(bytes: &[u8], because: &str) {
    match signed_attributes::parse_strict(bytes) {
        Err(Error::NotSignedAttributes { why }) => assert!(why.contains(because), "{because:?} not in {why:?}"),
        other => panic!("{other:?} where {because:?} was expected"),
    }
}

fn set(attributes: &[Vec<u8>]) -> Vec<u8> {
    der::set_of(&slices(attributes))
}

#[test]
fn what_kakitome_writes_passes() {
    let world = World::get();
    let key = world.key("rsa");
    let identity = Identity::new(&world.certificate("rsa"), &[], key.default_algorithm(), &Options::default()).unwrap();
    let content = digest(DigestAlgorithm::Sha256, CONTENT).unwrap();
    for time in [None, Some(UnixTime(0)), Some(UnixTime(1_795_000_000)), Some(UnixTime(2_600_000_000))] {
        let request = Request::new(&identity, &content, time).unwrap();
        let strict = signed_attributes::parse_strict(request.to_be_signed()).unwrap();
        assert_eq!((strict.message_digest.as_slice(), strict.signing_time), (content.as_bytes(), time));
    }
}

#[test]
fn every_byte_that_is_cut_or_added_is_refused() {
    let bytes = set(&[content_type(), message_digest(CONTENT), signing_time()]);
    signed_attributes::parse_strict(&bytes).unwrap();
    for length in 0..bytes.len() {
        assert!(signed_attributes::parse_strict(&bytes[..length]).is_err());
    }
    refused(&[&bytes[..], b"\0"].concat(), "");
    refused(&[&bytes[..], &bytes[..]].concat(), "nothing should follow");
}

#[test]
fn other_structures_are_refused() {
    refused(b"", "missing");
    refused(World::get().certificate("rsa").tbs(), "SET expected"); // a certificate is never signed as attributes
    let mut tagged = set(&[content_type(), message_digest(CONTENT)]);
    tagged[0] = 0xa0;
    refused(&tagged, "SET expected");
    refused(&set(&[]), "messageDigest is missing");
    refused(&set(&[content_type()]), "messageDigest is missing");
    refused(&set(&[message_digest(CONTENT)]), "contentType is missing");
    refused(&vec![0x31; 9000], "longer than");
}

#[test]
fn other_attributes_are_refused() {
    let with = |extra: Vec<u8>| set(&[content_type(), message_digest(CONTENT), extra]);
    let receipt = attribute(const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.1"), &[&der::null()]);
    refused(&with(receipt), "not one that Kakitome writes");
    refused(&with(message_digest(b"other")), "repeated");
    refused(&with(attribute(oid::SIGNING_TIME, &[&der::time(1), &der::time(2)])), "2 values");
    refused(&with(attribute(oid::SIGNING_TIME, &[&der::octet_string(b"now")])), "UTCTime");
    refused(&with(attribute(oid::SIGNING_TIME, &[&der::element(Tag::UTC_TIME, false, &[b"2611220000Z"])])), "11.3");
    let late = der::element(Tag::GENERALIZED_TIME, false, &[b"20261122000000Z"]);
    refused(&with(attribute(oid::SIGNING_TIME, &[&late])), "11.3");
    refused(&with(attribute(oid::SMIME_CAPABILITIES, &[&der::octet_string(b"anything")])), "where a SEQUENCE belongs");
    let time_stamp = attribute(oid::CONTENT_TYPE, &[&der::oid(&const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4"))]);
    refused(&set(&[time_stamp, message_digest(CONTENT)]), "only id-data");
    let short = attribute(oid::MESSAGE_DIGEST, &[&der::octet_string(&[0; 20])]);
    refused(&set(&[content_type(), short]), "20 octets");
}

#[test]
fn anything_but_der_is_refused() {
    let parts = [content_type(), message_digest(CONTENT)];
    let mut unsorted = slices(&parts);
    unsorted.sort_unstable_by(|left, right| right.cmp(left));
    refused(&der::element(Tag::SET, true, &unsorted), "out of order");
    refused(&[b"\x31\x80", parts[0].as_slice(), &parts[1], b"\0\0"].concat(), "indefinite");
    let long = [&[0x31, 0x82, 0][..], &[u8::try_from(parts.concat().len()).unwrap()], &parts.concat()].concat();
    refused(&long, "fewer");
    // a length that is not minimal, deep inside a list of capabilities
    let inner = [&[0x30, 0x81, 0x0b][..], &der::oid(&oid::AES_256_CBC)].concat();
    let capabilities = attribute(oid::SMIME_CAPABILITIES, &[&der::sequence(&[&inner])]);
    refused(&set(&[content_type(), message_digest(CONTENT), capabilities]), "fewer");
}
