//! A fault of a configuration as a person reads it. In English the gateway's own words; in Japanese sentences for the kinds that the
//! reading of TOML tells apart (unknown key, missing key, wrong type, out of range, unknown word), and a frame around all others.

use kakitome_explain::Lang;
use kakitome_gateway::config::{ConfigError, Fault};

use crate::context::Context;
use crate::failure::{Failure, failed};

/// At most so many letters differ between a key and the one that was meant.
const MOST_SLIPS: usize = 3;

/// The fault on one line, its place first, as editors and compilers write it.
pub(crate) fn line(fault: &Fault, context: Context) -> String {
    if context.lang == Lang::En {
        return fault.to_string();
    }
    let mut place = fault.path.display().to_string();
    if fault.line > 0 {
        place.push_str(&format!(":{}:{}", fault.line, fault.column));
    }
    match of_shape(&fault.what, context) {
        Some(said) => format!("{place}: {said}"),
        None => {
            let what = context.say("fault-other", &[("what", fault.what.as_str().into())]);
            let hint = fault.hint.as_ref().map(|hint| context.say("fault-hint-other", &[("hint", hint.as_str().into())]));
            let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{place}: {what}{hint}")
        }
    }
}

/// A configuration that cannot be used, for a command that wanted to.
pub(crate) fn refused(error: &ConfigError, context: Context) -> Failure {
    match error {
        ConfigError::Faulty { faults } if context.lang == Lang::Ja => {
            let faults: Vec<String> = faults.iter().map(|fault| line(fault, context)).collect();
            Failure::new("cli-config-faulty").with("why", faults.join("、"))
        }
        ConfigError::Read { path, source } if context.lang == Lang::Ja => {
            Failure::new("cli-input-unreadable").with("file", path.display()).with("why", source)
        }
        other => failed("cli-config-faulty", other),
    }
}

/// What serde says of the shape: its sentences are fixed, and names stand between backquotes.
fn of_shape(what: &str, context: Context) -> Option<String> {
    let quoted: Vec<&str> = what.split('`').skip(1).step_by(2).collect();
    let (found, known) = quoted.split_first().map_or(("", &[][..]), |(first, rest)| (*first, rest));
    if what.starts_with("unknown field `") {
        let nearest = known.iter().map(|name| (slips(found, name), *name)).min().filter(|(slips, _)| *slips <= MOST_SLIPS);
        return Some(match nearest {
            Some((_, meant)) => context.say("fault-unknown-key-meant", &[("found", found.into()), ("meant", meant.into())]),
            None => context.say("fault-unknown-key", &[("found", found.into())]),
        });
    }
    if what.starts_with("unknown variant `") {
        return Some(context.say("fault-unknown-word", &[("found", found.into()), ("known", known.join(", ").into())]));
    }
    if what.starts_with("missing field `") {
        return Some(context.say("fault-missing-key", &[("found", found.into())]));
    }
    if what.starts_with("duplicate key") && !found.is_empty() {
        return Some(context.say("fault-twice", &[("found", found.into())]));
    }
    let (name, rest) = match what.split_once(": ") {
        Some(("invalid type", rest)) => ("fault-wrong-type", rest),
        Some(("invalid value", rest)) => ("fault-out-of-range", rest),
        _ => return None,
    };
    let (found, wanted) = rest.split_once(", expected ")?;
    let said = |word| context.say("fault-type", &[("type", word)]);
    let wanted = said(wanted_type(wanted)?.into());
    let found = match name {
        "fault-out-of-range" => quoted.first().map(|value| (*value).to_owned())?,
        _ => said(found_type(found)?.into()),
    };
    Some(context.say(name, &[("found", found.into()), ("wanted", wanted.into())]))
}

/// What serde calls a type that a field has.
fn wanted_type(wanted: &str) -> Option<&'static str> {
    Some(match wanted.split([';', ' ']).next().unwrap_or_default() {
        "u16" => "u16",
        "u32" => "u32",
        "u64" | "usize" => "u64",
        "struct" => "map",
        "a" if wanted.starts_with("a string") => "string",
        "a" if wanted.starts_with("a boolean") => "boolean",
        "a" if wanted.starts_with("a sequence") => "sequence",
        "a" if wanted.starts_with("a map") => "map",
        _ => return None,
    })
}

/// What serde calls a value that it found.
fn found_type(found: &str) -> Option<&'static str> {
    Some(match found.split(' ').next().unwrap_or_default() {
        "string" => "string",
        "integer" => "integer",
        "boolean" => "boolean",
        "floating" => "float",
        "sequence" => "sequence",
        "map" => "map",
        _ => return None,
    })
}

/// How many letters must be put in, taken out or changed (Levenshtein 1965). Keys are short.
fn slips(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        let mut next = vec![left];
        for (cell, wanted) in row.iter().skip(1).zip(other.chars()) {
            left = (left + 1).min(cell + 1).min(diagonal + usize::from(letter != wanted));
            diagonal = *cell;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may panic")]
    use std::path::Path;

    use kakitome_gateway::config::Settings;

    use super::*;

    fn first(text: &str) -> String {
        match Settings::from_text(text, Path::new("k.toml")) {
            Err(ConfigError::Faulty { faults }) => line(&faults[0], Context { lang: Lang::Ja }),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn faults_of_shape_are_told_in_japanese() {
        for (text, wanted) in [
            ("hostnam = \"a.example\"\n", "k.toml:1:1: 「hostnam」という項目はありません。「hostname」のことでしょうか"),
            ("wholly-other-thing = 1\n", "「wholly-other-thing」という項目はありません"),
            ("hostname = 5\n", "k.toml:1:12: 整数が書かれていますが、文字列(\"…\")を書く項目です"),
            (
                "hostname = \"a.example\"\n[next-hop]\naddress = \"b\"\nport = 70000\n",
                "70000 は指定できません。0から65535までの整数を書いてください",
            ),
            ("hostname = \"a.example\"\n[next-hop]\naddress = \"b\"\ntls = \"maybe\"\n", "「maybe」は指定できません。指定できる値: "),
            ("", "がありません"),
        ] {
            let said = first(text);
            assert!(said.contains(wanted), "{said}");
            assert!(!said.contains("英語") && !said.contains("expected"), "{said}");
        }
    }

    #[test]
    fn other_faults_stand_in_a_japanese_frame() {
        let said = first("hostname = \"a_b\"\n[next-hop]\naddress = \"b\"\nport = 25\n");
        assert!(said.starts_with("k.toml: この項目の値を") || said.starts_with("k.toml:1:12: この項目の値を"), "{said}");
        assert!(said.contains("英語のヒント: "), "{said}");
    }

    #[test]
    fn a_command_that_needs_the_configuration_says_the_same() {
        let error = Settings::from_text("hostnam = 1\n", Path::new("k.toml")).unwrap_err();
        let said = refused(&error, Context { lang: Lang::Ja }).line(Context { lang: Lang::Ja });
        assert!(said.starts_with("kakitome: 設定を使えませんでした: k.toml:1:1: 「hostnam」という項目はありません"), "{said}");
        let gone = Settings::load(Path::new("/nowhere/k.toml")).unwrap_err();
        let said = refused(&gone, Context { lang: Lang::Ja }).line(Context { lang: Lang::Ja });
        assert_eq!(said, "kakitome: /nowhere/k.toml: 読み取れませんでした: ファイルまたはフォルダーがありません(os error 2)");
    }

    #[test]
    fn slips_are_counted() {
        assert_eq!([slips("abc", "abc"), slips("abc", "abd"), slips("hostnam", "hostname"), slips("", "xy")], [0, 1, 1, 2]);
    }
}
