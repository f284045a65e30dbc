//! The API: the same answers for programs, as JSON. `api/openapi.json` describes it and is served; tests hold the two together.
//! Errors are problem+json (RFC 9457).

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use kakitome_explain::{Lang, json};
use serde_json::Value;

use crate::answer::problem_json;
use crate::explanation::{Explained, with_fetched};
use crate::judge::{Judged, judge};
use crate::refusal::Refusal;
use crate::site::Site;
use crate::{bag, languages, upload};

const OPENAPI: &str = include_str!("../../api/openapi.json");

/// Every address of the API, with what is done there.
pub(crate) fn routes() -> Vec<(&'static str, MethodRouter<Arc<Site>>)> {
    vec![
        ("/api/v1/explain", post(explain)),
        ("/api/v1/verify", post(verify)),
        ("/api/v1/certificates", post(certificates)),
        ("/api/v1/openapi.json", get(openapi)),
        ("/api/v1/problems", get(problems)),
    ]
}

pub(super) fn mount(router: Router<Arc<Site>>) -> Router<Arc<Site>> {
    routes().into_iter().fold(router, |router, (path, methods)| router.route(path, methods))
}

async fn explain(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Refusal> {
    let (judged, lang) = judged(&site, request).await?;
    let titles = judged.titles(lang);
    let explained = Explained { subject: judged.subject(&titles), asked: &judged.asked, list: &judged.lists.judged_by, lead: None };
    Ok(answer(&explained.object(lang), &judged, "kakitome-report.json"))
}

async fn verify(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Refusal> {
    let (judged, lang) = judged(&site, request).await?;
    let object = with_fetched(json::report(&judged.report, lang), &judged.asked);
    Ok(answer(&object, &judged, "kakitome-report.json"))
}

async fn certificates(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Refusal> {
    let (judged, _) = judged(&site, request).await?;
    Ok(answer(&bag::object(&judged.report), &judged, "kakitome-certificates.json"))
}

/// The mail of a request, judged, and the language to answer in.
async fn judged(site: &Arc<Site>, request: Request) -> Result<(Judged, Lang), Refusal> {
    let accepted = accepted(request.headers());
    let judged = judge(site, upload::receive(site, request).await?).await?;
    let lang = judged.wish.lang.unwrap_or(accepted);
    Ok((judged, lang))
}

fn accepted(headers: &HeaderMap) -> Lang {
    languages::accepted(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default())
}

fn answer(object: &Value, judged: &Judged, name: &str) -> Response {
    let mut response = ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")], object.to_string()).into_response();
    if judged.wish.download
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
    {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

async fn openapi() -> Response {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")], OPENAPI).into_response()
}

/// What each problem's type means.
async fn problems() -> Response {
    let all: Vec<Value> = Refusal::ALL.into_iter().map(problem_json).collect();
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-cache")], Value::Array(all).to_string()).into_response()
}

#[cfg(test)]
mod tests;
