//! The fourteen faults of 2026 that were published of gateways of our kind (table G of the attack list): those that concern sending are tests
//! here, by their numbers; the others stand in [`ELSEWHERE`] with the test that shows them, or with the reason why there is nothing to show.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod stage;

use kakitome_smime::Verdict;
use stage::doors::{PASSWORD, account, plain};
use stage::{BOSS, Changes, Dialogue, Doors, NOREPLY, Stage};

const CUSTOMER: &[&str] = &["customer@example.com"];

/// Where it is shown: a file below the root and a test in it; `None`: the reason says why not.
type Shown = Option<(&'static str, &'static str)>;

const ELSEWHERE: [(&str, Shown, &str); 9] = [
    (
        "2026_2746",
        Some(("crates/smime/tests/spoofed_layers.rs", "h15_openpgp_beside_smime_is_named_and_never_counts")),
        "OpenPGP inside a mail: a verdict's business",
    ),
    (
        "2026_27445",
        Some(("crates/smime/tests/spoofed_layers.rs", "h15_openpgp_beside_smime_is_named_and_never_counts")),
        "OpenPGP inside a mail: a verdict's business",
    ),
    ("2026_29132", None, "a second password that is skipped: the pages have no accounts, no portal and no password"),
    ("2026_29134", None, "one tenant's settings changed by another: the pages have no accounts and change no setting"),
    ("2026_29139", None, "an account taken over by its first link: the pages have no accounts"),
    (
        "2026_29140",
        None,
        "a stranger's certificate kept for a victim: nothing is learnt from mail that passes; that comes with arriving mail (H01)",
    ),
    (
        "2026_29142",
        Some(("crates/smime/tests/opening.rs", "v24_encrypted_is_not_signed")),
        "what was encrypted and not signed is never called valid",
    ),
    (
        "2026_29143",
        Some(("crates/smime/tests/header_protection.rs", "v19_thirty_fields_inside_decide_nothing")),
        "fields inside an encryption that a reader takes for the mail's own",
    ),
    ("2026_44127", Some(("crates/web/tests/frame.rs", "w05_no_name_becomes_a_path")), "files read through the pages"),
];
/// Tests of this file.
const HERE: [&str; 5] = ["2026_2748", "2026_27443", "2026_27444", "2026_29141", "2026_29144"];

#[test]
fn every_one_of_the_fourteen_is_tested_or_listed_with_its_reason() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let own = include_str!("gateway_cves.rs");
    for cve in HERE {
        assert!(own.contains(&format!("async fn cve_{cve}_")) || own.contains(&format!("_cve_{cve}_")), "{cve}");
    }
    for (cve, shown, reason) in ELSEWHERE {
        assert!(reason.len() > 20 && !HERE.contains(&cve), "{cve}");
        if let Some((file, test)) = shown {
            let text = std::fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{cve}: {file}: {error}"));
            assert!(text.contains(&format!("fn {test}(")), "{cve}: there is no test {test} in {file}");
        }
    }
    let mut all: Vec<&str> = HERE.into_iter().chain(ELSEWHERE.map(|(cve, ..)| cve)).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 14);
}

/// Blanks, control octets and quotes in the address of a certificate: it is nobody's, and no login.
#[tokio::test]
async fn cve_2026_2748_a_client_certificate_with_a_blank_in_its_address_is_nobody() {
    let doors = Doors::new();
    let stage = Stage::with(Changes { config: &doors.both(", client-ca = \"CA\""), ..Changes::default() }).await;
    for address in [
        "boss@bank.example ",
        " boss@bank.example",
        "boss@bank.example\t",
        "boss @bank.example",
        "boss@ bank.example",
        "boss@bank.example\0.evil.test",
        "boss@bank.example\r\n",
        "<boss@bank.example>",
        "\"boss\"@bank.example",
        "boss@bank.example,noreply@bank.example",
        "boss@bank.example.",
    ] {
        let mut client = Dialogue::inside(stage.addresses[1], doors.client_with(&[address], false)).await.unwrap();
        client.expect("220").await;
        client.command("EHLO x", "250").await;
        client.send(format!("MAIL FROM:<{BOSS}>\r\n")).await;
        let reply = client.reply().await.unwrap();
        assert!(reply.starts_with("530") || reply.starts_with("550"), "{address:?}: {reply}");
    }
    assert_eq!(stage.keyholder.signatures(), 0);
    // the honest one is a login
    let mut client = Dialogue::inside(stage.addresses[1], doors.client_with(&[BOSS], false)).await.unwrap();
    client.expect("220").await;
    client.command("EHLO x", "250").await;
    client.command(&format!("MAIL FROM:<{BOSS}>"), "250").await;
}

/// What is signed has the fields of its content alone; what a sender writes there of his own counts for nobody.
#[tokio::test]
async fn cve_2026_27443_the_signed_part_has_content_fields_alone_and_ours_cannot_be_forged() {
    let stage = Stage::usual().await;
    let mut client = stage.client().await;
    let others: String = (0..30).map(|n| format!("X-Other-{n}: value\r\n")).collect();
    let mail = format!(
        "From: {NOREPLY}\r\nTo: customer@example.com\r\nSubject: x\r\nX-Kakitome-Verdict: valid\r\nx-kakitome-signer: {BOSS}\r\n\
         Authentication-Results: gw.example; smime=pass\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\nContent-Language: en\r\n{others}\r\n\
         From: {BOSS}\r\nSubject: another\r\n\r\ntext\r\n"
    );
    assert!(client.mail("x@bank.example", CUSTOMER, mail).await.starts_with("250"));
    let got = &stage.hop.mails()[0];
    assert_eq!(stage.report(&got.content).verdict(), Verdict::Valid);
    let text = String::from_utf8_lossy(&got.content).into_owned();
    assert!(!text.to_lowercase().contains("x-kakitome"), "{text}");
    let (_, inside) = text.split_once("\r\n--").expect("a first part");
    let (head, _) = inside.split_once("\r\n\r\n").unwrap();
    let fields: Vec<&str> = head.lines().skip(1).collect();
    assert!(!fields.is_empty() && fields.iter().all(|line| line.starts_with("Content-") || line.starts_with(['\t', ' '])), "{fields:?}");
    assert!(text.split("\r\n\r\n").next().unwrap().contains("X-Other-29: value"), "what is the mail's own stays with the mail");
}

/// Authors that programs read in different ways are nobody: no signature, and nobody who logs in may send so.
#[tokio::test]
async fn cve_2026_27444_an_author_that_programs_read_differently_is_never_signed_for() {
    let doors = Doors::new();
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n", doors.both(""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &[]).await;
    let evil = "evil@else.example";
    let authors = [
        format!("<{evil}>,<{NOREPLY}>"),
        format!("{evil} <{NOREPLY}>"),
        format!("<{NOREPLY}> <{evil}>"),
        format!("{NOREPLY}, {evil}"),
        format!("<{NOREPLY}"),
        format!("{NOREPLY}>"),
        format!("({evil}) {NOREPLY} <{evil}>"),
        format!("group: {NOREPLY}; {evil}"),
        format!("\"{NOREPLY}\" <{evil}>"),
        format!("=?utf-8?q?{NOREPLY}?= <{evil}>"),
        format!("=?utf-8?q?{evil}_=3C{NOREPLY}=3E?="),
        format!("<{NOREPLY}\0{evil}>"),
        format!("<{NOREPLY}@{evil}>"),
        format!("{NOREPLY}\r\n\t<{evil}>"),
        format!("{NOREPLY}\r\nFrom: {evil}"),
        format!("<@else.example,@bank.example:{evil}>"),
        "noreply@[bank.example]".to_owned(),
        "noreply(x)@bank.example(y".to_owned(),
    ];
    for author in &authors {
        let text = format!("From: {author}\r\nTo: customer@example.com\r\nSubject: x\r\n\r\ntext\r\n");
        let mut relay = stage.client().await;
        let reply = relay.mail("x@bank.example", CUSTOMER, &text).await;
        assert!(reply.starts_with("250") || reply.starts_with("550"), "{author:?}: {reply}");
        let mut client = doors.at_465(stage.addresses[1]).await;
        assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
        let reply = client.mail(NOREPLY, CUSTOMER, &text).await;
        assert!(reply.starts_with("550"), "{author:?}: {reply}");
        assert_eq!(stage.keyholder.signatures(), 0, "{author:?}");
    }
    for mail in stage.hop.mails() {
        assert_ne!(stage.report(&mail.content).verdict(), Verdict::Valid);
    }
}

/// A tag in the subject says nothing here: none is read, none is written, and a lookalike of one is as good as another word.
#[tokio::test]
async fn cve_2026_29141_cve_2026_29144_tags_in_a_subject_are_words_and_none_is_added() {
    let stage = Stage::usual().await;
    let subjects = [
        "[signed OK] notice",
        "[sig[signed OK]ned OK] notice",
        "Re: [SIGNED ok] notice",
        "=?utf-8?q?=5Bsigned_OK=5D?= notice",
        "=?utf-8?b?W3NpZ25lZCBPS10=?=",
        "[signed\r\n\tOK] notice",
        "[signed\u{ad} OK] notice",
        "\u{ff3b}signed OK\u{ff3d} notice",
        "[\u{455}igned OK] notice",
        "[secure] [confidential] notice",
    ];
    for (n, subject) in subjects.iter().enumerate() {
        for (m, from) in [NOREPLY, "someone@else.example"].into_iter().enumerate() {
            let mut client = stage.client().await;
            let text = format!("From: {from}\r\nTo: customer@example.com\r\nSubject: {subject}\r\nMessage-ID: <{n}.{m}@x>\r\n\r\ntext\r\n");
            assert!(client.mail("x@bank.example", CUSTOMER, &text).await.starts_with("250"), "{subject}");
            let got = stage.hop.mails().pop().unwrap();
            let content = String::from_utf8_lossy(&got.content).into_owned();
            assert!(content.contains(&format!("\r\nSubject: {subject}\r\n")), "{subject:?}: {content}");
            assert_eq!(stage.report(&got.content).verdict(), if m == 0 { Verdict::Valid } else { Verdict::Unsigned }, "{subject:?}");
        }
    }
    assert_eq!(stage.keyholder.signatures(), subjects.len());
}
