#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may panic")]
use super::*;

fn envelope() -> Envelope {
    let mut envelope = Envelope::new(Some("noreply@bank.example".into()));
    envelope.envid = Some("QQ+2B1".into());
    envelope.message_id = Some("<m1@bank.example>".into());
    envelope
}

fn recipient() -> Recipient {
    Recipient { to: "nobody@example.com".into(), notify: None, orcpt: Some("rfc822;No+2EBody@example.com".into()) }
}

fn of(header: &[u8], reply: &str) -> String {
    let (envelope, recipient) = (envelope(), recipient());
    let id = MailId::first_at(Millis(1_795_305_600_000));
    let about = About { id, envelope: &envelope, header, hostname: "gw.example", report: MailId::first_at(Millis(1_795_305_600_001)) };
    let line = Line {
        recipient: &recipient,
        telling: Telling::Failed,
        status: "5.1.1".into(),
        reply: reply.into(),
        diagnostic: true,
        remote: Some("hop.example".into()),
    };
    String::from_utf8(report(&about, &[line])).unwrap()
}

#[test]
fn s19_a_report_has_its_three_parts_and_never_a_body() {
    let mail = b"From: noreply@bank.example\r\nSubject: =?utf-8?B?44GC?=\r\nX-Raw: \xe3\x81\x82\r\n\r\nthe secret body\r\n".as_slice();
    let text = of(&header(mail).unwrap(), "550 5.1.1 no such user");
    assert!(!text.contains("secret body"));
    for wanted in [
        "To: <noreply@bank.example>\r\n",
        "Auto-Submitted: auto-replied\r\n",
        "Content-Type: multipart/report; report-type=delivery-status;\r\n",
        "Content-Type: message/delivery-status\r\n\r\nOriginal-Envelope-Id: QQ+1\r\nReporting-MTA: dns; gw.example\r\n",
        "\r\n\r\nOriginal-Recipient: rfc822;No.Body@example.com\r\nFinal-Recipient: rfc822; nobody@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n",
        "Remote-MTA: dns; hop.example\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
        "Content-Type: text/rfc822-headers; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nFrom: noreply@bank.example\r\n",
        "X-Raw: =E3=81=82\r\n",
    ] {
        assert!(text.contains(wanted), "{wanted:?} is missing in\n{text}");
    }
    assert!(text.is_ascii());
    assert!(text.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    assert_eq!(text.matches("\r\n--=_").count(), 4);
}

#[test]
fn s22_nothing_that_was_said_breaks_out_of_its_field() {
    let text = of(b"Subject: x\r\n", "550 5.1.1 \u{7}evil\r\nAction: delivered\r\n\r\n--");
    assert_eq!(text.matches("\r\nAction:").count(), 1, "{text}");
}

#[test]
fn s22_nothing_that_was_said_makes_a_line_too_long() {
    let mut envelope = envelope();
    envelope.message_id = Some(format!("<{}@bank.example>", "a".repeat(5_000)));
    let recipient = Recipient { orcpt: Some(format!("rfc822;{}", "+FF".repeat(164))), ..recipient() };
    let id = MailId::first_at(Millis(1_795_305_600_000));
    let about = About { id, envelope: &envelope, header: b"", hostname: "gw.example", report: id };
    let reply = crate::quoted::quoted(&kakitome_wire::Reply::new(
        550,
        kakitome_wire::Enhanced(5, 7, 1),
        &format!("{}\n", "x".repeat(400)).repeat(100),
    ));
    let line = Line { recipient: &recipient, telling: Telling::Failed, status: "5.7.1".into(), reply, diagnostic: true, remote: None };
    let text = String::from_utf8(report(&about, &[line])).unwrap();
    assert!(text.split("\r\n").all(|line| line.len() <= 998), "{text}");
    assert!(!text.contains("In-Reply-To"), "a name that was cut is another mail's");
    assert!(text.contains("\r\nDiagnostic-Code: smtp; 550 5.7.1 xxx") && text.contains("\r\nOriginal-Recipient: rfc822;"), "{text}");
}

#[test]
fn headers_end_where_they_end() {
    assert_eq!(header(b"A: b\r\n\r\nbody".as_slice()).unwrap(), b"A: b\r\n");
    assert_eq!(header(b"\r\nbody".as_slice()).unwrap(), b"");
    assert_eq!(header(b"A: b\r\nC: cut".as_slice()).unwrap(), b"A: b\r\n");
    assert!(header(vec![b'x'; 200_000].as_slice()).unwrap().is_empty());
}

#[test]
fn quoted_printable_lines_are_short_and_keep_every_octet() {
    let mut out = String::new();
    let text: Vec<u8> = (0..=255_u8).filter(|byte| *byte != b'\n' && *byte != b'\r').cycle().take(3000).collect();
    quoted_printable(&text, &mut out);
    assert!(out.split("\r\n").all(|line| line.len() <= LINE), "{out}");
    let joined = out.replace("=\r\n", "");
    let joined = joined.trim_end_matches("\r\n");
    let mut octets = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'=' {
            octets.push(u8::from_str_radix(std::str::from_utf8(&after[..2]).unwrap(), 16).unwrap());
            rest = &after[2..];
        } else {
            octets.push(*first);
            rest = after;
        }
    }
    assert_eq!(octets, text);
}
