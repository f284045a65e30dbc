//! A structure as JSON, written while it is read: one object, each element a line of its own in it.

use std::io::{self, Write};

use kakitome_cms::show::{Line, Summary, Value};
use kakitome_cms::{Error, Finding as CmsFinding};
use kakitome_explain::finding_text;
use kakitome_smime::Finding;
use serde_json::{Map, json};

use super::find::Found;
use super::form::Form;
use crate::context::Context;

pub(super) struct Json {
    context: Context,
    parts: usize,
    lines: u64,
}

impl Json {
    pub(super) fn new(context: Context) -> Self {
        Self { context, parts: 0, lines: 0 }
    }

    fn findings(&self, findings: &[CmsFinding]) -> serde_json::Value {
        let one = |finding: &CmsFinding| {
            let finding = Finding::Cms(finding.clone());
            let facts: Map<String, serde_json::Value> =
                finding.facts().into_iter().map(|(name, fact)| (name.to_owned(), fact.into())).collect();
            json!({
                "id": finding.id(),
                "severity": finding.severity().word(),
                "facts": facts,
                "source": finding.source(),
                "text": finding_text(&finding, self.context.lang),
            })
        };
        findings.iter().map(one).collect()
    }
}

impl Form for Json {
    fn begin(&mut self, out: &mut dyn Write, found: &Found, _: bool) -> io::Result<()> {
        let before = if self.parts == 0 { "{\"schema\":\"kakitome.cms-show/1\",\"structures\":[\n" } else { ",\n" };
        self.parts += 1;
        self.lines = 0;
        write!(out, "{before}{{\"part\":{},\"media_type\":{},\"elements\":[", json!(found.part()), json!(found.media_type()))
    }

    fn line(&mut self, out: &mut dyn Write, line: &Line) -> io::Result<()> {
        let comma = if self.lines == 0 { "\n" } else { ",\n" };
        self.lines += 1;
        let element = json!({
            "depth": line.depth,
            "offset": line.offset,
            "within": line.within,
            "header": line.header,
            "length": line.length,
            "tag": line.tag.to_string(),
            "constructed": line.constructed,
            "path": line.path,
            "type": line.kind,
            "value": line.value.as_ref().map(value),
            "findings": self.findings(&line.findings),
        });
        write!(out, "{comma}{element}")
    }

    fn end(&mut self, out: &mut dyn Write, ended: &Result<Summary, Error>) -> io::Result<()> {
        let (summary, error) = match ended {
            Ok(summary) => (summary.clone(), None),
            Err(error) => (Summary::default(), Some(error.to_string())),
        };
        let findings = self.findings(&summary.left_over);
        write!(
            out,
            "\n],\"findings\":{findings},\"trailing\":{},\"cut\":{},\"error\":{}}}",
            json!(summary.trailing),
            summary.cut,
            json!(error)
        )
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n]}}")
    }
}

/// Values that scripts ask for by their parts; the others as they are shown.
fn value(value: &Value) -> serde_json::Value {
    match value {
        Value::Oid { oid, name } => json!({ "oid": oid, "name": name }),
        Value::Small(number) => json!(number),
        Value::Boolean(value) => json!(value),
        Value::Null => serde_json::Value::Null,
        Value::Text { text, cut } => json!({ "text": text, "cut": cut }),
        Value::Octets { hex, cut } => json!({ "hex": hex, "cut": cut }),
        Value::Bits { unused, hex, cut } => json!({ "hex": hex, "unused_bits": unused, "cut": cut }),
        Value::Flags { names, unused, hex } => json!({ "flags": names, "hex": hex, "unused_bits": unused, "cut": false }),
        Value::Number { number, .. } => json!(number),
        Value::Pieces { pieces, octets, begin } => {
            json!({ "pieces": pieces, "octets": octets, "begin": begin.as_deref().map(self::value) })
        }
        other => json!(other.to_string()),
    }
}
