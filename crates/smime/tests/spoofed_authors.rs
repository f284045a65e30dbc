//! Mails under another's name: signers that do not count, From fields that are not the signer's, certificates with odd
//! addresses, header fields inside. Made with real keys; none may be called valid.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use kakitome_crypto::{DigestAlgorithm, KeyKind};
use rcgen::{DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose, SanType};
use support::cast::{ALICE, Case, Cast, EVE, EVIL, case, change, under};
use support::{Authority, Person, TEXT, clear, mail, opaque, signed_data};

#[test]
fn v02_v04_signers_that_do_not_count() {
    let cast = Cast::new();
    let (alice, eve) = (&cast.alice, &cast.eve);
    let stranger = Authority::new("Root").person(ALICE);
    let sha256 = DigestAlgorithm::Sha256.to_der();
    let info = |person: &Person, content: &str| person.signer_info(content.as_bytes(), Some(Person::usual_attributes(content.as_bytes())));
    let all = [alice.certificate.as_der(), eve.certificate.as_der(), stranger.certificate.as_der()];
    let signed = |infos: &[&[u8]]| mail(ALICE, &clear(EVIL, &signed_data(&[&sha256], None, &all, infos)));
    let (by_eve, by_stranger, old) = (info(eve, EVIL), info(&stranger, EVIL), info(alice, TEXT));
    let mut cases = vec![
        case("old signature beside Eve's", signed(&[&old, &by_eve])),
        case("Eve's beside an old signature", signed(&[&by_eve, &old])),
        case("Eve's alone, with Alice's certificate in front", signed(&[&by_eve])),
        case("a root of the same name", signed(&[&by_stranger])),
        case("a root of the same name brought along", {
            let data = signed_data(&[&sha256], None, &[all[2], Authority::new("Root").certificate.as_der()], &[&by_stranger]);
            mail(ALICE, &clear(EVIL, &data))
        }),
    ];
    // Certificates that the root gave for other things, or withdrew by time.
    let people: [(&str, Person); 5] = [
        (
            "for servers",
            cast.root.person_with(ALICE, KeyKind::P256, |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth]),
        ),
        (
            "for encryption",
            cast.root.person_with(ALICE, KeyKind::P256, |params| params.key_usages = vec![KeyUsagePurpose::KeyEncipherment]),
        ),
        ("expired", cast.root.person_with(ALICE, KeyKind::P256, |params| params.not_after = rcgen::date_time_ymd(2026, 1, 1))),
        ("not yet", cast.root.person_with(ALICE, KeyKind::P256, |params| params.not_before = rcgen::date_time_ymd(2027, 1, 1))),
        (
            "of a name",
            cast.root.person_with(ALICE, KeyKind::P256, |params| {
                params.subject_alt_names = vec![SanType::DnsName("bank.example".try_into().unwrap())]
            }),
        ),
    ];
    cases.extend(people.iter().map(|(name, person)| case(*name, mail(ALICE, &clear(EVIL, &person.detached(EVIL.as_bytes()))))));
    cast.never_valid(&cases);
}

#[test]
fn v07_v09_v13_from_is_not_the_signers() {
    let cast = Cast::new();
    let (honest, by_eve) = (cast.honest(), clear(EVIL, &cast.eve.detached(EVIL.as_bytes())));
    // Alice's signature under From fields that some or all programs read as another's, or as nobody's.
    let mut cases: Vec<Case> = under(
        &honest,
        &[
            "eve@evil.example",
            "eve@evil.example (alice@bank.example)",
            "(alice@bank.example) eve@evil.example",
            "\"alice@bank.example\" <eve@evil.example>",
            "alice@bank.example <eve@evil.example>",
            "eve@evil.example <alice@bank.example>",
            "=?utf-8?q?Alice_=3Calice=40bank=2Eexample=3E?= <eve@evil.example>",
            "=?utf-8?q?alice=40bank=2Eexample?=",
            "=?utf-8?q?alice?=@bank.example",
            "<=?utf-8?q?alice=40bank=2Eexample?=>",
            "=?utf-8?q?eve=40evil=2Eexample=3E?= <alice@bank.example>",
            "alice@bank.example, eve@evil.example",
            "eve@evil.example,\r\n alice@bank.example",
            "Bank: alice@bank.example;",
            "Bank: alice@bank.example, eve@evil.example;",
            "undisclosed-recipients:;",
            "alice@bank.example\r\nFrom: eve@evil.example",
            "eve@evil.example\r\nFrom: alice@bank.example",
            "alice@bank.example\r\nfrom: alice@bank.example",
            "eve@evil.example\r\nFrom : alice@bank.example",
            "alice@bank.example\r\nFrom\t: eve@evil.example",
            "eve@evil.example\r\nSender: alice@bank.example",
            "eve@evil.example\r\nReply-To: alice@bank.example",
            "eve@evil.example\r\nResent-From: alice@bank.example",
            "eve@evil.example\r\nReturn-Path: <alice@bank.example>",
            "eve@evil.example\r\nX-From: alice@bank.example",
            "\r\n alice@bank.example,\r\n eve@evil.example",
            "alice@bank.example\r\n\t<eve@evil.example>",
            "alice@bank.example>",
            "<alice@bank.example",
            "<<alice@bank.example>>",
            "<alice@bank.example> eve@evil.example",
            "\"alice@bank.example",
            "alice@[bank.example]",
            "alice@bank.example.",
            "alice@bank..example",
            "alice@ bank.example <eve@evil.example>",
            "\"alice \"@bank.example",
            "\"alice\"@bank.example@evil.example",
            "alice\\@bank.example",
            "Alice@bank.example",
            "alice@bank.ex\u{430}mple",
            "\u{430}lice@bank.example",
            "alice@xn--bank-.example",
            "alice+x@bank.example",
            "alice@sub.bank.example",
            "alice\u{200b}@bank.example",
            "alice@bank.example\u{0}",
            "",
            "Alice",
            "\"Alice\" <>",
            "(alice@bank.example)",
            "@bank.example",
            "alice@",
            "alice",
        ],
    )
    .collect();
    let without = String::from_utf8(mail(ALICE, &honest)).unwrap();
    cases.push(case("no From", change(&without, "From: alice@bank.example\r\n", "").into_bytes()));
    cases.push(case("no From, but Sender", change(&without, "From:", "Sender:").into_bytes()));
    cases.push(case(
        "8-bit From",
        [b"From: al\xeece@bank.example\r\n".as_slice(), change(&without, "From: alice@bank.example\r\n", "").as_bytes()].concat(),
    ));
    cases.push(case("byte order mark before From", [b"\xef\xbb\xbf".as_slice(), without.as_bytes()].concat()));
    cases.push(case(
        "byte order mark, and From of Eve after it",
        [b"\xef\xbb\xbfFrom: eve@evil.example\r\n".as_slice(), without.as_bytes()].concat(),
    ));
    cases.push(case("NUL in the name of the field", [b"From\0: eve@evil.example\r\n".as_slice(), without.as_bytes()].concat()));
    cases.push(case("lone CR in From", mail("alice@bank.example\rFrom: eve@evil.example", &honest)));
    // Eve's own good signature under names that hold Alice's address: the name is what most programs show.
    cases.extend(under(
        &by_eve,
        &[
            ALICE,
            "\"alice@bank.example\" <eve@evil.example>",
            "alice@bank.example <eve@evil.example>",
            "=?utf-8?q?alice=40bank=2Eexample?= <eve@evil.example>",
            "=?utf-8?b?YWxpY2VAYmFuay5leGFtcGxl?= <eve@evil.example>",
            "\"Alice <alice@bank.example>\" <eve@evil.example>",
            "\"alice@bank.example via list\" <eve@evil.example>",
            "\"Alice (alice@bank.example)\" <eve@evil.example>",
            "eve@evil.example (alice@bank.example)",
            "\"alice\u{ff20}bank.example\" <eve@evil.example>",
        ],
    ));
    assert!(cases.len() > 70);
    cast.never_valid(&cases);
}

#[test]
fn v11_v15_addresses_of_certificates() {
    let cast = Cast::new();
    let mut cases = Vec::new();
    for address in [
        "alice@bank.example ",
        " alice@bank.example",
        "alice@bank.example\0",
        "alice@bank.example\0.evil.example",
        "alice\0@bank.example",
        "ALICE@bank.example",
        "<alice@bank.example>",
        "Alice <alice@bank.example>",
        "alice@bank.example,eve@evil.example",
        "*@bank.example",
        "@bank.example",
        "bank.example",
        "alice",
        "alice@*.example",
        "alice@bank.example.",
        "alice@bank.example\n",
        "mailto:alice@bank.example",
        "alice@bank.example@evil.example",
        "eve@evil.example\r\nalice@bank.example",
    ] {
        let person = cast.root.person(address);
        cases.push(case(format!("certificate of {address:?}"), mail(ALICE, &clear(TEXT, &person.detached(TEXT.as_bytes())))));
    }
    let email = const_oid::ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
    let kind = || DnType::CustomDnType(email.arcs().map(u64::from).collect::<Vec<_>>());
    let value = || rcgen::DnValue::Ia5String(ALICE.try_into().unwrap());
    let beside = cast.root.person_with(EVE, KeyKind::P256, |params| params.distinguished_name.push(kind(), value()));
    let beside_dns = cast.root.person_with(EVE, KeyKind::P256, |params| {
        params.subject_alt_names = vec![SanType::DnsName("bank.example".try_into().unwrap())];
        params.distinguished_name.push(kind(), value());
    });
    let common = cast.root.person_with(EVE, KeyKind::P256, |params| {
        params.subject_alt_names.clear();
        params.distinguished_name.push(DnType::CommonName, ALICE);
    });
    let lookalike = cast.root.person("alice@xn--bnk-5cd.example");
    for (name, person) in
        [("subject beside SAN", beside), ("subject beside a DNS name", beside_dns), ("common name", common), ("IDN lookalike", lookalike)]
    {
        cases.push(case(name, mail(ALICE, &clear(TEXT, &person.detached(TEXT.as_bytes())))));
    }
    cast.never_valid(&cases);
    let subject_only = cast.root.person_with(EVE, KeyKind::P256, |params| {
        params.subject_alt_names.clear();
        params.distinguished_name.push(kind(), value());
    });
    let several = cast.root.person_with(EVE, KeyKind::P256, |params| {
        params.subject_alt_names.push(SanType::Rfc822Name(ALICE.try_into().unwrap()));
    });
    cast.valid(
        [("subject only", subject_only), ("two addresses", several)]
            .map(|(name, person)| case(name, mail(ALICE, &clear(TEXT, &person.detached(TEXT.as_bytes())))))
            .to_vec(),
    );
}

#[test]
fn v19_header_fields_inside_decide_nothing() {
    let cast = Cast::new();
    let alices = format!("From: {ALICE}\r\nSubject: pay\r\nAuthentication-Results: mx; smime=pass\r\n{EVIL}");
    let eves = format!("From: {EVE}\r\n{EVIL}");
    let hp = format!("From: {ALICE}\r\n{}", change(EVIL, "text/plain", "text/plain; hp=clear"));
    let by_eve =
        |inner: &str| [clear(inner, &cast.eve.detached(inner.as_bytes())), opaque("signed-data", &cast.eve.opaque(inner.as_bytes()))];
    let mut cases = Vec::new();
    for (name, inner) in [("Alice's", &alices), ("Eve's", &eves), ("Alice's, hp", &hp)] {
        cases.extend(by_eve(inner).map(|entity| case(format!("{name} From inside, signed by Eve, From Alice"), mail(ALICE, &entity))));
    }
    // Signatures around signatures: the outermost must be From's.
    let (honest, honest_opaque) = (cast.honest(), cast.honest_opaque());
    for (name, inner) in [("clear", &honest), ("opaque", &honest_opaque), ("text", &EVIL.to_owned())] {
        for entity in by_eve(inner) {
            cases.push(case(format!("Eve signs around Alice's {name}"), mail(ALICE, &entity)));
        }
    }
    let tampered = change(&honest, "nobody", "Eve");
    cases.push(case(
        "Alice signs around a mail that was altered",
        mail(ALICE, &clear(&tampered, &cast.alice.detached(tampered.as_bytes()))),
    ));
    cases.push(case("Eve's around, From Eve, altered inside", mail(EVE, &by_eve(&tampered)[1])));
    cast.never_valid(&cases);
    // Alice around Eve's: Alice answers for it, and Eve is named.
    let eves_entity = clear(EVIL, &cast.eve.detached(EVIL.as_bytes())).replace("outer", "inside");
    cast.valid(vec![
        case("Alice forwards what Eve signed", mail(ALICE, &clear(&eves_entity, &cast.alice.detached(eves_entity.as_bytes())))),
        case("clear in opaque", mail(ALICE, &opaque("signed-data", &cast.alice.opaque(honest.as_bytes())))),
        case("opaque in clear", mail(ALICE, &clear(&honest_opaque, &cast.alice.detached(honest_opaque.as_bytes())))),
    ]);
}
