//! Parameters: read strictly, passed on verbatim, refused when not announced. S08, S11, S17.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::*;

const ALL: Announced = Announced { smtputf8: true, dsn: true, auth: false, hops: true };
const NONE: Announced = Announced { smtputf8: false, dsn: false, auth: false, hops: false };
const OFFERED: Offered = Offered { size: true, eight_bit_mime: true, dsn: true, hops: true };

fn mail_code(text: &str) -> u16 {
    read_mail(text, ALL).map_or_else(|reply| reply.code(), |_| 250)
}

fn rcpt_code(text: &str) -> u16 {
    read_rcpt(text, ALL, false).map_or_else(|reply| reply.code(), |_| 250)
}

#[test]
fn mail_with_everything_comes_back_as_it_was() {
    let text = "FROM:<\"a b\"@x.jp> SIZE=1234 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb";
    let mail = read_mail(text, ALL).unwrap();
    assert_eq!(mail.from.as_ref().unwrap().as_str(), "\"a b\"@x.jp");
    let mut line = Vec::new();
    write_mail(&mail, OFFERED, &mut line).unwrap();
    assert_eq!(String::from_utf8(line).unwrap(), format!("MAIL {text}\r\n"));
}

#[test]
fn rcpt_with_everything_comes_back_as_it_was() {
    let text = "TO:<a@b> NOTIFY=success,DELAY ORCPT=rfc822;a+2Bb@c";
    let rcpt = read_rcpt(text, ALL, false).unwrap();
    let mut line = Vec::new();
    write_rcpt(&rcpt, OFFERED, false, &mut line).unwrap();
    assert_eq!(String::from_utf8(line).unwrap(), format!("RCPT {text}\r\n"));
}

#[test]
fn what_the_hop_does_not_offer_is_left_out() {
    let mail = read_mail("FROM:<> SIZE=9 BODY=7BIT RET=FULL ENVID=x", ALL).unwrap();
    let nothing = Offered { size: false, eight_bit_mime: false, dsn: false, hops: false };
    let mut line = Vec::new();
    write_mail(&mail, nothing, &mut line).unwrap();
    let rcpt = read_rcpt("TO:<postmaster> NOTIFY=NEVER", ALL, false).unwrap();
    write_rcpt(&rcpt, nothing, false, &mut line).unwrap();
    assert_eq!(line, b"MAIL FROM:<>\r\nRCPT TO:<postmaster>\r\n");
}

#[test]
fn mail_is_read_strictly() {
    for (text, code) in [
        ("FROM:<a@b>", 250),
        ("from: <a@b>", 250),
        ("FROM:<>", 250),
        ("FROM:<a@b>  SIZE=1 ", 250),
        ("FROM:<a@b> size=1 body=8bitmime", 250),
        ("FROM:a@b", 501),
        ("FROM", 501),
        ("", 501),
        ("TO:<a@b>", 501),
        ("FROM:<postmaster>", 501),
        ("FROM:<a@b>SIZE=1", 501),
        ("FROM:<a@b> SIZE=1 SIZE=1", 501),
        ("FROM:<a@b> SMTPUTF8 SMTPUTF8", 501),
        ("FROM:<a@b> SMTPUTF8=1", 501),
        ("FROM:<a@b> SIZE", 501),
        ("FROM:<a@b> SIZE=", 501),
        ("FROM:<a@b> SIZE=-1", 501),
        ("FROM:<a@b> SIZE=+1", 501),
        ("FROM:<a@b> SIZE=1e3", 501),
        ("FROM:<a@b> SIZE=123456789012345678901", 501),
        ("FROM:<a@b> BODY=BINARYMIME", 501),
        ("FROM:<a@b> RET=ALL", 501),
        ("FROM:<a@b> ENVID=a=b", 501),
        ("FROM:<a@b> AUTH=<>", 555),
        ("FROM:<a@b> X-OTHER=1", 555),
        ("FROM:<a@b> NOTIFY=NEVER", 555),
        ("FROM:<a@b> =", 555),
        ("FROM:<書@b>", 553),
        ("FROM:<書@b> SMTPUTF8", 250),
    ] {
        assert_eq!(mail_code(text), code, "{text:?}");
    }
}

#[test]
fn rcpt_is_read_strictly() {
    for (text, code) in [
        ("TO:<a@b>", 250),
        ("TO: <a@b>", 250),
        ("TO:<postmaster>", 250),
        ("TO:<a@b> NOTIFY=NEVER", 250),
        ("TO:<>", 501),
        ("TO:<a>", 501),
        ("TO:<a@b> NOTIFY=NEVER,DELAY", 501),
        ("TO:<a@b> NOTIFY=DELAY,DELAY", 501),
        ("TO:<a@b> NOTIFY=", 501),
        ("TO:<a@b> NOTIFY", 501),
        ("TO:<a@b> ORCPT=a@b", 501),
        ("TO:<a@b> ORCPT=rfc822;", 501),
        ("TO:<a@b> ORCPT=;a@b", 501),
        ("TO:<a@b> SIZE=1", 555),
        ("TO:<書@b>", 553),
    ] {
        assert_eq!(rcpt_code(text), code, "{text:?}");
    }
    assert!(read_rcpt("TO:<書@b> ORCPT=utf-8;書@b", ALL, true).is_ok());
}

#[test]
fn s08_a_declared_size_of_2_to_the_64_does_not_wrap() {
    for (value, size) in [("18446744073709551615", u64::MAX), ("18446744073709551616", u64::MAX), ("99999999999999999999", u64::MAX)] {
        assert_eq!(read_mail(&format!("FROM:<> SIZE={value}"), ALL).unwrap().size, Some(size));
    }
}

#[test]
fn what_is_not_announced_is_unknown() {
    for text in ["FROM:<> SMTPUTF8", "FROM:<> RET=FULL", "FROM:<> ENVID=x", "FROM:<> RET"] {
        assert_eq!(read_mail(text, NONE).unwrap_err().code(), 555, "{text}");
    }
    assert_eq!(read_rcpt("TO:<a@b> NOTIFY=NEVER", NONE, false).unwrap_err().code(), 555);
}

#[test]
fn s11_nothing_is_injected_by_the_owners_values() {
    let mut mail = Mail::new(None);
    mail.envid = Some("x\r\nRCPT TO:<a@b>".into());
    let mut rcpt = read_rcpt("TO:<a@b>", ALL, false).unwrap();
    rcpt.orcpt = Some("rfc822;a\r\nDATA".into());
    let mut line = Vec::new();
    assert!(matches!(write_mail(&mail, OFFERED, &mut line), Err(Error::Unwritable { what: "ENVID", .. })));
    assert!(matches!(write_rcpt(&rcpt, OFFERED, false, &mut line), Err(Error::Unwritable { what: "ORCPT", .. })));
    assert!(line.is_empty());
}

#[test]
fn s17_an_address_in_utf8_needs_the_mail_to_be() {
    let mut mail = read_mail("FROM:<書@b> SMTPUTF8", ALL).unwrap();
    mail.smtputf8 = false;
    assert!(write_mail(&mail, OFFERED, &mut Vec::new()).is_err());
    let rcpt = read_rcpt("TO:<書@b>", ALL, true).unwrap();
    assert!(write_rcpt(&rcpt, OFFERED, false, &mut Vec::new()).is_err());
    assert!(write_rcpt(&rcpt, OFFERED, true, &mut Vec::new()).is_ok());
}

#[test]
fn s18_the_number_of_gateways_that_wait_is_read_and_written_where_it_is_announced() {
    for (text, hops) in [("XHOPS=0", Some(0)), ("xhops=7", Some(7)), ("XHOPS=255", Some(255)), ("XHOPS=999", Some(255))] {
        let mail = read_mail(&format!("FROM:<a@b> {text}"), ALL).unwrap();
        assert_eq!(mail.hops, hops, "{text}");
        let mut out = Vec::new();
        write_mail(&mail, OFFERED, &mut out).unwrap();
        assert_eq!(out, format!("MAIL FROM:<a@b> XHOPS={}\r\n", hops.unwrap()).into_bytes());
        let mut out = Vec::new();
        write_mail(&mail, Offered { hops: false, ..OFFERED }, &mut out).unwrap();
        assert_eq!(out, b"MAIL FROM:<a@b>\r\n");
    }
    for bad in ["XHOPS", "XHOPS=", "XHOPS=-1", "XHOPS=+1", "XHOPS=1000", "XHOPS=1 XHOPS=2"] {
        assert!(read_mail(&format!("FROM:<a@b> {bad}"), ALL).is_err(), "{bad}");
    }
    assert_eq!(read_mail("FROM:<a@b> XHOPS=1", NONE).unwrap_err(), replies::UNKNOWN_PARAMETER);
}
