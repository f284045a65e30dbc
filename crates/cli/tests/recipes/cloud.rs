//! What can be run of the pages `microsoft-365` and `google-workspace`: the Postfix that lets only mail with the secret through to the gateway.

use crate::page::Page;
use crate::postfix::{Doors, Postfix, hand_in, plain, quoted};
use crate::stage::{CUSTOMER, Stage, program, text};
use crate::support::mails::SENDER;

#[test]
fn only_mail_with_the_secret_is_signed_and_the_secret_stays_here() {
    let Some(program) = program("only_mail_with_the_secret_is_signed_and_the_secret_stays_here", "postfix", true) else { return };
    let page = Page::read("microsoft-365");
    let mut stage = Stage::new("relay");
    let doors = Doors::new();
    let gateway = format!("127.0.0.1:{}", stage.door);
    stage.configure(&Page::read("postfix-relay"), &[("127.0.0.1:2525", &gateway), ("port = 10025", &format!("port = {}", doors.back))], "");
    stage.up();
    let file = |id: &str, places: &[(&str, &str)]| {
        let file = stage.scratch().join(id.rsplit('/').next().unwrap());
        std::fs::write(&file, page.filled(id, places)).unwrap();
        file.display().to_string()
    };
    let checks = file("/etc/postfix/secret_header_checks", &[("[127.0.0.1]:2525", &format!("[127.0.0.1]:{}", stage.door))]);
    let removed = file("/etc/postfix/secret_removed", &[]);
    let main = page.filled("/etc/postfix/main.cf", &[("/etc/postfix/secret_header_checks", &checks)]);
    let master = page.filled(
        "/etc/postfix/master.cf",
        &[
            ("127.0.0.1:10025", &format!("127.0.0.1:{}", doors.back)),
            ("[bank-example.mail.protection.outlook.com]:25", &format!("[127.0.0.1]:{}", stage.sink.address.port())),
            ("/etc/postfix/secret_removed", &removed),
        ],
    );
    let postfix = Postfix::start(&program, &stage.scratch().join("mta"), &doors, stage.sink.address, &main, &master);
    let with = |secret: &str| [format!("X-Bank-Outbound: {secret}\r\n").into_bytes(), plain("by rule")].concat();
    assert!(hand_in(postfix.address, &with("4f1c0a7be29d")).starts_with("250"));
    let arrived = stage.arrives_signed("with the secret");
    assert!(!text(&arrived).contains("X-Bank-Outbound"), "{}", text(&arrived));
    // Without it nothing leaves but a report to whoever the envelope says sent it.
    for secret in ["4f1c0a7be29", "4f1c0a7be29d0", ""] {
        assert!(hand_in(postfix.address, &with(secret)).starts_with("250"));
        let report = stage.arrives_unsigned("a report");
        let (from, to) = (&report.mail_from, &report.rcpt_to);
        assert!(from.starts_with("<>") && to.len() == 1 && to[0].contains(SENDER), "{from} {to:?}");
        page.shows("refused no-secret", &quoted(&text(&report), CUSTOMER), &[]);
    }
    assert!(stage.sink.stays_empty());
}
