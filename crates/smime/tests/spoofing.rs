//! Mails that try to be taken for somebody else's, of every class of V01 to V19 and their kin, made with real keys: none may
//! be called valid. Honest mails that look much the same stand beside them and must be.

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
use rcgen::{DnType, ExtendedKeyUsagePurpose, KeyUsagePurpose, SanType};
use support::{Authority, DATE, Person, TEXT, attribute, base64, clear, ids, mail, opaque, p7s, signed_data};

const ALICE: &str = "alice@bank.example";
const EVE: &str = "eve@evil.example";
const EVIL: &str = "Content-Type: text/plain\r\n\r\nPay 10,000 to account 666.\r\n";
const HTML: &str = "Content-Type: text/html\r\n\r\n<p>Pay Eve.</p><style>div{display:none}</style><div>\r\n";

/// A name for the message of a failed test, and the mail.
type Case = (String, Vec<u8>);

/// Those that play.
struct Cast {
    root: Authority,
    alice: Person,
    /// She too has a good certificate of the same root.
    eve: Person,
}

impl Cast {
    fn new() -> Self {
        let root = Authority::new("Root");
        let (alice, eve) = (root.person(ALICE), root.person(EVE));
        Self { root, alice, eve }
    }

    /// What Alice once really sent, as an entity.
    fn honest(&self) -> String {
        clear(TEXT, &self.alice.detached(TEXT.as_bytes()))
    }

    fn honest_opaque(&self) -> String {
        opaque("signed-data", &self.alice.opaque(TEXT.as_bytes()))
    }

    fn never_valid(&self, cases: &[Case]) {
        let wrong = cases.iter().filter(|(_, mail)| self.root.verdict(mail) == "valid").map(|(name, _)| name.as_str());
        let wrong: Vec<_> = wrong.collect();
        assert!(wrong.is_empty(), "called valid: {wrong:#?}");
    }

    fn valid(&self, cases: Vec<Case>) {
        for (name, mail) in cases {
            let report = self.root.judge(&mail);
            assert_eq!(report.verdict().word(), "valid", "{name}: {:?}", ids(&report));
        }
    }
}

fn case(name: impl Into<String>, mail: Vec<u8>) -> Case {
    (name.into(), mail)
}

/// Alice's entity under these From lines.
fn under<'a>(entity: &'a str, froms: &'a [&'a str]) -> impl Iterator<Item = Case> + 'a {
    froms.iter().map(move |from| case(*from, mail(from, entity)))
}

fn parts(subtype: &str, parts: &[&str]) -> String {
    let inside: String = parts.iter().map(|part| format!("--around\r\n{part}\r\n")).collect();
    format!("Content-Type: multipart/{subtype}; boundary=around\r\n\r\n{inside}--around--\r\n")
}

/// Text changed once, and it has to be there.
fn change(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} is not in the mail");
    text.replacen(from, to, 1)
}

fn disposed(entity: &str, how: &str) -> String {
    change(entity, "\r\n\r\n", &format!("\r\nContent-Disposition: {how}\r\n\r\n"))
}

#[test]
fn v01_v03_the_signature_is_not_over_what_is_shown() {
    let cast = Cast::new();
    let (alice, sha256) = (&cast.alice, DigestAlgorithm::Sha256.to_der());
    let bag = [alice.certificate.as_der()];
    let nobody = signed_data(&[&sha256], Some(EVIL.as_bytes()), &bag, &[]);
    let nobody_beside = signed_data(&[&sha256], None, &bag, &[]);
    let other = alice.opaque(TEXT.as_bytes());
    let swapped = alice.detached(b"Content-Type: text/plain\r\n\r\nAnother mail.\r\n");
    let nested = clear(&cast.honest(), &nobody_beside);
    cast.never_valid(&[
        case("content inside, other content beside", mail(ALICE, &clear(EVIL, &other))),
        case("content inside, nothing beside", mail(ALICE, &clear("\r\n", &other))),
        case("opaque file under the name of a signature", mail(ALICE, &clear(HTML, &other))),
        case("signature file of another mail", mail(ALICE, &clear(EVIL, &swapped))),
        case("signature over text without its header", mail(ALICE, &clear(TEXT, &alice.detached(b"Hello.\r\nPay nobody.\r\n")))),
        case("no signers, opaque", mail(ALICE, &opaque("signed-data", &nobody))),
        case("no signers, clear", mail(ALICE, &clear(EVIL, &nobody_beside))),
        case("no signers, certificates only by name", mail(ALICE, &opaque("certs-only", &nobody))),
        case("certificates beside text", mail(ALICE, &parts("mixed", &[EVIL, &opaque("certs-only", &nobody_beside)]))),
        case("nobody signs around an honest mail with text", mail(ALICE, &clear(&parts("mixed", &[EVIL, &cast.honest()]), &nobody_beside))),
        case(
            "nobody signs around an honest mail, a third part",
            mail(ALICE, &change(&nested, "--outer\r\n", &format!("--outer\r\n{EVIL}\r\n--outer\r\n"))),
        ),
        case("detached signature in pkcs7-mime", mail(ALICE, &opaque("signed-data", &alice.detached(TEXT.as_bytes())))),
    ]);
}

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
fn v06_v17_only_a_part_is_signed() {
    let cast = Cast::new();
    let (honest, honest_opaque) = (cast.honest(), cast.honest_opaque());
    let message = |entity: &str| format!("Content-Type: message/rfc822\r\n\r\n{}", String::from_utf8(mail(ALICE, entity)).unwrap());
    let image = "Content-Type: text/html\r\n\r\n<p>Pay Eve.</p><img src=\"cid:signed\" height=0>\r\n";
    let named = honest.replacen("Content-Type", "Content-ID: <signed>\r\nContent-Type", 1);
    let mut entities = Vec::new();
    for subtype in ["mixed", "alternative", "related", "digest", "parallel", "report", "x-unknown"] {
        entities.push((format!("{subtype}: text, signed"), parts(subtype, &[EVIL, &honest])));
        entities.push((format!("{subtype}: signed, text"), parts(subtype, &[&honest, EVIL])));
    }
    let third = change(&honest, "--outer--", &format!("--outer\r\n{EVIL}\r\n--outer--"));
    let first = change(&honest, "--outer\r\n", &format!("--outer\r\n{EVIL}\r\n--outer\r\n"));
    let twice = change(&honest, "--outer--", &format!("--outer\r\n{}--outer--", p7s(&cast.eve.detached(TEXT.as_bytes()))));
    for (name, entity) in [
        ("html hides what is signed", parts("mixed", &[HTML, &honest])),
        ("html around", parts("mixed", &[HTML, &honest, "Content-Type: text/html\r\n\r\n</div>\r\n"])),
        ("related by cid", parts("related", &[image, &named])),
        ("signed as attachment", parts("mixed", &[EVIL, &disposed(&honest, "attachment; filename=a.eml")])),
        ("opaque as attachment", parts("mixed", &[EVIL, &disposed(&honest_opaque, "attachment; filename=smime.p7m")])),
        ("opaque first, text after", parts("mixed", &[&honest_opaque, EVIL])),
        ("mixed in mixed", parts("mixed", &[&parts("mixed", &[&honest]).replace("around", "deep"), EVIL])),
        ("alone in mixed", parts("mixed", &[&honest])),
        ("list's footer", parts("mixed", &[&honest, "Content-Type: text/plain\r\n\r\n-- \r\nlist@lists.example\r\n"])),
        ("third part after the signature", third),
        ("part before the signed one", first),
        ("second signature part", twice),
        ("message/rfc822 alone", message(&honest)),
        ("message/rfc822 beside text", parts("mixed", &[EVIL, &message(&honest)])),
        (
            "message/rfc822 in base64",
            format!("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", base64(&mail(ALICE, &honest))),
        ),
        ("message/global", message(&honest).replacen("rfc822", "global", 1)),
        ("signature file in mixed", parts("mixed", &[TEXT, &p7s(&cast.alice.detached(TEXT.as_bytes()))])),
        ("signature file in related", parts("related", &[TEXT, &p7s(&cast.alice.detached(TEXT.as_bytes()))])),
    ] {
        entities.push((name.to_owned(), entity));
    }
    cast.never_valid(&entities.iter().map(|(name, entity)| case(name.clone(), mail(ALICE, entity))).collect::<Vec<_>>());
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

#[test]
fn v20_structure_that_programs_read_differently() {
    let cast = Cast::new();
    let honest = cast.honest();
    let header = "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=outer";
    let swap = |to: &str| change(&honest, header, to);
    let encoded = format!(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=outer\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        base64(honest.split_once("\r\n\r\n").unwrap().1.as_bytes())
    );
    let evil_parts = format!("--evil\r\n{EVIL}\r\n--evil--\r\n");
    let mut cases: Vec<Case> = [
        ("Content-Type twice, the signed one first", swap(&format!("{header}\r\nContent-Type: text/html"))),
        ("Content-Type twice, the signed one last", swap(&format!("Content-Type: multipart/mixed; boundary=evil\r\n{header}"))),
        ("boundary twice", swap(&format!("{header}; boundary=evil"))),
        ("boundary twice, the other first", swap(&header.replace("boundary=outer", "boundary=evil; boundary=outer"))),
        ("boundary and its extended form", swap(&format!("{header}; boundary*=utf-8''evil"))),
        ("boundary in pieces", swap(&header.replace("boundary=outer", "boundary*0=ou; boundary*1=ter"))),
        ("boundary in a comment", swap(&header.replace("boundary=outer", "(boundary=evil) boundary=outer"))),
        ("boundary with quotes inside", swap(&header.replace("boundary=outer", "boundary=\"ou\\ter\""))),
        ("NUL in the boundary", swap(&header.replace("boundary=outer", "boundary=outer\0evil"))),
        ("colon missing", swap(&header.replacen("Content-Type:", "Content-Type :", 1))),
        ("transfer encoding of a multipart", encoded),
        (
            "transfer encoding said twice",
            swap(&format!("{header}\r\nContent-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64")),
        ),
        ("base64 said and not so", swap(&format!("{header}\r\nContent-Transfer-Encoding: base64"))),
        ("never closed", change(&honest, "--outer--", "")),
        ("closed, and open again", change(&honest, "--outer--\r\n", &format!("--outer--\r\n--outer\r\n{EVIL}\r\n--outer--\r\n"))),
        ("two subtypes", swap(&header.replacen("multipart/signed", "multipart/mixed, multipart/signed", 1))),
        (
            "lone CR before a delimiter",
            change(
                &honest,
                "\r\n--outer\r\nContent-Type: application",
                "\r--outer\r\n\r\nPay Eve.\r\n--outer\r\nContent-Type: application",
            ),
        ),
    ]
    .into_iter()
    .map(|(name, entity)| case(name, mail(ALICE, &entity)))
    .collect();
    // Another message's header or body inside the header.
    let whole = String::from_utf8(mail(ALICE, &honest)).unwrap();
    for (name, text) in [
        ("a line that is no field, then parts", change(&whole, "MIME-Version", &format!("no field\r\n{evil_parts}\r\nMIME-Version"))),
        ("blank line early", change(&whole, "MIME-Version", "\r\nMIME-Version")),
        ("a blank line of spaces", change(&whole, "MIME-Version", " \r\nMIME-Version")),
        ("a lone LF pair inside a field", change(&whole, "Subject: test\r\n", "Subject: test\n\nPay Eve.\r\n")),
        ("a lone CR pair inside a field", change(&whole, "Subject: test\r\n", "Subject: test\r\rPay Eve.\r\n")),
    ] {
        cases.push(case(name, text.into_bytes()));
    }
    cast.never_valid(&cases);
}

#[test]
fn v18_v20_altered_on_the_way() {
    let cast = Cast::new();
    let (honest, honest_opaque) = (cast.honest(), cast.honest_opaque());
    let base = honest.rsplit_once("base64\r\n\r\n").unwrap().1;
    cast.never_valid(&[
        case("a word", mail(ALICE, &change(&honest, "nobody", "Eve"))),
        case("one space at the end of a line", mail(ALICE, &change(&honest, "Hello.", "Hello. "))),
        case("the type of the signed part", mail(ALICE, &change(&honest, "text/plain", "text/html"))),
        case(
            "a field added to the signed part",
            mail(ALICE, &change(&honest, "Content-Type: text/plain", "Content-Disposition: attachment\r\nContent-Type: text/plain")),
        ),
        case("a line of the signed part missing", mail(ALICE, &change(&honest, "Hello.\r\n", ""))),
        case("a blank line at the end", mail(ALICE, &change(&honest, "nobody.\r\n", "nobody.\r\n\r\n"))),
        case("emptied", mail(ALICE, &change(&honest, TEXT, "\r\n"))),
        case("signature file cut", mail(ALICE, &change(&honest, base.get(..64).unwrap(), ""))),
        case("opaque cut", mail(ALICE, &change(&honest_opaque, honest_opaque.get(honest_opaque.len() - 200..).unwrap(), ""))),
        case("junk in base64", mail(ALICE, &change(&honest_opaque, "\r\n\r\nMI", "\r\n\r\n!!MI"))),
        case("padding inside base64", mail(ALICE, &change(&honest_opaque, "\r\n\r\nMII", "\r\n\r\nMII=======I"))),
        case("text after base64", mail(ALICE, &format!("{honest_opaque}\r\n-- \r\nPay Eve!\r\n"))),
        case("a byte of the opaque content", mail(ALICE, &opaque("signed-data", &flipped(&cast.alice.opaque(TEXT.as_bytes()), b"nobody")))),
    ]);
}

fn flipped(der: &[u8], word: &[u8]) -> Vec<u8> {
    let at = der.windows(word.len()).position(|window| window == word).unwrap();
    let mut der = der.to_vec();
    der[at] ^= 0x20;
    der
}

#[test]
fn m13_m15_tricks_with_attributes() {
    let cast = Cast::new();
    let (alice, sha256) = (&cast.alice, DigestAlgorithm::Sha256.to_der());
    let data_type = attribute(&oid::CONTENT_TYPE, &[&der::oid(&oid::DATA)]);
    let signed_type = attribute(&oid::CONTENT_TYPE, &[&der::oid(&oid::SIGNED_DATA)]);
    let usual = Person::usual_attributes(TEXT.as_bytes());
    let digest = usual[1].clone();
    let other = Person::usual_attributes(EVIL.as_bytes())[1].clone();
    let empty = attribute(&oid::MESSAGE_DIGEST, &[]);
    let bag = [alice.certificate.as_der()];
    let with = |attributes: Option<Vec<Vec<u8>>>, digests: &[&[u8]]| {
        let info = alice.signer_info(TEXT.as_bytes(), attributes);
        mail(ALICE, &clear(TEXT, &signed_data(digests, None, &bag, &[&info])))
    };
    let known: &[&[u8]] = &[&sha256];
    let attributes = der::set_of(&[&usual[0], &usual[1]]);
    let stolen = alice.signer_info(&attributes, None);
    cast.never_valid(&[
        case("no attributes", with(None, known)),
        case("attributes as content", mail(ALICE, &opaque("signed-data", &signed_data(known, Some(&attributes), &bag, &[&stolen])))),
        case("no content type", with(Some(vec![digest.clone()]), known)),
        case("no digest", with(Some(vec![data_type.clone()]), known)),
        case("content type twice", with(Some(vec![data_type.clone(), data_type.clone(), digest.clone()]), known)),
        case("two digests", with(Some(vec![data_type.clone(), other, digest.clone()]), known)),
        case("digest without a value", with(Some(vec![data_type.clone(), empty]), known)),
        case("another content type", with(Some(vec![signed_type, digest.clone()]), known)),
        case("empty set of attributes", with(Some(Vec::new()), known)),
        case("no digest algorithms", with(Some(usual.clone()), &[])),
    ]);
    cast.valid(vec![case("the same made well", with(Some(usual), known))]);
}

#[test]
fn honest_mails_that_look_odd_are_valid() {
    let cast = Cast::new();
    let (honest, honest_opaque) = (cast.honest(), cast.honest_opaque());
    let mut cases: Vec<Case> = under(
        &honest,
        &[
            ALICE,
            "<alice@bank.example>",
            "Alice <alice@bank.example>",
            "\"Alice, Bank\" <alice@bank.example>",
            "\"alice@bank.example\" <alice@bank.example>",
            "\"Alice\u{ff20}Sales\" <alice@bank.example>",
            "Alice at Bank\r\n\t<alice@bank.example>",
            "=?iso-2022-jp?b?GyRCPT5MdBsoQg==?= <alice@BANK.example>",
            "alice@bank.example\r\nSender: eve@evil.example",
            "alice@bank.example\r\nReply-To: eve@evil.example",
        ],
    )
    .collect();
    let whole = String::from_utf8(mail(ALICE, &honest)).unwrap();
    let lone = |text: &str| text.replace("\r\n", "\n").into_bytes();
    for (name, bytes) in [
        ("opaque", mail(ALICE, &honest_opaque)),
        (
            "opaque as octet-stream",
            mail(ALICE, &change(&honest_opaque, "application/pkcs7-mime; smime-type=signed-data", "application/octet-stream")),
        ),
        (
            "opaque of the old type, another name",
            mail(ALICE, &change(&change(&honest_opaque, "pkcs7-mime", "x-pkcs7-mime"), "smime.p7m", "mail.bin")),
        ),
        ("old type of the signature", mail(ALICE, &honest.replace("pkcs7-signature", "x-pkcs7-signature"))),
        ("micalg of another digest", mail(ALICE, &change(&honest, "sha-256", "sha1"))),
        ("signature file in an encoding that changes nothing", mail(ALICE, &change(&honest, "base64", "7bit"))),
        ("no micalg", mail(ALICE, &change(&honest, " micalg=sha-256;", ""))),
        ("preamble", mail(ALICE, &change(&honest, "\r\n--outer", "\r\nThis is a signed message.\r\n\r\n--outer"))),
        ("line ends of Unix", lone(&whole)),
        ("opaque, line ends of Unix", lone(&String::from_utf8(mail(ALICE, &honest_opaque)).unwrap())),
        (
            "a thousand header fields",
            format!("{}{whole}", "Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0900\r\n".repeat(1000)).into_bytes(),
        ),
        ("line of a mailbox file", format!("From alice@bank.example Sun Nov 22 10:00:00 2026\r\n{whole}").into_bytes()),
        ("signed without a date", change(&whole, DATE, "").into_bytes()),
    ] {
        cases.push(case(name, bytes));
    }
    for content in [
        "\r\n",
        "Content-Type: text/plain\r\n\r\n",
        "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n",
    ] {
        cases.push(case(format!("content {content:?}"), mail(ALICE, &clear(content, &cast.alice.detached(content.as_bytes())))));
        cases
            .push(case(format!("opaque content {content:?}"), mail(ALICE, &opaque("signed-data", &cast.alice.opaque(content.as_bytes())))));
    }
    cast.valid(cases);
}

#[test]
fn a_mail_that_was_cut_off_is_incomplete_and_never_altered() {
    let cast = Cast::new();
    let clear = mail(ALICE, &cast.honest());
    let opaque = mail(ALICE, &cast.honest_opaque());
    let close = clear.len() - "--outer--\r\n".len();
    let content = clear.windows(6).position(|window| window == b"Hello.").unwrap();
    for cut in (content..close).step_by(7) {
        let verdict = cast.root.verdict(&clear[..cut]);
        // Once the whole signature is there, only the last delimiter is missing.
        let whole = cut > close - 8;
        assert!(verdict == "incomplete" || (whole && verdict == "untrusted"), "cut at {cut}: {verdict}");
    }
    for cut in (0..opaque.len() - 8).step_by(7) {
        let verdict = cast.root.verdict(&opaque[..cut]);
        assert!(matches!(verdict, "unreadable" | "unsigned" | "incomplete"), "cut at {cut}: {verdict}");
    }
}
