//! A refusal as it is told: a page in the visitor's language, or problem+json where a program asked (RFC 9457).

use askama::Template;
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use kakitome_explain::{Lang, words};
use serde_json::json;

use crate::asked::Asked;
use crate::frame::Frame;
use crate::refusal::Refusal;

/// Below this, programs ask.
pub(crate) const API: &str = "/api/";

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage {
    frame: Frame,
    text: String,
    hint: String,
}

/// The whole answer.
pub(crate) fn refusal(refusal: Refusal, path: &str, asked: &Asked, method: &Method, original: &Response) -> Response {
    let mut response = if path.starts_with(API) { problem(refusal) } else { page(refusal, asked) };
    *response.status_mut() = refusal.status();
    if let Some(seconds) = refusal.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let Some(allowed) = original.headers().get(ALLOW) {
        response.headers_mut().insert(ALLOW, allowed.clone());
    }
    if method == Method::HEAD {
        *response.body_mut() = axum::body::Body::empty();
    }
    response
}

fn page(refusal: Refusal, asked: &Asked) -> Response {
    let id = refusal.id();
    let asked = Asked { lang: asked.lang, path: "/".to_owned() };
    let frame = Frame::new(&asked, &format!("web-refusal-{id}"));
    let (text, hint) = (frame.say(&format!("web-refusal-{id}-text")), frame.say(&format!("web-refusal-{id}-hint")));
    let page = RefusalPage { frame: frame.clone(), text, hint };
    frame.private().answer(&page)
}

fn problem(refusal: Refusal) -> Response {
    ([(CONTENT_TYPE, "application/problem+json")], problem_json(refusal).to_string()).into_response()
}

/// RFC 9457 3: type, title, status, detail. The type is an address of this server that says the same.
pub(crate) fn problem_json(refusal: Refusal) -> serde_json::Value {
    let (id, words) = (refusal.id(), words(Lang::En));
    json!({
        "type": format!("/api/v1/problems#{id}"),
        "title": words.get(&format!("web-refusal-{id}"), &[]),
        "status": refusal.status().as_u16(),
        "detail": format!("{} {}", words.get(&format!("web-refusal-{id}-text"), &[]), words.get(&format!("web-refusal-{id}-hint"), &[])),
    })
}
