//! Settings for mail, program by program, with the values of a domain of `[[mail-service]]` (RFC 8314); the profile for Apple's devices as a
//! file. Of an address that is typed only the domain is used, but for the profile, which is made for it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kakitome_explain::settings::{MailService, ProgramGuide, guide, guide_drawing, mobileconfig, programs};
use serde::Deserialize;

use crate::asked::Asked;
use crate::frame::Frame;
use crate::pages::Pages;
use crate::refusal::Refusal;
use crate::services::{of_address, of_domain};
use crate::site::Site;

/// Programs that take a profile.
const APPLE: [&str; 2] = ["iphone", "apple-mail"];

/// A program to be chosen: its address, its name, whether it finds the values by itself.
struct Choice {
    address: String,
    name: &'static str,
    by_itself: bool,
}

#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage {
    frame: Frame,
    spared: String,
    why: String,
    table: Vec<(String, String)>,
    current: Vec<Choice>,
    old: Vec<Choice>,
    old_title: String,
    values: Values,
}

#[derive(Template)]
#[template(path = "guide_program.html")]
struct ProgramPage {
    frame: Frame,
    spared: String,
    table: Vec<(String, String)>,
    part: ProgramGuide,
    drawn: String,
    all: String,
    values: Values,
}

/// Whose values are shown, and what can be asked for.
struct Values {
    /// There are several domains, and which one is meant is asked: there is no list of customers' domains for strangers.
    ask: bool,
    /// The one that is shown.
    domain: String,
    /// Somebody asked for one that is not there.
    unknown: bool,
    /// The profile can be had.
    profile: bool,
    /// It was asked for with an address that is none of ours.
    profile_fault: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asks {
    domain: String,
    address: String,
}

pub(super) fn routes() -> Pages {
    vec![("/guide", get(all)), ("/guide/profile", get(profile)), ("/guide/{program}", get(one))]
}

/// The service that is meant: the domain's that was asked for, else the only one.
fn chosen<'a>(site: &'a Site, asks: &Asks) -> Option<&'a MailService> {
    let services = &site.settings.services;
    let wanted = asks.domain.trim();
    match services.as_slice() {
        _ if wanted.contains('@') => of_address(services, wanted),
        _ if !wanted.is_empty() => of_domain(services, wanted),
        [only] => Some(only),
        _ => None,
    }
}

fn values(site: &Site, asks: &Asks, service: Option<&MailService>) -> Values {
    let services = &site.settings.services;
    Values {
        ask: services.len() > 1,
        domain: service.map(|service| service.domain().to_owned()).unwrap_or_default(),
        unknown: service.is_none() && !asks.domain.trim().is_empty(),
        profile: false,
        profile_fault: false,
    }
}

/// The query that keeps the domain on the way to another page.
fn kept(service: Option<&MailService>) -> String {
    service.map(|service| format!("?domain={}", service.domain())).unwrap_or_default()
}

async fn all(asked: Asked, State(site): State<Arc<Site>>, Query(asks): Query<Asks>) -> Response {
    let service = chosen(&site, &asks);
    let told = guide(service, None, asked.lang);
    let frame = Frame::new(&asked, "settings-title-any").titled(told.title);
    let choices = |current: bool| -> Vec<Choice> {
        let of = programs().iter().filter(|program| program.current == current);
        of.map(|program| Choice {
            address: frame.to(&format!("/guide/{}{}", program.id, kept(service))),
            name: program.name,
            by_itself: program.sets_up_by_itself && service.is_some(),
        })
        .collect()
    };
    let page = GuidePage {
        spared: told.spared,
        why: told.why,
        table: told.table,
        current: choices(true),
        old: choices(false),
        old_title: told.old,
        values: values(&site, &asks, service),
        frame: frame.clone(),
    };
    frame.answer(&page)
}

async fn one(
    asked: Asked,
    State(site): State<Arc<Site>>,
    Path(program): Path<String>,
    Query(asks): Query<Asks>,
) -> Result<Response, Refusal> {
    program_page(&asked, &site, &program, &asks, false)
}

fn program_page(asked: &Asked, site: &Site, program: &str, asks: &Asks, profile_fault: bool) -> Result<Response, Refusal> {
    let service = chosen(site, asks);
    let told = guide(service, Some(program), asked.lang);
    let part = told.programs.into_iter().next().ok_or(Refusal::NotFound)?;
    let frame = Frame::new(asked, "settings-title-any");
    let title = frame.say_with("guide-program-title", "program", part.program.name);
    let frame = frame.titled(title);
    let mut values = values(site, asks, service);
    values.profile = APPLE.contains(&part.program.id) && !site.settings.services.is_empty();
    values.profile_fault = profile_fault;
    let page = ProgramPage {
        spared: told.spared,
        table: told.table,
        drawn: guide_drawing(&part).unwrap_or_default(),
        part,
        all: frame.to(&format!("/guide{}", kept(service))),
        values,
        frame: frame.clone(),
    };
    Ok(frame.answer(&page))
}

/// A file that the device reads; made for the address, which nobody keeps.
async fn profile(asked: Asked, State(site): State<Arc<Site>>, Query(asks): Query<Asks>) -> Result<Response, Refusal> {
    let made = of_address(&site.settings.services, &asks.address)
        .and_then(|service| mobileconfig(service, asks.address.trim()).ok().map(|profile| (service, profile)));
    let Some((service, profile)) = made else {
        // whoever mistypes an address gets the page again, without it
        let asked = Asked { lang: asked.lang, path: "/guide/iphone".to_owned() };
        return program_page(&asked, &site, "iphone", &Asks::default(), true);
    };
    let disposition = format!("attachment; filename=\"{}.mobileconfig\"", service.domain());
    let head = [
        (CONTENT_TYPE, "application/x-apple-aspen-config".to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((head, profile).into_response())
}
