//! The first page: drop a mail, or choose what you see, or try an example.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use kakitome_explain::seen::sights;

use super::samples::{Sample, offered};
use crate::asked::Asked;
use crate::frame::Frame;
use crate::pages::Pages;
use crate::signs::sign;
use crate::site::Site;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    frame: Frame,
    /// Largest file in mebibytes.
    megabytes: u64,
    /// Name in addresses, drawing, name in words.
    sights: Vec<(&'static str, &'static str, String)>,
    samples: Vec<Sample>,
}

pub(super) fn routes() -> Pages {
    vec![("/", get(show))]
}

async fn show(asked: Asked, State(site): State<Arc<Site>>) -> Response {
    let frame = Frame::new(&asked, "web-title-start");
    let page = StartPage {
        megabytes: site.settings.limits.upload_bytes >> 20,
        sights: sights().iter().map(|one| (one.id, sign(one.id), one.name(asked.lang))).collect(),
        samples: offered(&frame),
        frame,
    };
    page.frame.answer(&page)
}
