//! A web server that gives each host what a test wants: MTA-STS policies, good and broken. TLS alone, on a free port of loopback.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::certificates::Made;

/// Whole answers by host; what is not there gets 404.
pub(crate) fn start(made: &Made, answers: HashMap<String, Vec<u8>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (config, answers) = (Arc::new(made.server()), Arc::new(answers));
    std::thread::spawn(move || {
        for socket in listener.incoming().map_while(Result::ok) {
            let (config, answers) = (Arc::clone(&config), Arc::clone(&answers));
            std::thread::spawn(move || drop(serve(socket, config, &answers)));
        }
    });
    port
}

fn serve(socket: TcpStream, config: Arc<ServerConfig>, answers: &HashMap<String, Vec<u8>>) -> std::io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), socket);
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    assert!(head.starts_with("get /.well-known/mta-sts.txt "), "{head}");
    let host = head.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let none = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec();
    stream.write_all(answers.get(host).unwrap_or(&none))?;
    stream.conn.send_close_notify();
    stream.flush()
}

pub(crate) fn answer(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

pub(crate) fn policy(mode: &str, mx: &str, max_age: u32) -> Vec<u8> {
    let body = format!("version: STSv1\r\nmode: {mode}\r\nmx: {mx}\r\nmax_age: {max_age}\r\n");
    answer("200 OK", "text/plain; charset=utf-8", body.as_bytes())
}
