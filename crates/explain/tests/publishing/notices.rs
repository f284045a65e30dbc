//! Notices: the page in its order, the feed as RFC 4287 wants it, drafts from all that gives rise to one.

use kakitome_clients::Observation;
use kakitome_clients::notice::{Notice, Occasion};
use kakitome_explain::document;
use kakitome_explain::notice::{Feed, document as page, draft, feed, json, of_forecast};
use kakitome_explain::{Lang, words};
use kakitome_pki::UnixTime;

use crate::{golden, sound, xml};

/// January 2016, in three versions.
const FILE: &str = include_str!("2016-01-root-update.toml");

pub(crate) fn incident() -> Notice {
    Notice::read(FILE).unwrap()
}

fn at(text: &str) -> UnixTime {
    UnixTime::parse(text).unwrap()
}

#[test]
fn the_parts_stand_in_the_order_of_the_glossary() {
    for lang in Lang::ALL {
        let page = page(&incident(), lang);
        sound(&page);
        let text = document::text(&page);
        golden(&format!("notice.{lang}.txt"), &text);
        golden(&format!("notice.{lang}.html"), &document::html(&page));
        let mut from = 0;
        for part in ["nobody", "phenomenon", "cause", "conditions", "recipient", "sender", "cautions", "confirmed", "history", "contact"] {
            let title = format!("\n{}\n", words(lang).get(&format!("notice-{part}"), &[]));
            let place = text[from..].find(&title).unwrap_or_else(|| panic!("no {part} in order\n{text}"));
            from += place + title.len() - 1;
        }
        // both zones, and the newest version first
        assert!(text.contains("JST") || text.contains("日本時間"), "{text}");
        assert!(text.contains("UTC"));
        let resolved = text.find("2016-01-28").or_else(|| text.find("1月29日")).or_else(|| text.find("28 January"));
        let first = text.rfind("1月21日").or_else(|| text.rfind("21 January"));
        assert!(resolved < first, "{text}");
    }
    let ja = document::text(&page(&incident(), Lang::Ja));
    assert!(ja.contains("次に当てはまらない方は、対応の必要はありません。"));
    assert_eq!(json(&incident())["versions"].as_array().unwrap().len(), 3);
}

#[test]
fn a_feed_is_what_rfc_4287_wants() {
    let about = Feed {
        base: "https://www.bank.example/notices/",
        own: "https://www.bank.example/notices/feed?lang=ja&x=1",
        author: "見本銀行 <&>",
    };
    for lang in Lang::ALL {
        let text = feed(&[incident(), draft(&Occasion::default(), "later", at("2026-11-22"))], &about, lang);
        golden(&format!("feed.{lang}.xml"), &text);
        let root = xml::read(&text);
        assert_eq!((root.name.as_str(), root.attribute("xmlns")), ("feed", Some("http://www.w3.org/2005/Atom")));
        let one = |name: &str| {
            let all: Vec<_> = root.named(name).collect();
            assert_eq!(all.len(), 1, "exactly one {name} (4.1.1)");
            all[0].texts()
        };
        assert_eq!(one("id"), about.base);
        assert!(!one("title").is_empty());
        assert_eq!(root.named("author").next().unwrap().named("name").next().unwrap().text, about.author);
        assert!(root.named("link").any(|link| link.attribute("rel") == Some("self") && link.attribute("href") == Some(about.own)));
        let entries: Vec<_> = root.named("entry").collect();
        assert_eq!(entries.len(), 4);
        let mut ids = std::collections::BTreeSet::new();
        let mut last = at("9999-01-01");
        for entry in &entries {
            let text = |name: &str| {
                let all: Vec<_> = entry.named(name).collect();
                assert_eq!(all.len(), 1, "exactly one {name} (4.1.2)");
                all[0].texts()
            };
            assert!(ids.insert(text("id")) && text("id").starts_with(about.base), "an entry's id is its own (4.2.6)");
            assert!(!text("title").is_empty() && !text("summary").is_empty());
            // RFC 3339 with a zone (3.3), newest first
            let updated = at(&text("updated"));
            assert!(text("updated").ends_with('Z') && updated <= last);
            last = updated;
            assert!(at(&text("published")) <= updated);
            assert!(entry.named("link").any(|link| link.attribute("href").is_some_and(|href| href.starts_with(about.base))));
            assert_eq!(entry.named("content").next().unwrap().attribute("type"), Some("text"));
        }
        assert_eq!(one("updated"), entries[0].named("updated").next().unwrap().text);
    }
    let empty = xml::read(&feed(&[], &about, Lang::En));
    assert!(empty.named("updated").next().is_some() && empty.named("entry").next().is_none());
}

#[test]
fn drafts_from_a_forecast_have_both_languages_and_blanks_for_what_only_people_know() {
    let forecast = serde_json::json!({ "schema": "kakitome.forecast/1", "events": [
        { "day": "2026-12-01T00:00:00Z", "change": "root-state", "subject": "Example Root CA", "state": "email-off", "clients": ["outlook-classic"],
          "old_mail": "breaks", "new_mail": "breaks", "renewed": "breaks", "touched": [{ "name": "noreply@bank.example" }],
          "remedy": { "sender": { "id": "leave-out-cross" }, "recipient": { "id": "wait-update" } }, "source": "a list" },
        { "day": "2027-01-01T00:00:00Z", "change": "cross-expires", "subject": "x", "old_mail": "stays", "new_mail": "stays", "renewed": "stays" },
    ]});
    let occasions = of_forecast(&forecast).unwrap();
    assert_eq!(occasions.len(), 1, "what breaks nothing needs no notice");
    let notice = draft(&occasions[0], "2026-12-01-root-state", at("2026-11-22"));
    assert!(notice.untranslated().is_empty());
    for lang in Lang::ALL {
        let made = page(&notice, lang);
        sound(&made);
        golden(&format!("draft.{lang}.txt"), &document::text(&made));
        let text = document::text(&made);
        assert!(text.contains("noreply@bank.example") && text.contains("Example Root CA") && text.contains("Outlook"));
        // a remedy never stands without its price
        for id in ["wait-update", "leave-out-cross"] {
            assert!(
                text.contains(&words(lang).get(&format!("remedy-{id}"), &[]))
                    && text.contains(&words(lang).get(&format!("remedy-{id}-price"), &[]))
            );
        }
    }
    let file = notice.written();
    assert_eq!(Notice::read(&file).unwrap(), notice, "{file}");
    assert!(!Notice::blanks(&file).is_empty());
    assert!(of_forecast(&serde_json::json!({ "schema": "kakitome.report/1" })).is_none());
}

#[test]
fn drafts_from_observations_quote_what_was_seen() {
    let seen = Observation {
        os: "Windows 11".into(),
        program: "outlook-classic".into(),
        version: "2410".into(),
        date: "2026-11-20".into(),
        status: "root-off".into(),
        words: "デジタルIDは取り消されています。".into(),
        gone: false,
        by: "見本銀行".into(),
    };
    let notice = draft(&Occasion::seen(vec![seen]), "x", at("2026-11-22"));
    let text = document::text(&page(&notice, Lang::Ja));
    assert!(text.contains("「デジタルIDは取り消されています。」と表示される場合があります(2026年11月20日に確認)"), "{text}");
    assert!(text.contains("Windows 11") && text.contains("Outlook (classic) 2410"), "{text}");
    assert!(text.contains("【原因】"), "{text}");
}
