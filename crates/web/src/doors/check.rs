//! How to check our mail, one page for each published identity, with its promise to sign, the support card for those who answer the
//! telephone, and the calendar of days that touch it. All is computed from the identity and the lists of this server.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kakitome_clients::forecast::{Held, Kind, Line, Turning, forecast};
use kakitome_clients::{Promise, Sender};
use kakitome_explain::document::{self, Document};
use kakitome_explain::forecast::{self as told, About};
use kakitome_explain::publish::{card, check, promise};
use kakitome_pki::UnixTime;
use kakitome_roots::{Snapshot, schedule};
use serde::Deserialize;

use super::lookup::may_ask;
use crate::asked::{Asked, Client};
use crate::frame::{Frame, Way};
use crate::pages::Pages;
use crate::published::{escaped, notices, sender, shown as displays};
use crate::refusal::Refusal;
use crate::shown::shown;
use crate::site::Site;

/// Days ahead that a calendar looks: three years.
const AHEAD: i64 = 3 * 365;

#[derive(Template)]
#[template(path = "document.html")]
struct DocumentPage {
    frame: Frame,
    /// From crate explain, escaped there.
    body: String,
    ways: Vec<Way>,
}

#[derive(Template)]
#[template(path = "card.html")]
struct CardPage {
    frame: Frame,
    address: String,
    domain: String,
    body: Option<String>,
}

#[derive(Template)]
#[template(path = "calendar.html")]
struct CalendarPage {
    frame: Frame,
    address: String,
    file: String,
    /// Each with its lines; the first is what happens.
    events: Vec<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Customer {
    domain: String,
}

pub(super) fn routes() -> Pages {
    vec![
        ("/check/{address}", get(page)),
        ("/check/{address}/promise", get(promised)),
        ("/check/{address}/card", get(support)),
        ("/check/{address}/calendar", get(calendar)),
        ("/check/{address}/calendar.ics", get(ics)),
    ]
}

/// A document as a page, with ways to what belongs to it.
pub(super) fn answer(frame: Frame, document: &Document, ways: Vec<Way>) -> Response {
    let frame = frame.titled(document.title.clone());
    let page = DocumentPage { body: document::body(document), ways, frame };
    page.frame.answer(&page)
}

/// The promise of the house itself that holds now.
fn own_promise<'a>(promises: &'a [Promise], sender: &Sender, at: UnixTime) -> Option<&'a Promise> {
    promises.iter().find(|one| one.said_by.is_none() && one.is_of(&sender.address) && one.holds_at(at))
}

async fn page(
    asked: Asked,
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(address): Path<String>,
) -> Result<Response, Refusal> {
    may_ask(&site, client)?;
    let (sender, at, lists) = (sender(&site, &address).await?, UnixTime::now(), site.lists());
    let displays = displays(&site, &sender, &[], at)?;
    let titles: Vec<String> = [&lists.programs.microsoft, &lists.programs.mozilla].into_iter().flatten().map(Snapshot::title).collect();
    let promise = own_promise(&lists.promises, &sender, at);
    let document = check::document(&check::Check { sender: &sender, shown: &displays, promise, lists: &titles, at }, asked.lang);
    let frame = Frame::new(&asked, "lookup-title");
    let base = format!("/check/{}", escaped(&sender.address));
    let way = |end: &str, words: &str| Way { address: frame.to(&format!("{base}{end}")), words: frame.say(words), is_here: false };
    let mut ways = vec![way("/card", "check-way-card"), way("/calendar", "check-way-calendar")];
    ways.extend(promise.map(|_| way("/promise", "check-way-promise")));
    Ok(answer(frame.clone(), &document, ways))
}

async fn promised(
    asked: Asked,
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(address): Path<String>,
) -> Result<Response, Refusal> {
    may_ask(&site, client)?;
    let (sender, lists) = (sender(&site, &address).await?, site.lists());
    let found = own_promise(&lists.promises, &sender, UnixTime::now()).ok_or(Refusal::NotFound)?;
    Ok(answer(Frame::new(&asked, "lookup-title"), &promise::document(found, asked.lang), Vec::new()))
}

async fn support(
    asked: Asked,
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(address): Path<String>,
    Query(customer): Query<Customer>,
) -> Result<Response, Refusal> {
    may_ask(&site, client)?;
    let sender = sender(&site, &address).await?;
    // only the domain of a customer's address is used, whatever was typed
    let domain = customer.domain.trim().rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let is_domain = domain.contains('.')
        && domain.len() <= 253
        && domain.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'-'));
    let mut body = None;
    if is_domain {
        let recipients = [format!("customer@{domain}")];
        let displays = displays(&site, &sender, &recipients, UnixTime::now())?;
        let (notices, _) = notices(&site.settings.home)?;
        let card = card::Card { domain: &domain, sender: &sender.address, shown: &displays, notices: &notices };
        body = Some(document::body(&card::document(&card, asked.lang)));
    }
    let frame = Frame::new(&asked, "check-way-card");
    let domain = shown(if customer.domain.trim().is_empty() { "" } else { &domain });
    Ok(frame.answer(&CardPage { frame: frame.clone(), address: escaped(&sender.address), domain, body }))
}

/// What touches this identity in the coming years.
async fn coming(site: &Site, address: &str) -> Result<(Sender, Vec<Turning>, About), Refusal> {
    let (sender, at, lists) = (sender(site, address).await?, UnixTime::now(), site.lists());
    let held: Vec<Held> = sender
        .periods
        .iter()
        .filter(|period| !period.revoked)
        .map(|period| Held {
            name: sender.address.clone(),
            kind: Kind::Identity,
            leaf: period.leaf.clone(),
            chain: period.along(),
            mails: 0,
        })
        .collect();
    let schedule = schedule().map_err(|error| {
        tracing::error!(%error, "announced changes cannot be read");
        Refusal::Internal
    })?;
    let lines = Line::all(held, &lists.programs, &[]);
    let until = at.plus_days(AHEAD);
    let turnings = forecast(&lines, &lists.programs, &schedule, at, until);
    let without_path = lines.iter().filter(|line| line.paths.is_empty()).map(|line| line.held.name.clone()).collect();
    let walked = Vec::new();
    let about = About { span: (at, until), lists: None, walked, certificates: lines.len(), mails: 0, signed: 0, unread: 0, without_path };
    Ok((sender, turnings, about))
}

async fn calendar(
    asked: Asked,
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(address): Path<String>,
) -> Result<Response, Refusal> {
    may_ask(&site, client)?;
    let (sender, turnings, about) = coming(&site, &address).await?;
    let text = told::text(&turnings, &about, asked.lang);
    // the first block says what was looked at, the second line of an event whom it touches: here that is this address
    let lines = |block: &str| block.lines().enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| line.trim().to_owned()).collect();
    let events = text.split("\n\n").skip(1).map(lines).collect();
    let frame = Frame::new(&asked, "check-way-calendar");
    let file = format!("{}.ics", frame.to(&format!("/check/{}/calendar", escaped(&sender.address))));
    Ok(frame.answer(&CalendarPage { frame: frame.clone(), address: shown(&sender.address), file, events }))
}

async fn ics(
    asked: Asked,
    State(site): State<Arc<Site>>,
    Extension(client): Extension<Client>,
    Path(address): Path<String>,
) -> Result<Response, Refusal> {
    may_ask(&site, client)?;
    let (_, turnings, about) = coming(&site, &address).await?;
    let text = told::calendar(&turnings, &about, UnixTime::now(), asked.lang);
    let disposition = "inline; filename=\"kakitome.ics\"";
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CONTENT_DISPOSITION, disposition), (CACHE_CONTROL, "no-cache")], text)
        .into_response())
}
