//! What happens to signed mail on its way, one thing at a time, and what is said of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

use kakitome_clients::transit::{Transit, What, transit};

const TEXT: &str = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHello.\r\n=E6=9B=B8=E7=95=99\r\nBye.\r\n";

fn mail(before: &str, part: &str, after: &str) -> String {
    format!(
        "{before}From: a@bank.example\r\nSubject: x\r\nContent-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"\r\n\r\n\
         --b\r\n{part}\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nMII=\r\n--b--\r\n{after}"
    )
}

fn between(sent: &str, received: &str) -> Transit {
    transit(sent.as_bytes(), received.as_bytes()).unwrap()
}

fn to(received: &str) -> (Vec<&'static str>, bool) {
    let found = between(&mail("", TEXT, ""), received);
    assert!(found.signed);
    (found.differences.iter().map(|one| one.what.word()).collect(), found.breaks())
}

#[test]
fn one_change_at_a_time() {
    let sent = mail("", TEXT, "");
    assert_eq!(to(&sent), (vec![], false));
    assert_eq!(to(&sent.replace("\r\n", "\n")), (vec!["line-ends"], false));
    assert_eq!(to(&mail("", &TEXT.replace("Bye.\r\n", "Bye.\r\n--\r\nfooter\r\n"), "")), (vec!["added"], true));
    assert_eq!(to(&mail("", &TEXT.replace("Hello.\r\n", ""), "")), (vec!["removed"], true));
    assert_eq!(to(&mail("", &TEXT.replace("Hello", "Hallo"), "")), (vec!["changed"], true));
    let base64 = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8uDQrmm7jnlZkNCkJ5ZS4NCg==\r\n";
    assert_eq!(to(&mail("", base64, "")), (vec!["encoding"], true));
    let sjis = "Content-Type: text/plain; charset=shift_jis\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHello.\r\n=8F=91=97=AF\r\nBye.\r\n";
    assert_eq!(to(&mail("", sjis, "")), (vec!["charset"], true));
    assert_eq!(to(&mail("", &TEXT.replace("text/plain", "text/html"), "")), (vec!["type"], true));
    assert_eq!(to(&mail("", &format!("X-Spam: no\r\n{TEXT}"), "")), (vec!["part-header"], true));
    assert_eq!(to(&mail("", TEXT, "a footer behind\r\n")), (vec!["text-after"], false));
    assert_eq!(to(&sent.replace("Subject: x", "Subject: [list] x")), (vec!["field"], false));
    let listed = "From: a@bank.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=l\r\n\r\n--l\r\n";
    let inner = sent.split_once("Subject: x\r\n").unwrap().1;
    assert_eq!(to(&format!("{listed}{inner}\r\n--l\r\n\r\nfooter\r\n--l--\r\n")), (vec!["wrapped"], false));
    let gone = "From: a@bank.example\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\nHello.\r\n";
    assert_eq!(to(gone), (vec!["signature-gone"], true));
    assert_eq!(to(&sent.replace("MII=", "MIJ=")), (vec!["signature-changed"], true));
    let folded = TEXT.replace("Hello.", "Hel=\r\nlo.");
    assert_eq!(to(&mail("", &folded, "")), (vec!["rewritten"], true));
}

#[test]
fn where_lines_came_is_told() {
    let added = |part: &str| match &between(&mail("", TEXT, ""), &mail("", part, "")).differences[0].what {
        What::Added { lines, place } => (*lines, *place),
        other => panic!("{other:?}"),
    };
    assert_eq!(added(&TEXT.replace("Bye.\r\n", "Bye.\r\n1\r\n2\r\n3\r\n")), (3, "end"));
    assert_eq!(added(&TEXT.replace("Hello", "1\r\nHello")), (1, "begin"));
    assert_eq!(added(&TEXT.replace("Bye", "1\r\n2\r\nBye")), (2, "middle"));
}

#[test]
fn parts_of_a_signed_multipart_are_told_apart() {
    let inner = |parts: &[&str]| {
        let parts: String = parts.iter().map(|part| format!("--i\r\n{part}\r\n")).collect();
        format!("Content-Type: multipart/mixed; boundary=i\r\n\r\n{parts}--i--\r\n")
    };
    let pdf = "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n";
    let (sent, plain) = (mail("", &inner(&[TEXT, pdf]), ""), "Content-Type: text/plain\r\n\r\nadded\r\n");
    let found = between(&sent, &mail("", &inner(&[TEXT, pdf, plain]), ""));
    assert_eq!(found.differences.iter().map(|one| (one.what.word(), one.part.as_str())).collect::<Vec<_>>(), [("parts-added", "1")]);
    let found = between(&sent, &mail("", &inner(&[TEXT, &pdf.replace("AAAA", "AAAB")]), ""));
    assert_eq!(found.differences.iter().map(|one| (one.what.word(), one.part.as_str())).collect::<Vec<_>>(), [("bytes", "1.2")]);
}

#[test]
fn the_station_is_named_where_records_tell_it() {
    let changed = TEXT.replace("Hello", "Hallo");
    let arc = "ARC-Authentication-Results: i=2; list.example; dkim=fail header.d=bank.example\r\n\
               ARC-Authentication-Results: i=1; mx.first.example; dkim=pass header.d=bank.example\r\n\
               Received: from list.example by mx.home.example with ESMTPS\r\nReceived: from mx.first.example by list.example with ESMTPS\r\n\
               List-Id: <l.list.example>\r\n";
    let found = between(&mail("", TEXT, ""), &mail(arc, &changed, ""));
    let suspect = found.suspect.as_ref().unwrap();
    assert_eq!((suspect.after.as_deref(), suspect.before.as_str()), (Some("mx.first.example"), "list.example"));
    assert_eq!((found.hops.len(), found.list.as_deref()), (2, Some("<l.list.example>")));
    // one hop, and nobody's record
    let one = "Received: from out.bank.example by mx.home.example with ESMTPS\r\n";
    let found = between(&mail("", TEXT, ""), &mail(one, &changed, ""));
    assert_eq!(found.suspect.as_ref().map(|one| one.before.as_str()), Some("mx.home.example"));
    // several hops, and nobody's record
    let two = format!("{one}{one}");
    assert_eq!(between(&mail("", TEXT, ""), &mail(&two, &changed, "")).suspect, None);
}

#[test]
fn strange_bytes_are_compared_to_their_end() {
    for bytes in [
        "",
        "x",
        "\0",
        "From: a\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n",
        "Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n--b\r\n\r\n--b--",
    ] {
        let found = between(bytes, &mail("", TEXT, ""));
        assert!(!found.differences.is_empty() || bytes.is_empty(), "{bytes:?}");
        between(&mail("", TEXT, ""), bytes);
    }
}
