//! Where the numbers are asked for: a small HTTP/1.1 server (RFC 9112) for `/metrics`, `/health/live` and `/health/ready`. For monitors of
//! one's own: no TLS, no login; it reads nothing but the first line's path and says nothing that is secret.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, StatusCode, header};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{exposition, page};
use crate::doors::door::Listener;
use crate::health;
use crate::state::{Phase, State};

/// Monitors that are heard at once; more wait in the kernel.
const MOST: usize = 16;
/// Longest time for a head, and for a connection in all.
const HEAD: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(60);
/// Longest head.
const HEAD_BYTES: usize = 16 * 1024;
/// Pause when a connection cannot be accepted.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers until the end begins, or another gateway answers in our place.
pub(crate) async fn keep(state: Arc<State>, listener: Listener) {
    let mut phase = state.phase.clone();
    let mut visits = JoinSet::new();
    while *phase.borrow_and_update() == Phase::Running {
        tokio::select! {
            accepted = listener.accept(), if visits.len() < MOST => match accepted {
                Ok((stream, _)) => {
                    let state = Arc::clone(&state);
                    visits.spawn(async move {
                        let service = service_fn(move |request| {
                            let state = Arc::clone(&state);
                            async move { Ok::<_, Infallible>(answer(&state, &request).await) }
                        });
                        let mut server = http1::Builder::new();
                        server.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(HEAD_BYTES).keep_alive(true);
                        match timeout(WHOLE, server.serve_connection(TokioIo::new(stream), service)).await {
                            Ok(Ok(())) | Err(_) => {}
                            Ok(Err(error)) => tracing::debug!(%error, "a monitor was not served to the end"),
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a monitor could not be let in");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(_) = visits.join_next(), if !visits.is_empty() => {}
            _ = phase.changed() => {}
        }
    }
    if *phase.borrow() == Phase::Leaving {
        listener.leave();
    }
}

async fn answer(state: &Arc<State>, request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    if !matches!(path, "/metrics" | "/health/live" | "/health/ready") {
        return said(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "there are /metrics, /health/live and /health/ready\n".into());
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refused = said(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", "GET and HEAD\n".into());
        refused.headers_mut().insert(ALLOW, header::HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    match path {
        "/metrics" => said(StatusCode::OK, exposition::CONTENT_TYPE, page::write(state).await),
        // Whoever answers is alive: the loop that answers is the one that mail goes through.
        "/health/live" => said(StatusCode::OK, "application/json", "{\"schema\":\"kakitome.health/1\",\"live\":true}\n".into()),
        _ => {
            let report = health::look(state).await;
            let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            let text = serde_json::to_string(&report).unwrap_or_default();
            said(status, "application/json", format!("{text}\n"))
        }
    }
}

fn said(status: StatusCode, kind: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(CONTENT_TYPE, header::HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    response
}
