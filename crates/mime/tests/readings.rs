//! Forms that programs read in different ways (attack rows V13, V20), as data: `readings/from.tsv` and `readings/structure.tsv`. Whatever
//! form is not called ambiguous here is read alike by Python and by Thunderbird (as recorded); Postfix is asked by the program's tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]
#![allow(clippy::print_stderr, reason = "says which tests were skipped")]

use std::io::Write as _;
use std::process::{Command, Stdio};

use kakitome_mime::{Entity, Limits, Message, address};

const FROM: &str = include_str!("readings/from.tsv");
const STRUCTURE: &str = include_str!("readings/structure.tsv");

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

/// Runs a script that reads JSON strings line by line; `None` where there is no python3.
fn python(script: &str, lines: &[&str]) -> Option<Vec<String>> {
    let spawned = Command::new("python3")
        .args(["-X", "utf8", "-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = spawned else {
        eprintln!("SKIPPED: python3 is not installed, nothing was compared");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let input = lines.join("\n") + "\n";
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    writer.join().unwrap().unwrap();
    let answers: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), lines.len());
    Some(answers)
}

/// Texts of a JSON string or of a list of them, by Python too: this crate has no JSON.
fn unquoted(lines: &[&str]) -> Option<Vec<String>> {
    let script = "import sys, json, binascii\nfor line in sys.stdin: print(binascii.hexlify(json.loads(line).encode()).decode())";
    let text = |hex: String| {
        let octets: Vec<u8> = (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
        String::from_utf8(octets).unwrap()
    };
    Some(python(script, lines)?.into_iter().map(text).collect())
}

/// What both of Python's address parsers see, each as addresses joined by blanks.
const ADDRESSES: &str = r#"
import sys, re, json, email.utils, email.policy
def bare(address):
    return re.sub(r'^"(.*)"@', r'\1@', address)
def shown(list):
    return ' '.join(a for a in list if a)
for line in sys.stdin:
    value = json.loads(line)
    old = shown(bare(a) for _, a in email.utils.getaddresses([value]))
    try:
        new = shown(bare(a.addr_spec) for a in email.policy.default.header_factory('from', ' '.join(value.splitlines())).addresses)
    except Exception:
        new = old # this parser dies of some odd forms: then it has no opinion
    print(old + '\t' + new)
"#;

#[test]
fn v13_a_from_that_is_not_ambiguous_is_read_alike() {
    let table: Vec<_> = rows(FROM).collect();
    let forms: Vec<&str> = table.iter().map(|row| row[0]).collect();
    assert!(forms.len() >= 300, "{} forms", forms.len());
    let (Some(values), Some(answers)) = (unquoted(&forms), python(ADDRESSES, &forms)) else { return };
    let (mut single, mut split, mut wrong) = (0, 0, Vec::new());
    for ((value, answer), row) in values.iter().zip(&answers).zip(&table) {
        let list = address::parse(value.as_bytes(), 0);
        let Some(mailbox) = list.single() else {
            split += 1;
            continue;
        };
        single += 1;
        let own = format!("{}@{}", mailbox.address.local, mailbox.address.domain);
        let thunderbird = (row[1] != "-").then(|| row[1].trim_start_matches("[\"").trim_end_matches("\"]").to_owned());
        if answer.split('\t').any(|seen| seen != own) || thunderbird.is_some_and(|seen| seen != own) {
            wrong.push(format!("{value:?}: {own}, but Python {answer:?}, Thunderbird {}", row[1]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(single >= 20 && split >= 200, "{single} single, {split} not");
}

/// Labels of all parts with the length of their decoded text.
const PARTS: &str = r#"
import sys, json, email
for line in sys.stdin:
    mail = email.message_from_bytes(json.loads(line).encode())
    seen = []
    for part in mail.walk():
        label = part.get('content-description')
        if label:
            text = None if part.is_multipart() else part.get_payload(decode=True)
            seen.append(label + ('' if text is None else ':%d' % len(text)))
    print(' '.join(seen))
"#;

fn labels(entity: &Entity, mail: &[u8], out: &mut Vec<String>) {
    if let Some(field) = entity.header.first("Content-Description") {
        let label = String::from_utf8(field.unfolded().into_owned()).unwrap();
        let length = entity.leaf().map(|_| {
            let mut decoder = kakitome_mime::decode::Decoder::new(entity.encoding, 0);
            let mut text = Vec::new();
            decoder.push(&mail[entity.body.start as usize..entity.body.end as usize], &mut text);
            decoder.finish(&mut text);
            format!(":{}", text.len())
        });
        out.push(label + &length.unwrap_or_default());
    }
    entity.children().iter().for_each(|child| labels(child, mail, out));
}

/// Whether something in a mail is read in different ways: in its structure, or in the encoding of a leaf.
fn is_ambiguous(entity: &Entity, mail: &[u8]) -> bool {
    let leaf = entity.leaf().is_some_and(|_| {
        let mut decoder = kakitome_mime::decode::Decoder::new(entity.encoding, 0);
        decoder.push(&mail[entity.body.start as usize..entity.body.end as usize], &mut Vec::new());
        decoder.finish(&mut Vec::new()).iter().any(kakitome_mime::Finding::splits_parsers)
    });
    leaf || entity.children().iter().any(|child| is_ambiguous(child, mail))
}

/// Rows that are read differently and decide nothing, each with its reason.
const HARMLESS: &[(&str, &str)] = &[(
    "partial message",
    "Python takes every message/* for one with a message inside; a piece of a message is a leaf for everybody else (RFC 2046 5.2.2)",
)];

#[test]
fn v20_a_structure_that_is_not_ambiguous_is_read_alike() {
    let table: Vec<_> = rows(STRUCTURE).collect();
    let mails: Vec<&str> = table.iter().map(|row| row[1]).collect();
    assert!(mails.len() >= 60, "{} mails", mails.len());
    let (Some(values), Some(answers)) = (unquoted(&mails), python(PARTS, &mails)) else { return };
    let (mut clear, mut split, mut wrong) = (0, 0, Vec::new());
    for ((mail, answer), row) in values.iter().zip(&answers).zip(&table) {
        let bytes = mail.as_bytes();
        let index = Message::from_bytes(bytes, &Limits::default()).unwrap();
        if index.is_ambiguous() || is_ambiguous(&index.root, bytes) {
            split += 1;
            continue;
        }
        clear += 1;
        let mut own = Vec::new();
        labels(&index.root, bytes, &mut own);
        let bare: Vec<&str> = own.iter().map(|label| label.split(':').next().unwrap()).collect();
        let thunderbird: Vec<&str> = row[2].split('"').skip(1).step_by(2).collect();
        let is_harmless = HARMLESS.iter().any(|(name, _)| *name == row[0]);
        if (own.join(" ") != *answer) != is_harmless || (row[2] != "-" && thunderbird != bare) {
            wrong.push(format!("{}: {own:?}, but Python {answer:?}, Thunderbird {}", row[0], row[2]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(clear >= 8 && split >= 35, "{clear} clear, {split} not");
}
