//! `trust update` against a server on loopback: TLS, the newest edition kept, everything doubtful refused.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::{authroot, corpus, done, json, kakitome, refused};

/// A server of files over TLS.
struct Server {
    port: u16,
    root: String,
    list: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(builder.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, list) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Vec::new())));
        let served = list.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (config, served) = (config.clone(), served.clone());
                std::thread::spawn(move || serve(StreamOwned::new(ServerConnection::new(config).unwrap(), stream.unwrap()), &served));
            }
        });
        Self { port, root: made.cert.pem(), list }
    }

    fn offer(&self, bytes: Vec<u8>) {
        *self.list.lock().unwrap() = bytes;
    }
}

fn serve(mut stream: StreamOwned<ServerConnection, std::net::TcpStream>, list: &Mutex<Vec<u8>>) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_exact(&mut byte).is_err() {
            return;
        }
        head.push(byte[0]);
    }
    let path = String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or_default().to_owned();
    let body = if path == "/authroot.stl" {
        Some(list.lock().unwrap().clone())
    } else {
        std::fs::read(corpus("authroot/crt").join(path.trim_start_matches('/'))).ok()
    };
    let answer = match body {
        Some(body) => {
            [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len()).into_bytes(), body].concat()
        }
        None => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
    };
    let _ = stream.write_all(&answer);
    stream.conn.send_close_notify();
    let _ = stream.flush();
}

fn update(home: &Path, server: &Server, scheme: &str) -> std::process::Output {
    let root = home.join("tls.pem");
    std::fs::write(&root, &server.root).unwrap();
    let words: Vec<OsString> = vec![
        "trust".into(),
        "update".into(),
        "microsoft".into(),
        "--url".into(),
        format!("{scheme}://127.0.0.1:{}/authroot.stl", server.port).into(),
        "--tls-root".into(),
        root.into(),
        "--allow-network".into(),
        "127.0.0.1".into(),
        "--allow-port".into(),
        server.port.to_string().into(),
    ];
    kakitome(home, words)
}

fn editions(home: &Path) -> usize {
    let kept = json(&kakitome(home, ["trust", "list", "--json"]));
    kept["lists"].as_array().unwrap().iter().filter(|list| list["shipped"] == false).count()
}

#[test]
fn c22_an_update_is_checked_and_never_goes_back() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let server = Server::start();
    let list = |date: &str| std::fs::read(authroot(date)).unwrap();
    // the first edition, with its signature traced to the vendor
    server.offer(list("2016-01-20"));
    let said = done(&update(home, &server, "https"));
    assert!(said.contains("microsoft 2016-01-13") && said.contains("under “Microsoft"), "{said}");
    server.offer(list("2016-01-25"));
    let said = done(&update(home, &server, "https"));
    assert!(said.contains("microsoft 2016-01-23") && said.contains("changed for e-mail"), "{said}");
    assert_eq!(editions(home), 2);
    // again: nothing new
    assert!(done(&update(home, &server, "https")).contains("no newer edition"));
    // back in time, altered, cut, another thing, nothing at all
    let mut altered = list("2016-01-29");
    altered[60_000] ^= 1;
    for (bytes, words) in [
        (list("2016-01-20"), "older"),
        (list("2007-01-02"), "older"),
        (altered, "signature"),
        (list("2016-01-29")[..50_000].to_vec(), "cannot be read"),
        (std::fs::read(corpus("nss-certdata/certdata-2026-04-09-9d75dfde2e79.txt")).unwrap(), "kind"),
        (Vec::new(), "no list of roots"),
    ] {
        server.offer(bytes);
        let said = refused(&update(home, &server, "https"));
        assert!(said.contains(words) && said.contains("what is kept stays"), "{words}: {said}");
    }
    assert_eq!(editions(home), 2);
    // not in clear
    let said = refused(&update(home, &server, "http"));
    assert!(said.contains("TLS"), "{said}");
    server.offer(list("2016-01-29"));
    done(&update(home, &server, "https"));
    assert_eq!(editions(home), 3);
}
