//! A web door of a home without identities, on a free port of this machine, and requests to it as they go over the wire.
#![allow(dead_code, reason = "every test file takes what it needs")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use kakitome_store::Store;
use kakitome_web::{Handle, Settings, Web};

/// Nothing here takes seconds; a machine that is busy gets minutes.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) home: tempfile::TempDir,
    handle: Handle,
    runtime: Option<tokio::runtime::Runtime>,
    ended: Option<tokio::task::JoinHandle<()>>,
}

impl Served {
    pub(crate) fn start() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("kakitome.db");
        std::fs::create_dir_all(home.path().join("spill")).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let mut settings = Settings::new(home.path(), &database);
        change(&mut settings);
        let web = runtime.block_on(async {
            Store::create(&database).await.unwrap().close().await;
            Web::start(settings).await.unwrap()
        });
        let (address, handle) = (web.addresses()[0], web.handle());
        let ended = runtime.spawn(async move { web.run().await.unwrap() });
        Self { address, home, handle, runtime: Some(runtime), ended: Some(ended) }
    }

    /// Ends it as SIGTERM does; returns once it has ended.
    pub(crate) fn stop(mut self) {
        let (runtime, ended) = (self.runtime.take().unwrap(), self.ended.take().unwrap());
        runtime.block_on(async {
            self.handle.stop().await;
            tokio::time::timeout(PATIENCE, ended).await.unwrap().unwrap();
        });
        runtime.shutdown_background();
    }

    /// As SIGHUP does.
    pub(crate) fn reload(&self) {
        self.runtime.as_ref().unwrap().block_on(self.handle.reload());
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.get_with(path, "")
    }

    /// `fields`: lines of the head, each with its CRLF.
    pub(crate) fn get_with(&self, path: &str, fields: &str) -> Reply {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{fields}\r\n", self.address).as_bytes())
    }

    pub(crate) fn post(&self, path: &str, kind: &str, body: &[u8]) -> Reply {
        self.post_with(path, kind, "", body)
    }

    pub(crate) fn post_with(&self, path: &str, kind: &str, fields: &str, body: &[u8]) -> Reply {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{fields}\r\n",
            self.address,
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    /// A form with a file and fields, as browsers send it.
    pub(crate) fn form(&self, path: &str, file: Option<(&str, &[u8])>, fields: &[(&str, &str)]) -> Reply {
        let (kind, body) = form(file, fields);
        self.post(path, &kind, &body)
    }

    /// Whatever bytes; the whole answer.
    pub(crate) fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // a server that refuses early closes while we still write
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Reply::read(&bytes)
    }
}

/// A provider's domain with everything, as `[[mail-service]]` has it.
pub(crate) fn service(domain: &str) -> kakitome_explain::settings::MailService {
    use kakitome_explain::settings::{Login, MailService, Server};
    let server = |kind: &str, port| Server::new(&format!("{kind}.{domain}"), port).unwrap();
    let (imap, pop3) = (Some(server("imap", 993)), Some(server("pop", 995)));
    MailService::new(domain, "見本ネット", server("smtp", 465), imap, pop3, Login::Address).unwrap()
}

pub(crate) fn form(file: Option<(&str, &[u8])>, fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    const BORDER: &str = "----kakitomeTest7MA4YWxk";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--{BORDER}\r\nContent-Disposition: form-data; name=\"mail\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BORDER}--\r\n").into_bytes());
    (format!("multipart/form-data; boundary={BORDER}"), body)
}

/// An answer, taken apart.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        let mut body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
            body = unchunked(&body);
        }
        Self { status, head, body }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.head, self.text()))
    }

    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        let named = |line: &&str| line.split(':').next().is_some_and(|field| field.eq_ignore_ascii_case(name));
        self.head.lines().skip(1).find(named).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim())
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(line) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..line]).unwrap().trim(), 16).unwrap_or(0);
        let begin = line + 2;
        if size == 0 || bytes.len() < begin + size {
            break;
        }
        out.extend(&bytes[begin..begin + size]);
        bytes = bytes.get(begin + size + 2..).unwrap_or_default();
    }
    out
}

/// Mails of every verdict that needs no key: those to try with, and what is made of them.
pub(crate) fn mails() -> Vec<(String, Vec<u8>)> {
    let mut all: Vec<(String, Vec<u8>)> = kakitome_clients::specimens().iter().map(|one| (one.id.to_owned(), one.mail.to_vec())).collect();
    all.push(("unsigned".into(), b"From: a@bank.example\r\nTo: b@home.example\r\nReceived: from a.example by b.example with ESMTPS; Sat, 21 Nov 2026 10:00:00 +0900\r\nSubject: x\r\n\r\ntext\r\n".to_vec()));
    all.push(("no-mail".into(), b"what is this\n".to_vec()));
    all.push(("fragment".into(), b"Content-Type: text/plain\r\n\r\ntext\r\n".to_vec()));
    all
}
