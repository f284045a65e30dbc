//! Misreadings, answered: mails that give rise to them, and the questions with their answers as they stand on the pages, in both languages.
//! Every question that there are words for is asked by one of these mails. `KAKITOME_BLESS=1` writes them anew; the diff is to be read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    reason = "tests may panic"
)]

#[path = "../../smime/tests/support/mod.rs"]
mod support;
#[path = "../../clients/tests/town/mod.rs"]
mod town;

use std::fs;
use std::io::Cursor;
use std::path::Path;

use kakitome_clients::{Journey, Mail, Stores, predict, shipped_observations};
use kakitome_crypto::DigestAlgorithm;
use kakitome_explain::page::{self, Subject};
use kakitome_explain::{Lang, words};
use kakitome_pki::{Anchors, UnixTime};
use kakitome_roots::{History, Root, Snapshot, Source, Trouble, troubles};
use kakitome_smime::{Evidence, Policy, Report, open};
use support::{Authority, NOW, Person, TEXT, clear, mail, signed_data};

const ALICE: &str = "noreply@bank.example";

/// Why somebody asks.
struct Situation {
    name: &'static str,
    report: Report,
    stores: Stores,
    way: Option<Journey>,
    troubles: Vec<Trouble>,
}

fn stores(root: &Authority) -> Stores {
    let list = |source| Snapshot::new(source, NOW, [7; 32], vec![Root::of(root.certificate.clone())]);
    Stores::none().with(list(Source::Microsoft)).with(list(Source::Mozilla))
}

fn situations() -> Vec<Situation> {
    let root = Authority::new("Example CA");
    let alice = root.person(ALICE);
    let good = mail(ALICE, &clear(TEXT, &alice.detached(TEXT.as_bytes())));
    let text = String::from_utf8(good.clone()).unwrap();
    let plain = |name, report| Situation { name, report, stores: stores(&root), way: None, troubles: Vec::new() };
    let at = |time: &str| open(&mut Cursor::new(&good), &root.evidence(), &Policy::default(), UnixTime::parse(time).unwrap()).unwrap();
    let nobody = open(&mut Cursor::new(&good), &Evidence::new(Anchors::none()), &Policy::default(), NOW).unwrap();
    // the container has a content of its own
    let other = TEXT.replace("nobody", "Mallory");
    let info = alice.signer_info(other.as_bytes(), Some(Person::usual_attributes(other.as_bytes())));
    let twice = signed_data(&[&DigestAlgorithm::Sha256.to_der()], Some(other.as_bytes()), &[alice.certificate.as_der()], &[&info]);
    let way = "Received: from out.mail.example by mx.google.com with ESMTP id y; Sun, 22 Nov 2026 10:00:01 +0900\r\n\
               Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=bounce@mail.example\r\n";
    let travelled = [way.as_bytes(), &good].concat();
    let header = kakitome_mime::Message::from_bytes(&travelled, &kakitome_mime::Limits::default()).unwrap().root.header;
    vec![
        plain("a good mail", root.judge(&good)),
        plain("altered", root.judge(text.replace("nobody", "Mallory").as_bytes())),
        plain("another content in the signature file", root.judge(&mail(ALICE, &clear(TEXT, &twice)))),
        plain("not signed", root.judge(&mail(ALICE, TEXT))),
        plain("expired", at("2040-01-01")),
        plain("a root that nobody knows", nobody),
        Situation { way: Some(Journey::read(&header)), ..plain("a red lock", root.judge(&travelled)) },
        january_2016(),
    ]
}

fn january_2016() -> Situation {
    let chain = town::Chain::new();
    let day = UnixTime::parse("2016-01-21").unwrap();
    let history = History::new(["2015-11-24", "2016-01-20"].map(|date| chain.stand_in(&town::authroot(date))));
    let list = history.at(day).unwrap();
    let report = chain.report(list, day, true);
    let tried: Vec<_> = report.signers.iter().flat_map(|signer| signer.tried.clone()).collect();
    let troubles = troubles(&tried, list, &history, day);
    Situation { name: "January 2016", report, stores: Stores::shipped().unwrap().with(list.clone()), way: None, troubles }
}

/// All situations in one language, and the questions that were asked.
fn told(all: &[Situation], lang: Lang) -> (String, Vec<String>) {
    let (mut out, mut asked) = (String::new(), Vec::new());
    for one in all {
        let shown = predict(Mail { report: &one.report, recipients: &[] }, &one.stores, &shipped_observations().unwrap());
        let subject = Subject {
            report: &one.report,
            shown: &shown,
            journey: one.way.as_ref(),
            troubles: &one.troubles,
            lists: &[],
            only: &[],
            replayed: false,
            promise: None,
        };
        let page = page::build(&subject, lang);
        out.push_str(&format!("# {}: {}\n", one.name, page.heading));
        for (question, answer) in page.questions {
            out.push_str(&format!("{question}\n    {answer}\n"));
            asked.push(question);
        }
        out.push('\n');
    }
    (out, asked)
}

#[test]
fn every_misreading_is_answered() {
    let all = situations();
    for lang in Lang::ALL {
        let (said, asked) = told(&all, lang);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/questions.{lang}.txt"));
        if std::env::var_os("KAKITOME_BLESS").is_some() {
            fs::write(&file, &said).unwrap();
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), said, "{lang}");
        // every question that there are words for
        let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("words/explain.{lang}.ftl"))).unwrap();
        let names: Vec<&str> = source.lines().filter_map(|line| line.strip_prefix("ask-")?.split(" = ").next()).collect();
        assert!(names.len() >= 14, "{names:?}");
        for name in names {
            let question = words(lang).get(&format!("ask-{name}"), &[("words", "デジタルIDは取り消されています。".into())]);
            assert!(asked.contains(&question), "nobody asks {name}: {question}");
            assert!(words(lang).has(&format!("answer-{name}")), "{name}");
        }
    }
}
