//! Those that play in tests of spoofing: Alice, who wrote an honest mail, and Eve, who has a good certificate of the same root.

use super::{Authority, Person, TEXT, clear, ids, mail, opaque};

pub const ALICE: &str = "alice@bank.example";
pub const EVE: &str = "eve@evil.example";
pub const EVIL: &str = "Content-Type: text/plain\r\n\r\nPay 10,000 to account 666.\r\n";
pub const HTML: &str = "Content-Type: text/html\r\n\r\n<p>Pay Eve.</p><style>div{display:none}</style><div>\r\n";

/// A name for the message of a failed test, and the mail.
pub type Case = (String, Vec<u8>);

/// Those that play.
pub struct Cast {
    pub root: Authority,
    pub alice: Person,
    /// She too has a good certificate of the same root.
    pub eve: Person,
}

impl Cast {
    pub fn new() -> Self {
        let root = Authority::new("Root");
        let (alice, eve) = (root.person(ALICE), root.person(EVE));
        Self { root, alice, eve }
    }

    /// What Alice once really sent, as an entity.
    pub fn honest(&self) -> String {
        clear(TEXT, &self.alice.detached(TEXT.as_bytes()))
    }

    pub fn honest_opaque(&self) -> String {
        opaque("signed-data", &self.alice.opaque(TEXT.as_bytes()))
    }

    pub fn never_valid(&self, cases: &[Case]) {
        let wrong = cases.iter().filter(|(_, mail)| self.root.verdict(mail) == "valid").map(|(name, _)| name.as_str());
        let wrong: Vec<_> = wrong.collect();
        assert!(wrong.is_empty(), "called valid: {wrong:#?}");
    }

    pub fn valid(&self, cases: Vec<Case>) {
        for (name, mail) in cases {
            let report = self.root.judge(&mail);
            assert_eq!(report.verdict().word(), "valid", "{name}: {:?}", ids(&report));
        }
    }
}

pub fn case(name: impl Into<String>, mail: Vec<u8>) -> Case {
    (name.into(), mail)
}

/// Alice's entity under these From lines.
pub fn under<'a>(entity: &'a str, froms: &'a [&'a str]) -> impl Iterator<Item = Case> + 'a {
    froms.iter().map(move |from| case(*from, mail(from, entity)))
}

pub fn parts(subtype: &str, parts: &[&str]) -> String {
    let inside: String = parts.iter().map(|part| format!("--around\r\n{part}\r\n")).collect();
    format!("Content-Type: multipart/{subtype}; boundary=around\r\n\r\n{inside}--around--\r\n")
}

/// Text changed once, and it has to be there.
pub fn change(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} is not in the mail");
    text.replacen(from, to, 1)
}

pub fn disposed(entity: &str, how: &str) -> String {
    change(entity, "\r\n\r\n", &format!("\r\nContent-Disposition: {how}\r\n\r\n"))
}
