//! Whether mail can be taken now, and what of it works: for load balancers, monitors and `kakitome health`. Looks, and changes nothing.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::state::{Phase, State};

/// A neighbour that does not answer within this time is away.
const PATIENCE: Duration = Duration::from_secs(2);
/// The name of the report's shape.
const SCHEMA: &str = "kakitome.health/1";

/// What is well and what is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// `kakitome.health/1`.
    pub schema: String,
    /// Whether mail can be taken.
    pub ready: bool,
    /// `running`, or `leaving`: another gateway takes mail in its place, or `ending`.
    pub state: String,
    /// `kakitome off`: mail passes as it comes. Somebody wants it so: mail is taken all the same. None: the gateway that answers is older.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switched_off: Option<bool>,
    /// The version that answers.
    pub version: String,
    /// What was looked at.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// `database`, `journal`, `keyholder`, `outbox`, `next-hop`.
    pub name: String,
    /// Whether it is well; none: not known yet.
    pub well: Option<bool>,
    /// Whether mail can only be taken while it is well.
    pub needed: bool,
    /// What is not well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Check {
    fn needed(name: &str, trouble: Option<String>) -> Self {
        Self { name: name.to_owned(), well: Some(trouble.is_none()), needed: true, why: trouble }
    }
}

/// Looks.
pub(crate) async fn look(state: &State) -> Health {
    let word = match *state.phase.borrow() {
        Phase::Running => "running",
        Phase::Leaving => "leaving",
        Phase::Ending | Phase::Over => "ending",
    };
    let (database, keyholder) = tokio::join!(timeout(PATIENCE, state.store.generation()), timeout(PATIENCE, state.keyholder.trouble()));
    let silent = || Some("it does not answer".to_owned());
    let database = database.map_or_else(|_| silent(), |asked| asked.err().map(|error| error.to_string()));
    let keyholder = keyholder.unwrap_or_else(|_| silent());
    let live = state.live();
    // Where each domain has a way of its own, one that is away says nothing of the others.
    let hop_is_up = state.metrics.hop.up().filter(|_| !live.ways.by_domain());
    let checks = vec![
        Check::needed("database", database),
        Check::needed("journal", state.journal.trouble().map(|trouble| trouble.to_string())),
        Check::needed("keyholder", keyholder),
        Check::needed("outbox", state.outbox.would_refuse().map(|reply| reply.to_string())),
        // Taking this gateway out of its row would not bring the next hop back.
        Check {
            name: "next-hop".to_owned(),
            well: hop_is_up,
            needed: false,
            why: (hop_is_up == Some(false)).then(|| format!("{} could not be reached", live.pool.destination())),
        },
    ];
    let ready = word == "running" && checks.iter().all(|check| !check.needed || check.well == Some(true));
    Health {
        schema: SCHEMA.to_owned(),
        ready,
        state: word.to_owned(),
        switched_off: Some(state.is_off()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        checks,
    }
}
