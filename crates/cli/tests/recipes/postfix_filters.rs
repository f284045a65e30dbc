//! The pages where the application hears of a refusal at once, or one recipient at a time: `postfix-milter`, `postfix-before-queue`,
//! `postfix-lmtp`.

use crate::beside::Beside;
use crate::postfix::{Postfix, foreign, hand_in, large, plain};
use crate::stage::CUSTOMER;
use crate::support::client::submit;
use crate::support::mails::SENDER;
use crate::support::sink::Arrived;

/// What the pages of the milter and of the proxy have in common: every answer is the application's, and nothing goes round the gateway.
fn every_answer_is_the_applications(here: &mut Beside, postfix: &Postfix) {
    here.answers(postfix, "refused gateway-down", &plain("early"));
    assert!(here.stage.sink.stays_empty(), "nothing goes round it");
    here.stage.up();
    here.all_are_signed(postfix);
    here.answers(postfix, "refused not-yours", &foreign("not yours"));
    here.answers(postfix, "refused too-large", &large());
    here.stage.without_keyholder(|| here.answers(postfix, "refused away", &plain("away")));
    assert!(here.stage.sink.stays_empty());
    here.stage.off_and_on(|| assert!(hand_in(postfix.address, &plain("off")).starts_with("250")));
}

#[test]
fn s21_a_milter_that_is_away_is_not_now_and_then_signs() {
    let test = "s21_a_milter_that_is_away_is_not_now_and_then_signs";
    let Some(mut here) = Beside::new(test, "postfix-milter", "milter", 8891) else { return };
    let hop = format!("port = {}\n", here.stage.sink.address.port());
    here.configure(&[("port = 25\n", &hop)], "[limits]\nmessage-bytes = 200000\n");
    let postfix = here.postfix(&here.block("/etc/postfix/main.cf", &[]), "");
    every_answer_is_the_applications(&mut here, &postfix);
    postfix.sendmail(&plain("by sendmail"));
    here.stage.arrives_signed("by sendmail");
    here.stage.down();
    here.answers(&postfix, "refused gateway-down", &plain("down"));
    here.stage.up();
    assert!(hand_in(postfix.address, &plain("back")).starts_with("250"));
    here.stage.arrives_signed("after it came back");
}

#[test]
fn s21_before_the_queue_the_application_reads_every_answer() {
    let test = "s21_before_the_queue_the_application_reads_every_answer";
    let Some(mut here) = Beside::new(test, "postfix-before-queue", "relay", 2525) else { return };
    here.configure(&[], "[limits]\nmessage-bytes = 200000\n");
    let postfix = here.postfix("", &here.block("/etc/postfix/master.cf", &[]));
    every_answer_is_the_applications(&mut here, &postfix);
}

#[test]
fn s21_by_lmtp_each_recipient_has_its_answer_and_waits_alone() {
    let test = "s21_by_lmtp_each_recipient_has_its_answer_and_waits_alone";
    let Some(mut here) = Beside::new(test, "postfix-lmtp", "lmtp", 2524) else { return };
    here.configure(&[], "");
    let postfix = here.postfix(&here.block("/etc/postfix/main.cf", &[]), &here.block("/etc/postfix/master.cf", &[]));
    assert!(hand_in(postfix.address, &plain("early")).starts_with("250"));
    here.logs(&postfix, "refused gateway-down", &[]);
    here.stage.up();
    postfix.flush();
    here.stage.arrives_signed("what waited");
    here.all_are_signed(&postfix);
    // two treatments in one mail: one leaves signed now, the other unsigned at the next try, each once
    let reply = submit(postfix.address, SENDER, &[CUSTOMER, "orders@partner.example"], &plain("two treatments"));
    assert!(reply.starts_with("250"), "{reply}");
    here.logs(&postfix, "refused other-treatment", &["to=<orders@partner.example>"]);
    assert_eq!(recipients(&here.stage.arrives_signed("the first")), [format!("<{CUSTOMER}>")]);
    assert!(here.stage.sink.stays_empty());
    postfix.flush();
    assert_eq!(recipients(&here.stage.arrives_unsigned("the second")), ["<orders@partner.example>"]);
    assert!(here.stage.sink.stays_empty());
    assert!(hand_in(postfix.address, &foreign("not yours")).starts_with("250"));
    here.reports("refused not-yours", &[]);
    here.stage.without_keyholder(|| {
        assert!(hand_in(postfix.address, &plain("away")).starts_with("250"));
        here.logs(&postfix, "refused away", &["451 4.3.0"]);
    });
    postfix.flush();
    here.stage.arrives_signed("what waited for the keyholder");
}

/// Without the parameters that Postfix adds.
fn recipients(mail: &Arrived) -> Vec<&str> {
    mail.rcpt_to.iter().map(|rcpt| rcpt.split(' ').next().unwrap()).collect()
}
