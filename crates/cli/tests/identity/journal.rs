//! `journal find` over rows as the gateway writes them.

use kakitome_store::{Decision, Entry, JournalWriter, SignedForm, Store};

use crate::support::Home;

fn with_mails(home: &Home, count: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(&home.path().join("data/kakitome.db")).await.unwrap();
        let ids = store.mail_ids().await.unwrap();
        let writer = JournalWriter::spawn(&store);
        for number in 0..count {
            let signed = number % 2 == 0;
            let entry = Entry {
                id: ids.next(),
                message_id: Some(format!("<{number}@app.bank.example>")),
                header_from: Some("noreply@bank.example".to_owned()),
                envelope_sender: "bounce@bank.example".to_owned(),
                recipients: vec![format!("customer{number}@isp.example")],
                peer: None,
                decision: if signed { Decision::Signed } else { Decision::Refused },
                reason: (!signed).then(|| "bare-newline".to_owned()),
                reply: "250 2.0.0 queued".to_owned(),
                identity: signed.then(|| "noreply@bank.example".to_owned()),
                serial: signed.then(|| "0a1b".to_owned()),
                content_sha256: signed.then_some([7; 32]),
                form: signed.then_some(SignedForm::Clear),
                next_hop: signed.then(|| "127.0.0.1:25".to_owned()),
                size: 4096,
            };
            writer.handle().record(entry).await.unwrap();
        }
        writer.finish().await.unwrap();
        store.close().await;
    });
}

#[test]
fn a_mail_is_found_by_message_id() {
    let home = Home::new();
    with_mails(&home, 4);
    let answer = home.run(&["journal", "find", "--message-id", "2@app.bank.example", "--json"]).good();
    assert_eq!(answer.out.lines().count(), 1);
    let mail = answer.json();
    assert_eq!(mail["schema"], "kakitome.journal/1");
    assert_eq!(mail["decision"], "signed");
    assert_eq!(mail["message_id"], "<2@app.bank.example>");
    assert_eq!(mail["recipients"][0], "customer2@isp.example");
    assert_eq!(mail["content_sha256"], "07".repeat(32));
    assert_eq!(mail["form"], "clear");
    assert!(mail["time"].as_str().unwrap().ends_with('Z'));
    let id = mail["id"].as_str().unwrap();
    assert_eq!(home.run(&["journal", "find", "--id", id, "--json"]).good().json(), mail);
}

#[test]
fn nothing_found_is_exit_status_one() {
    let home = Home::new();
    with_mails(&home, 2);
    let answer = home.run(&["journal", "find", "--to", "nobody@isp.example"]);
    assert_eq!((answer.status, answer.out.as_str()), (1, "No mail in the journal fits.\n"));
    let answer = home.run(&["journal", "find", "--to", "nobody@isp.example", "--json"]);
    assert_eq!((answer.status, answer.out.as_str()), (1, ""));
    let answer = home.run_in("ja", &["journal", "find", "--until", "2020-01-01"]);
    assert_eq!((answer.status, answer.out.as_str()), (1, "条件に合う処理記録はありません。\n"));
    assert_eq!(home.run(&["journal", "find", "--since", "2020-01-01", "--from", "NoReply@bank.example"]).status, 0);
    assert_eq!(home.run(&["journal", "find", "--since", "yesterday"]).status, 2);
}

#[test]
fn people_read_it_in_their_language() {
    let home = Home::new();
    with_mails(&home, 2);
    let en = home.run(&["journal", "find"]).good().out;
    for wanted in
        ["signed as noreply@bank.example, certificate 0a1b", "refused", "reason: bare-newline", "bounce@bank.example", "4096 bytes"]
    {
        assert!(en.contains(wanted), "{wanted}: {en}");
    }
    let ja = home.run_in("ja", &["journal", "find", "--limit", "1"]).good().out;
    assert!(ja.contains("受け付けず") && ja.contains("差出人"), "{ja}");
    assert!(!en.contains('⟨') && !ja.contains('⟨'));
}
