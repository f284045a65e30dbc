//! A signed mail before it is sent, against every profile: what the sender can still change, which programs would show it otherwise, and
//! what the bytes themselves invite on the way. Nothing is judged anew: the predictions are those that recipients get.

use std::collections::BTreeMap;

use kakitome_mime::Entity;
use kakitome_smime::{Report, Verdict};

use crate::predict::Shown;
use crate::rules::Shows;
use crate::stores::Stores;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// Recipients will see a warning, or cannot read it.
    Stop,
    /// Some may, or it may break on the way.
    Warn,
    /// Worth knowing.
    Note,
}

impl Weight {
    /// A stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Warn => "warn",
            Self::Note => "note",
        }
    }
}

/// One thing that the sender can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// What to do, by name.
    pub remedy: String,
    /// How much it matters.
    pub weight: Weight,
    /// Programs that show it, each with the rule that says so.
    pub programs: Vec<(&'static str, String)>,
}

/// Remedies that are no fault of the mail: a choice, or somebody else's doing.
const CHOICES: [&str; 3] = ["tell-recipients", "clear-text", "unsigned-by-choice"];

/// What is to be said before this mail is sent; the weightiest first.
#[must_use]
pub fn preflight(report: &Report, shown: &[Shown], root: &Entity, stores: &Stores) -> Vec<Point> {
    let mut points: BTreeMap<String, Point> = BTreeMap::new();
    let mut add = |remedy: &str, weight: Weight, program: Option<(&'static str, String)>| {
        let new = || Point { remedy: remedy.to_owned(), weight, programs: Vec::new() };
        let point = points.entry(remedy.to_owned()).or_insert_with(new);
        point.weight = point.weight.min(weight);
        point.programs.extend(program);
    };
    for one in shown {
        let Some(case) = one.usual() else { continue };
        let Some(remedy) = &case.sender else { continue };
        // nothing is missing in a chain that is whole: its root is not theirs
        let whole = report.signers.iter().any(|signer| signer.tried.iter().any(|path| path.complete));
        let remedy = if remedy == "include-chain" && whole { "reissue" } else { remedy };
        let is_bad = matches!(case.shows, Shows::Warning | Shows::Invalid | Shows::Unreadable);
        let compares = case.shows == Shows::Trusted;
        let weight = match (CHOICES.contains(&remedy), is_bad) {
            // an address of a carrier is among the recipients: then it is no longer only a choice
            (true, _) if one.likely => Weight::Warn,
            (true, _) => Weight::Note,
            (false, true) => Weight::Stop,
            (false, false) if compares => Weight::Warn,
            (false, false) => Weight::Note,
        };
        add(remedy, weight, Some((one.program.id.as_str(), case.rule.clone())));
    }
    if report.verdict() == Verdict::Unsigned {
        add("sign", Weight::Stop, None);
    }
    if !root.lines().is_seven_bit() {
        add("seven-bit", Weight::Warn, None);
    }
    if has_cross(report, stores) {
        add("cross-along", Weight::Note, None);
    }
    let mut all: Vec<Point> = points.into_values().collect();
    all.sort_by(|one, other| (one.weight, &one.remedy).cmp(&(other.weight, &other.remedy)));
    all
}

/// An intermediate that came along is a root of a list in its own right.
fn has_cross(report: &Report, stores: &Stores) -> bool {
    let along = report.signers.iter().flat_map(|signer| &signer.tried).flat_map(|path| path.certificates.iter().skip(1));
    let lists = || [&stores.microsoft, &stores.mozilla].into_iter().flatten();
    along.filter(|one| !one.is_self_issued()).any(|one| {
        let roots = lists().flat_map(|list| list.roots()).filter_map(|root| root.certificate.as_ref());
        roots.into_iter().any(|root| root.subject() == one.subject() && root.spki() == one.spki())
    })
}
