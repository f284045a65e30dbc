//! `kakitome probe` as a person runs it: exit statuses, text, JSON and HTML in both languages, bad input. Servers are threads of the
//! test on loopback.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stderr,
    reason = "tests may panic"
)]

#[path = "../../../dns/tests/shared/zone/mod.rs"]
mod zone;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::TempDir;

/// A small SMTP server; `hole`: what came before the handshake is carried out after it (Postfix before 2.8).
struct Server {
    port: u16,
    root: PathBuf,
    folder: TempDir,
}

fn server(names: &[&str], hole: bool, greeting: &'static str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let mut root = CertificateParams::new(Vec::new()).unwrap();
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root = CertifiedIssuer::self_signed(root, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut leaf = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let leaf = leaf.signed_by(&key, &root).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let config = Arc::new(config.with_single_cert(vec![leaf.der().clone()], key).unwrap());
    let file = folder.path().join("root.pem");
    std::fs::write(&file, root.pem()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for socket in listener.incoming().map_while(Result::ok) {
            let config = Arc::clone(&config);
            std::thread::spawn(move || session(socket, config, hole, greeting));
        }
    });
    Server { port, root: file, folder }
}

fn session(socket: TcpStream, config: Arc<ServerConfig>, hole: bool, greeting: &str) {
    let mut clear = BufReader::new(socket.try_clone().unwrap());
    let _ = (&socket).write_all(greeting.as_bytes());
    if !converse(&mut clear, &mut &socket, true) {
        return;
    }
    let kept = if hole { clear.buffer().to_vec() } else { Vec::new() };
    let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
    for line in kept.lines().map_while(Result::ok) {
        let _ = stream.write_all(answer(&line, false).as_bytes());
    }
    loop {
        let mut line = Vec::new();
        let mut octet = [0];
        while line.last() != Some(&b'\n') {
            match stream.read(&mut octet) {
                Ok(1) => line.push(octet[0]),
                _ => return,
            }
        }
        let _ = stream.write_all(answer(String::from_utf8_lossy(&line).trim_end(), false).as_bytes());
    }
}

fn converse(from: &mut impl BufRead, to: &mut impl Write, clear: bool) -> bool {
    let mut line = String::new();
    while matches!(from.read_line(&mut line), Ok(1..)) {
        let reply = answer(line.trim_end(), clear);
        if to.write_all(reply.as_bytes()).is_err() || reply.starts_with("221") {
            return false;
        }
        if line.trim_end() == "STARTTLS" {
            return true;
        }
        line.clear();
    }
    false
}

fn answer(line: &str, clear: bool) -> String {
    let reply = match line.split([' ', ':']).next().unwrap_or_default() {
        "EHLO" if clear => "250-mta.test\r\n250 STARTTLS",
        "EHLO" => "250-mta.test\r\n250 8BITMIME",
        "NOOP" => "250 ok",
        "STARTTLS" => "220 go on",
        "QUIT" => "221 bye",
        "MAIL" | "RCPT" => "503 not now",
        "DATA" => panic!("a probe sends no mail"),
        _ => "500 what",
    };
    format!("{reply}\r\n")
}

const GREETING: &str = "220 mta.test <b>ESMTP</b>\r\n";

fn probe(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kakitome")).arg("probe").args(arguments).stdin(Stdio::null()).output().unwrap()
}

impl Server {
    fn probe(&self, more: &[&str]) -> Output {
        let port = format!("{}=submission", self.port);
        let root = self.root.display().to_string();
        probe(&[&["localhost", "--port", &port, "--trust", &root], more].concat())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_good_server_ends_with_0_in_both_languages() {
    let server = server(&["localhost"], false, GREETING);
    for (lang, said) in [("en", "No fault was found"), ("ja", "誤りは見つかりませんでした")] {
        let output = server.probe(&["--lang", lang]);
        let page = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{page}{}", text(&output.stderr));
        assert!(page.contains(said) && !page.contains('⟨') && !page.contains("{$") && !page.contains('\u{1b}'), "{page}");
        assert_eq!(text(&output.stderr), "", "no progress where nobody looks");
    }
}

#[test]
fn a_hole_ends_with_1_and_is_told_with_its_remedy() {
    let server = server(&["sv12.host.test"], true, GREETING);
    let output = server.probe(&["--lang", "en"]);
    let page = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(1), "{page}");
    for said in
        ["carried out inside TLS", "Confirmed by a second", "set sv12.host.test as the server's name", "has its price", "CVE-2011-0411"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn json_has_its_schema_and_everything_in_it() {
    let server = server(&["localhost"], true, GREETING);
    let output = server.probe(&["--json", "--lang", "ja"]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["schema"], "kakitome.probe/1");
    let port = &json["hosts"][0]["ports"][0];
    assert_eq!((port["port"].as_u64(), port["points"].as_u64()), (Some(u64::from(server.port)), Some(20)));
    assert_eq!(port["outcome"], "fault");
    for finding in port["findings"].as_array().unwrap() {
        for name in ["id", "severity", "source", "text", "remedy"] {
            assert!(finding[name].as_str().is_some_and(|text| !text.is_empty() && !text.contains("{$")), "{name}: {finding}");
        }
    }
    assert_eq!(port["findings"][0]["id"], "probe.injection");
    assert_eq!(port["findings"][0]["facts"]["variants"][0], "one-segment");
}

#[test]
fn the_page_is_one_file_without_script_and_escapes_what_the_server_said() {
    let server = server(&["localhost"], false, GREETING);
    let file = server.folder.path().join("report.html");
    let output = server.probe(&["--lang", "ja", "--html", &file.display().to_string()]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("<html lang=\"ja\">") && page.contains("prefers-color-scheme:dark") && page.contains("width=device-width"));
    assert!(page.contains("&lt;b&gt;ESMTP&lt;/b&gt;") && !page.contains("<b>ESMTP"));
    for foreign in ["<script", "http://", "https://", "src=", "url(", "{$", "⟨"] {
        assert!(!page.contains(foreign), "{foreign}: {page}");
    }
}

#[test]
fn many_hosts_come_from_a_file_and_are_counted() {
    let server = server(&["localhost", "127.0.0.1"], false, GREETING);
    let list = server.folder.path().join("hosts");
    std::fs::write(&list, "\u{feff}# ours\r\nlocalhost\r\n\r\n127.0.0.1 # the same one\nLOCALHOST.\n").unwrap();
    let port = format!("{}=smtp", server.port);
    let (list, root) = (list.display().to_string(), server.root.display().to_string());
    let output = probe(&["--from-file", &list, "--port", &port, "--trust", &root, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(text(&output.stdout).contains("2 hosts: 2 without a fault, 0 with faults, 0 not found out"), "{}", text(&output.stdout));
}

#[test]
fn what_cannot_be_done_ends_with_2_and_one_line_that_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad");
    std::fs::write(&bad, "mail.example\nno host\n").unwrap();
    let bad = bad.display().to_string();
    let closed = format!("{}=smtp", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
    let odd = server(&["localhost"], false, "HTTP/1.1 400 Bad Request\r\n");
    let odd = format!("{}=smtp", odd.port);
    for (arguments, said) in [
        (vec![], "no host or domain to probe"),
        (vec!["a b"], "neither a host name nor an IP address"),
        (vec!["localhost", "--port", "2525"], "2587=submission"),
        (vec!["localhost", "--port", "0"], "1 to 65535"),
        (vec!["--from-file", &bad], "line 2"),
        (vec!["--from-file", "/nonexistent/hosts"], "/nonexistent/hosts"),
        (vec!["localhost", "--trust", "/nonexistent/root.pem"], "/nonexistent/root.pem"),
        (vec!["localhost", "--json", "--html", "x"], "cannot be used with"),
        (vec!["nothing.invalid", "--port", "25"], "nothing.invalid has no address"),
        (vec!["127.0.0.1", "--port", &closed], "no server answered"),
        (vec!["localhost", "--port", &odd], "not everything could be found out"),
    ] {
        let output = probe(&[&arguments[..], &["--lang", "en"]].concat());
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(said) && errors.trim_end().lines().count() == 1, "{arguments:?}: {errors}");
    }
    assert!(!Path::new("x").exists());
}

#[test]
fn a_domain_is_told_in_every_form() {
    if let Some(missing) = zone::missing() {
        eprintln!("SKIPPED a_domain_is_told_in_every_form: {missing} is not here");
        if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
            let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the skip file");
            writeln!(file, "a_domain_is_told_in_every_form: {missing} is not here").expect("the skip file");
        }
        return;
    }
    let server = server(&["mx.plain.example"], false, GREETING);
    let records = "@ IN MX 10 mx\nmx IN A 127.0.0.1\n_smtp._tls IN TXT \"v=TLSRPTv1; rua=mailto:tls@plain.example\"\n\
                   _25._tcp.mx IN TLSA 3 1 1 0000000000000000000000000000000000000000000000000000000000000000\n";
    let names = zone::start(&[zone::Zone::new("plain.example", zone::Signing::Good, records)]);
    let anchor = server.folder.path().join("root.key");
    std::fs::write(&anchor, &names.anchor).unwrap();
    let list = server.folder.path().join("domains");
    std::fs::write(&list, "plain.example # ours\nPLAIN.example.\ngone.example\n").unwrap();
    let (dns, port) = (names.address.to_string(), server.port.to_string());
    let (anchor, root, list) = (anchor.display().to_string(), server.root.display().to_string(), list.display().to_string());
    let common = ["--dns", &dns, "--dns-anchor", &anchor, "--mx-port", &port, "--trust", &root];
    for (lang, said) in [
        ("en", ["Faults were found", "DANE", "There is no domain gone.example", "2 domains: 0 without a fault, 2 with faults"]),
        ("ja", ["誤りが見つかりました", "DANE", "gone.example というドメインはありません", "2ドメイン: 誤りなし 0、誤りあり 2"]),
    ] {
        let output = probe(&[&["--domains-from", &list, "--lang", lang][..], &common].concat());
        let page = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(output.status.code(), Some(1), "{page}{}", text(&output.stderr));
        for said in said {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains('⟨') && !page.contains("{$"), "{page}");
    }
    let output = probe(&[&["--domain", "plain.example", "--json", "--lang", "ja"][..], &common].concat());
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let domain = &json["domains"][0];
    assert_eq!(
        (domain["domain"].as_str(), domain["dnssec"].as_str(), domain["outcome"].as_str()),
        (Some("plain.example"), Some("secure"), Some("fault"))
    );
    let host = &domain["mail_servers"][0];
    assert_eq!((host["demand"].as_str(), host["findings"][0]["id"].as_str()), (Some("dane"), Some("probe.dane-mismatch")));
    assert_eq!(host["host"]["ports"][0]["protocol"], "smtp");
    let file = server.folder.path().join("domain.html");
    let output = probe(&[&["--domain", "plain.example", "--lang", "ja", "--html", &file.display().to_string()][..], &common].concat());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let page = std::fs::read_to_string(&file).unwrap();
    assert!(page.contains("メールドメインの診断: plain.example") && page.contains("&lt;b&gt;ESMTP&lt;/b&gt;"), "{page}");
    for foreign in ["<script", "src=", "url(", "{$", "⟨", "<b>ESMTP"] {
        assert!(!page.contains(foreign), "{foreign}: {page}");
    }
    // nobody answers for names: that is not "no such domain"
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let output = probe(&["--domain", "plain.example", "--dns", &silent, "--lang", "en"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("not everything could be found out"), "{}", text(&output.stderr));
}

#[test]
fn settings_are_made_and_slips_are_told() {
    let settings = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_kakitome"))
            .arg("settings")
            .args(arguments)
            .args(["--lang", "en"])
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let servers = ["example.jp", "--smtp", "smtp.example.jp", "--imap", "imap.example.jp:993"];
    for (kind, more, said) in [
        ("guide", &[][..], "Connection security"),
        ("guide", &["--html", "--program", "iphone"][..], "id=\"settings-iphone\""),
        ("autoconfig", &[][..], "<socketType>SSL</socketType>"),
        ("autodiscover", &["--address", "taro@example.jp"][..], "<LoginName>taro@example.jp</LoginName>"),
        ("autodiscover-json", &[][..], "autodiscover.example.jp"),
        ("mobileconfig", &["--address", "taro@example.jp"][..], "com.apple.mail.managed"),
        ("srv", &[][..], "_submissions._tcp.example.jp. 3600 IN SRV 0 1 465 smtp.example.jp."),
        ("self-check", &[][..], "Nothing to do: port 465"),
    ] {
        let output = settings(&[&[kind][..], &servers, more].concat());
        assert_eq!(output.status.code(), Some(0), "{kind}: {}", text(&output.stderr));
        assert!(text(&output.stdout).contains(said), "{kind}: {}", text(&output.stdout));
    }
    assert_eq!(settings(&["self-check"]).status.code(), Some(0));
    for (arguments, said) in [
        (vec!["guide"], "For which domain"),
        (vec!["guide", "example.jp"], "server for sending is missing"),
        (vec!["srv", "example.jp", "--smtp", "smtp.example.jp"], "server for fetching mail is missing"),
        (vec!["srv", "example.jp", "--smtp", "smtp.example.jp:25", "--imap", "imap.example.jp"], "25 is no port for customers"),
        (vec!["srv", "example.jp", "--smtp", "smtp.example.jp:x", "--imap", "imap.example.jp"], "no port after the colon"),
        (vec!["mobileconfig", "example.jp", "--smtp", "smtp.example.jp", "--imap", "imap.example.jp"], "--address"),
        (vec!["guide", "example.jp", "--smtp", "smtp.example.jp", "--imap", "imap.example.jp", "--program", "pine"], "thunderbird"),
    ] {
        let output = settings(&arguments);
        let errors = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
}
