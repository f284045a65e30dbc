//! S11 and S10: one grammar, refused or kept as the same bytes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use super::*;
use proptest::prelude::*;

const GOOD: &[&str] = &[
    "a@b",
    "user@example.com",
    "first.last+tag@sub.example.co.jp",
    "\"a b\"@x.jp",
    "\"a@b\"@c.example",
    "\"a\\\"b\"@c.example",
    "\"a>b\"@c.example",
    "\"\"@example.com",
    "\"<script>\"@example.com",
    "a..b.@docomo.ne.jp",
    ".start@ezweb.ne.jp",
    "!#$%&'*+-/=?^_`{|}~@example.com",
    "user%other.example@relay.example",
    "host!user@example.com",
    "a@[127.0.0.1]",
    "a@[IPv6:::1]",
    "a@[ipv6:2001:db8::1]",
    "a@1.2.3.4",
    "a@under_score.example",
    "postmaster",
    "PostMaster",
    "書留@例え.jp",
    "prvs=1234=user@example.com",
    "SRS0+xyz=AA=example.org=user@example.com",
    "=?utf-8?q?x?=@example.com",
];

const BAD: &[&str] = &[
    "",
    "a",
    "root",
    "@b",
    "a@",
    "a@b@c",
    "a b@c",
    "a\"b\"@c",
    "\"ab@c",
    "\"ab\"c@d",
    "\"a\\\"@c",
    "\"a\"",
    "a@b.",
    "a@.b",
    "a@b..c",
    "a@-b",
    "a@b-",
    "a@[300.0.0.1]",
    "a@[127.0.0.1",
    "a@127.0.0.1]",
    "a@[IPv6:xyz]",
    "a@[tag:content]",
    "a@b c",
    "a@b;id",
    "a(comment)@b",
    "a,b@c",
    "a<b@c",
    "a\\@b",
    "a@b\0",
    "a\0@b",
    "a\r\nRCPT TO:<x@y>@b",
    "\"a\r\n\"@b",
    "\"a\\\n\"@b",
    "\"a\tb\"@c",
    "a\u{7f}@b",
    "a\u{85}@b",
    "a@b\u{2028}c",
    "a@b\u{202e}c",
    "a\u{3000}b@c",
    "@a:b@c",
];

#[test]
fn s11_good_addresses_are_kept_as_the_same_bytes() {
    for text in GOOD {
        let mailbox = Mailbox::parse(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(mailbox.as_str(), *text);
        if let Some(domain) = mailbox.domain() {
            assert_eq!(format!("{}@{domain}", mailbox.local_part()), *text);
        }
    }
}

#[test]
fn s11_bad_addresses_are_refused() {
    for text in BAD {
        assert_eq!(Mailbox::parse(text), None, "{text:?}");
    }
}

#[test]
fn postmaster_alone_has_no_domain_but_is_not_empty() {
    let mailbox = Mailbox::parse("postmaster").unwrap();
    assert_eq!((mailbox.as_str(), mailbox.local_part(), mailbox.domain()), ("postmaster", "postmaster", None));
}

#[test]
fn lengths_are_bounded() {
    assert!(Mailbox::parse(&format!("{}@b", "a".repeat(256))).is_some());
    assert!(Mailbox::parse(&format!("{}@b", "a".repeat(257))).is_none());
    assert!(Mailbox::parse(&format!("a@{}.jp", "b".repeat(64))).is_none());
    assert!(Mailbox::parse(&format!("a@{}b", "b.".repeat(127))).is_some());
    assert!(Mailbox::parse(&format!("a@{}b", "b.".repeat(128))).is_none());
}

fn path(text: &str) -> Option<(String, &str)> {
    read_path(text).map(|(path, rest)| match path {
        Path::Null => (String::new(), rest),
        Path::To(mailbox) => (mailbox.as_str().to_owned(), rest),
    })
}

#[test]
fn s11_paths() {
    assert_eq!(path("<>"), Some((String::new(), "")));
    assert_eq!(path("<a@b> SIZE=1"), Some(("a@b".into(), " SIZE=1")));
    assert_eq!(path("<\"a>b\"@c> X"), Some(("\"a>b\"@c".into(), " X")));
    assert_eq!(path("<\"a\\\">b\"@c>"), Some(("\"a\\\">b\"@c".into(), "")));
    for text in ["", "a@b", "<a@b", "a@b>", "<<a@b>>", "<a@b", " <a@b>", "<\"a>", "<\"a@b>", "< a@b>", "<a@b >"] {
        assert_eq!(path(text), None, "{text:?}");
    }
}

#[test]
fn s11_source_routes_are_taken_off() {
    assert_eq!(path("<@a.example,@b.example:c@d>"), Some(("c@d".into(), "")));
    assert_eq!(path("<@[IPv6:::1]:c@d>"), Some(("c@d".into(), "")));
    assert_eq!(path("<@a:\"x:y\"@d>"), Some(("\"x:y\"@d".into(), "")));
    for text in ["<@a>", "<@a:>", "<@a,:c@d>", "<@a,b:c@d>", "<@a b:c@d>", "<@:c@d>", "<@a:@b:c@d>"] {
        assert_eq!(path(text), None, "{text:?}");
    }
}

proptest! {
    #[test]
    fn s10_no_text_breaks_the_parser_or_is_changed(text in "\\PC{0,40}|[a@\"\\\\.<>\\[\\]: ,;\\x00-\\x1f\\x7f書]{0,30}") {
        if let Some(mailbox) = Mailbox::parse(&text) {
            prop_assert_eq!(mailbox.as_str(), text.as_str());
            prop_assert!(!text.chars().any(char::is_control));
        }
        if let Some((_, rest)) = read_path(&text) {
            prop_assert!(text.ends_with(rest));
        }
    }
}
