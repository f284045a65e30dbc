//! The programs of the pages `python`, `php`, `java`, `node` and `ruby`, those of one language at one gateway. What a framework does with its settings
//! by itself (Django, Spring Boot) is done here with the settings of the page.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::applications::{Doors, HOST, PASSWORD, Program, as_the_pages_show};
use crate::page::Page;
use crate::stage::{OTHER, program, said};
use crate::support::home::succeed;
use crate::support::mails::SENDER;
use crate::support::skip;
use crate::unpacked;

#[test]
fn python_hands_in_and_shows_refusals_as_its_page_says() {
    let test = "python_hands_in_and_shows_refusals_as_its_page_says";
    let Some(python) = program(test, "python3", false) else { return };
    let Some(packages) = unpacked::find("python", "django").and_then(|django| Some(django.parent()?.to_path_buf())) else {
        return skip(test, "Django and aiosmtplib are not here");
    };
    let page = Page::read("python");
    let mut doors = Doors::new();
    let port = doors.login.to_string();
    let places = [("gateway.example.jp", HOST), ("465", &*port)];
    let [script, settings, by_asyncio] = ["send.py", "settings.py", "send_async.py"].map(|id| doors.file(&page, id, &places));
    let authority = doors.authority.clone();
    let run = |script: &Path| {
        let mut command = Command::new(&python);
        command.arg(script).env("SSL_CERT_FILE", &authority).env("PYTHONIOENCODING", "utf-8").env("PYTHONPATH", &packages);
        command
    };
    let shown = [("", &script, [75, 75, 69, 69, 69]), ("aiosmtplib", &by_asyncio, [75, 75, 69, 69, 69])];
    let seen = [("('192.0.2.25'", "('127.0.0.1'"), places[0], places[1]];
    let made = shown.map(|(by, script, statuses)| (by, move |_: &str| run(script), statuses));
    let programs = made.each_ref().map(|(by, made, statuses)| Program { page: &page, by, made, statuses: *statuses, places: &seen });
    as_the_pages_show(&mut doors, &programs);
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
    let output = doors.send(&mut run(&site), SENDER, PASSWORD, 1);
    assert!(output.status.success(), "{}", said(&output));
    doors.stage.arrives_signed("Django");
    let output = doors.send(&mut run(&site), OTHER, PASSWORD, 1);
    let refused = page.block("refused not-yours").replace("SMTPSenderRefused", "smtplib.SMTPSenderRefused");
    assert!(said(&output).trim_end().ends_with(refused.trim_end()), "Django lets the same exception through: {}", said(&output));
}

#[test]
fn php_hands_in_and_shows_refusals_as_its_page_says() {
    let test = "php_hands_in_and_shows_refusals_as_its_page_says";
    let Some(php) = program(test, "php", false) else { return };
    for (file, name) in [("libphp-phpmailer/autoload.php", "PHPMailer"), ("Symfony/Component/Mailer/autoload.php", "Symfony Mailer")] {
        if !Path::new("/usr/share/php").join(file).is_file() {
            return skip(test, &format!("{name} is not here"));
        }
    }
    let page = Page::read("php");
    let mut doors = Doors::new();
    let port = doors.login.to_string();
    let places = [("gateway.example.jp", HOST), ("465", &*port)];
    let script = doors.file(&page, "send.php", &places);
    let by_symfony = doors.file(&page, "symfony.php", &[]);
    let dsn = page.filled(".env", &places).trim().strip_prefix("MAILER_DSN=").unwrap().trim_matches('"').to_owned();
    let trust = format!("openssl.cafile={}", doors.authority);
    let run = |script: &Path| {
        let mut command = Command::new(&php);
        command.args(["-d", &trust]).arg(script);
        command
    };
    let programs = [
        Program { page: &page, by: "", made: &|_| run(&script), statuses: [75, 75, 69, 69, 75], places: &places },
        Program {
            page: &page,
            by: "Symfony",
            made: &|password| {
                let mut command = run(&by_symfony);
                command.env("MAILER_DSN", dsn.replace("PASSWORD", &in_an_address(password)));
                command
            },
            statuses: [75, 75, 69, 69, 75],
            places: &places,
        },
    ];
    as_the_pages_show(&mut doors, &programs);
}

/// Percent-encoded, as a password stands in a DSN.
fn in_an_address(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// What Spring Boot does with `application.properties` (`MailProperties`), and the caller of the page's class.
const CALLER: &str = r#"
public class Caller {
    public static void main(String[] words) throws Exception {
        var settings = new java.util.Properties();
        settings.load(new java.io.FileReader(System.getProperty("settings")));
        var mails = new org.springframework.mail.javamail.JavaMailSenderImpl();
        mails.setDefaultEncoding("UTF-8");
        for (String name : settings.stringPropertyNames()) {
            String value = settings.getProperty(name).replace("${MAIL_PASSWORD}", System.getenv("MAIL_PASSWORD"));
            switch (name) {
                case "spring.mail.host" -> mails.setHost(value);
                case "spring.mail.port" -> mails.setPort(Integer.parseInt(value));
                case "spring.mail.username" -> mails.setUsername(value);
                case "spring.mail.password" -> mails.setPassword(value);
                default -> {
                    if (!name.startsWith("spring.mail.properties.")) throw new IllegalArgumentException(name);
                    mails.getJavaMailProperties().setProperty(name.substring("spring.mail.properties.".length()), value);
                }
            }
        }
        String text = new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            new Notices(mails).send(words[0], words[1], words[2], text);
        } catch (org.springframework.mail.MailException refused) {
            System.err.println(refused);
            System.exit(Notices.isFinal(refused) ? 69 : 75);
        }
    }
}
"#;

#[test]
fn java_hands_in_and_shows_refusals_as_its_page_says() {
    let test = "java_hands_in_and_shows_refusals_as_its_page_says";
    let (Some(javac), Some(java)) = (program(test, "javac", false), program(test, "java", false)) else { return };
    let libraries = [
        "javax.mail",
        "javax.activation",
        "spring3-core",
        "spring3-beans",
        "spring3-context",
        "spring3-context.support",
        "commons-logging",
    ];
    let libraries = libraries.map(|name| format!("/usr/share/java/{name}.jar"));
    if let Some(missing) = libraries.iter().find(|file| !Path::new(file).is_file()) {
        return skip(test, &format!("{missing} is not here"));
    }
    let page = Page::read("java");
    let mut doors = Doors::new();
    let port = doors.login.to_string();
    let places = [("gateway.example.jp", HOST), ("465", &*port)];
    let scratch = doors.stage.scratch().display().to_string();
    let source = doors.file(&page, "Send.java", &places);
    let notices = doors.file(&page, "Notices.java", &[]);
    let settings = doors.file(&page, "application.properties", &places).display().to_string();
    let caller = doors.stage.scratch().join("Caller.java");
    std::fs::write(&caller, CALLER).unwrap();
    let path = format!("{}:{scratch}", libraries.join(":"));
    succeed(Command::new(javac).args(["-cp", &path, "-d", &scratch]).args([source, notices, caller]).stdin(Stdio::null()));
    let store = format!("{scratch}/trust.p12");
    succeed(
        Command::new("keytool")
            .args(["-importcert", "-noprompt", "-alias", "door", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore", &store])
            .args(["-file", &doors.authority])
            .stdin(Stdio::null()),
    );
    let run = |class: &str| {
        let mut command = Command::new(&java);
        command.args(["-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Djavax.net.ssl.trustStorePassword=changeit"]);
        command.arg(format!("-Djavax.net.ssl.trustStore={store}")).arg(format!("-Dsettings={settings}"));
        command.args(["-cp", &path, class]);
        command
    };
    let programs = [("", "Send"), ("Spring", "Caller")].map(|(by, class)| (by, move |_: &str| run(class)));
    let programs = programs.each_ref().map(|(by, made)| Program { page: &page, by, made, statuses: [75, 75, 69, 69, 69], places: &places });
    as_the_pages_show(&mut doors, &programs);
}

#[test]
fn node_and_ruby_hand_in_and_show_refusals_as_their_pages_say() {
    let test = "node_and_ruby_hand_in_and_show_refusals_as_their_pages_say";
    let (Some(node), Some(ruby)) = (program(test, "node", false), program(test, "ruby", false)) else { return };
    let Some(modules) = unpacked::find("node", "node_modules/nodemailer").and_then(|found| Some(found.parent()?.to_path_buf())) else {
        return skip(test, "Nodemailer is not here");
    };
    if !Command::new(&ruby).args(["-e", "require 'action_mailer'"]).stdin(Stdio::null()).output().unwrap().status.success() {
        return skip(test, "Action Mailer is not here");
    }
    let (node_page, ruby_page) = (Page::read("node"), Page::read("ruby"));
    let mut doors = Doors::new();
    let port = doors.login.to_string();
    let places = [("gateway.example.jp", HOST), ("465", &*port)];
    let (by_node, by_ruby) = (doors.file(&node_page, "send.mjs", &places), doors.file(&ruby_page, "send.rb", &places));
    // where Node looks for what a module imports
    std::os::unix::fs::symlink(modules, doors.stage.scratch().join("node_modules")).unwrap();
    let authority = doors.authority.clone();
    let places = [("192.0.2.25", HOST), ("465", &*port)];
    let statuses = [75, 75, 69, 69, 69];
    let programs = [
        Program {
            page: &node_page,
            by: "",
            made: &|_| {
                let mut command = Command::new(&node);
                command.arg(&by_node).env("NODE_EXTRA_CA_CERTS", &authority);
                command
            },
            statuses,
            places: &places,
        },
        Program {
            page: &ruby_page,
            by: "",
            made: &|_| {
                let mut command = Command::new(&ruby);
                command.arg(&by_ruby).env("SSL_CERT_FILE", &authority);
                command
            },
            statuses,
            places: &places,
        },
    ];
    as_the_pages_show(&mut doors, &programs);
}
