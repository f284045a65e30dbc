//! A real Postfix before and a real Postfix behind the gateway: application -> Postfix -> gateway -> Postfix -> sink.
//! What arrives at the far end must still verify (V22: through a relay that speaks 8BITMIME and one that does not).

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::real_mail::signed;
use crate::support::client::submit;
use crate::support::home::{Home, succeed};
use crate::support::mails::{self, SENDER};
use crate::support::serve::Serve;
use crate::support::sink::Sink;
use crate::support::{others, skip};

#[test]
fn v22_signatures_survive_postfix_before_and_behind() {
    let Some(program) = usable("v22_signatures_survive_postfix_before_and_behind") else { return };
    let home = Home::new();
    let sink = Sink::start();
    let behind = Postfix::start(&program, &home.scratch().join("behind"), sink.address, "");
    home.configure(behind.address, "");
    let serve = Serve::start(&home);
    let before = Postfix::start(&program, &home.scratch().join("before"), serve.relay, "");
    for mail in mails::signable() {
        let reply = submit(before.address, SENDER, &["customer@home.example"], &mail.bytes);
        assert!(reply.starts_with("250"), "{}: {reply}", mail.name);
        let arrived = sink.next();
        assert!(signed(&arrived.bytes), "{}", mail.name);
        let file = home.scratch().join("arrived.eml");
        std::fs::write(&file, &arrived.bytes).unwrap();
        others::openssl_verify(&file, &home.root())
            .unwrap_or_else(|complaint| panic!("{}: {complaint}\n{}", mail.name, String::from_utf8_lossy(&arrived.bytes)));
    }
}

#[test]
fn v22_a_relay_without_8bitmime_breaks_nothing() {
    let Some(program) = usable("v22_a_relay_without_8bitmime_breaks_nothing") else { return };
    let home = Home::new();
    let sink = Sink::start();
    // Postfix then re-encodes 8-bit mail to quoted-printable on its way out: what is 7-bit passes untouched.
    let behind = Postfix::start(&program, &home.scratch().join("behind"), sink.address, "smtp_discard_ehlo_keywords = 8bitmime\n");
    home.configure(behind.address, "");
    let serve = Serve::start(&home);
    for mail in mails::signable() {
        let reply = submit(serve.relay, SENDER, &["customer@home.example"], &mail.bytes);
        assert!(reply.starts_with("250"), "{}: {reply}", mail.name);
        let file = home.scratch().join("arrived.eml");
        std::fs::write(&file, sink.next().bytes).unwrap();
        others::openssl_verify(&file, &home.root()).unwrap_or_else(|complaint| panic!("{}: {complaint}", mail.name));
    }
}

#[test]
fn load_tools_of_postfix_lose_nothing() {
    let test = "load_tools_of_postfix_lose_nothing";
    let (Some(source), Some(sink_program)) = (others::find("smtp-source"), others::find("smtp-sink")) else {
        return skip(test, "smtp-source and smtp-sink are not here");
    };
    let home = Home::new();
    let port = free_port();
    let dump = home.scratch().join("dump");
    std::fs::create_dir(&dump).unwrap();
    let mut sink = Command::new(sink_program)
        .args(["-u", &user(), "-d", &format!("{}/%M%S.", dump.display()), &format!("127.0.0.1:{port}"), "64"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(port);
    home.configure(SocketAddr::from(([127, 0, 0, 1], port)), "");
    let serve = Serve::start(&home);
    let file = home.scratch().join("mail");
    let mail = mails::mail(
        "load",
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",
        "お知らせ\r\n".repeat(100).into_bytes(),
    );
    std::fs::write(&file, String::from_utf8(mail.bytes).unwrap().replace("\r\n", "\n")).unwrap();
    // With and without a new connection for every mail.
    for more in [&["-d"][..], &[]] {
        let mut load = Command::new(&source);
        load.args(["-s", "16", "-m", "200", "-f", SENDER, "-t", "customer@home.example"]).args(more);
        succeed(load.arg("-F").arg(&file).arg(format!("127.0.0.1:{}", serve.relay.port())));
    }
    sink.kill().unwrap();
    sink.wait().unwrap();
    let kept: Vec<PathBuf> = std::fs::read_dir(&dump).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 400, "one file a mail");
    for file in kept.iter().step_by(40) {
        // smtp-sink writes lines of its own above the mail.
        let text = std::fs::read_to_string(file).unwrap();
        let begin = text.find("Received: ").expect("the mail");
        let mail = home.scratch().join("kept.eml");
        std::fs::write(&mail, &text[begin..]).unwrap();
        others::openssl_verify(&mail, &home.root()).unwrap_or_else(|complaint| panic!("{}: {complaint}\n{text}", file.display()));
    }
}

/// A Postfix of our own: its queue and configuration are in one folder, and it is stopped with the test.
pub(crate) struct Postfix {
    program: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
}

impl Postfix {
    pub(crate) fn start(program: &Path, folder: &Path, relay_to: SocketAddr, more: &str) -> Self {
        let port = free_port();
        let (config, data) = (folder.join("etc"), folder.join("data"));
        for made in [folder, &config, &data, &folder.join("queue")] {
            std::fs::create_dir_all(made).unwrap();
        }
        // Its daemons run as the user postfix and have to get here.
        succeed(Command::new("chmod").arg("711").arg(folder.parent().unwrap()).arg(folder));
        succeed(Command::new("chown").arg("postfix").arg(&data));
        let folder_text = folder.display();
        // A service whose first process was killed counts as malfunctioning and rests: a minute, if nothing else is said.
        let more = format!("service_throttle_time = 1s\n{more}");
        std::fs::write(
            config.join("main.cf"),
            format!(
                "compatibility_level = 3.6\nqueue_directory = {folder_text}/queue\ndata_directory = {folder_text}/data\ncommand_directory = /usr/sbin\n\
                 daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\nmyhostname = mta.test\nmydestination =\n\
                 inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\nrelayhost = [{}]:{}\ndisable_dns_lookups = yes\n\
                 smtp_host_lookup = native\nmaillog_file = {folder_text}/log\nmaillog_file_prefixes = /tmp\nsmtpd_relay_restrictions = permit_mynetworks, reject\n\
                 append_dot_mydomain = no\nlocal_transport = error:none\nalias_maps =\nsmtp_tls_security_level = none\nsmtputf8_enable = yes\n{more}",
                relay_to.ip(),
                relay_to.port()
            ),
        )
        .unwrap();
        std::fs::write(config.join("master.cf"), master(port)).unwrap();
        succeed(Command::new(program).arg("-c").arg(&config).arg("start"));
        wait_for(port);
        Self { program: program.to_path_buf(), folder: folder.to_path_buf(), address: SocketAddr::from(([127, 0, 0, 1], port)) }
    }
}

impl Postfix {
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The process id of one of its daemons.
    pub(crate) fn daemon(&self, name: &str) -> u32 {
        let queue = self.folder.join("queue");
        let all = std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
        let is_it = |id: &u32| {
            std::fs::read_link(format!("/proc/{id}/cwd")).is_ok_and(|folder| folder == queue)
                && std::fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|comm| comm.trim_end() == name)
        };
        all.filter(is_it).max().unwrap_or_else(|| panic!("no {name} runs"))
    }

    /// Another setting, in force when this returns.
    pub(crate) fn set(&self, setting: &str) {
        let config = self.folder.join("etc");
        succeed(Command::new("postconf").arg("-c").arg(&config).arg("-e").arg(setting));
        succeed(Command::new(&self.program).arg("-c").arg(&config).arg("reload"));
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        let stopped = Command::new(&self.program)
            .arg("-c")
            .arg(self.folder.join("etc"))
            .arg("stop")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if !stopped.is_ok_and(|status| status.success()) {
            eprintln!("the Postfix in {} could not be stopped", self.folder.display());
        }
    }
}

fn master(port: u16) -> String {
    format!(
        "127.0.0.1:{port} inet n - n - - smtpd\npickup unix n - n 60 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n\
         rewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\n\
         verify unix - - n - 1 verify\nflush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nsmtp unix - - n - - smtp\nlmtp unix - - n - - lmtp\nrelay unix - - n - - smtp\n\
         error unix - - n - - error\nretry unix - - n - - error\nanvil unix - - n - 1 anvil\nscache unix - - n - 1 scache\ntlsmgr unix - - n 1000? 1 tlsmgr\npostlog unix-dgram n - n - 1 postlogd\n"
    )
}

/// Postfix runs as root only.
pub(crate) fn usable(test: &str) -> Option<PathBuf> {
    let program = others::find("postfix");
    if program.is_none() {
        skip(test, "postfix is not here");
    } else if user() != "root" {
        skip(test, "Postfix starts as root only");
        return None;
    }
    program
}

fn user() -> String {
    String::from_utf8_lossy(&Command::new("id").arg("-un").output().unwrap().stdout).trim().to_owned()
}

fn free_port() -> u16 {
    // Below the ports that the kernel gives to whoever asks for any: it is still free when its server begins.
    static NEXT: std::sync::atomic::AtomicU16 = std::sync::atomic::AtomicU16::new(0);
    loop {
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 100;
        let port = 12_000 + (std::process::id() % 200) as u16 * 100 + number;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn wait_for(port: u16) {
    let until = Instant::now() + Duration::from_secs(60);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "nothing listens on port {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
