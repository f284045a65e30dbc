//! A small Internet on loopback: signed names, mail servers each on an address of its own, and a web server for policies.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::stage::{FakeHop, Script};
use crate::zone;

/// Mail servers by the last number of their address, all on one port.
pub(crate) struct Servers {
    pub(crate) port: u16,
    hops: HashMap<u8, FakeHop>,
}

impl Servers {
    pub(crate) async fn start(scripts: Vec<(u8, Script)>) -> Self {
        'port: loop {
            let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
            let mut listeners = Vec::new();
            for (number, script) in &scripts {
                match TcpListener::bind(SocketAddr::from(([127, 0, 1, *number], port))).await {
                    Ok(listener) => listeners.push((*number, listener, script.clone())),
                    // Somebody else's port on that address: another one.
                    Err(_) => continue 'port,
                }
            }
            let hops = listeners.into_iter().map(|(number, listener, script)| (number, FakeHop::on(listener, script))).collect();
            return Self { port, hops };
        }
    }

    pub(crate) fn at(&self, number: u8) -> &FakeHop {
        &self.hops[&number]
    }
}

/// Answers by host; what is not there gets 404.
pub(crate) async fn policies(config: Arc<rustls::ServerConfig>, answers: HashMap<String, String>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answers = Arc::new(answers);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let (acceptor, answers) = (TlsAcceptor::from(Arc::clone(&config)), Arc::clone(&answers));
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(socket).await else { return };
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    let Ok(byte) = stream.read_u8().await else { return };
                    head.push(byte);
                }
                let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
                let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
                let host = host.split(':').next().unwrap_or_default();
                let answer = match answers.get(host) {
                    Some(body) => format!(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                        body.len()
                    ),
                    None => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
                };
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    port
}

pub(crate) fn policy(mode: &str, mx: &str) -> String {
    format!("version: STSv1\r\nmode: {mode}\r\nmx: {mx}\r\nmax_age: 604800\r\n")
}

/// The name server, unless what it is made of is missing; then that is said where `cargo xtask test` prints it.
pub(crate) fn names(test: &str, zones: &[zone::Zone]) -> Option<zone::NameServer> {
    let Some(missing) = zone::missing() else { return Some(zone::start(zones)) };
    #[allow(clippy::print_stderr, reason = "a test that cannot run says so")]
    {
        eprintln!("SKIPPED {test}: {missing} is not here");
    }
    if let Some(file) = std::env::var_os("KAKITOME_SKIPS") {
        use std::io::Write;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file).expect("the skip file");
        writeln!(file, "{test}: {missing} is not here").expect("the skip file");
    }
    None
}

/// The lines of the configuration that lead into this Internet.
pub(crate) fn config(names: &zone::NameServer, folder: &std::path::Path, policy_port: u16) -> String {
    std::fs::write(folder.join("root.key"), &names.anchor).unwrap();
    format!(
        "[dns]\nservers = [\"{}\"]\ntrust-anchor = \"{}\"\n[mx]\nnetworks = [\"127.0.1.0/24\", \"127.0.0.1\"]\npolicy-port = {policy_port}\n",
        names.address,
        folder.join("root.key").display()
    )
}
