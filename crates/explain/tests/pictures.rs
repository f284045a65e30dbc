//! The pictures: every mail program with everything that it may show, and chains whole, broken and crossed. Golden files are whole pages
//! to be looked at in a browser; `KAKITOME_BLESS=1` writes them anew.

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
mod xml;

use std::fs;
use std::path::Path;

use kakitome_clients::{Shows, program, programs};
use kakitome_explain::page::STYLE;
use kakitome_explain::picture::{Link, Mark, View, chain, links, program_view};
use kakitome_explain::{Lang, words};
use kakitome_pki::Anchors;
use kakitome_roots::{Root, Snapshot, Source};
use kakitome_smime::{Evidence, Policy, open};
use support::{Authority, NOW, TEXT, clear, mail};

const ALL: [Shows; 7] =
    [Shows::Trusted, Shows::Warning, Shows::Invalid, Shows::Unsigned, Shows::Attachment, Shows::Unreadable, Shows::Unknown];

fn golden(name: &str, said: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("KAKITOME_BLESS").is_some() {
        fs::write(&file, said).unwrap();
    }
    assert!(
        fs::read_to_string(&file).ok().as_deref() == Some(said),
        "{name} differs from what was looked at; KAKITOME_BLESS=1 writes it anew"
    );
}

fn gallery(pictures: &[String], lang: Lang) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><meta charset=\"utf-8\"><title>pictures</title><style>{STYLE}</style><body>\n{}\n",
        pictures.join("\n")
    )
}

#[test]
fn every_program_and_everything_that_it_may_show() {
    for lang in Lang::ALL {
        let said = if lang == Lang::Ja {
            "このメッセージのデジタル署名は、有効で信頼されています"
        } else {
            "The digital signature on this message is Valid and Trusted."
        };
        let shows = |at: usize| ALL[at % ALL.len()];
        let mut pictures: Vec<String> = programs()
            .iter()
            .enumerate()
            .map(|(at, program)| program_view(&View { program, shows: shows(at), words: None, from: None }, lang))
            .collect();
        for name in ["outlook-classic", "thunderbird", "ios-mail", "apple-mail", "gmail-web"] {
            for shows in ALL {
                let spoken = matches!(shows, Shows::Trusted | Shows::Warning | Shows::Invalid).then_some(said);
                let from = Some("noreply@bank.example");
                pictures.push(program_view(&View { program: program(name).unwrap(), shows, words: spoken, from }, lang));
            }
        }
        for picture in &pictures {
            let root = xml::read(picture);
            assert_eq!(root.name, "svg");
            assert!(!root.attribute("aria-label").unwrap().contains('⟨'), "{picture}");
            assert!(!picture.contains("style=") && !picture.contains("<style") && !picture.contains("<script"));
        }
        golden(&format!("pictures.{lang}.html"), &gallery(&pictures, lang));
    }
}

#[test]
fn what_strangers_wrote_stays_text() {
    let hostile = "\"><script>alert(1)</script>\u{202e}&'";
    for shows in ALL {
        let view = View { program: program("thunderbird").unwrap(), shows, words: Some(hostile), from: Some(hostile) };
        let root = xml::read(&program_view(&view, Lang::En));
        assert!(root.all().iter().all(|node| ["svg", "title", "g", "rect", "path", "circle", "text"].contains(&node.name.as_str())));
    }
    let link = Link {
        role: hostile.into(),
        name: hostile.into(),
        notes: vec![hostile.into()],
        mark: Mark::Good,
        missing: false,
        step: hostile.into(),
    };
    let root = xml::read(&links(&[link.clone(), link], hostile));
    assert!(root.all().iter().all(|node| node.name != "script"));
}

#[test]
fn chains_of_reports() {
    let authority = Authority::new("Example CA");
    let signed = mail("noreply@bank.example", &clear(TEXT, &authority.person("noreply@bank.example").detached(TEXT.as_bytes())));
    let good = authority.judge(&signed);
    let nobody = Evidence::new(Anchors::none());
    let open = open(&mut std::io::Cursor::new(&signed), &nobody, &Policy::default(), NOW).unwrap();
    let list = |roots| Snapshot::new(Source::Mozilla, NOW, [7; 32], roots);
    let (with, without) = (list(vec![Root::of(authority.certificate.clone())]), list(Vec::new()));
    for lang in Lang::ALL {
        let whole = chain(&good.signers[0], NOW, &[&with, &without], lang);
        let told = xml::read(&whole).texts();
        for sentence in ["trust-state-ok", "trust-state-absent", "picture-role-root"] {
            let expected = words(lang).get(sentence, &[]);
            assert!(told.contains(&expected), "{sentence}: {told}");
        }
        let broken = chain(&open.signers[0], NOW, &[&with], lang);
        let told = xml::read(&broken).texts();
        assert!(!told.contains(&words(lang).get("trust-state-ok", &[])), "a list says nothing of a root that is not there: {told}");
        assert!(broken.contains("stroke-dasharray=\"5 4\""), "{broken}");
        assert!(!whole.contains("stroke-dasharray") && !whole.contains('⟨') && !broken.contains('⟨'));
        // keys are made anew in each run and stand in no picture
        golden(&format!("chains.{lang}.html"), &gallery(&[whole, broken], lang));
    }
}
