//! What signing would change, counted from the journal: whose mail, to which recipients, what is in its way, and what recipients' programs
//! would show. Values in, text, HTML and JSON out; the counting is done by whoever reads the journal.

use kakitome_clients::{Shown, Shows};
use kakitome_pki::UnixTime;

use crate::lang::Lang;
use crate::page::case_line;
use crate::sentence::shown as harmless;
use crate::words::{Words, words};

/// The whole report.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The first moment that counts.
    pub since: Option<UnixTime>,
    /// When it was made.
    pub until: Option<UnixTime>,
    /// Mails in the journal in that time, without the gateway's own.
    pub mails: u64,
    /// What would be done or was done with them: words of [`OUTCOMES`], in that order, none twice.
    pub outcomes: Vec<(&'static str, u64)>,
    /// As whom, most mails first.
    pub identities: Vec<Identity>,
    /// To whom, by class.
    pub classes: Vec<Class>,
}

/// Outcomes in the order in which they are told; what the reader may have to do something about comes first.
pub const OUTCOMES: [&str; 19] = [
    "signed",
    "would-sign",
    "not-in-share",
    "unauthorised",
    "expired",
    "not-seven-bit",
    "ambiguous",
    "dkim-kept",
    "unencryptable",
    "would-encrypt",
    "encrypted",
    "parted",
    "own-rule",
    "automatic",
    "protected",
    "no-identity",
    "no-author",
    "off",
    "other",
];

/// Outcomes that have something in the way of a signature, or of required encryption, which can be changed.
const IN_THE_WAY: [&str; 6] = ["unauthorised", "expired", "not-seven-bit", "ambiguous", "dkim-kept", "unencryptable"];

/// One identity.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// Its address.
    pub address: String,
    /// Mails that were signed.
    pub signed: u64,
    /// Mails that would have been.
    pub would: u64,
    /// Mails outside the share.
    pub outside: u64,
    /// Of those signed or to be signed: with the text inside the signature.
    pub opaque: u64,
    /// Of those: a `DKIM-Signature` goes.
    pub dkim: u64,
    /// Of its mails: not authorised, or its certificate expired.
    pub refused: u64,
    /// Recipients at carriers.
    pub carriers: u64,
    /// What programs show of its mails, for each form that they have.
    pub views: Vec<View>,
}

/// What programs show.
#[derive(Debug, Clone)]
pub struct View {
    /// With the text inside the signature.
    pub opaque: bool,
    /// Each program; or why nothing can be said.
    pub shown: Result<Vec<Shown>, String>,
}

/// Recipients of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Which.
    pub kind: Kind,
    /// Recipients of mails of our identities.
    pub recipients: u64,
    /// The domains with the most, and how many.
    pub domains: Vec<(String, u64)>,
}

/// Kinds of recipients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Domains of our own identities.
    Own,
    /// A provider's web mail.
    Webmail,
    /// A mobile carrier's mail.
    Carrier,
    /// Companies and everybody else.
    Other,
}

impl Kind {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Webmail => "webmail",
            Self::Carrier => "carrier",
            Self::Other => "other",
        }
    }
}

impl Report {
    pub(super) fn recipients(&self) -> u64 {
        self.classes.iter().map(|class| class.recipients).sum()
    }

    /// What stands in the way, and how often.
    pub(super) fn in_the_way(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.outcomes.iter().copied().filter(|(word, count)| IN_THE_WAY.contains(word) && *count > 0)
    }

    pub(super) fn dkim(&self) -> u64 {
        self.identities.iter().map(|identity| identity.dkim).sum()
    }

    pub(super) fn opaque(&self) -> u64 {
        self.identities.iter().map(|identity| identity.opaque).sum()
    }

    /// Sentences about what has to be looked at, each with what can be done; or that there is nothing.
    pub(super) fn advice(&self, words: &Words) -> Vec<String> {
        let carriers = self.classes.iter().filter(|class| class.kind == Kind::Carrier).map(|class| class.recipients).sum();
        let more = [("dkim", self.dkim()), ("opaque", self.opaque()), ("carriers", carriers)];
        let all = self.in_the_way().chain(more).filter(|(_, count)| *count > 0);
        let mut lines: Vec<String> =
            all.map(|(word, count)| words.get(&format!("rollout-advice-{word}"), &[("count", count.into())])).collect();
        if lines.is_empty() {
            lines.push(words.get("rollout-advice-none", &[]));
        }
        lines
    }

    pub(super) fn period(&self, lang: Lang) -> String {
        let at = |moment: Option<UnixTime>| moment.map(|moment| crate::moment::written(moment, lang)).unwrap_or_default();
        words(lang).get("rollout-period", &[("since", at(self.since).into()), ("until", at(self.until).into())])
    }
}

/// So many of a hundred for each count, rounded so that they add up to a hundred (largest remainder); `<1` where something is left of a count
/// that would round to nothing. Nothing where there is nothing to share.
pub(super) fn shares(counts: &[u64]) -> Vec<String> {
    let all: u128 = counts.iter().map(|count| u128::from(*count)).sum();
    if all == 0 {
        return counts.iter().map(|_| String::new()).collect();
    }
    let hundredfold = |count: u64| u128::from(count) * 100;
    let mut percents: Vec<u128> = counts.iter().map(|count| hundredfold(*count) / all).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(counts.get(*at).map_or(0, |count| hundredfold(*count) % all)));
    let left = 100_u128.saturating_sub(percents.iter().sum());
    for at in order.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        if let Some(percent) = percents.get_mut(at) {
            *percent += 1;
        }
    }
    let written = |(percent, count): (u128, &u64)| if percent == 0 && *count > 0 { "<1%".to_owned() } else { format!("{percent}%") };
    percents.into_iter().zip(counts).map(written).collect()
}

/// A program's usual case, in one line, with its sign.
pub(super) struct Line {
    pub(super) program: String,
    pub(super) likely: bool,
    pub(super) sign: &'static str,
    pub(super) class: &'static str,
    pub(super) text: String,
}

pub(super) fn lines(shown: &[Shown], words: &Words) -> Vec<Line> {
    let line = |one: &Shown| {
        let usual = one.usual()?;
        let (sign, class) = match usual.shows {
            Shows::Trusted => ("✓", "mark-good"),
            Shows::Unsigned | Shows::Attachment => ("·", "mark-dim"),
            Shows::Warning => ("!", "mark-ask"),
            Shows::Invalid | Shows::Unreadable => ("✗", "mark-ask"),
            Shows::Unknown => ("?", "mark-dim"),
        };
        let program = if words.lang() == Lang::Ja { one.program.ja.clone() } else { one.program.en.clone() };
        Some(Line { program, likely: one.likely, sign, class, text: case_line(usual, words) })
    };
    let mut all: Vec<Line> = shown.iter().filter_map(line).collect();
    // what the recipients probably read it in comes first
    all.sort_by_key(|line| !line.likely);
    all
}

pub(super) fn form(opaque: bool, words: &Words) -> String {
    words.get(if opaque { "rollout-form-opaque" } else { "rollout-form-clear" }, &[])
}

pub(super) fn domains(class: &Class) -> String {
    class.domains.iter().map(|(domain, count)| format!("{} ({count})", harmless(domain))).collect::<Vec<_>>().join(", ")
}
