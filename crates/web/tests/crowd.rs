//! A thousand visitors with a mail each at once: all are answered, and memory stays where it was. A process of its own, whose memory is
//! the server's and that of a thousand waiting sockets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    reason = "tests may panic"
)]

mod shared;

use std::io::{Read, Write};
use std::net::TcpStream;

use rustix::process::{Resource, getrlimit, setrlimit};
use shared::{Reply, Served, form};

const VISITORS: usize = 1000;
/// What all of them together may take: a tenth of what their mails would.
const MOST_KB: u64 = 120 << 10;
/// Each brings a mail with an attachment, larger than what stays in memory.
const MAIL: usize = 300 << 10;

/// Most that this process ever had.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn w12_a_thousand_mails_at_once_stay_within_memory() {
    let mut files = getrlimit(Resource::Nofile);
    files.current = files.maximum;
    setrlimit(Resource::Nofile, files).unwrap();
    let served = Served::with(|settings| {
        settings.limits.connections_per_client = 2 * VISITORS;
        settings.limits.connections = 2 * VISITORS;
        settings.limits.mails_per_minute = 10_000;
        // the machine may be busy: nobody is sent away
        settings.limits.turn = std::time::Duration::from_secs(600);
        settings.limits.silence = std::time::Duration::from_secs(600);
        settings.limits.upload = std::time::Duration::from_secs(600);
    });
    let mail = kakitome_clients::specimens()[0].mail;
    let warm = served.form("/ja/explain", Some(("a.eml", mail)), &[]);
    assert_eq!(warm.status, 200);
    let mut large = b"From: a@bank.example\r\nTo: b@home.example\r\nSubject: x\r\nContent-Type: text/plain\r\n\r\n".to_vec();
    while large.len() < MAIL {
        large.extend_from_slice(b"one line of seventy-six letters or so, again and again and again and again\r\n");
    }
    let (kind, body) = form(Some(("a.eml", &large)), &[]);
    let head = format!(
        "POST /ja/explain HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let before = peak_kb();
    let mut visitors: Vec<(TcpStream, usize, Vec<u8>)> = (0..VISITORS)
        .map(|_| {
            let mut stream = served.connect();
            stream.write_all(head.as_bytes()).unwrap();
            stream.set_nonblocking(true).unwrap();
            (stream, 0, Vec::new())
        })
        .collect();
    let mut answered = 0;
    let mut buffer = vec![0; 64 << 10];
    // each sends what the server takes, and keeps of the answer its first line
    while answered < VISITORS {
        let mut moved = false;
        for (stream, sent, got) in &mut visitors {
            if *sent < body.len()
                && let Ok(count) = stream.write(&body[*sent..])
            {
                *sent += count;
                moved = true;
            }
            match stream.read(&mut buffer) {
                Ok(0) if *sent < usize::MAX => {
                    assert_eq!(Reply::read(got).status, 200, "{}", String::from_utf8_lossy(got));
                    (*sent, moved) = (usize::MAX, true);
                    answered += 1;
                }
                Ok(count) if count > 0 => {
                    got.extend(buffer[..count].iter().take(64_usize.saturating_sub(got.len())));
                    moved = true;
                }
                _ => {}
            }
        }
        if !moved {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
    }
    let grown = peak_kb().saturating_sub(before);
    println!("{VISITORS} visitors with {MAIL} bytes each: memory grew by {grown} kB");
    assert!(grown < MOST_KB, "memory grew by {grown} kB");
    served.stop();
}
