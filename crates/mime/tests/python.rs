//! A second opinion: Python's `email` reads the same trees with the same bytes in the leaves, and the same addresses.
//! Without python3 these tests say so loudly and check nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]
#![allow(clippy::print_stderr, reason = "says which tests were skipped")]

use kakitome_mime::{Content, Entity, Limits, Message, address};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs a script on an input; `None` where there is no python3.
fn python(script: &str, input: &[u8]) -> Option<String> {
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
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    writer.join().unwrap().unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Always the same ones, so that a run can be repeated; more with `PROPTEST_CASES`.
fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

/// Prints, for each mail, its tree with length and checksum of each leaf. Mails come as: length, newline, bytes.
const TREE: &str = r#"
import sys, email, zlib
def show(m):
    t, whole = ' '.join(m.get_content_type().split()), m.get_content_maintype()
    cte = str(m.get('content-transfer-encoding', '7bit')).strip().lower()
    inner = t in ('message/rfc822', 'message/global')
    if whole == 'multipart' and m.is_multipart():
        return t + '[' + ' '.join(show(p) for p in m.get_payload()) + ']'
    if whole == 'multipart' and m.get_boundary():
        return t + '[]'
    if inner and cte in ('7bit', '8bit', 'binary'):
        return t + '[' + show(m.get_payload(0)) + ']'
    if m.is_multipart():
        return t
    b = m._payload.encode('ascii', 'surrogateescape')
    return '%s:%d:%08x' % (t, len(b), zlib.crc32(b))
data = sys.stdin.buffer
while True:
    n = data.readline()
    if not n: break
    print(show(email.message_from_bytes(data.read(int(n)))))
"#;

fn tree(entity: &Entity, mail: &[u8]) -> String {
    let essence = entity.content_type.essence();
    match &entity.content {
        Content::Leaf(_) if entity.content_type.main() == "message" => essence.to_owned(),
        Content::Leaf(_) => {
            let body = &mail[entity.body.start as usize..entity.body.end as usize];
            format!("{essence}:{}:{:08x}", body.len(), crc32(body))
        }
        _ => format!("{essence}[{}]", entity.children().iter().map(|child| tree(child, mail)).collect::<Vec<_>>().join(" ")),
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

fn python_trees(mails: &[Vec<u8>]) -> Option<Vec<String>> {
    let input: Vec<u8> = mails.iter().flat_map(|mail| [format!("{}\n", mail.len()).as_bytes(), mail].concat()).collect();
    let lines: Vec<String> = python(TREE, &input)?.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), mails.len());
    Some(lines)
}

fn corpus() -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("KAKITOME_SHARED").map_or(default, PathBuf::from);
    let corpus = shared.join("corpus");
    assert!(corpus.is_dir(), "no corpus at {}: set KAKITOME_SHARED to the folder that holds it", corpus.display());
    corpus
}

fn mails_below(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            mails_below(&path, out);
        } else if [".eml", ".txt", ".mail", ".mbox"].iter().any(|end| name.ends_with(end))
            && std::fs::metadata(&path).unwrap().len() < 4 << 20
        {
            out.push(path);
        }
    }
}

#[test]
fn the_corpus_has_the_trees_that_python_sees() {
    let mut paths = Vec::new();
    mails_below(&corpus(), &mut paths);
    paths.sort();
    assert!(paths.len() > 150, "the corpus has become small: {}", paths.len());
    let mails: Vec<Vec<u8>> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let Some(expected) = python_trees(&mails) else { return };
    let mut different = Vec::new();
    for ((path, mail), expected) in paths.iter().zip(&mails).zip(expected) {
        let message = Message::from_bytes(mail, &Limits::default()).unwrap();
        let own = tree(&message.root, mail);
        if own != expected {
            different.push(format!("{}\n  own    {own}\n  python {expected}\n  {:?}", path.display(), message.findings));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

/// Lines that build and break structure; no lone CR (a line end for Python) and no `Field :` (the end of the header for Python).
const LINES: &[&str] = &[
    "",
    "",
    "--a",
    "--a",
    "--a--",
    "--b",
    "--b--",
    "--a \t",
    "--ab",
    "-",
    "--",
    "text",
    "a longer line of text",
    " ",
    "Subject: x",
    " folded",
    "Content-Type: multipart/mixed; boundary=a",
    "Content-Type: multipart/alternative;\r\n boundary=\"b\"",
    "Content-Type: message/rfc822",
    "Content-Type: multipart/digest; boundary=b",
    "Content-Type: text/html; charset=\"utf-8\"",
    "Content-Type: text/plain; name*=utf-8''a%20b",
    "Content-Transfer-Encoding: base64",
    "MIME-Version: 1.0",
    "no field",
    "書留",
];

/// Parts as they should be.
const BLOCKS: &[&str] = &[
    "--a\r\n\r\ntext\r\n",
    "--a\nContent-Type: text/html\n\nx\n\n",
    "--a\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\n\r\n1\r\n--b\r\nX: y\r\n\r\n2\r\n\r\n--b--\r\n",
    "--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nbody\r\n",
    "--a\r\nContent-Type: multipart/digest; boundary=b\r\n\r\npreamble\r\n--b\r\n\r\nSubject: x\r\n\r\n1\r\n--b--\r\nepilogue\r\n",
    "--a  \r\nContent-Type: text/plain;\r\n charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n書留\r\n",
    "text\r\n",
    "\r\n",
];

#[test]
fn v20_what_is_not_ambiguous_is_read_alike_by_python() {
    let ends = prop::sample::select(vec!["\r\n", "\r\n", "\r\n", "\n"]);
    let head = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n";
    let line = (prop::sample::select(LINES), ends).prop_map(|(line, end)| format!("{line}{end}"));
    let block = prop_oneof![3 => prop::sample::select(BLOCKS).prop_map(str::to_owned), 1 => line];
    let mail = (any::<bool>(), prop::collection::vec(block, 0..8), any::<bool>()).prop_map(move |(multipart, blocks, close)| {
        [if multipart { head } else { "" }, &blocks.concat(), if close { "--a--\r\n" } else { "" }].concat().into_bytes()
    });
    let mut runner = TestRunner::deterministic();
    let mails: Vec<Vec<u8>> = (0..cases(8_000)).map(|_| mail.new_tree(&mut runner).unwrap().current()).collect();
    let Some(expected) = python_trees(&mails) else { return };
    let mut compared = 0;
    for (mail, expected) in mails.iter().zip(expected) {
        let message = Message::from_bytes(mail, &Limits::default()).unwrap();
        if !message.is_ambiguous() {
            assert_eq!(tree(&message.root, mail), expected, "{}", mail.escape_ascii());
            compared += usize::from(message.root.children().len() > 1);
        }
    }
    assert!(compared > 100, "only {compared} mails with parts were comparable");
}

/// Prints the addresses that Python's two parsers see in each line (escaped as JSON strings).
const ADDRESSES: &str = r#"
import sys, re, json, email.utils, email.policy, email.message
def bare(address):
    return re.sub(r'^"(.*)"@', r'\1@', address)
for line in sys.stdin:
    value = json.loads(line)
    old = [bare(a) for _, a in email.utils.getaddresses([value])]
    try:
        header = email.policy.default.header_factory('from', ' '.join(value.splitlines()))
        new = [bare(a.addr_spec) for a in header.addresses]
    except Exception:
        new = old # this parser dies of some odd forms: then it has no opinion
    print(json.dumps([old, new], ensure_ascii=False))
"#;

fn json(text: &str) -> String {
    let escaped = text
        .chars()
        .map(|one| if one.is_control() || "\"\\".contains(one) { format!("\\u{:04x}", u32::from(one)) } else { one.to_string() });
    format!("\"{}\"", escaped.collect::<String>())
}

/// V13: forms out of pieces that parsers disagree on. Wherever we see exactly one mailbox, Python's parsers see the same one.
#[test]
fn v13_where_we_see_one_mailbox_python_sees_the_same() {
    const PIECES: &[&str] = &[
        "a@x.jp",
        "b@y.jp",
        "<a@x.jp>",
        "<b@y.jp>",
        "Name",
        "\"Name\"",
        "\"Na, me\"",
        "\"b@y.jp\"",
        "(comment)",
        "(b@y.jp)",
        "(<b@y.jp>)",
        "((nested))",
        "(",
        ")",
        "<",
        ">",
        ",",
        ";",
        ":",
        "@",
        "\"",
        "\\",
        "=?utf-8?q?a=40b?=",
        "=?utf-8?b?5pu455WZ?=",
        "\"a\"@x.jp",
        "\"a b\"@x.jp",
        "\"a@b\"@x.jp",
        "a.b@x.jp",
        ".a@x.jp",
        "a@x",
        "@x.jp:",
        "a@[192.0.2.1]",
        "\r\n",
        "\r\n ",
        "\n",
        "\0",
        "group:",
        "書留",
        "a b",
        ".",
        "=?utf-8?q?b=40y.jp?=@x.jp",
        "@",
        "x.jp",
        "a",
    ];
    let pieces = prop::collection::vec((prop::sample::select(PIECES), prop::sample::select(vec!["", "", " "])), 1..6);
    let value = pieces.prop_map(|pieces| pieces.iter().flat_map(|(piece, space)| [*piece, *space]).collect::<String>());
    let mut runner = TestRunner::deterministic();
    let mut values: Vec<String> = (0..cases(20_000)).map(|_| value.new_tree(&mut runner).unwrap().current()).collect();
    values.extend(PIECES.iter().flat_map(|one| PIECES.iter().map(move |two| format!("{one} {two}"))));
    let input: String = values.iter().map(|value| json(value) + "\n").collect();
    let Some(output) = python(ADDRESSES, input.as_bytes()) else { return };
    let mut single = 0;
    for (value, seen) in values.iter().zip(output.lines()) {
        if let Some(mailbox) = address::parse(value.as_bytes(), 0).single() {
            single += 1;
            let own = format!("[{}]", json(&format!("{}@{}", mailbox.address.local, mailbox.address.domain)));
            assert_eq!(unescape(seen), format!("[{own}, {own}]"), "{value:?}");
        }
    }
    assert!(single > 300, "only {single} forms were unambiguous");
}

/// Python escapes beyond ASCII and quotes; both sides in one form.
fn unescape(json_text: &str) -> String {
    json_text.replace("\\\"", "\\u0022")
}
