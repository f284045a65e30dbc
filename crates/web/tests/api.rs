//! The API over the wire: real answers against the schemas of the OpenAPI document, both ways; clear problems.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod shared;

use std::collections::BTreeSet;

use serde_json::Value;
use shared::{Served, mails};

/// Holds a value against a schema; every property of an answer must be in it, every one that it requires in the answer. What was met
/// is noted, so that a schema that no answer ever shows is seen too.
fn check(value: &Value, schema: &Value, document: &Value, at: &str, met: &mut BTreeSet<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        met.insert(name.to_owned());
        return check(value, &document["components"]["schemas"][name], document, at, met);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fitting = choices.iter().find(|choice| (choice["type"] == "null") == value.is_null());
        return check(value, fitting.unwrap_or_else(|| panic!("{at}: {value}")), document, at, met);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(some) => some.iter().any(|one| one == kind),
        other => panic!("{at}: the schema has no type: {other}"),
    };
    assert!(fits, "{at}: {kind} where the schema has {}", schema["type"]);
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{at}: {value} is not among {words:?}");
    }
    if let Some(constant) = schema.get("const") {
        assert_eq!(value, constant, "{at}");
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        check(item, &schema["items"], document, &format!("{at}[{index}]"), met);
    }
    let Some(fields) = value.as_object() else { return };
    let open = &schema["additionalProperties"];
    for (name, field) in fields {
        let known = schema["properties"].get(name).or_else(|| open.is_object().then_some(open));
        let known = known.unwrap_or_else(|| panic!("{at}.{name} is not in the schema"));
        check(field, known, document, &format!("{at}.{name}"), met);
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(fields.contains_key(name.as_str().unwrap()), "{at}: {name} is missing");
    }
}

#[test]
fn real_answers_fit_the_document_both_ways() {
    let served = Served::with(|settings| settings.limits.mails_per_minute = 10_000);
    let document = served.get("/api/v1/openapi.json").json();
    let mut met = BTreeSet::new();
    for (name, mail) in mails() {
        for path in ["/api/v1/explain", "/api/v1/verify", "/api/v1/certificates"] {
            let reply = served.post(&format!("{path}?lang=ja"), "message/rfc822", &mail);
            assert_eq!(reply.status, 200, "{name} {path}: {}", reply.text());
            assert_eq!(reply.field("content-type"), Some("application/json"));
            assert_eq!(reply.field("cache-control"), Some("no-store"), "it is about somebody's mail");
            let schema = &document["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]["schema"];
            check(&reply.json(), schema, &document, &format!("{name} {path}"), &mut met);
        }
    }
    let problems = served.get("/api/v1/problems").json();
    let schema = &document["paths"]["/api/v1/problems"]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
    check(&problems, schema, &document, "problems", &mut met);
    let known: BTreeSet<String> = document["components"]["schemas"].as_object().unwrap().keys().cloned().collect();
    // what needs a network, a time stamp or a trusted list of revocations is shown by the tests of those crates
    let elsewhere: BTreeSet<String> =
        ["Fetched", "RevocationSource", "TimeStamp", "ProtectedHeader", "Want", "Promise"].map(str::to_owned).into();
    let unmet: Vec<_> = known.difference(&met).filter(|name| !elsewhere.contains(*name)).collect();
    assert!(unmet.is_empty(), "no answer showed {unmet:?}");
    served.stop();
}

#[test]
fn problems_are_clear() {
    let served = Served::with(|settings| settings.limits.upload_bytes = 10_000);
    let document = served.get("/api/v1/openapi.json").json();
    let problem = |reply: &shared::Reply, status: u16, id: &str| {
        assert_eq!((reply.status, reply.field("content-type")), (status, Some("application/problem+json")), "{}", reply.text());
        let problem = reply.json();
        check(&problem, &document["components"]["schemas"]["Problem"], &document, id, &mut BTreeSet::new());
        assert_eq!(
            (problem["type"].as_str().unwrap(), problem["status"].as_u64().unwrap()),
            (format!("/api/v1/problems#{id}").as_str(), u64::from(status))
        );
    };
    problem(&served.post("/api/v1/verify", "message/rfc822", b""), 400, "no-mail");
    problem(&served.post("/api/v1/verify?onlin=true", "message/rfc822", b"x"), 400, "bad-request");
    problem(&served.post("/api/v1/verify", "image/png", b"x"), 415, "media-type");
    problem(&served.post_with("/api/v1/verify", "message/rfc822", "Content-Encoding: gzip\r\n", b"x"), 415, "media-type");
    problem(&served.post("/api/v1/verify", "message/rfc822", &vec![b'a'; 10_001]), 413, "too-large");
    problem(&served.post("/api/v1/verify", "multipart/form-data", b"x"), 400, "bad-request");
    let outlook = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    problem(&served.post("/api/v1/verify", "application/vnd.ms-outlook", &outlook), 400, "bad-request");
    problem(&served.get("/api/v1/verify"), 405, "method");
    problem(&served.get("/api/v2/verify"), 404, "not-found");
    served.stop();
}

#[test]
fn a_form_and_a_body_are_judged_alike_and_the_language_is_chosen() {
    let served = Served::start();
    let (_, mail) = mails().remove(0);
    let body = served.post("/api/v1/verify?lang=en", "application/octet-stream", &mail).json();
    let form = served.form("/api/v1/verify", Some(("a.eml", &mail)), &[("lang", "en")]).json();
    for field in ["verdict", "heading", "signers", "findings"] {
        assert_eq!(body[field], form[field]);
    }
    let asked = served.post_with("/api/v1/verify", "message/rfc822", "Accept-Language: ja\r\n", &mail).json();
    assert_ne!(asked["heading"], body["heading"]);
    let kept = served.form("/api/v1/explain?download=true&lang=ja", Some(("a.eml", &mail)), &[]);
    assert_eq!(kept.field("content-disposition"), Some("attachment; filename=\"kakitome-report.json\""));
    served.stop();
}
