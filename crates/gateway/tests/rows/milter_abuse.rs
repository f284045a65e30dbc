//! S20 and T17: what speaks to the milter's door and is no mail server, or one that breaks the protocol.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use kakitome_gateway::config::Settings;
use kakitome_smime::Verdict;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use crate::every_door::{MILTER, every_door, with_network};
use crate::stage::mta::{Fate, Mta};
use crate::stage::{Changes, Doors, NOREPLY, Script, Stage, mail};

const OFFER: &[u8] = &[0, 0, 0, 13, b'O', 0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff];

fn packet(kind: u8, data: &[u8]) -> Vec<u8> {
    let mut packet = u32::try_from(data.len() + 1).unwrap().to_be_bytes().to_vec();
    packet.push(kind);
    packet.extend_from_slice(data);
    packet
}

/// Sends the bytes and says what comes, up to the end of the connection or of patience (then the milter still listens).
async fn after(stage: &Stage, bytes: &[u8], patience: Duration) -> (Vec<u8>, bool) {
    let mut stream = TcpStream::connect(stage.addresses[MILTER]).await.unwrap();
    let _ = stream.write_all(bytes).await;
    let mut said = Vec::new();
    let ended = timeout(patience, async { while stream.read_buf(&mut said).await.is_ok_and(|count| count > 0) {} }).await.is_ok();
    (said, ended)
}

/// An offer and a mail up to the end of its header, as a start for what is wrong with it.
fn begun() -> Vec<u8> {
    let mut bytes = OFFER.to_vec();
    bytes.extend(packet(b'C', b"app.example\x004\x30\x39127.0.0.1\0"));
    bytes.extend(packet(b'H', b"app.example\0"));
    bytes.extend(packet(b'M', format!("<{NOREPLY}>\0").as_bytes()));
    bytes.extend(packet(b'R', b"<a@example.com>\0"));
    bytes.extend(packet(b'L', format!("From\0 {NOREPLY}\0").as_bytes()));
    bytes
}

#[tokio::test]
async fn s20_whoever_breaks_the_protocol_is_closed_without_a_yes_and_others_are_served() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    let with = |more: &[&[u8]]| [begun(), more.concat()].concat();
    let huge_macro = packet(b'D', &[b"Mi\0".to_vec(), vec![b'x'; 900_000], b"\0".to_vec()].concat());
    let many_macros: Vec<u8> = (0..20_000).flat_map(|n| packet(b'D', format!("M{{m{n}}}\0{}\0", "v".repeat(40)).as_bytes())).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("no length fits", vec![0xff, 0xff, 0xff, 0xff, b'O', 0]),
        ("a length of nothing", [OFFER, &[0, 0, 0, 0]].concat()),
        ("a length of 2 GiB", [OFFER, &[0x7f, 0xff, 0xff, 0xff, b'B']].concat()),
        ("commands before the offer", packet(b'M', b"<x@y>\0")),
        ("an offer cut off", vec![0, 0, 0, 5, b'O', 0, 0, 0, 6]),
        ("version 0", [&[0, 0, 0, 13, b'O'][..], &[0; 12]].concat()),
        ("an unknown command", [OFFER, &packet(b'Z', b"x")].concat()),
        ("two offers", [OFFER, OFFER].concat()),
        ("an address without its end", [OFFER, &packet(b'C', b"app")].concat()),
        ("a recipient without a sender", [OFFER, &packet(b'R', b"<a@example.com>\0")].concat()),
        ("a body before the header's end", with(&[&packet(b'B', b"text\r\n")])),
        ("a field behind the header", with(&[&packet(b'N', b""), &packet(b'L', b"X\0y\0")])),
        ("a field without a value", with(&[&packet(b'L', b"Subject")])),
        ("the end before the header's", with(&[&packet(b'E', b"")])),
        ("two header ends", with(&[&packet(b'N', b""), &packet(b'N', b"")])),
        ("a sender in the middle", with(&[&packet(b'N', b""), &packet(b'M', b"<x@y>\0")])),
        ("a huge macro", [OFFER, &huge_macro].concat()),
        ("twenty thousand macros", [OFFER, &many_macros].concat()),
        (
            "a header of 40 MB",
            [begun(), packet(b'L', &[b"X\0".to_vec(), vec![b'y'; 60_000], b"\0".to_vec()].concat()).repeat(700)].concat(),
        ),
    ];
    for (what, bytes) in cases {
        let (said, _) = after(&stage, &bytes, Duration::from_secs(2)).await;
        // Answers are packets; a mail that was broken is never accepted or changed: no 'b', 'h', 'm' or 'a', and no 'c' behind its end.
        let kinds = kinds(&said);
        assert!(kinds.iter().all(|kind| matches!(kind, b'O' | b'c' | b'y' | b't' | b'r')), "{what}: {kinds:?}");
    }
    assert_eq!(stage.keyholder.signatures(), 0, "nothing of it was signed");
    // a mail that never ends is nobody's, and the next one of an honest server is signed
    drop(TcpStream::connect(stage.addresses[MILTER]).await.unwrap());
    let mut mta = Mta::connect(stage.addresses[MILTER], "127.0.0.1").await;
    let original = mail(NOREPLY, "m1");
    let Fate::Taken(changed) = mta.pass(NOREPLY, &["a@example.com"], &original).await else { panic!("refused") };
    assert_eq!(stage.report(changed.as_bytes()).verdict(), Verdict::Valid);
}

fn kinds(mut said: &[u8]) -> Vec<u8> {
    let mut kinds = Vec::new();
    while let Some((length, rest)) = said.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some(packet) = rest.get(..length) else { panic!("half a packet: {said:?}") };
        kinds.push(packet[0]);
        said = &rest[length..];
    }
    kinds
}

#[tokio::test]
async fn s20_fields_of_one_name_and_pieces_of_every_size_come_out_as_they_went_in() {
    let doors = Doors::new();
    let stage = every_door(&doors).await;
    let mut mta = Mta::connect(stage.addresses[MILTER], "127.0.0.1").await;
    let original = format!(
        "X-Same: one\r\nFrom: {NOREPLY}\r\nX-Same: two\r\nComments: a\r\nBcc: b1@example.com\r\nX-Same: three\r\nBcc: b2@example.com\r\n\
         Comments: b\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\n{}",
        "0123456789\r\n".repeat(3_000)
    );
    mta.envelope(NOREPLY, &["a@example.com"]).await;
    let (header, body) = original.split_once("\r\n\r\n").unwrap();
    for line in header.split("\r\n") {
        let (name, value) = line.split_once(':').unwrap();
        mta.send(b'L', format!("{name}\0{value}\0").as_bytes()).await;
    }
    mta.send(b'N', b"").await;
    let mut rest = body.as_bytes();
    for size in [1, 0, 11, 1, 2, 4_096, 65_535].into_iter().cycle() {
        let (piece, after) = rest.split_at(size.min(rest.len()));
        mta.send(b'B', piece).await;
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    let Fate::Taken(changed) = mta.end(&original).await else { panic!("refused") };
    assert_eq!(stage.report(changed.as_bytes()).verdict(), Verdict::Valid, "{changed}");
    let same: Vec<&str> = changed.lines().filter(|line| line.starts_with("X-Same:") || line.starts_with("Comments:")).collect();
    assert_eq!(same, ["X-Same: one", "X-Same: two", "Comments: a", "X-Same: three", "Comments: b"]);
    assert!(!changed.contains("Bcc") && changed.contains("0123456789\r\n0123456789\r\n"), "{changed}");
}

fn milter_at(address: &str, networks: &str) -> String {
    format!(
        "hostname = \"gw.example\"\n[[network]]\nname = \"here\"\naddresses = [\"192.0.2.0/24\"]\n\
         [[listener]]\nkind = \"milter\"\naddress = \"{address}\"\n{networks}[next-hop]\naddress = \"mx.example\"\n"
    )
}

#[test]
fn t17_a_milter_without_networks_listens_on_this_machine_alone() {
    let read = |text: &str| Settings::from_text(text, Path::new("/k.toml"));
    for address in ["127.0.0.1:8891", "[::1]:8891", "127.0.0.2:8891", "unix:/run/kakitome/milter.sock"] {
        assert!(read(&milter_at(address, "")).is_ok(), "{address}");
    }
    for address in ["0.0.0.0:8891", "[::]:8891", "192.0.2.1:8891", "[2001:db8::1]:8891"] {
        let error = read(&milter_at(address, "")).unwrap_err().to_string();
        assert!(error.contains("no networks: nobody could send"), "{address}: {error}");
        assert!(read(&milter_at(address, "networks = [\"here\"]\n")).is_ok(), "{address}");
    }
}

#[tokio::test]
async fn t17_a_milter_at_a_socket_is_for_its_owner_and_group_and_signs() {
    let config = "[[listener]]\nkind = \"milter\"\naddress = \"unix:milter.sock\"\n";
    let stage = Stage::with(Changes { config, ..Changes::default() }).await;
    let path = stage.folder.path().join("milter.sock");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
    let mut socket = UnixStream::connect(&path).await.unwrap();
    socket.write_all(&begun()).await.unwrap();
    socket.write_all(&[packet(b'N', b""), packet(b'B', b"text\r\n"), packet(b'E', b"")].concat()).await.unwrap();
    let mut said = Vec::new();
    while !kinds_so_far(&said).contains(&b'b') {
        assert!(timeout(Duration::from_secs(20), socket.read_buf(&mut said)).await.unwrap().unwrap() > 0, "{:?}", kinds_so_far(&said));
    }
    assert_eq!(stage.keyholder.signatures(), 1, "signed in the mail server's hands");
    a_stranger_gets_nothing(&path);
}

fn kinds_so_far(said: &[u8]) -> Vec<u8> {
    let mut rest = said;
    let mut kinds = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Some((packet, next)) = after.split_at_checked(u32::from_be_bytes(*length) as usize) else { break };
        kinds.push(packet[0]);
        rest = next;
    }
    kinds
}

/// Another user of this machine cannot connect. Only root can be another user.
fn a_stranger_gets_nothing(socket: &Path) {
    use std::os::unix::process::CommandExt as _;
    let folder = socket.parent().unwrap();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = std::process::Command::new("timeout");
    command.args(["20", "openssl", "s_client", "-unix"]).arg(socket).stdin(std::process::Stdio::null()).uid(65_534).gid(65_534);
    let Ok(output) = command.output() else {
        // not root: the mode was looked at above
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    if said.contains("openssl") && said.contains("No such file") {
        return;
    }
    assert!(!said.contains("CONNECTED") && said.contains("ermission denied"), "{said}");
}

#[tokio::test]
async fn t17_t15_a_client_of_no_network_of_the_milter_is_closed_without_a_word() {
    let doors = Doors::new();
    let far = "[[network]]\nname = \"far\"\naddresses = [\"127.0.0.9\"]\n[[listener]]\nkind = \"milter\"\naddress = \"127.0.0.1:0\"\nnetworks = [\"far\"]\n";
    let stage = with_network(&doors, far, Script::default(), "").await;
    let address = stage.addresses[6];
    let mut stranger = TcpStream::connect(address).await.unwrap();
    let _ = stranger.write_all(&begun()).await;
    assert_eq!(crate::every_door::rest(&mut stranger).await, "");
    let mut known = crate::every_door::from_address(9, address).await;
    known.write_all(OFFER).await.unwrap();
    let mut answer = [0; 17];
    known.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer[4], b'O');
}
