//! The OpenAPI document against the program: paths and methods both ways, parameters, kinds of bodies, statuses. Real answers are held
//! against its schemas in `tests/api.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use kakitome_store::Store;
use tower::ServiceExt;

use super::*;
use crate::settings::Settings;
use crate::wish;

fn document() -> Value {
    serde_json::from_str(OPENAPI).unwrap()
}

fn names(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn every_path_and_method_is_documented_and_there() {
    let document = document();
    let ours: BTreeSet<String> = routes().iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(names(&document["paths"]), ours);
    let home = tempfile::tempdir().unwrap();
    let database = home.path().join("kakitome.db");
    Store::create(&database).await.unwrap().close().await;
    let site = Arc::new(Site::open(Settings::new(home.path(), &database)).await.unwrap());
    let router = mount(Router::new()).with_state(site);
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let request = Request::builder().method(method.clone()).uri(path).body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            let is_there = answer.status() != StatusCode::METHOD_NOT_ALLOWED;
            let documented = operations.get(method.as_str().to_ascii_lowercase()).is_some();
            assert_eq!(is_there, documented, "{method} {path}: {}", answer.status());
        }
    }
}

#[test]
fn parameters_kinds_and_statuses_are_those_of_the_program() {
    let document = document();
    let of_refusals: BTreeSet<String> = Refusal::ALL.iter().map(|refusal| refusal.status().as_u16().to_string()).collect();
    let mut told = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            for status in names(&operation["responses"]).into_iter().filter(|status| status != "200") {
                assert!(of_refusals.contains(&status), "{path}: {status} is no refusal of ours");
                let response = &operation["responses"][&status];
                assert_eq!(names(&response["content"]), BTreeSet::from(["application/problem+json".to_owned()]), "{path} {status}");
                told.insert(status);
            }
            if method != "post" {
                continue;
            }
            let parameters: BTreeSet<&str> =
                operation["parameters"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
            assert_eq!(parameters, BTreeSet::from(wish::NAMES), "{path}");
            let kinds: BTreeSet<String> = upload::KINDS.iter().map(|kind| (*kind).to_owned()).chain([upload::FORM.to_owned()]).collect();
            assert_eq!(names(&operation["requestBody"]["content"]), kinds, "{path}");
            let fields = names(&operation["requestBody"]["content"][upload::FORM]["schema"]["properties"]);
            let ours: BTreeSet<String> = wish::NAMES.into_iter().chain(["mail", "source"]).map(str::to_owned).collect();
            assert_eq!(fields, ours, "{path}");
        }
    }
    // what the router answers by itself is HTTP's own
    let of_the_router = BTreeSet::from(["404".to_owned(), "405".to_owned()]);
    let missing: Vec<&String> = of_refusals.difference(&told).filter(|status| !of_the_router.contains(*status)).collect();
    assert!(missing.is_empty(), "not documented: {missing:?}");
}
