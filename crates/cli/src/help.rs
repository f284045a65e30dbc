//! `--help` in Japanese: the English texts stand beside the arguments they explain, the Japanese ones in `explain` under the names
//! `help-COMMAND` and `help-COMMAND--ARGUMENT`. A test holds the two together.

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use kakitome_explain::{Lang, Words, words};

/// How a page of help is laid out; clap's own has English headings.
const TEMPLATE: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The command line with its help in that language.
pub(crate) fn in_language(command: Command, lang: Lang) -> Command {
    match lang {
        Lang::En => command,
        Lang::Ja => {
            let mut command = translated(command, "", words(lang));
            // clap adds the command `help` while it builds the others.
            command.build();
            command.mut_subcommand("help", |help| translated_help(help, words(lang)))
        }
    }
}

/// A page, or a line of usage, without the one word that clap cannot be given another one for.
pub(crate) fn without_english(page: &str, words: &Words) -> String {
    page.replace("[OPTIONS]", &words.get("help-usage-options", &[]))
}

/// The command `help`, and `help help`.
fn translated_help(command: Command, words: &Words) -> Command {
    let said = words.get("help-command-help", &[]);
    let template = template(words);
    let command = command.about(said.clone()).help_template(template.clone());
    let command = command.subcommand_help_heading(words.get("help-heading-commands", &[]));
    let command = command.subcommand_value_name(words.get("help-usage-command", &[]));
    command.mut_subcommand("help", |help| help.about(said).help_template(template))
}

fn template(words: &Words) -> String {
    TEMPLATE.replace("{usage-heading}", &words.get("help-heading-usage", &[]))
}

/// The language that is asked for on a command line that has not been read yet: help is shown while it is read.
pub(crate) fn asked(mut line: impl Iterator<Item = String>) -> Option<Lang> {
    while let Some(word) = line.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => line.next()?,
            Some(rest) => rest.strip_prefix('=')?.to_owned(),
            None => continue,
        };
        return value.parse().ok();
    }
    None
}

fn translated(command: Command, path: &str, words: &Words) -> Command {
    let name = if path.is_empty() { "help".to_owned() } else { format!("help-{path}") };
    let mut command = command
        .disable_help_subcommand(!path.is_empty())
        .subcommand_help_heading(words.get("help-heading-commands", &[]))
        .subcommand_value_name(words.get("help-usage-command", &[]))
        .help_template(template(words));
    if let Some(text) = words.find(&name, &[]) {
        let (first, rest) = text.split_once("\n\n").map_or((text.as_str(), ""), |(first, rest)| (first, rest));
        command = command.about(first.replace('\n', ""));
        command = if rest.is_empty() { command.long_about(None) } else { command.long_about(text.clone()) };
    }
    if path.is_empty() {
        command = command.after_help(words.get("help-exit-status", &[]));
    }
    command = command.mut_args(|arg| translated_argument(arg, path, words));
    let children: Vec<String> = command.get_subcommands().map(|child| child.get_name().to_owned()).collect();
    for child in children {
        let path = if path.is_empty() { child.clone() } else { format!("{path}-{child}") };
        command = command.mut_subcommand(&child, |child| translated(child, &path, words));
    }
    // clap adds these two itself, after everything else; adding them here gives them Japanese words.
    let help = Arg::new("help").short('h').long("help").action(clap::ArgAction::Help);
    command = command
        .disable_help_flag(true)
        .arg(help.help(words.get("help-flag-help", &[])).help_heading(words.get("help-heading-options", &[])).display_order(1000));
    if path.is_empty() {
        let version = Arg::new("version").short('V').long("version").action(clap::ArgAction::Version);
        command = command.disable_version_flag(true).arg(
            version.help(words.get("help-flag-version", &[])).help_heading(words.get("help-heading-options", &[])).display_order(1001),
        );
    }
    command
}

fn translated_argument(arg: Arg, path: &str, words: &Words) -> Arg {
    let heading = if arg.is_positional() { "help-heading-arguments" } else { "help-heading-options" };
    let id = arg.get_id().as_str().replace('_', "-");
    let arg = arg.help_heading(words.get(heading, &[]));
    let name = if arg.is_global_set() || path.is_empty() { format!("help--{id}") } else { format!("help-{path}--{id}") };
    match words.find(&name, &[]).or_else(|| words.find(&format!("help--{id}"), &[])) {
        Some(text) => {
            let valued = arg.get_action().takes_values();
            let text = if valued { format!("{text}{}", values_of(&arg, words)) } else { text };
            arg.help(text).long_help(None).hide_default_value(valued).hide_possible_values(valued)
        }
        None => arg,
    }
}

/// What clap would say in English: the values there are, and the one without the argument.
fn values_of(arg: &Arg, words: &Words) -> String {
    let mut said = String::new();
    let possible = arg.get_possible_values();
    let possible: Vec<&str> = possible.iter().filter(|one| !one.is_hide_set()).map(PossibleValue::get_name).collect();
    if !possible.is_empty() {
        said.push_str(&words.get("help-values", &[("values", possible.join(", ").into())]));
    }
    let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).filter(|value| !value.is_empty()).collect();
    if !default.is_empty() {
        said.push_str(&words.get("help-default", &[("value", default.join(" ").into())]));
    }
    said
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
    use clap::CommandFactory;

    use super::*;
    use crate::args::Args;

    /// Every name that a page of help would look up.
    fn wanted(command: &Command, path: &str, names: &mut Vec<(String, String)>) {
        if command.is_hide_set() {
            return;
        }
        let name = if path.is_empty() { "help".to_owned() } else { format!("help-{path}") };
        names.push((name.clone(), name));
        for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
            let id = arg.get_id().as_str().replace('_', "-");
            let own = if path.is_empty() { format!("help--{id}") } else { format!("help-{path}--{id}") };
            names.push((own, format!("help--{id}")));
        }
        for child in command.get_subcommands().filter(|child| child.get_name() != "help") {
            let path = if path.is_empty() { child.get_name().to_owned() } else { format!("{path}-{}", child.get_name()) };
            wanted(child, &path, names);
        }
    }

    #[test]
    fn every_command_and_argument_is_explained_in_japanese() {
        let mut names = Vec::new();
        wanted(&Args::command(), "", &mut names);
        assert!(names.len() > 50, "the command line was read");
        let missing: Vec<&String> =
            names.iter().filter(|(own, shared)| !words(Lang::Ja).has(own) && !words(Lang::Ja).has(shared)).map(|(own, _)| own).collect();
        assert_eq!(missing, Vec::<&String>::new());
    }

    /// What has no words of its own in English: neither beside the argument nor under the command.
    fn unexplained(command: &Command, path: &str, missing: &mut Vec<String>) {
        let silent = |said: Option<&clap::builder::StyledStr>| said.is_none_or(|said| said.to_string().trim().is_empty());
        if silent(command.get_about()) && silent(command.get_long_about()) {
            missing.push(path.to_owned());
        }
        let shown = command.get_arguments().filter(|arg| !arg.is_hide_set());
        missing.extend(
            shown.filter(|arg| silent(arg.get_help()) && silent(arg.get_long_help())).map(|arg| format!("{path} {}", arg.get_id())),
        );
        for child in command.get_subcommands().filter(|child| child.get_name() != "help" && !child.is_hide_set()) {
            unexplained(child, &format!("{path} {}", child.get_name()), missing);
        }
    }

    #[test]
    fn every_command_and_argument_is_explained_in_english_and_japanese_differs() {
        let mut missing = Vec::new();
        unexplained(&Args::command(), "kakitome", &mut missing);
        assert_eq!(missing, Vec::<String>::new());
        // What is shown, page by page: each page in Japanese is Japanese.
        let mut names = Vec::new();
        wanted(&Args::command(), "", &mut names);
        for (own, shared) in names {
            let text = words(Lang::Ja).find(&own, &[]).or_else(|| words(Lang::Ja).find(&shared, &[])).expect("checked above");
            assert!(text.chars().any(|one| one > '\u{3000}'), "{own}: {text}");
        }
    }

    #[test]
    fn a_page_in_japanese_has_no_english_heading() {
        let page = in_language(Args::command(), Lang::Ja).find_subcommand_mut("verify").expect("verify").render_long_help().to_string();
        let page = without_english(&page, words(Lang::Ja));
        for heading in ENGLISH {
            assert!(!page.contains(heading), "{heading} in\n{page}");
        }
    }

    /// What clap says by itself.
    const ENGLISH: [&str; 9] =
        ["Usage:", "Options:", "Arguments:", "Commands:", "[OPTIONS]", "<COMMAND>", "Print ", "[default", "ossible values"];

    #[test]
    fn every_page_in_japanese_is_free_of_clap_s_english() {
        fn each(command: &Command, path: &[String], paths: &mut Vec<Vec<String>>) {
            paths.push(path.to_vec());
            let shown = |child: &&Command| !child.is_hide_set() && (path.len() < 2 || child.get_name() != "help");
            for child in command.get_subcommands().filter(shown) {
                if path.get(1).is_none_or(|first| first != "help") {
                    each(child, &[path, &[child.get_name().to_owned()]].concat(), paths);
                }
            }
        }
        let command = in_language(Args::command(), Lang::Ja);
        let mut paths = Vec::new();
        each(&command, &["kakitome".to_owned()], &mut paths);
        assert!(paths.len() > 80, "{}", paths.len());
        let mut lines: Vec<Vec<String>> = vec![["kakitome", "help", "help"].map(str::to_owned).to_vec()];
        for path in &paths {
            lines.push([path, &["-h".to_owned()][..]].concat());
            lines.push([path, &["--help".to_owned()][..]].concat());
        }
        lines.push(["kakitome", "help"].map(str::to_owned).to_vec());
        lines.retain(|line| line.get(1).is_none_or(|first| first != "help") || line.last().is_some_and(|last| last == "help"));
        for line in lines {
            let page = command.clone().try_get_matches_from(&line).expect_err("a page of help").render().to_string();
            let page = without_english(&page, words(Lang::Ja));
            for heading in ENGLISH {
                assert!(!page.contains(heading), "{line:?}: {heading} in\n{page}");
            }
        }
    }

    #[test]
    fn help_of_a_command_is_there_in_both_languages() {
        for (lang, said) in [(Lang::En, "Usage:"), (Lang::Ja, "使い方:")] {
            let asked = in_language(Args::command(), lang).try_get_matches_from(["kakitome", "help", "verify"]);
            let page = asked.expect_err("a page of help").render().to_string();
            assert!(page.contains(said) && page.contains("--trust"), "{page}");
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
        in_language(Args::command(), Lang::Ja).debug_assert();
    }

    #[test]
    fn the_language_is_found_before_the_line_is_read() {
        let asked = |line: &[&str]| asked(line.iter().map(|word| (*word).to_owned()));
        assert_eq!(asked(&["kakitome", "--lang", "ja", "--help"]), Some(Lang::Ja));
        assert_eq!(asked(&["kakitome", "verify", "--lang=en"]), Some(Lang::En));
        assert_eq!(asked(&["kakitome", "--lang", "xx"]), None);
        assert_eq!(asked(&["kakitome", "--lang"]), None);
        assert_eq!(asked(&["kakitome"]), None);
    }
}
