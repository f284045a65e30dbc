//! What people see, as a table: the sign or the words, the programs in which it is seen, one question, and what can be done. The words of
//! programs are looked up in crate clients, never copied here; sentences stand in `words/seen.*.ftl` under the names of this table.

/// One thing that is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sight {
    /// Its name: in addresses and in the names of its sentences.
    pub id: &'static str,
    /// By what it is found in the rules of the programs.
    pub(crate) found: Found,
    /// The replies to its one question.
    pub replies: &'static [&'static str],
    /// What the recipient can do, by name of the remedy.
    pub(crate) recipient: &'static [&'static str],
    /// What the sender can do.
    pub(crate) sender: &'static [&'static str],
}

/// How crate clients knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// The words, letter by letter, in whatever program shows them.
    Words(&'static [&'static str]),
    /// These programs, in these situations: a sign without words.
    Status(&'static [&'static str], &'static [&'static str]),
    /// Gmail's lock.
    Lock,
    /// Something about the way, in these programs.
    Way(&'static [&'static str]),
}

/// All of them, in the order in which they are shown.
pub(crate) const SIGHTS: [Sight; 9] = [
    Sight { id: "p7s", found: Found::Words(&["smime.p7s"]), replies: &["yes", "no"], recipient: &["verify-here"], sender: &[] },
    Sight { id: "red-lock", found: Found::Lock, replies: &["yes", "no"], recipient: &["lock-recipient"], sender: &["tls"] },
    Sight { id: "via", found: Found::Way(&["gmail-web", "gmail-app"]), replies: &["yes", "no"], recipient: &["ask-sender"], sender: &[] },
    Sight {
        id: "invalid",
        found: Found::Words(&["デジタル署名が不正です", "デジタル署名が正しくありません"]),
        replies: &["new", "old"],
        recipient: &["ask-sender"],
        sender: &["find-what-changes", "include-chain"],
    },
    Sight {
        id: "not-trusted",
        found: Found::Words(&["証明書は信頼されていません。"]),
        replies: &["yes", "no"],
        recipient: &["ask-sender", "google-admin"],
        sender: &["include-chain", "shorter"],
    },
    Sight {
        id: "revoked",
        found: Found::Words(&["デジタルIDは取り消されています。"]),
        replies: &["2016", "later"],
        recipient: &["ask-sender"],
        sender: &["leave-out-cross", "renew"],
    },
    Sight {
        id: "question",
        found: Found::Status(&["ios-mail"], &["untrusted", "expired"]),
        replies: &["yes", "no"],
        recipient: &["ask-sender"],
        sender: &["include-chain", "right-address"],
    },
    Sight {
        id: "attachment",
        found: Found::Status(&["jp-mms"], &["unreadable"]),
        replies: &["yes", "no"],
        recipient: &["other-program"],
        sender: &["unsigned-by-choice"],
    },
    Sight {
        id: "garbled",
        found: Found::Status(&["outlook-com", "jp-mms", "no-smime"], &["unreadable", "unknown"]),
        replies: &["letters", "p7m"],
        recipient: &["other-program"],
        sender: &["clear-sign"],
    },
];

/// A mail program of today, and whether a mail can be saved there as it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Saves {
    pub(crate) program: &'static str,
    /// `None`: not known.
    pub(crate) can: Option<bool>,
}

const fn saves(program: &'static str, can: Option<bool>) -> Saves {
    Saves { program, can }
}

/// Those that people read mail in today, in the order of the table of programs.
pub(crate) const SAVING: [Saves; 14] = [
    saves("gmail-web", Some(true)),
    saves("gmail-app", Some(false)),
    saves("outlook-classic", Some(true)),
    saves("outlook-new", Some(true)),
    saves("outlook-web", Some(true)),
    saves("outlook-com", Some(true)),
    saves("outlook-mac", Some(true)),
    saves("outlook-mobile", Some(false)),
    saves("apple-mail", Some(true)),
    saves("ios-mail", Some(false)),
    saves("thunderbird", Some(true)),
    saves("yahoo-japan", None),
    saves("docomo-mail", None),
    saves("jp-mms", None),
];
