//! All doors: one file each. Pages stand below their language; the API and files do not.

mod about;
pub(crate) mod api;
mod autoconfig;
mod check;
mod explain;
mod guide;
mod lookup;
mod notices;
mod samples;
mod seen;
mod self_check;
mod stage;
mod start;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use kakitome_explain::Lang;

use crate::pages::Pages;
use crate::refusal::Refusal;
use crate::site::Site;
use crate::{assets, guard, languages};

/// Everything that is answered.
pub(crate) fn all(site: Arc<Site>) -> Router {
    let mut router = Router::new().route("/", get(choose)).route("/static/{name}", get(assets::serve));
    router = autoconfig::mount(api::mount(router));
    for (path, methods) in pages() {
        for lang in Lang::ALL {
            router = router.route(&format!("/{}{path}", lang.code()), methods.clone());
        }
    }
    for lang in Lang::ALL {
        let start = format!("/{}/", lang.code());
        router = router.route(&format!("/{}", lang.code()), get(async move || Redirect::permanent(&start)));
    }
    let guarded = axum::middleware::from_fn_with_state(Arc::clone(&site), guard::guard);
    // uploads are counted while they come, against the limit of the settings
    router.fallback(nothing).layer(DefaultBodyLimit::disable()).layer(guarded).with_state(site)
}

/// The pages of every door.
fn pages() -> Pages {
    [
        start::routes(),
        explain::routes(),
        seen::routes(),
        samples::routes(),
        stage::routes(),
        lookup::routes(),
        check::routes(),
        notices::routes(),
        self_check::routes(),
        guide::routes(),
        about::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `/`: to the language that the visitor's program asks for.
async fn choose(State(_): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let to = Redirect::to(&format!("/{}/", languages::accepted(accepted).code()));
    ([(header::VARY, "accept-language"), (header::CACHE_CONTROL, "no-cache")], to).into_response()
}

async fn nothing() -> Refusal {
    Refusal::NotFound
}
