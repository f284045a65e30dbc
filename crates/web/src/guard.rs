//! What every request passes before it reaches a door, and every answer before it leaves: proper HTTP, pace, time, refusals in words,
//! headers (attack rows W12, W13).

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::answer::{self, API};
use crate::asked::{Asked, Client, Peer};
use crate::headers;
use crate::rates::Kind;
use crate::refusal::Refusal;
use crate::site::Site;

/// Around everything.
pub(crate) async fn guard(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let asked = Asked::of(&path, request.headers());
    // Whoever frames a message in two ways may see another one in what follows it: nothing follows (RFC 9112 6.1).
    let is_last = request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut response = match enter(&site, &mut request) {
        Ok(()) => within_its_time(&site, &method, request, next).await,
        Err(refusal) => refusal.into_response(),
    };
    if response.status().is_client_error() || response.status().is_server_error() {
        let told = response.extensions().get::<Refusal>().copied().unwrap_or_else(|| Refusal::of_status(response.status()));
        response = answer::refusal(told, &path, &asked, &method, &response);
    }
    headers::put(response.headers_mut(), site.settings.is_https());
    if is_last {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Proper, ours, and not too often.
fn enter(site: &Site, request: &mut Request) -> Result<(), Refusal> {
    let peer = request.extensions().get::<Peer>().copied().ok_or(Refusal::Internal)?;
    let header = request.headers();
    // RFC 9112 3.2: one Host, not more, not none
    if header.get_all(header::HOST).iter().count() != 1 {
        return Err(Refusal::BadRequest);
    }
    let brings = request.method() == Method::POST;
    if brings && is_from_another_site(header) && !request.uri().path().starts_with(API) {
        return Err(Refusal::BadRequest);
    }
    let client = Client::of(peer.0, header, &site.settings.proxies);
    if !site.rates.allow(client.0, if brings { Kind::Mail } else { Kind::Page }) {
        return Err(Refusal::TooMany);
    }
    request.extensions_mut().insert(client);
    Ok(())
}

/// Another site's form. Nothing would be changed by it; it has no business here all the same (Fetch Metadata).
fn is_from_another_site(header: &HeaderMap) -> bool {
    header.get("sec-fetch-site").is_some_and(|site| site == "cross-site")
}

async fn within_its_time(site: &Site, method: &Method, request: Request, next: Next) -> Response {
    let limits = &site.settings.limits;
    let bound = if method == Method::POST { limits.upload } else { limits.request };
    let work = tokio::time::timeout(bound, AssertUnwindSafe(next.run(request)));
    work.await.unwrap_or_else(|_| if method == Method::POST { Refusal::TooSlow } else { Refusal::Busy }.into_response())
}
