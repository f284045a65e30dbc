//! The page `sendmail`: msmtp in place of sendmail, and PHP's `mail()` by it.

use std::process::Command;

use crate::applications::{Doors, HOST, PASSWORD, Program, as_the_pages_show};
use crate::page::Page;
use crate::stage::{program, said};
use crate::support::mails::SENDER;
use crate::support::others;
use crate::support::skip;

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
    let made = |_: &str| {
        let mut command = Command::new("sh");
        command.arg(&caller);
        command
    };
    let places = [
        ("/etc/msmtprc", &*path),
        (": gateway.example.jp", &format!(": {HOST}")),
        ("to gateway.example.jp", &format!("to {HOST}")),
        ("465", &port),
    ];
    as_the_pages_show(&mut doors, &[Program { page: &page, by: "", made: &made, statuses: [75, 69, 65, 69, 77], places: &places }]);

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
