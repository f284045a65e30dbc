//! How fast the reader and the coders are on this machine: `cargo test -p kakitome-mime --release --test speed -- --ignored --nocapture`.
//! Prints figures and asserts nothing but that the work was done.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
#![allow(clippy::print_stdout, clippy::cast_precision_loss, reason = "prints what it measured")]

use kakitome_mime::canonical::Canonical;
use kakitome_mime::decode::Decoder;
use kakitome_mime::encode::{Base64, LineEnds, QuotedPrintable};
use kakitome_mime::seven_bit::{Fields, Options, plan};
use kakitome_mime::{Limits, Message, TransferEncoding, address};
use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

/// The best of many runs, in seconds.
fn best(mut work: impl FnMut()) -> f64 {
    let started = Instant::now();
    let mut best = f64::MAX;
    while started.elapsed().as_millis() < 500 {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    best
}

fn rate(what: &str, bytes: usize, work: impl FnMut()) {
    let seconds = best(work);
    println!("{what:<44} {:>9.0} MB/s  {:>10.2} us", bytes as f64 / seconds / 1e6, seconds * 1e6);
}

const HEADER: &str = "Return-Path: <noreply@example.jp>\r\nReceived: from app.example.jp (app.example.jp [192.0.2.10])\r\n\tby gw.example.jp (Kakitome) with ESMTP id 4aBcDeFgHi\r\n\tfor <customer@example.com>; Sun, 22 Nov 2026 12:34:56 +0900 (JST)\r\nDate: Sun, 22 Nov 2026 12:34:56 +0900\r\nFrom: =?ISO-2022-JP?B?GyRCPXFOMRsoQg==?= <noreply@example.jp>\r\nTo: customer@example.com\r\nSubject: =?ISO-2022-JP?B?GyRCPXFOMRsoQg==?=\r\nMessage-ID: <20261122123456.4aBcDeFgHi@example.jp>\r\nMIME-Version: 1.0\r\n";

fn mail(bytes: usize) -> Vec<u8> {
    let line = "The quick brown fox jumps over the lazy dog, and the gateway signs the letter.\r\n";
    let mut mail = format!("{HEADER}Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
    while mail.len() < bytes {
        mail.push_str(line);
    }
    mail.into_bytes()
}

fn multipart(bytes: usize) -> Vec<u8> {
    let mut mail = format!(
        "{HEADER}Content-Type: multipart/mixed; boundary=\"----=_Part_1234\"\r\n\r\n------=_Part_1234\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    );
    let line = format!("{}\r\n", "QUJD".repeat(19));
    mail.push_str(&line.repeat(10));
    mail.push_str("------=_Part_1234\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n");
    while mail.len() < bytes {
        mail.push_str(&line);
    }
    mail.push_str("------=_Part_1234--\r\n");
    mail.into_bytes()
}

#[test]
#[ignore = "measures; run it with --release and --nocapture"]
fn figures() {
    let limits = Limits::default();
    for (name, mail) in
        [("text", mail(4 << 10)), ("multipart", multipart(4 << 10)), ("text", mail(64 << 20)), ("multipart", multipart(64 << 20))]
    {
        rate(&format!("index {name} of {} KiB", mail.len() >> 10), mail.len(), || {
            black_box(Message::from_bytes(&mail, &limits).unwrap());
        });
    }
    let (small, large) = (mail(4 << 10), mail(16 << 20));
    let index = Message::from_bytes(&small, &limits).unwrap();
    let options = Options { fields: Fields::Content, keep_odd_line_ends: false, state_type: true };
    rate("plan of 4 KiB", small.len(), || {
        black_box(plan(&index.root, options).unwrap());
    });
    let from = index.root.header.first("From").unwrap();
    rate("From", from.value().len(), || {
        black_box(address::parse(from.value(), 0));
    });
    rate("canonical, CR LF already", large.len(), || Canonical::new(std::io::sink()).write_all(&large).unwrap());
    let with_lf = String::from_utf8(large.clone()).unwrap().replace('\r', "").into_bytes();
    rate("canonical, from LF", with_lf.len(), || Canonical::new(std::io::sink()).write_all(&with_lf).unwrap());
    let mut base64 = Base64::new(Vec::new(), LineEnds::Exact);
    base64.write_all(&large).unwrap();
    let base64 = base64.finish().unwrap();
    let mut quoted = QuotedPrintable::new(Vec::new(), LineEnds::Text);
    quoted.write_all(&large).unwrap();
    let quoted = quoted.finish().unwrap();
    rate("base64 encode", large.len(), || Base64::new(std::io::sink(), LineEnds::Exact).write_all(&large).unwrap());
    rate("quoted-printable encode", large.len(), || QuotedPrintable::new(std::io::sink(), LineEnds::Text).write_all(&large).unwrap());
    for (name, encoding, bytes) in
        [("base64 decode", TransferEncoding::Base64, base64), ("quoted-printable decode", TransferEncoding::QuotedPrintable, quoted)]
    {
        let mut out = Vec::with_capacity(1 << 20);
        rate(name, bytes.len(), || {
            let mut decoder = Decoder::new(encoding, 0);
            for chunk in bytes.chunks(64 << 10) {
                out.clear();
                decoder.push(chunk, &mut out);
            }
            assert!(decoder.finish(&mut out).is_empty());
        });
    }
}
