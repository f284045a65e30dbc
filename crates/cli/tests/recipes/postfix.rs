//! A Postfix of the test's own with the lines of a page, and the pages where Postfix keeps the mail: `postfix-relay`, `postfix-relayhost`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::beside::Beside;
use crate::stage::{CUSTOMER, OTHER, free_port, loopback, text, wait_for_line, wait_for_port};
use crate::support::client::submit;
use crate::support::home::succeed;
use crate::support::mails::{self, SENDER};

/// Its queue and configuration are in one folder, and it is stopped with the test.
pub(crate) struct Postfix {
    program: PathBuf,
    folder: PathBuf,
    pub(crate) address: SocketAddr,
}

/// The ports of the front door and of the door for what comes back, as the page's blocks need them before anything runs.
pub(crate) struct Doors {
    pub(crate) front: u16,
    pub(crate) back: u16,
}

impl Doors {
    pub(crate) fn new() -> Self {
        Self { front: free_port(), back: free_port() }
    }
}

impl Postfix {
    /// `main` and `master`: the lines of the page. Everything else is what keeps this Postfix in its folder; unfiltered mail goes to `hop`.
    /// A `master` that begins with `smtp ` replaces the front door.
    pub(crate) fn start(program: &Path, folder: &Path, doors: &Doors, hop: SocketAddr, main: &str, master: &str) -> Self {
        let (config, data) = (folder.join("etc"), folder.join("data"));
        for made in [folder, &config, &data, &folder.join("queue")] {
            std::fs::create_dir_all(made).unwrap();
        }
        // Its daemons run as the user postfix and have to get here.
        succeed(Command::new("chmod").arg("711").arg(folder.parent().unwrap()).arg(folder));
        succeed(Command::new("chown").arg("postfix").arg(&data));
        let at = folder.display();
        let relayhost = if main.contains("relayhost = ") { String::new() } else { format!("relayhost = [{}]:{}\n", hop.ip(), hop.port()) };
        let own = format!(
            "compatibility_level = 3.6\nqueue_directory = {at}/queue\ndata_directory = {at}/data\ncommand_directory = /usr/sbin\n\
             daemon_directory = /usr/lib/postfix/sbin\nmail_owner = postfix\nsetgid_group = postdrop\nmyhostname = mta.example.jp\nmydestination =\n\
             inet_interfaces = 127.0.0.1\ninet_protocols = ipv4\nmynetworks = 127.0.0.0/8\ndisable_dns_lookups = yes\nsmtp_host_lookup = native\n\
             maillog_file = {at}/log\nmaillog_file_prefixes = /tmp\nsmtpd_relay_restrictions = permit_mynetworks, reject\n\
             append_dot_mydomain = no\nlocal_transport = error:none\nalias_maps =\nnotify_classes =\n{relayhost}"
        );
        std::fs::write(config.join("main.cf"), format!("{own}{main}")).unwrap();
        let front = format!("127.0.0.1:{}", doors.front);
        let (door, master) = match master.strip_prefix("smtp ") {
            Some(rest) => (format!("{front} {rest}"), ""),
            None => (format!("{front} inet n - n - - smtpd\n"), master),
        };
        std::fs::write(config.join("master.cf"), format!("{door}{master}\n{SERVICES}")).unwrap();
        succeed(Command::new(program).arg("-c").arg(&config).arg("start").stderr(Stdio::piped()));
        wait_for_port(doors.front);
        Self { program: program.to_path_buf(), folder: folder.to_path_buf(), address: loopback(doors.front) }
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Tries what waits in the queue, as `postqueue -f`.
    pub(crate) fn flush(&self) {
        // The log says "deferred" a moment before the queue has the mail back.
        for _ in 0..4 {
            succeed(Command::new("postqueue").arg("-c").arg(self.folder.join("etc")).arg("-f"));
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
    }

    /// Hands a mail in through `sendmail`, as programs on the same machine do.
    pub(crate) fn sendmail(&self, mail: &[u8]) {
        let file = self.folder.join("handed-in");
        std::fs::write(&file, mail).unwrap();
        let input = std::fs::File::open(file).unwrap();
        succeed(Command::new("sendmail").arg("-C").arg(self.folder.join("etc")).args(["-f", SENDER, CUSTOMER]).stdin(input));
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", std::fs::read_to_string(self.log()).unwrap_or_default());
        }
        let mut stop = Command::new(&self.program);
        stop.arg("-c").arg(self.folder.join("etc")).arg("stop").stdout(Stdio::null()).stderr(Stdio::null());
        if !stop.status().is_ok_and(|status| status.success()) {
            eprintln!("the Postfix in {} could not be stopped", self.folder.display());
        }
    }
}

const SERVICES: &str = "pickup unix n - n 1 1 pickup\ncleanup unix n - n - 0 cleanup\nqmgr unix n - n 300 1 qmgr\n\
    rewrite unix - - n - - trivial-rewrite\nbounce unix - - n - 0 bounce\ndefer unix - - n - 0 bounce\ntrace unix - - n - 0 bounce\n\
    verify unix - - n - 1 verify\nflush unix n - n 1000? 0 flush\nproxymap unix - - n - - proxymap\nsmtp unix - - n - - smtp\nlmtp unix - - n - - lmtp\n\
    relay unix - - n - - smtp\nerror unix - - n - - error\nretry unix - - n - - error\nanvil unix - - n - 1 anvil\nscache unix - - n - 1 scache\n\
    tlsmgr unix - - n 1000? 1 tlsmgr\npostlog unix-dgram n - n - 1 postlogd\n";

/// A mail of the identity that the pages let sign.
pub(crate) fn plain(name: &'static str) -> Vec<u8> {
    mails::mail(
        name,
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n",
        "お知らせ\r\n".into(),
    )
    .bytes
}

/// A mail that is larger than the pages' gateways take here.
pub(crate) fn large() -> Vec<u8> {
    [plain("large"), b"0123456789\r\n".repeat(24_000)].concat()
}

/// A mail of the identity that they do not.
pub(crate) fn foreign(name: &'static str) -> Vec<u8> {
    String::from_utf8(plain(name)).unwrap().replace(SENDER, OTHER).into_bytes()
}

/// The answer to a mail at an SMTP door; the recipient is always the same.
pub(crate) fn hand_in(address: SocketAddr, mail: &[u8]) -> String {
    submit(address, SENDER, &[CUSTOMER], mail)
}

/// What the gateway says, as a report of Postfix quotes it: its lines joined, from `host` on.
pub(crate) fn quoted(report: &str, customer: &str) -> String {
    let begin = report.find(&format!("<{customer}>: ")).unwrap_or_else(|| panic!("no complaint about {customer}:\n{report}"));
    let text = report[begin..].split("\r\n\r\n").next().unwrap();
    text.split("\r\n").map(str::trim).collect::<Vec<_>>().join(" ")
}

#[test]
fn s21_behind_postfix_mail_waits_for_the_gateway_and_leaves_signed() {
    let test = "s21_behind_postfix_mail_waits_for_the_gateway_and_leaves_signed";
    let Some(mut here) = Beside::new(test, "postfix-relay", "relay", 2525) else { return };
    here.configure(&[], "[limits]\nmessage-bytes = 200000\n");
    let postfix = here.postfix(&here.block("/etc/postfix/main.cf", &[]), &here.block("/etc/postfix/master.cf", &[]));

    // the gateway is not there yet: nobody is told anything, and nothing goes round it
    assert!(hand_in(postfix.address, &plain("early")).starts_with("250"));
    here.logs(&postfix, "refused gateway-down", &[]);
    assert!(here.stage.sink.stays_empty());
    here.stage.up();
    postfix.flush();
    here.stage.arrives_signed("what waited");

    here.all_are_signed(&postfix);
    postfix.sendmail(&plain("by sendmail"));
    here.stage.arrives_signed("by sendmail");

    // refused for good: the report comes to the sender and quotes the gateway
    assert!(hand_in(postfix.address, &foreign("not yours")).starts_with("250"));
    here.reports("refused not-yours", &[]);
    assert!(hand_in(postfix.address, &large()).starts_with("250"));
    let said = quoted(&text(&here.stage.sink.next()), CUSTOMER);
    let size = said.split("message size ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
    here.shows("refused too-large", &said, &[("61000000", &size), ("52428800", "200000")]);

    // the keyholder is away: the mail waits in the queue
    here.stage.without_keyholder(|| {
        assert!(hand_in(postfix.address, &plain("away")).starts_with("250"));
        here.logs(&postfix, "refused away", &["cannot be signed"]);
    });
    postfix.flush();
    here.stage.arrives_signed("what waited for the keyholder");

    // the application's own faults that Postfix mends or refuses by itself
    let bare = String::from_utf8(plain("bare")).unwrap().replace("お知らせ\r\n", "one\ntwo\r\n");
    assert!(hand_in(postfix.address, bare.as_bytes()).starts_with("250"), "this Postfix makes CRLF of LF");
    here.stage.arrives_signed("bare newline");

    here.stage.off_and_on(|| assert!(hand_in(postfix.address, &plain("off")).starts_with("250")));
}

#[test]
fn only_some_senders_by_header_checks() {
    let Some(mut here) = Beside::new("only_some_senders_by_header_checks", "postfix-relay", "relay", 2525) else { return };
    here.configure(&[], "");
    here.stage.up();
    let checks = here.file("/etc/postfix/kakitome_header_checks");
    let main = here.block("main.cf for some", &[("/etc/postfix/kakitome_header_checks", &checks)]);
    let postfix = here.postfix(&main, &here.block("/etc/postfix/master.cf", &[]));
    assert!(hand_in(postfix.address, &plain("some")).starts_with("250"));
    let arrived = here.stage.arrives_signed("From is listed");
    assert!(text(&arrived).contains("by gateway.example.jp"), "{}", text(&arrived));
    let other = String::from_utf8(plain("others")).unwrap().replace(SENDER, "staff@bank.example").into_bytes();
    assert!(hand_in(postfix.address, &other).starts_with("250"));
    let arrived = here.stage.arrives_unsigned("From is not listed");
    assert!(!text(&arrived).contains("gateway.example.jp"), "it did not come by: {}", text(&arrived));
}

#[test]
fn s21_a_satellite_keeps_mail_for_a_gateway_on_another_machine() {
    let test = "s21_a_satellite_keeps_mail_for_a_gateway_on_another_machine";
    let Some(mut here) = Beside::new(test, "postfix-relayhost", "relay", 2525) else { return };
    let certificate = here.stage.certificate("door.test");
    let (cert, key, ca) = (path(&certificate.certificate), path(&certificate.key), path(&certificate.authority));
    here.configure(
        &[
            ("0.0.0.0:2525", "127.0.0.1:2525"),
            ("10.1.0.0/16", "127.0.0.0/8"),
            ("/etc/kakitome/cert.pem", &cert),
            ("/etc/kakitome/key.pem", &key),
            (
                "address = \"mta.example.jp\"\nport = 25\ntls = \"required\"",
                &format!("address = \"127.0.0.1\"\nport = {}\ntls = \"none\"", here.stage.sink.address.port()),
            ),
        ],
        "",
    );
    let main = here.block(
        "/etc/postfix/main.cf",
        &[
            ("[gateway.example.jp]:2525", "[127.0.0.1]:2525"),
            ("cert_match = gateway.example.jp", "cert_match = door.test"),
            ("/etc/ssl/certs/ca-certificates.crt", &ca),
        ],
    );
    let postfix = here.postfix(&main, "");
    assert!(hand_in(postfix.address, &plain("early")).starts_with("250"));
    wait_for_line(&postfix.log(), &["status=deferred", "Connection refused"]);
    here.stage.up();
    postfix.flush();
    let arrived = here.stage.arrives_signed("what waited");
    assert!(text(&arrived).contains("with ESMTPS"), "inside TLS: {}", text(&arrived));
    assert!(hand_in(postfix.address, &foreign("not yours")).starts_with("250"));
    // The report takes the same way; its sender is nobody, so that it is not signed.
    here.reports("refused not-yours", &[("gateway.example.jp[192.0.2.25]", "127.0.0.1[127.0.0.1]")]);
}

pub(crate) fn path(file: &Path) -> String {
    file.display().to_string()
}
