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
use stage::doors::{PASSWORD, account, base64, plain, scram_lines};
use stage::{BOSS, Changes, Dialogue, Doors, NOREPLY, Reader, Stage, mail};

const CUSTOMER: &[&str] = &["customer@example.com"];

/// Where it is shown: a file below the root and a test in it; `None`: the reason says why not.
type Shown = Option<(&'static str, &'static str)>;

const ELSEWHERE: [(&str, Shown, &str); 2] = [
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
];
/// Tests of this file.
const HERE: [&str; 12] = [
    "2026_2746",
    "2026_2748",
    "2026_27443",
    "2026_27444",
    "2026_27445",
    "2026_29132",
    "2026_29134",
    "2026_29139",
    "2026_29140",
    "2026_29141",
    "2026_29144",
    "2026_44127",
];

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

/// OpenPGP in a mail is neither a signature of ours nor an encryption for whom ciphertext is required: a label alone counts for nothing.
#[tokio::test]
async fn cve_2026_2746_cve_2026_27445_openpgp_in_a_mail_takes_no_protection_away() {
    let rule = "[[rule]]\nname = \"secret\"\nto = [\"@secret.example\"]\nencrypt = \"required\"\n";
    let stage = Stage::with(Changes { config: rule, ..Changes::default() }).await;
    let plain = "Content-Type: text/plain\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\nsecret text\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQ==\r\n-----END PGP SIGNATURE-----\r\n";
    let labelled = "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nsecret text\r\n--b--\r\n";
    let mixed = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsecret text\r\n--b\r\nContent-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhF4D\r\n-----END PGP MESSAGE-----\r\n--b--\r\n";
    let inline = "Content-Type: text/plain\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhF4D\r\n-----END PGP MESSAGE-----\r\nsecret text\r\n";
    for (name, body) in [("signed inline", plain), ("labelled", labelled), ("mixed", mixed), ("inline", inline)] {
        let mail = format!("From: {NOREPLY}\r\nTo: a@secret.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n{body}");
        let reply = stage.client().await.mail("x@bank.example", &["a@secret.example"], &mail).await;
        assert!(reply.starts_with("550 5.7.5"), "{name}: {reply}");
    }
    assert!(stage.hop.mails().is_empty() && stage.keyholder.signatures() == 0);
    // text that only looks signed gets the real signature where it may go in clear
    let mail = format!("From: {NOREPLY}\r\nTo: a@clear.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n{plain}");
    assert!(stage.client().await.mail("x@bank.example", &["a@clear.example"], &mail).await.starts_with("250"));
    assert_eq!(stage.report(&stage.hop.mails()[0].content).verdict(), Verdict::Valid);
}

async fn with_accounts(doors: &Doors, accounts: &[(&str, &[&str])]) -> Stage {
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n", doors.both(""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    for (login, may) in accounts {
        account(&stage.store, login, may).await;
    }
    stage
}

/// A second step that is skipped: whatever is left out of a login, nobody is let in.
#[tokio::test]
async fn cve_2026_29132_no_step_of_a_login_can_be_left_out() {
    let doors = Doors::new();
    let stage = with_accounts(&doors, &[(NOREPLY, &[])]).await;
    let first = base64(format!("n,,n={NOREPLY},r=client-nonce").as_bytes());
    let proof = base64(&[0; 32]);
    let last = base64(format!("c=biws,r=client-nonce,p={proof}").as_bytes());
    let name = base64(NOREPLY.as_bytes());
    let password = base64(PASSWORD.as_bytes());
    let asked = base64(format!("\0{NOREPLY}\0").as_bytes());
    for steps in [
        vec!["AUTH SCRAM-SHA-256".to_owned(), last.clone()],
        vec![format!("AUTH SCRAM-SHA-256 {last}")],
        vec![format!("AUTH SCRAM-SHA-256 {first}"), String::new()],
        vec![format!("AUTH SCRAM-SHA-256 {first}"), last.clone(), String::new()],
        vec![format!("AUTH SCRAM-SHA-256 {first}"), "*".to_owned()],
        vec!["AUTH LOGIN".to_owned(), name.clone(), String::new()],
        vec!["AUTH LOGIN".to_owned(), String::new(), password.clone()],
        vec![format!("AUTH LOGIN {password}"), String::new()],
        vec![format!("AUTH PLAIN {asked}")],
        vec!["AUTH PLAIN =".to_owned()],
        vec!["AUTH EXTERNAL =".to_owned()],
        vec![format!("AUTH EXTERNAL {name}")],
        vec!["AUTH SCRAM-SHA-256-PLUS =".to_owned()],
        vec!["AUTH ANONYMOUS =".to_owned()],
    ] {
        let mut client = doors.at_465(stage.addresses[1]).await;
        for step in &steps {
            client.send(format!("{step}\r\n")).await;
            let reply = client.reply().await.unwrap();
            assert!(!reply.starts_with('2'), "{steps:?}: {reply}");
        }
        client.command(&format!("MAIL FROM:<{NOREPLY}>"), "530").await;
        client.command("RCPT TO:<a@example.com>", "503").await;
        client.command("DATA", "503").await;
    }
    assert!(stage.hop.commands().is_empty());
}

/// What opened one session, taken down by somebody who listened, opens no other.
#[tokio::test]
async fn cve_2026_29139_what_was_said_in_one_login_opens_no_other() {
    let doors = Doors::new();
    let stage = with_accounts(&doors, &[(NOREPLY, &[])]).await;
    let mut client = doors.at_465(stage.addresses[1]).await;
    let (reply, _, lines) = scram_lines(&mut client, NOREPLY, PASSWORD).await;
    assert!(reply.starts_with("235") && lines.len() == 3, "{reply}");
    for _ in 0..3 {
        let mut thief = doors.at_465(stage.addresses[1]).await;
        let mut last = String::new();
        for line in &lines {
            thief.send(line).await;
            last = thief.reply().await.unwrap();
            assert!(!last.starts_with('2'), "{last}");
        }
        assert!(last.starts_with('5'), "{last}");
        thief.command(&format!("MAIL FROM:<{NOREPLY}>"), "530").await;
    }
}

/// One customer's account and another's domain: neither sender, author, nor a signature.
#[tokio::test]
async fn cve_2026_29134_an_account_of_one_domain_has_nothing_of_anothers() {
    let doors = Doors::new();
    let other = "post@tenant.example";
    let stage = with_accounts(&doors, &[(other, &["@tenant.example"]), (BOSS, &[])]).await;
    for address in [BOSS, NOREPLY, "x@bank.example", "post@tenant.example.bank.example", "post@sub.tenant.example", "post@xtenant.example"]
    {
        let mut client = doors.at_465(stage.addresses[1]).await;
        assert!(plain(&mut client, other, PASSWORD).await.starts_with("235"));
        client.command(&format!("MAIL FROM:<{address}>"), "550 5.7.1").await;
        for field in
            [format!("From: {address}"), format!("From: {other}\r\nSender: {address}"), format!("From: {other}\r\nResent-From: {address}")]
        {
            let reply = client.mail(other, CUSTOMER, format!("{field}\r\nSubject: x\r\n\r\ntext\r\n")).await;
            assert!(reply.starts_with("550 5.7.1"), "{field}: {reply}");
        }
    }
    // nor the other way round, and to act for another is no login
    let mut client = doors.at_465(stage.addresses[1]).await;
    client.send(format!("AUTH PLAIN {}\r\n", base64(format!("{BOSS}\0{other}\0{PASSWORD}").as_bytes()))).await;
    client.expect("535").await;
    assert!(plain(&mut client, BOSS, PASSWORD).await.starts_with("235"));
    client.command(&format!("MAIL FROM:<{other}>"), "550 5.7.1").await;
    assert_eq!((stage.hop.mails().len(), stage.keyholder.signatures()), (0, 0));
    client.command("RSET", "250").await;
    assert!(client.mail(BOSS, CUSTOMER, mail(BOSS, "own")).await.starts_with("250"), "its own it has");
}

/// A signed mail that passes with somebody's certificate in it: nothing is kept of it, nothing is encrypted by it.
#[tokio::test]
async fn cve_2026_29140_nothing_is_learnt_from_a_mail_that_passes() {
    let doors = Doors::new();
    let rule = "[[rule]]\nname = \"secret\"\nto = [\"@secret.example\"]\nencrypt = \"required\"\n";
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n{rule}", doors.both(""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &[]).await;
    // of the authority that is trusted here, for the victim's address, with a key of the attacker's
    let forged = Reader::new(&stage.authority, "victim@secret.example");
    let signer = Reader::new(&stage.authority, NOREPLY);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    for (name, text) in [("signer.pem", &signer.certificate_pem), ("signer.key", &signer.key_pem), ("forged.pem", &forged.certificate_pem)]
    {
        file(name, text);
    }
    file("forged.key", &forged.key_pem);
    file("text", "text\r\n");
    for (n, (by, beside, of)) in [("signer", "forged", NOREPLY), ("forged", "signer", "victim@secret.example")].into_iter().enumerate() {
        let words = format!("cms -sign -signer {by}.pem -inkey {by}.key -certfile {beside}.pem -in text -out signed");
        let made = std::process::Command::new("openssl").args(words.split(' ')).current_dir(folder.path()).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let signed = std::fs::read_to_string(folder.path().join("signed")).unwrap().replace("\r\n", "\n").replace('\n', "\r\n");
        let signed = format!("From: {of}\r\nTo: customer@example.com\r\nSubject: x\r\n{signed}");
        let mut relay = stage.client().await;
        assert!(relay.mail(NOREPLY, CUSTOMER, &signed).await.starts_with("250"), "{of}");
        if n == 0 {
            let mut client = doors.at_465(stage.addresses[1]).await;
            assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
            assert!(client.mail(NOREPLY, CUSTOMER, &signed).await.starts_with("250"));
        }
    }
    stage.at_hop(3).await;
    assert!(stage.store.people().await.unwrap().is_empty(), "nobody is known by what passed");
    let reply = stage.client().await.mail("x@bank.example", &["victim@secret.example"], mail(NOREPLY, "secret")).await;
    assert!(reply.starts_with("550 5.7.5"), "no certificate for the victim: {reply}");
    assert_eq!(stage.hop.mails().len(), 3);
}

/// Names that lead out of a folder, in every place of a mail: files here have names of ours alone.
#[tokio::test]
async fn cve_2026_44127_no_name_in_a_mail_becomes_a_path() {
    let doors = Doors::new();
    let limits = "[limits]\nmemory-bytes = 2000\n";
    let config = format!("{}[accounts]\nwrong-login-seconds = 0\n{limits}", doors.both(""));
    let stage = Stage::with(Changes { config: &config, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &[]).await;
    let before = names(stage.folder.path());
    let evil = "../../../../tmp/kakitome-evil";
    for (n, evil) in
        [evil, "/etc/cron.d/kakitome-evil", "..%2f..%2fkakitome-evil", "kakitome-evil\\..\\..", "C:kakitome-evil"].into_iter().enumerate()
    {
        let mut client = doors.at_465(stage.addresses[1]).await;
        client.command(&format!("EHLO {evil}"), "250").await;
        assert!(plain(&mut client, NOREPLY, PASSWORD).await.starts_with("235"));
        client.command(&format!("MAIL FROM:<{NOREPLY}> ENVID={}", evil.replace('\\', "/")), "250").await;
        client.send(format!("RCPT TO:<\"{}\"@example.com>\r\n", evil.replace('\\', "/"))).await;
        assert!(client.reply().await.unwrap().starts_with("250"));
        client.command("DATA", "354").await;
        let text = format!(
            "From: {NOREPLY}\r\nMessage-ID: <{evil}@bank.example>\r\nSubject: {evil}\r\nMIME-Version: 1.0\r\n\
             Content-Type: application/octet-stream; name=\"{evil}\"\r\nContent-Disposition: attachment; filename=\"{evil}\"\r\n\r\n{}",
            "x\r\n".repeat(4_000)
        );
        client.send(stage::client::stuffed(text.as_bytes())).await;
        client.expect("250").await;
        stage.at_hop(n + 1).await;
    }
    for name in names(stage.folder.path()).difference(&before) {
        let fine = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c));
        assert!(fine && !name.contains("evil") && !name.contains("etc"), "{name}");
    }
    assert!(!std::path::Path::new("/tmp/kakitome-evil").exists() && !std::path::Path::new("/etc/cron.d/kakitome-evil").exists());
}

/// The names of all files and folders below.
fn names(folder: &std::path::Path) -> std::collections::BTreeSet<String> {
    let mut names = std::collections::BTreeSet::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            // a mail may leave the outbox meanwhile
            let Ok(entry) = entry else { continue };
            names.insert(entry.file_name().to_string_lossy().into_owned());
            if entry.path().is_dir() {
                folders.push(entry.path());
            }
        }
    }
    names
}
