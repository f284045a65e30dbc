//! Bytes made to hurt: lengths that lie, depth, numbers. Each ends in a clear error or finding within a second and in bounded memory,
//! and twice the input is no more than twice the work.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io;

use kakitome_ber::der;
use kakitome_cms::show::{self, Notes};
use kakitome_cms::{Error, Limits, Policy, SignedData, armor, oid};
use support::cost::{self, Shape, assert_linear, within_a_second};
use support::craft::{CONTENT, Container, Signer, attribute, content_type, message_digest};
use support::{World, certificates, ids};

/// Reads and checks; what is notable, or why not.
fn all(bytes: &[u8]) -> Result<Vec<&'static str>, Error> {
    within(bytes, &Limits::default())
}

fn within(bytes: &[u8], limits: &Limits) -> Result<Vec<&'static str>, Error> {
    let signed_data = SignedData::read(armor::decode(bytes)?, &mut io::sink(), &[], limits)?;
    let mut found = ids(&signed_data.findings);
    for check in signed_data.check(&signed_data.content_digests, &certificates(&signed_data), &Policy::default()) {
        found.extend(ids(&check.findings));
    }
    Ok(found)
}

/// A container with one good signer, to be changed.
fn container() -> Container {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    Container::opaque(CONTENT, &certificate, vec![Signer::new(&certificate, &key).build(CONTENT)])
}

/// Ten messages of every form that signed data has here, made by OpenSSL and by hand.
fn ten() -> Vec<Vec<u8>> {
    let world = World::get();
    let sign = |extra: &[&str]| {
        let base = ["cms", "-sign", "-binary", "-signer", "p256.pem", "-inkey", "p256.key", "-outform", "DER"];
        world.openssl(&[&base, extra].concat(), CONTENT)
    };
    let mut crls = container();
    crls.crls = vec![der::sequence(&[&der::null()])];
    let mut counter = container();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let mut signer = Signer::new(&certificate, &key);
    signer.unsigned = vec![attribute(oid::COUNTERSIGNATURE, &[&Signer::new(&certificate, &key).build(CONTENT)])];
    counter.signers = vec![signer.build(CONTENT)];
    vec![
        sign(&[]),
        sign(&["-nodetach"]),
        sign(&["-nodetach", "-stream"]),
        sign(&["-keyid"]),
        sign(&["-noattr"]),
        sign(&["-nocerts", "-nodetach"]),
        world.openssl(&["crl2pkcs7", "-nocrl", "-certfile", "p256.pem", "-outform", "DER"], b""),
        world.openssl(&["cms", "-data_create", "-outform", "DER"], CONTENT),
        crls.build(),
        counter.build(),
    ]
}

#[test]
fn cut_off_at_every_byte() {
    for (number, message) in ten().iter().enumerate() {
        within_a_second("all cuts of one message", || {
            for length in 0..message.len() {
                let error = all(&message[..length]).expect_err("a part is no whole");
                let whole = matches!(error, Error::OtherContent { .. });
                assert!(whole || matches!(error, Error::Encoding { .. } | Error::Armor { .. }), "{number}, {length}: {error}");
                let shown = show::show(&message[..length], Notes::default(), &show::Limits::default(), &mut |_| Ok(()));
                assert!(shown.is_err(), "{number}, {length}");
            }
        });
    }
}

#[test]
fn every_length_lies() {
    for message in ten() {
        // wherever a header may stand: a length of 4 GiB, of all bits, none, one less and one more
        for at in 1..message.len() {
            for lie in [&[0x84, 0xff, 0xff, 0xff, 0xff][..], &[0xff], &[0x80], &[0]] {
                let changed = [&message[..at], lie, &message[at + 1..]].concat();
                let _ = within_a_second("a lie", || all(&changed));
            }
            for step in [1, u8::MAX] {
                let mut changed = message.clone();
                changed[at] = changed[at].wrapping_add(step);
                let _ = within_a_second("a lie", || all(&changed));
            }
        }
    }
}

#[test]
fn m22_nesting_10_000_deep_in_every_place() {
    for depth in [10_000, 20_000] {
        for open in [&b"\x30\x80"[..], b"\x24\x80", b"\xa0\x80", b"\x31\x80"] {
            let deep = [open.repeat(depth), vec![5, 0], vec![0; 2 * depth]].concat();
            let mut places: Vec<Vec<u8>> = vec![deep.clone()];
            for place in 0..5 {
                let mut container = container();
                match place {
                    0 => container.content = Some(deep.clone()),
                    1 => container.certificates.push(deep.clone()),
                    2 => container.crls.push(deep.clone()),
                    3 => container.digests.push(deep.clone()),
                    _ => container.signers.push(deep.clone()),
                }
                places.push(container.build());
            }
            for bytes in places {
                within_a_second("depth", || match all(&bytes) {
                    Ok(found) => assert!(found.contains(&"cms.unreadable-signer"), "{found:?}"),
                    Err(error) => assert!(!error.to_string().is_empty()),
                });
            }
        }
    }
    // definite lengths, each right: the header alone is deep
    let mut deep = vec![5, 0];
    for _ in 0..10_000 {
        deep = der::sequence(&[&deep]);
    }
    let error = within_a_second("definite depth", || all(&deep).unwrap_err());
    assert!(matches!(error, Error::Encoding { .. }), "{error}");
}

#[test]
fn m23_100_000_signers_or_certificates() {
    let one = container().signers.remove(0);
    let mut many = container();
    many.signers = vec![one; 100_000];
    let bytes = many.build();
    let found = within_a_second("signers", || all(&bytes).unwrap());
    assert!(found.contains(&"cms.too-many-signers"), "{found:?}");

    let mut many = container();
    many.certificates = vec![der::sequence(&[&der::null()]); 100_000];
    let error = within_a_second("certificates", || all(&many.build()).unwrap_err());
    assert!(matches!(error, Error::Limit { what: "certificates", limit: 20_000 }), "{error}");
    many.certificates.truncate(20_000);
    assert!(within_a_second("20,000", || all(&many.build()).unwrap()).contains(&"cms.too-many-certificates"));

    let mut many = container();
    many.digests = vec![many.digests[0].clone(); 100_000];
    let error = within_a_second("digests", || all(&many.build()).unwrap_err());
    assert!(matches!(error, Error::Limit { what: "digestAlgorithms", .. }), "{error}");
}

#[test]
fn a_signer_of_many_attributes_is_bounded() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let mut signer = Signer::new(&certificate, &key);
    signer.unsigned = vec![attribute(oid::SMIME_CAPABILITIES, &[&der::null()]); 100_000];
    let mut container = container();
    container.signers = vec![signer.build(CONTENT)];
    let error = within_a_second("attributes", || all(&container.build()).unwrap_err());
    assert!(error.to_string().contains("larger than the limit"), "{error}");
    // each counts, and each of its values: 500 of one are 1,000
    for (count, finding) in [(9_000, "cms.unreadable-signer"), (501, "cms.unreadable-signer"), (500, "cms.misplaced-attribute")] {
        signer.unsigned.truncate(count);
        container.signers = vec![signer.build(CONTENT)];
        let found = within_a_second("attributes", || all(&container.build()).unwrap());
        assert!(found.contains(&finding), "{count}: {found:?}");
    }
    let null = der::null();
    for (count, finding) in [(100_000, "cms.unreadable-signer"), (1_000, "cms.unreadable-signer"), (999, "cms.misplaced-attribute")] {
        signer.unsigned = vec![attribute(oid::SMIME_CAPABILITIES, &vec![&null[..]; count])];
        container.signers = vec![signer.build(CONTENT)];
        let found = within_a_second("values", || all(&container.build()).unwrap());
        assert!(found.contains(&finding), "{count}: {found:?}");
    }
}

/// What cannot be read is counted too: a word for each of a hundred thousand would be more than the message.
#[test]
fn countersignatures_that_cannot_be_read_have_an_end() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let mut signer = Signer::new(&certificate, &key);
    let null = der::null();
    signer.unsigned = vec![attribute(oid::COUNTERSIGNATURE, &vec![&null[..]; 900])];
    let mut container = container();
    container.signers = vec![signer.build(CONTENT)];
    let found = within_a_second("countersignatures", || all(&container.build()).unwrap());
    assert_eq!(found.iter().filter(|id| **id == "cms.countersignature").count(), 8);
    assert_eq!(found.iter().filter(|id| **id == "cms.too-many-countersignatures").count(), 1);
}

/// Capabilities are advice; more than anybody has are none.
#[test]
fn capabilities_are_bounded() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let one = der::sequence(&[&der::oid(&oid::AES_128_CBC)]);
    for (count, finding) in [(256, None), (257, Some("cms.unreadable-attribute")), (10_000, Some("cms.unreadable-attribute"))] {
        let mut signer = Signer::new(&certificate, &key);
        let list = der::sequence(&vec![&one[..]; count]);
        signer.attributes = Some(vec![content_type(), message_digest(CONTENT), attribute(oid::SMIME_CAPABILITIES, &[&list])]);
        let mut container = container();
        container.signers = vec![signer.build(CONTENT)];
        let found = within_a_second("capabilities", || all(&container.build()).unwrap());
        assert_eq!(found, finding.into_iter().collect::<Vec<_>>(), "{count}");
    }
}

#[test]
fn twice_the_input_is_twice_the_work() {
    assert_linear(&SHAPES, 4_000, |bytes| drop(within(bytes, &unbounded())));
}

/// No limit ends the work on attributes early.
fn unbounded() -> Limits {
    Limits { attributes: usize::MAX, ..Limits::default() }
}

/// What may be there any number of times.
const SHAPES: [Shape; 6] = [
    ("pieces of content", |size| {
        let mut container = container();
        container.content = Some([b"\x24\x80".to_vec(), b"\x04\x01x".repeat(size * 10), vec![0, 0]].concat());
        container.build()
    }),
    ("certificates", |size| {
        let mut container = container();
        container.certificates = vec![der::sequence(&[&der::octet_string(&[7; 50])]); size];
        container.build()
    }),
    ("loose certificates", |size| {
        let mut container = container();
        container.certificates = vec![b"\x30\x80\x30\x80\x04\x01x\0\0\0\0".to_vec(); size];
        container.build()
    }),
    ("signers", |size| {
        let mut container = container();
        container.signers = vec![container.signers[0].clone(); size];
        container.build()
    }),
    ("attributes", |size| {
        let world = World::get();
        let (certificate, key) = (world.certificate("p256"), world.key("p256"));
        let mut signer = Signer::new(&certificate, &key);
        let more = (0..size).map(|number| attribute(const_oid::ObjectIdentifier::new_unwrap("1.2.3"), &[&der::unsigned(number as u64)]));
        signer.attributes = Some([content_type(), message_digest(CONTENT)].into_iter().chain(more).collect());
        let mut container = container();
        container.signers = vec![signer.build(CONTENT)];
        container.build()
    }),
    ("values", |size| {
        let world = World::get();
        let (certificate, key) = (world.certificate("p256"), world.key("p256"));
        let mut signer = Signer::new(&certificate, &key);
        let values: Vec<Vec<u8>> = (0..size).map(|number| der::unsigned(number as u64)).collect();
        let values: Vec<&[u8]> = values.iter().map(Vec::as_slice).collect();
        signer.unsigned = vec![attribute(oid::COUNTERSIGNATURE, &values)];
        let mut container = container();
        container.signers = vec![signer.build(CONTENT)];
        container.build()
    }),
];

/// Run by the test above as a process of its own.
#[test]
#[ignore = "needs a file; run by twice_the_input_is_twice_the_work"]
fn reads_the_file_that_it_is_given() {
    let Some(file) = std::env::var_os(cost::FILE) else { return };
    let _ = within(&std::fs::read(file).unwrap(), &unbounded());
}
