//! Attack rows on mails that claim to be signed. None may be called valid; each is made here.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use kakitome_ber::der;
use kakitome_cms::oid;
use kakitome_crypto::{DigestAlgorithm, KeyKind};
use kakitome_smime::{Cause, Policy, open};
use rcgen::{DnType, SanType};
use std::io::Cursor;
use std::time::Duration;
use support::{Authority, NOW, Person, TEXT, attribute, base64, clear, has, ids, mail, opaque, p7s, signed_data, thread_time};

const ALICE: &str = "alice@bank.example";

fn sha256() -> Vec<u8> {
    DigestAlgorithm::Sha256.to_der()
}

#[test]
fn an_honest_mail_is_valid_in_every_form() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    for entity in [clear(TEXT, &alice.detached(TEXT.as_bytes())), opaque("signed-data", &alice.opaque(TEXT.as_bytes()))] {
        let report = root.judge(&mail(ALICE, &entity));
        assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    }
    // The pieces that the attacks below are made of are good themselves.
    let info = alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
    let data = signed_data(&[&sha256()], None, &[alice.certificate.as_der()], &[&info]);
    let report = root.judge(&mail(ALICE, &clear(TEXT, &data)));
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
}

#[test]
fn v01_content_inside_the_signature_of_other_content() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let shown = TEXT.replace("nobody", "Mallory");
    // The signature is good for what it holds itself, and the mail shows something else.
    let report = root.judge(&mail(ALICE, &clear(&shown, &alice.opaque(TEXT.as_bytes()))));
    assert_eq!(report.verdict().word(), "altered");
    assert!(has(&report, "smime.content-twice"));
    // The same content twice is odd, and not wrong.
    let report = root.judge(&mail(ALICE, &clear(TEXT, &alice.opaque(TEXT.as_bytes()))));
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    assert!(has(&report, "smime.content-twice"));
}

#[test]
fn v02_one_good_signer_beside_a_bad_one() {
    let root = Authority::new("Root");
    let (alice, stranger) = (root.person(ALICE), Authority::new("Other").person("eve@elsewhere.example"));
    let attributes = || Some(Person::usual_attributes(TEXT.as_bytes()));
    let good = alice.signer_info(TEXT.as_bytes(), attributes());
    let untrusted = stranger.signer_info(TEXT.as_bytes(), attributes());
    let broken = alice.signer_info(b"something else", Some(Person::usual_attributes(b"something else")));
    let bag = [alice.certificate.as_der(), stranger.certificate.as_der()];
    for (second, expected) in [(&untrusted, "untrusted"), (&broken, "altered")] {
        let data = signed_data(&[&sha256()], None, &bag, &[&good, second]);
        let report = root.judge(&mail(ALICE, &clear(TEXT, &data)));
        assert_eq!(report.signers.len(), 2);
        assert_eq!(report.verdict().word(), expected, "{:?}", ids(&report));
    }
    let data = signed_data(&[&sha256()], None, &bag, &[&good, &good]);
    assert_eq!(root.verdict(&mail(ALICE, &clear(TEXT, &data))), "valid");
}

#[test]
fn v03_no_signer_and_no_certificate() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let nobody = signed_data(&[], None, &[alice.certificate.as_der()], &[]);
    let report = root.judge(&mail(ALICE, &clear(TEXT, &nobody)));
    assert_eq!(report.verdict().word(), "unsigned", "{:?}", ids(&report));
    let nobody = signed_data(&[], Some(TEXT.as_bytes()), &[], &[]);
    assert_eq!(root.verdict(&mail(ALICE, &opaque("signed-data", &nobody))), "unsigned");
    let info = alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
    let without = signed_data(&[&sha256()], None, &[], &[&info]);
    let report = root.judge(&mail(ALICE, &clear(TEXT, &without)));
    assert_eq!(report.verdict().word(), "untrusted");
    assert_eq!(report.cause().map(|(cause, _)| cause), Some(Cause::Unverifiable));
}

#[test]
fn v04_self_signed_is_untrusted() {
    let root = Authority::new("Root");
    let alice = Authority::new("alice, signed by herself").person(ALICE);
    let report = root.judge(&mail(ALICE, &clear(TEXT, &alice.detached(TEXT.as_bytes()))));
    assert_eq!(report.verdict().word(), "untrusted");
    assert_eq!(report.cause().map(|(cause, _)| cause), Some(Cause::NoPath), "{:?}", ids(&report));
    assert!(report.signers.iter().all(|signer| signer.integrity.word() == "intact" && signer.path.is_none()));
}

#[test]
fn v05_broken_structures_are_reported() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let good = alice.detached(TEXT.as_bytes());
    for cut in [0, 1, 2, 10, good.len() / 2, good.len() - 1] {
        let report = root.judge(&mail(ALICE, &clear(TEXT, &good[..cut])));
        assert_eq!(report.verdict().word(), "unreadable", "cut at {cut}: {:?}", ids(&report));
    }
    let entity = clear(TEXT, &good).replace("--outer--", "").replace("base64", "quoted-printable");
    assert_ne!(root.verdict(&mail(ALICE, &entity)), "valid");
}

#[test]
fn v06_text_around_the_signed_part() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let signed = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    let text = "Content-Type: text/plain\r\n\r\nTransfer to account 1.\r\n";
    let html = "Content-Type: text/html\r\n\r\n<style>div{display:none}</style><div>\r\n";
    let attachment = signed.replacen("\r\n\r\n", "\r\nContent-Disposition: attachment\r\n\r\n", 1);
    for (first, second) in [(text, signed.as_str()), (signed.as_str(), text), (html, signed.as_str()), (text, attachment.as_str())] {
        let entity =
            format!("Content-Type: multipart/mixed; boundary=around\r\n\r\n--around\r\n{first}\r\n--around\r\n{second}\r\n--around--\r\n");
        let report = root.judge(&mail(ALICE, &entity));
        assert_eq!(report.verdict().word(), "untrusted");
        assert_eq!(report.cause().map(|(cause, _)| cause), Some(Cause::Part), "{:?}", ids(&report));
    }
    // A third part inside the signed multipart is shown and not signed.
    let third = signed.replace("--outer--", &format!("--outer\r\n{text}\r\n--outer--"));
    let report = root.judge(&mail(ALICE, &third));
    assert!(has(&report, "smime.part-count"));
    assert_eq!(report.verdict().word(), "untrusted", "{:?}", ids(&report));
    // The signed part referred to by an unsigned HTML part.
    let related = format!(
        "Content-Type: multipart/related; boundary=around\r\n\r\n--around\r\nContent-Type: text/html\r\n\r\n<img src=\"cid:a\">\r\n\
         --around\r\nContent-ID: <a>\r\n{signed}\r\n--around--\r\n"
    );
    assert_eq!(root.verdict(&mail(ALICE, &related)), "untrusted");
}

#[test]
fn v07_from_is_not_the_signer() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let entity = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    for from in ["mallory@bank.example", "alice@bank.example.evil", "alice@bank-example", "ALICE@bank.example", "alicf@bank.example"] {
        let report = root.judge(&mail(from, &entity));
        assert_eq!(report.verdict().word(), "untrusted", "{from}");
        assert_eq!(report.cause().map(|(cause, _)| cause), Some(Cause::Address), "{from}");
    }
    // The domain alone is without case.
    assert_eq!(root.verdict(&mail("alice@BANK.example", &entity)), "valid");
}

#[test]
fn v08_display_name_holds_an_address() {
    let root = Authority::new("Root");
    let mallory = root.person("mallory@evil.example");
    let entity = clear(TEXT, &mallory.detached(TEXT.as_bytes()));
    for name in ["\"alice@bank.example\"", "\"alice@bank.example via list\"", "=?utf-8?q?alice=40bank=2Eexample?="] {
        let report = root.judge(&mail(&format!("{name} <mallory@evil.example>"), &entity));
        assert!(has(&report, "mime.display-name-address"), "{name}: {:?}", ids(&report));
        // The address that counts is the signer's: it is said to be mallory's, never alice's.
        assert!(report.signers.iter().all(|signer| signer.address.certificate == ["mallory@evil.example"]));
    }
    let signed_by_alice = clear(TEXT, &root.person(ALICE).detached(TEXT.as_bytes()));
    for from in ["\"alice@bank.example\" <mallory@evil.example>", "\"alice@bank.example\"", "alice", "", "<>", "\"alice@bank.example\" <>"]
    {
        assert_eq!(root.verdict(&mail(from, &signed_by_alice)), "untrusted", "{from}");
    }
    let without = String::from_utf8(mail(ALICE, &signed_by_alice)).unwrap().replace("From: alice@bank.example\r\n", "");
    let report = root.judge(without.as_bytes());
    assert_eq!(report.verdict().word(), "untrusted");
    assert!(has(&report, "smime.from-missing"));
}

#[test]
fn v09_more_than_one_author() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let entity = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    for from in [
        "alice@bank.example, mallory@evil.example",
        "mallory@evil.example, alice@bank.example",
        "alice@bank.example\r\nFrom: mallory@evil.example",
        "mallory@evil.example\r\nFrom: alice@bank.example",
        "alice@bank.example\r\nfrom : mallory@evil.example",
        "group: alice@bank.example;",
        "mallory@evil.example\r\nSender: alice@bank.example",
        "alice@bank.example, alice@bank.example",
    ] {
        let report = root.judge(&mail(from, &entity));
        assert_eq!(report.verdict().word(), "untrusted", "{from}: {:?}", ids(&report));
        assert_eq!(has(&report, "smime.from-not-one"), from.contains(", "), "{from}");
        assert_eq!(has(&report, "smime.from-repeated"), from.to_ascii_lowercase().contains("\nfrom"), "{from}");
    }
    let report = root.judge(&mail("mallory@evil.example\r\nSender: alice@bank.example", &entity));
    assert!(has(&report, "smime.sender-only"));
}

#[test]
fn v11_white_space_in_the_certificate_address() {
    let root = Authority::new("Root");
    for address in ["alice@bank.example ", " alice@bank.example", "alice@bank.example\t", "alice @bank.example", "\"alice \"@bank.example"]
    {
        let person = root.person(address);
        let entity = clear(TEXT, &person.detached(TEXT.as_bytes()));
        assert_eq!(root.verdict(&mail(ALICE, &entity)), "untrusted", "{address:?}");
    }
}

#[test]
fn v12_nul_and_control_characters_in_the_certificate_address() {
    let root = Authority::new("Root");
    for address in ["alice@bank.example\0.evil.example", "alice\0@bank.example", "alice@bank.example\r\n", "alice@bank.example\u{7f}"] {
        let person = root.person(address);
        let entity = clear(TEXT, &person.detached(TEXT.as_bytes()));
        assert_eq!(root.verdict(&mail(ALICE, &entity)), "untrusted", "{address:?}");
    }
    // In the subject alone, without a subject alternative name.
    let person = root.person_with("x@y.example", KeyKind::P256, |params| {
        params.subject_alt_names.clear();
        params.distinguished_name.push(DnType::CommonName, "alice@bank.example\0.evil.example");
    });
    assert_eq!(root.verdict(&mail(ALICE, &clear(TEXT, &person.detached(TEXT.as_bytes())))), "untrusted");
}

#[test]
fn v13_addresses_that_programs_read_differently() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let entity = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    for from in [
        "<alice@bank.example>,<mallory@evil.example>",
        "alice@bank.example <mallory@evil.example>",
        "mallory@evil.example <alice@bank.example>",
        "<mallory@evil.example> <alice@bank.example>",
        "Alice <alice@bank.example",
        "Alice alice@bank.example>",
        "alice@bank.example (mallory@evil.example, x)",
        "alice(<mallory@evil.example>)@bank.example",
        "=?utf-8?q?mallory=40evil=2Eexample=2C?= <alice@bank.example",
        "=?utf-8?q?alice=40bank=2Eexample?=",
        "alice@bank.example;mallory@evil.example",
        "alice@bank.example mallory@evil.example",
        "alice@bank.example\u{0}@evil.example",
        "\"mallory@evil.example\"@x <alice@bank.example>",
        "<@evil.example:alice@bank.example>",
        "alice@bank.example@evil.example",
    ] {
        let report = root.judge(&mail(from, &entity));
        assert_eq!(report.verdict().word(), "untrusted", "{from}: {:?}", ids(&report));
    }
    let report = root.judge(&mail("alice@bank.example <mallory@evil.example>", &entity));
    assert!(has(&report, "smime.from-ambiguous") && has(&report, "mime.address-syntax"), "{:?}", ids(&report));
    for from in ["Alice <alice@bank.example>", "\"Bank, Alice\" <alice@bank.example>", "=?utf-8?b?6Yq66KGM?=\r\n <alice@bank.example>"] {
        let report = root.judge(&mail(from, &entity));
        assert_eq!(report.verdict().word(), "valid", "{from}: {:?}", ids(&report));
    }
}

#[test]
fn v15_address_in_the_subject_counts_only_without_alternative_names() {
    let root = Authority::new("Root");
    let email = const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
    let kind = || DnType::CustomDnType(email.arcs().map(u64::from).collect());
    let value = || rcgen::DnValue::Ia5String(ALICE.try_into().unwrap());
    let subject_only = root.person_with("x@y.example", KeyKind::P256, |params| {
        params.subject_alt_names.clear();
        params.distinguished_name.push(kind(), value());
    });
    let other_san = root.person_with("x@y.example", KeyKind::P256, |params| {
        params.subject_alt_names = vec![SanType::Rfc822Name("other@bank.example".try_into().unwrap())];
        params.distinguished_name.push(kind(), value());
    });
    let verdict = |person: &Person| root.verdict(&mail(ALICE, &clear(TEXT, &person.detached(TEXT.as_bytes()))));
    assert_eq!(verdict(&subject_only), "valid");
    assert_eq!(verdict(&other_san), "untrusted");
}

#[test]
fn v17_an_attached_signed_message_is_not_this_mail() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let inner = String::from_utf8(mail(ALICE, &clear(TEXT, &alice.detached(TEXT.as_bytes())))).unwrap();
    let wrapped = format!("Content-Type: message/rfc822\r\n\r\n{inner}");
    let report = root.judge(&mail(ALICE, &wrapped));
    assert_eq!(report.verdict().word(), "unsigned");
    assert!(has(&report, "smime.attached-message"));
    let mixed = format!("Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n{TEXT}\r\n--m\r\n{wrapped}\r\n--m--\r\n");
    assert_eq!(root.verdict(&mail(ALICE, &mixed)), "unsigned");
}

#[test]
fn v19_fields_inside_the_signed_part_decide_nothing() {
    let root = Authority::new("Root");
    let mallory = root.person("mallory@evil.example");
    let inner = format!("From: mallory@evil.example\r\nSubject: x\r\nAuthentication-Results: x; smime=pass\r\n{TEXT}");
    for entity in [clear(&inner, &mallory.detached(inner.as_bytes())), opaque("signed-data", &mallory.opaque(inner.as_bytes()))] {
        let report = root.judge(&mail(ALICE, &entity));
        assert_eq!(report.verdict().word(), "untrusted");
        assert_eq!(report.author.from, [ALICE]);
        assert!(has(&report, "smime.inner-header"), "{:?}", ids(&report));
    }
}

#[test]
fn v20_ambiguous_structure_is_never_valid() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let good = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    for bad in [
        good.replacen("boundary=outer", "boundary=outer; boundary=other", 1),
        good.replacen("Content-Type: multipart/signed", "Content-Type: text/plain\r\nContent-Type: multipart/signed", 1),
        good.replacen("--outer--", "", 1),
        good.replacen("boundary=outer", "boundary*0=ou; boundary*1=ter", 1),
    ] {
        assert_ne!(root.verdict(&mail(ALICE, &bad)), "valid", "{bad}");
    }
}

#[test]
fn m13_signed_attributes_as_content() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    // What was once signed as attributes is presented as content, without attributes.
    let attributes = Person::usual_attributes(TEXT.as_bytes());
    let parts: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
    let set = der::set_of(&parts);
    let info = alice.signer_info(&set, None);
    let data = signed_data(&[&sha256()], Some(&set), &[alice.certificate.as_der()], &[&info]);
    assert_eq!(root.verdict(&mail(ALICE, &opaque("signed-data", &data))), "untrusted");
    // No signed attributes at all, over honest content.
    let info = alice.signer_info(TEXT.as_bytes(), None);
    let data = signed_data(&[&sha256()], None, &[alice.certificate.as_der()], &[&info]);
    let report = root.judge(&mail(ALICE, &clear(TEXT, &data)));
    assert_eq!(report.verdict().word(), "untrusted");
    assert_eq!(report.cause().map(|(cause, _)| cause), Some(Cause::Form), "{:?}", ids(&report));
    assert!(report.signers.iter().all(|signer| signer.integrity.word() == "intact"));
}

#[test]
fn m14_missing_and_repeated_attributes() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let usual = Person::usual_attributes(TEXT.as_bytes());
    let [content_type, message_digest] = [usual[0].clone(), usual[1].clone()];
    let two_values = attribute(&oid::CONTENT_TYPE, &[&der::oid(&oid::DATA), &der::oid(&oid::SIGNED_DATA)]);
    let bad_time = attribute(&oid::SIGNING_TIME, &[&der::octet_string(b"not a time")]);
    let other_digest = attribute(&oid::MESSAGE_DIGEST, &[&der::octet_string(&[0; 32])]);
    for attributes in [
        vec![message_digest.clone()],
        vec![content_type.clone()],
        vec![content_type.clone(), content_type.clone(), message_digest.clone()],
        vec![content_type.clone(), message_digest.clone(), other_digest],
        vec![two_values, message_digest.clone()],
        vec![content_type.clone(), message_digest.clone(), bad_time],
    ] {
        let info = alice.signer_info(TEXT.as_bytes(), Some(attributes));
        let data = signed_data(&[&sha256()], None, &[alice.certificate.as_der()], &[&info]);
        let report = root.judge(&mail(ALICE, &clear(TEXT, &data)));
        assert!(["untrusted", "altered"].contains(&report.verdict().word()), "{:?}", ids(&report));
    }
}

#[test]
fn m15_empty_set_of_digest_algorithms() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let info = alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
    let data = signed_data(&[], None, &[alice.certificate.as_der()], &[&info]);
    let report = root.judge(&mail(ALICE, &clear(TEXT, &data)));
    assert_eq!(report.verdict().word(), "untrusted", "{:?}", ids(&report));
}

#[test]
fn a_digest_that_is_not_listed_is_computed_all_the_same() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let info = alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
    let listed = DigestAlgorithm::Sha512.to_der();
    let data = |content: Option<&[u8]>| signed_data(&[&listed], content, &[alice.certificate.as_der()], &[&info]);
    let opaque = |content: &[u8]| opaque("signed-data", &data(Some(content)));
    for entity in [clear(TEXT, &data(None)), opaque(TEXT.as_bytes())] {
        let report = root.judge(&mail(ALICE, &entity));
        assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
        assert!(has(&report, "cms.digest-not-listed"), "{:?}", ids(&report));
    }
    let other = TEXT.replace("nobody", "Mallory");
    for entity in [clear(&other, &data(None)), opaque(other.as_bytes())] {
        assert_eq!(root.verdict(&mail(ALICE, &entity)), "altered");
    }
}

#[test]
fn m22_hostile_encodings_end_quickly() {
    let root = Authority::new("Root");
    let deep = [[0x30, 0x80].repeat(20_000), vec![0; 40_000]].concat();
    let huge = [&[0x30, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00][..], &der::oid(&oid::SIGNED_DATA)].concat();
    let octets: Vec<u8> = TEXT.bytes().cycle().take(50_000).flat_map(|byte| [4, 1, byte]).collect();
    let mut inside = [&der::oid(&oid::DATA)[..], &[0xa0, 0x80, 0x24, 0x80]].concat();
    inside.extend_from_slice(&octets);
    for der in [deep, huge, [&der::oid(&oid::SIGNED_DATA)[..], &inside].concat()] {
        for entity in [clear(TEXT, &der), opaque("signed-data", &der)] {
            let began = thread_time();
            let verdict = root.verdict(&mail(ALICE, &entity));
            assert_eq!(verdict, "unreadable");
            let took = thread_time() - began;
            assert!(took < Duration::from_secs(2), "{took:?}");
        }
    }
}

#[test]
fn m23_many_signers_and_certificates() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let info = alice.signer_info(TEXT.as_bytes(), Some(Person::usual_attributes(TEXT.as_bytes())));
    let signers = vec![info.as_slice(); 200];
    let data = signed_data(&[&sha256()], None, &[alice.certificate.as_der()], &signers);
    let report = root.judge(&mail(ALICE, &clear(TEXT, &data)));
    assert_ne!(report.verdict().word(), "valid", "{:?}", ids(&report));
    assert!(report.signers.len() <= Policy::default().limits.signers);
    let mut bag = vec![root.certificate.as_der(); 10_000];
    bag[0] = alice.certificate.as_der();
    let data = signed_data(&[&sha256()], None, &bag, &[&info]);
    let began = thread_time();
    let report = root.judge(&mail(ALICE, &clear(TEXT, &data)));
    assert_eq!(report.verdict().word(), "valid", "{:?}", ids(&report));
    assert!(has(&report, "cms.too-many-certificates"));
    let took = thread_time() - began;
    assert!(took < Duration::from_secs(5), "{took:?}");
    // Signed layers inside each other, more than anybody opens.
    let mut entity = TEXT.to_owned();
    for number in 0..40 {
        let boundary = format!("b{number}");
        entity = clear(&entity, &alice.detached(entity.as_bytes())).replace("outer", &boundary);
    }
    let report = root.judge(&mail(ALICE, &entity));
    assert_eq!(report.verdict().word(), "untrusted", "{:?}", ids(&report));
    assert!(has(&report, "smime.too-many-layers") || has(&report, "smime.too-many-signers"));
}

#[test]
fn g11_signature_file_of_another_mail() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let other = alice.detached(b"Content-Type: text/plain\r\n\r\nanother mail\r\n");
    assert_eq!(root.verdict(&mail(ALICE, &clear(TEXT, &other))), "altered");
    let mixed = format!(
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n{TEXT}\r\n--m\r\n{}\r\n--m--\r\n",
        p7s(&alice.detached(TEXT.as_bytes()))
    );
    let report = root.judge(&mail(ALICE, &mixed));
    assert_eq!(report.verdict().word(), "unsigned");
    assert!(has(&report, "smime.stray-signature"));
}

#[test]
fn g11_lone_files_are_never_called_altered() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let detached = alice.detached(b"somewhere else");
    let pem = format!("-----BEGIN PKCS7-----\n{}-----END PKCS7-----\n", base64(&detached).replace('\r', ""));
    for file in [detached.clone(), base64(&detached).into_bytes(), pem.into_bytes(), alice.opaque(TEXT.as_bytes())] {
        let report = open(&mut Cursor::new(&file), &root.evidence(), &Policy::default(), NOW).unwrap();
        assert_eq!(report.verdict().word(), "incomplete", "{:?}", ids(&report));
        assert_eq!(report.signers.len(), 1);
    }
}
