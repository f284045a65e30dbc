//! The pages where the application hears of a refusal at once, or one recipient at a time: `postfix-milter`, `postfix-before-queue`,
//! `postfix-lmtp`.

use crate::page::Page;
use crate::postfix::{Doors, Postfix, foreign, hand_in, plain, quoted};
use crate::stage::{CUSTOMER, Stage, program, text, wait_for_line};
use crate::support::client::submit;
use crate::support::mails::{self, SENDER};
use crate::support::sink::Arrived;

#[test]
fn s21_a_milter_that_is_away_is_not_now_and_then_signs() {
    let Some(program) = program("s21_a_milter_that_is_away_is_not_now_and_then_signs", "postfix", true) else { return };
    let page = Page::read("postfix-milter");
    let mut stage = Stage::new("milter");
    let milter = format!("127.0.0.1:{}", stage.door);
    let hop = stage.sink.address.port();
    stage.configure(
        &page,
        &[("127.0.0.1:8891", &milter), ("port = 25\n", &format!("port = {hop}\n"))],
        "[limits]\nmessage-bytes = 200000\n",
    );
    let main = page.filled("/etc/postfix/main.cf", &[("127.0.0.1:8891", &milter)]);
    let postfix = Postfix::start(&program, &stage.scratch().join("mta"), &Doors::new(), stage.sink.address, &main, "");
    page.shows("refused gateway-down", &hand_in(postfix.address, &plain("early")), &[]);
    assert!(stage.sink.stays_empty(), "nothing goes round it");
    stage.up();
    for mail in mails::signable() {
        assert!(hand_in(postfix.address, &mail.bytes).starts_with("250"), "{}", mail.name);
        stage.arrives_signed(mail.name);
    }
    postfix.sendmail(&plain("by sendmail"));
    stage.arrives_signed("by sendmail");
    page.shows("refused not-yours", &hand_in(postfix.address, &foreign("not yours")), &[]);
    let large = [plain("large"), b"0123456789\r\n".repeat(24_000)].concat();
    page.shows("refused too-large", &hand_in(postfix.address, &large), &[]);
    stage.without_keyholder(|| page.shows("refused away", &hand_in(postfix.address, &plain("away")), &[]));
    assert!(stage.sink.stays_empty());
    stage.off_and_on(|| assert!(hand_in(postfix.address, &plain("off")).starts_with("250")));
    stage.down();
    page.shows("refused gateway-down", &hand_in(postfix.address, &plain("down")), &[]);
    stage.up();
    assert!(hand_in(postfix.address, &plain("back")).starts_with("250"));
    stage.arrives_signed("after it came back");
}

#[test]
fn s21_before_the_queue_the_application_reads_every_answer() {
    let Some(program) = program("s21_before_the_queue_the_application_reads_every_answer", "postfix", true) else { return };
    let page = Page::read("postfix-before-queue");
    let mut stage = Stage::new("relay");
    let doors = Doors::new();
    let gateway = format!("127.0.0.1:{}", stage.door);
    stage.configure(
        &page,
        &[("127.0.0.1:2525", &gateway), ("port = 10025", &format!("port = {}", doors.back))],
        "[limits]\nmessage-bytes = 200000\n",
    );
    let master =
        page.filled("/etc/postfix/master.cf", &[("127.0.0.1:2525", &gateway), ("127.0.0.1:10025", &format!("127.0.0.1:{}", doors.back))]);
    let postfix = Postfix::start(&program, &stage.scratch().join("mta"), &doors, stage.sink.address, "", &master);
    page.shows("refused gateway-down", &hand_in(postfix.address, &plain("early")), &[]);
    stage.up();
    for mail in mails::signable() {
        assert!(hand_in(postfix.address, &mail.bytes).starts_with("250"), "{}", mail.name);
        stage.arrives_signed(mail.name);
    }
    page.shows("refused not-yours", &hand_in(postfix.address, &foreign("not yours")), &[]);
    let large = [plain("large"), b"0123456789\r\n".repeat(24_000)].concat();
    page.shows("refused too-large", &hand_in(postfix.address, &large), &[]);
    stage.without_keyholder(|| page.shows("refused away", &hand_in(postfix.address, &plain("away")), &[]));
    assert!(stage.sink.stays_empty());
    stage.off_and_on(|| assert!(hand_in(postfix.address, &plain("off")).starts_with("250")));
}

#[test]
fn s21_by_lmtp_each_recipient_has_its_answer_and_waits_alone() {
    let Some(program) = program("s21_by_lmtp_each_recipient_has_its_answer_and_waits_alone", "postfix", true) else { return };
    let page = Page::read("postfix-lmtp");
    let mut stage = Stage::new("lmtp");
    let doors = Doors::new();
    let gateway = format!("127.0.0.1:{}", stage.door);
    stage.configure(&page, &[("127.0.0.1:2524", &gateway), ("port = 10025", &format!("port = {}", doors.back))], "");
    let main = page.filled("/etc/postfix/main.cf", &[("[127.0.0.1]:2524", &format!("[127.0.0.1]:{}", stage.door))]);
    let master = page.filled("/etc/postfix/master.cf", &[("127.0.0.1:10025", &format!("127.0.0.1:{}", doors.back))]);
    let postfix = Postfix::start(&program, &stage.scratch().join("mta"), &doors, stage.sink.address, &main, &master);
    let places = [("]:2524", &*format!("]:{}", stage.door))];
    assert!(hand_in(postfix.address, &plain("early")).starts_with("250"));
    let line = wait_for_line(&postfix.log(), &["status=deferred"]);
    page.shows("refused gateway-down", line.split_once("status=").unwrap().1, &places);
    stage.up();
    postfix.flush();
    stage.arrives_signed("what waited");
    for mail in mails::signable() {
        assert!(hand_in(postfix.address, &mail.bytes).starts_with("250"), "{}", mail.name);
        stage.arrives_signed(mail.name);
    }
    // two treatments in one mail: one leaves signed now, the other unsigned at the next try, each once
    let reply = submit(postfix.address, SENDER, &[CUSTOMER, "orders@partner.example"], &plain("two treatments"));
    assert!(reply.starts_with("250"), "{reply}");
    let line = wait_for_line(&postfix.log(), &["status=deferred", "to=<orders@partner.example>"]);
    page.shows("refused other-treatment", line.split_once("status=").unwrap().1, &places);
    assert_eq!(recipients(&stage.arrives_signed("the first")), [format!("<{CUSTOMER}>")]);
    assert!(stage.sink.stays_empty());
    postfix.flush();
    assert_eq!(recipients(&stage.arrives_unsigned("the second")), ["<orders@partner.example>"]);
    assert!(stage.sink.stays_empty());
    assert!(hand_in(postfix.address, &foreign("not yours")).starts_with("250"));
    page.shows("refused not-yours", &quoted(&text(&stage.sink.next()), CUSTOMER), &places);
    stage.without_keyholder(|| {
        assert!(hand_in(postfix.address, &plain("away")).starts_with("250"));
        let line = wait_for_line(&postfix.log(), &["status=deferred", "451 4.3.0"]);
        page.shows("refused away", line.split_once("status=").unwrap().1, &places);
    });
    postfix.flush();
    stage.arrives_signed("what waited for the keyholder");
}

/// Without the parameters that Postfix adds.
fn recipients(mail: &Arrived) -> Vec<&str> {
    mail.rcpt_to.iter().map(|rcpt| rcpt.split(' ').next().unwrap()).collect()
}
