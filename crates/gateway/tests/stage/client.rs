//! A client that says exactly the bytes it is told, in clear or inside TLS.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

const PATIENCE: Duration = Duration::from_secs(60);

trait Both: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Both for T {}

pub struct Dialogue {
    stream: Box<dyn Both>,
    buffer: Vec<u8>,
}

impl Dialogue {
    pub async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream: Box::new(stream), buffer: Vec::new() }
    }

    pub fn over(stream: TcpStream) -> Self {
        Self { stream: Box::new(stream), buffer: Vec::new() }
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.try_send(bytes).await.unwrap();
    }

    pub async fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> std::io::Result<()> {
        self.stream.write_all(bytes.as_ref()).await?;
        self.stream.flush().await
    }

    /// The next reply, all its lines; `None`: the connection has ended.
    pub async fn reply(&mut self) -> Option<String> {
        let mut lines = String::new();
        loop {
            let line = self.line().await?;
            let last = line.as_bytes().get(3) != Some(&b'-');
            lines.push_str(&line);
            if last {
                return Some(lines);
            }
        }
    }

    async fn line(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|two| two == b"\r\n") {
                let line: Vec<u8> = self.buffer.drain(..end + 2).collect();
                return Some(String::from_utf8(line).expect("replies are ASCII"));
            }
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.buffer)).await.expect("the gateway does not answer");
            match read {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next reply, which must begin so.
    pub async fn expect(&mut self, start: &str) -> String {
        let reply = self.reply().await.unwrap_or_else(|| panic!("the connection ended; {start} was expected"));
        assert!(reply.starts_with(start), "expected {start}, got {reply}");
        reply
    }

    pub async fn command(&mut self, command: &str, start: &str) -> String {
        self.send(format!("{command}\r\n")).await;
        self.expect(start).await
    }

    /// MAIL, RCPT, DATA and the mail (dots are stuffed); the final reply.
    pub async fn mail(&mut self, from: &str, to: &[&str], mail: impl AsRef<[u8]>) -> String {
        self.command(&format!("MAIL FROM:<{from}>"), "250").await;
        for one in to {
            self.command(&format!("RCPT TO:<{one}>"), "250").await;
        }
        self.command("DATA", "354").await;
        self.send(stuffed(mail.as_ref())).await;
        self.reply().await.expect("a final reply")
    }

    /// Nothing more comes but the end.
    pub async fn expect_end(&mut self) {
        if let Some(reply) = self.reply().await {
            panic!("the end was expected, got {reply}");
        }
    }

    /// Whether nothing comes for a moment.
    pub async fn is_silent(&mut self, moment: Duration) -> bool {
        self.buffer.is_empty() && timeout(moment, self.stream.read_buf(&mut self.buffer)).await.is_err()
    }

    /// STARTTLS and the handshake; the certificate is not checked beyond this root.
    pub async fn start_tls(address: SocketAddr, root: &[u8]) -> Self {
        let mut plain = TcpStream::connect(address).await.unwrap();
        read_until(&mut plain, b"220 ").await;
        plain.write_all(b"EHLO app.example\r\n").await.unwrap();
        read_until(&mut plain, b"250 ").await;
        plain.write_all(b"STARTTLS\r\n").await.unwrap();
        read_until(&mut plain, b"220 ").await;
        let tls = TlsConnector::from(tls_config(root)).connect("gw.example".try_into().unwrap(), plain).await.unwrap();
        Self { stream: Box::new(tls), buffer: Vec::new() }
    }

    /// TLS from the first byte.
    pub async fn inside(address: SocketAddr, config: Arc<rustls::ClientConfig>) -> std::io::Result<Self> {
        let plain = TcpStream::connect(address).await?;
        plain.set_nodelay(true)?;
        let tls = TlsConnector::from(config).connect("gw.example".try_into().unwrap(), plain).await?;
        Ok(Self { stream: Box::new(tls), buffer: Vec::new() })
    }

    pub fn over_any(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Self {
        Self { stream: Box::new(stream), buffer: Vec::new() }
    }

    pub async fn over_unix(path: &std::path::Path) -> Self {
        Self { stream: Box::new(tokio::net::UnixStream::connect(path).await.unwrap()), buffer: Vec::new() }
    }

    pub async fn shutdown(&mut self) {
        let _ = self.stream.shutdown().await;
    }
}

pub fn tls_config(root: &[u8]) -> Arc<rustls::ClientConfig> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(root.to_vec().into()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Arc::new(
        rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth(),
    )
}

/// Reads lines until one begins so.
pub async fn read_until(stream: &mut TcpStream, start: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        let mut byte = [0];
        let count = timeout(PATIENCE, stream.read(&mut byte)).await.expect("the gateway does not answer").unwrap();
        assert_eq!(count, 1, "the connection ended after {}", String::from_utf8_lossy(&all));
        all.push(byte[0]);
        if all.ends_with(b"\r\n") {
            let line_start = all[..all.len() - 2].iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
            if all[line_start..].starts_with(start) {
                return all;
            }
        }
    }
}

/// The mail as it goes over the wire, with its end.
pub fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in mail.split_inclusive(|b| *b == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    out.extend_from_slice(b".\r\n");
    out
}
