//! Connections to one port, each counted and within the bounds; the usual way in: greeting, capabilities, STARTTLS, handshake.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::handshake::{self, Agreed};
use crate::host::Host;
use crate::limits::Limits;
use crate::reply::{Reply, Shape};
use crate::service::{Door, Service};
use crate::speech::Offers;
use crate::talk::{Bounds, Stop, Talk};

/// Whoever speaks to one port.
pub(crate) struct Caller<'a> {
    pub(crate) host: &'a Host,
    pub(crate) address: SocketAddr,
    pub(crate) door: Door,
    pub(crate) limits: Limits,
    pub(crate) until: Instant,
    pub(crate) connector: &'a TlsConnector,
    /// Connections made so far.
    pub(crate) made: usize,
    /// How long the last connection took: what is waited for must at least come that far.
    pub(crate) way: Duration,
}

/// Past greeting and capabilities, in clear.
pub(crate) struct Greeted {
    pub(crate) talk: Talk<TcpStream>,
    pub(crate) banner: String,
    pub(crate) offers: Offers,
}

/// Inside TLS, and nothing said yet.
pub(crate) struct Inside {
    pub(crate) talk: Talk<TlsStream<TcpStream>>,
    pub(crate) agreed: Agreed,
}

impl Caller<'_> {
    pub(crate) const fn service(&self) -> Service {
        self.door.service
    }

    pub(crate) const fn bounds(&self) -> Bounds {
        Bounds { reply: self.limits.reply, until: self.until, octets: self.limits.octets }
    }

    /// A connection, and nothing said.
    pub(crate) async fn connect(&mut self) -> Result<TcpStream, Stop> {
        if self.made >= self.limits.connections {
            return Err(Stop::CutShort("connections"));
        }
        if self.made > 0 {
            sleep(self.limits.pause).await;
        }
        self.made = self.made.saturating_add(1);
        let begun = Instant::now();
        let own = begun + self.limits.connect;
        let connected = timeout_at(own.min(self.until), TcpStream::connect(self.address)).await;
        let socket = match connected {
            Ok(Ok(socket)) => socket,
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => return Err(Stop::Closed),
            Ok(Err(error)) => return Err(Stop::Unreachable(error.kind().to_string())),
            Err(_) if self.until <= own => return Err(Stop::CutShort("connect")),
            Err(_) => return Err(Stop::Unreachable("no answer".to_owned())),
        };
        // segments shall leave as they are written
        socket.set_nodelay(true).map_err(|error| Stop::Unreachable(error.to_string()))?;
        self.way = begun.elapsed();
        Ok(socket)
    }

    /// How long something that was not asked for may take to come.
    pub(crate) fn quiet(&self) -> Duration {
        self.limits.quiet.saturating_add(self.way.saturating_mul(2))
    }

    /// Connected, greeted, capabilities heard.
    pub(crate) async fn greeted(&mut self) -> Result<Greeted, Stop> {
        let service = self.service();
        let mut talk = Talk::new(self.connect().await?, self.bounds());
        let greeting = talk.reply(service.greeting(), "greeting").await?;
        if greeting.is_no() {
            return Err(Stop::TurnedAway(greeting.said()));
        }
        let offers = if service == Service::Sieve { service.offers(&greeting) } else { hello(&mut talk, service).await? };
        Ok(Greeted { talk, banner: greeting.said(), offers })
    }

    /// Past STARTTLS and the handshake. `Err(reply)` in the inner result: STARTTLS was refused.
    pub(crate) async fn upgraded(&mut self, mut talk: Talk<TcpStream>) -> Result<Result<Inside, Reply>, Stop> {
        let starttls = self.service().starttls();
        let reply = talk.say(&starttls.command, starttls.shape, "STARTTLS").await?;
        if !reply.is_yes() {
            talk.leave(self.service().farewell()).await;
            return Ok(Err(reply));
        }
        self.shaken(talk.into_parts().0).await.map(Ok)
    }

    /// Past the handshake on this socket.
    pub(crate) async fn shaken(&self, socket: TcpStream) -> Result<Inside, Stop> {
        let bounds = Bounds { reply: self.limits.handshake, ..self.bounds() };
        let (stream, agreed) = handshake::shake(self.connector, self.host, socket, bounds).await?;
        Ok(Inside { talk: Talk::new(stream, self.bounds()), agreed })
    }

    /// After STARTTLS a ManageSieve server tells its capabilities by itself (RFC 5804 2.2); old ones do not.
    pub(crate) async fn hear_first(&self, talk: &mut Talk<TlsStream<TcpStream>>) -> Result<Option<Reply>, Stop> {
        if !self.service().speaks_first_inside() || !talk.listen(self.quiet().saturating_mul(4)).await? {
            return Ok(None);
        }
        talk.reply(Shape::Sieve, "capabilities inside TLS").await.map(Some)
    }
}

/// Who we are; what is offered.
pub(crate) async fn hello<S>(talk: &mut Talk<S>, service: Service) -> Result<Offers, Stop>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let hello = service.hello();
    let reply = talk.say(&hello.command, hello.shape, "capabilities").await?;
    // RFC 1939 knows no CAPA: a server without it offers nothing, and says so with -ERR
    if reply.is_no() && service != Service::Pop3 {
        return Err(Stop::TurnedAway(reply.said()));
    }
    Ok(service.offers(&reply))
}
