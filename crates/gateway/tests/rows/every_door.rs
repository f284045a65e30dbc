//! A stage with every door open, and a client that is ready to say MAIL at each.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::stage::client::stuffed;
use crate::stage::doors::{PASSWORD, account, plain};
use crate::stage::{Changes, Dialogue, Doors, NOREPLY, Script, Stage};

pub(crate) const RELAY: usize = 0;
pub(crate) const TLS: usize = 1;
pub(crate) const STARTTLS: usize = 2;
pub(crate) const LMTP: usize = 3;
pub(crate) const OUTBOX: usize = 4;
pub(crate) const MILTER: usize = 5;
/// Doors where SMTP or LMTP is spoken.
pub(crate) const SPOKEN: [usize; 5] = [RELAY, TLS, STARTTLS, LMTP, OUTBOX];

/// All doors; `config` are further tables, `script` how the next hop behaves.
pub(crate) async fn stage_of(doors: &Doors, config: &str, script: Script) -> Stage {
    with_network(doors, config, script, "").await
}

pub(crate) async fn with_network(doors: &Doors, config: &str, script: Script, network: &str) -> Stage {
    let tls = doors.tls("");
    let here = "address = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
    let config = format!(
        "{}[[listener]]\nkind = \"lmtp\"\n{here}{tls}[[listener]]\nkind = \"relay\"\nacknowledge = \"outbox\"\n{here}\
         [[listener]]\nkind = \"milter\"\n{here}[accounts]\nwrong-login-seconds = 0\n{config}",
        doors.both("")
    );
    let outbox = "first-pause-seconds = 1\nlongest-pause-seconds = 1\n";
    let stage = Stage::with(Changes { config: &config, listener: &tls, outbox, script, network, ..Changes::default() }).await;
    account(&stage.store, NOREPLY, &[]).await;
    stage
}

pub(crate) async fn every_door(doors: &Doors) -> Stage {
    stage_of(doors, "", Script::default()).await
}

/// Ready for MAIL, as NOREPLY where one logs in.
pub(crate) async fn ready(stage: &Stage, doors: &Doors, door: usize) -> Dialogue {
    ready_as(stage, doors, door, NOREPLY).await
}

pub(crate) async fn ready_as(stage: &Stage, doors: &Doors, door: usize, login: &str) -> Dialogue {
    let address = stage.addresses[door];
    let mut client = match door {
        TLS => doors.at_465(address).await,
        STARTTLS => doors.at_587(address).await,
        _ => {
            let mut client = Dialogue::connect(address).await;
            client.expect("220").await;
            client.command(if door == LMTP { "LHLO app.example" } else { "EHLO app.example" }, "250").await;
            client
        }
    };
    if matches!(door, TLS | STARTTLS) {
        assert!(plain(&mut client, login, PASSWORD).await.starts_with("235"), "door {door}");
    }
    client
}

/// The same at the moment after 354.
pub(crate) async fn in_data(stage: &Stage, doors: &Doors, door: usize) -> Dialogue {
    let mut client = ready(stage, doors, door).await;
    client.command(&format!("MAIL FROM:<{NOREPLY}>"), "250").await;
    client.command("RCPT TO:<customer@example.com>", "250").await;
    client.command("DATA", "354").await;
    client
}

/// MAIL, one RCPT, DATA, the mail; the first reply that is no yes, or the last one.
pub(crate) async fn send(client: &mut Dialogue, from: &str, mail: impl AsRef<[u8]>) -> String {
    for command in [format!("MAIL FROM:<{from}>"), "RCPT TO:<customer@example.com>".to_owned(), "DATA".to_owned()] {
        client.send(format!("{command}\r\n")).await;
        let reply = client.reply().await.expect("a reply");
        if !reply.starts_with(['2', '3']) {
            client.command("RSET", "250").await;
            return reply;
        }
    }
    client.send(stuffed(mail.as_ref())).await;
    client.reply().await.expect("a final reply")
}

/// Files of mails that lie in the outbox.
pub(crate) fn waiting(stage: &Stage) -> usize {
    let folder = stage.folder.path().join("outbox/mails");
    std::fs::read_dir(folder)
        .map_or(0, |all| all.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|it| it == "mail")).count())
}

/// Everything until the connection ends.
pub(crate) async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = timeout(Duration::from_secs(60), stream.read_to_end(&mut all)).await.expect("the connection does not end");
    String::from_utf8_lossy(&all).into_owned()
}

/// A connection from another address of this machine: 127.0.0.`last`.
pub(crate) async fn from_address(last: u8, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), 0)).unwrap();
    let to = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), to.port());
    let stream = socket.connect(to).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}
