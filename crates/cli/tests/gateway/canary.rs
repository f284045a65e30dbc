//! Nothing of a mail's content and no password is found where an operator looks: mail with marked content and logins with marked passwords go
//! through every door of the running binary at its most talkative, and then the log, the numbers, the journal, the health report, the outbox
//! and every file of the home are searched (W14, S22).

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use crate::support::client::{Client, socket, stuffed};
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::SENDER;
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::tls::{Certificate, handshake};

const BODY: &str = "canary-of-the-body-5f1c";
const SUBJECT: &str = "canary-of-the-subject-77aa";
const FIELD: &str = "canary-of-a-field-0b42";
const RIGHT: &str = "canary-right-password-93d0";
const WRONG: &str = "canary-wrong-password-c8e1";

fn mail(more: &str) -> Vec<u8> {
    format!("From: <{SENDER}>\r\nTo: <customer@home.example>\r\nSubject: {SUBJECT}\r\nX-Own: {FIELD}\r\n{more}\r\n{BODY}\r\n").into_bytes()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The canaries as they are, and as a careless line would show them.
fn canaries() -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for text in [BODY, SUBJECT, FIELD, RIGHT, WRONG] {
        all.push((text.to_owned(), text.as_bytes().to_vec()));
        // The middle of it, whatever stood before it in the same base64.
        for shift in 0..3 {
            let whole = base64(&[&b"xx"[..shift], text.as_bytes()].concat());
            all.push((format!("{text} in base64"), whole.as_bytes()[4..whole.len() - 4].to_vec()));
        }
        all.push((format!("{text} in hex"), hex(text.as_bytes()).into_bytes()));
        all.push((format!("{text} in HEX"), hex(text.as_bytes()).to_uppercase().into_bytes()));
    }
    all
}

fn search(what: &str, bytes: &[u8]) {
    for (name, canary) in canaries() {
        assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{name} is in {what}");
    }
}

fn search_files(folder: &Path, searched: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search_files(&path, searched);
        } else if let Ok(bytes) = std::fs::read(&path) {
            search(&path.display().to_string(), &bytes);
            *searched += 1;
        }
    }
}

/// One whole mail, and one that is refused with its content on the way.
fn hand_in(client: &mut Client, lmtp: bool) {
    for (more, good) in [("", true), ("X-Broken: \0\r\n", false)] {
        client.say(&format!("MAIL FROM:<{SENDER}>"));
        client.say("RCPT TO:<customer@home.example>");
        assert!(client.say("DATA").starts_with("354"), "{good} {lmtp}");
        client.try_send(&stuffed(&mail(more)));
        let reply = client.reply();
        assert_eq!(reply.starts_with("250"), good, "{reply}");
    }
}

/// What is said to one request for a path.
fn http(address: SocketAddr, path: &str) -> Vec<u8> {
    use std::io::{Read, Write};
    let mut stream = socket(address);
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

#[test]
fn w14_s22_no_content_and_no_password_is_in_logs_numbers_journal_or_files() {
    let home = Home::new();
    let sink = Sink::start();
    let certificate = Certificate::make(home.scratch(), "gateway");
    let tls = certificate.for_listener();
    let door = |kind: &str, more: &str| format!("[[listener]]\nkind = \"{kind}\"\naddress = \"127.0.0.1:0\"\n{more}");
    let doors = [
        door("relay", "networks = [\"here\"]\nacknowledge = \"outbox\"\n"),
        door("lmtp", "networks = [\"here\"]\n"),
        door("submission", &tls),
        door("submission-starttls", &tls),
        door("milter", "networks = [\"here\"]\n"),
    ];
    let more = "[log]\nlevel = \"debug\"\n[metrics]\naddress = \"127.0.0.1:0\"\n[accounts]\nwrong-login-seconds = 0\n[watch]\nlists = []\n[limits]\nmemory-bytes = 4096\n";
    home.configure(sink.address, &format!("{}{more}", doors.concat()));
    let password = home.scratch().join("password");
    std::fs::write(&password, format!("{RIGHT}\n")).unwrap();
    succeed(kakitome().args(["account", "add", SENDER, "--password-file"]).arg(&password).arg("--home").arg(home.path()));
    std::fs::remove_file(&password).unwrap();
    let serve = Serve::start(&home);
    let address = |begin: &str| serve.wait_for(begin).parse::<SocketAddr>().unwrap();
    let apart = address("listening relay ");
    let lmtp = address("listening lmtp ");
    let implicit = address("listening submission ");
    let starttls = address("listening submission-starttls ");
    let milter = address("listening milter ");
    let monitors = address("listening metrics ");

    for (at, hello) in [(serve.relay, "EHLO"), (apart, "EHLO"), (lmtp, "LHLO")] {
        let mut client = Client::connect(at);
        client.say(&format!("{hello} client.test"));
        hand_in(&mut client, hello == "LHLO");
    }
    let inside = |at| {
        let mut client = Client::over(handshake(socket(at), &certificate.authority, "gateway.test").unwrap());
        assert!(client.reply().starts_with("220"));
        client
    };
    for (mechanism, right) in [("PLAIN", true), ("PLAIN", false), ("LOGIN", true), ("LOGIN", false), ("both in one line", true)] {
        let mut client = inside(implicit);
        client.say("EHLO client.test");
        let word = if right { RIGHT } else { WRONG };
        let plain = base64(format!("\0{SENDER}\0{word}").as_bytes());
        let reply = match mechanism {
            "PLAIN" => {
                assert!(client.say("AUTH PLAIN").starts_with("334"));
                client.say(&plain)
            }
            "LOGIN" => {
                assert!(client.say("AUTH LOGIN").starts_with("334"));
                assert!(client.say(&base64(SENDER.as_bytes())).starts_with("334"));
                client.say(&base64(word.as_bytes()))
            }
            _ => client.say(&format!("AUTH PLAIN {plain}")),
        };
        assert_eq!(reply.starts_with("235"), right, "{mechanism}: {reply}");
        if right {
            hand_in(&mut client, false);
        }
    }
    // A password in clear where none may be said, as an account's name, and in the middle of nothing.
    let mut clear = Client::connect(starttls);
    clear.say("EHLO client.test");
    for line in [format!("AUTH PLAIN {}", base64(format!("\0{SENDER}\0{RIGHT}").as_bytes())), format!("PASS {WRONG}"), RIGHT.to_owned()] {
        assert!(clear.say(&line).starts_with('5'), "{line}");
    }
    let mut broken = inside(implicit);
    broken.say("EHLO client.test");
    broken.say(&format!("AUTH PLAIN {}!", base64(format!("\0{SENDER}\0{RIGHT}").as_bytes())));
    // A milter that is shown a mail and then left alone.
    shown(milter);

    let mut received = 0;
    while received < 6 {
        let arrived = sink.next();
        assert!(String::from_utf8_lossy(&arrived.bytes).contains(BODY), "the mail itself came whole");
        received += 1;
    }
    let page = http(monitors, "/metrics");
    assert!(page.starts_with(b"HTTP/1.1 200"));
    search("the numbers", &page);
    search("the health report", &http(monitors, "/health/ready"));
    for words in [
        vec!["health"],
        vec!["held", "list", "--json"],
        vec!["journal", "find", "--json"],
        vec!["account", "list"],
        vec!["config", "check"],
    ] {
        let output = kakitome().args(&words).arg("--home").arg(home.path()).output().unwrap();
        search(&words.join(" "), &output.stdout);
        search(&words.join(" "), &output.stderr);
        assert!(!output.stdout.is_empty(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let ready = kakitome().args(["--lang", "ja", "health", "--home"]).arg(home.path()).output().unwrap();
    let said = String::from_utf8_lossy(&ready.stdout);
    assert!(ready.status.success() && said.contains("メールを受け付けています(稼働中、"), "{said}");
    for raw in ["running", "database", "journal", "keyholder", "outbox", "next-hop"] {
        assert!(!said.contains(raw), "{raw}: {said}");
    }
    for words in
        ["データベース: 正常", "処理記録: 正常", "鍵保管プロセス: 正常", "送信待ち: 正常", "次のサーバー: 正常", "署名: 止めていません"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    drop(serve);
    let log = Serve::log(home.scratch());
    assert!(log.contains("mail") && log.lines().count() > 30, "it was talkative: {log}");
    search("the log", log.as_bytes());
    let mut searched = 0;
    search_files(&home.path(), &mut searched);
    assert!(searched > 5, "{searched} files");
    let none = Command::new(env!("CARGO_BIN_EXE_kakitome"))
        .env("LC_ALL", "C")
        .args(["health", "--json", "--home"])
        .arg(home.path())
        .output()
        .unwrap();
    assert_eq!(none.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&none.stdout).contains("not-running"));
}

/// A mail at the milter's door, up to its body, then the connection goes.
fn shown(milter: SocketAddr) {
    use std::io::Write;
    let mut mta = socket(milter);
    let mut say = |kind: u8, data: &[u8]| {
        let length = u32::try_from(data.len() + 1).unwrap().to_be_bytes();
        mta.write_all(&[&length, [kind].as_slice(), data].concat()).unwrap();
    };
    say(b'O', &[0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff]);
    say(b'C', b"app.example\x004\x30\x39127.0.0.1\0");
    say(b'H', b"app.example\0");
    say(b'M', format!("<{SENDER}>\0").as_bytes());
    say(b'R', b"<customer@home.example>\0");
    say(b'L', format!("Subject\0{SUBJECT}\0").as_bytes());
    say(b'L', format!("From\0{SENDER}\0").as_bytes());
    say(b'N', b"");
    say(b'B', format!("{BODY}\r\n").as_bytes());
    say(b'E', b"");
    std::thread::sleep(std::time::Duration::from_millis(500));
}
