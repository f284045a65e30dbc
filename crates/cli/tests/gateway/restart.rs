//! Restarts without a gap (R20): gateways take each other's place under load, and the service manager keeps the sockets while everything is
//! started anew. No connection is refused, no mail is lost, none comes twice.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
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
use crate::support::serve::{Serve, child_of};
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
    serve.signal(first, "KILL");
    eventually("it is dead", || serve.child_named("gateway") != Some(first));
    // It comes in between, waits for a moment, and is greeted by the next one.
    assert!(submit(serve.relay, SENDER, &["customer@home.example"], &mail("between")).starts_with("250"));
    sink.next();
}

/// So many gateways in a row are killed, each within its first 300 ms (with the pages beside it), by so many supervisors side by side.
const KILLS: u64 = 5;
const SUPERVISORS: u64 = 4;

/// Connects and is greeted until told to stop; how often, and how often whoever had taken the connection was killed with it. A connection
/// that is refused fails the test.
fn knock(address: SocketAddr, ask: &[u8], begin: &[u8], stop: &AtomicBool) -> (usize, usize) {
    let (mut greeted, mut cut) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        let mut stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{address}: {error} after {greeted} greetings"));
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut answer = vec![0; begin.len()];
        match stream.write_all(ask).and_then(|()| stream.read_exact(&mut answer)) {
            Ok(()) => greeted += 1,
            Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("{address}: nobody came within a minute"),
            Err(_) => cut += 1,
        }
        assert!(answer == begin || answer.iter().all(|byte| *byte == 0), "{}", String::from_utf8_lossy(&answer));
        std::thread::sleep(Duration::from_millis(3));
    }
    (greeted, cut)
}

/// Kills every new child of this name, `after` so many milliseconds, so often.
fn kill_the_young(supervisor: u32, name: &str, after: impl Fn(u64) -> u64) {
    let mut last = None;
    for round in 0..KILLS {
        let mut young = None;
        eventually("the next one is started", || {
            young = child_of(supervisor, name).filter(|id| Some(*id) != last);
            young.is_some()
        });
        std::thread::sleep(Duration::from_millis(after(round)));
        let id = young.and_then(|id| rustix::process::Pid::from_raw(i32::try_from(id).ok()?)).unwrap();
        // One that could not start is gone by itself.
        let _ = rustix::process::kill_process(id, rustix::process::Signal::KILL);
        last = young;
    }
}

#[test]
fn r20_gateways_and_pages_that_are_killed_in_their_first_moment_refuse_nobody() {
    std::thread::scope(|scope| {
        let trials: Vec<_> = (0..SUPERVISORS).map(|number| scope.spawn(move || killed_young(number))).collect();
        let (greeted, cut) = trials.into_iter().map(|trial| trial.join().unwrap()).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        eprintln!(
            "{} gateways and as many pages killed young: {greeted} greeted, {cut} cut with a killed one, 0 refused",
            SUPERVISORS * KILLS
        );
    });
}

fn killed_young(number: u64) -> (usize, usize) {
    let home = Home::new();
    let sink = Sink::start();
    // Addresses of its own: nobody else takes the ports between the choice and the start.
    let free = || TcpListener::bind(format!("127.83.10.{number}:0")).unwrap().local_addr().unwrap();
    let (relay, web) = (free(), free());
    let file = home.configure(sink.address, &format!("[web]\nlisten = [\"{web}\"]\n"));
    let text = std::fs::read_to_string(&file).unwrap().replace("127.0.0.1:0", &relay.to_string());
    std::fs::write(&file, text).unwrap();
    let log = std::fs::File::create(home.scratch().join("serve.log")).unwrap();
    let serve = Serve::spawn(kakitome().arg("serve").arg("--home").arg(home.path()), log);
    let (supervisor, stop) = (serve.child.id(), AtomicBool::new(false));
    let seen = std::thread::scope(|scope| {
        // Each round at another moment: from the first one on, over all of 300 ms.
        let after = |round: u64| (number * KILLS + round) * 137 % 300;
        let pages = scope.spawn(move || kill_the_young(supervisor, "web", after));
        // Before anything is started; from then on nobody is refused.
        eventually("the socket is open", || TcpStream::connect(relay).is_ok());
        let clients = scope.spawn(|| knock(relay, b"", b"220 ", &stop));
        kill_the_young(supervisor, "gateway", after);
        eventually("the pages' socket is open", || TcpStream::connect(web).is_ok());
        let visitors = scope.spawn(|| knock(web, b"GET /en/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"HTTP/1.1 200", &stop));
        pages.join().unwrap();
        assert!(submit(relay, SENDER, &["customer@home.example"], &mail("after")).starts_with("250"));
        stop.store(true, Ordering::Relaxed);
        [clients.join().unwrap(), visitors.join().unwrap()]
    });
    sink.next();
    assert!(seen.iter().all(|(greeted, _)| *greeted > 0), "{seen:?}");
    seen.iter().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
}

#[test]
fn r20_a_changed_address_is_listened_on_after_sigusr2_and_the_old_one_is_let_go() {
    let home = Home::new();
    let sink = Sink::start();
    let free = || TcpListener::bind("127.83.11.1:0").unwrap().local_addr().unwrap();
    let (before, after) = (free(), free());
    let file = home.configure(sink.address, "");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("127.0.0.1:0", &before.to_string())).unwrap();
    let serve = Serve::start(&home);
    let path = home.scratch().join("lmtp.sock");
    let local = format!("[[listener]]\nkind = \"lmtp\"\naddress = \"unix:{}\"\nnetworks = [\"here\"]\n", path.display());
    std::fs::write(&file, text.replace("127.0.0.1:0", &after.to_string()) + &local).unwrap();
    // A reload changes no address, and says so.
    serve.signal(serve.child.id(), "HUP");
    eventually("it is told", || Serve::log(home.scratch()).contains("needs a restart"));
    assert!(TcpStream::connect(after).is_err() && TcpStream::connect(before).is_ok());

    // Somebody else has the new one: the old gateway goes on, and no door that was opened with it stays open.
    let taken = TcpListener::bind(after).unwrap();
    serve.signal(serve.child.id(), "USR2");
    eventually("it is told, with what to do", || {
        let log = Serve::log(home.scratch());
        log.contains(&format!("cannot listen on {after} (door: relay)")) && log.contains("ss -ltnp")
    });
    assert!(!path.exists());
    assert!(submit(before, SENDER, &["customer@home.example"], &mail("old")).starts_with("250"));
    sink.next();
    drop(taken);
    // A program that another test is just starting may still hold a copy of it.
    eventually("nobody holds it", || TcpListener::bind(after).is_ok());

    serve.signal(serve.child.id(), "USR2");
    serve.wait_for(REPLACED);
    assert!(submit(after, SENDER, &["customer@home.example"], &mail("new")).starts_with("250"));
    sink.next();
    let mut greeting = [0; 3];
    std::os::unix::net::UnixStream::connect(&path).unwrap().read_exact(&mut greeting).unwrap();
    assert_eq!(&greeting, b"220");
    eventually("the old address is let go", || TcpStream::connect(before).is_err());
    drop(serve);
    assert!(!path.exists(), "its name goes with it");
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
    let serve = std::thread::scope(|scope| {
        let serve = scope.spawn(|| activated(&home, kept.expect("a descriptor"), &path));
        // It waits until the manager has let it go: only then the port is free for another address.
        assert_eq!(manager.hear().0, format!("FDSTOREREMOVE=1\nFDNAME={}", address.to_string().replace(':', ",")));
        assert_eq!(manager.hear().0, "BARRIER=1");
        assert!(manager.hear().0.starts_with("FDSTORE=1\n"));
        serve.join().unwrap()
    });
    assert_eq!(serve.relay, other);
    // Programs that other tests were just starting hold copies until they run.
    let begun = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody holds it");
        std::thread::sleep(Duration::from_millis(20));
    }
}
