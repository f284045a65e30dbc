//! The report for other programs: JSON, and CSV (RFC 4180) for a spreadsheet. What a program calls itself is a stranger's word: a cell
//! that a spreadsheet would take for a formula begins with an apostrophe.

use serde_json::{Value, json};

use super::survey::{Account, Survey, Use, program_name};
use crate::lang::Lang;
use crate::words::words;

const COLUMNS: [&str; 10] = ["account", "standing", "way", "port", "program", "said", "first", "last", "sessions", "told"];

/// A row for each account and program; an account without a session has one row. In Japanese it begins with a byte order mark, without
/// which spreadsheets there take it for another encoding.
#[must_use]
pub fn csv(survey: &Survey, lang: Lang) -> String {
    let head = COLUMNS.map(|name| words(lang).get(&format!("starttls-column-{name}"), &[]));
    let mut out = String::from(if lang == Lang::Ja { "\u{feff}" } else { "" });
    line(&mut out, &head);
    for account in &survey.accounts {
        let standing = account.standing(survey.now, survey.days).word();
        let told: Vec<String> = account.told.iter().map(|(stage, at)| format!("{} {at}", stage.word())).collect();
        let row = |one: Option<&Use>| -> [String; 10] {
            let of = |value: &dyn Fn(&Use) -> String| one.map(value).unwrap_or_default();
            [
                account.name.clone(),
                standing.to_owned(),
                of(&|one| one.way.word().to_owned()),
                of(&|one| one.port.to_string()),
                of(&|one| program_name(&one.program, lang)),
                of(&|one| one.said.clone().unwrap_or_default()),
                of(&|one| one.first.to_string()),
                of(&|one| one.last.to_string()),
                of(&|one| one.sessions.to_string()),
                told.join("; "),
            ]
        };
        if account.uses.is_empty() {
            line(&mut out, &row(None));
        }
        account.uses.iter().for_each(|one| line(&mut out, &row(Some(one))));
    }
    out
}

fn line(out: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe: String = cell.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let safe = if formula { format!("'{safe}") } else { safe };
    if safe.contains([',', '"', '\'']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

/// Everything, in words that stay.
#[must_use]
pub fn json(survey: &Survey) -> Value {
    let one = |one: &Use| {
        json!({
            "way": one.way.word(), "port": one.port, "program": one.program, "said": one.said,
            "first": one.first.to_string(), "last": one.last.to_string(), "sessions": one.sessions,
        })
    };
    let account = |account: &Account| {
        let told: Vec<Value> = account.told.iter().map(|(stage, at)| json!({ "stage": stage.word(), "at": at.to_string() })).collect();
        json!({
            "account": account.name,
            "standing": account.standing(survey.now, survey.days).word(),
            "uses": account.uses.iter().map(one).collect::<Vec<_>>(),
            "told": told,
        })
    };
    json!({
        "schema": "kakitome.starttls-report/1",
        "at": survey.now.to_string(),
        "days": survey.days,
        "since": survey.since.map(|since| since.to_string()),
        "accounts": survey.accounts.iter().map(account).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_no_formula_and_one_cell() {
        assert_eq!(quoted("Becky! ver. 2"), "Becky! ver. 2");
        assert_eq!(quoted("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
        assert_eq!(quoted("@a"), "\"'@a\"");
        assert_eq!(quoted("a\nb"), "a b");
    }
}
