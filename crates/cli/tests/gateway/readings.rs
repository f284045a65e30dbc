//! Attack rows V13 and V20: how Postfix reads the forms of `crates/mime/tests/readings`. Its rewriting marks the addresses that it sees in
//! From, its header checks mark the MIME headers that it sees in parts; both come out at the next hop. Whatever form is not called
//! ambiguous here is read alike there.

use std::collections::BTreeMap;
use std::path::Path;

use kakitome_mime::{Entity, Limits, Message, address};

use crate::postfix::{Postfix, usable};
use crate::support::client::submit;
use crate::support::home::Home;
use crate::support::sink::Sink;

const FROM: &str = include_str!("../../../mime/tests/readings/from.tsv");
const STRUCTURE: &str = include_str!("../../../mime/tests/readings/structure.tsv");

/// The texts of a column of JSON strings.
fn column(table: &str, number: usize) -> Vec<String> {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.map(|row| serde_json::from_str(row.split('\t').nth(number).unwrap()).unwrap()).collect()
}

/// Sends all of them through one Postfix and gives back what arrives, by number.
fn through(program: &Path, mails: &[String]) -> BTreeMap<usize, String> {
    let home = Home::new();
    let sink = Sink::start();
    let (canonical, checks) = (home.scratch().join("canonical"), home.scratch().join("checks"));
    std::fs::write(&canonical, "if !/^\"?seen\\./\n/^(.+)$/ seen.$1\nendif\n").unwrap();
    std::fs::write(&checks, "/^Content-Description: *(.*)$/ REPLACE Content-Description: seen-$1\n").unwrap();
    let more = format!(
        "canonical_maps = regexp:{}\ncanonical_classes = header_sender\nlocal_header_rewrite_clients = permit_mynetworks\nmime_header_checks = regexp:{}\n",
        canonical.display(),
        checks.display()
    );
    for file in [&canonical, &checks] {
        std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    }
    let postfix = Postfix::start(program, &home.scratch().join("reader"), sink.address, &more);
    let mut arrived = BTreeMap::new();
    for (number, mail) in mails.iter().enumerate() {
        let numbered = format!("X-Number: {number}\r\n{mail}");
        let reply = submit(postfix.address(), "sender@x.jp", &["reader@y.jp"], numbered.as_bytes());
        assert!(reply.starts_with("250"), "{mail:?}: {reply}");
        // Not all at once: what waits in a queue too long is tried again much later.
        let text = String::from_utf8_lossy(&sink.next().bytes).into_owned();
        let at = text.split("X-Number: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok());
        arrived.insert(at.expect("the number comes along"), text);
    }
    arrived
}

/// The addresses that carry the mark, without it and without quotes around their local parts.
fn marked(header: &str) -> Vec<String> {
    let ends = |letter: char| letter.is_whitespace() || "<>(),;".contains(letter);
    let until = |text: &str| text.split(ends).next().unwrap_or_default().to_owned();
    let pieces = header.split("seen.").skip(1).map(|piece| piece.strip_prefix('"').unwrap_or(piece));
    pieces
        .map(|piece| match piece.split_once("\"@") {
            Some((local, rest)) => format!("{local}@{}", until(rest)),
            None => until(piece),
        })
        .collect()
}

fn from_field(mail: &str) -> String {
    let at = mail.find("\r\nFrom:").expect("a From");
    let mut lines = mail[at + 2..].split("\r\n");
    let first = lines.next().unwrap().to_owned();
    lines.take_while(|line| line.starts_with([' ', '\t'])).fold(first, |all, line| all + line)
}

#[test]
fn v13_postfix_reads_what_is_not_ambiguous_as_we_do() {
    let Some(program) = usable("v13_postfix_reads_what_is_not_ambiguous_as_we_do") else { return };
    let values = column(FROM, 0);
    // A letter that stands for two octets and more is for mail systems of RFC 6532; Postfix is asked about the rest.
    let values: Vec<&String> = values.iter().filter(|value| value.is_ascii()).collect();
    let mails: Vec<String> = values.iter().map(|value| format!("From: {value}\r\nTo: reader@y.jp\r\nSubject: s\r\n\r\nHi\r\n")).collect();
    let arrived = through(&program, &mails);
    let (mut single, mut differs, mut wrong) = (0, 0, Vec::new());
    for (number, value) in values.iter().enumerate() {
        let seen = marked(&from_field(&arrived[&number]));
        let list = address::parse(value.as_bytes(), 0);
        match list.single() {
            Some(mailbox) => {
                single += 1;
                let own = format!("{}@{}", mailbox.address.local, mailbox.address.domain);
                if seen != [own.as_str()] {
                    wrong.push(format!("{value:?}: {own}, but Postfix {seen:?} in {:?}", from_field(&arrived[&number])));
                }
            }
            None => differs += usize::from(seen.len() == 1),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The test bites: Postfix sees one address in forms that have none or two for others.
    assert!(single >= 20 && differs >= 20, "{single} single, {differs} read by Postfix as one address all the same");
}

fn labels(entity: &Entity, out: &mut Vec<String>) {
    out.extend(entity.header.first("Content-Description").map(|field| String::from_utf8_lossy(&field.unfolded()).into_owned()));
    entity.children().iter().for_each(|child| labels(child, out));
}

#[test]
fn v20_postfix_reads_what_is_not_ambiguous_as_we_do() {
    let Some(program) = usable("v20_postfix_reads_what_is_not_ambiguous_as_we_do") else { return };
    let mails = column(STRUCTURE, 1);
    let arrived = through(&program, &mails);
    let (mut clear, mut differs, mut wrong) = (0, 0, Vec::new());
    for (number, mail) in mails.iter().enumerate() {
        let index = Message::from_bytes(mail.as_bytes(), &Limits::default()).unwrap();
        let mut own = Vec::new();
        labels(&index.root, &mut own);
        let seen: Vec<&str> =
            arrived[&number].split("Content-Description: seen-").skip(1).map(|rest| rest.split("\r\n").next().unwrap()).collect();
        if index.is_ambiguous() {
            differs += usize::from(seen != own);
        } else {
            clear += 1;
            if seen != own {
                wrong.push(format!("row {number}: {own:?}, but Postfix {seen:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(clear >= 8 && differs >= 5, "{clear} clear; {differs} ambiguous ones that Postfix reads in another way");
}
