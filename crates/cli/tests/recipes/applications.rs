//! The pages of applications: the gateway's side with every reply, and the programs of PHP, Java, Python and msmtp as they stand on their
//! pages, each against the same doors. What a program prints and its exit status are the page's.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::page::Page;
use crate::postfix::{foreign, hand_in, plain};
use crate::stage::{CUSTOMER, OTHER, Stage, free_port, loopback, program, said, text};
use crate::support::home::{kakitome, succeed};
use crate::support::mails::SENDER;
use crate::support::others;
use crate::support::skip;
use crate::unpacked;

pub(crate) const PASSWORD: &str = "Tr0ub4dor & drei";
/// What clients call the door by; the certificate's name.
const HOST: &str = "localhost";

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
        stage.configure(
            &Page::read("applications"),
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
            "[limits]\nmessage-bytes = 200000\n\n[accounts]\nwrong-login-seconds = 0\n",
        );
        let file = stage.scratch().join("password");
        std::fs::write(&file, format!("{PASSWORD}\n")).unwrap();
        succeed(kakitome().args(["account", "add", SENDER, "--password-file"]).arg(&file).arg("--home").arg(stage.home.path()));
        let authority = path(&certificate.authority);
        Self { stage, login, relay, authority }
    }

    /// A block of a page, with this machine's host and port, as a file.
    fn file(&self, page: &Page, id: &str, places: &[(&str, &str)]) -> PathBuf {
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

/// Every case that the page of a program shows; `made` makes the program anew. `statuses`: of a sender that
/// is not the account's, a mail that is too large, no gateway, no keyholder, a wrong password.
fn as_the_page_shows(doors: &mut Doors, page: &Page, made: &dyn Fn() -> Command, statuses: [i32; 5], places: &[(&str, &str)]) {
    let [sender, large, down, away, login] = statuses;
    let seen = |output: &Output, id: &str, status: i32| {
        page.shows(id, &said(output), places);
        assert_eq!(output.status.code(), Some(status), "{} {id}: {}", page.name, said(output));
    };
    seen(&doors.send(&mut made(), SENDER, PASSWORD, 1), "refused gateway-down", down);
    doors.stage.up();
    let output = doors.send(&mut made(), SENDER, PASSWORD, 1);
    assert!(output.status.success(), "{}: {}", page.name, said(&output));
    let arrived = doors.stage.arrives_signed(&page.name);
    assert!(text(&arrived).contains("with ESMTPSA") && text(&arrived).contains("Message-I"), "{}: {}", page.name, text(&arrived));
    seen(&doors.send(&mut made(), OTHER, PASSWORD, 1), "refused not-yours", sender);
    seen(&doors.send(&mut made(), SENDER, PASSWORD, 6_000), "refused too-large", large);
    seen(&doors.send(&mut made(), SENDER, "wrong", 1), "refused wrong-password", login);
    let stage = &doors.stage;
    stage.without_keyholder(|| seen(&doors.send(&mut made(), SENDER, PASSWORD, 1), "refused away", away));
    assert!(stage.sink.stays_empty(), "{}: nothing that was refused has gone", page.name);
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
    let large = [plain("large"), b"0123456789\r\n".repeat(24_000)].concat();
    page.shows("refused too-large", &hand_in(relay, &large), &[]);
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

#[test]
fn python_hands_in_and_shows_refusals_as_its_page_says() {
    let test = "python_hands_in_and_shows_refusals_as_its_page_says";
    let Some(python) = program(test, "python3", false) else { return };
    let page = Page::read("python");
    let mut doors = Doors::new();
    let port = doors.login.to_string();
    let places = [("gateway.example.jp", HOST), ("465", &*port)];
    let (script, settings, by_asyncio) =
        (doors.file(&page, "send.py", &places), doors.file(&page, "settings.py", &places), doors.file(&page, "send_async.py", &places));
    let authority = doors.authority.clone();
    let run = |script: &Path| {
        let mut command = Command::new(&python);
        command.arg(script).env("SSL_CERT_FILE", &authority).env("PYTHONIOENCODING", "utf-8");
        command
    };
    as_the_page_shows(&mut doors, &page, &|| run(&script), [69, 69, 75, 75, 69], &[]);
    let Some(packages) = unpacked::find("python", "django").and_then(|django| Some(django.parent()?.to_path_buf())) else {
        return skip(test, "Django and aiosmtplib are not here");
    };
    let output = doors.send(run(&by_asyncio).env("PYTHONPATH", &packages), SENDER, PASSWORD, 1);
    assert!(output.status.success(), "{}", said(&output));
    doors.stage.arrives_signed("aiosmtplib");
    let output = doors.send(run(&by_asyncio).env("PYTHONPATH", &packages), OTHER, PASSWORD, 1);
    page.shows("refused not-yours by aiosmtplib", &said(&output), &[]);
    assert_eq!(output.status.code(), Some(69));
    // Django with the settings of the page; everything else is Django's own
    let site = doors.stage.scratch().join("site.py");
    std::fs::write(
        &site,
        format!(
            "import runpy, sys\nfrom django.conf import settings\nfrom django.core.mail import send_mail\n\
             settings.configure(**{{name: value for name, value in runpy.run_path({settings:?}).items() if name.isupper()}})\n\
             send_mail(sys.argv[3], sys.stdin.read(), sys.argv[1], [sys.argv[2]])\n"
        ),
    )
    .unwrap();
    let output = doors.send(run(&site).env("PYTHONPATH", &packages), SENDER, PASSWORD, 1);
    assert!(output.status.success(), "{}", said(&output));
    doors.stage.arrives_signed("Django");
    let output = doors.send(run(&site).env("PYTHONPATH", &packages), OTHER, PASSWORD, 1);
    let refused = page.block("refused not-yours").replace("SMTPSenderRefused", "smtplib.SMTPSenderRefused");
    assert!(said(&output).trim_end().ends_with(refused.trim_end()), "Django lets the same exception through: {}", said(&output));
}

#[test]
fn php_hands_in_and_shows_refusals_as_its_page_says() {
    let test = "php_hands_in_and_shows_refusals_as_its_page_says";
    let Some(php) = program(test, "php", false) else { return };
    if !Path::new("/usr/share/php/libphp-phpmailer/autoload.php").is_file() {
        return skip(test, "PHPMailer is not here");
    }
    let page = Page::read("php");
    let mut doors = Doors::new();
    let port = doors.login.to_string();
    let script = doors.file(&page, "send.php", &[("gateway.example.jp", HOST), ("465", &port)]);
    let trust = format!("openssl.cafile={}", doors.authority);
    let made = || {
        let mut command = Command::new(&php);
        command.args(["-d", &trust]).arg(&script);
        command
    };
    as_the_page_shows(&mut doors, &page, &made, [69, 69, 75, 75, 75], &[("gateway.example.jp", HOST), ("465", &port)]);
}

#[test]
fn java_hands_in_and_shows_refusals_as_its_page_says() {
    let test = "java_hands_in_and_shows_refusals_as_its_page_says";
    let (Some(javac), Some(java)) = (program(test, "javac", false), program(test, "java", false)) else { return };
    if !Path::new("/usr/share/java/javax.mail.jar").is_file() {
        return skip(test, "JavaMail is not here");
    }
    let page = Page::read("java");
    let mut doors = Doors::new();
    let port = doors.login.to_string();
    let scratch = doors.stage.scratch().display().to_string();
    let source = doors.file(&page, "Send.java", &[("gateway.example.jp", HOST), ("465", &port)]);
    let path = format!("/usr/share/java/javax.mail.jar:/usr/share/java/javax.activation.jar:{scratch}");
    succeed(Command::new(javac).args(["-cp", &path, "-d", &scratch]).arg(source).stdin(Stdio::null()));
    let store = format!("{scratch}/trust.p12");
    succeed(
        Command::new("keytool")
            .args(["-importcert", "-noprompt", "-alias", "door", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore", &store])
            .args(["-file", &doors.authority])
            .stdin(Stdio::null()),
    );
    let made = || {
        let mut command = Command::new(&java);
        command.args([
            "-XX:TieredStopAtLevel=1",
            &format!("-Djavax.net.ssl.trustStore={store}"),
            "-Djavax.net.ssl.trustStorePassword=changeit",
        ]);
        command.args(["-cp", &path, "Send"]);
        command
    };
    as_the_page_shows(&mut doors, &page, &made, [69, 69, 75, 75, 69], &[("gateway.example.jp", HOST), ("465", &port)]);
}

#[test]
fn msmtp_and_php_mail_hand_in_and_show_refusals_as_their_page_says() {
    let test = "msmtp_and_php_mail_hand_in_and_show_refusals_as_their_page_says";
    let Some(msmtp) = program(test, "msmtp", false) else { return };
    let page = Page::read("sendmail");
    let mut doors = Doors::new();
    let port = doors.login.to_string();
    let secret = doors.stage.scratch().join("secret");
    let config = doors.file(
        &page,
        "/etc/msmtprc",
        &[
            ("gateway.example.jp", HOST),
            ("465", &port),
            ("/etc/ssl/certs/ca-certificates.crt", &doors.authority.clone()),
            ("cat /etc/msmtp.password", &format!("cat {}", secret.display())),
        ],
    );
    let path = config.display().to_string();
    // What a caller of sendmail does, in the words that the other pages' programs take.
    let caller = doors.stage.scratch().join("caller.sh");
    std::fs::write(
        &caller,
        format!(
            "printf '%s' \"$MAIL_PASSWORD\" > {}\n{{ printf 'From: %s\\nTo: %s\\nSubject: test\\n\\n' \"$1\" \"$2\"; cat; }} | {} -C {} -f \"$1\" -t\n",
            secret.display(),
            msmtp.display(),
            config.display()
        ),
    )
    .unwrap();
    let made = || {
        let mut command = Command::new("sh");
        command.arg(&caller);
        command
    };
    as_the_page_shows(
        &mut doors,
        &page,
        &made,
        [65, 69, 75, 69, 77],
        &[
            ("/etc/msmtprc", &path),
            (": gateway.example.jp", &format!(": {HOST}")),
            ("to gateway.example.jp", &format!("to {HOST}")),
            ("465", &port),
        ],
    );

    let Some(php) = others::find("php") else { return skip(test, "php is not here") };
    std::fs::write(&secret, PASSWORD).unwrap();
    let ini = page.filled("php.ini", &[("/usr/bin/msmtp", &format!("{} -C {}", msmtp.display(), config.display()))]);
    let script = doors.file(&page, "mail.php", &[]);
    let folder = doors.stage.scratch().join("ini");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("php.ini"), ini).unwrap();
    let made = || {
        let mut command = Command::new(&php);
        command.arg("-c").arg(&folder).arg(&script);
        command
    };
    let output = doors.send(&mut made(), SENDER, PASSWORD, 1);
    assert!(output.status.success(), "{}", said(&output));
    doors.stage.arrives_signed("mail()");
    let output = doors.send(&mut made(), SENDER, PASSWORD, 6_000);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("552 5.3.4"), "{}", said(&output));
}
