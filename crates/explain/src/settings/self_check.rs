//! Two questions for customers: which port, which encryption? Who need do nothing is told first (RFC 8314 3.3, 4.1).

use crate::lang::Lang;
use crate::words::words;

/// The port that stands in the settings for sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Port {
    /// TLS from the first byte.
    Implicit465,
    /// STARTTLS.
    Submission587,
    /// Meant for mail servers.
    Relay25,
    /// Another one.
    Other,
    /// Not known.
    Unknown,
}

/// The setting for encryption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// SSL, TLS or SSL/TLS.
    Tls,
    /// STARTTLS.
    Starttls,
    /// "If available", "automatic".
    Auto,
    /// None.
    None,
    /// Not known.
    Unknown,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Nothing.
    Nothing,
    /// Change to 465 when it suits.
    Change,
    /// Change now: the password can go over the line readable.
    ChangeNow,
    /// The two do not go together: sending fails, or the program means something else.
    Mismatch,
    /// Look it up first.
    Look,
}

impl Port {
    /// All of them, in the order of the question.
    pub const ALL: [Self; 5] = [Self::Implicit465, Self::Submission587, Self::Relay25, Self::Other, Self::Unknown];

    /// A stable word, also the value of the form's field.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Implicit465 => "465",
            Self::Submission587 => "587",
            Self::Relay25 => "25",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`Self::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|port| port.word() == word)
    }
}

impl Encryption {
    /// All of them, in the order of the question.
    pub const ALL: [Self; 5] = [Self::Tls, Self::Starttls, Self::Auto, Self::None, Self::Unknown];

    /// A stable word, also the value of the form's field.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Starttls => "starttls",
            Self::Auto => "auto",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }

    /// Reads [`Self::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

impl Advice {
    /// All of them, "nothing" first.
    pub const ALL: [Self; 5] = [Self::Nothing, Self::Change, Self::ChangeNow, Self::Mismatch, Self::Look];

    /// A stable word; its sentence is `self-check-WORD`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Change => "change",
            Self::ChangeNow => "change-now",
            Self::Mismatch => "mismatch",
            Self::Look => "look",
        }
    }
}

/// What the two answers come to.
#[must_use]
pub const fn advice(port: Port, encryption: Encryption) -> Advice {
    match (port, encryption) {
        (_, Encryption::None) => Advice::ChangeNow,
        // "if available" goes without TLS for whoever takes the offer away
        (Port::Submission587 | Port::Relay25, Encryption::Auto) => Advice::ChangeNow,
        (Port::Implicit465, Encryption::Tls | Encryption::Auto) => Advice::Nothing,
        (Port::Implicit465, Encryption::Starttls) | (Port::Submission587, Encryption::Tls) => Advice::Mismatch,
        (Port::Submission587 | Port::Relay25, Encryption::Starttls) | (Port::Relay25, Encryption::Tls) => Advice::Change,
        _ => Advice::Look,
    }
}

/// The self-check as text: who need do nothing, then everybody else.
#[must_use]
pub fn self_check_text(lang: Lang) -> String {
    let words = words(lang);
    let say = |name: &str| words.get(name, &[]);
    let mut page = format!("{}\n\n{}\n", say("self-check-title"), say("self-check-intro"));
    for wanted in Advice::ALL {
        page.push_str(&format!("\n■ {}\n", say(&format!("self-check-{}-who", wanted.word()))));
        for port in Port::ALL {
            let fitting: Vec<String> = Encryption::ALL
                .into_iter()
                .filter(|encryption| advice(port, *encryption) == wanted)
                .map(|encryption| say(&format!("self-check-encryption-{}", encryption.word())))
                .collect();
            if !fitting.is_empty() {
                page.push_str(&format!("  - {} / {}\n", say(&format!("self-check-port-{}", port.word())), fitting.join(", ")));
            }
        }
        page.push_str(&format!("  {}\n", say(&format!("self-check-{}", wanted.word()))));
    }
    page
}
