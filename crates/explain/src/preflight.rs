//! The check before sending, in words and as JSON (`kakitome.preflight/1`): what to change, which programs would show it, at which price.

use kakitome_clients::preflight::{Point, Weight};
use kakitome_clients::programs;
use serde_json::{Value, json};

use crate::lang::Lang;
use crate::words::{Words, words};

/// The points for a terminal.
#[must_use]
pub fn text(points: &[Point], lang: Lang) -> String {
    let words = words(lang);
    let mut out = format!("{}\n", heading(points, words));
    for point in points {
        let badge = words.get(&format!("preflight-{}", point.weight.word()), &[]);
        out.push_str(&format!("\n[{badge}] {}\n", advice(point, words)));
        if !point.programs.is_empty() {
            out.push_str(&format!("  {}\n", words.get("preflight-programs", &[("programs", names(point, words).into())])));
        }
        out.push_str(&format!("  {}\n", words.get("preflight-price", &[("price", price(point, words).into())])));
    }
    out
}

fn heading(points: &[Point], words: &Words) -> String {
    let stops = points.iter().filter(|point| point.weight == Weight::Stop).count();
    let name = match (points.is_empty(), stops) {
        (true, _) => "preflight-nothing",
        (false, 0) => "preflight-may",
        _ => "preflight-first",
    };
    words.get(name, &[("count", stops.into())])
}

fn advice(point: &Point, words: &Words) -> String {
    words.get(&format!("remedy-{}", point.remedy), &[])
}

fn price(point: &Point, words: &Words) -> String {
    words.get(&format!("remedy-{}-price", point.remedy), &[])
}

fn names(point: &Point, words: &Words) -> String {
    let name = |id: &str| {
        let program = programs().iter().find(|program| program.id == id);
        program.map(|program| if words.lang() == Lang::Ja { program.ja.clone() } else { program.en.clone() })
    };
    let names: Vec<String> = point.programs.iter().filter_map(|(id, _)| name(id)).collect();
    names.join(&words.get("and", &[]))
}

/// The points as JSON.
#[must_use]
pub fn json(points: &[Point], lang: Lang) -> Value {
    let words = words(lang);
    let one = |point: &Point| {
        json!({
            "id": point.remedy,
            "weight": point.weight.word(),
            "do": advice(point, words),
            "price": price(point, words),
            "clients": point.programs.iter().map(|(client, rule)| json!({ "client": client, "rule": rule })).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "kakitome.preflight/1",
        "heading": heading(points, words),
        "points": points.iter().map(one).collect::<Vec<_>>(),
    })
}
