//! The explanation of a mail: words by verdict and cause, the order of the parts, the tone, and the JSON contract.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[path = "../../smime/tests/support/mod.rs"]
mod support;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use const_oid::ObjectIdentifier;
use kakitome_crypto::KeyKind;
use kakitome_explain::{Lang, header, json, text, words};
use kakitome_pki::{Anchors, Crl, UnixTime};
use kakitome_smime::{Cause, Evidence, Policy, Report, Verdict, open};
use support::{Authority, NOW, TEXT, clear, mail, opaque};

const ALICE: &str = "noreply@bank.example";

fn good() -> (Authority, Vec<u8>) {
    let root = Authority::new("Example CA");
    let entity = clear(TEXT, &root.person(ALICE).detached(TEXT.as_bytes()));
    let mail = mail(ALICE, &entity);
    (root, mail)
}

/// V24: that it could be decrypted is said beside what it does not show. M26: whom and when it was signed for.
#[test]
fn v24_m26_words_for_what_was_encrypted_and_for_header_fields() {
    let root = Authority::new("Example CA");
    let (alice, bob) = (root.person(ALICE), support::envelope::Reader::new(&root, "bob@bank.example"));
    let page = |entity: &str, lang| text::report(&bob.judge(&root, &mail(ALICE, entity)), lang);
    let sealed = |content: &str| bob.entity(support::envelope::GCM, content);
    let unsigned = page(&sealed(TEXT), Lang::En);
    assert!(unsigned.starts_with("[unsigned] Not signed") && unsigned.contains("does not show who wrote it"), "{unsigned}");
    assert!(page(&sealed(TEXT), Lang::Ja).contains("だれが書いたかの確認にはなりません"));
    let fields = "To: you@example.net\r\nDate: Sun, 22 Nov 2026 10:00:00 +0900\r\n";
    let content = format!("From: {ALICE}\r\n{fields}Content-Type: text/plain; hp=clear\r\n\r\nHi\r\n");
    let signed = page(&sealed(&clear(&content, &alice.detached(content.as_bytes()))), Lang::En);
    for words in [
        "It was encrypted and has been decrypted here.",
        "The signature also covers these header fields: From, To, Date.",
        "It was signed as a mail to you@example.net, dated Sun, 22 Nov 2026 10:00:00 +0900.",
        "for another recipient",
    ] {
        assert!(signed.contains(words), "{words:?} is not in\n{signed}");
    }
    assert!(!signed.contains("Subject, recipients and date are not covered"), "{signed}");
    let other = bob.judge(&Authority::new("Other CA"), &mail(ALICE, &sealed(TEXT)));
    assert_eq!(json::report(&other, Lang::En)["layers"][0]["opened"]["authenticated"], true);
}

/// A report for every verdict, and for causes that are easily made.
fn reports() -> Vec<(&'static str, Report)> {
    let (root, whole) = good();
    let mail_text = String::from_utf8(whole.clone()).unwrap();
    let judge = |bytes: &[u8]| root.judge(bytes);
    let at = |time: &str| open(&mut Cursor::new(&whole), &root.evidence(), &Policy::default(), UnixTime::parse(time).unwrap()).unwrap();
    let nobody = open(&mut Cursor::new(&whole), &Evidence::new(Anchors::none()), &Policy::default(), NOW).unwrap();
    let listed = format!(
        "Content-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\n{}\r\n--l\r\n\r\nfooter\r\n--l--\r\n",
        clear(TEXT, &root.person(ALICE).detached(TEXT.as_bytes()))
    );
    vec![
        ("heading-valid", judge(&whole)),
        ("heading-altered", judge(mail_text.replace("nobody", "Mallory").as_bytes())),
        ("heading-unsigned", judge(&mail(ALICE, TEXT))),
        (
            "heading-undecryptable",
            judge(&mail(
                ALICE,
                &opaque("enveloped-data", &[0x30, 0x0f, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 3, 0xa0, 2, 0x30, 0]),
            )),
        ),
        ("heading-unreadable", judge(b"hello\r\n")),
        ("heading-incomplete", judge(&root.person(ALICE).detached(b"x"))),
        ("heading-untrusted-address", judge(mail_text.replace("From: noreply@", "From: other@").as_bytes())),
        ("heading-untrusted-from", judge(mail_text.replace("From: ", "From: x@y.example, ").as_bytes())),
        ("heading-untrusted-no-path", nobody),
        ("heading-untrusted-expired", at("2040-01-01")),
        ("heading-untrusted-not-yet", at("2019-01-01")),
        ("heading-untrusted-part", judge(&mail(ALICE, &listed))),
    ]
}

#[test]
fn headings_are_those_of_the_glossary() {
    for (name, report) in reports() {
        for lang in Lang::ALL {
            let heading = words(lang).get(name, &[]);
            assert_eq!(text::heading(&report, lang), heading);
            assert!(text::report(&report, lang).lines().next().unwrap().ends_with(&heading), "{name}");
        }
    }
    let ja = |name: &str| words(Lang::Ja).get(name, &[]);
    assert_eq!(ja("heading-altered"), "署名と内容が一致しません");
    assert_eq!(ja("heading-untrusted-purpose"), "この環境では、証明書が電子メール用として信頼されていません");
    for cause in Cause::ALL {
        assert!(Lang::ALL.iter().all(|lang| words(*lang).has(&format!("heading-untrusted-{}", cause.word()))), "{cause:?}");
    }
}

#[test]
fn four_parts_in_order_and_none_is_left_empty() {
    for (name, report) in reports() {
        for lang in Lang::ALL {
            let page = text::report(&report, lang);
            let mut from = 0;
            for part in ["part-known", "part-unknown", "part-clients", "part-todo"] {
                let title = format!("\n{}\n  ", words(lang).get(part, &[]));
                let at = page[from..].find(&title).unwrap_or_else(|| panic!("{name}: no {part} in order\n{page}"));
                from += at + title.len();
                assert!(!page[from..].starts_with('\n'), "{name}: {part} is empty");
            }
            assert!(!page.contains(['⟨', '$']), "{name}: {page}");
        }
    }
}

#[test]
fn a_good_mail_says_who_checked_the_name() {
    let root = Authority::new("Example CA");
    for (number, name) in
        [(1, "known-identity-mailbox"), (2, "known-identity-organization"), (3, "known-identity-sponsor"), (4, "known-identity-individual")]
    {
        // 2.23.140.1.5.<kind>.<generation>
        let kind = ObjectIdentifier::from_arcs([2, 23, 140, 1, 5, number, 2]).unwrap();
        let value = kakitome_ber::der::sequence(&[&kakitome_ber::der::sequence(&[&kakitome_ber::der::oid(&kind)])]);
        let person = root.person_with(ALICE, KeyKind::P256, |params| {
            let extension = rcgen::CustomExtension::from_oid_content(&[2, 5, 29, 32], value);
            params.custom_extensions.push(extension);
        });
        let report = root.judge(&mail(ALICE, &clear(TEXT, &person.detached(TEXT.as_bytes()))));
        assert_eq!(report.verdict(), Verdict::Valid);
        let (subject, issuer) = ("Test Person".to_owned(), "Example CA".to_owned());
        for lang in Lang::ALL {
            let sentence = words(lang).get(name, &[("subject", (&subject).into()), ("issuer", (&issuer).into())]);
            assert!(text::report(&report, lang).contains(&sentence), "{name}\n{}", text::report(&report, lang));
        }
    }
    let (root, mail) = good();
    let page = text::report(&root.judge(&mail), Lang::Ja);
    assert!(page.contains(
        "このメールは noreply@bank.example の電子証明書(証明書)で署名されています。差出人のアドレスと署名者のアドレスは一致しています。"
    ));
    assert!(page.contains("どのように確認したかは、証明書に書かれていません"));
}

/// A line without what stands in it between 「 and 」.
fn unquoted(line: &str) -> String {
    line.split('「')
        .enumerate()
        .map(|(at, piece)| if at == 0 { piece } else { piece.split_once('」').map_or(piece, |(_, rest)| rest) })
        .collect()
}

#[test]
fn the_tone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("words");
    // 警告 as the name of a display stands in the glossary's samples; as a cry it does not
    let alarm = ["危険", "警告!", "警告:", "偽物", "不正なメール", "本物", "信頼できません", "改ざんされています"];
    let comfort = ["安全です", "問題ありません", "心配ありません", "安心"];
    let words_not_used =
        ["書留", "復号化", "解読", "取り消", "送り主", "プライベートキー", "デジタルID", "証明機関", "竄", "！", "!", "　", "（", "）"];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".ja.ftl") || ["cli", "commands", "home", "help"].iter().any(|door| name.starts_with(door)) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            // what a program shows is quoted letter by letter (glossary, section 1)
            let ours = unquoted(line);
            for word in alarm.iter().chain(&comfort).chain(&words_not_used) {
                assert!(!ours.contains(word), "{name}: {word}: {line}");
            }
        }
    }
    for (name, report) in reports() {
        let page = text::report(&report, Lang::Ja);
        assert!(page.matches("可能性があります").count() <= 1, "{name}");
        let ask = "電話で確かめるときは、このメールに書かれた番号ではなく";
        assert!(!page.contains("送信元にお確かめください") || page.contains(ask), "{name}");
    }
}

#[test]
fn the_json_contract() {
    for (name, report) in reports() {
        let object = json::report(&report, Lang::Ja);
        assert_eq!(object["schema"], "kakitome.report/1");
        assert_eq!(object["verdict"], report.verdict().word(), "{name}");
        for layer in object["layers"].as_array().unwrap() {
            assert!(["clear", "opaque"].contains(&layer["form"].as_str().unwrap()));
        }
        for signer in object["signers"].as_array().unwrap() {
            assert!(["intact", "altered", "unverifiable"].contains(&signer["integrity"].as_str().unwrap()));
            assert!(["whole", "part"].contains(&signer["covers"].as_str().unwrap()));
            assert!(["good", "revoked", "unknown", "not-checked"].contains(&signer["revocation"].as_str().unwrap()));
            assert!(["mailbox", "organization", "sponsor", "individual", "unknown"].contains(&signer["identity"].as_str().unwrap()));
            assert!(signer["address"]["from"].is_array() && signer["address"]["match"].is_boolean());
            assert!(signer["path"].is_array() && signer["paths_tried"].is_array());
            for field in ["subject", "issuer", "serial", "sha256", "not_before", "not_after"] {
                assert!(signer["certificate"][field].is_string(), "{name}: {field}");
            }
        }
        for finding in object["findings"].as_array().unwrap() {
            for field in ["id", "severity", "where", "source", "text"] {
                assert!(!finding[field].as_str().unwrap().is_empty(), "{name}: {field}");
            }
            assert!(finding["facts"].is_object());
        }
    }
    let (root, mail) = good();
    let object = json::report(&root.judge(&mail), Lang::En);
    assert_eq!(object["signers"][0]["address"]["match"], true);
    assert_eq!(object["signers"][0]["path"].as_array().unwrap().len(), 2);
    assert_eq!(object["signers"][0]["signing_time"], "2026-11-22T01:00:00Z");
    // `path` holds only an accepted path.
    let nobody = open(&mut Cursor::new(&mail), &Evidence::new(Anchors::none()), &Policy::default(), NOW).unwrap();
    let object = json::report(&nobody, Lang::En);
    assert_eq!(object["signers"][0]["path"].as_array().unwrap().len(), 0);
    assert_eq!(object["cause"], "no-path");
}

#[test]
fn who_says_whether_it_is_revoked_and_how_old_that_is() {
    let root = Authority::new("Example CA");
    let alice = root.person(ALICE);
    let mail = mail(ALICE, &clear(TEXT, &alice.detached(TEXT.as_bytes())));
    let judge = |crl: Vec<u8>| {
        let evidence = root.evidence().with_crls([Crl::from_der(crl).unwrap()]);
        open(&mut Cursor::new(&mail), &evidence, &Policy::default(), NOW).unwrap()
    };
    let (good, revoked) = (judge(root.crl(&[])), judge(root.crl(&[&alice])));
    let age = NOW.0 - UnixTime::parse("2026-11-21").unwrap().0;
    let hours = age / 3600;
    for (report, status, ja, en) in [(&good, "good", "失効していません", "not revoked"), (&revoked, "revoked", "失効しています", "revoked")]
    {
        let page = text::report(report, Lang::En);
        let line = format!("Revocation of “CN=Test Person”: {en} (revocation list of “CN=Example CA”, as of ");
        assert!(page.contains(&line) && page.contains(&format!(", {hours} hours old)")), "{page}");
        let page = text::report(report, Lang::Ja);
        assert!(page.contains(&format!("「CN=Test Person」の失効の確認: {ja}(失効リスト「CN=Example CA」")), "{page}");
        assert!(page.contains(&format!("、{hours} 時間前)")), "{page}");
        let object = &json::report(report, Lang::En)["signers"][0]["paths_tried"][0]["revocation"][0];
        assert_eq!(object["status"], status);
        assert_eq!(object["source"]["kind"], "crl");
        assert_eq!(object["source"]["this_update"], "2026-11-21T00:00:00Z");
        assert_eq!(object["source"]["age"], age);
    }
    let object = &json::report(&revoked, Lang::En)["signers"][0]["paths_tried"][0]["revocation"][0];
    assert_eq!((object["reason"].as_str(), object["since"].as_str()), (Some("keyCompromise"), Some("2026-11-20T00:00:00Z")));
}

#[test]
fn authentication_results() {
    let expected = [
        ("heading-valid", "pass"),
        ("heading-altered", "fail"),
        ("heading-unsigned", "none"),
        ("heading-undecryptable", "permerror"),
        ("heading-unreadable", "permerror"),
        ("heading-incomplete", "permerror"),
        ("heading-untrusted-address", "policy"),
        ("heading-untrusted-expired", "policy"),
    ];
    for (name, report) in reports() {
        let value = header::authentication_results(&report, "mx.example");
        if let Some((_, result)) = expected.iter().find(|(heading, _)| *heading == name) {
            assert!(value.starts_with(&format!("mx.example; smime={result} ")), "{name}: {value}");
        }
        assert!(!value.contains(['\r', '\n']), "{value}");
    }
    // Only revocation is unknown, and the policy demands it.
    let (root, mail) = good();
    let mut policy = Policy::default();
    policy.path.revocation = kakitome_pki::RevocationMode::Hard;
    let report = open(&mut Cursor::new(&mail), &root.evidence(), &policy, NOW).unwrap();
    assert_eq!(header::result(&report), "neutral");
}

#[test]
fn text_from_a_mail_cannot_drive_a_terminal() {
    let root = Authority::new("Example CA");
    let entity = clear(TEXT, &root.person(ALICE).detached(TEXT.as_bytes()));
    let hostile = mail("\"\u{1b}[2J\u{202e}\" <x@\u{1b}[31m.example>", &entity);
    for lang in Lang::ALL {
        let page = text::report(&root.judge(&hostile), lang);
        assert!(!page.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{page:?}");
    }
}

#[test]
fn sentences_that_the_source_names_exist() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for name in ["explain", "cli", "gateway", "keyholder"] {
        collect(&crates.join(name).join("src"), &mut files);
    }
    let mut missing = Vec::new();
    for (file, source) in &files {
        let source = source.split("#[cfg(test)]").next().unwrap();
        for marker in [".get(\"", ".find(\"", ".say(\"", "line(\"", ".part(\"", ".lines(\""] {
            for piece in source.split(marker).skip(1) {
                let name = piece.split('"').next().unwrap();
                let is_sentence = ["cli-", "known-", "unknown-", "todo-", "part-", "place-", "certificate-", "signer-"]
                    .iter()
                    .any(|start| name.starts_with(start));
                if is_sentence && !name.contains('{') && !Lang::ALL.iter().all(|lang| words(*lang).has(name)) {
                    missing.push(format!("{file}: {name}"));
                }
            }
        }
    }
    assert!(files.len() > 10 && missing.is_empty(), "{missing:?}");
}

fn collect(folder: &Path, out: &mut Vec<(String, String)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}
