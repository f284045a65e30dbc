//! What the home has seen in mail programs, beside what comes with the program.

use std::path::Path;

use kakitome_clients::{Observation, shipped_observations};

use crate::refusal::Refusal;

/// File of observations in the home.
const OBSERVATIONS: &str = "observations.toml";
/// Longest such file: an observation has some 300 bytes.
const MOST_OBSERVED: u64 = 16 << 20;

/// What cannot be read is told in the log, and to the visitor as ours.
fn broken(what: &str, error: &dyn std::fmt::Display) -> Refusal {
    tracing::error!(%error, what, "cannot be read");
    Refusal::Internal
}

/// Those that come with the program, and the home's.
pub(crate) fn observations(home: &Path) -> Result<Vec<Observation>, Refusal> {
    let mut all = shipped_observations().map_err(|error| broken("observations", &error))?;
    let file = home.join(OBSERVATIONS);
    if let Some(text) = small(&file, MOST_OBSERVED).map_err(|error| broken(OBSERVATIONS, &error))? {
        all.extend(Observation::read_all(&text).map_err(|error| broken(OBSERVATIONS, &error))?);
    }
    Ok(all)
}

/// A text file of the home; `None`: there is none.
fn small(file: &Path, most: u64) -> std::io::Result<Option<String>> {
    use std::io::Read;
    let open = match std::fs::File::open(file) {
        Ok(open) => open,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut text = String::new();
    open.take(most.saturating_add(1)).read_to_string(&mut text)?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > most {
        return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, format!("more than {most} octets")));
    }
    Ok(Some(text))
}
