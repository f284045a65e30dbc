//! A structure as text: four columns, then the tree; what is notable below the line that it is about.

use std::io::{self, Write};

use kakitome_cms::Error;
use kakitome_cms::show::{Line, Summary};
use kakitome_explain::finding_text;
use kakitome_smime::Finding;

use super::find::Found;
use super::form::Form;
use crate::context::Context;

/// Columns before the tree: offset, header, length, tag.
const COLUMNS: usize = 48;

pub(super) struct Text {
    context: Context,
    parts: usize,
}

impl Text {
    pub(super) fn new(context: Context) -> Self {
        Self { context, parts: 0 }
    }

    fn finding(&self, finding: &kakitome_cms::Finding, indent: usize) -> String {
        let finding = Finding::Cms(finding.clone());
        let severity = self.context.say(&format!("severity-{}", finding.severity().word()), &[]);
        let sentence = finding_text(&finding, self.context.lang);
        format!("{:COLUMNS$}{:indent$}! {severity}: {sentence} [{}]", "", "", finding.id())
    }
}

impl Form for Text {
    fn begin(&mut self, out: &mut dyn Write, found: &Found, many: bool) -> io::Result<()> {
        self.parts += 1;
        if self.parts > 1 {
            writeln!(out)?;
        }
        if let Some(media_type) = found.media_type() {
            let part = found.part().filter(|part| !part.is_empty());
            let name = if part.is_some() { "cms-part" } else { "cms-body" };
            let part = part.map_or("", String::as_str);
            writeln!(out, "{}", self.context.say(name, &[("part", part.into()), ("type", media_type.into())]))?;
        } else if many {
            writeln!(out)?;
        }
        writeln!(out, "{}", self.context.say("cms-columns", &[]))
    }

    fn line(&mut self, out: &mut dyn Write, line: &Line) -> io::Result<()> {
        let offset = if line.within.is_some() { format!("+{}", line.offset) } else { line.offset.to_string() };
        let length = line.length.map_or_else(|| "indef".to_owned(), |length| length.to_string());
        let tag = line.tag.to_string();
        let indent = line.depth * 2;
        let text = format!("{offset:>10} {:>3} {length:>11}  {tag:<18}{:2}{:indent$}{}", line.header, "", "", label(line));
        writeln!(out, "{}", text.trim_end())?;
        for finding in &line.findings {
            writeln!(out, "{}", self.finding(finding, indent))?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, ended: &Result<Summary, Error>) -> io::Result<()> {
        let say = |name: &str, blank: &str, fact: String| self.context.say(name, &[(blank, (&fact).into())]);
        match ended {
            Ok(summary) => {
                for finding in &summary.left_over {
                    writeln!(out, "{}", self.finding(finding, 0))?;
                }
                if let Some(offset) = summary.trailing {
                    writeln!(out, "{}", say("cms-trailing", "offset", offset.to_string()))?;
                }
                if summary.cut {
                    writeln!(out, "{}", say("cms-cut", "lines", summary.lines.to_string()))?;
                }
                Ok(())
            }
            Err(error) => writeln!(out, "{}", say("cms-broken", "why", error.to_string())),
        }
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// `name (type): value`, whatever of it is known.
fn label(line: &Line) -> String {
    let what = match (line.name.as_str(), line.kind) {
        ("", "") => String::new(),
        (name, "") => name.to_owned(),
        ("", kind) => kind.to_owned(),
        (name, kind) => format!("{name} ({kind})"),
    };
    let value = line.value.as_ref().map(ToString::to_string).unwrap_or_default();
    if what.is_empty() || value.is_empty() { what + &value } else { format!("{what}: {value}") }
}
