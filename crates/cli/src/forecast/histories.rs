//! Lists that are walked through edition by edition: `--history`.

use kakitome_clients::forecast::{Line, Turning, Whose, past};
use kakitome_explain::forecast::Walked;
use kakitome_pki::{Certificate, UnixTime};
use kakitome_roots::History;

use super::args::Args;
use crate::failure::Failure;
use crate::trust::store::Finder;

/// A list's name and all its editions.
pub(super) type Named = (String, History);

/// The histories that were asked for.
pub(super) fn kept(args: &Args, certificates: &[Certificate], now: UnixTime) -> Result<Vec<Named>, Failure> {
    let finder = Finder { home: args.home.as_deref(), at: now, certificates };
    let one = |name: &String| {
        let history = finder.history(name)?;
        let is_judged_by = history.editions().first().is_some_and(|edition| Whose::of(edition.source).is_some());
        match history.editions() {
            [only] => {
                Err(Failure::new("forecast-one-edition").with("name", name).with("list", only.title()).hint("forecast-one-edition-hint"))
            }
            _ if !is_judged_by => Err(Failure::new("forecast-history-kind").with("name", name)),
            _ => Ok((name.clone(), history)),
        }
    };
    args.history.iter().map(one).collect()
}

/// The day of the oldest edition.
pub(super) fn oldest(walked: &[Named]) -> Option<UnixTime> {
    walked.iter().filter_map(|(_, history)| Some(history.editions().first()?.in_force())).min()
}

/// What lies ahead, with what the editions brought: of a list that was walked through, announcements and dates count only where no
/// edition has spoken since.
pub(super) fn with_past(lines: &[Line], walked: &[Named], ahead: Vec<Turning>, from: UnixTime, until: UnixTime) -> Vec<Turning> {
    let newest = |whose: Whose| {
        let own = walked.iter().filter_map(|(_, history)| history.editions().last());
        own.filter(|edition| Whose::of(edition.source) == Some(whose)).map(kakitome_roots::Snapshot::in_force).max()
    };
    let told: Vec<Turning> = walked.iter().flat_map(|(_, history)| past(lines, history, from, until)).collect();
    let same = |one: &Turning, other: &Turning| (one.day, &one.change, &one.subject) == (other.day, &other.change, &other.subject);
    let mut all: Vec<Turning> =
        ahead.into_iter().filter(|turning| newest(turning.whose).is_none_or(|newest| turning.day > newest)).collect();
    all.retain(|turning| !told.iter().any(|known| same(known, turning)));
    all.extend(told);
    all.sort_by(|one, other| (one.day, &one.change, &one.subject).cmp(&(other.day, &other.change, &other.subject)));
    all
}

/// What was walked through, for people.
pub(super) fn about(walked: &[Named]) -> Vec<Walked> {
    let one = |(name, history): &Named| {
        let (first, last) = (history.editions().first()?, history.editions().last()?);
        Some(Walked { name: name.clone(), editions: history.editions().len(), first: first.in_force(), last: last.in_force() })
    };
    walked.iter().filter_map(one).collect()
}
