//! An occasion for a notice out of a forecast that was written as JSON (`kakitome.forecast/1`).

use kakitome_clients::notice::Occasion;
use kakitome_pki::UnixTime;
use serde_json::Value;

/// The occasions of a forecast that break something, the earliest first; `None`: it is no forecast.
#[must_use]
pub fn of_forecast(forecast: &Value) -> Option<Vec<Occasion>> {
    let is_one = forecast.get("schema").and_then(Value::as_str) == Some("kakitome.forecast/1");
    let events = forecast.get("events").and_then(Value::as_array).filter(|_| is_one)?;
    Some(events.iter().filter_map(of_event).filter(|one| one.old_mail || one.new_mail).collect())
}

/// One event; `None` where it is not as a forecast writes it.
#[must_use]
pub fn of_event(event: &Value) -> Option<Occasion> {
    let text = |name: &str| event.get(name).and_then(Value::as_str).map(str::to_owned);
    let breaks = |name: &str| event.get(name).and_then(Value::as_str) == Some("breaks");
    let list = |name: &str| event.get(name).and_then(Value::as_array).into_iter().flatten();
    let remedy = |whom: &str| event.pointer(&format!("/remedy/{whom}/id")).and_then(Value::as_str).map(str::to_owned);
    let mut touched: Vec<String> = list("touched").filter_map(|one| one.get("name").and_then(Value::as_str).map(str::to_owned)).collect();
    touched.dedup();
    Some(Occasion {
        day: Some(UnixTime::parse(&text("day")?).ok()?),
        change: text("change")?,
        subject: text("subject").unwrap_or_default(),
        state: text("state"),
        programs: list("clients").filter_map(Value::as_str).map(str::to_owned).collect(),
        old_mail: breaks("old_mail"),
        new_mail: breaks("new_mail") || breaks("renewed"),
        touched,
        another: None,
        sender: remedy("sender"),
        recipient: remedy("recipient"),
        source: text("source").unwrap_or_default(),
        observations: Vec::new(),
    })
}
