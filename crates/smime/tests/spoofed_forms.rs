//! Tricks with signed attributes, mails that were cut off, and honest mails that look much like the spoofed ones: those must
//! be valid.

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
use kakitome_crypto::DigestAlgorithm;
use support::cast::{ALICE, Case, Cast, EVIL, case, change, under};
use support::{DATE, Person, TEXT, attribute, clear, mail, opaque, signed_data};

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
