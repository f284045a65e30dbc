//! What gives rise to a notice: a turn of a forecast, an alarm of the watch over root lists, or observations. Facts alone; crate explain
//! makes the draft's sentences of them.

use kakitome_pki::UnixTime;

use crate::forecast::{Fate, Turning};
use crate::observation::Observation;

/// Something that happens, or is seen to happen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occasion {
    /// The day.
    pub day: Option<UnixTime>,
    /// What, as an id that sentences belong to (`change-…`); empty: only seen.
    pub change: String,
    /// What it is about.
    pub subject: String,
    /// The new state of a root.
    pub state: Option<String>,
    /// Programs that show it, by id.
    pub programs: Vec<String>,
    /// Mail that is already sent is touched.
    pub old_mail: bool,
    /// Mail that is signed from then on is touched.
    pub new_mail: bool,
    /// Addresses whose mail is touched.
    pub touched: Vec<String>,
    /// Another root by which it stays good.
    pub another: Option<String>,
    /// What the sender can do, by name.
    pub sender: Option<String>,
    /// What the recipient can do, by name.
    pub recipient: Option<String>,
    /// Where it is said.
    pub source: String,
    /// What was seen.
    pub observations: Vec<Observation>,
}

impl From<&Turning> for Occasion {
    fn from(turning: &Turning) -> Self {
        let breaks = |fate: Fate| fate == Fate::Breaks;
        let mut touched: Vec<String> = turning.touched.iter().map(|one| one.name.clone()).collect();
        touched.dedup();
        Self {
            day: Some(turning.day),
            change: turning.change.clone(),
            subject: turning.subject.clone(),
            state: turning.state.map(str::to_owned),
            programs: turning.programs.iter().map(|id| (*id).to_owned()).collect(),
            old_mail: breaks(turning.old_mail),
            new_mail: breaks(turning.new_mail),
            touched,
            another: None,
            sender: turning.sender.map(str::to_owned),
            recipient: turning.recipient.map(str::to_owned),
            source: turning.source.clone(),
            observations: Vec::new(),
        }
    }
}

impl Occasion {
    /// Of what was seen in programs.
    #[must_use]
    pub fn seen(observations: Vec<Observation>) -> Self {
        let mut programs: Vec<String> = Vec::new();
        for one in &observations {
            if !programs.contains(&one.program) {
                programs.push(one.program.clone());
            }
        }
        let first = observations.iter().map(|one| one.date.as_str()).min().and_then(|day| UnixTime::parse(day).ok());
        Self { day: first, programs, old_mail: true, new_mail: true, observations, ..Self::default() }
    }
}
