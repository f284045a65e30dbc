//! Mails that show something else than what is signed: content beside, around and instead of it, structure that programs
//! read differently, changes on the way. Made with real keys; none may be called valid.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use kakitome_crypto::DigestAlgorithm;
use support::cast::{ALICE, Case, Cast, EVIL, HTML, case, change, disposed, parts};
use support::{TEXT, base64, clear, mail, opaque, p7s, signed_data};

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
    // A second part that programs show, with a signature that one may find in it.
    let file = alice.detached(TEXT.as_bytes());
    let pem = format!("<p>Pay Eve.</p>\r\n-----BEGIN PKCS7-----\r\n{}-----END PKCS7-----\r\n", base64(&file));
    let disguised = |kind: &str| mail(ALICE, &change(&clear(TEXT, &file), &p7s(&file), &format!("{kind}\r\n{pem}")));
    cast.never_valid(&[
        case("signature file that is shown as HTML", disguised("Content-Type: text/html\r\n")),
        case("signature file that is shown as text", disguised("")),
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
