//! Submission and LMTP of the running binary with other people's programs: swaks, openssl, curl, Python's smtplib, Postfix and Dovecot; and
//! `kakitome account`.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::postfix::{self, Postfix};
use crate::real_mail::signed;
use crate::support::client::{Client, submit};
use crate::support::dovecot::{self, Dovecot};
use crate::support::home::{Home, kakitome, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::others::{self, find};
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::skip;
use crate::support::tls::Certificate;

const PASSWORD: &str = "Tr0ub4dor & drei";
const CUSTOMER: &str = "customer@home.example";

struct Stage {
    home: Home,
    sink: Sink,
    serve: Serve,
    certificate: Certificate,
    implicit: SocketAddr,
    starttls: SocketAddr,
}

fn stage(more: &str) -> Stage {
    let home = Home::new();
    let sink = Sink::start();
    let certificate = Certificate::make(home.scratch(), "door");
    let tls = certificate.for_listener();
    let doors = format!(
        "[[listener]]\nkind = \"submission\"\naddress = \"127.0.0.1:0\"\n{tls}\
         [[listener]]\nkind = \"submission-starttls\"\naddress = \"127.0.0.1:0\"\n{tls}[log]\nlevel = \"debug\"\n{more}"
    );
    home.configure(sink.address, &doors);
    let serve = Serve::start(&home);
    let implicit = serve.wait_for("listening submission ").parse().unwrap();
    let starttls = serve.wait_for("listening submission-starttls ").parse().unwrap();
    Stage { home, sink, serve, certificate, implicit, starttls }
}

fn password_file(home: &Home, password: &str) -> PathBuf {
    let file = home.scratch().join("password");
    std::fs::write(&file, format!("{password}\n")).unwrap();
    file
}

fn account(home: &Home, words: &[&str]) -> Output {
    let mut command = kakitome();
    command.arg("account").args(words).arg("--home").arg(home.path());
    if words[0] == "add" || words[0] == "password" {
        command.arg("--password-file").arg(password_file(home, PASSWORD));
    }
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn add_sender(home: &Home) {
    let output = account(home, &["add", SENDER]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn an_account_is_made_changed_listed_and_removed() {
    let home = Home::new();
    let run = |words: &[&str]| account(&home, words);
    assert!(said(&run(&["list"])).contains("There is no account"));
    let added = run(&["add", "App@Bank.example", "--may", "notices@bank.example", "--may", "@list.bank.example", "--json"]);
    assert!(added.status.success(), "{}", said(&added));
    let shown: serde_json::Value = serde_json::from_slice(&added.stdout).unwrap();
    assert_eq!((&shown["schema"], &shown["login"]), (&"kakitome.account/1".into(), &"app@bank.example".into()));
    assert_eq!(shown["may"], serde_json::json!(["@list.bank.example", "notices@bank.example"]));
    let again = run(&["add", "app@bank.example"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("already"), "{}", said(&again));
    for (words, status) in [
        (&["password", "app@bank.example"][..], 0),
        (&["may", "app@bank.example", "x@例え.テスト", "@例え.テスト"], 0),
        (&["may", "app@bank.example", "notices@bank.example"], 0),
        (&["disable", "APP@bank.example"], 0),
        (&["password", "nobody@bank.example"], 1),
        (&["disable", "nobody@bank.example"], 1),
        (&["enable", "nobody@bank.example"], 1),
        (&["may", "nobody@bank.example"], 1),
        (&["remove", "nobody@bank.example"], 1),
        (&["add", "no address"], 2),
        (&["add", "x@bank.example", "--may", "*"], 2),
    ] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(status), "{words:?}: {}", said(&output));
    }
    let list: serde_json::Value = serde_json::from_slice(&run(&["list", "--json"]).stdout).unwrap();
    assert_eq!(list["accounts"][0]["disabled"], true);
    assert_eq!(list["accounts"][0]["may"], serde_json::json!(["notices@bank.example"]));
    assert!(said(&run(&["list"])).contains("disabled"));
    assert!(run(&["enable", "app@bank.example"]).status.success());
    // from standard input, and what is no password
    for (password, good) in [("long enough to be one", true), ("short", false), ("", false), ("bell \u{7} in it", false)] {
        let mut child = kakitome()
            .args(["account", "password", "app@bank.example", "--home"])
            .arg(home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(format!("{password}\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.success(), good, "{password:?}: {}", said(&output));
    }
    assert!(run(&["remove", "app@bank.example"]).status.success());
    assert!(said(&run(&["list"])).contains("There is no account"));
    // what was kept of passwords is not what was typed
    let kept = std::fs::read(home.path().join("data/kakitome.db")).unwrap();
    assert!(!kept.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()));
}

#[test]
fn others_programs_hand_in_mail_after_a_login() {
    let test = "others_programs_hand_in_mail_after_a_login";
    let stage = stage("");
    add_sender(&stage.home);
    let mail = stage.home.scratch().join("mail.eml");
    std::fs::write(&mail, mails::mail("handed in", "", b"after a login\r\n".to_vec()).bytes).unwrap();
    let arrived = |who: &str| {
        let arrived = stage.sink.next();
        let text = String::from_utf8_lossy(&arrived.bytes).into_owned();
        assert!(signed(&arrived.bytes) && text.contains("with ESMTPSA id "), "{who}: {text}");
    };
    by_python(&stage);
    arrived("smtplib, 465");
    arrived("smtplib, 587");
    by_openssl(&stage);
    arrived("openssl");
    match find("curl") {
        Some(curl) => {
            succeed(
                Command::new(curl)
                    .args(["-sS", "--connect-to", &format!("door.test:465:{}", stage.implicit), "--cacert"])
                    .arg(&stage.certificate.authority)
                    .args(["--user", &format!("{SENDER}:{PASSWORD}"), "--mail-from", SENDER, "--mail-rcpt", CUSTOMER, "--upload-file"])
                    .arg(&mail)
                    .arg("smtps://door.test:465"),
            );
            arrived("curl");
        }
        None => skip(test, "curl is not here"),
    }
    let swaks_has_tls = find("swaks").is_some()
        && String::from_utf8_lossy(&Command::new("swaks").arg("--support").output().unwrap().stdout).contains("TLS supported");
    if !swaks_has_tls {
        return skip(test, "swaks is not here, or not its part for TLS (Net::SSLeay)");
    }
    for (door, tls, mechanism) in [(stage.implicit, "--tls-on-connect", "PLAIN"), (stage.starttls, "--tls", "LOGIN")] {
        let swaks = |password: &str| {
            Command::new("swaks")
                .args(["--server", &door.ip().to_string(), "--port", &door.port().to_string(), tls, "--tls-verify", "--tls-ca-path"])
                .arg(&stage.certificate.authority)
                .args([
                    "--auth",
                    mechanism,
                    "--auth-user",
                    SENDER,
                    "--auth-password",
                    password,
                    "--from",
                    SENDER,
                    "--to",
                    CUSTOMER,
                    "--data",
                ])
                .arg(format!("@{}", mail.display()))
                .stdin(Stdio::null())
                .output()
                .unwrap()
        };
        let output = swaks(PASSWORD);
        assert!(output.status.success(), "{}", said(&output));
        arrived("swaks");
        let output = swaks("a wrong password");
        assert!(!output.status.success() && said(&output).contains("535 5.7.8"), "{}", said(&output));
    }
    // T10, S22: whatever the log says, it does not say this
    let log = Serve::log_with(stage.home.scratch(), &["a login was wrong", "logged in"]);
    let encoded = ["VHIwdWI0ZG9yICYgZHJlaQ", "AVHIwdWI0ZG9yICYgZHJlaQ", "wdWI0ZG9yICYgZHJla", "a wrong password", PASSWORD];
    assert!(encoded.iter().all(|secret| !log.contains(secret)), "a password is in the log");
}

fn by_python(stage: &Stage) {
    let script = stage.home.scratch().join("submit.py");
    let authority = stage.certificate.authority.display();
    std::fs::write(
        &script,
        format!(
            r#"
import smtplib, ssl
from email.message import EmailMessage
context = ssl.create_default_context(cafile="{authority}")
context.check_hostname = False
mail = EmailMessage()
mail["From"], mail["To"], mail["Subject"] = "{SENDER}", "{CUSTOMER}", "by smtplib"
mail.set_content("after a login\n")
with smtplib.SMTP_SSL("127.0.0.1", {implicit}, context=context) as server:
    server.login("{SENDER}", "{PASSWORD}")
    server.send_message(mail)
with smtplib.SMTP("127.0.0.1", {starttls}) as server:
    server.starttls(context=context)
    server.login("{SENDER}", "{PASSWORD}")
    server.send_message(mail)
with smtplib.SMTP_SSL("127.0.0.1", {implicit}, context=context) as server:
    try:
        server.login("{SENDER}", "wrong")
        raise SystemExit("a wrong password was taken")
    except smtplib.SMTPAuthenticationError as error:
        assert error.smtp_code == 535, error
"#,
            implicit = stage.implicit.port(),
            starttls = stage.starttls.port(),
        ),
    )
    .unwrap();
    succeed(Command::new("python3").arg(&script).stdin(Stdio::null()));
}

struct Through(std::process::Child);

impl Read for Through {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.stdout.as_mut().unwrap().read(buffer)
    }
}

impl Write for Through {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.stdin.as_mut().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.stdin.as_mut().unwrap().flush()
    }
}

impl Drop for Through {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One mail by hand through `openssl s_client` at the door of port 465.
fn by_openssl(stage: &Stage) {
    let program = Command::new("openssl")
        .args(["s_client", "-quiet", "-verify_return_error", "-verify_hostname", "door.test", "-connect"])
        .arg(stage.implicit.to_string())
        .arg("-CAfile")
        .arg(&stage.certificate.authority)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut client = Client::over(Through(program));
    assert!(client.reply().starts_with("220"));
    // base64 of NUL, the sender, NUL, the password
    let response = "AG5vcmVwbHlAYmFuay5leGFtcGxlAFRyMHViNGRvciAmIGRyZWk=";
    for (command, wanted) in [
        ("EHLO client.test", "250"),
        ("AUTH PLAIN", "334"),
        (response, "235"),
        ("MAIL FROM:<noreply@bank.example>", "250"),
        ("RCPT TO:<a@home.example>", "250"),
        ("DATA", "354"),
    ] {
        let reply = client.say(command);
        assert!(reply.starts_with(wanted), "{command}: {reply}");
    }
    client.send(&crate::support::client::stuffed(&mails::mail("by openssl", "", b"after a login\r\n".to_vec()).bytes));
    assert!(client.reply().starts_with("250"));
}

#[test]
fn t01_t02_our_own_probe_finds_no_hole_at_the_doors() {
    let stage = stage("");
    let output = kakitome()
        .args(["probe", "127.0.0.1", "--json", "--trust"])
        .arg(&stage.certificate.authority)
        .args(["--port", &format!("{}=submission", stage.starttls.port()), "--port", &format!("{}=smtps", stage.implicit.port())])
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let ports = report["hosts"][0]["ports"].as_array().unwrap();
    let found: Vec<(&str, &str)> = ports
        .iter()
        .flat_map(|port| port["findings"].as_array().unwrap())
        .map(|one| (one["id"].as_str().unwrap(), one["severity"].as_str().unwrap()))
        .collect();
    // the certificate is for a name, and the doors are called by their address
    let faults: Vec<&str> = found.iter().filter(|(_, severity)| *severity == "fault").map(|(id, _)| *id).collect();
    assert_eq!(faults, ["probe.cert-name"; 2], "{report:#}");
    for good in ["injection-none", "state-forgotten", "starttls-works", "implicit-works", "auth-after-tls", "tls-current"] {
        assert!(found.contains(&(&format!("probe.{good}"), "good")), "{good}: {report:#}");
    }
}

#[test]
fn logins_are_checked_by_a_real_dovecot() {
    let Some(program) = dovecot::usable("logins_are_checked_by_a_real_dovecot", false) else { return };
    let folder = tempfile::Builder::new().prefix("kd").tempdir_in("/tmp").unwrap();
    succeed(Command::new("chmod").arg("755").arg(folder.path()));
    let users = format!("{SENDER}:{{PLAIN}}{PASSWORD}\n");
    let dovecot = Dovecot::start(&program, &folder.path().join("d"), &users, false);
    let socket = dovecot.socket("auth-client");
    let stage = stage(&format!("[accounts]\ncheck = \"dovecot\"\ndovecot-socket = \"{}\"\nwrong-login-seconds = 0\n", socket.display()));
    by_python(&stage);
    assert!(signed(&stage.sink.next().bytes) && signed(&stage.sink.next().bytes), "the user of that name signs as itself");
    drop(dovecot);
    let mut client = Client::over(
        crate::support::tls::handshake(crate::support::client::socket(stage.implicit), &stage.certificate.authority, "door.test").unwrap(),
    );
    assert!(client.reply().starts_with("220"));
    let offers = client.say("EHLO client.test");
    assert!(offers.contains("AUTH PLAIN LOGIN") && !offers.contains("SCRAM"), "{offers}");
    let reply = client.say("AUTH PLAIN AG5vcmVwbHlAYmFuay5leGFtcGxlAFRyMHViNGRvciAmIGRyZWk=");
    assert!(reply.starts_with("454 4.7.0"), "Dovecot is gone: {reply}");
    assert!(!Serve::log(stage.home.scratch()).contains(PASSWORD));
    assert!(stage.serve.relay.port() > 0);
}

#[test]
fn a_real_postfix_filters_through_lmtp_and_a_real_dovecot_delivers() {
    let test = "a_real_postfix_filters_through_lmtp_and_a_real_dovecot_delivers";
    let (Some(mta), Some(delivery)) = (postfix::usable(test), dovecot::usable(test, true)) else { return };
    let home = Home::new();
    let folder = tempfile::Builder::new().prefix("kd").tempdir_in("/tmp").unwrap();
    succeed(Command::new("chmod").arg("755").arg(folder.path()));
    let users = format!("{CUSTOMER}:{{PLAIN}}x\nsecond@home.example:{{PLAIN}}x\n");
    let dovecot = Dovecot::start(&delivery, &folder.path().join("d"), &users, true);
    home.configure(SocketAddr::from(([127, 0, 0, 1], 9)), "");
    let file = home.path().join("kakitome.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let hop = text.find("[next-hop]").unwrap();
    let rest = &text[hop + text[hop..].find("\n\n").unwrap()..];
    // the relay's network queues and retries; Dovecot answers for each recipient
    let text = format!(
        "{}[[listener]]\nkind = \"lmtp\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n\n[next-hop]\naddress = \"unix:{}\"\nprotocol = \"lmtp\"\n{rest}",
        text[..hop].replace("addresses = [\"127.0.0.0/8\"]", "addresses = [\"127.0.0.0/8\"]\nmta = true"),
        dovecot.socket("lmtp").display()
    );
    std::fs::write(&file, text).unwrap();
    let serve = Serve::start(&home);
    let lmtp: SocketAddr = serve.wait_for("listening lmtp ").parse().unwrap();
    let filter = format!("content_filter = lmtp:[127.0.0.1]:{}\nlmtp_tls_security_level = none\n", lmtp.port());
    let before = Postfix::start(&mta, &home.scratch().join("before"), SocketAddr::from(([127, 0, 0, 1], 9)), &filter);
    let bytes = mails::mail("through lmtp", "", b"to two of them\r\n".to_vec()).bytes;
    let reply = submit(before.address(), SENDER, &[CUSTOMER, "second@home.example"], &bytes);
    assert!(reply.starts_with("250"), "{reply}");
    for user in [CUSTOMER, "second@home.example"] {
        let mails = dovecot.delivered(user);
        assert_eq!(mails.len(), 1, "{user}: {}", Serve::log(home.scratch()));
        assert!(signed(&mails[0]), "{user}");
        let file = home.scratch().join("arrived.eml");
        std::fs::write(&file, &mails[0]).unwrap();
        others::openssl_verify(&file, &home.root()).unwrap_or_else(|complaint| panic!("{user}: {complaint}"));
    }
}
