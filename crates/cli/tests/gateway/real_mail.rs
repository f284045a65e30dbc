//! Real mail through a running gateway: every signed result is judged by openssl, gpgsm and NSS, every leaf compared by Python's reader.

use std::path::Path;
use std::process::Command;

use crate::support::client::submit;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::{others, skip};

#[test]
fn every_kind_of_mail_leaves_signed_and_unchanged() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let folder = home.scratch().join("mails");
    std::fs::create_dir(&folder).unwrap();
    let mut pairs = Vec::new();
    for (number, mail) in mails::signable().into_iter().enumerate() {
        let reply = submit(serve.relay, "bounce-77@mailer.bank.example", &["customer@home.example"], &mail.bytes);
        assert!(reply.starts_with("250"), "{}: {reply}", mail.name);
        let arrived = sink.next();
        assert_eq!(arrived.mail_from.split_whitespace().next(), Some("<bounce-77@mailer.bank.example>"), "{}", mail.name);
        assert_crlf_only(&arrived.bytes, mail.name);
        let (before, after) = (folder.join(format!("{number}.in.eml")), folder.join(format!("{number}.out.eml")));
        std::fs::write(&before, &mail.bytes).unwrap();
        std::fs::write(&after, &arrived.bytes).unwrap();
        judge_by_others(&home, &after, &folder, number, mail.name);
        judge_by_ourselves(&home, &after, mail.name);
        pairs.push((before, after));
    }
    compare_leaves(&pairs, "every_kind_of_mail_leaves_signed_and_unchanged");
    others::gpgsm_done(home.scratch());
}

#[test]
fn what_must_stay_as_it_is_stays() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    for mail in mails::left_alone() {
        let reply = submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes);
        assert!(reply.starts_with("250"), "{}: {reply}", mail.name);
        let arrived = sink.next();
        // Below the trace that every relay adds, not a byte differs.
        assert!(arrived.bytes.ends_with(&mail.bytes), "{}: {}", mail.name, String::from_utf8_lossy(&arrived.bytes));
        assert!(arrived.bytes.starts_with(b"Received: "), "{}", mail.name);
    }
    let reply = submit(serve.relay, "", &["customer@home.example"], &mails::mail("null sender", "", b"bounced\r\n".to_vec()).bytes);
    assert!(reply.starts_with("250"), "{reply}");
    assert!(!signed(&sink.next().bytes), "a bounce must not be signed");
    let unknown = b"From: somebody@bank.example\r\nTo: customer@home.example\r\n\r\nno identity\r\n";
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], unknown).starts_with("250"));
    assert!(!signed(&sink.next().bytes), "nobody's identity must not be signed");
}

#[test]
fn bcc_never_leaves_and_dkim_goes() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let mail = mails::mail(
        "bcc",
        "Bcc: hidden@home.example,\r\n hidden2@home.example\r\nResent-Bcc: hidden3@home.example\r\nDKIM-Signature: v=1; a=rsa-sha256;\r\n d=bank.example; b=abc\r\n",
        b"text\r\n".to_vec(),
    );
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
    let text = String::from_utf8(sink.next().bytes).unwrap();
    assert!(!text.contains("hidden") && !text.contains("DKIM-Signature"), "{text}");
    assert!(signed(text.as_bytes()));
    let unsigned = b"From: stranger@elsewhere.example\r\nTo: a@home.example\r\nBcc: hidden@home.example\r\n\r\ntext\r\n";
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], unsigned).starts_with("250"));
    let text = String::from_utf8(sink.next().bytes).unwrap();
    assert!(!text.contains("hidden"), "Bcc leaves with no mail, signed or not: {text}");
}

#[test]
fn a_mail_of_forty_megabytes_is_signed() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let line = [&b"0123456789abcdef".repeat(4)[..], b"\r\n"].concat();
    let mail = mails::mail("large", "", line.repeat(600_000));
    let reply = submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes);
    assert!(reply.starts_with("250"), "{reply}");
    let arrived = sink.next();
    let file = home.scratch().join("large.eml");
    std::fs::write(&file, &arrived.bytes).unwrap();
    let content = others::openssl_verify(&file, &home.root()).unwrap();
    assert!(content.ends_with(&line) && content.len() > 39_000_000);
    let gateway = serve.child_named("gateway").expect("a gateway");
    let status = std::fs::read_to_string(format!("/proc/{gateway}/status")).unwrap();
    let peak: u64 = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().trim().trim_end_matches(" kB").parse().unwrap();
    assert!(peak < 64 * 1024, "memory must not follow the size of a mail: {peak} kB at the peak");
}

fn judge_by_others(home: &Home, mail: &Path, folder: &Path, number: usize, name: &str) {
    let content = others::openssl_verify(mail, &home.root()).unwrap_or_else(|complaint| panic!("{name}: openssl: {complaint}"));
    // The two parts as they stand in the mail, for the programs that want files.
    let bytes = std::fs::read(mail).unwrap();
    let (signed, signature) = split(&bytes).unwrap_or_else(|| panic!("{name}: not multipart/signed"));
    assert!(seven_bit(&signed), "{name}: what is signed must be 7-bit and short-lined");
    assert!(content.ends_with(signed.split_at(signed.len().min(64)).1) || content.len() <= signed.len(), "{name}");
    let (part, p7s) = (folder.join(format!("{number}.part")), folder.join(format!("{number}.p7s")));
    std::fs::write(&part, &signed).unwrap();
    std::fs::write(&p7s, signature).unwrap();
    if others::find("gpgsm").is_some() {
        others::gpgsm_verify(&p7s, &part, &home.root(), home.scratch()).unwrap_or_else(|complaint| panic!("{name}: gpgsm: {complaint}"));
    } else {
        skip("gpgsm", "gpgsm is not here");
    }
    if others::find("cmsutil").is_some() {
        others::nss_verify(&p7s, &part, &home.root(), home.scratch()).unwrap_or_else(|complaint| panic!("{name}: NSS: {complaint}"));
    } else {
        skip("nss", "cmsutil is not here");
    }
}

fn judge_by_ourselves(home: &Home, mail: &Path, name: &str) {
    let output = kakitome().args(["verify", "--json", "--trust"]).arg(home.root()).arg(mail).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["verdict"], "valid", "{name}: {report:#}");
    assert!(output.status.success(), "{name}");
    assert_eq!(report["signers"][0]["covers"], "whole", "{name}");
}

/// Each leaf of the original must be in the signed mail with the same decoded content. Python's reader decides, not ours.
fn compare_leaves(pairs: &[(std::path::PathBuf, std::path::PathBuf)], test: &str) {
    if others::find("python3").is_none() {
        return skip(test, "python3 is not here: leaves were not compared");
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gateway/leaves.py");
    let mut command = Command::new("python3");
    command.arg(script);
    for (before, after) in pairs {
        command.arg(before).arg(after);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains(&format!("{} mails compared", pairs.len())), "{said}");
}

pub(crate) fn signed(mail: &[u8]) -> bool {
    String::from_utf8_lossy(mail).contains("application/pkcs7-signature")
}

/// The signed part and the decoded signature of a multipart/signed that the gateway made.
pub(crate) fn split(mail: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let text = String::from_utf8_lossy(mail);
    let at = text.find("multipart/signed")?;
    let boundary = text[at..].split("boundary=\"").nth(1)?.split('"').next()?;
    let delimiter = format!("--{boundary}\r\n").into_bytes();
    let begin = find(mail, &delimiter, 0)? + delimiter.len();
    let middle = find(mail, &[b"\r\n", &delimiter[..]].concat(), begin)?;
    let signature_part = &mail[middle + 2 + delimiter.len()..];
    let body = find(signature_part, b"\r\n\r\n", 0)? + 4;
    let end = find(signature_part, b"\r\n--", body)?;
    use base64::Engine;
    let text: Vec<u8> = signature_part[body..end].iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    Some((mail[begin..middle].to_vec(), base64::engine::general_purpose::STANDARD.decode(text).ok()?))
}

fn find(bytes: &[u8], what: &[u8], from: usize) -> Option<usize> {
    bytes.get(from..)?.windows(what.len()).position(|window| window == what).map(|at| at + from)
}

fn seven_bit(bytes: &[u8]) -> bool {
    bytes.is_ascii() && !bytes.contains(&0) && bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 999)
}

fn assert_crlf_only(bytes: &[u8], name: &str) {
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'\n' => assert!(at > 0 && bytes[at - 1] == b'\r', "{name}: bare LF at byte {at}"),
            b'\r' => assert_eq!(bytes.get(at + 1), Some(&b'\n'), "{name}: bare CR at byte {at}"),
            _ => {}
        }
    }
}

#[test]
fn the_journal_knows_what_was_signed() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let mail = mails::mail("journal", "", b"what was signed?\r\n".to_vec());
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes).starts_with("250"));
    let part = split(&sink.next().bytes).expect("a signed mail").0;
    let file = home.scratch().join("part");
    std::fs::write(&file, part).unwrap();
    let digest = succeed(Command::new("openssl").args(["dgst", "-sha256", "-r"]).arg(&file)).stdout;
    let digest = String::from_utf8(digest).unwrap().split_whitespace().next().unwrap().to_owned();
    drop(serve);
    let found = succeed(kakitome().args(["journal", "find", "--json", "--message-id", "journal@bank.example", "--home"]).arg(home.path()));
    let entry: serde_json::Value = serde_json::from_slice(&found.stdout).expect("one line of JSON");
    assert_eq!(entry["content_sha256"], digest);
    assert_eq!(entry["decision"], "signed");
}
