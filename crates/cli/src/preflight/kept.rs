//! What a check found, as it is kept in the store and read back: identifiers alone, so that it is told in any language later.

use kakitome_clients::preflight::{Point, Weight};
use kakitome_clients::programs;
use serde_json::{Value, json};

/// For the store.
pub(super) fn written(points: &[Point]) -> String {
    let one = |point: &Point| json!({ "id": point.remedy, "weight": point.weight.word(), "programs": point.programs });
    Value::Array(points.iter().map(one).collect()).to_string()
}

/// From the store; none: another version wrote it.
pub(super) fn read(text: &str) -> Option<Vec<Point>> {
    let all: Vec<Value> = serde_json::from_str(text).ok()?;
    all.iter().map(point).collect()
}

fn point(value: &Value) -> Option<Point> {
    let weight = [Weight::Stop, Weight::Warn, Weight::Note].into_iter().find(|weight| value["weight"] == weight.word())?;
    let pair = |pair: &Value| {
        // A program that is not known any more is not told.
        let program = programs().iter().find(|program| pair[0] == program.id.as_str())?;
        Some((program.id.as_str(), pair[1].as_str()?.to_owned()))
    };
    Some(Point {
        remedy: value["id"].as_str()?.to_owned(),
        weight,
        programs: value["programs"].as_array()?.iter().filter_map(pair).collect(),
    })
}

/// What matters and was not there before.
pub(super) fn news<'a>(before: &[Point], now: &'a [Point]) -> Vec<&'a Point> {
    let known = |point: &Point| before.iter().any(|one| one.remedy == point.remedy && one.weight <= point.weight);
    now.iter().filter(|point| point.weight <= Weight::Warn && !known(point)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    fn of(remedy: &str, weight: Weight) -> Point {
        Point { remedy: remedy.to_owned(), weight, programs: vec![("outlook-classic", "windows.good".to_owned())] }
    }

    #[test]
    fn what_is_kept_comes_back() {
        let points = vec![of("reissue", Weight::Stop), of("tell-recipients", Weight::Note)];
        assert_eq!(read(&written(&points)).unwrap(), points);
        for text in ["", "{}", "[{}]", "[{\"id\":1}]", "null"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("[]").unwrap(), []);
    }

    #[test]
    fn only_what_is_new_or_weightier_and_matters_is_news() {
        let before = [of("a", Weight::Warn), of("b", Weight::Stop)];
        let now = [of("a", Weight::Stop), of("b", Weight::Warn), of("c", Weight::Warn), of("d", Weight::Note)];
        assert_eq!(news(&before, &now).iter().map(|point| point.remedy.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(news(&[], &now).len(), 3);
        assert!(news(&now, &now).is_empty());
    }
}
