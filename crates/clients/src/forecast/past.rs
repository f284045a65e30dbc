//! All editions of a list that are kept, one after the other: what each brought, and what turned between two of them by a day that the
//! list itself named. The newest edition's days may lie ahead. What a day brings is told once: with the day, not with the next edition.

use kakitome_pki::UnixTime;
use kakitome_roots::History;

use super::held::Line;
use super::limits::of_list;
use super::shift::turned;
use super::turning::Turning;

/// Every day within the span on which the history touches something that is held, the earliest first.
#[must_use]
pub fn past(lines: &[Line], history: &History, from: UnixTime, until: UnixTime) -> Vec<Turning> {
    let within = |day: UnixTime| from <= day && day <= until;
    let editions = history.editions();
    let mut all = Vec::new();
    for (at, edition) in editions.iter().enumerate() {
        let next = editions.get(at.saturating_add(1));
        // its own days hold until the next edition speaks
        let last = next.map_or(UnixTime(i64::MAX), |next| UnixTime(next.in_force().0.saturating_sub(1)));
        let days = of_list(lines, edition, UnixTime(edition.in_force().0.saturating_add(1)), last);
        all.extend(days.into_iter().filter(|turning| within(turning.day)));
        if let Some(next) = next.filter(|next| within(next.in_force())) {
            all.extend(turned(lines, edition, next, next.in_force()));
        }
    }
    all.sort_by(|one, other| (one.day, &one.change, &one.subject).cmp(&(other.day, &other.change, &other.subject)));
    all
}
