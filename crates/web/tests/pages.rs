//! Pages without a file: every one answers in both languages, without a script, within its weight; look-up finds what was published and
//! nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod published;
mod shared;

use shared::{Reply, Served};

const MOST: usize = 100_000;

fn whole(reply: &Reply, path: &str) -> String {
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    let text = reply.text();
    assert!(!text.contains('⟨') && !text.contains("{$"), "{path}: a sentence is missing: {text}");
    for barred in ["style=\"", "onclick", "onload", "<style", "javascript:", "http://", "//cdn"] {
        assert!(!text.replace("http://www.w3.org/2000/svg", "").contains(barred), "{path}: {barred}");
    }
    text
}

#[test]
fn every_page_answers_in_both_languages_and_is_light() {
    let served = Served::start();
    let weight = |path: &str| served.get(path).body.len();
    let start = served.get("/ja/").text();
    let assets: usize = start.split(['"']).filter(|piece| piece.starts_with("/static/")).map(weight).sum();
    for lang in ["ja", "en"] {
        let mut paths: Vec<String> = [
            "/",
            "/explain",
            "/samples",
            "/samples/good",
            "/samples/altered",
            "/samples/case-2016",
            "/seen",
            "/save",
            "/self-check",
            "/self-check?port=25&encryption=none",
            "/guide",
            "/stage",
            "/lookup",
            "/lookup?q=zz",
            "/lookup?q=1a2b",
        ]
        .map(str::to_owned)
        .into();
        for sight in kakitome_explain::seen::sights() {
            paths.push(format!("/seen/{}", sight.id));
            paths.push(format!("/seen/{}?program=outlook-classic&reply={}", sight.id, sight.replies[0]));
        }
        for day in ["19", "20", "25", "28"] {
            paths.push(format!("/stage?set=1&day={day}&cross=yes&updates=yes"));
        }
        for program in kakitome_explain::settings::programs() {
            paths.push(format!("/guide/{}", program.id));
        }
        for path in paths {
            let path = format!("/{lang}{path}");
            let text = whole(&served.get(&path), &path);
            assert!(text.len() + assets < MOST, "{path}: {} + {assets}", text.len());
            assert!(text.contains(&format!("<html lang=\"{lang}\">")) && text.contains("<main id=\"main\">"), "{path}");
            assert_eq!(text.matches("<h1").count(), 1, "{path}");
        }
    }
    served.stop();
}

#[test]
fn what_a_visitor_says_is_not_said_back_unless_it_was_offered() {
    let served = Served::start();
    let page = served.get("/en/seen/p7s?program=%3Cscript%3E&reply=%22%3E%3Cb%3E").text();
    assert!(!page.contains("script>alert") && !page.contains("<b>\""), "{page}");
    assert_eq!(served.get("/en/seen/nothing").status, 404);
    assert_eq!(served.get("/en/seen/..%2f..%2fsecret").status, 404);
    let page = served.get("/en/lookup?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE").text();
    assert!(!page.contains("<script>alert") && !page.contains('\u{202e}') && page.contains("[U+202E]"), "{page}");
    served.stop();
}

#[test]
fn examples_say_what_they_are_for_and_are_files() {
    let served = Served::start();
    for (id, words) in
        [("good", "署名は有効です"), ("altered", "署名と内容が一致しません"), ("case-2016", "電子メール用として信頼されていません")]
    {
        let page = served.get(&format!("/ja/samples/{id}")).text();
        assert!(page.contains(words) && page.contains("見本"), "{id}: {page}");
        let file = served.get(&format!("/ja/samples/{id}/mail.eml"));
        assert_eq!((file.status, file.field("content-type")), (200, Some("message/rfc822")));
        assert!(file.field("content-disposition").unwrap().starts_with("attachment"));
    }
    for name in ["nothing", "..%2fgood", "good%00"] {
        assert_eq!(served.get(&format!("/ja/samples/{name}")).status, 404, "{name}");
    }
    served.stop();
}

#[test]
fn the_stage_turns_with_its_switches_without_a_script() {
    let served = Served::start();
    let scene = |query: &str| served.get(&format!("/ja/stage?set=1&{query}")).text();
    assert!(scene("day=20&cross=yes&updates=yes").contains("「デジタルIDは取り消されています。」"));
    assert!(scene("day=20&cross=yes&updates=yes&newer=yes").contains("この条件では、表示は変わりません。"));
    assert!(scene("day=25&cross=yes&updates=yes").contains("元に戻っています"));
    assert!(scene("day=28&cross=&updates=").contains("取得もできません"));
    let picture = served.get("/en/stage/picture.svg?set=1&day=20&cross=yes&updates=yes");
    assert_eq!((picture.status, picture.field("content-type")), (200, Some("image/svg+xml")));
    assert!(picture.text().starts_with("<svg") && picture.field("content-disposition").unwrap().starts_with("attachment"));
    served.stop();
}

/// W11: what is typed into the search box is bound, never part of a query.
#[test]
fn w11_only_what_was_published_is_found() {
    let served = Served::start();
    let (shown, hidden) = published::publish(&served.home.path().join("kakitome.db"));
    let ask = |text: &str| {
        let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        whole(&served.get(&format!("/ja/lookup?q={text}")), "lookup")
    };
    let serial = shown.serial().hex();
    let spaced: String = serial.as_bytes().chunks(2).map(|two| format!("{} ", std::str::from_utf8(two).unwrap().to_uppercase())).collect();
    let sha1 = kakitome_crypto::digest(kakitome_crypto::DigestAlgorithm::Sha1, shown.as_der()).unwrap().to_hex();
    let colons: String = shown.sha256_hex().as_bytes().chunks(2).map(|two| format!("{}:", std::str::from_utf8(two).unwrap())).collect();
    for text in
        ["noreply@bank.example", &serial, &format!("00{serial}"), &spaced, &format!("0x{serial}"), &colons, &sha1, &sha1.to_uppercase()]
    {
        let page = ask(text);
        assert!(
            page.contains("1件見つかりました") && page.contains(&format!("{}.cer", shown.sha256_hex().to_uppercase())),
            "{text}: {page}"
        );
        assert!(
            page.contains("&#60;b&#62;株式会社見本銀行") && !page.contains("<b>株式") && !page.contains('\u{202e}'),
            "the name is text: {page}"
        );
    }
    let nothing = ask("nobody@bank.example");
    assert!(nothing.contains("公表されている証明書は見つかりませんでした"));
    let same = |text: &str| ask(text).replace(text, "") == nothing.replace("nobody@bank.example", "");
    assert!(same("hidden@bank.example"), "an address that is not published is as one that is not known");
    assert!(same(&hidden.serial().hex()) && same(&hidden.sha256_hex()));
    for wild in ["%", "_", "*@bank.example", "@bank.example", "noreply@bank", "noreply", "bank.example", "' OR ''='"] {
        assert!(!ask(wild).contains("件見つかりました"), "{wild}");
    }
    served.stop();
}

#[test]
fn a_certificate_is_a_file() {
    let served = Served::start();
    let (shown, hidden) = published::publish(&served.home.path().join("kakitome.db"));
    let cer = served.get(&format!("/en/lookup/{}.cer", shown.sha256_hex()));
    assert_eq!((cer.status, cer.field("content-type")), (200, Some("application/pkix-cert")));
    assert_eq!(cer.body, shown.as_der());
    let p7c = served.get(&format!("/en/lookup/{}.p7c", shown.sha256_hex().to_uppercase()));
    assert!(p7c.field("content-type").unwrap().starts_with("application/pkcs7-mime; smime-type=certs-only"));
    let within = |what: &[u8]| p7c.body.windows(what.len()).any(|at| at == what);
    assert!(within(shown.as_der()) && p7c.body.len() > shown.as_der().len() + 300, "with its intermediate");
    for name in
        [format!("{}.cer", hidden.sha256_hex()), format!("{}.pem", shown.sha256_hex()), "..%2f..%2fkakitome.db".into(), "x.cer".into()]
    {
        assert_eq!(served.get(&format!("/en/lookup/{name}")).status, 404, "{name}");
    }
    served.stop();
}

/// Too slow to try addresses; and a server that does not offer it says so.
#[test]
fn look_ups_have_a_pace() {
    let served = Served::with(|settings| settings.limits.look_ups_per_minute = 2);
    for _ in 0..2 {
        assert_eq!(served.get("/en/lookup?q=nobody@bank.example").status, 200);
    }
    assert_eq!(served.get("/en/lookup?q=nobody@bank.example").status, 429);
    assert_eq!(served.get("/en/lookup").status, 200, "the empty form is a page like any other");
    served.stop();
    let served = Served::with(|settings| settings.look_up = false);
    let (shown, _) = published::publish(&served.home.path().join("kakitome.db"));
    assert!(served.get("/en/lookup?q=noreply@bank.example").text().contains("does not offer certificate look-up"));
    assert_eq!(served.get(&format!("/en/lookup/{}.cer", shown.sha256_hex())).status, 404);
    served.stop();
}

/// What an organisation publishes: by exact address, and only of identities that are published.
#[test]
fn published_pages_are_there_for_published_identities_alone() {
    let served = Served::with(|settings| {
        settings.public_url = Some("https://mail.example".into());
        settings.limits.look_ups_per_minute = 1000;
        published::keep(&settings.home);
    });
    published::publish(&served.home.path().join("kakitome.db"));
    for lang in ["ja", "en"] {
        for path in published::PATHS {
            let path = format!("/{lang}{path}");
            let text = whole(&served.get(&path), &path);
            assert!(text.len() < MOST, "{path}: {}", text.len());
        }
    }
    let page = served.get("/ja/check/noreply@bank.example").text();
    assert!(page.contains("noreply@bank.example") && page.contains("/ja/check/noreply@bank.example/calendar"), "{page}");
    let calendar = served.get("/ja/check/noreply@bank.example/calendar.ics");
    assert_eq!(calendar.field("content-type"), Some("text/calendar; charset=utf-8"));
    assert!(calendar.text().starts_with("BEGIN:VCALENDAR"));
    let promise = served.get("/ja/check/noreply@bank.example/promise").text();
    assert!(promise.contains("2025年4月1日"), "{promise}");
    for hidden in ["hidden@bank.example", "nobody@bank.example", "..%2f..%2fetc", "%00", "noreply@bank.example%2f"] {
        for end in ["", "/promise", "/card?domain=docomo.ne.jp", "/calendar", "/calendar.ics"] {
            assert_eq!(served.get(&format!("/ja/check/{hidden}{end}")).status, 404, "{hidden}{end}");
        }
    }
    let feed = served.get("/ja/notices/feed.xml");
    assert_eq!(feed.field("content-type"), Some("application/atom+xml; charset=utf-8"));
    assert!(feed.text().contains("https://mail.example/ja/notices/"));
    assert_eq!(served.get("/ja/notices/..%2fpromises").status, 404);
    let about = served.get("/en/about").text();
    assert!(about.contains(env!("CARGO_PKG_VERSION")) && about.contains("as of "), "{about}");
    assert!(!about.contains(&served.home.path().display().to_string()) && !about.contains("bank.example"));
    assert!(served.get("/ja/observations").text().contains("DigiCert Japan ALERT1958"));
    served.stop();
}

/// A notice that cannot be read keeps no other from being shown; the feed says nothing rather than less.
#[test]
fn a_faulty_notice_is_no_notice() {
    let served = Served::with(|settings| {
        settings.public_url = Some("https://mail.example".into());
        let folder = settings.home.join("notices");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("broken.toml"), "this is = no notice").unwrap();
    });
    assert_eq!(served.get("/ja/notices").status, 200);
    assert_eq!(served.get("/ja/notices/broken").status, 404);
    assert_eq!(served.get("/ja/notices/feed.xml").status, 500);
    served.stop();
}

#[test]
fn guides_have_the_values_of_the_domain_and_tell_first_who_need_do_nothing() {
    let served = Served::with(|settings| settings.services = vec![shared::service("example.jp")]);
    for lang in ["ja", "en"] {
        for program in kakitome_explain::settings::programs() {
            let path = format!("/{lang}/guide/{}?domain=example.jp", program.id);
            let text = whole(&served.get(&path), &path);
            let spared = text.find("<p class=\"sum good\">").expect("who need do nothing");
            assert!(spared < text.find("<ol class=\"steps\">").unwrap() && text.contains("smtp.example.jp"), "{path}");
            // the drawing of a program of today has the port in it
            assert_eq!(text.contains("<svg class=\"picture settings-picture\""), program.current, "{path}");
            assert!(text.contains("465"), "{path}");
        }
        let page = served.get(&format!("/{lang}/guide")).text();
        assert!(page.contains("smtp.example.jp") && page.contains(&format!("/{lang}/guide/thunderbird?domain=example.jp")), "{page}");
        let unknown = whole(&served.get(&format!("/{lang}/guide?domain=%3Cb%3Eelsewhere.example")), "unknown");
        assert!(!unknown.contains("smtp.example.jp") && !unknown.contains("elsewhere"), "{unknown}");
    }
    assert_eq!(served.get("/ja/guide/nothing").status, 404);
    assert_eq!(served.get("/ja/guide/..%2f..%2fetc").status, 404);
    served.stop();
    // several domains: nobody's values are shown before one is chosen; an address stands for its domain
    let served = Served::with(|settings| settings.services = vec![shared::service("a.example"), shared::service("b.example")]);
    let page = served.get("/ja/guide").text();
    assert!(!page.contains("smtp.a.example") && page.contains("name=\"domain\"") && !page.contains("a.example"), "{page}");
    let page = served.get("/ja/guide/iphone?domain=taro%40B.example").text();
    assert!(page.contains("smtp.b.example") && page.contains("value=\"b.example\"") && !page.contains("taro"), "{page}");
    served.stop();
}

#[test]
fn mail_programs_get_their_settings_and_nobody_learns_which_addresses_there_are() {
    let served = Served::with(|settings| settings.services = vec![shared::service("a.example"), shared::service("b.example")]);
    for path in
        ["/mail/config-v1.1.xml?emailaddress=taro%40b.example", "/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=no%40b.example"]
    {
        let reply = served.get(path);
        assert_eq!((reply.status, reply.field("content-type")), (200, Some("text/xml; charset=utf-8")), "{path}");
        let text = reply.text();
        assert!(
            text.contains("<hostname>smtp.b.example</hostname>")
                && text.contains("<port>465</port>")
                && text.contains("<socketType>SSL</socketType>"),
            "{text}"
        );
        assert!(text.contains("%EMAILADDRESS%") && !text.contains("taro"), "{text}");
    }
    let by_name = served.raw(b"GET /mail/config-v1.1.xml HTTP/1.1\r\nHost: autoconfig.a.example\r\nConnection: close\r\n\r\n");
    assert!(by_name.text().contains("smtp.a.example"));
    for path in
        ["/mail/config-v1.1.xml", "/mail/config-v1.1.xml?emailaddress=taro%40elsewhere.example", "/mail/config-v1.1.xml?emailaddress="]
    {
        assert_eq!(served.get(path).status, 404, "{path}");
    }

    let ask = |address: &str| {
        format!(
            "<?xml version=\"1.0\"?><Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\"><Request>\
             <EMailAddress>{address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a\
             </AcceptableResponseSchema></Request></Autodiscover>"
        )
    };
    let post = |body: &str| served.post("/autodiscover/autodiscover.xml", "text/xml", body.as_bytes());
    let reply = post(&ask("taro@b.example"));
    assert_eq!(
        (reply.status, reply.field("content-type"), reply.field("cache-control")),
        (200, Some("text/xml; charset=utf-8"), Some("no-store"))
    );
    assert!(
        reply.text().contains("<Server>smtp.b.example</Server>") && reply.text().contains("<LoginName>taro@b.example</LoginName>"),
        "{}",
        reply.text()
    );
    assert_eq!(reply.text(), post(&ask("nobody@b.example")).text().replace("nobody@b.example", "taro@b.example"));
    for (body, code) in [
        (ask("taro@elsewhere.example"), "500"),
        (ask("taro@b.example").replace("2006a", "2006b"), "601"),
        (ask(""), "600"),
        ("<".repeat(8000), "600"),
        (format!("<!DOCTYPE x [<!ENTITY a \"taro@b.example\">]>{}", ask("&a;")), "600"),
        (ask("<b>taro@b.example"), "600"),
    ] {
        let reply = post(&body);
        assert_eq!(reply.status, 200);
        assert!(
            reply.text().contains(&format!("<ErrorCode>{code}</ErrorCode>")) && !reply.text().contains("taro"),
            "{code}: {}",
            reply.text()
        );
    }
    assert_eq!(post(&ask(&"a".repeat(20_000))).status, 413);
    assert!(served.get("/Autodiscover/Autodiscover.xml").text().contains("<ErrorCode>600</ErrorCode>"));
    let json = served.get("/autodiscover/autodiscover.json?Email=taro%40a.example&Protocol=AutodiscoverV1").text();
    assert!(json.contains("https://autodiscover.a.example/autodiscover/autodiscover.xml"), "{json}");
    assert!(
        served.get("/autodiscover/autodiscover.json/v1.0/taro@b.example?Protocol=AutodiscoverV1").text().contains("autodiscover.b.example")
    );

    let profile = served.get("/ja/guide/profile?address=taro%40a.example");
    assert_eq!((profile.status, profile.field("content-type")), (200, Some("application/x-apple-aspen-config")));
    assert_eq!(profile.field("content-disposition"), Some("attachment; filename=\"a.example.mobileconfig\""));
    assert!(profile.text().contains("<string>smtp.a.example</string>") && profile.text().contains("<integer>465</integer>"));
    for address in ["taro%40elsewhere.example", "", "taro", "%40a.example", "ta%0Aro%40a.example"] {
        let page = served.get(&format!("/ja/guide/profile?address={address}"));
        assert!(page.status == 200 && page.text().contains("id=\"fault\"") && !page.text().contains("taro"), "{address}: {}", page.text());
    }
    served.stop();
    // a server without [[mail-service]] has nothing of this
    let served = Served::start();
    assert_eq!(served.get("/mail/config-v1.1.xml?emailaddress=taro%40b.example").status, 404);
    assert!(served.post("/autodiscover/autodiscover.xml", "text/xml", ask("taro@b.example").as_bytes()).text().contains("<ErrorCode>500<"));
    assert!(!served.get("/ja/guide/iphone").text().contains("/guide/profile"));
    served.stop();
}
