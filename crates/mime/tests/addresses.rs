//! Address lists: what is plain, what is notable, and what is never trusted because parsers split on it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use kakitome_mime::address::{AddressList, Item, parse};
use kakitome_mime::{Finding, FindingKind};

fn read(value: &str) -> AddressList {
    parse(value.as_bytes(), 0)
}

fn ids(list: &AddressList) -> Vec<&'static str> {
    list.findings.iter().map(Finding::id).collect()
}

/// `Name <a@x>` or `a@x`, comma-separated, groups in braces.
fn shown(list: &AddressList) -> String {
    let mailbox = |one: &kakitome_mime::address::Mailbox| match &one.display_name {
        Some(name) => format!("{name} <{}>", one.address),
        None => one.address.to_string(),
    };
    let items = list.items.iter().map(|item| match item {
        Item::Mailbox(one) => mailbox(one),
        Item::Group { name, members } => format!("{name}{{{}}}", members.iter().map(mailbox).collect::<Vec<_>>().join(", ")),
    });
    items.collect::<Vec<_>>().join(", ")
}

#[test]
fn plain_lists() {
    let cases = [
        ("a@x.jp", "a@x.jp"),
        (" <a@x.jp> ", "a@x.jp"),
        ("Taro Yamada <taro@Example.JP>", "Taro Yamada <taro@Example.JP>"),
        ("\"Yamada, Taro\" <taro@example.jp>", "Yamada, Taro <taro@example.jp>"),
        ("\"a \\\"b\\\" c\" <a@x.jp>", "a \"b\" c <a@x.jp>"),
        ("Dr. T. Yamada\r\n <a@x.jp>", "Dr. T. Yamada <a@x.jp>"),
        ("=?ISO-2022-JP?B?GyRCOzNFRBsoQg==?=\r\n =?ISO-2022-JP?B?GyRCQkBPOhsoQg==?= <a@x.jp>", "山田太郎 <a@x.jp>"),
        ("=?UTF-8?Q?Caf=C3=A9?= Tokyo <a@x.jp>", "Café Tokyo <a@x.jp>"),
        ("\"=?UTF-8?B?5pu455WZ?=\" <a@x.jp>", "書留 <a@x.jp>"),
        ("山田 <太郎@例え.jp>", "山田 <太郎@例え.jp>"),
        ("a@x.jp (Taro)", "Taro <a@x.jp>"),
        ("<a@x.jp> (Taro \\(T\\))", "Taro (T) <a@x.jp>"),
        ("a@x.jp, Name <b@y.jp>,c@z.jp", "a@x.jp, Name <b@y.jp>, c@z.jp"),
        ("a@[192.0.2.1]", "a@[192.0.2.1]"),
        ("\"a\"@x.jp", "a@x.jp"),
        ("a+b_c=d@x-y.example", "a+b_c=d@x-y.example"),
    ];
    for (value, expected) in cases {
        let list = read(value);
        assert_eq!(shown(&list), expected, "{value:?}");
        assert_eq!(ids(&list), [""; 0], "{value:?}");
        assert_eq!(list.single().is_some(), list.mailboxes().count() == 1);
    }
}

#[test]
fn notable_but_clear() {
    for (value, expected, finding) in [
        ("a..b@docomo.ne.jp", "\"a..b\"@docomo.ne.jp", "mime.address-dots"),
        ("a.@docomo.ne.jp", "\"a.\"@docomo.ne.jp", "mime.address-dots"),
        ("a\u{200b}b <a@x.jp>", "a\u{200b}b <a@x.jp>", "mime.display-name-invisible"),
    ] {
        let list = read(value);
        assert_eq!(shown(&list), expected);
        assert_eq!(ids(&list), [finding]);
        assert!(list.single().is_some());
    }
}

#[test]
fn groups_are_never_one_sender() {
    for (value, expected) in [
        ("Undisclosed recipients:;", "Undisclosed recipients{}"),
        ("g: a@x.jp, B <b@y.jp>;", "g{a@x.jp, B <b@y.jp>}"),
        ("g: a@x.jp;, c@z.jp", "g{a@x.jp}, c@z.jp"),
        ("=?utf-8?b?5pu455WZ?=: a@x.jp ;", "書留{a@x.jp}"),
    ] {
        let list = read(value);
        assert_eq!(shown(&list), expected);
        assert_eq!(ids(&list), ["mime.address-group"], "{value}");
        assert!(list.single().is_none() && !list.is_ambiguous());
    }
    for broken in ["g: a@x.jp", "g: h: a@x.jp;;", ": a@x.jp;", "g: a@x.jp; b@y.jp", "a@x.jp: b@y.jp;", "g: a@x.jp,,b@y.jp;", "g: a@x.jp;;"]
    {
        assert!(read(broken).is_ambiguous(), "{broken}");
    }
}

#[test]
fn v08_a_display_name_that_holds_an_address() {
    let same = |value: &str| {
        let list = read(value);
        assert!(list.single().is_some(), "{value}: {:?}", list.findings);
        list.findings.iter().find_map(|finding| match finding.kind {
            FindingKind::DisplayNameAddress { same, .. } => Some(same),
            _ => None,
        })
    };
    assert_eq!(same("\"ceo@bank.jp\" <x@evil.example>"), Some(false));
    assert_eq!(same("\"x@evil.example\" <x@evil.example>"), Some(true));
    assert_eq!(same("\"The Boss 'ceo@bank.jp'\" <x@evil.example>"), Some(false));
    assert_eq!(same("=?utf-8?q?ceo=40bank=2Ejp?= <x@evil.example>"), Some(false));
    assert_eq!(same("\"ceo\u{ff20}bank.jp\" <x@evil.example>"), Some(false));
    assert_eq!(same("\"x@evil.example via ceo@bank.jp\" <x@evil.example>"), Some(false));
    assert_eq!(same("\"me @ home\" <x@evil.example>"), None);
    assert_eq!(same("Name <x@evil.example>"), None);
    let whole = |value: &str| {
        read(value).findings.iter().any(|finding| matches!(finding.kind, FindingKind::DisplayNameAddress { whole: true, .. }))
    };
    for name in ["ceo@bank.jp", "The Boss (ceo@bank.jp)", "ceo\u{ff20}bank.jp", "ceo@bank.jp.", "\u{7530}\u{4e2d}@bank.co.jp \u{69d8}"] {
        assert!(whole(&format!("\"{name}\" <x@evil.example>")), "{name}");
    }
    for name in ["\u{7530}\u{4e2d}@\u{55b6}\u{696d}", "Sales@Osaka", "a@b.", "a@b.c", "a@x.\u{6771}\u{4eac}", "me @ home"] {
        assert!(!whole(&format!("\"{name}\" <x@evil.example>")), "{name}");
    }
    for nobody in ["", " ", "Name", "\"Name\"", "<>", "Name <>", "()", "=?utf-8?b?5pu455WZ?="] {
        let list = read(nobody);
        assert!(list.single().is_none() && list.is_ambiguous() && list.mailboxes().next().is_none(), "{nobody:?}");
    }
}

#[test]
fn v13_every_conflict_makes_the_list_ambiguous() {
    let cases = [
        ("<a@x>,<b@y>x", "text-after-angle"),
        ("a@x <b@y>", "address-as-name"),
        ("a@x b@y", "space"),
        ("<a@x", "unclosed-angle"),
        ("a@x>", "domain"),
        ("<a@x><b@y>", "second-angle"),
        ("<<a@x>>", "second-angle"),
        ("<a@x> b@y", "text-after-angle"),
        ("Name <a@x> (c) d", "text-after-angle"),
        ("a@b@x", "second-at"),
        ("a", "no-domain"),
        ("a@", "domain"),
        ("@x", "empty"),
        ("<a @x>", "space"),
        ("a@ x", "space"),
        ("a(c)@x", "comment"),
        ("a@x (<b@y>)", "comment"),
        ("(b@y, ) a@x", "comment"),
        ("<a@x(c)>", "comment"),
        ("<@r:a@x>", "route"),
        ("<@r,@s:a@x>", "route"),
        ("a@x;b@y", "semicolon"),
        ("a@x,", "empty-element"),
        (",a@x", "empty-element"),
        ("a@x,,b@y", "empty-element"),
        ("\"a@b\"@x", "quoted-local"),
        ("\"a b\"@x", "quoted-local"),
        ("\"\"@x", "quoted-local"),
        ("\"a\".b@x", "quoted-local"),
        ("\"a <b@y>\" <\"c,d\"@x>", "quoted-local"),
        ("\"Name <a@x>", "unclosed-quote"),
        ("Name (c <a@x>", "unclosed-comment"),
        ("Name) <a@x>", "unclosed-comment"),
        ("a@[1.2.3.4", "unclosed-literal"),
        ("Na]me <a@x>", "unclosed-literal"),
        ("[Name] <a@x>", "stray"),
        ("Na\\me <a@x>", "stray"),
        (".Name <a@x>", "stray"),
        ("a@x\0.evil", "control"),
        ("a\0@x", "control"),
        ("Na\u{7}me <a@x>", "control"),
        ("\"Na\u{1b}me\" <a@x>", "control"),
        ("Name <a@x>\nBcc: b@y", "raw-newline"),
        ("\"Na\r\nme\" <a@x>", "raw-newline"),
        ("Name\r <a@x>", "raw-newline"),
        ("=?utf-8?q?b=40y?=@x", "encoded-word"),
        ("<=?utf-8?q?b=40y=00?=@x>", "encoded-word"),
        ("a@=?utf-8?q?y?=", "domain"),
        ("=?utf-8?q?=3Cb=40y=3E?= <a@x>", "encoded-word"),
        ("=?utf-8?q?b=40y=2C_?= <a@x>", "encoded-word"),
        ("=?utf-8?q?b=0A?= <a@x>", "encoded-word"),
        ("a@x..y", "domain"),
        ("a@.x", "domain"),
        ("a@x.", "domain"),
        ("a@-x", "domain"),
        ("a@x!y", "domain"),
        ("a\u{202e}b@x", "control"),
        ("a@x\u{200b}.jp", "control"),
        (".a@x", "stray"),
    ];
    for (value, fault) in cases {
        let list = read(value);
        assert!(list.is_ambiguous() && list.single().is_none(), "{value:?}: {list:?}");
        let faults: Vec<_> =
            list.findings.iter().flat_map(Finding::facts).filter(|(name, _)| *name == "fault").map(|(_, value)| value).collect();
        assert!(faults.iter().any(|one| one == fault), "{value:?}: {faults:?}");
    }
    let raw: [&[u8]; 3] = [b"\x8f\x91\x97\xaf <a@x>", b"a\xff@x", b"\"\x83\x5c\" <a@x>"];
    for value in raw {
        assert!(parse(value, 0).is_ambiguous(), "{}", value.escape_ascii());
    }
}

#[test]
fn s10_no_octet_truncates_an_address() {
    for octet in 0..=255_u8 {
        for position in 0..=22 {
            let mut value = b"Name <user@example.jp>".to_vec();
            value.insert(position, octet);
            if let Some(mailbox) = parse(&value, 0).single() {
                let address = mailbox.address.to_string();
                // the one octet may have become part of the address, or of the name; nothing is cut off
                assert!(address.len() >= "user@example.jp".len(), "{}: {address}", value.escape_ascii());
            }
        }
    }
}

#[test]
fn v21_nested_comments_are_bounded() {
    let start = std::time::Instant::now();
    for value in [
        "(".repeat(1_000_000),
        format!("{}{} a@x", "(".repeat(100_000), ")".repeat(100_000)),
        "<".repeat(1_000_000),
        "a@x,".repeat(250_000),
        "\"\\".repeat(500_000),
    ] {
        let list = read(&value);
        assert!(list.single().is_none() && list.findings.len() <= 101);
    }
    assert!(start.elapsed().as_secs() < 2, "{:?}", start.elapsed());
    assert!(read(&format!("a@x {}c{}", "(".repeat(32), ")".repeat(32))).single().is_some());
    assert!(read(&format!("a@x {}c{}", "(".repeat(33), ")".repeat(33))).is_ambiguous());
}

#[test]
fn domains_for_comparison() {
    let ascii = |value: &str| read(value).mailboxes().next().unwrap().address.domain_ascii();
    assert_eq!(ascii("a@Example.JP").as_deref(), Some("example.jp"));
    assert_eq!(ascii("a@例え.テスト").as_deref(), Some("xn--r8jz45g.xn--zckzah"));
    assert_eq!(ascii("a@xn--r8jz45g.JP").as_deref(), Some("xn--r8jz45g.jp"));
}

#[test]
fn findings_stand_where_the_fault_is() {
    let list = parse(b"Name <a @x>", 1_000);
    assert_eq!(list.findings.iter().map(|finding| finding.at).collect::<Vec<_>>(), [1_007]);
    assert_eq!(list.findings[0].source(), "RFC 5322 3.4");
    assert_eq!(list.findings[0].facts(), [("fault", "space".to_owned()), ("byte", "1007".to_owned())]);
}
