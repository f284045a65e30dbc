//! January 2016 as a page: four days, three switches, the mail programs side by side, what happened in words, and the scene as a picture to
//! keep. A form that works without a script; every scene has an address.

use askama::Template;
use axum::extract::Query;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kakitome_clients::stage::{Choice, Table, play, table};
use kakitome_explain::stage::{self, Part, Told};
use serde::Deserialize;

use crate::asked::Asked;
use crate::frame::Frame;
use crate::pages::Pages;
use crate::refusal::Refusal;

#[derive(Template)]
#[template(path = "stage.html")]
struct StagePage {
    frame: Frame,
    /// Name, in words, what came that day.
    days: Vec<(String, String, String)>,
    day: String,
    choice: Choice,
    query: String,
    told: Told,
    story: Vec<Part>,
    facts: Vec<String>,
}

/// What the form sends: a box that is not ticked is not sent, so `set` says that it was sent at all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Switches {
    set: String,
    day: String,
    cross: String,
    newer: String,
    updates: String,
}

impl Switches {
    /// Without a form: the scene in which it turned bad. A day that is none is that day too.
    fn choice(&self, table: &Table) -> Choice {
        if self.set.is_empty() && self.day.is_empty() {
            return Choice::HIT;
        }
        let day = table.days.iter().position(|day| day.id == self.day).unwrap_or(Choice::HIT.day);
        Choice { day, cross: !self.cross.is_empty(), newer_root: !self.newer.is_empty(), updates: !self.updates.is_empty() }
    }
}

pub(super) fn routes() -> Pages {
    vec![("/stage", get(show)), ("/stage/picture.svg", get(picture))]
}

/// What comes with the program cannot be read: tests rule it out.
fn broken(error: &kakitome_clients::Error) -> Refusal {
    tracing::error!(%error, "the stage cannot be played");
    Refusal::Internal
}

async fn show(asked: Asked, Query(switches): Query<Switches>) -> Result<Response, Refusal> {
    let lang = asked.lang;
    let table = table().map_err(|error| broken(&error))?;
    let choice = switches.choice(table);
    let told = stage::told(&play(choice).map_err(|error| broken(&error))?, choice, table, lang);
    let mut frame = Frame::new(&asked, "stage-title");
    let day = table.days.get(choice.day).map(|day| day.id.clone()).unwrap_or_default();
    let query = query(choice, &day);
    if !switches.set.is_empty() {
        frame.path = format!("{}?{query}", frame.path);
    }
    let named = |day: &kakitome_clients::stage::Day| {
        (day.id.clone(), frame.say(&format!("stage-day-{}", day.id)), frame.say(&format!("stage-day-{}-note", day.id)))
    };
    let days = table.days.iter().map(named).collect();
    let (story, facts) = (stage::story(table, lang), stage::facts(table, lang));
    Ok(frame.answer(&StagePage { frame: frame.clone(), days, day, choice, query, told, story, facts }))
}

async fn picture(asked: Asked, Query(switches): Query<Switches>) -> Result<Response, Refusal> {
    let table = table().map_err(|error| broken(&error))?;
    let choice = switches.choice(table);
    let told = stage::told(&play(choice).map_err(|error| broken(&error))?, choice, table, asked.lang);
    let drawn = stage::picture(&told, choice, table, asked.lang);
    let head =
        [(CONTENT_TYPE, "image/svg+xml"), (CONTENT_DISPOSITION, "attachment; filename=\"kakitome-2016.svg\""), (CACHE_CONTROL, "no-cache")];
    Ok((head, drawn).into_response())
}

/// The address of a scene.
fn query(choice: Choice, day: &str) -> String {
    let mut out = format!("set=1&day={day}");
    for (name, on) in [("cross", choice.cross), ("newer", choice.newer_root), ("updates", choice.updates)] {
        if on {
            out.push_str(&format!("&{name}=yes"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_scene() {
        let table = table().unwrap();
        assert_eq!(Switches::default().choice(table), Choice::HIT);
        for bits in 0..32 {
            let choice = Choice { day: bits >> 3, cross: bits & 1 == 1, newer_root: bits & 2 == 2, updates: bits & 4 == 4 };
            let address = query(choice, &table.days.get(choice.day).unwrap().id);
            let uri = format!("/stage?{address}").parse().unwrap();
            let Query(switches) = Query::<Switches>::try_from_uri(&uri).unwrap();
            assert_eq!(switches.choice(table), choice);
        }
        let odd = Switches { set: "1".into(), day: "31".into(), ..Switches::default() };
        assert_eq!(odd.choice(table).day, 1);
    }
}
