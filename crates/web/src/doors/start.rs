//! The first page.

use askama::Template;
use axum::response::Response;
use axum::routing::get;

use super::Pages;
use crate::asked::Asked;
use crate::frame::Frame;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    frame: Frame,
}

pub(super) fn routes() -> Pages {
    vec![("/", get(show))]
}

async fn show(asked: Asked) -> Response {
    let frame = Frame::new(&asked, "web-title-start");
    frame.answer(&StartPage { frame: frame.clone() })
}
