//! Checks of identities, as text and as JSON.

use std::io::Write;

use kakitome_clients::preflight::Point;
use kakitome_explain::{moment_written, preflight};
use kakitome_pki::UnixTime;
use kakitome_store::Preflight;
use serde_json::{Value, json};

use crate::context::Context;
use crate::failure::{Failure, failed};

/// Prints them.
pub(super) fn print(all: &[(&Preflight, Option<Vec<Point>>)], json: bool, context: Context) -> Result<(), Failure> {
    let text = if json {
        let all: Vec<Value> = all.iter().map(|(one, points)| as_json(one, points.as_deref(), context)).collect();
        format!("{:#}\n", json!({ "schema": "kakitome.preflights/1", "identities": all }))
    } else {
        all.iter().map(|(one, points)| text(one, points.as_deref(), context)).collect::<Vec<_>>().join("\n")
    };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(failed("cli-output", &error)),
        _ => Ok(()),
    }
}

fn text(one: &Preflight, points: Option<&[Point]>, context: Context) -> String {
    let at = moment_written(UnixTime(one.at.seconds()), context.lang);
    let facts = [("address", (&one.address).into()), ("serial", (&one.serial).into()), ("at", at.into())];
    let head = context.say("preflight-of", &facts);
    match points {
        Some(points) => format!("{head}\n{}", preflight::text(points, context.lang)),
        None => format!("{head}\n{}\n", context.say("preflight-unreadable", &[])),
    }
}

/// One identity as JSON.
fn as_json(one: &Preflight, points: Option<&[Point]>, context: Context) -> Value {
    let mut object = preflight::json(points.unwrap_or_default(), context.lang);
    if let Some(fields) = object.as_object_mut() {
        let at = UnixTime(one.at.seconds()).to_string();
        fields.insert("identity".to_owned(), json!({ "address": one.address, "serial": one.serial }));
        fields.insert("at".to_owned(), json!(at));
        fields.insert("readable".to_owned(), json!(points.is_some()));
    }
    object
}
