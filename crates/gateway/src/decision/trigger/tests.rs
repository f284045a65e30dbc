#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use kakitome_mime::Limits;

use super::*;

fn triggers() -> Triggers {
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Triggers {
        encrypt: list(&["[encrypt]", "【暗号化】", "confidential"]),
        sign: list(&["[sign]"]),
        no_sign: list(&["[nosign]"]),
        field: Some("X-Ask".into()),
    }
}

fn of(head: &str, logged_in: bool) -> Result<Read, &'static str> {
    let mail = format!("From: a@b.jp\r\n{head}\r\n\r\nx\r\n");
    let index = Message::from_bytes(mail.as_bytes(), &Limits::default()).unwrap();
    read(&triggers(), &index, logged_in).map_err(|(word, _)| word)
}

/// The subject that leaves; none: it is not touched.
fn left(read: &Read) -> Option<String> {
    let field = read.edits.subjects.first().cloned().flatten()?;
    let value = field.strip_prefix(b"Subject:".as_slice()).unwrap().to_vec();
    Some(encoded_word::decode(String::from_utf8(value).unwrap().replace("\r\n", "").trim().as_bytes()))
}

#[test]
fn h10_a_word_is_found_however_it_is_written() {
    let forms = [
        ("[encrypt] Plans", "Plans"),
        ("Plans [ENCRYPT]", "Plans"),
        ("Plans [enc\r\n rypt] for you", "Plans for you"),
        ("[ encrypt ] Plans", "Plans"),
        ("\u{ff3b}\u{ff25}ncrypt\u{ff3d} Plans", "Plans"),
        ("[en\u{ad}cr\u{200b}ypt] Plans", "Plans"),
        ("=?UTF-8?B?W2VuY3J5cHRd?= Plans", "Plans"),
        ("=?UTF-8?Q?=5Benc?= =?UTF-8?Q?rypt=5D_Plans?=", "Plans"),
        ("=?iso-8859-1?q?=5Benc?=\r\n =?us-ascii?q?rypt=5D?= Plans", "Plans"),
        // 【暗号化】計画
        ("=?ISO-2022-JP?B?GyRCIVowRTlmMj0hWzdXMmgbKEI=?=", "計画"),
        ("=?Shift_JIS?B?gXmIw42GibuBeox2ieY=?=", "計画"),
        ("【暗号化】計画", "計画"),
        ("【 暗 号 化 】計画", "計画"),
        ("Re: [encrypt] Plans", "Re: Plans"),
        ("Confidential: Plans", ": Plans"),
    ];
    for (subject, wanted) in forms {
        let read = of(&format!("Subject: {subject}"), true).unwrap_or_else(|word| panic!("{subject}: {word}"));
        assert!(read.wishes.encrypt, "{subject}");
        assert_eq!(left(&read).as_deref(), Some(wanted), "{subject}");
    }
    for other in ["Plans", "unconfidential", "confidentially", "[en crypted]", "encrypt", ""] {
        let read = of(&format!("Subject: {other}"), true).unwrap();
        assert_eq!((read.wishes, left(&read)), (Wishes::default(), None), "{other}");
    }
}

#[test]
fn h10_a_subject_that_cannot_be_read_does_not_go_in_clear_by_mistake() {
    let long = format!("=?utf-8?Q?=5Bencrypt=5D_{}?=", "x".repeat(2_000));
    let label = format!("=?utf-8{}?Q?=5Bencrypt=5D?=", "*en".repeat(30));
    for subject in [
        "=?x-unknown?B?W2VuY3J5cHRd?= Plans",
        "=?UTF-8?B?W2VuY//////3J5cHRd?=",
        "[encr\u{fffd}ypt]",
        "=?utf-8?Q?=5Bencrypt=5D_OK??=",
        "=?utf-8?Q?=5Benc?rypt=5D?=\r\n =?utf-8?Q?_Plans?=",
        "=? =?utf-8?Q?=5Bencrypt=5D??=",
        &long,
        &label,
    ] {
        assert_eq!(of(&format!("Subject: {subject}"), true).unwrap_err(), "trigger.unreadable", "{subject}");
        assert!(of(&format!("Subject: {subject}"), false).is_ok(), "a stranger's subject is nobody's wish");
    }
    for subject in ["Is 1+1=?", "?= and =?", "=?=", "a=?utf-8", "=?utf-8?Q?OK=3F?="] {
        assert_eq!(of(&format!("Subject: {subject}"), true).unwrap().wishes, Wishes::default(), "{subject}");
    }
    assert_eq!(of("Subject: x\r\nX-Ask: encypt", true).unwrap_err(), "trigger.unknown");
    assert!(of("Subject: x\r\nX-Ask: encypt", false).is_ok());
}

#[test]
fn h09_words_of_strangers_are_taken_out_and_do_not_count() {
    for head in ["Subject: [encrypt] x", "Subject: [nosign] x", "Subject: x\r\nX-Ask: no-sign, encrypt", "Subject: [SIGN]x"] {
        let read = of(head, false).unwrap();
        assert_eq!(read.wishes, Wishes::default(), "{head}");
        assert_eq!(read.edits.drop.as_deref(), Some("X-Ask"));
    }
    // what is nested does not come back when another is gone
    for nested in ["[nos[nosign]ign] x", "[n[nos[nosign]ign]osign] x", "[enc[nosign]rypt] x", "[nosign][nosign] x"] {
        assert_eq!(left(&of(&format!("Subject: {nested}"), false).unwrap()).as_deref(), Some("x"), "{nested}");
    }
    let hostile = format!("Subject: {}{}x", "[nos".repeat(5_000), "ign]".repeat(5_000));
    assert_eq!(left(&of(&hostile, false).unwrap()).as_deref(), Some("x"));
}

#[test]
fn h09_an_answer_takes_no_protection_away() {
    for head in [
        "Subject: Re: [nosign] x",
        "Subject: RE: AW: [nosign] x",
        "Subject: Re[2]: [nosign] x",
        "Subject: 返信： [nosign] x",
        "Subject: [nosign] x\r\nIn-Reply-To: <1@x>",
        "References: <1@x>\r\nSubject: [nosign] x",
        "Subject: x\r\nSubject: Fwd: [nosign]",
        "Subject: [nosign][sign] x",
    ] {
        assert!(!of(head, true).unwrap().wishes.no_sign, "{head}");
    }
    assert!(of("Subject: [nosign] x", true).unwrap().wishes.no_sign);
    assert!(of("Subject: Re: [encrypt] x", true).unwrap().wishes.encrypt, "more protection is never wrong");
    let both = of("Subject: x\r\nX-Ask: Encrypt,\r\n no-sign", true).unwrap().wishes;
    assert_eq!(both, Wishes { encrypt: true, sign: false, no_sign: true });
}

#[test]
fn a_long_subject_is_folded_and_means_the_same() {
    let long = "x".repeat(40) + " " + &"word ".repeat(60) + "=? end";
    for text in [long.as_str(), &"とても長い件名".repeat(40), "a =?UTF-8?B?eA==?= b"] {
        let field = String::from_utf8(subject_field(text)).unwrap();
        assert!(field.lines().all(|line| line.len() <= 78), "{field}");
        let value = field.strip_prefix("Subject:").unwrap().replace("\r\n", "");
        assert_eq!(encoded_word::decode(value.trim().as_bytes()), text.trim());
    }
    assert_eq!(subject_field(""), b"Subject:\r\n");
}
