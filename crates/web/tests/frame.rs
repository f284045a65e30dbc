//! What every page has: languages, headers, refusals that tell outsiders nothing, an orderly end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod shared;

use std::io::{Read, Write};

use shared::Served;

#[test]
fn the_language_is_that_of_the_path_and_else_that_of_the_visitor() {
    let served = Served::start();
    for (accept, to) in [("ja,en;q=0.5", "/ja/"), ("en-GB", "/en/"), ("fr", "/en/")] {
        let reply = served.get_with("/", &format!("Accept-Language: {accept}\r\n"));
        assert_eq!((reply.status, reply.field("location")), (303, Some(to)));
        assert!(reply.field("vary").unwrap().contains("accept-language"));
    }
    assert_eq!(served.get("/ja").field("location"), Some("/ja/"));
    let (ja, en) = (served.get("/ja/").text(), served.get("/en/").text());
    assert!(ja.contains("<html lang=\"ja\">") && ja.contains("href=\"/en/\"") && ja.contains("署名付きメールを調べる"));
    assert!(en.contains("<html lang=\"en\">") && en.contains("href=\"/ja/\"") && en.contains("Look at a signed mail"));
    for page in [ja, en] {
        assert!(!page.contains('⟨') && !page.contains("{$"), "{page}");
    }
    served.stop();
}

/// W13: clickjacking, CORS, transport security, caches.
#[test]
fn w13_every_answer_bears_the_headers() {
    let served = Served::with(|settings| settings.public_url = Some("https://mail.example".into()));
    let asset = served.get("/ja/").text();
    let sheet = asset.split("href=\"").find(|piece| piece.starts_with("/static/") && piece.contains(".css")).unwrap();
    let sheet = sheet.split('"').next().unwrap().to_owned();
    for path in ["/", "/ja/", "/en/", "/nothing", "/ja/nothing", "/api/v1/nothing", "/static/nothing.css", sheet.as_str()] {
        let reply = served.get(path);
        let policy = reply.field("content-security-policy").unwrap_or_else(|| panic!("{path}: {}", reply.head));
        for wanted in [
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "script-src 'self'",
            "form-action 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(wanted), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("data:"), "{policy}");
        for (name, value) in [
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(reply.field(name), Some(value), "{path}");
        }
        assert!(reply.field("permissions-policy").unwrap().contains("camera=()"));
        assert_eq!(reply.field("access-control-allow-origin"), None);
        assert_eq!(reply.field("set-cookie"), None, "{path}: nothing is remembered of a visitor");
        assert!(reply.field("cache-control").is_some(), "{path}");
    }
    assert!(served.get(&sheet).field("cache-control").unwrap().contains("immutable"));
    assert_eq!(served.get("/nothing").field("cache-control"), Some("no-store"));
    let options = served.raw(b"OPTIONS /ja/ HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n");
    assert_eq!(options.status, 405);
    assert_eq!(options.field("access-control-allow-origin"), None);
    served.stop();
    let plain = Served::start();
    assert_eq!(plain.get("/ja/").field("strict-transport-security"), None, "not where nobody comes by https");
    plain.stop();
}

#[test]
fn refusals_are_pages_for_people_and_problems_for_programs() {
    let served = Served::start();
    let page = served.get_with("/ja/nothing", "");
    assert_eq!(page.status, 404);
    assert!(page.text().contains("ページが見つかりません") && page.text().contains("<html lang=\"ja\">"));
    let page = served.get_with("/nothing", "Accept-Language: ja\r\n");
    assert!(page.text().contains("ページが見つかりません"), "in the visitor's language");
    let problem = served.get("/api/v1/nothing");
    assert_eq!((problem.status, problem.field("content-type")), (404, Some("application/problem+json")));
    assert_eq!(problem.json()["status"], 404);
    assert_eq!(problem.json()["type"], "/api/v1/problems#not-found");
    let method = served.post("/ja/", "text/plain", b"");
    assert_eq!(method.status, 405);
    assert!(method.field("allow").unwrap().contains("GET"));
    served.stop();
}

/// W05: no path is made of what a visitor writes.
#[test]
fn w05_no_name_becomes_a_path() {
    let served = Served::start();
    std::fs::write(served.home.path().join("secret.css"), "the secret").unwrap();
    let names = [
        "/static/../secret.css",
        "/static/..%2fsecret.css",
        "/static/%2e%2e/secret.css",
        "/static/..%252fsecret.css",
        "/static/....//secret.css",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/%00",
        "/static/..\\secret.css",
        "/../../etc/passwd",
        "/ja/../../../etc/passwd",
        "/ja/%2e%2e/%2e%2e/etc/passwd",
        "/static/site.css",
        "/static/%ff%fe",
    ];
    for name in names {
        let reply = served.get(name);
        assert!([400, 404].contains(&reply.status), "{name}: {}", reply.status);
        let text = reply.text();
        assert!(
            !text.contains("the secret") && !text.contains("root:") && !text.contains(&served.home.path().display().to_string()),
            "{name}"
        );
    }
    served.stop();
}

/// The end waits for a request that is under way, and takes no new one.
#[test]
fn the_end_is_orderly() {
    let served = Served::start();
    let mut idle = served.connect();
    idle.write_all(format!("GET /ja/ HTTP/1.1\r\nHost: {}\r\n\r\n", served.address).as_bytes()).unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let address = served.address;
    served.stop();
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).unwrap();
    assert!(String::from_utf8_lossy(&rest).ends_with("</html>\n") || String::from_utf8_lossy(&rest).ends_with("</html>"));
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody listens any more");
}

#[test]
fn a_client_that_comes_too_often_is_told_when_to_come_again() {
    let served = Served::with(|settings| settings.limits.pages_per_minute = 3);
    for _ in 0..3 {
        assert_eq!(served.get("/en/").status, 200);
    }
    let reply = served.get("/en/");
    assert_eq!((reply.status, reply.field("retry-after")), (429, Some("60")));
    served.stop();
}
