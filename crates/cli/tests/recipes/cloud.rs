//! What can be run of the pages `microsoft-365` and `google-workspace`: the Postfix that lets only mail with the secret through to the gateway.

use crate::beside::Beside;
use crate::page::Page;
use crate::postfix::{hand_in, path, plain};
use crate::stage::text;
use crate::support::client::{Client, socket};
use crate::support::mails::SENDER;

#[test]
fn only_mail_with_the_secret_is_signed_and_the_secret_stays_here() {
    let test = "only_mail_with_the_secret_is_signed_and_the_secret_stays_here";
    let Some(mut here) = Beside::new(test, "postfix-relay", "relay", 2525) else { return };
    here.configure(&[], "");
    here.stage.up();
    here.page = Page::read("microsoft-365");
    let certificate = here.stage.certificate("door.test");
    let (cert, key) = (path(&certificate.certificate), path(&certificate.key));
    let (checks, removed) = (here.file("/etc/postfix/secret_header_checks"), here.file("/etc/postfix/secret_removed"));
    let ours = [("/etc/kakitome/cert.pem", &*cert), ("/etc/kakitome/key.pem", &*key)];
    let main = here.block("/etc/postfix/main.cf", &[&ours[..], &[("/etc/postfix/secret_header_checks", &checks)]].concat());
    let hop = format!("to-microsoft:[127.0.0.1]:{}", here.stage.sink.address.port());
    let master = here.block(
        "/etc/postfix/master.cf",
        &[
            &ours[..],
            &[
                ("to-microsoft:[bank-example.mail.protection.outlook.com]:25", &*hop),
                ("/etc/postfix/secret_removed", &removed),
                ("smtp_tls_security_level=secure", "smtp_tls_security_level=none"),
            ],
        ]
        .concat(),
    );
    let postfix = here.postfix(&main, &master);
    let mut client = Client::over(socket(postfix.address));
    client.reply();
    assert!(client.say("EHLO client.test").contains("STARTTLS"), "the connector insists on it");
    let with = |secret: &str| [format!("X-Bank-Outbound: {secret}\r\n").into_bytes(), plain("by rule")].concat();
    assert!(hand_in(postfix.address, &with("4f1c0a7be29d")).starts_with("250"));
    let arrived = text(&here.stage.arrives_signed("with the secret"));
    assert!(!arrived.contains("X-Bank-Outbound") && arrived.contains("X-Bank-Passed: kakitome\r\n"), "{arrived}");
    let exception = "-ExceptIfHeaderContainsMessageHeader \"X-Bank-Passed\" -ExceptIfHeaderContainsWords \"kakitome\"";
    assert!(here.page.block("exchange B").contains(exception), "the rule leaves alone what has passed");
    // Without it nothing leaves but a report to whoever the envelope says sent it.
    for secret in ["4f1c0a7be29", "4f1c0a7be29d0", ""] {
        assert!(hand_in(postfix.address, &with(secret)).starts_with("250"));
        let report = here.stage.arrives_unsigned("a report");
        let (from, to) = (&report.mail_from, &report.rcpt_to);
        assert!(from.starts_with("<>") && to.len() == 1 && to[0].contains(SENDER), "{from} {to:?}");
        here.page.shows("refused no-secret", &crate::postfix::quoted(&text(&report), crate::stage::CUSTOMER), &[]);
    }
    assert!(here.stage.sink.stays_empty());
}
