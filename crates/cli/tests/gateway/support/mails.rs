//! Mails as applications really send them, and some that they should not. All are ours; the corpus of others is read elsewhere.

/// A mail with a name for messages, CRLF line ends unless its name says otherwise.
pub(crate) struct Mail {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
}

/// The sender that the test home can sign for.
pub(crate) const SENDER: &str = "noreply@bank.example";

/// Mails that must leave the gateway signed, with every leaf's content unchanged.
pub(crate) fn signable() -> Vec<Mail> {
    let japanese = "お振込みの受付が完了しました。\r\n受付番号は 1234 です。\r\n①㈱髙﨑\r\n";
    let plain = "お知らせです。本日の手続きが完了しました。\r\n";
    vec![
        mail("ascii", "Content-Type: text/plain; charset=us-ascii\r\n", b"Dear customer,\r\n\r\nyour transfer is done.\r\n".to_vec()),
        mail("no MIME fields at all", "", b"Just text.\r\n".to_vec()),
        mail("iso-2022-jp", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n", encoded("iso-2022-jp", plain)),
        mail("shift_jis 8bit", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=Shift_JIS\r\nContent-Transfer-Encoding: 8bit\r\n", encoded("shift_jis", japanese)),
        mail("utf-8 8bit", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n", japanese.as_bytes().to_vec()),
        mail("utf-8 mostly latin 8bit", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n", "Caf\u{e9} au lait, 5 \u{20ac}. \r\nFrom here on\r\n.\r\n..two dots\r\n".as_bytes().to_vec()),
        mail("utf-8 base64", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n", "44GK55+l44KJ44Gb\r\n".into()),
        mail("quoted-printable", "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n", "=E3=81=8A=E7=9F=A5=E3=82=89=E3=81=9B =\r\nsoft\r\n".into()),
        mail("dots and trailing spaces", "", b".\r\n..\r\n.x\r\nspaces at the end  \r\ntab\t\r\n\r\n\r\n".to_vec()),
        mail("empty body", "", Vec::new()),
        mail("no line end at the end", "", b"the last line has none".to_vec()),
        mail("a line of 2,000 characters", "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n", [&b"x".repeat(2000)[..], b"\r\nend\r\n"].concat()),
        mail("html alternative", "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"=_b1\"\r\n",
            format!("preamble\r\n--=_b1\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{japanese}\r\n--=_b1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>{japanese}</p>\r\n--=_b1--\r\nepilogue\r\n").into_bytes()),
        mail("attachments", "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=outer\r\n", attachments(japanese)),
        mail("forwarded mail with 8-bit text", "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=fwd\r\n",
            format!("--fwd\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--fwd\r\nContent-Type: message/rfc822\r\n\r\nFrom: a@other.example\r\nTo: b@other.example\r\nSubject: inner\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{japanese}\r\n--fwd--\r\n").into_bytes()),
        mail("folded and encoded subject", "Subject: =?ISO-2022-JP?B?GyRCPXFOMRsoQg==?=\r\n =?UTF-8?B?44Gu44GK55+l44KJ44Gb?=\r\n", b"text\r\n".to_vec()),
        mail("8-bit subject", "Subject: \u{304a}\u{77e5}\u{3089}\u{305b}\r\n", b"text\r\n".to_vec()),
        mail("boundary with specials", "MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"(=?:/ ,'+_-.)\"\r\n", b"--(=?:/ ,'+_-.)\r\n\r\nimplicit text\r\n--(=?:/ ,'+_-.)--\r\n".to_vec()),
    ]
}

/// Mails that pass unsigned, byte for byte below the header, each with the reason.
pub(crate) fn left_alone() -> Vec<Mail> {
    vec![
        mail("bounce report", "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\r\n", b"--r\r\n\r\nfailed\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n--r--\r\n".to_vec()),
        mail("auto-submitted", "Auto-Submitted: auto-replied\r\n", b"I am away.\r\n".to_vec()),
        mail("calendar", "MIME-Version: 1.0\r\nContent-Type: text/calendar; method=REQUEST\r\n", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_vec()),
        mail("already signed", "MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=s\r\n", b"--s\r\n\r\ntext\r\n--s\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n--s--\r\n".to_vec()),
        mail("already encrypted", "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n", b"MIIB\r\n".to_vec()),
        mail("PGP signed", "MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pgp-signature\"; micalg=pgp-sha256; boundary=s\r\n", b"--s\r\n\r\ntext\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n--s--\r\n".to_vec()),
    ]
}

/// A mail from the test home's sender with these fields and this body.
pub(crate) fn mail(name: &'static str, fields: &str, body: Vec<u8>) -> Mail {
    let subject = if fields.starts_with("Subject:") { "" } else { "Subject: test\r\n" };
    let header = format!(
        "From: \"Bank\" <{SENDER}>\r\nTo: customer@home.example\r\nDate: {}\r\nMessage-ID: <{}@bank.example>\r\n{subject}{fields}\r\n",
        now(),
        name.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
    );
    Mail { name, bytes: [header.into_bytes(), body].concat() }
}

/// The time now, as a `Date:` field has it.
pub(crate) fn now() -> String {
    time::OffsetDateTime::now_utc().format(&time::format_description::well_known::Rfc2822).expect("a date")
}

fn encoded(charset: &str, text: &str) -> Vec<u8> {
    let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).expect("a known charset");
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable, "{charset} cannot say {text}");
    bytes.into_owned()
}

fn attachments(text: &str) -> Vec<u8> {
    let mut body = format!(
        "--outer\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n\
         --outer\r\nContent-Type: application/pdf; name*0*=utf-8''%E8%AB%8B; name*1*=%E6%B1%82.pdf\r\n\
         Content-Disposition: attachment; filename*=utf-8''%E8%AB%8B%E6%B1%82.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n\
         --outer\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\nContent-Disposition: attachment; filename=raw.bin\r\n\r\n"
    )
    .into_bytes();
    // every byte that SMTP can carry without BINARYMIME
    body.extend((1..=255u8).filter(|byte| *byte != b'\r' && *byte != b'\n'));
    body.extend_from_slice(b"\r\n--outer--\r\n");
    body
}
