//! The structure printer: golden trees of messages made here, limits, and that nothing stops it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod support;

use std::io::{self, Read};

use kakitome_ber::{Stream, Tag, der};
use kakitome_cms::show::{Limits, Line, Notes, Summary, Value, Whose, examine, show};
use kakitome_cms::{DigestedData, Error, Finding, Limits as Bounds, armor, oid};
use kakitome_crypto::DigestAlgorithm;
use support::craft::{CONTENT, Container, Signer, attribute, content_type, message_digest};
use support::{World, shared};

fn walk(bytes: &[u8], notes: Notes, limits: &Limits) -> (Vec<Line>, Result<Summary, Error>) {
    let mut lines = Vec::new();
    let ended = show(bytes, notes, limits, &mut |line| {
        lines.push(line.clone());
        Ok(())
    });
    (lines, ended)
}

fn lines(bytes: &[u8]) -> Vec<Line> {
    let (lines, ended) = walk(bytes, Notes::default(), &Limits::default());
    assert!(ended.is_ok(), "{ended:?}");
    lines
}

/// Path, and value as shown.
fn tree(lines: &[Line]) -> Vec<(String, String)> {
    let value = |line: &Line| line.value.as_ref().map(ToString::to_string).unwrap_or_default();
    lines.iter().map(|line| (line.path.clone(), value(line))).collect()
}

fn at<'a>(lines: &'a [Line], path: &str) -> &'a Line {
    lines.iter().find(|line| line.path == path).unwrap_or_else(|| panic!("{path} not in {:#?}", tree(lines)))
}

#[test]
fn a_signed_message_line_by_line() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let signer = Signer::new(&certificate, &key);
    let bytes = Container::opaque(CONTENT, &certificate, vec![signer.build(CONTENT)]).build();
    let lines = lines(&bytes);
    let own: Vec<(String, String)> = tree(&lines).into_iter().filter(|(path, _)| !path.starts_with("certificates[0]")).collect();
    let digest = kakitome_crypto::digest(DigestAlgorithm::Sha256, CONTENT).unwrap().to_hex();
    let serial = format!("{}", 0x8002);
    let value = |path: &str| own.iter().find(|(own, _)| own == path).unwrap_or_else(|| panic!("{path}: {own:#?}")).1.clone();
    for (path, expected) in [
        ("contentType", "signedData (1.2.840.113549.1.7.2)"),
        ("version", "1"),
        ("digestAlgorithms[0]", "SHA-256"),
        ("digestAlgorithms[0].algorithm", "SHA-256 (2.16.840.1.101.3.4.2.1)"),
        ("encapContentInfo.eContentType", "data (1.2.840.113549.1.7.1)"),
        ("encapContentInfo.eContent", ""),
        ("signerInfos[0].sid.issuer", "O=Kakitome tests, CN=Root"),
        ("signerInfos[0].sid.issuer[0][0].type", "CN (2.5.4.3)"),
        ("signerInfos[0].sid.serialNumber", &serial),
        ("signerInfos[0].signedAttrs[0]", "contentType"),
        ("signerInfos[0].signedAttrs[0].contentType", "data (1.2.840.113549.1.7.1)"),
        ("signerInfos[0].signedAttrs[1].signingTime", "2026-11-18T09:06:40Z"),
        ("signerInfos[0].signedAttrs[2].messageDigest", &digest),
        ("signerInfos[0].signatureAlgorithm", "ECDSA with SHA-256"),
    ] {
        let expected = if path.ends_with("sid.issuer") { certificate.issuer().display() } else { expected.to_owned() };
        let found = value(path);
        if path.ends_with("signingTime") {
            assert_eq!(found, kakitome_pki::UnixTime(1_795_000_000).to_string());
        } else {
            assert_eq!(found, expected, "{path}");
        }
    }
    assert!(at(&lines, "signerInfos[0].signature").value.as_ref().unwrap().to_string().starts_with("30"));
    assert_eq!(at(&lines, "certificates[0]").value, Some(Value::Name(certificate.subject().display())));
    let content = lines.iter().find(|line| line.path == "encapContentInfo.eContent" && line.tag == Tag::OCTET_STRING).unwrap();
    assert_eq!(content.value.as_ref().unwrap().to_string(), r#""Content-Type: text/plain\r\n\r\nPay 100 to Taro.\r\n""#);
    // offsets and sizes are those of the bytes: every element begins with its tag and the columns add up
    for line in &lines {
        let start = line.offset as usize;
        let whole = &bytes[start..start + line.header + line.length.unwrap() as usize];
        let read = kakitome_ber::Cursor::new(whole).any().unwrap();
        assert_eq!((read.tag(), read.header().size, read.raw().len()), (line.tag, line.header, whole.len()), "{line:?}");
    }
}

#[test]
fn findings_stand_where_they_belong() {
    let world = World::get();
    let (certificate, key) = (world.certificate("p256"), world.key("p256"));
    let mut signer = Signer::new(&certificate, &key);
    signer.attributes = Some(vec![content_type(), message_digest(b"other"), attribute(oid::SIGNING_TIME, &[&der::null()])]);
    let mut container = Container::opaque(CONTENT, &certificate, vec![der::sequence(&[]), signer.build(CONTENT)]);
    container.certificates.push(der::context(2, &[&der::null()]));
    let bytes = container.build();
    let notes = examine(&bytes[..], &Bounds::default()).unwrap();
    let count = notes.iter().count();
    let (lines, summary) = walk(&bytes, notes, &Limits::default());
    let told: Vec<(&str, &str)> =
        lines.iter().flat_map(|line| line.findings.iter().map(|finding| (line.path.as_str(), finding.id()))).collect();
    assert_eq!(told.len() + summary.unwrap().left_over.len(), count);
    for wanted in [
        ("certificates[1]", "cms.other-choice"),
        ("signerInfos[0]", "cms.unreadable-signer"),
        ("signerInfos[1].signedAttrs", "cms.content-changed"),
        ("signerInfos[1].signedAttrs", "cms.unreadable-attribute"),
    ] {
        assert!(told.contains(&wanted), "{wanted:?} not in {told:?}");
    }
    assert_eq!(at(&lines, "certificates[1]").kind, "AttributeCertificate");
}

#[test]
fn what_is_encrypted_or_digested_alone_tells_too() {
    let key = "00".repeat(24);
    let arguments = ["cms", "-EncryptedData_encrypt", "-des3", "-secretkey", &key, "-binary", "-outform", "DER"];
    let encrypted = World::get().openssl(&arguments, CONTENT);
    let mut digested = DigestedData::write(oid::DATA, DigestAlgorithm::Sha256, CONTENT).unwrap();
    let version = digested.windows(3).position(|window| window == [2, 1, 0]).unwrap();
    digested[version + 2] = 7;
    for (bytes, path, finding) in
        [(encrypted, "encryptedContentInfo.contentEncryptionAlgorithm", "cms.weak-cipher"), (digested, "version", "cms.unexpected-version")]
    {
        let (lines, summary) = walk(&bytes, examine(&bytes[..], &Bounds::default()).unwrap(), &Limits::default());
        assert!(summary.unwrap().left_over.is_empty());
        let told: Vec<&str> = at(&lines, path).findings.iter().map(Finding::id).collect();
        assert!(told.contains(&finding), "{path}: {told:?}");
    }
}

#[test]
fn an_envelope_tells_about_its_cipher() {
    let world = World::get();
    for (arguments, path, finding) in [
        (&["-des3"][..], "encryptedContentInfo.contentEncryptionAlgorithm", "cms.weak-cipher"),
        (&["-aes256"], "encryptedContentInfo.contentEncryptionAlgorithm", "cms.unauthenticated-cipher"),
        (&["-aes-256-gcm"], "authEncryptedContentInfo.contentEncryptionAlgorithm", ""),
    ] {
        let encrypt = [&["cms", "-encrypt", "-binary", "-outform", "DER"], arguments, &["rsa.pem"]].concat();
        let bytes = world.openssl(&encrypt, CONTENT);
        let (lines, summary) = walk(&bytes, examine(&bytes[..], &Bounds::default()).unwrap(), &Limits::default());
        assert!(summary.unwrap().left_over.is_empty());
        let told: Vec<&str> = at(&lines, path).findings.iter().map(Finding::id).collect();
        assert!(finding.is_empty() || told.contains(&finding), "{arguments:?}: {told:?}");
        assert_eq!(at(&lines, "recipientInfos[0]").kind, "KeyTransRecipientInfo");
        assert_eq!(at(&lines, "recipientInfos[0].keyEncryptionAlgorithm").value.as_ref().unwrap().to_string(), "rsaEncryption");
    }
}

#[test]
fn ber_is_shown_as_it_is() {
    let mut stream = Stream::new(Vec::new());
    stream.open(Tag::SEQUENCE).unwrap();
    stream.raw(&der::oid(&oid::SIGNED_DATA)).unwrap();
    stream.open(Tag::context(0)).unwrap();
    stream.open(Tag::SEQUENCE).unwrap();
    stream.raw(&[2, 0x82, 0, 1, 1]).unwrap();
    stream.raw(&der::set_of(&[])).unwrap();
    stream.open(Tag::SEQUENCE).unwrap();
    stream.raw(&der::oid(&oid::DATA)).unwrap();
    stream.open(Tag::context(0)).unwrap();
    stream.open(Tag::OCTET_STRING).unwrap();
    stream.octets(&[b'x'; 40_000]).unwrap();
    let bytes = [stream.finish().unwrap(), vec![0; 5]].concat();
    let (lines, summary) = walk(&bytes, Notes::default(), &Limits::default());
    assert_eq!(at(&lines, "").length, None);
    assert_eq!(at(&lines, "version").findings, [Finding::NonMinimalLength { offset: at(&lines, "version").offset }]);
    let content = lines.last().unwrap();
    let Some(Value::Pieces { pieces: 3, octets: 40_000, begin: Some(begin) }) = &content.value else { panic!("{:?}", content.value) };
    assert_eq!(begin.to_string(), format!("\"{}\"…", "x".repeat(64)));
    assert_eq!(summary.unwrap().trailing, Some(bytes.len() as u64 - 5));
}

#[test]
fn strings_in_pieces_are_opened_and_counted_from_their_octets() {
    let inner = der::sequence(&[&der::unsigned(7)]);
    let pieces = [b"\x24\x80".to_vec(), der::octet_string(&inner[..2]), der::octet_string(&inner[2..]), vec![0, 0]].concat();
    let lines = lines(&der::sequence(&[&pieces]));
    assert_eq!(lines[1].value, Some(Value::Pieces { pieces: 2, octets: 5, begin: None }));
    assert_eq!((lines[3].within, lines[3].offset, &lines[3].value), (Some(2), 2, &Some(Value::Small(7))));
}

#[test]
fn a_broken_structure_is_shown_as_far_as_it_goes() {
    let world = World::get();
    let bytes = Container::opaque(CONTENT, &world.certificate("p256"), Vec::new()).build();
    let whole = lines(&bytes).len();
    let mut last = 0;
    for length in 2..bytes.len() {
        let (lines, ended) = walk(&bytes[..length], Notes::default(), &Limits::default());
        assert!(matches!(ended, Err(Error::Encoding { .. })), "{length}: {ended:?}");
        assert!(lines.len() >= last && lines.len() < whole);
        last = lines.len().saturating_sub(60); // a structure that is summed up comes whole or not at all
    }
}

#[test]
fn limits_end_it_with_a_word() {
    let many = der::sequence(&vec![&der::null()[..]; 1000]);
    let limits = Limits { lines: 10, ..Limits::default() };
    let (lines, summary) = walk(&many, Notes::default(), &limits);
    assert_eq!(lines.len(), 10);
    assert!(summary.unwrap().cut);
    // strings in strings in strings: each is opened, up to the depth
    let mut nested = der::sequence(&[&der::null()]);
    for _ in 0..200 {
        nested = der::sequence(&[&der::octet_string(&nested)]);
    }
    let (lines, summary) = walk(&nested, Notes::default(), &Limits::default());
    assert!(summary.is_ok());
    assert_eq!(lines.iter().map(|line| line.depth).max(), Some(Limits::default().depth));
    // elements in elements: the reader's own limit says so
    let (_, ended) = walk(&b"\x30\x80".repeat(20_000), Notes::default(), &Limits::default());
    assert!(ended.unwrap_err().to_string().contains("nest deeper"), "depth");
}

#[test]
fn content_is_never_held() {
    struct Zeros(u64);
    impl Read for Zeros {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = out.len().min(self.0 as usize);
            out[..count].fill(0);
            self.0 -= count as u64;
            Ok(count)
        }
    }
    let length = 300 << 20;
    let mut head = vec![0x30, 0x80];
    head.extend(der::oid(&oid::DATA));
    head.extend([0xa0, 0x80]);
    der::header(&mut head, Tag::OCTET_STRING, false, length);
    let mut last = None;
    let source = head.chain(Zeros(length)).chain(&[0, 0, 0, 0][..]);
    let summary = show(source, Notes::default(), &Limits::default(), &mut |line| {
        last = Some(line.clone());
        Ok(())
    });
    assert!(summary.unwrap().trailing.is_none());
    let last = last.unwrap();
    assert_eq!(last.length, Some(length));
    assert_eq!(last.value, Some(Value::Octets { hex: "00".repeat(32), cut: true }));
}

#[test]
fn private_keys_are_not_shown() {
    let world = World::get();
    for name in ["rsa", "p256", "ed25519"] {
        let key = world.key(name);
        let pkcs8 = key.to_pkcs8().unwrap();
        let shown = tree(&lines(&pkcs8));
        assert!(shown.contains(&("privateKey".to_owned(), Value::Hidden.to_string())), "{shown:?}");
        let traditional = world.openssl(&["pkey", "-in", &format!("{name}.key"), "-outform", "DER", "-traditional"], b"");
        let secret = if name == "rsa" { "privateExponent" } else { "privateKey" };
        assert!(tree(&lines(&traditional)).contains(&(secret.to_owned(), Value::Hidden.to_string())), "{name}");
    }
}

#[test]
fn bits_numbers_and_pieces_by_what_they_mean() {
    let world = World::get();
    let certificate = lines(world.certificate("rsa").as_der());
    let value = |lines: &[Line], kind: &str| lines.iter().find(|line| line.kind == kind).unwrap().value.clone().unwrap().to_string();
    assert_eq!(value(&certificate, "KeyUsage"), "digitalSignature");
    let shown = tree(&certificate);
    assert!(shown.contains(&("tbsCertificate.version".to_owned(), "v3 (2)".to_owned())), "{shown:#?}");
    assert!(certificate.iter().any(|line| line.kind == "RSAPublicKey"));
    assert!(shown.iter().any(|(path, value)| path.ends_with("publicExponent") && value == "65537"), "{shown:#?}");
    // a key usage that is none is shown as what it is
    let extension = |value: &[u8]| {
        let usage = der::oid(&"2.5.29.15".parse().unwrap());
        let extensions = der::sequence(&[&der::sequence(&[&usage, &der::octet_string(value)])]);
        let tbs = der::sequence(&[&der::context(0, &[&der::unsigned(2)]), &der::unsigned(1), &der::context(3, &[&extensions])]);
        tree(&lines(&der::sequence(&[&tbs, &der::sequence(&[]), &der::bit_string(b"")])))
    };
    assert!(extension(&der::named_bits(&[0x06])).iter().any(|(_, value)| value == "keyCertSign, cRLSign"));
    assert!(extension(&der::octet_string(&[0x80])).iter().any(|(_, value)| value == "80"));
    // content in pieces begins as content in one piece does
    let signed = world.openssl(
        &["cms", "-sign", "-binary", "-nodetach", "-stream", "-signer", "p256.pem", "-inkey", "p256.key", "-outform", "DER"],
        CONTENT,
    );
    let shown = tree(&lines(&signed));
    let begin = r#"46 octets in 1 piece: "Content-Type: text/plain\r\n\r\nPay 100 to Taro.\r\n""#;
    assert!(shown.iter().any(|(path, value)| path == "encapContentInfo.eContent" && value == begin), "{shown:#?}");
}

#[test]
fn other_files_are_recognised() {
    let world = World::get();
    let certificate = world.certificate("rsa");
    assert_eq!(lines(certificate.as_der())[0].kind, "Certificate");
    let request = world.openssl(&["req", "-new", "-key", "p256.key", "-subj", "/CN=x", "-outform", "DER"], b"");
    assert_eq!(lines(&request)[0].kind, "CertificationRequest");
    let spki = world.openssl(&["pkey", "-in", "rsa.key", "-pubout", "-outform", "DER"], b"");
    assert_eq!(lines(&spki)[0].kind, "SubjectPublicKeyInfo");
    let p12 = ["pkcs12", "-export", "-inkey", "p256.key", "-in", "p256.pem", "-passout", "pass:x"];
    let shown = lines(&world.openssl(&p12, b""));
    assert_eq!(shown[0].kind, "PFX");
    assert!(shown.iter().any(|line| line.kind == "EncryptedPrivateKeyInfo"), "{:#?}", tree(&shown));
    assert_eq!(lines(&der::sequence(&[&der::null()]))[0].kind, "");
}

/// Everything in the corpus that is ASN.1 is shown to its end, or to the byte where the strict readers stop as well.
#[test]
fn every_container_and_certificate_of_the_corpus() {
    let corpus = shared().join("corpus");
    let (mut shown, mut named) = (0, 0);
    for row in support::manifest() {
        if !matches!(row.kind.as_str(), "cms" | "p12" | "cert" | "crl") {
            continue;
        }
        let bytes = std::fs::read(corpus.join(&row.path)).unwrap();
        let Ok(mut decoded) = armor::decode_any(&bytes[..]) else { continue };
        let mut binary = Vec::new();
        if decoded.read_to_end(&mut binary).is_err() {
            continue;
        }
        let notes = examine(&binary[..], &Bounds::default()).unwrap();
        for (whose, _) in notes.iter() {
            assert!(!matches!(whose, Whose::Path(path) if path.is_empty()), "{}", row.path);
        }
        let (lines, ended) = walk(&binary, notes, &Limits::default());
        match ended {
            Ok(summary) => assert!(summary.left_over.is_empty() || summary.trailing.is_some(), "{}: {:?}", row.path, summary.left_over),
            Err(error) => {
                let also = kakitome_cms::SignedData::read(&binary[..], &mut io::sink(), &[], &Bounds::default());
                assert!(also.is_err(), "{}: {error}", row.path);
            }
        }
        shown += 1;
        named += usize::from(lines.first().is_some_and(|line| !line.kind.is_empty()));
    }
    assert!(shown > 100 && named * 10 > shown * 9, "{named} of {shown}");
}
