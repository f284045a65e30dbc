//! Restarts without a gap (R20): gateways take each other's place under load, and the service manager keeps the sockets while everything is
//! started anew. No connection is refused, no mail is lost, none comes twice.

use std::collections::BTreeMap;
use std::io::Read;
use std::mem::MaybeUninit;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, recvmsg};

use crate::support::client::{Client, stuffed, submit};
use crate::support::home::{Home, kakitome};
use crate::support::mails::SENDER;
use crate::support::serve::Serve;
use crate::support::sink::Sink;

const RESTARTS: usize = 10;
const APART: &str = "acknowledge = \"outbox\"\n";
const SWIFT: &str = "[outbox]\nfirst-pause-seconds = 1\nlongest-pause-seconds = 1\nfree-bytes = 0\n[watch]\nlists = []\n";
const PASSING: &str = "[[listener]]\nkind = \"relay\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"here\"]\n";
/// What `serve` says when another gateway has taken over.
const REPLACED: &str = "a new gateway takes mail";

fn mail(id: &str) -> Vec<u8> {
    format!("From: <{SENDER}>\r\nTo: <customer@home.example>\r\nSubject: restart\r\nX-Test-Id: {id}\r\n\r\ntext\r\n").into_bytes()
}

/// How a client behaves.
#[derive(Clone, Copy)]
enum Habit {
    /// A connection for each mail.
    Anew,
    /// One connection for all.
    Keeps,
}

/// Sends until told to stop; the ids of what was acknowledged. Whatever is refused, a connection or a mail, fails the test.
fn send(address: SocketAddr, habit: Habit, name: &str, stop: &AtomicBool) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let mut kept = None;
    while !stop.load(Ordering::Relaxed) {
        let id = format!("{name}-{}", acknowledged.len());
        let reply = match habit {
            Habit::Anew => submit(address, SENDER, &["customer@home.example"], &mail(&id)),
            Habit::Keeps => {
                let client = kept.get_or_insert_with(|| {
                    let mut client = Client::connect(address);
                    client.say("EHLO client.test");
                    client
                });
                client.say(&format!("MAIL FROM:<{SENDER}>"));
                client.say("RCPT TO:<customer@home.example>");
                assert!(client.say("DATA").starts_with("354"));
                client.send(&stuffed(&mail(&id)));
                client.reply()
            }
        };
        assert!(reply.starts_with("250"), "{name}: {reply:?}");
        acknowledged.push(id);
    }
    acknowledged
}

fn gateways(serve: &Serve) -> usize {
    let children = std::fs::read_to_string(format!("/proc/{0}/task/{0}/children", serve.child.id())).unwrap();
    let is_gateway = |id: &&str| {
        std::fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.split(|byte| *byte == 0).nth(1) == Some(b"gateway".as_slice()))
    };
    children.split_whitespace().filter(is_gateway).count()
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < until, "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn r20_r32_ten_restarts_under_load_refuse_nobody_and_lose_and_double_nothing() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure_with(sink.address, APART, &format!("{PASSING}{SWIFT}"));
    let serve = Serve::start(&home);
    let passing: SocketAddr = serve.wait_for("listening relay ").parse().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let begun = Instant::now();
    let clients: Vec<_> = [(serve.relay, Habit::Anew), (serve.relay, Habit::Keeps), (passing, Habit::Anew), (passing, Habit::Keeps)]
        .into_iter()
        .enumerate()
        .map(|(number, (address, habit))| {
            let stop = Arc::clone(&stop);
            std::thread::spawn(move || send(address, habit, &format!("c{number}"), &stop))
        })
        .collect();
    let first = serve.child_named("gateway").unwrap();
    for _ in 0..RESTARTS {
        // The old sessions are let go on for a while, so that generations overlap; none is ended by us.
        serve.signal(serve.child.id(), "USR2");
        serve.wait_for(REPLACED);
        std::thread::sleep(Duration::from_millis(100));
        if gateways(&serve) >= 7 {
            eventually("old gateways end with their last session", || gateways(&serve) <= 3);
        }
    }
    stop.store(true, Ordering::Relaxed);
    let acknowledged: Vec<String> = clients.into_iter().flat_map(|client| client.join().expect("nothing was refused")).collect();
    let took = begun.elapsed();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    while acknowledged.iter().any(|id| !seen.contains_key(id)) {
        let arrived = sink.next();
        let text = String::from_utf8_lossy(&arrived.bytes).into_owned();
        assert!(text.contains("smime.p7s"), "unsigned: {text}");
        let id = text.lines().find_map(|line| line.strip_prefix("X-Test-Id: ")).unwrap().to_owned();
        *seen.entry(id).or_default() += 1;
    }
    assert!(sink.stays_empty());
    assert!(seen.values().all(|copies| *copies == 1), "{:?}", seen.iter().filter(|(_, copies)| **copies > 1).collect::<Vec<_>>());
    assert_eq!(seen.len(), acknowledged.len());
    eprintln!("{RESTARTS} restarts, {} mails in {took:?}", acknowledged.len());
    eventually("all but the last one have ended", || gateways(&serve) == 1);
    assert_ne!(serve.child_named("gateway"), Some(first));
    // The last one owns the outbox and answers for it.
    eventually("the last one answers for the outbox", || {
        let listed = kakitome().args(["held", "list", "--json", "--home"]).arg(home.path()).output().unwrap();
        listed.stdout.starts_with(b"{")
    });
}

#[test]
fn r20_r19_a_new_gateway_that_cannot_start_leaves_the_old_one_at_work() {
    let home = Home::new();
    let sink = Sink::start();
    let file = home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let before = serve.child_named("gateway");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{good}\n[nonsense]\n")).unwrap();
    serve.signal(serve.child.id(), "USR2");
    eventually("it is told", || Serve::log(home.scratch()).contains("nonsense"));
    eventually("the one that failed is gone", || gateways(&serve) == 1);
    assert_eq!(serve.child_named("gateway"), before);
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail("old")).starts_with("250"));
    sink.next();
    std::fs::write(&file, good).unwrap();
    serve.signal(serve.child.id(), "USR2");
    serve.wait_for(REPLACED);
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail("new")).starts_with("250"));
}

#[test]
fn r20_a_gateway_that_is_killed_refuses_no_connection_either() {
    let home = Home::new();
    let sink = Sink::start();
    home.configure(sink.address, "");
    let serve = Serve::start(&home);
    let first = serve.child_named("gateway").unwrap();
    // The supervisor has its copies of the sockets a moment after the gateway has said that it listens.
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail("before")).starts_with("250"));
    sink.next();
    std::thread::sleep(Duration::from_secs(1));
    serve.signal(first, "KILL");
    eventually("it is dead", || serve.child_named("gateway") != Some(first));
    // It comes in between, waits for a moment, and is greeted by the next one.
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail("between")).starts_with("250"));
    sink.next();
}

/// A service manager that keeps descriptors.
struct Manager {
    socket: UnixDatagram,
}

impl Manager {
    /// The next word, with a descriptor if one came along.
    fn hear(&self) -> (String, Option<OwnedFd>) {
        let mut buffer = [0; 4096];
        let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(4))];
        let mut beside = RecvAncillaryBuffer::new(&mut room);
        let got =
            recvmsg(&self.socket, &mut [std::io::IoSliceMut::new(&mut buffer)], &mut beside, RecvFlags::CMSG_CLOEXEC).expect("a word");
        let sent = beside.drain().find_map(|message| match message {
            RecvAncillaryMessage::ScmRights(mut open) => open.next(),
            _ => None,
        });
        (String::from_utf8_lossy(&buffer[..got.bytes]).into_owned(), sent)
    }
}

/// `kakitome serve` as systemd starts it with one socket.
fn activated(home: &Home, socket: OwnedFd, notify: &std::path::Path) -> Serve {
    let mut command = Command::new("sh");
    command.args(["-c", "exec 3<&0 </dev/null; export LISTEN_PID=$$ LISTEN_FDS=1; exec \"$@\"", "sh"]);
    command.arg(env!("CARGO_BIN_EXE_kakitome")).args(["serve", "--home"]).arg(home.path());
    command.env("LC_ALL", "C").env("NOTIFY_SOCKET", notify).stdin(Stdio::from(socket));
    Serve::start_with(home, &mut command)
}

#[test]
fn r20_the_service_manager_keeps_the_sockets_over_a_restart_of_everything() {
    let home = Home::new();
    let sink = Sink::start();
    // An address of its own: a port that is let go at 127.0.0.1 may be another test's a moment later.
    let listener = TcpListener::bind("127.83.7.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let file = home.configure(sink.address, "");
    let text = std::fs::read_to_string(&file).unwrap().replace("127.0.0.1:0", &address.to_string());
    std::fs::write(&file, &text).unwrap();
    let path = home.scratch().join("notify");
    let manager = Manager { socket: UnixDatagram::bind(&path).unwrap() };
    manager.socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();

    // By socket activation: what the manager listens at is taken, not opened a second time.
    let serve = activated(&home, OwnedFd::from(listener), &path);
    assert_eq!(serve.relay, address);
    let (word, kept) = manager.hear();
    assert_eq!(word, format!("FDSTORE=1\nFDNAME={}", address.to_string().replace(':', ",")));
    assert_eq!(manager.hear().0, "READY=1");
    assert!(submit(address, SENDER, &["customer@home.example"], &mail("first")).starts_with("250"));
    sink.next();
    drop(serve);
    assert_eq!(manager.hear().0, "STOPPING=1");

    // Nobody is there, and nobody is refused.
    let mut early = TcpStream::connect(address).expect("the socket is open");
    early.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let serve = activated(&home, kept.expect("a descriptor"), &path);
    let mut greeting = [0; 3];
    early.read_exact(&mut greeting).unwrap();
    assert_eq!(&greeting, b"220");
    assert_eq!(serve.relay, address);
    let (_, kept) = manager.hear();
    assert_eq!(manager.hear().0, "READY=1");
    drop((early, serve));
    assert_eq!(manager.hear().0, "STOPPING=1");

    // A door that the configuration no longer has is not kept open.
    let other = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    std::fs::write(&file, text.replace(&address.to_string(), &other.to_string())).unwrap();
    let serve = activated(&home, kept.expect("a descriptor"), &path);
    assert_eq!(serve.relay, other);
    assert_eq!(manager.hear().0, format!("FDSTOREREMOVE=1\nFDNAME={}", address.to_string().replace(':', ",")));
    assert!(manager.hear().0.starts_with("FDSTORE=1\n"));
    // Programs that other tests were just starting hold copies until they run.
    let begun = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody holds it");
        std::thread::sleep(Duration::from_millis(20));
    }
}
