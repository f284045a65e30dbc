//! What signing costs, as a sheet: a sender's own prices in, a table out. No price is ours.

use kakitome_clients::cost::Sheet;
use serde_json::{Value, json};

use crate::document::{Document, Item, Table};
use crate::lang::Lang;
use crate::sentence::shown as harmless;
use crate::words::words;

/// The sheet; `currency` stands behind amounts as it was given.
#[must_use]
pub fn document(sheet: &Sheet, currency: &str, lang: Lang) -> Document {
    let words = words(lang);
    let say = |name: &str| words.get(name, &[]);
    let amount = |sum: u64| match lang {
        _ if currency.is_empty() => grouped(sum),
        Lang::Ja => format!("{}{}", grouped(sum), harmless(currency)),
        Lang::En => format!("{} {}", grouped(sum), harmless(currency)),
    };
    let mut page = Document::new(lang, say("cost-title"));
    let given = [
        ("addresses", sheet.prices.addresses.into()),
        ("years", sheet.prices.years.into()),
        ("months", sheet.prices.months.into()),
        ("issues", sheet.issues.into()),
    ];
    page.lead = vec![say("cost-one-serves"), words.get("cost-given", &given)];
    let mut rows: Vec<Vec<String>> = sheet
        .lines
        .iter()
        .map(|line| vec![say(&format!("cost-line-{}", line.what)), grouped(line.count), amount(line.each), amount(line.sum)])
        .collect();
    rows.push(vec![say("cost-total"), String::new(), String::new(), amount(sheet.total)]);
    let head = ["cost-what", "cost-count", "cost-each", "cost-sum"].map(say).into();
    let mut items = vec![Item::Table(Table { head, rows, numbers: Some(1) })];
    items.extend(sheet.per_thousand.map(|each| Item::Text(words.get("cost-per-thousand", &[("amount", amount(each).into())]))));
    page.add(say("cost-table"), items);
    page.add(say("cost-notes"), vec![Item::Points(["cost-note-recipients", "cost-note-own", "cost-note-left-out"].map(say).into())]);
    page
}

/// The sheet's numbers (`kakitome.cost/1`).
#[must_use]
pub fn json(sheet: &Sheet, currency: &str) -> Value {
    let line = |line: &kakitome_clients::cost::Line| json!({ "what": line.what, "count": line.count, "each": line.each, "sum": line.sum });
    json!({
        "schema": "kakitome.cost/1",
        "currency": currency,
        "addresses": sheet.prices.addresses,
        "years": sheet.prices.years,
        "months": sheet.prices.months,
        "issues_per_address": sheet.issues,
        "lines": sheet.lines.iter().map(line).collect::<Vec<_>>(),
        "total": sheet.total,
        "per_thousand_mails": sheet.per_thousand,
    })
}

/// Thousands are set apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (100, "100")] {
            assert_eq!(grouped(number), text);
        }
    }
}
