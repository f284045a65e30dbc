//! How long a page of words takes in a process that is warm: a signed mail of 50 KB, opened, predicted for every program, written as
//! text and HTML in both languages. Beside it the opening alone, in the same run on the same core. Limit: 20 ms for all of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_possible_truncation,
    reason = "a program that measures"
)]

#[path = "../../smime/tests/support/mod.rs"]
mod support;

use std::io::Cursor;
use std::time::{Duration, Instant};

use kakitome_clients::{Journey, Mail, Stores, predict, shipped_observations};
use kakitome_explain::Lang;
use kakitome_explain::page::{self, Subject};
use kakitome_smime::{Policy, Report, open};
use support::{Authority, NOW, clear, mail};

/// Mails of each kind; the median is told.
const TURNS: usize = 201;
const LIMIT: Duration = Duration::from_millis(20);

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..TURNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[TURNS / 2]
}

fn main() {
    let root = Authority::new("Example CA");
    let text = format!("Content-Type: text/plain\r\n\r\n{}", "A line of text with some words in it, as mails have.\r\n".repeat(900));
    let entity = clear(&text, &root.person("noreply@bank.example").detached(text.as_bytes()));
    let way = "Received: from a.example by mx.google.com with ESMTP; Sun, 22 Nov 2026 10:00:00 +0900\r\n".repeat(6);
    let bytes = [way.as_bytes(), &mail("noreply@bank.example", &entity)].concat();
    println!("a signed mail of {} KB, median of {TURNS}", bytes.len() / 1000);

    let evidence = root.evidence().with_memory(std::sync::Arc::default());
    let read = || open(&mut Cursor::new(&bytes), &evidence, &Policy::default(), NOW).unwrap();
    let (stores, observations) = (Stores::shipped().unwrap(), shipped_observations().unwrap());
    let told = |report: &Report| {
        let header = kakitome_mime::Message::from_bytes(&bytes, &kakitome_mime::Limits::default()).unwrap().root.header;
        let journey = Journey::read(&header);
        let shown = predict(Mail { report, recipients: &[] }, &stores, &observations);
        let subject = Subject {
            report,
            shown: &shown,
            journey: Some(&journey),
            troubles: &[],
            lists: &[],
            only: &[],
            replayed: false,
            promise: None,
        };
        for lang in Lang::ALL {
            let page = page::build(&subject, lang);
            assert!(page::text(&page).len() + page::html(&page).len() > 1000);
        }
    };
    told(&read());
    let opening = median(|| assert_eq!(read().signers.len(), 1));
    let whole = median(|| told(&read()));
    println!("  opened {opening:?}, explained {whole:?}: {:.1} times as long", whole.as_secs_f64() / opening.as_secs_f64());
    println!("  limit {LIMIT:?}: {}", if whole < LIMIT { "kept" } else { "BROKEN" });
    assert!(whole < LIMIT * 20, "far beyond the limit, on however loaded a machine");
}
