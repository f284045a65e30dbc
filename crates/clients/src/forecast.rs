//! Looking ahead: which of these certificates and mails turn bad, in which program, from when, for new or for old mail too, and what
//! can be done. From two lists, from dates that a list already has, from announced changes, and from the end of certificates.
//! What has only been announced says so; a list decides when it comes.

mod announced;
mod ending;
mod held;
mod limits;
mod past;
mod shift;
mod turning;

pub use announced::announced;
pub use ending::endings;
pub use held::{Held, Kind, Line};
pub use limits::dated;
pub use past::past;
pub use shift::between;
pub use turning::{Fate, Touched, Turning, Whose};

use kakitome_pki::UnixTime;
use kakitome_roots::Announced;

use crate::stores::Stores;

/// Everything that happens in these days, the earliest first.
#[must_use]
pub fn forecast(lines: &[Line], stores: &Stores, schedule: &[Announced], from: UnixTime, until: UnixTime) -> Vec<Turning> {
    let mut all = endings(lines, from, until);
    all.extend(dated(lines, stores, from, until));
    all.extend(announced(lines, schedule, from, until));
    all.sort_by(|one, other| (one.day, &one.change, &one.subject).cmp(&(other.day, &other.change, &other.subject)));
    all
}
