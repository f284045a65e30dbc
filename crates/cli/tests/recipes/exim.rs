//! The page `exim`: Exim before and behind the gateway. Debian's Exim and Postfix exclude each other, so this one is unpacked, not installed
//! (`cargo xtask test`), and has everything of its own in one folder.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::page::Page;
use crate::postfix::{Doors, foreign, hand_in, large, plain};
use crate::stage::{CUSTOMER, Stage, loopback, text, wait_for_line, wait_for_port};
use crate::support::home::succeed;
use crate::support::mails::{self, SENDER};
use crate::support::skip;
use crate::unpacked;

/// The user that Debian's package makes, and without whom Exim does not start.
const USER: &str = "Debian-exim";

struct Exim {
    child: Child,
    program: PathBuf,
    folder: PathBuf,
}

impl Exim {
    /// What stands around the blocks of the page: Debian's shape, and a last router to the sink in place of the world.
    fn start(program: &Path, folder: &Path, doors: &Doors, sink: u16, blocks: &[String; 4]) -> Self {
        std::fs::create_dir_all(folder.join("spool")).unwrap();
        let at = folder.display();
        let [main, acl, router, transport] = blocks;
        let text = format!(
            "primary_hostname = mta.example.jp\nspool_directory = {at}/spool\nlog_file_path = {at}/log-%s\npid_file_path = {at}/pid\n\
             exim_path = {}\nhost_lookup =\nrfc1413_hosts =\ndeliver_drop_privilege\ntls_advertise_hosts =\nkeep_environment =\n\
             domainlist local_domains = mta.example.jp\nacl_smtp_rcpt = acl_check_rcpt\n{main}\n\
             begin acl\nacl_check_rcpt:\n{acl}\n  accept hosts = 127.0.0.0/8\n  deny\n\
             begin routers\n{router}\nworld:\n  driver = manualroute\n  transport = remote_smtp\n  route_list = * 127.0.0.1::{sink} byname\n  self = send\n\
             begin transports\n{transport}\nremote_smtp:\n  driver = smtp\n  allow_localhost\n  hosts_avoid_tls = *\n\
             begin retry\n* * F,2h,15m; G,16h,1h,1.5; F,4d,6h\n",
            program.display()
        );
        std::fs::write(folder.join("exim.conf"), text).unwrap();
        succeed(Command::new("chmod").arg("711").arg(folder.parent().unwrap()));
        succeed(Command::new("chown").arg("-R").arg(USER).arg(folder));
        let config = Command::new("chown").arg("root").arg(folder.join("exim.conf")).status().unwrap();
        assert!(config.success());
        let log = std::fs::File::create(folder.join("errors")).unwrap();
        let child =
            Command::new(program).arg("-bdf").arg("-C").arg(folder.join("exim.conf")).stdin(Stdio::null()).stderr(log).spawn().unwrap();
        let exim = Self { child, program: program.to_path_buf(), folder: folder.to_path_buf() };
        wait_for_port(doors.front);
        exim
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log-main")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("-C").arg(self.folder.join("exim.conf")).stdin(Stdio::null());
        command
    }

    /// Tries what waits, whatever its time, as `exim4 -qff`.
    fn flush(&self) {
        // The log says that it is deferred a moment before the mail's file is let go.
        for _ in 0..4 {
            succeed(self.command().arg("-qff"));
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    fn sendmail(&self, mail: &[u8]) {
        let file = self.folder.join("handed-in");
        std::fs::write(&file, mail).unwrap();
        succeed(self.command().args(["-f", SENDER, CUSTOMER]).stdin(std::fs::File::open(file).unwrap()));
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", std::fs::read_to_string(self.log()).unwrap_or_default());
        }
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until && !matches!(self.child.try_wait(), Ok(Some(_))) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Exim and its user, or the test says why not.
fn usable(test: &str) -> Option<PathBuf> {
    let program = unpacked::find("exim4", "usr/sbin/exim4");
    let Some(program) = program else {
        skip(test, "exim4 is not here");
        return None;
    };
    let root = Command::new("id").arg("-u").output().unwrap().stdout.trim_ascii() == b"0";
    let starts = |words: &[&str]| Command::new(&program).args(words).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !root {
        skip(test, "Exim is started as root only");
        return None;
    }
    if !Command::new("id").args(["-u", USER]).output().unwrap().status.success() || !starts(&["-bV"]).is_ok_and(|status| status.success()) {
        skip(test, "Exim's user or its libraries are not all here");
        return None;
    }
    Some(program)
}

/// The complaint in a report of Exim: from the recipient's line to the next empty one.
fn quoted(report: &str) -> String {
    let begin = report.find(&format!("  {CUSTOMER}\r\n")).unwrap_or_else(|| panic!("no complaint:\n{report}"));
    report[begin..].split("\r\n\r\n").next().unwrap().replace("\r\n", "\n")
}

#[test]
fn s21_behind_exim_mail_waits_for_the_gateway_and_leaves_signed() {
    let Some(program) = usable("s21_behind_exim_mail_waits_for_the_gateway_and_leaves_signed") else { return };
    let page = Page::read("exim");
    let mut stage = Stage::new("relay");
    let doors = Doors::new();
    let (gateway, back) = (stage.door.to_string(), doors.back.to_string());
    let places = [("127.0.0.1:2525", &*format!("127.0.0.1:{gateway}")), ("port = 10025", &*format!("port = {back}"))];
    stage.configure(&page, &page.filled("kakitome.toml", &places), "[limits]\nmessage-bytes = 200000\n");
    let blocks = [
        page.filled("exim main", &[("0.0.0.0.25 ", &format!("127.0.0.1.{} ", doors.front)), ("10025", &back)]),
        page.filled("exim acl", &[("10025", &back)]),
        page.filled("exim router", &[("10025", &back)]),
        page.filled("exim transport", &[("2525", &gateway)]),
    ];
    let exim = Exim::start(&program, &stage.scratch().join("mta"), &doors, stage.sink.address.port(), &blocks);
    let front = loopback(doors.front);

    assert!(hand_in(front, &plain("early")).starts_with("250"));
    let line = wait_for_line(&exim.log(), &[" == ", " defer "]);
    page.shows("refused gateway-down", line.split_once(" == ").unwrap().1, &[]);
    assert!(stage.sink.stays_empty());
    stage.up();
    exim.flush();
    stage.arrives_signed("what waited");
    for mail in mails::signable() {
        let reply = hand_in(front, &mail.bytes);
        assert!(reply.starts_with("250"), "{}: {reply}", mail.name);
        if mail.name == "a line of 2,000 characters" {
            page.shows("refused long-line", &quoted(&text(&stage.sink.next())), &[]);
            continue;
        }
        stage.arrives_signed(mail.name);
    }
    exim.sendmail(&plain("by sendmail"));
    let arrived = stage.arrives_signed("by sendmail");
    assert!(text(&arrived).contains("by gateway.example.jp"), "{}", text(&arrived));

    assert!(hand_in(front, &foreign("not yours")).starts_with("250"));
    page.shows("refused not-yours", &quoted(&text(&stage.sink.next())), &[]);
    assert!(hand_in(front, &large()).starts_with("250"));
    let complaint = quoted(&text(&stage.sink.next()));
    let size = complaint.split("SIZE=").nth(1).and_then(|rest| rest.split(':').next()).unwrap().to_owned();
    page.shows("refused too-large", &complaint, &[("61000000", &size)]);
    stage.without_keyholder(|| {
        assert!(hand_in(front, &plain("away")).starts_with("250"));
        let line = wait_for_line(&exim.log(), &[" == ", "cannot be signed"]);
        page.shows("refused away", line.split_once(" == ").unwrap().1, &[]);
    });
    exim.flush();
    stage.arrives_signed("what waited for the keyholder");
    stage.off_and_on(|| assert!(hand_in(front, &plain("off")).starts_with("250")));
}
