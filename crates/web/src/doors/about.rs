//! What this server runs and since when, by which lists it judges and of which day they are; and what was seen in mail programs, by whom and
//! when. Tells nothing of keys, folders or identities.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use kakitome_clients::programs;
use kakitome_explain::{Lang, day, moment_written};
use kakitome_pki::UnixTime;
use kakitome_roots::Snapshot;

use crate::asked::Asked;
use crate::frame::Frame;
use crate::pages::Pages;
use crate::published::observations;
use crate::refusal::Refusal;
use crate::shown::shown;
use crate::site::Site;

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    frame: Frame,
    version: &'static str,
    since: String,
    /// What a list is for, its kind and its day.
    lists: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "observations.html")]
struct ObservationsPage {
    frame: Frame,
    rows: Vec<Row>,
}

struct Row {
    program: String,
    os: String,
    status: String,
    words: String,
    gone: bool,
    day: String,
    by: String,
}

pub(super) fn routes() -> Pages {
    vec![("/about", get(about)), ("/observations", get(seen))]
}

async fn about(asked: Asked, State(site): State<Arc<Site>>) -> Response {
    let (lang, lists) = (asked.lang, site.lists());
    let frame = Frame::new(&asked, "about-title");
    let as_of = |list: &Snapshot| frame.say_with("about-as-of", "day", day(list.in_force(), lang));
    let kind = |list: &Snapshot| {
        frame.words().find(&format!("about-{}", list.source.word()), &[]).unwrap_or_else(|| list.source.word().to_owned())
    };
    let judged = [("list", kind(&lists.judged_by).into()), ("day", day(lists.judged_by.in_force(), lang).into())];
    let mut told = vec![(frame.say("about-judged"), frame.words().get("about-judged-by", &judged))];
    for (name, list) in [("microsoft", &lists.programs.microsoft), ("mozilla", &lists.programs.mozilla), ("apple", &lists.programs.apple)] {
        let said = list.as_ref().map_or_else(|| frame.say("about-no-list"), as_of);
        told.push((frame.say(&format!("about-{name}")), said));
    }
    let since = moment_written(site.started, lang);
    frame.answer(&AboutPage { frame: frame.clone(), version: env!("CARGO_PKG_VERSION"), since, lists: told })
}

async fn seen(asked: Asked, State(site): State<Arc<Site>>) -> Result<Response, Refusal> {
    let lang = asked.lang;
    let frame = Frame::new(&asked, "observations-title");
    let mut all = observations(&site.settings.home)?;
    let place = |id: &str| programs().iter().position(|program| program.id == id);
    all.sort_by(|one, other| (place(&one.program), &one.os, &other.date).cmp(&(place(&other.program), &other.os, &one.date)));
    let row = |one: &kakitome_clients::Observation| {
        let program = programs().iter().find(|program| program.id == one.program);
        let name = program.map_or(one.program.as_str(), |program| if lang == Lang::Ja { &program.ja } else { &program.en });
        let version = if one.version.is_empty() { String::new() } else { format!(" {}", one.version) };
        Row {
            program: shown(&format!("{name}{version}")),
            os: shown(&one.os),
            status: frame.words().find(&format!("observed-{}", one.status), &[]).unwrap_or_else(|| shown(&one.status)),
            words: shown(&one.words),
            gone: one.gone,
            day: UnixTime::parse(&one.date).map_or_else(|_| shown(&one.date), |moment| day(moment, lang)),
            by: shown(&one.by),
        }
    };
    let rows = all.iter().map(row).collect();
    Ok(frame.answer(&ObservationsPage { frame: frame.clone(), rows }))
}
