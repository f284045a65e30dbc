//! The mail programs that guides are written for, as data: which are of today, where each one's settings are described, and how far the
//! names of its menus can be relied on.

use kakitome_clients::Confidence;

/// A mail program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program {
    /// A stable word; its steps are `settings-WORD-1` and so on.
    pub id: &'static str,
    /// Its name as its maker writes it.
    pub name: &'static str,
    /// Still kept up by its maker in November 2026.
    pub current: bool,
    /// How many steps its guide has.
    pub steps: usize,
    /// Whether it reads Thunderbird's autoconfig or Outlook's autodiscover by itself for such an account.
    pub sets_up_by_itself: bool,
    /// Whether something is to be known before (`settings-WORD-note`).
    pub note: bool,
    /// What the names of its menus were held against.
    pub source: &'static str,
    /// How far that goes.
    pub confidence: Confidence,
}

const fn current(id: &'static str, name: &'static str, steps: usize, confidence: Confidence, source: &'static str) -> Program {
    Program { id, name, current: true, steps, sets_up_by_itself: false, note: false, source, confidence }
}

const fn old(id: &'static str, name: &'static str, steps: usize, confidence: Confidence, source: &'static str) -> Program {
    Program { id, name, current: false, steps, sets_up_by_itself: false, note: true, source, confidence }
}

const PROGRAMS: &[Program] = &[
    Program {
        note: true,
        ..current(
            "outlook-new",
            "Outlook for Windows (new)",
            3,
            Confidence::Inferred,
            "own knowledge, after Microsoft Support: Add an email account to Outlook for Windows",
        )
    },
    current(
        "outlook-classic",
        "Outlook 2019 to 2024, 365 (classic)",
        4,
        Confidence::Inferred,
        "own knowledge, after Microsoft Support: Change or update email account settings in Outlook",
    ),
    Program {
        note: true,
        ..current(
            "outlook-mac",
            "Outlook for Mac",
            3,
            Confidence::Inferred,
            "own knowledge, after Microsoft Support: Add an email account to Outlook for Mac",
        )
    },
    Program {
        sets_up_by_itself: true,
        ..current(
            "thunderbird",
            "Thunderbird",
            4,
            Confidence::Source,
            "comm-central, mail/components: am-smtp, smtpEditDialog (strings of version 153)",
        )
    },
    Program {
        sets_up_by_itself: true,
        ..current("thunderbird-android", "Thunderbird, K-9 Mail (Android)", 3, Confidence::Inferred, "own knowledge of its settings")
    },
    current(
        "apple-mail",
        "Apple Mail (Mac)",
        4,
        Confidence::Documented,
        "support.apple.com, Mail User Guide: Change Server Settings in Mail on Mac (labels of the English version; the Japanese ones are inferred)",
    ),
    Program {
        note: true,
        ..current(
            "iphone",
            "iPhone, iPad",
            4,
            Confidence::Reported,
            "guides of others for iOS 18 (Settings, Apps, Mail, Mail Accounts) and for the server for sending",
        )
    },
    current(
        "gmail-app",
        "Gmail (Android)",
        4,
        Confidence::Inferred,
        "own knowledge, after Gmail Help: Add another email account on your Android device",
    ),
    current("becky", "Becky! Internet Mail Ver.2", 3, Confidence::Inferred, "own knowledge of Becky! Ver.2"),
    current("hidemaru", "秀丸メール", 3, Confidence::Documented, "help.maruo.co.jp: アカウント毎の設定・メールサーバー・詳細 (Ver7.30)"),
    current("shuriken", "Shuriken 2018", 3, Confidence::Inferred, "own knowledge; no document of its maker was at hand"),
    old(
        "outlook-2010",
        "Outlook 2010/2013/2016",
        4,
        Confidence::Reported,
        "providers' guides (help.onamae.com and others): More Settings, Outgoing Server, Advanced",
    ),
    old("windows-mail", "Windows Mail (Windows 10, 11)", 3, Confidence::Inferred, "own knowledge of Mail for Windows 10"),
    old(
        "windows-live-mail",
        "Windows Live Mail 2012",
        3,
        Confidence::Reported,
        "help.onamae.com 9537: このサーバーはセキュリティで保護された接続(SSL)が必要",
    ),
    old("outlook-express", "Outlook Express 6", 1, Confidence::Inferred, "own knowledge: Schannel of Windows XP knows TLS 1.0 at most"),
];

/// All of them, those of today first.
#[must_use]
pub const fn programs() -> &'static [Program] {
    PROGRAMS
}
