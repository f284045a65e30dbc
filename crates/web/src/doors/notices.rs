//! Notices on incidents, each a page, and all of them as a feed (RFC 4287), which needs the address that people use to reach this server.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kakitome_explain::notice::{Feed, document, feed};
use kakitome_explain::{Lang, day};

use super::check::answer;
use crate::asked::Asked;
use crate::frame::Frame;
use crate::pages::Pages;
use crate::published::notices;
use crate::refusal::Refusal;
use crate::site::Site;

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage {
    frame: Frame,
    /// Name in addresses, title, last change.
    notices: Vec<(String, String, String)>,
    has_feed: bool,
}

pub(super) fn routes() -> Pages {
    vec![("/notices", get(all)), ("/notices/feed.xml", get(atom)), ("/notices/{notice}", get(one))]
}

async fn all(asked: Asked, State(site): State<Arc<Site>>) -> Result<Response, Refusal> {
    let lang = asked.lang;
    let (notices, _) = notices(&site.settings.home)?;
    let told = notices.iter().map(|one| (one.id.clone(), document(one, lang).title, day(one.updated(), lang))).collect();
    let frame = Frame::new(&asked, "notices-title");
    Ok(frame.answer(&NoticesPage { frame: frame.clone(), notices: told, has_feed: site.settings.public_url.is_some() }))
}

/// A name is looked up among those that were read: no path is made of it.
async fn one(asked: Asked, State(site): State<Arc<Site>>, Path(name): Path<String>) -> Result<Response, Refusal> {
    let (notices, _) = notices(&site.settings.home)?;
    let notice = notices.iter().find(|one| one.id == name).ok_or(Refusal::NotFound)?;
    Ok(answer(Frame::new(&asked, "notices-title"), &document(notice, asked.lang), Vec::new()))
}

/// An entry that vanishes would say that there never was one: with a notice that cannot be read there is no feed.
async fn atom(asked: Asked, State(site): State<Arc<Site>>) -> Result<Response, Refusal> {
    let url = site.settings.public_url.as_deref().ok_or(Refusal::NotFound)?;
    let (notices, faulty) = notices(&site.settings.home)?;
    if faulty {
        return Err(Refusal::Internal);
    }
    let base = format!("{url}/{}/notices/", Lang::code(asked.lang));
    let own = format!("{base}feed.xml");
    let author = url.split("://").nth(1).unwrap_or(url);
    let text = feed(&notices, &Feed { base: &base, own: &own, author }, asked.lang);
    Ok(([(CONTENT_TYPE, "application/atom+xml; charset=utf-8"), (CACHE_CONTROL, "no-cache")], text).into_response())
}
