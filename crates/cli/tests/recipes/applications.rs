//! The page `applications`: the gateway's side with every reply; and what is common to the programs of the other pages (`programs`,
//! `sendmail`), which are tried at the same doors. What a program prints and its exit status are the page's.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::page::Page;
use crate::postfix::{foreign, hand_in, large, plain};
use crate::stage::{CUSTOMER, OTHER, Stage, free_port, loopback, said, text};
use crate::support::home::{kakitome, succeed};
use crate::support::mails::SENDER;

pub(crate) const PASSWORD: &str = "Tr0ub4dor & drei";
/// What clients call the door by; the certificate's name. Not `localhost`, which has two addresses on some machines.
pub(crate) const HOST: &str = "127.0.0.1";

/// The gateway of the page `applications`.
pub(crate) struct Doors {
    pub(crate) stage: Stage,
    /// 465.
    pub(crate) login: u16,
    /// 2525.
    pub(crate) relay: u16,
    pub(crate) authority: String,
}

impl Doors {
    pub(crate) fn new() -> Self {
        let stage = Stage::new("relay");
        let (login, relay) = (free_port(), stage.door);
        let certificate = stage.certificate(HOST);
        let path = |file: &Path| file.display().to_string();
        let page = Page::read("applications");
        let text = page.filled(
            "kakitome.toml",
            &[
                ("0.0.0.0:465", &format!("127.0.0.1:{login}")),
                ("127.0.0.1:2525", &format!("127.0.0.1:{relay}")),
                ("/etc/kakitome/cert.pem", &path(&certificate.certificate)),
                ("/etc/kakitome/key.pem", &path(&certificate.key)),
                (
                    "address = \"mta.example.jp\"\nport = 25\ntls = \"required\"",
                    &format!("address = \"127.0.0.1\"\nport = {}\ntls = \"none\"", stage.sink.address.port()),
                ),
            ],
        );
        stage.configure(&page, &text, "[limits]\nmessage-bytes = 200000\n\n[accounts]\nwrong-login-seconds = 0\n");
        let file = stage.scratch().join("password");
        std::fs::write(&file, format!("{PASSWORD}\n")).unwrap();
        succeed(kakitome().args(["account", "add", SENDER, "--password-file"]).arg(&file).arg("--home").arg(stage.home.path()));
        let authority = path(&certificate.authority);
        Self { stage, login, relay, authority }
    }

    /// A block of a page, with this machine's host and port, as a file.
    pub(crate) fn file(&self, page: &Page, id: &str, places: &[(&str, &str)]) -> PathBuf {
        let file = self.stage.scratch().join(Path::new(id).file_name().unwrap());
        std::fs::write(&file, page.filled(id, places)).unwrap();
        file
    }

    /// One mail by a page's program, which takes sender, recipient and subject as words and the text from standard input.
    pub(crate) fn send(&self, program: &mut Command, from: &str, password: &str, lines: usize) -> Output {
        let input = self.stage.scratch().join("text");
        // line ends as programs write them
        std::fs::write(&input, "お知らせです。\nThe second line.\n".repeat(lines)).unwrap();
        program.args([from, CUSTOMER, "件名"]).env("MAIL_PASSWORD", password).env("LC_ALL", "C.UTF-8");
        program.stdin(std::fs::File::open(input).unwrap()).output().unwrap()
    }
}

/// What can happen to a mail that a program hands in, in the order of the pages.
const CASES: [&str; 5] = ["gateway-down", "away", "not-yours", "too-large", "wrong-password"];

/// A program of a page: it takes sender, recipient and subject as words and the text from standard input.
pub(crate) struct Program<'a> {
    pub(crate) page: &'a Page,
    /// Empty: the page has a block for each case. Else one block has all cases, each with the exit status before it.
    pub(crate) by: &'a str,
    /// Makes the command anew, for this password.
    pub(crate) made: &'a dyn Fn(&str) -> Command,
    /// The exit status of each case.
    pub(crate) statuses: [i32; 5],
    pub(crate) places: &'a [(&'a str, &'a str)],
}

impl Program<'_> {
    fn compare(&self, seen: &[String]) {
        if self.by.is_empty() {
            for (case, said) in CASES.iter().zip(seen) {
                self.page.shows(&format!("refused {case}"), said, self.places);
            }
            return;
        }
        let all: Vec<String> = self.statuses.iter().zip(seen).map(|(status, said)| format!("{status} {}", said.trim_end())).collect();
        self.page.shows(&format!("refused by {}", self.by), &all.join("\n"), self.places);
    }
}

/// Every case of every program, at one gateway, which runs afterwards.
pub(crate) fn as_the_pages_show(doors: &mut Doors, programs: &[Program<'_>]) {
    let tried = |doors: &Doors, case: usize, from: &str, password: &str, lines: usize| -> Vec<String> {
        let one = |program: &Program<'_>| {
            let output = doors.send(&mut (program.made)(password), from, password, lines);
            let about = format!("{} {} {}", program.page.name, program.by, CASES[case]);
            assert_eq!(output.status.code(), Some(program.statuses[case]), "{about}: {}", said(&output));
            said(&output)
        };
        programs.iter().map(one).collect()
    };
    let down = tried(doors, 0, SENDER, PASSWORD, 1);
    doors.stage.up();
    for program in programs {
        let about = format!("{} {}", program.page.name, program.by);
        let output = doors.send(&mut (program.made)(PASSWORD), SENDER, PASSWORD, 1);
        assert!(output.status.success(), "{about}: {}", said(&output));
        let arrived = text(&doors.stage.arrives_signed(&about));
        assert!(arrived.contains("with ESMTPSA") && arrived.contains("Message-I"), "{about}: {arrived}");
    }
    let stage = &doors.stage;
    let away = stage.without_keyholder(|| tried(doors, 1, SENDER, PASSWORD, 1));
    let sender = tried(doors, 2, OTHER, PASSWORD, 1);
    let large = tried(doors, 3, SENDER, PASSWORD, 6_000);
    let login = tried(doors, 4, SENDER, "wrong", 1);
    assert!(stage.sink.stays_empty(), "nothing that was refused has gone");
    for (n, program) in programs.iter().enumerate() {
        program.compare(&[&down, &away, &sender, &large, &login].map(|seen| seen[n].clone()));
    }
}

#[test]
fn the_gateways_replies_are_those_of_the_page() {
    let page = Page::read("applications");
    let mut doors = Doors::new();
    doors.stage.up();
    let relay = loopback(doors.relay);
    assert!(hand_in(relay, &plain("good")).starts_with("250"));
    doors.stage.arrives_signed("by 2525");
    page.shows("refused not-yours at 2525", &hand_in(relay, &foreign("not yours")), &[]);
    let bare = String::from_utf8(plain("bare")).unwrap().replace("お知らせ\r\n", "one\ntwo\r\n");
    page.shows("refused bare-newline", &hand_in(relay, bare.as_bytes()), &[]);
    page.shows("refused too-large", &hand_in(relay, &large()), &[]);
    doors.stage.without_keyholder(|| page.shows("refused away", &hand_in(relay, &plain("away")), &[]));
    doors.stage.off_and_on(|| assert!(hand_in(relay, &plain("off")).starts_with("250")));

    // 465 by hand
    let socket = crate::support::client::socket(loopback(doors.login));
    let mut client =
        crate::support::client::Client::over(crate::support::tls::handshake(socket, Path::new(&doors.authority), HOST).unwrap());
    client.reply();
    client.say("EHLO client.test");
    // base64 of NUL, the sender, NUL, `wrong`, then of the password
    page.shows("refused wrong-password", &client.say("AUTH PLAIN AG5vcmVwbHlAYmFuay5leGFtcGxlAHdyb25n"), &[]);
    assert!(client.say("AUTH PLAIN AG5vcmVwbHlAYmFuay5leGFtcGxlAFRyMHViNGRvciAmIGRyZWk=").starts_with("235"));
    page.shows("refused not-yours", &client.say(&format!("MAIL FROM:<{OTHER}>")), &[]);

    // a machine that is in no network
    let config = doors.stage.home.path().join("kakitome.toml");
    doors.stage.down();
    let narrowed = std::fs::read_to_string(&config).unwrap().replace("\"127.0.0.1\", \"10.1.0.0/16\"", "\"10.1.0.0/16\"");
    std::fs::write(&config, narrowed).unwrap();
    doors.stage.up();
    let greeting = crate::support::client::Client::over(crate::support::client::socket(relay)).reply();
    page.shows("refused network", &greeting, &[]);
}
