//! Drop a mail, read what it means. Nothing is stored; nothing is fetched unless the visitor asks for it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::response::Response;
use axum::routing::get;
use kakitome_explain::seen::{Saving, saving};

use super::samples::{Sample, offered};
use crate::asked::Asked;
use crate::explanation::Explained;
use crate::frame::Frame;
use crate::pages::Pages;
use crate::refusal::Refusal;
use crate::site::Site;
use crate::{judge, upload};

#[derive(Template)]
#[template(path = "explain.html")]
struct ExplainPage {
    frame: Frame,
    /// Largest file in mebibytes.
    megabytes: u64,
    saving: Vec<Saving>,
    samples: Vec<Sample>,
}

pub(super) fn routes() -> Pages {
    vec![("/explain", get(show).post(explain))]
}

async fn show(asked: Asked, State(site): State<Arc<Site>>) -> Response {
    let frame = Frame::new(&asked, "web-title-explain");
    let megabytes = site.settings.limits.upload_bytes >> 20;
    frame.answer(&ExplainPage { frame: frame.clone(), megabytes, saving: saving(asked.lang), samples: offered(&frame) })
}

async fn explain(asked: Asked, State(site): State<Arc<Site>>, request: Request) -> Result<Response, Refusal> {
    let judged = judge::judge(&site, upload::receive(&site, request).await?).await?;
    let titles = judged.titles(asked.lang);
    let explained = Explained { subject: judged.subject(&titles), asked: &judged.asked, list: &judged.lists.judged_by, lead: None };
    Ok(explained.answer(Frame::new(&asked, "web-title-explain")))
}
