//! Mails to try with: a good one, an altered one, the one of January 2016. Explained by what explains every mail, and as files to open in a
//! mail program of one's own.

use askama::Template;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kakitome_clients::{Specimen, specimens, stage};
use kakitome_explain::page::Subject;
use kakitome_explain::stage::example_note;

use crate::asked::Asked;
use crate::explanation::Explained;
use crate::frame::Frame;
use crate::pages::Pages;
use crate::refusal::Refusal;
use crate::signs::sign;

#[derive(Template)]
#[template(path = "samples.html")]
struct SamplesPage {
    frame: Frame,
    samples: Vec<Sample>,
}

/// One of them as it is offered.
pub(crate) struct Sample {
    pub(crate) id: &'static str,
    pub(crate) sign: &'static str,
    pub(crate) name: String,
    pub(crate) note: String,
}

pub(super) fn routes() -> Pages {
    vec![("/samples", get(all)), ("/samples/{sample}", get(one)), ("/samples/{sample}/mail.eml", get(file))]
}

/// All of them, for pages that offer them.
pub(crate) fn offered(frame: &Frame) -> Vec<Sample> {
    let offered = |one: &Specimen| {
        let name = format!("sample-{}", one.id);
        Sample { id: one.id, sign: sign(one.id), name: frame.say(&name), note: frame.say(&format!("{name}-note")) }
    };
    specimens().iter().map(offered).collect()
}

/// A name is looked up among three: no path is made of it.
fn named(name: &str) -> Result<&'static Specimen, Refusal> {
    specimens().iter().find(|one| one.id == name).ok_or(Refusal::NotFound)
}

async fn all(asked: Asked) -> Response {
    let frame = Frame::new(&asked, "sample-title");
    frame.answer(&SamplesPage { frame: frame.clone(), samples: offered(&frame) })
}

async fn one(asked: Asked, Path(name): Path<String>) -> Result<Response, Refusal> {
    let specimen = named(&name)?;
    let scene = stage::explained(specimen).map_err(|error| {
        tracing::error!(%error, "an example cannot be explained");
        Refusal::Internal
    })?;
    let lists = [scene.list.title()];
    let subject = Subject {
        report: &scene.report,
        shown: &scene.shown,
        journey: None,
        troubles: &scene.troubles,
        lists: &lists,
        only: &[],
        replayed: true,
        promise: None,
    };
    let frame = Frame::new(&asked, "sample-title");
    let told = if scene.troubles.is_empty() { example_note(asked.lang) } else { frame.say("sample-case-2016-lead") };
    let name = frame.say(&format!("sample-{}", specimen.id));
    let lead = frame.words().get("sample-lead-one", &[("name", name.into()), ("told", told.into())]);
    Ok(Explained { subject, asked: &[], list: &scene.list, lead: Some(lead) }.answer(frame))
}

async fn file(Path(name): Path<String>) -> Result<Response, Refusal> {
    let specimen = named(&name)?;
    let disposition = format!("attachment; filename=\"kakitome-{}.eml\"", specimen.id);
    let head = [(CONTENT_TYPE, "message/rfc822".to_owned()), (CONTENT_DISPOSITION, disposition), (CACHE_CONTROL, "no-cache".to_owned())];
    Ok((head, specimen.mail).into_response())
}
