//! What pages are drawn with: compiled in, and served under a name that is the hash of the content, so that a browser may keep it for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use kakitome_crypto::{DigestAlgorithm, digest};

use crate::refusal::Refusal;

/// A file, its kind, its content.
const FILES: &[(&str, &str, &[u8])] = &[
    ("site.css", "text/css; charset=utf-8", include_bytes!("../static/site.css")),
    ("site.js", "text/javascript; charset=utf-8", include_bytes!("../static/site.js")),
    ("icon.svg", "image/svg+xml", include_bytes!("../static/icon.svg")),
];

/// Hexadecimal digits of the hash that are in a name.
const DIGITS: usize = 16;

struct Asset {
    file: &'static str,
    name: String,
    kind: &'static str,
    content: &'static [u8],
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let one = |(file, kind, content): &(&'static str, &'static str, &'static [u8])| {
        let hash = digest(DigestAlgorithm::Sha256, content);
        let hex: String = hash.iter().flat_map(|hash| hash.as_ref().iter()).map(|byte| format!("{byte:02x}")).take(DIGITS / 2).collect();
        let ending = file.rsplit('.').next().unwrap_or_default();
        Asset { file, name: format!("{hex}.{ending}"), kind, content }
    };
    FILES.iter().map(one).collect()
});

/// The address of a file in `static/`.
pub(crate) fn address(file: &str) -> String {
    ASSETS.iter().find(|asset| asset.file == file).map(|asset| format!("/static/{}", asset.name)).unwrap_or_default()
}

/// A name is looked up among those few: no path is made of it (attack row W05).
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => {
            ([(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")], asset.content).into_response()
        }
        None => Refusal::NotFound.into_response(),
    }
}
