//! A server of lists over TLS on loopback.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::corpus;

/// What is answered for a path.
#[derive(Clone)]
pub(crate) enum Answer {
    /// This.
    Bytes(Arc<Vec<u8>>),
    /// So many octets of nothing, which cost nothing here.
    Zeros(u64),
    /// Less than was promised.
    CutOff(Arc<Vec<u8>>),
    /// Elsewhere.
    Redirect(String),
}

type Answers = Arc<Mutex<HashMap<String, Answer>>>;

/// The server; certificates of Microsoft's roots are beside every list.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// The root for its TLS certificate, as PEM.
    pub(crate) root: String,
    pub(crate) answers: Answers,
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(builder.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (answers, asked) = (Answers::default(), Arc::new(Mutex::new(Vec::new())));
        let (served, noted) = (answers.clone(), asked.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (config, served, noted) = (config.clone(), served.clone(), noted.clone());
                std::thread::spawn(move || serve(StreamOwned::new(ServerConnection::new(config).unwrap(), stream), &served, &noted));
            }
        });
        Self { port, root: made.cert.pem(), answers, asked }
    }

    pub(crate) fn offer(&self, path: &str, bytes: Vec<u8>) {
        self.answer(path, Answer::Bytes(Arc::new(bytes)));
    }

    pub(crate) fn answer(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }
}

fn serve(mut stream: StreamOwned<ServerConnection, std::net::TcpStream>, answers: &Answers, asked: &Mutex<Vec<String>>) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_exact(&mut byte).is_err() {
            return;
        }
        head.push(byte[0]);
    }
    let path = String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or_default().to_owned();
    asked.lock().unwrap().push(path.clone());
    let certificate =
        || std::fs::read(corpus("authroot/crt").join(path.trim_start_matches('/'))).ok().map(|bytes| Answer::Bytes(Arc::new(bytes)));
    let known = answers.lock().unwrap().get(&path).cloned();
    let ok = |length: u64| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n").into_bytes();
    // a client that has seen enough goes away
    let _ = match known.or_else(certificate) {
        Some(Answer::Bytes(bytes)) => stream.write_all(&[ok(bytes.len() as u64), bytes.to_vec()].concat()),
        Some(Answer::CutOff(bytes)) => stream.write_all(&[ok(bytes.len() as u64), bytes[..bytes.len() / 2].to_vec()].concat()),
        Some(Answer::Zeros(length)) => {
            stream.write_all(&ok(length)).and_then(|()| (0..length >> 16).try_for_each(|_| stream.write_all(&[0; 1 << 16])))
        }
        Some(Answer::Redirect(to)) => {
            stream.write_all(format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes())
        }
        None => stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    };
    stream.conn.send_close_notify();
    let _ = stream.flush();
}
