//! The audit log of a running process: every use is in it before its answer is out, and where it cannot be written no key is used (W19).

use std::{
    process::Command,
    time::{Duration, Instant},
};

use kakitome_crypto::{KeyKind, Kind};
use kakitome_keyholder::audit_check;
use kakitome_keys::{Error, Purpose, RefusalCode};

use crate::{
    bytes,
    opening::Sealed,
    start::{Process, Room, program, records},
};

#[test]
fn a_use_is_written_with_time_key_kind_hash_and_process() {
    let room = Room::new();
    let process = room.start();
    let client = room.client();
    let key = client.make_key(Purpose::Mail, KeyKind::P256, "ラベル \"quoted\"\n").unwrap();
    let attributes = bytes::attributes(&key.public_key, b"x");
    client.sign(key.id, Kind::SignedAttributes, &bytes::algorithm_of(&key.public_key), &attributes).unwrap();
    let records = process.records();
    let words: Vec<_> = records.iter().map(|record| record["what"].as_str().unwrap()).collect();
    assert_eq!(words, ["start", "make-key", "sign"]);
    assert_eq!(records[1]["note"], "mail: ラベル \"quoted\"\n");
    let sign = &records[2];
    assert_eq!(sign["key"], key.id.to_string());
    assert_eq!(sign["kind"], "signed-attributes");
    assert_eq!(sign["sha256"], bytes::sha256(&attributes));
    assert_eq!(sign["outcome"], "done");
    assert_eq!(sign["pid"], std::process::id());
    assert_eq!(sign["uid"], rustix::process::geteuid().as_raw());
    assert!(sign["time"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn what_was_answered_is_in_the_log_of_a_killed_process() {
    let room = Room::new();
    let mut all = 0;
    for _ in 0..8 {
        let mut process = room.start();
        let client = room.client();
        let key = match client.list_keys().unwrap().pop() {
            Some(key) => key,
            None => client.make_key(Purpose::Mail, KeyKind::P256, "x").unwrap(),
        };
        let algorithm = bytes::algorithm_of(&key.public_key);
        let killer = process.pid();
        let kill = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(30));
            Command::new("kill").args(["-9", &killer.to_string()]).status().unwrap();
        });
        let mut answered = Vec::new();
        let template = bytes::attributes(&key.public_key, b"x");
        for number in 0_u32.. {
            let mut attributes = template.clone();
            let at = attributes.windows(4).position(|window| window == [0x31, 0x22, 0x04, 0x20]).unwrap() + 4;
            attributes[at..at + 4].copy_from_slice(&number.to_be_bytes());
            match client.sign(key.id, Kind::SignedAttributes, &algorithm, &attributes) {
                Ok(_) => answered.push(bytes::sha256(&attributes)),
                Err(Error::Away { .. }) => break,
                Err(other) => panic!("{other}"),
            }
            let sealed = Sealed::to(&key.public_key, &number.to_be_bytes().repeat(4));
            match client.unwrap_key(key.id, &sealed.wrapped(), 16) {
                Ok(_) => answered.push(bytes::sha256(sealed.encrypted())),
                Err(Error::Away { .. }) => break,
                Err(other) => panic!("{other}"),
            }
        }
        kill.join().unwrap();
        process.wait();
        // The last line may be half; what is whole must hold every answer.
        let text = std::fs::read_to_string(room.folder.join("audit/audit-00000001.log")).unwrap();
        all += answered.len();
        for hash in answered {
            assert!(text.contains(&hash), "an answer without a record");
        }
    }
    assert!(all > 0);
    room.start().terminate();
    audit_check(&room.folder).unwrap();
}

#[test]
fn w19_no_key_is_used_while_the_log_cannot_be_written() {
    let room = Room::new();
    room.start().terminate();
    let size = std::fs::metadata(room.folder.join("audit/audit-00000001.log")).unwrap().len();
    // Room for some records; a disk that is full behaves the same.
    let mut command = Command::new("prlimit");
    command.arg(format!("--fsize={}:unlimited", size + 5_000)).arg(program()).arg(&room.folder);
    let process = Process::start(command, &room.folder);
    let client = room.client();
    let key = client.make_key(Purpose::Mail, KeyKind::P256, "x").unwrap();
    let (algorithm, attributes) = (bytes::algorithm_of(&key.public_key), bytes::attributes(&key.public_key, b"x"));
    let sign = || client.sign(key.id, Kind::SignedAttributes, &algorithm, &attributes);
    let mut signed = 0;
    let refusal = loop {
        match sign() {
            Ok(_) => signed += 1,
            Err(why) => break why,
        }
        assert!(signed < 100);
    };
    assert!(signed > 3);
    assert!(matches!(&refusal, Error::Refused(refusal) if refusal.code == RefusalCode::LogUnavailable), "{refusal}");
    assert!(refusal.is_temporary(), "the sender's mail gets 4xx");
    assert!(!client.health().unwrap().log_works);
    let before = client.health().unwrap().signatures;
    for _ in 0..20 {
        sign().unwrap_err();
    }
    assert!(client.health().unwrap().signatures <= before + 1, "no signature is even computed");
    let sealed = Sealed::to(&key.public_key, &[7; 32]);
    for refused in [
        client.make_key(Purpose::Mail, KeyKind::P256, "y").map(|_| ()),
        client.new_data_key().map(|_| ()),
        client.unwrap_key(key.id, &sealed.wrapped(), 32).map(|_| ()),
    ] {
        assert!(matches!(&refused, Err(Error::Refused(refusal)) if refusal.code == RefusalCode::LogUnavailable), "{refused:?}");
    }
    // Room again: it goes on by itself.
    let lifted = Command::new("prlimit").args(["--fsize=unlimited:unlimited", "--pid", &process.pid().to_string()]).status().unwrap();
    assert!(lifted.success());
    let begin = Instant::now();
    while sign().is_err() {
        assert!(begin.elapsed() < Duration::from_secs(10), "the log does not recover");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(*client.unwrap_key(key.id, &sealed.wrapped(), 32).unwrap(), [7; 32]);
    audit_check(&room.folder).unwrap();
    let words: Vec<_> = records(&room.folder).iter().map(|record| record["what"].as_str().unwrap().to_owned()).collect();
    assert!(words.contains(&"log-recovered".to_owned()), "{words:?}");
    let done = records(&room.folder).iter().filter(|record| record["what"] == "sign" && record["outcome"] == "done").count();
    assert_eq!(done, signed + 1, "exactly the answered ones");
}
