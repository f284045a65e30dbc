//! A gateway with the configuration of a page between whatever the page is about and a sink; stopped and started again on the same ports.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::page::Page;
use crate::support::home::{Home, kakitome, succeed};
use crate::support::others;
use crate::support::serve::Serve;
use crate::support::sink::{Arrived, Sink};
use crate::support::tls::Certificate;

pub(crate) const CUSTOMER: &str = "customer@home.example";
/// An identity of the home that the pages let nobody sign as.
pub(crate) const OTHER: &str = "info@bank.example";

/// One recipe's surroundings.
pub(crate) struct Stage {
    pub(crate) home: Home,
    pub(crate) sink: Sink,
    pub(crate) door: u16,
    kind: &'static str,
    serve: Option<Serve>,
}

impl Stage {
    /// Nothing runs yet. `kind` is the listener whose start is waited for.
    pub(crate) fn new(kind: &'static str) -> Self {
        let home = Home::new();
        succeed(kakitome().args(["identity", "add", OTHER, "--home"]).arg(home.path()));
        Self { home, sink: Sink::start(), door: free_port(), kind, serve: None }
    }

    /// Writes the page's `kakitome.toml`, filled in; `more` is what only a test needs.
    pub(crate) fn configure(&self, page: &Page, text: &str, more: &str) {
        let users = "\n[users]\ngateway = \"\"\nkeyholder = \"\"\n\n[keyholder]\nseconds = 1\n";
        std::fs::write(self.home.path().join("kakitome.toml"), format!("{text}{users}{more}")).unwrap();
        let checked = kakitome().args(["config", "check", "--home"]).arg(self.home.path()).output().unwrap();
        assert!(checked.status.success(), "{}: {}\n{text}", page.name, said(&checked));
    }

    /// Starts the gateway, again if need be.
    pub(crate) fn up(&mut self) {
        let log = std::fs::File::options().create(true).append(true).open(self.scratch().join("serve.log")).unwrap();
        self.serve = Some(Serve::start_listening(kakitome().arg("serve").arg("--home").arg(self.home.path()), log, self.kind));
    }

    /// Stops it.
    pub(crate) fn down(&mut self) {
        self.serve = None;
    }

    /// The keyholder stands still while this is done.
    pub(crate) fn without_keyholder<T>(&self, done: impl FnOnce() -> T) -> T {
        let serve = self.serve.as_ref().expect("it runs");
        let keyholder = serve.child_named("keyholder").expect("a keyholder");
        serve.signal(keyholder, "STOP");
        let value = done();
        serve.signal(keyholder, "CONT");
        value
    }

    /// `kakitome WORDS --home …`
    pub(crate) fn kakitome(&self, words: &[&str]) -> Output {
        succeed(kakitome().args(words).arg("--home").arg(self.home.path()))
    }

    pub(crate) fn scratch(&self) -> &Path {
        self.home.scratch()
    }

    /// A certificate for a door that clients call by this name.
    pub(crate) fn certificate(&self, server: &str) -> Certificate {
        Certificate::make_for(self.scratch(), "door", server)
    }

    /// The next mail at the far end: signed, and OpenSSL finds it good.
    pub(crate) fn arrives_signed(&self, what: &str) -> Arrived {
        let arrived = self.sink.next();
        let file = self.scratch().join("arrived.eml");
        std::fs::write(&file, &arrived.bytes).unwrap();
        let text = text(&arrived);
        assert!(text.contains("multipart/signed"), "{what}: {text}");
        others::openssl_verify(&file, &self.home.root()).unwrap_or_else(|complaint| panic!("{what}: {complaint}\n{text}"));
        arrived
    }

    /// The next mail at the far end is not signed.
    pub(crate) fn arrives_unsigned(&self, what: &str) -> Arrived {
        let arrived = self.sink.next();
        assert!(!text(&arrived).contains("multipart/signed"), "{what}: {}", text(&arrived));
        arrived
    }

    /// `kakitome off`: the way stays, the signature goes; `on` brings it back. `send` hands one mail in.
    pub(crate) fn off_and_on(&self, send: impl Fn()) {
        self.kakitome(&["off"]);
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            send();
            let arrived = self.sink.next();
            if !text(&arrived).contains("multipart/signed") {
                break;
            }
            assert!(Instant::now() < until, "`kakitome off` is not seen");
            std::thread::sleep(Duration::from_millis(200));
        }
        self.kakitome(&["on"]);
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            send();
            if text(&self.sink.next()).contains("multipart/signed") {
                break;
            }
            assert!(Instant::now() < until, "`kakitome on` is not seen");
            std::thread::sleep(Duration::from_millis(200));
        }
        send();
        self.arrives_signed("after `kakitome on`");
    }
}

pub(crate) fn text(mail: &Arrived) -> String {
    String::from_utf8_lossy(&mail.bytes).into_owned()
}

pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub(crate) fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

/// A port that is free now; the pages' fixed ports stand for it.
pub(crate) fn free_port() -> u16 {
    // Below the ports that the kernel gives to whoever asks for any: it is still free when its server begins.
    static NEXT: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);
    loop {
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 100;
        let port = 12_000 + (std::process::id() % 200) as u16 * 100 + number;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

pub(crate) fn wait_for_port(port: u16) {
    let until = Instant::now() + Duration::from_secs(60);
    while TcpStream::connect(loopback(port)).is_err() {
        assert!(Instant::now() < until, "nothing listens on port {port}");
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// Waits until a file has a line with all of these.
pub(crate) fn wait_for_line(file: &Path, words: &[&str]) -> String {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        if let Some(line) = text.lines().rev().find(|line| words.iter().all(|word| line.contains(word))) {
            return line.to_owned();
        }
        assert!(Instant::now() < until, "{} has no line with {words:?}:\n{text}", file.display());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A program that must be here, as root if it must; else the test says that it was skipped.
pub(crate) fn program(test: &str, name: &str, as_root: bool) -> Option<PathBuf> {
    let found = others::find(name);
    if found.is_none() {
        crate::support::skip(test, &format!("{name} is not here"));
    } else if as_root && Command::new("id").arg("-u").output().unwrap().stdout.trim_ascii() != b"0" {
        crate::support::skip(test, &format!("{name} is started as root only"));
        return None;
    }
    found
}
