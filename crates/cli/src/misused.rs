//! A command line that nobody can follow: what is wrong with it, what was perhaps meant, and how the command is written.
//! In English clap's own sentences are said; in Japanese those of `explain`, by clap's kinds and by the facts that it gives with them.

use std::io::Write as _;
use std::num::ParseIntError;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use kakitome_explain::{Lang, Value};

use crate::context::{Context, complain};
use crate::failure::Failure;
use crate::help;
use crate::outcome::FAILED;

/// Help and version are answers; everything else is said in one line.
pub(crate) fn misused(error: &clap::Error, context: Context) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        return shown(error, context);
    }
    complain(&line(error, context));
    ExitCode::from(FAILED)
}

fn shown(error: &clap::Error, context: Context) -> ExitCode {
    if context.lang == Lang::En {
        error.exit();
    }
    let page = help::without_english(&error.render().to_string(), context.words());
    // Who asked may be gone: no failure of ours.
    let _ = if error.use_stderr() {
        std::io::stderr().lock().write_all(page.as_bytes())
    } else {
        std::io::stdout().lock().write_all(page.as_bytes())
    };
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(FAILED))
}

fn line(error: &clap::Error, context: Context) -> String {
    match context.lang {
        Lang::En => Failure::new("cli-usage").with("why", in_english(error)).hint("cli-usage-hint").line(context),
        Lang::Ja => {
            let why = format!("{}{}", sentence(error, context), suggestions(error, context));
            let failure = Failure::new("cli-usage").with("why", why);
            match usage(error) {
                Some(usage) => {
                    let command = command_of(&usage);
                    let usage = help::without_english(&usage, context.words());
                    failure.with("usage", usage).with("command", command).hint("usage-hint").line(context)
                }
                None => failure.hint("cli-usage-hint").line(context),
            }
        }
    }
}

fn in_english(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let said = text.split("\n\nUsage:").next().unwrap_or_default().split("\n\nFor more").next().unwrap_or_default();
    said.strip_prefix("error: ").unwrap_or(said).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong.
fn sentence(error: &clap::Error, context: Context) -> String {
    let argument = facts(error, ContextKind::InvalidArg);
    let (given, other) = (facts(error, ContextKind::InvalidValue), facts(error, ContextKind::PriorArg));
    let say = |name: &str, facts: &[(&str, &str)]| {
        let facts: Vec<(&str, Value<'_>)> = facts.iter().map(|(blank, fact)| (*blank, Value::from(*fact))).collect();
        context.say(name, &facts)
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => say("usage-no-such-command", &[("given", &facts(error, ContextKind::InvalidSubcommand))]),
        ErrorKind::MissingSubcommand => say("usage-command-missing", &[("command", &facts(error, ContextKind::InvalidSubcommand))]),
        ErrorKind::UnknownArgument if argument.starts_with('-') => say("usage-no-such-option", &[("given", &argument)]),
        ErrorKind::UnknownArgument => say("usage-one-too-many", &[("given", &argument)]),
        ErrorKind::InvalidValue if given.is_empty() => say("usage-value-missing", &[("argument", &argument)]),
        ErrorKind::InvalidValue => {
            let values = facts(error, ContextKind::ValidValue);
            say("usage-value-not-of-these", &[("argument", &argument), ("given", &given), ("values", &values)])
        }
        ErrorKind::ValueValidation => {
            say("usage-value-unfit", &[("argument", &argument), ("given", &given), ("form", &form(error, &argument, context))])
        }
        ErrorKind::MissingRequiredArgument => say("usage-required", &[("arguments", &argument)]),
        ErrorKind::ArgumentConflict if argument == other => say("usage-twice", &[("argument", &argument)]),
        ErrorKind::ArgumentConflict => {
            let one = if argument.is_empty() { facts(error, ContextKind::InvalidSubcommand) } else { argument };
            let name = if other.is_empty() { "usage-conflict-unnamed" } else { "usage-conflict" };
            say(name, &[("argument", &one), ("other", &other)])
        }
        ErrorKind::NoEquals => say("usage-no-equals", &[("argument", &argument)]),
        ErrorKind::TooManyValues => say("usage-too-many-values", &[("argument", &argument), ("given", &given)]),
        ErrorKind::TooFewValues => {
            let (least, count) = (facts(error, ContextKind::MinValues), facts(error, ContextKind::ActualNumValues));
            say("usage-too-few-values", &[("argument", &argument), ("least", &least), ("count", &count)])
        }
        ErrorKind::WrongNumberOfValues => {
            let (wanted, count) = (facts(error, ContextKind::ExpectedNumValues), facts(error, ContextKind::ActualNumValues));
            say("usage-wrong-number-of-values", &[("argument", &argument), ("wanted", &wanted), ("count", &count)])
        }
        ErrorKind::InvalidUtf8 => say("usage-not-utf8", &[]),
        _ => say("usage-unreadable", &[]),
    }
}

/// How a value of this argument is written: a number between bounds, or what `explain` has under the argument's name.
fn form(error: &clap::Error, argument: &str, context: Context) -> String {
    let cause = std::error::Error::source(error);
    let said = cause.map(ToString::to_string).unwrap_or_default();
    if let Some((least, most)) = said.split_once(" is not in ").and_then(|(_, range)| range.split_once("..")) {
        // Like `1..=825`. clap has no other bounds for the numbers of this command line: a test reads them all.
        return context.say("usage-form-number-between", &[("least", least.into()), ("most", most.trim_start_matches('=').into())]);
    }
    if cause.is_some_and(|cause| cause.is::<ParseIntError>()) {
        return context.say("usage-form-number", &[]);
    }
    let (option, value) = argument.split_once(' ').unwrap_or((if argument.starts_with('-') { argument } else { "" }, argument));
    let value = value.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    let own = format!("usage-form{option}");
    let words = context.words();
    words
        .find(&own, &[])
        .filter(|_| !option.is_empty())
        .or_else(|| words.find(&format!("usage-form-{value}"), &[]))
        .unwrap_or_else(|| words.get("usage-form", &[]))
}

/// What was perhaps meant.
fn suggestions(error: &clap::Error, context: Context) -> String {
    let mut said = String::new();
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        let names = facts(error, kind);
        if !names.is_empty() {
            said.push_str(&context.say("usage-meant", &[("names", names.into())]));
        }
    }
    if let Some(ContextValue::StyledStrs(tips)) = error.get(ContextKind::Suggested) {
        for tip in tips {
            // clap gives these as English sentences with the words between single quotes.
            let tip = tip.to_string();
            let quoted: Vec<&str> = tip.split('\'').skip(1).step_by(2).collect();
            match quoted.as_slice() {
                [_, written] if tip.starts_with("to pass ") => {
                    said.push_str(&context.say("usage-as-value", &[("written", (*written).into())]))
                }
                [meant, ..] if tip.contains(" exists") => said.push_str(&context.say("usage-meant", &[("names", (*meant).into())])),
                _ => {}
            }
        }
    }
    said
}

/// `kakitome identity add [OPTIONS] <ADDR>`, on one line.
fn usage(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else { return None };
    let usage = usage.to_string();
    let usage = usage.strip_prefix("Usage:").unwrap_or(&usage);
    Some(usage.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The words before the first argument.
fn command_of(usage: &str) -> String {
    usage.split(' ').take_while(|word| !word.starts_with(['<', '[', '-'])).collect::<Vec<_>>().join(" ")
}

/// What clap says of this kind, empty when it says nothing.
fn facts(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(fact)) => fact.clone(),
        Some(ContextValue::Strings(facts)) => facts.join(", "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests may panic")]
    use clap::{Command, CommandFactory};

    use super::*;
    use crate::args::Args;

    const JA: Context = Context { lang: Lang::Ja };

    fn said(command: &Command, words: &[&str]) -> String {
        let error = command.clone().try_get_matches_from(words).expect_err("a wrong command line");
        line(&error, JA)
    }

    /// English: two small Latin words side by side, apart from the words of a command.
    fn english(said: &str) -> bool {
        let small = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let mut before = "";
        let mut in_command = false;
        for word in said.split([' ', ':']) {
            in_command = word.ends_with("kakitome") || (in_command && small(word));
            if !in_command && small(before) && small(word) {
                return true;
            }
            before = if in_command { "" } else { word };
        }
        ["Usage", "OPTIONS", "tip", "possible", "[default"].iter().any(|word| said.contains(word))
    }

    #[test]
    fn wrong_command_lines_are_told_in_japanese() {
        let command = help::in_language(Args::command(), Lang::Ja);
        for (words, wanted) in [
            ("kakitome vefiry x", "「vefiry」というコマンドはありません。「verify」のことでしょうか"),
            ("kakitome trust shcedule", "「schedule」のことでしょうか"),
            ("kakitome help nothing", "「nothing」というコマンドはありません"),
            ("kakitome verify --jsn x", "「--jsn」というオプションはありません。「--json」のことでしょうか"),
            ("kakitome verify --bogus x", "値として渡すには「-- --bogus」と書きます"),
            ("kakitome verify x y", "「y」は余分です"),
            ("kakitome verify --revocation hart x", "指定できる値: soft, hard, off。「hard」のことでしょうか"),
            ("kakitome verify --at yesterday x", "2026-11-22"),
            ("kakitome verify --at", "「--at <TIME>」には値が必要です"),
            ("kakitome verify --json --json", "「--json」は1回だけ指定できます"),
            ("kakitome verify --json --tree x", "同時に指定できません"),
            ("kakitome verify --allow-port 99999 --online", "0 から 65535 までの整数"),
            ("kakitome identity add", "次の指定が必要です: <ADDR>"),
            ("kakitome identity add a@b.example --days many", "整数"),
            ("kakitome identity add a@b.example --days 9999", "1 から 825 までの整数"),
            ("kakitome identity add a@b.example --key rsa1", "rsa2048"),
            ("kakitome encrypt --p12 x", "--sign"),
            ("kakitome --lang xx verify", "ja または en"),
            ("kakitome verify --json=yes x", "「--json」に値「yes」は指定できません"),
        ] {
            let words: Vec<&str> = words.split(' ').collect();
            let said = said(&command, &words);
            assert!(said.contains(wanted), "{words:?}: {said}");
            assert!(said.contains("--help"), "{words:?}: {said}");
            assert!(!english(&said), "{words:?}: {said}");
        }
    }

    #[test]
    fn the_line_has_usage_and_the_command_s_own_help() {
        let command = help::in_language(Args::command(), Lang::Ja);
        let said = said(&command, &["kakitome", "identity", "add"]);
        assert!(said.contains("kakitome identity add <ADDR>") && said.contains("kakitome identity add --help"), "{said}");
    }

    /// Every argument of every command gets a value that nobody means.
    #[test]
    fn every_value_that_is_refused_is_refused_in_japanese() {
        fn each(command: &Command, path: &[String], lines: &mut Vec<Vec<String>>) {
            for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
                let option = arg.get_long().map(|long| format!("--{long}"));
                for value in ["?", "99999999999999999999", "\u{1}"] {
                    lines.push(path.iter().cloned().chain(option.clone()).chain([value.to_owned()]).collect());
                }
            }
            // What `serve` alone calls is no command of a person's.
            for child in command.get_subcommands().filter(|child| child.get_name() != "help" && !child.is_hide_set()) {
                each(child, &[path, &[child.get_name().to_owned()]].concat(), lines);
            }
        }
        let command = help::in_language(Args::command(), Lang::Ja);
        let mut lines = Vec::new();
        each(&command, &["kakitome".to_owned()], &mut lines);
        let (mut refused, mut wrong) = (0, Vec::new());
        for words in lines {
            let Err(error) = command.clone().try_get_matches_from(&words) else { continue };
            let unsaid = JA.say("usage-form", &[]);
            let said = line(&error, JA);
            refused += usize::from(error.kind() == ErrorKind::ValueValidation);
            if english(&said) || said.contains(&unsaid) {
                wrong.push(format!("{words:?}: {said}"));
            }
        }
        assert!(refused > 60, "{refused}");
        assert_eq!(wrong, Vec::<String>::new(), "{}", wrong.join("\n"));
    }

    #[test]
    fn english_is_what_it_was() {
        let error = Args::command().try_get_matches_from(["kakitome", "vefiry"]).expect_err("no such command");
        let said = line(&error, Context { lang: Lang::En });
        assert!(
            said.starts_with("kakitome: unrecognized subcommand 'vefiry' tip: a similar subcommand exists: 'verify' (hint: "),
            "{said}"
        );
    }
}
