//! What can be given: mails, Outlook's files, signatures on their own, pasted sources; large ones; and what the home knows of senders.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod shared;
#[path = "../../smime/tests/support/mod.rs"]
mod support;

use std::io::{Cursor, Write};

use cfb::CompoundFile;
use shared::Served;
use support::cast::ALICE;
use support::{Authority, DATE, TEXT, clear, mail};

fn trusting(root: &Authority, change: impl FnOnce(&mut kakitome_web::Settings)) -> Served {
    Served::with(|settings| {
        std::fs::create_dir_all(settings.home.join("ca")).unwrap();
        std::fs::write(settings.home.join("ca/root.pem"), root.certificate.as_der()).unwrap();
        change(settings);
    })
}

fn verdict(served: &Served, file: &[u8], fields: &[(&str, &str)]) -> String {
    let reply = served.form("/api/v1/verify?lang=en", Some(("a", file)), fields);
    reply.json()["verdict"].as_str().unwrap_or_else(|| panic!("{}", reply.text())).to_owned()
}

fn sixteen(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A file as Outlook writes it: class, header of transport, one attachment.
fn msg(class: &str, header: &str, data: &[u8]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/__substg1.0_001A001F").unwrap().write_all(&sixteen(class)).unwrap();
    file.create_stream("/__substg1.0_007D001F").unwrap().write_all(&sixteen(header)).unwrap();
    file.create_storage("/__attach_version1.0_#00000000").unwrap();
    file.create_stream("/__attach_version1.0_#00000000/__substg1.0_37010102").unwrap().write_all(data).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn mails_signatures_and_outlooks_files() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let served = trusting(&root, |_| {});
    let entity = clear(TEXT, &alice.detached(TEXT.as_bytes()));
    let whole = mail(ALICE, &entity);
    assert_eq!(verdict(&served, &whole, &[]), "valid");
    // all line ends as a mail program may save them
    let saved = String::from_utf8(whole.clone()).unwrap().replace("\r\n", "\n");
    assert_eq!(verdict(&served, saved.as_bytes(), &[]), "valid");

    let header = format!(
        "From: {ALICE}\r\nTo: you@example.net\r\nSubject: test\r\n{DATE}Content-Type: multipart/signed; boundary=gone\r\nMIME-Version: 1.0\r\n"
    );
    let clear_msg = msg("IPM.Note.SMIME.MultipartSigned", &header, entity.as_bytes());
    assert_eq!(verdict(&served, &clear_msg, &[]), "valid");
    let opaque_msg = msg("IPM.Note.SMIME", &header, &alice.opaque(TEXT.as_bytes()));
    assert_eq!(verdict(&served, &opaque_msg, &[]), "valid");
    let altered = entity.replace("Pay nobody", "Pay Eve");
    assert_eq!(verdict(&served, &msg("IPM.Note.SMIME.MultipartSigned", &header, altered.as_bytes()), &[]), "altered");
    let plain = served.form("/ja/explain", Some(("a.msg", &msg("IPM.Note", &header, b"x"))), &[]);
    assert_eq!(plain.status, 422);
    assert!(plain.text().contains("署名されたときのままのデータ") && plain.text().contains("<html lang=\"ja\">"));

    // the answer as a file, in the page, without a second upload
    let page = served.form("/en/explain", Some(("a.eml", &whole)), &[]).text();
    let data = page.split("href=\"data:application/json;base64,").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    // the template writes some characters as references
    let data = data.replace("&#43;", "+").replace("&#x2b;", "+").replace("&#61;", "=").replace("&#x3d;", "=").replace("&#47;", "/");
    use base64::Engine as _;
    let object: serde_json::Value = serde_json::from_slice(&base64::engine::general_purpose::STANDARD.decode(data).unwrap()).unwrap();
    assert_eq!((&object["schema"], &object["verdict"]), (&"kakitome.report/1".into(), &"valid".into()));
    assert!(page.len() < 100_000, "{}", page.len());
    assert!(page.contains("private authority “Root”"), "whom it was judged by is said");

    let lone = served.form("/en/explain", Some(("smime.p7s", &alice.detached(TEXT.as_bytes()))), &[]).text();
    for told in ["Not enough to judge", "Test Person", "Root", &alice.certificate.serial().hex()] {
        assert!(lone.contains(told), "{told}: {lone}");
    }
    assert_eq!(verdict(&served, &alice.opaque(TEXT.as_bytes()), &[]), "incomplete", "a .p7m without its mail");
    let bag = served.post("/api/v1/certificates", "application/pkcs7-signature", &alice.detached(TEXT.as_bytes())).json();
    assert_eq!(bag["certificates"][0]["sha256"], alice.certificate.sha256_hex());
    assert!(bag["certificates"][0]["pem"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----\n"));
    served.stop();
}

#[test]
fn a_pasted_source_is_never_called_altered() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let served = trusting(&root, |_| {});
    let whole = String::from_utf8(mail(ALICE, &clear(TEXT, &alice.detached(TEXT.as_bytes())))).unwrap();
    let changed = whole.replace("Pay nobody", "Pay Eve");
    let pasted = |text: &str| {
        let reply = served.form("/api/v1/verify?lang=en", None, &[("source", text)]);
        reply.json()["verdict"].as_str().unwrap_or_else(|| panic!("{}", reply.text())).to_owned()
    };
    assert_eq!(verdict(&served, changed.as_bytes(), &[]), "altered", "as a file it is");
    assert_eq!(pasted(&changed), "incomplete");
    assert_eq!(pasted(&whole), "valid", "what is intact all the same is intact");
    assert_eq!(verdict(&served, changed.as_bytes(), &[("pasted", "true")]), "incomplete");
    assert_eq!(pasted("From: a@bank.example\r\nSubject: x\r\n\r\ntext"), "incomplete");
    let page = served.form("/ja/explain", None, &[("source", &changed)]).text();
    assert!(page.contains("これだけでは判定できません") && page.contains("写した文字") && !page.contains("一致しません</h1>"));
    // a file counts more than what stands in the box
    let both = served.form("/api/v1/verify", Some(("a.eml", whole.as_bytes())), &[("source", "junk")]);
    assert_eq!(both.json()["verdict"], "valid");
    for nothing in [served.form("/ja/explain", None, &[("source", "  \r\n ")]), served.form("/ja/explain", Some(("", b"")), &[])] {
        assert_eq!(nothing.status, 400);
        assert!(nothing.text().contains("メールが選ばれていません"));
    }
    served.stop();
}

/// Larger than what stays in memory: the file has no name, and nothing is left of it.
#[test]
fn a_large_mail_is_judged_from_a_file_without_a_name() {
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let served = trusting(&root, |settings| settings.limits.memory_bytes = 1000);
    let content = format!("Content-Type: text/plain\r\n\r\n{}", "a line of some letters\r\n".repeat(100_000));
    let whole = mail(ALICE, &clear(&content, &alice.detached(content.as_bytes())));
    assert_eq!(verdict(&served, &whole, &[]), "valid");
    assert_eq!(std::fs::read_dir(served.home.path().join("spill")).unwrap().count(), 0, "no name");
    served.stop();
}

#[test]
fn what_a_sender_promised_is_told_of_a_mail_without_a_signature() {
    let root = Authority::new("Root");
    let served = trusting(&root, |settings| {
        let promise = "[[promise]]\naddress = \"noreply@sign.example\"\nsince = \"2023-10-18\"\n";
        std::fs::write(settings.home.join("promises.toml"), promise).unwrap();
    });
    let page = served.form("/ja/explain", Some(("a.eml", b"From: noreply@sign.example\r\nTo: a@home.example\r\n\r\nx\r\n")), &[]).text();
    assert!(page.contains("2023年10月18日"), "{page}");
    let other = served.form("/ja/explain", Some(("a.eml", b"From: other@sign.example\r\nTo: a@home.example\r\n\r\nx\r\n")), &[]).text();
    assert!(!other.contains("2023年10月18日"));
    served.stop();
}
