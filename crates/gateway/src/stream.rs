//! A connection in clear or inside TLS, read without a buffer of its own: an idle connection costs no more than its socket.
//!
//! Knows nothing of SMTP.

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, ready};

use kakitome_crypto::Zeroize;
use rustix::io::Errno;
use rustix::net::RecvFlags;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ServerConfig};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

/// Bytes taken from a socket at once; the buffer belongs to the thread, not to the connection.
const READ_AT_ONCE: usize = 64 * 1024;
/// Lines with passwords are not longer (RFC 4954 4); what is, is content.
const SHORT: usize = 16 * 1024;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_AT_ONCE]);
}

/// A connection.
#[derive(Debug)]
pub(crate) enum Stream {
    /// TCP.
    Plain(TcpStream),
    /// A socket in the file system.
    Local(UnixStream),
    /// TLS over TCP.
    Tls(Box<TlsStream<TcpStream>>),
    /// Lost in a handshake.
    Gone,
}

impl Stream {
    /// Waits for bytes and appends them to `into`; 0 is the orderly end of the stream. Inside TLS an end without
    /// close_notify is an error (T12).
    pub(crate) async fn fill(&mut self, into: &mut Vec<u8>) -> io::Result<usize> {
        let inside_tls = matches!(self, Self::Tls(_));
        poll_fn(|cx| {
            BUFFER.with_borrow_mut(|buffer| {
                let mut space = ReadBuf::new(buffer);
                ready!(Pin::new(&mut *self).poll_read(cx, &mut space))?;
                let filled = space.filled_mut();
                into.extend_from_slice(filled);
                let count = filled.len();
                // It may have been a password, which comes inside TLS alone: the buffer outlives the connection.
                if count <= SHORT && inside_tls {
                    filled.zeroize();
                }
                Poll::Ready(Ok(count))
            })
        })
        .await
    }

    /// What has come so far is acknowledged now, not when an answer takes the acknowledgement along: an MTA that sends several commands
    /// without waiting (Nagle, RFC 896) gets on at once instead of 40 ms later. Linux forgets it: to be said after each read.
    pub(crate) fn acknowledge_at_once(&self) {
        if let Self::Plain(socket) = self
            && let Err(error) = rustix::net::sockopt::set_tcp_quickack(socket, true)
        {
            tracing::debug!(%error, "TCP_QUICKACK");
        }
    }

    /// Bytes that are there already in clear, without waiting; asks the kernel, not what was remembered of the socket.
    /// `None`: nothing is there; `Some(0)`: the end.
    pub(crate) fn at_hand(&self, into: &mut Vec<u8>) -> Option<usize> {
        BUFFER.with_borrow_mut(|buffer| {
            let received = match self {
                Self::Plain(socket) => rustix::net::recv(socket, buffer.as_mut_slice(), RecvFlags::DONTWAIT),
                Self::Local(socket) => rustix::net::recv(socket, buffer.as_mut_slice(), RecvFlags::DONTWAIT),
                Self::Tls(_) | Self::Gone => return None,
            };
            match received {
                Ok((count, _)) => {
                    into.extend_from_slice(buffer.get(..count).unwrap_or_default());
                    Some(count)
                }
                Err(Errno::AGAIN | Errno::INTR) => None,
                Err(_) => Some(0),
            }
        })
    }

    /// Whether nothing has come in that was not read, not even the end.
    pub(crate) fn is_silent(&self) -> bool {
        let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
        let peeked = match self {
            Self::Plain(socket) => rustix::net::recv(socket, &mut [0_u8; 1], flags),
            Self::Local(socket) => rustix::net::recv(socket, &mut [0_u8; 1], flags),
            Self::Tls(tls) => rustix::net::recv(tls.get_ref().0, &mut [0_u8; 1], flags),
            Self::Gone => return false,
        };
        matches!(peeked, Err(Errno::AGAIN))
    }

    /// Writes all of it and hands it to the network.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes).await?;
        match self {
            Self::Plain(_) | Self::Local(_) | Self::Gone => Ok(()),
            Self::Tls(tls) => tls.flush().await,
        }
    }

    /// The server's handshake.
    pub(crate) async fn accept_tls(self, config: Arc<ServerConfig>) -> io::Result<Self> {
        let tls = TlsAcceptor::from(config).accept(self.into_plain()?).await?;
        Ok(Self::Tls(Box::new(TlsStream::Server(tls))))
    }

    /// The client's handshake.
    pub(crate) async fn connect_tls(self, config: Arc<ClientConfig>, name: ServerName<'static>) -> io::Result<Self> {
        let tls = TlsConnector::from(config).connect(name, self.into_plain()?).await?;
        Ok(Self::Tls(Box::new(TlsStream::Client(tls))))
    }

    /// Version and suite, once inside TLS.
    pub(crate) fn tls_name(&self) -> Option<String> {
        let Self::Tls(tls) = self else { return None };
        let connection = tls.get_ref().1;
        let version = connection.protocol_version()?.as_str()?;
        let suite = connection.negotiated_cipher_suite()?.suite();
        Some(format!("{version} {}", suite.as_str().unwrap_or("?")))
    }

    /// Version and suite apart.
    pub(crate) fn tls_names(&self) -> Option<(String, String)> {
        let Self::Tls(tls) = self else { return None };
        let connection = tls.get_ref().1;
        let version = connection.protocol_version()?.as_str()?;
        let suite = connection.negotiated_cipher_suite()?.suite();
        Some((version.to_owned(), suite.as_str().unwrap_or("?").to_owned()))
    }

    /// All certificates that the other end has shown, its own first, DER.
    pub(crate) fn peer_chain(&self) -> Vec<Vec<u8>> {
        let Self::Tls(tls) = self else { return Vec::new() };
        tls.get_ref().1.peer_certificates().unwrap_or_default().iter().map(|certificate| certificate.to_vec()).collect()
    }

    /// The certificates that the other end has shown, its own first; only the handshake's verifier lets one in.
    pub(crate) fn peer_certificates(&self) -> &[CertificateDer<'static>] {
        let Self::Tls(tls) = self else { return &[] };
        tls.get_ref().1.peer_certificates().unwrap_or_default()
    }

    fn into_plain(self) -> io::Result<TcpStream> {
        match self {
            Self::Plain(socket) => Ok(socket),
            Self::Tls(_) => Err(io::Error::other("already inside TLS")),
            Self::Local(_) => Err(io::Error::other("no TLS on a Unix socket")),
            Self::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut std::task::Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_read(cx, buf),
            Self::Local(socket) => Pin::new(socket).poll_read(cx, buf),
            Self::Tls(tls) => Pin::new(tls).poll_read(cx, buf),
            Self::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut std::task::Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_write(cx, bytes),
            Self::Local(socket) => Pin::new(socket).poll_write(cx, bytes),
            Self::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
            Self::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_flush(cx),
            Self::Local(socket) => Pin::new(socket).poll_flush(cx),
            Self::Tls(tls) => Pin::new(tls).poll_flush(cx),
            Self::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_shutdown(cx),
            Self::Local(socket) => Pin::new(socket).poll_shutdown(cx),
            Self::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
            Self::Gone => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}
