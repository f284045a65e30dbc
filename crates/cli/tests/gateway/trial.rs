//! `kakitome try` as a stranger runs it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::client::submit;
use crate::support::home::kakitome;
use crate::support::others;

#[test]
fn once_ends_with_the_verdict_and_leaves_its_files() {
    let folder = tempfile::Builder::new().prefix("kkt").tempdir_in("/tmp").unwrap();
    let home = folder.path().join("home");
    for (lang, heading) in [("ja", "署名は有効です"), ("en", "The signature is valid")] {
        let begin = Instant::now();
        let output = kakitome().args(["try", "--once", "--lang", lang, "--home"]).arg(&home).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains(heading), "{said}");
        assert!(begin.elapsed() < Duration::from_secs(60), "it took {:?}", begin.elapsed());
    }
    assert!(std::fs::read(home.join("sent.eml")).unwrap().starts_with(b"From: "));
    others::openssl_verify(&home.join("received.eml"), &home.join("root.pem")).unwrap();
    let output = kakitome().args(["verify", "--trust"]).arg(home.join("root.pem")).arg(home.join("received.eml")).output().unwrap();
    assert!(output.status.success());
}

#[test]
fn it_stays_up_for_other_mails_until_interrupted() {
    let mut child = kakitome().args(["try", "--lang", "en"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let port = lines
        .by_ref()
        .find_map(|line| line.split("port ").nth(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>()))
        .unwrap();
    let relay = format!("127.0.0.1:{port}").parse().unwrap();
    let mail = b"From: noreply@bank.example\r\nTo: a@home.example\r\nSubject: mine\r\n\r\ntext\r\n";
    assert!(submit(relay, "noreply@bank.example", &["a@home.example"], mail).starts_with("250"));
    let told = lines.by_ref().find(|line| line.starts_with('✓')).expect("the verdict on our mail");
    assert!(told.contains("a@home.example"), "{told}");
    let interrupted = Command::new("kill").arg("-INT").arg(child.id().to_string()).status().unwrap();
    assert!(interrupted.success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn killed_at_once_it_leaves_no_process_behind() {
    let mut child = kakitome().args(["try", "--lang", "en"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    lines.by_ref().find(|line| line.contains("port ")).expect("it is up");
    let served = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", child.id())).unwrap();
    let served: u32 = served.split_whitespace().next().expect("a server").parse().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let gone = || std::fs::read(format!("/proc/{served}/cmdline")).map_or(true, |line| line.is_empty());
    let until = Instant::now() + Duration::from_secs(10);
    while !gone() {
        assert!(Instant::now() < until, "the server outlives its parent");
        std::thread::sleep(Duration::from_millis(50));
    }
}
