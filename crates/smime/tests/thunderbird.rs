//! Sealed mails in a real Thunderbird, and its mails here: what we sign it calls good, what we encrypt it opens, our key files it
//! imports; what it signs and encrypts is good here. What it cannot do is measured too, since our choice of algorithms rests on it.
//! One Thunderbird serves all of it: it starts in seconds, and shows a mail in a fifth of one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "tests may panic, and this one says what it measured"
)]

#[path = "shared/thunderbird/mod.rs"]
mod thunderbird;

mod support;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use kakitome_cms::encrypt::{self, Recipient, Request};
use kakitome_cms::pkcs12::{self, Export};
use kakitome_cms::{Keys, UnlockPolicy};
use kakitome_crypto::{ContentCipher, DigestAlgorithm, KeyKind, KeyTransport, MemoryOpener, PrivateKey};
use kakitome_mime::Message;
use kakitome_pki::UnixTime;
use kakitome_smime::seal::{self, Form};
use kakitome_smime::{Evidence, InMemory, Limits, Policy, decrypt, harvest, open};
use rcgen::KeyUsagePurpose;
use support::{Authority, Person, base64};
use thunderbird::{Letter, Thunderbird};

const ALICE: &str = "alice@bank.example";
const TARO: &str = "taro@bank.example";
/// It is given in the key file's password and name too.
const PASSWORD: &str = "書留 pass";

struct World {
    root: Authority,
    alice: Person,
    taro: Person,
    program: Thunderbird,
}

fn world() -> World {
    let root = Authority::new("Root of this test");
    let reads_and_signs = |address| {
        root.person_with(address, KeyKind::Rsa { bits: 2048 }, |params| {
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        })
    };
    let (alice, taro) = (reads_and_signs(ALICE), reads_and_signs(TARO));
    let folder = tempfile::tempdir().unwrap();
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n", base64(root.certificate.as_der()).replace('\r', ""));
    let file = folder.path().join("root.pem");
    fs::write(&file, pem).unwrap();
    let program = Thunderbird::start(&[&file]).unwrap_or_else(|why| panic!("{why}"));
    World { root, alice, taro, program }
}

fn key_file(person: &Person, form: pkcs12::Form, folder: &Path) -> std::path::PathBuf {
    let key = PrivateKey::from_pkcs8(&person.pkcs8).unwrap();
    let export = Export { key: &key, certificate: &person.certificate, chain: &[], friendly_name: "山田 太郎" };
    let file = folder.join(format!("{form:?}.p12"));
    fs::write(&file, &*pkcs12::write(&export, PASSWORD, form).unwrap()).unwrap();
    file
}

fn mail(content: &str) -> Vec<u8> {
    let now = UnixTime::now();
    format!("From: {ALICE}\r\nTo: {TARO}\r\nSubject: Statement\r\nDate: {}\r\nMIME-Version: 1.0\r\n{content}", date(now)).into_bytes()
}

fn date(at: UnixTime) -> String {
    let at = time::OffsetDateTime::from_unix_timestamp(at.0).unwrap();
    at.format(&time::format_description::well_known::Rfc2822).unwrap()
}

fn sealed(mail: &[u8], to: &[&Person], cipher: ContentCipher, transport: &KeyTransport) -> Vec<u8> {
    let options = encrypt::Options { transport: transport.clone(), ..encrypt::Options::default() };
    let recipients: Vec<Recipient> = to.iter().map(|one| Recipient::certificate(&one.certificate, &options).unwrap()).collect();
    let request = Request::new(&recipients, cipher).unwrap();
    let index = Message::from_bytes(mail, &kakitome_mime::Limits::default()).unwrap();
    let mut out = Vec::new();
    seal::encrypt(&mut Cursor::new(mail), &index, &request, &mut out).unwrap();
    out
}

fn signed(person: &Person, mail: &[u8], form: Form) -> Vec<u8> {
    person.seal_with(mail, |recipe| {
        recipe.form = form;
        recipe.now = UnixTime::now();
    })
}

const TEXT: &str = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n書留でお送りします。\r\n";

#[test]
fn thunderbird_both_ways() {
    if !Thunderbird::is_here("thunderbird_both_ways") {
        return;
    }
    let world = world();
    it_imports_key_files(&world);
    what_is_signed_here_it_calls_good(&world);
    what_is_encrypted_here_it_opens(&world);
    what_it_cannot_read_is_never_chosen_unasked(&world);
    what_it_writes_is_good_here(&world);
    a_from_of_one_reading_it_reads_alike(&world);
}

/// Attack row V13 with the program itself: wherever one address is read here, it reads that one and no other. (Its answers to all forms stand
/// beside them, as recorded once.)
fn a_from_of_one_reading_it_reads_alike(world: &World) {
    let forms = include_str!("../../mime/tests/readings/from.tsv").lines().filter(|line| !line.starts_with('#'));
    let forms: Vec<String> = forms.map(|line| serde_json::from_str(line.split('\t').next().unwrap()).unwrap()).collect();
    let answers = world.program.addresses(&forms).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(answers.len(), forms.len());
    let (mut single, mut wrong) = (0, Vec::new());
    for (value, seen) in forms.iter().zip(&answers) {
        let Some(own) = kakitome_mime::address::parse(value.as_bytes(), 0).single().map(|mailbox| mailbox.address.to_string()) else {
            continue;
        };
        single += 1;
        // it writes a local part in quotes that needs none
        let bare: Vec<String> = seen.iter().map(|address| address.replace('"', "")).collect();
        if bare != [own.replace('"', "")] {
            wrong.push(format!("{value:?}: {own}, but Thunderbird {seen:?}"));
        }
    }
    assert!(wrong.is_empty() && single >= 20, "{single} single\n{}", wrong.join("\n"));
}

/// Every form, with a Japanese password and name; a wrong password is one.
fn it_imports_key_files(world: &World) {
    for form in [pkcs12::Form::Windows, pkcs12::Form::Modern, pkcs12::Form::Pbmac1] {
        let file = key_file(&world.taro, form, world.program.folder());
        assert_eq!(world.program.import_p12(&file, "wrong"), Err(6), "{form:?}: a wrong password");
        let names = world.program.import_p12(&file, PASSWORD).unwrap_or_else(|code| panic!("{form:?}: {code}"));
        assert!(names.len() == 1, "{form:?}: {names:?}");
    }
    let file = key_file(&world.alice, pkcs12::Form::Modern, world.program.folder());
    assert_eq!(world.program.import_p12(&file, PASSWORD).map(|names| names.len()), Ok(2));
}

fn what_is_signed_here_it_calls_good(world: &World) {
    let plain = world.program.read(&mail(TEXT)).unwrap();
    assert_eq!((plain.signature, plain.encryption), (None, None), "{:?}", plain.words);
    for form in [Form::Clear, Form::Opaque] {
        let good = signed(&world.alice, &mail(TEXT), form);
        let shown = world.program.read(&good).unwrap();
        assert_eq!(shown.signature.as_deref(), Some("SUCCESS"), "{form:?}: {shown:?}");
        assert_eq!(shown.signature_icon.as_deref(), Some("ok"), "{shown:?}");
        assert!(shown.text.contains("書留でお送りします。") && shown.subject == "Statement", "{shown:?}");
        assert!(shown.signer.is_some_and(|subject| subject.contains("Test Person")));
    }
    let clear = String::from_utf8(signed(&world.alice, &mail("\r\nPay 10.\r\n"), Form::Clear)).unwrap();
    let shown = world.program.read(clear.replace("Pay 10.", "Pay 99.").as_bytes()).unwrap();
    assert_eq!(shown.signature.as_deref(), Some("VERIFY_DIGEST_MISMATCH"), "the test can fail: {shown:?}");
    let other = String::from_utf8(signed(&world.alice, &mail(TEXT), Form::Clear)).unwrap().replace(ALICE, "eve@evil.example");
    let shown = world.program.read(other.as_bytes()).unwrap();
    assert_eq!(shown.signature.as_deref(), Some("VERIFY_HEADER_MISMATCH"), "{shown:?}");
}

fn what_is_encrypted_here_it_opens(world: &World) {
    let transport = KeyTransport::RsaPkcs1;
    for cipher in [ContentCipher::Aes128Cbc, ContentCipher::Aes256Cbc] {
        let shown = world.program.read(&sealed(&mail(TEXT), &[&world.taro], cipher, &transport)).unwrap();
        assert_eq!(shown.encryption.as_deref(), Some("SUCCESS"), "{cipher:?}: {shown:?}");
        assert!(shown.text.contains("書留でお送りします。"), "{cipher:?}: {shown:?}");
    }
    for form in [Form::Clear, Form::Opaque] {
        let both = sealed(&signed(&world.alice, &mail(TEXT), form), &[&world.taro], ContentCipher::Aes256Cbc, &transport);
        let shown = world.program.read(&both).unwrap();
        assert_eq!((shown.signature.as_deref(), shown.encryption.as_deref()), (Some("SUCCESS"), Some("SUCCESS")), "{form:?}: {shown:?}");
        assert!(shown.text.contains("書留でお送りします。"), "{shown:?}");
    }
    let nobody = world.root.person_with(TARO, KeyKind::Rsa { bits: 2048 }, |params| {
        params.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    });
    let shown = world.program.read(&sealed(&mail(TEXT), &[&nobody], ContentCipher::Aes256Cbc, &transport)).unwrap();
    assert_eq!(shown.encryption.as_deref(), Some("GENERAL_ERROR"), "no key for it: {shown:?}");
}

/// AES-GCM and OAEP: what it says of them is printed, and whatever it is, the default choice does without.
fn what_it_cannot_read_is_never_chosen_unasked(world: &World) {
    let oaep = KeyTransport::oaep(DigestAlgorithm::Sha256);
    for (what, cipher, transport) in [
        ("AES-256-GCM", ContentCipher::Aes256Gcm, KeyTransport::RsaPkcs1),
        ("AES-128-GCM", ContentCipher::Aes128Gcm, KeyTransport::RsaPkcs1),
        ("RSAES-OAEP", ContentCipher::Aes256Cbc, oaep),
    ] {
        let shown = world.program.read(&sealed(&mail(TEXT), &[&world.taro], cipher, &transport)).unwrap();
        println!("Thunderbird {}: {what}: {:?} {:?}", world.program.version(), shown.encryption, shown.words);
    }
    let default = seal::Algorithms::default();
    assert_eq!((default.cipher(&[None]), default.transport(None)), (ContentCipher::Aes256Cbc, KeyTransport::RsaPkcs1));
}

fn what_it_writes_is_good_here(world: &World) {
    let evidence: Evidence = world.root.evidence();
    let judge = |mail: &[u8]| open(&mut Cursor::new(mail), &evidence, &Policy::default(), UnixTime::now()).unwrap();
    let letter = |sign, encrypt| {
        let letter = Letter { from: ALICE, to: &[TARO], subject: "書留", text: "書留でお送りします。\r\n", sign, encrypt };
        world.program.write(&letter).unwrap_or_else(|why| panic!("{why}"))
    };
    let report = judge(&letter(true, false));
    assert_eq!(report.verdict().word(), "valid", "{:?}", support::ids(&report));
    let kept = harvest(&report, &evidence, &seal::RecipientPolicy::default()).unwrap();
    assert_eq!((kept.address.as_str(), &kept.certificate, kept.signed.is_some()), (ALICE, &world.alice.certificate, true));
    let known = seal::Capabilities::from_der(report.signers[0].reply.capabilities.as_deref().unwrap()).unwrap();
    println!("Thunderbird {} says that it reads {known:?}", world.program.version());
    for (person, sign) in [(&world.taro, false), (&world.taro, true), (&world.alice, true)] {
        let encrypted = letter(sign, true);
        let opener = MemoryOpener::new(PrivateKey::from_pkcs8(&person.pkcs8).unwrap()).unwrap();
        let keys = Keys::new().own(&person.certificate, &opener);
        let mut opened = decrypt(&mut Cursor::new(&encrypted), &keys, &UnlockPolicy::default(), &Limits::default(), &InMemory).unwrap();
        let mut inside = Vec::new();
        opened.write_to(&mut inside).unwrap();
        let text = String::from_utf8(inside.clone()).unwrap();
        if sign {
            let end = encrypted.windows(14).position(|bytes| bytes == b"\r\nContent-Type").unwrap() + 2;
            let whole = [&encrypted[..end], &inside].concat();
            let report = judge(&whole);
            assert_eq!(report.verdict().word(), "valid", "{:?}", support::ids(&report));
        } else {
            assert!(text.contains("書留でお送りします。"), "{text}");
        }
    }
}
