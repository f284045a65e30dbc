//! What senders publish, in both languages: pages as golden files that were read as prose and looked at, structure, tone, and that what
//! strangers wrote stays text. `KAKITOME_BLESS=1` writes the pages anew.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

mod bank;
mod notices;
#[path = "../xml/mod.rs"]
mod xml;

use std::fs;
use std::path::Path;

use bank::{ADDRESS, Bank, NOW};
use kakitome_clients::cost::{Prices, sheet};
use kakitome_clients::{Promise, guides};
use kakitome_explain::document::{self, Document};
use kakitome_explain::publish::{card, check, cost, promise};
use kakitome_explain::{Lang, words};

pub(crate) fn golden(name: &str, said: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("KAKITOME_BLESS").is_some() {
        fs::write(&file, said).unwrap();
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(known == said, "{name} differs from what was read:\n{said}");
}

/// The rules of tone (glossary, section 4), and that the fragment is XML without a style or a script of its own.
pub(crate) fn sound(page: &Document) {
    let text = document::text(page);
    for mark in
        ["⟨", "{$", "{ $", "書留", "危険", "偽物", "安全です", "問題ありません", "心配ありません", "安心", "改ざんされています", "警告!"]
    {
        assert!(!text.contains(mark), "{mark}: {text}");
    }
    let prose = text.replace("Yahoo!", "Yahoo");
    assert!(!prose.contains(['!', '！', '（', '）']), "{text}");
    assert!(text.matches("可能性があります").count() <= 1, "{text}");
    if text.contains("電話") {
        assert!(text.contains("メールに書かれた番号ではなく") || text.contains("メールに書かれた番号は使いません"), "{text}");
    }
    let body = document::body(page);
    let root = xml::read(&format!("<main>{}</main>", body.replace("<br>", "<br/>")));
    for node in root.all() {
        for (name, value) in &node.attributes {
            assert!(name != "style" && !name.starts_with("on") && !value.contains("javascript:"), "{name}={value}");
            assert!(name != "href" || value.starts_with('#'), "{value}");
        }
        assert!(!["script", "style", "img", "a:href"].contains(&node.name.as_str()), "{}", node.name);
    }
    let whole = document::html(page);
    assert!(whole.contains("default-src 'none'") && whole.contains(&format!("lang=\"{}\"", page.lang)));
}

fn own_promise() -> Promise {
    let file = "[[promise]]\naddress = \"noreply@bank.example\"\nsince = \"2023-10-18\"\nexcept = [\"automatic\", \"calendar\"]\nnot_to = [\"docomo.ne.jp\"]\n";
    Promise::read_all(file).unwrap().remove(0)
}

#[test]
fn how_to_check_our_mail() {
    let bank = Bank::new();
    let (shown, promise, lists) = (bank.shown(&[]), own_promise(), ["mozilla 2026-11-22".to_owned()]);
    let made = check::Check { sender: &bank.sender, shown: &shown, promise: Some(&promise), lists: &lists, at: NOW };
    for lang in Lang::ALL {
        let page = check::document(&made, lang);
        sound(&page);
        let text = document::text(&page);
        golden(&format!("check.{lang}.txt"), &bank.settled(&text));
        golden(&format!("check.{lang}.html"), &bank.settled(&document::html(&page)));
        let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is not in\n{text}"));
        // the address first, then what numbers are worth, then the numbers: of the signer's and of the intermediate, now and before
        let alone = words(lang).get("check-serial-alone", &[]);
        assert!(at(ADDRESS) < at(&alone) && at(&alone) < at("6A 03 F4 58"), "{text}");
        for serial in ["25 0C E8 E0 30 61 2E 9F", "4B 1D 77 02", "0E 9F A1 D4 C4 59 B3 D0"] {
            at(serial);
        }
        assert!(at("6A 03 F4 58") < at("4B 1D 77 02"), "the certificate in use comes first");
        let object = check::json(&made, lang);
        assert_eq!(object["schema"], "kakitome.check/1");
        assert_eq!(object["periods"][0]["standing"], "current");
        assert_eq!(object["periods"][1]["standing"], "former");
        assert_eq!(object["guides"].as_array().unwrap().len(), guides().len());
        assert!(!object.to_string().contains('⟨'));
    }
}

#[test]
fn every_step_of_a_guide_has_a_sentence_with_the_address_where_it_is_compared() {
    for guide in guides() {
        for step in &guide.steps {
            for lang in Lang::ALL {
                let name = format!("guide-{}-{step}", guide.program);
                assert!(words(lang).has(&name), "{name}");
                let names = words(lang).get(&name, &[("address", "ADDRESS".into())]).contains("ADDRESS");
                assert!(step != "from" || names, "{name}");
            }
        }
    }
}

#[test]
fn an_identity_without_a_certificate_says_so() {
    let mut bank = Bank::new();
    bank.sender.periods.remove(0);
    let made = check::Check { sender: &bank.sender, shown: &[], promise: None, lists: &[], at: NOW };
    for lang in Lang::ALL {
        let page = check::document(&made, lang);
        sound(&page);
        assert!(page.lead.contains(&words(lang).get("check-none", &[])), "{:?}", page.lead);
        let unsigned = words(lang).get("check-unsigned", &[]);
        assert!(document::text(&page).contains(&unsigned));
    }
}

#[test]
fn the_promise_as_a_page_and_as_data() {
    for lang in Lang::ALL {
        let page = promise::document(&own_promise(), lang);
        sound(&page);
        golden(&format!("promise.{lang}.txt"), &document::text(&page));
        golden(&format!("promise.{lang}.html"), &document::html(&page));
        // what is handed on is read again as the same promise
        let data = own_promise().written();
        assert!(document::text(&page).contains("[[promise]]"));
        assert_eq!(Promise::read_all(&data).unwrap(), [own_promise()]);
        assert_eq!(promise::json(&own_promise(), lang)["not_to"][0], "docomo.ne.jp");
    }
}

#[test]
fn a_support_card_for_each_kind_of_address() {
    let bank = Bank::new();
    let notices = [notices::incident()];
    for (domain, first, copies) in [
        ("docomo.ne.jp", "docomo-mail", 3),
        ("softbank.ne.jp", "jp-mms", 3),
        ("gmail.com", "gmail-web", 2),
        ("outlook.com", "outlook-com", 2),
        ("company.example", "", 1),
    ] {
        let shown = bank.shown(&[format!("somebody@{domain}")]);
        let made = card::Card { domain, sender: ADDRESS, shown: &shown, notices: &notices };
        for lang in Lang::ALL {
            let page = card::document(&made, lang);
            sound(&page);
            let object = card::json(&made, lang);
            assert_eq!(object["likely"][0]["client"].as_str().unwrap_or_default(), first, "{domain}");
            assert!(object["texts"].as_array().unwrap().len() >= copies, "{domain}: {}", object["texts"]);
            assert!(!object["others"].as_array().unwrap().is_empty());
            assert!(!document::text(&page).contains("somebody@"), "of a customer's address only the domain is shown");
            if domain == "softbank.ne.jp" || domain == "company.example" {
                golden(&format!("card-{}.{lang}.txt", domain.split('.').next().unwrap()), &document::text(&page));
                golden(&format!("card-{}.{lang}.html", domain.split('.').next().unwrap()), &document::html(&page));
            }
        }
    }
}

#[test]
fn the_cost_sheet() {
    let prices = Prices {
        addresses: 3,
        certificate: 20_000,
        months: 24,
        renewal: 5_000,
        yearly: 30_000,
        mails: Some(1_200_000),
        years: 5,
        ..Prices::default()
    };
    let sheet = sheet(prices).unwrap();
    for (lang, currency) in [(Lang::Ja, "円"), (Lang::En, "JPY")] {
        let page = cost::document(&sheet, currency, lang);
        sound(&page);
        golden(&format!("cost.{lang}.txt"), &document::text(&page));
        golden(&format!("cost.{lang}.html"), &document::html(&page));
    }
    assert_eq!(cost::json(&sheet, "円")["total"], 9 * 20_000 + 6 * 5_000 + 5 * 30_000);
}

#[test]
fn what_strangers_wrote_stays_text() {
    let hostile = "\"><script>alert(1)</script><b>&\u{202e}";
    let mut bank = Bank::new();
    bank.sender.name = Some(hostile.to_owned());
    let shown = bank.shown(&[]);
    let lists = [hostile.to_owned()];
    for lang in Lang::ALL {
        let made = check::Check { sender: &bank.sender, shown: &shown, promise: None, lists: &lists, at: NOW };
        let card = card::Card { domain: hostile, sender: hostile, shown: &shown, notices: &[] };
        for page in [check::document(&made, lang), card::document(&card, lang)] {
            let html = document::html(&page);
            assert!(!html.contains("<script>") && !html.contains("<b>"), "{lang}");
            assert!(!document::text(&page).contains('\u{202e}'));
            xml::read(&format!("<main>{}</main>", document::body(&page).replace("<br>", "<br/>")));
        }
    }
}
